"""Chinese, Japanese, Korean and Bengali leaflets with their font pack in place: printed, tagged, read back.

The packs are cuts of the real fonts with the characters of texts.toml, so that this runs on every machine.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from pipeline.article.reading import read_articles
from pipeline.article.source import Source
from pipeline.certifying import JavaWorker, certify
from pipeline.edition.edition import Edition, make_edition
from pipeline.edition.publication import Publication
from pipeline.edition.review import State
from pipeline.errors import PlainleafError
from pipeline.formats import handout
from pipeline.formats.handout.document import read_pdf
from pipeline.house.styles import Styles, read_styles
from tests.handout.sample import HEAD, LAYERS, ROOT, printed

PACKS = Path(__file__).parent / "packs"
TEXTS = tomllib.loads((PACKS / "texts.toml").read_text(encoding="utf-8"))
FAMILIES = {"zh": "NotoSansSC", "ja": "NotoSansJP", "ko": "NotoSansKR", "bn": "NotoSansBengali"}

BODY = """\
::: key-points
- {wash}
- {dry}
- {change}
:::

## {heading} {{#day}}

{wash}{dry}{remove}{change}{answer}{wash}{dry}{remove}{change}{answer}{wash}{dry}[^why] **{dose}** *{medicine}* 500 mg
[@leaflet].

[^why]: {answer}

1. {wash}
2. {remove}
   - {dry}
   - {wash}
3. {change}

::: {{.table .doses caption="{dose}" header-column=true}}
| {medicine} | {dose} |
|---|---|
| A | 500 mg |
| B | 200 mg |
:::

::: figure
![{picture}](images/layers.svg)

{picture}
:::

::: questions
### {what}

{answer}
:::

::: {{.callout .when-to-call}}
{call} {{{{phone}}}}
:::
"""


@cache
def styles(packs: bool = True) -> Styles:
    """Everything under styles/, with the font packs beside the bundled fonts or without any."""
    folder = ROOT / "styles"
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    names = {f"fonts/{family}-{weight}.ttf" for family in FAMILIES.values() for weight in ("Regular", "Bold")}
    files = {path: content for path, content in files.items() if path not in names}
    if packs:
        files |= {f"fonts/{path.name}": path.read_bytes() for path in PACKS.glob("*.ttf")}
    return read_styles(files)


def leaflet(lang: str, packs: bool = True) -> Edition:
    words = TEXTS[lang]
    head = HEAD.format(title=words["title"], lang=lang)
    for key in ("summary", "main_message"):
        line = next(line for line in head.splitlines() if line.startswith(f"{key}:"))
        head = head.replace(line, f"{key}: {words[key]}")
    files = {"article.md": (head + BODY.format(**words)).encode(), "images/layers.svg": LAYERS}
    (reading,) = read_articles(Source("wound", "source/wound", files))
    assert reading.article is not None, reading.findings
    publication = Publication("wound", words["title"], "", (reading.article,), reading.article.file)
    all_styles = styles(packs)
    return make_edition(publication, lang, all_styles.brands["harbour-clinic"], all_styles, State.CURRENT, False)[0]


@pytest.mark.parametrize("variant", ["sheet", "full", "large-print", "easy-print", "form"])
@pytest.mark.parametrize("lang", TEXTS)
def test_a_leaflet_in_a_language_of_a_pack_has_no_findings(lang: str, variant: str) -> None:
    made = leaflet(lang)
    assert handout.check(handout.read(printed(made, variant)), made).found == ()


@pytest.mark.parametrize("lang", TEXTS)
def test_every_letter_is_set_in_the_font_of_the_pack_and_can_be_copied(lang: str) -> None:
    made = leaflet(lang)
    reading = handout.read(printed(made))
    fonts = {font.name.partition("+")[2].replace("-", "") for font in reading.document.fonts}
    assert any(name.startswith(FAMILIES[lang]) for name in fonts)
    said = reading.transcript
    for key in ("title", "main_message", "wash", "picture", "what"):
        assert TEXTS[lang][key].strip() in said


def test_the_packs_pass_the_machine_checks(worker: JavaWorker) -> None:
    for lang in TEXTS:
        for certificate in certify([printed(leaflet(lang)).main], worker=worker):
            assert certificate.passed is True, (lang, certificate.messages)


def test_korean_words_are_not_torn_apart() -> None:
    """Korean lines end between words; a renderer that breaks between syllables would end them anywhere."""
    document = read_pdf(printed(leaflet("ko")).main.content)
    assert document.root is not None
    long = max((tag for tag in document.root.tags() if tag.role == "P"), key=lambda tag: len(document.text_of(tag)))
    lines = ["".join(run.actual or run.text for run in document.runs_of(leaf)) for leaf in long.leaves()]
    words = {word for text in TEXTS["ko"].values() for word in text.split()}
    ends = {line.replace("\u2060", "").split()[-1] for line in lines[:3]}
    assert len(ends) > 1
    assert ends <= words


def test_the_marks_that_keep_korean_words_together_are_not_copied() -> None:
    reading = handout.read(printed(leaflet("ko")))
    assert "\u2060" not in reading.transcript
    assert "\u2060" not in reading.document.title


@pytest.mark.parametrize("lang", TEXTS)
def test_without_its_pack_a_leaflet_is_refused_with_the_way_to_get_it(lang: str) -> None:
    with pytest.raises(PlainleafError, match=f'no bundled typeface can set "{lang}"') as caught:
        leaflet(lang, packs=False)
    assert f"{FAMILIES[lang]}-Regular.ttf" in (caught.value.hint or "")
    assert "OFL 1.1" in (caught.value.hint or "")


def test_a_character_that_the_pack_lacks_is_named() -> None:
    made = leaflet("zh")
    files = {"article.md": (HEAD.format(title="小伤口护理", lang="zh") + "这里有一个字：龘。\n").encode()}
    (reading,) = read_articles(Source("wound", "source/wound", files))
    assert reading.article is not None
    publication = Publication("wound", "", "", (reading.article,), reading.article.file)
    made, _ = make_edition(publication, "zh", made.brand, styles(), State.CURRENT, False)
    said = [
        each.message
        for each in handout.check(handout.read(printed(made)), made).found
        if each.rule == "handout/glyph-missing"
    ]
    assert any("龘" in message for message in said)

"""An edition holds a publication as one brand publishes it: values filled, state decided, address set."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.article.model import Article, Link
from pipeline.article.plaintext import text
from pipeline.article.reading import read_articles
from pipeline.article.walking import of_kind
from pipeline.edition.edition import Edition, make_edition
from pipeline.edition.publication import single
from pipeline.edition.review import State, state_of
from pipeline.errors import PlainleafError
from pipeline.finding import Findings
from pipeline.house.brand import Brand, read_brand
from pipeline.house.styles import Styles, read_styles
from pipeline.press.colour import contrast, nearest_passing
from pipeline.press.typeface import font_files, read_typefaces
from tests.workspace import ROOT, folder_files, reading_of, source_of

BRAND = b"""
name = "Tide Clinic (example)"
region = "GB"
[contact]
phone = "+44 20 7946 0999"
email = "care@tides.example.org"
web = "https://tides.example.org/leaflets/"
address = ["1 Example Quay"]
[values]
emergency = "999"
[colour]
accent = "#0b4f5c"
warning = "#8f2d0e"
ink = "#16211f"
paper = "#ffffff"
"""


@pytest.fixture(scope="module")
def styles() -> Styles:
    return read_styles(folder_files(ROOT / "styles"))


def brand_of(toml: bytes = BRAND) -> Brand:
    brand, findings = read_brand("tide", {"brand.toml": toml})
    assert brand is not None, findings
    return brand


def article_of(body: str) -> Article:
    article = reading_of(body).article
    assert article is not None
    return article


def edition_of(body: str, styles: Styles) -> tuple[Edition, Findings]:
    return make_edition(single(article_of(body)), "en", brand_of(), styles, State.CURRENT, draft=False)


def test_values_are_filled_in_text_and_links(styles: Styles) -> None:
    edition, findings = edition_of("Call [{{phone}}](tel:{{phone}}) or {{emergency}}.\n", styles)
    assert findings == Findings()
    assert text(edition.article.blocks) == "Call +44 20 7946 0999 or 999."
    assert [link.target for link in of_kind(edition.article.blocks, Link)] == ["tel:+442079460999"]


def test_unknown_value_is_found_at_its_line(styles: Styles) -> None:
    _, findings = edition_of("Fine.\n\n- Call {{fax}}.\n", styles)
    (finding,) = findings.found
    assert (finding.rule, finding.where.first) == ("article/value-unknown", 29)
    assert "fax" in finding.message


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("In an emergency, call 911.", ('"911" is no emergency number in GB',)),
        ("In an emergency, call {{emergency}}.", ()),
        ("Call the front desk on {{phone}}.", ()),
    ],
)
def test_a_number_to_call_is_held_against_the_country_of_the_brand(
    body: str, says: tuple[str, ...], styles: Styles
) -> None:
    assert tuple(finding.message for finding in edition_of(body, styles)[1].found) == says


def test_canonical_address_comes_from_the_brand(styles: Styles) -> None:
    edition, _ = edition_of("Fine.\n", styles)
    assert edition.canonical == "https://tides.example.org/leaflets/tides"


def test_the_address_of_a_translation_carries_its_tag(styles: Styles) -> None:
    """Two languages at one address would send half of the readers to what they cannot read."""
    files = {"article.md": b"Fine.\n", "article.es.md": b"---\nlang: es\ntitle: Mareas\n---\n\nBien.\n"}
    readings = read_articles(source_of(files))
    articles = [reading.article for reading in readings if reading.article]
    made = [make_edition(single(a), a.lang, brand_of(), styles, State.CURRENT, draft=False)[0] for a in articles]
    assert [(edition.lang, edition.canonical.rpartition("/")[2]) for edition in made] == [
        ("en", "tides"),
        ("es", "tides.es"),
    ]
    own = replace(articles[1], front=articles[1].front.model_copy(update={"canonical": "https://tides.example.org/es"}))
    edition, _ = make_edition(single(own), "es", brand_of(), styles, State.CURRENT, draft=False)
    assert edition.canonical == "https://tides.example.org/es"


def test_language_without_words_is_an_error(styles: Styles) -> None:
    with pytest.raises(PlainleafError, match='no interface words for "xx"'):
        make_edition(single(article_of("Fine.\n")), "xx", brand_of(), styles, State.CURRENT, draft=False)


def test_words_of_another_script_are_no_words(styles: Styles) -> None:
    """Simplified interface words in a traditional Chinese leaflet would be wrong, not merely unfamiliar."""
    toml = (ROOT / "styles" / "fonts" / "fonts.toml").read_text(encoding="utf-8")
    every = dict.fromkeys(font_files(toml)[1], b"")
    packed = replace(styles, typefaces=read_typefaces(toml, {**styles.typefaces.files, **every}))
    with pytest.raises(PlainleafError, match='no interface words for "zh-TW"'):
        make_edition(single(article_of("Fine.\n")), "zh-TW", brand_of(), packed, State.CURRENT, draft=False)
    traditional = replace(packed, words={**packed.words, "zh-Hant": packed.words["zh"]})
    made, _ = make_edition(single(article_of("Fine.\n")), "zh-TW", brand_of(), traditional, State.CURRENT, draft=False)
    assert made.lang == "zh-TW"


def test_a_language_without_a_typeface_is_refused(styles: Styles) -> None:
    article = article_of("Words.\n")
    chinese = replace(styles, words={**styles.words, "zh": styles.words["en"]})
    with pytest.raises(PlainleafError, match='font pack "chinese-simplified" is not installed') as caught:
        make_edition(single(article), "zh", brand_of(), chinese, State.CURRENT, draft=False)
    assert "NotoSansSC-Regular.ttf" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2028, 7, 2), State.CURRENT),
        (date(2028, 7, 3), State.DUE),
        (date(2028, 10, 1), State.DUE),
        (date(2028, 10, 2), State.EXPIRED),
    ],
)
def test_state_follows_the_next_review(today: date, state: State) -> None:
    """The day of the next review still belongs to the edition; 90 days before it is due."""
    assert state_of(date(2028, 10, 1), today) is state


def test_brand_names_every_fault_at_once() -> None:
    broken = BRAND.replace(b'region = "GB"', b'region = "Britain"').replace(b'phone = "+44 20 7946 0999"', b"")
    brand, findings = read_brand("tide", {"brand.toml": broken})
    assert brand is None
    assert [finding.message for finding in findings.found] == [
        '"region" has a form that cannot be used: "Britain"',
        '"contact.phone" is missing, and a clinic is rung by its patients',
    ]


def test_brand_refuses_a_line_break_in_a_name() -> None:
    """A name with a line break could write headers of its own into a mail."""
    brand, findings = read_brand("tide", {"brand.toml": BRAND.replace(b"Tide Clinic", b"Tide\\r\\nBcc: x")})
    assert brand is None
    assert "one line" in findings.found[0].message


def test_pale_accent_is_named_with_the_nearest_colour() -> None:
    _, findings = read_brand("tide", {"brand.toml": BRAND.replace(b"#0b4f5c", b"#7fc8d8")})
    (finding,) = findings.found
    assert finding.rule == "brand/contrast"
    near = nearest_passing("#7fc8d8", "#ffffff", 4.5)
    assert near in finding.hint and contrast(near, "#ffffff") >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    """#767676 on white is 4.54:1, #777777 is 4.48:1 (WCAG 2.2, SC 1.4.3)."""
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)

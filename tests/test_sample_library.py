"""The sample library is whole: translations match their originals, pictures are clean, references are used."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from ruamel.yaml import YAML

from pipeline.article.reading import read_articles
from pipeline.article.source import Source
from pipeline.edition.publication import read_collection

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "source"
BRANDS = ROOT / "styles" / "brands"
SLUGS = sorted(p.name for p in SOURCE.iterdir() if (p / "article.md").is_file())
TEXTS = sorted(p.relative_to(SOURCE).as_posix() for p in SOURCE.glob("*/article*.md"))
TRANSLATIONS = [text for text in TEXTS if not text.endswith("/article.md")]
SNIPPETS = sorted(p.name for p in (SOURCE / "_snippets").glob("*.md") if p.name.count(".") == 1)
PICTURES = sorted(p.relative_to(SOURCE).as_posix() for p in SOURCE.glob("*/images/*"))
LOGOS = sorted(p.relative_to(BRANDS).as_posix() for p in BRANDS.glob("*/*.svg"))
BRAND_NAMES = sorted(p.parent.name for p in BRANDS.glob("*/brand.toml"))

KEY = re.compile(r"\{[^{}]*#([\w-]+)[^{}]*\}")
IMAGE = re.compile(r"!\[([^\]]*)\]\(images/([^)\s]+)\)")
CITE = re.compile(r"\[((?:@[\w-]+(?:; )?)+)\]")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
TRANSLATED_FIELDS = {"title", "subtitle", "summary", "main_message", "keywords", "translators", "newsletter"}
OWN_FIELDS = {"id", "version", "authors", "reviewers", "published", "reviewed", "evidence_checked", "next_review"}


def head_and_body(name: str) -> tuple[dict[str, Any], str]:
    _, head, body = (SOURCE / name).read_text(encoding="utf-8").split("---\n", 2)
    return YAML(typ="safe").load(head), body


def original_of(name: str) -> str:
    return name.rsplit("/", 1)[0] + "/article.md"


def numbers(markdown: str) -> Counter[str]:
    """Numbers a reader sees, written with the digits 0-9 and a point: 4 for ٤, 0.5 for 0,5."""
    text = re.sub(r"\]\([^)]*\)|\{[^{}]*\}|\[@[^\]]*\]", " ", re.sub(r'caption="([^"]*)"[^}]*\}', r"\1}", markdown))
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return Counter(found.replace("٫", ".").replace(",", ".") for found in NUMBER.findall(digits))


def contrast(colour: str, other: str = "#ffffff") -> float:
    def luminance(value: str) -> float:
        channels = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    light, dark = sorted((luminance(colour), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_library_holds_two_articles_in_several_languages() -> None:
    assert SLUGS == ["exosomes-hair-loss", "wound-aftercare"]
    assert len(TRANSLATIONS) >= 2


@pytest.mark.parametrize("slug", SLUGS)
def test_every_text_is_read_without_a_finding(slug: str) -> None:
    folder = SOURCE / slug
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    snippets = {p.name: p.read_bytes() for p in (SOURCE / "_snippets").glob("*.md")}
    readings = read_articles(Source(slug, f"source/{slug}", files, snippets))
    assert {reading.file for reading in readings} == {f"source/{text}" for text in TEXTS if text.startswith(f"{slug}/")}
    for reading in readings:
        assert reading.article is not None
        assert list(reading.findings.found) == []


@pytest.mark.parametrize("name", TEXTS)
def test_the_head_holds_what_its_language_needs(name: str) -> None:
    head, _ = head_and_body(name)
    original = name == original_of(name)
    needed = (TRANSLATED_FIELDS - {"translators"}) | OWN_FIELDS if original else TRANSLATED_FIELDS
    assert needed <= head.keys()
    assert head["lang"] == ("en" if original else name.split(".")[1])
    if not original:
        assert not OWN_FIELDS & head.keys(), "dates, people and the id come from the original"


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_a_translation_has_the_blocks_of_its_original_in_the_same_order(name: str) -> None:
    _, original = head_and_body(original_of(name))
    _, translated = head_and_body(name)
    keys = KEY.findall(translated)
    assert keys == KEY.findall(original)
    assert len(keys) == len(set(keys)) > 5


@pytest.mark.parametrize("name", TEXTS)
def test_every_block_and_heading_has_a_key(name: str) -> None:
    """Translations can only be matched, and approvals kept, by keys that an author gave."""
    _, body = head_and_body(name)
    parts = {"long-description", "known", "unknown", "myth", "fact"}
    for line in body.splitlines():
        opens = re.match(r":{3,}\s*([^:\s].*)$", line)
        if opens and opens[1] not in parts and not opens[1].startswith("{include="):
            assert KEY.search(line), line
        if line.startswith("#"):
            assert KEY.search(line), line


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_every_number_of_the_original_stands_in_the_translation(name: str) -> None:
    _, original = head_and_body(original_of(name))
    _, translated = head_and_body(name)
    assert numbers(original) - numbers(translated) == Counter()


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_a_translation_cites_and_fills_in_the_same_things(name: str) -> None:
    _, original = head_and_body(original_of(name))
    _, translated = head_and_body(name)
    assert CITE.findall(translated) == CITE.findall(original)
    values = re.compile(r"\{\{(\w+)\}\}")
    assert Counter(values.findall(translated)) == Counter(values.findall(original))


@pytest.mark.parametrize("slug", SLUGS)
def test_references_are_defined_and_used(slug: str) -> None:
    head, body = head_and_body(f"{slug}/article.md")
    defined = [reference["id"] for reference in head["references"]]
    used = set(re.findall(r"@([\w-]+)", " ".join(CITE.findall(body))))
    assert used == set(defined)
    assert len(defined) == len(set(defined))


@pytest.mark.parametrize("name", TEXTS)
def test_every_picture_exists_and_is_described(name: str) -> None:
    head, body = head_and_body(original_of(name))
    _, body = head_and_body(name)
    found = IMAGE.findall(body)
    assert found
    for alt, picture in found:
        assert (SOURCE / name).with_name("images").joinpath(picture).is_file()
        assert len(alt.split()) >= 8, "say what someone who cannot see it needs to know"
        assert head["pictures"][picture].keys() >= {"credit", "licence"}


def test_no_picture_lies_unused() -> None:
    used = {f"{t.split('/')[0]}/images/{p}" for t in TEXTS for _, p in IMAGE.findall(head_and_body(t)[1])}
    assert used == set(PICTURES)


@pytest.mark.parametrize("path", [SOURCE / p for p in PICTURES] + [BRANDS / p for p in LOGOS], ids=lambda p: p.name)
def test_a_drawing_is_clean_svg(path: Path) -> None:
    root = etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))
    svg = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{svg}svg"
    assert {"viewBox", "width", "height"} <= set(root.attrib)
    assert root.findtext(f"{svg}title")
    allowed = "svg title desc g path rect circle ellipse line polygon polyline text tspan defs use".split()
    for element in root.iter(etree.Element):
        assert element.tag.removeprefix(svg) in allowed
        for attribute, value in element.attrib.items():
            assert not str(attribute).startswith("on")
            assert "url(" not in str(value)
            assert not str(attribute).endswith("href") or str(value).startswith("#")


@pytest.mark.parametrize("picture", PICTURES)
def test_words_in_a_picture_are_at_least_12_px_when_it_is_160_mm_wide(picture: str) -> None:
    """CSS px at print: 160 mm are 605 px (CSS Values 4, 6.2); 12 px is the house floor for words in pictures."""
    root = etree.fromstring((SOURCE / picture).read_bytes())
    scale = (160 / 25.4 * 96) / float(root.attrib["viewBox"].split()[2])
    sizes = [float(text.attrib["font-size"]) * scale for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert all(size >= 12 for size in sizes)


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_a_snippet_exists_in_every_language_of_the_library(snippet: str) -> None:
    original = (SOURCE / "_snippets" / snippet).read_text(encoding="utf-8")
    for lang in {text.split(".")[1] for text in TRANSLATIONS}:
        translated = (SOURCE / "_snippets" / snippet.replace(".md", f".{lang}.md")).read_text(encoding="utf-8")
        assert numbers(translated) == numbers(original)
        assert re.findall(r"\{\{\w+\}\}", translated) == re.findall(r"\{\{\w+\}\}", original)


def test_the_approval_status_leaves_room_for_a_link_and_a_hashtag() -> None:
    """X counts 280, a link as 23 (limits.toml); a space before each and a hashtag of up to 20 characters."""
    for name in TEXTS:
        status = head_and_body(name)[0].get("approval_status", "")
        assert len(re.sub(r"\s+", " ", status).strip()) <= 280 - 24 - 21


@pytest.mark.parametrize("brand", BRAND_NAMES)
def test_a_brand_is_complete_readable_and_marked_as_an_example(brand: str) -> None:
    values = tomllib.loads((BRANDS / brand / "brand.toml").read_text(encoding="utf-8"))
    assert "(example)" in values["name"]
    assert values["kind"] in {"clinic", "publisher"}
    assert values["paper"] in {"A4", "Letter"}
    assert values["contact"].keys() == {"phone", "email", "web", "address"}
    for colour in ("accent", "warning", "ink"):
        assert contrast(values["colour"][colour], values["colour"]["paper"]) >= 7
    for file in (values["logo"]["file"], values["logo"]["dark"]):
        assert (BRANDS / brand / file).is_file()
    used = {v for text in TEXTS for v in re.findall(r"\{\{(\w+)\}\}", head_and_body(text)[1])}
    assert used <= values["contact"].keys() | values["values"].keys()


def test_the_two_brands_look_different() -> None:
    brands = [tomllib.loads((BRANDS / b / "brand.toml").read_text(encoding="utf-8")) for b in BRAND_NAMES]
    for key in ("paper", "kind", "region"):
        assert len({brand[key] for brand in brands}) == 2
    assert len({brand["colour"]["accent"] for brand in brands}) == 2


@pytest.mark.parametrize("file", sorted(p.name for p in SOURCE.glob("*.collection.toml")))
def test_a_collection_speaks_every_language_of_its_articles(file: str) -> None:
    content = (SOURCE / file).read_bytes()
    collection, findings = read_collection(file.removesuffix(".collection.toml"), content)
    assert collection is not None and findings.found == ()
    table = tomllib.loads(content.decode("utf-8"))
    letter = table["newsletter"]
    spoken = [
        {head_and_body(name)[0]["lang"] for name in TEXTS if name.startswith(f"{slug}/")}
        for slug in collection.articles
    ]
    for said in (table["title"], table["subtitle"], table["foreword"], *letter.values()):
        assert set(said) == set.intersection(*spoken)
        told = {lang: numbers(words) for lang, words in said.items()}
        assert all(each == told["en"] for each in told.values())

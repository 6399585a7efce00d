"""The ONIX and JSON-LD records fit their schemas and say what the book says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from pipeline.edition.artifact import Artifact
from pipeline.edition.edition import Edition
from pipeline.formats import booklet
from tests.booklet.library import article, edition, sample

VOCABULARY = Path(__file__).parent / "schema-org-book.json"
NAMES = {"o": "http://ns.editeur.org/onix/3.0/reference"}


def render(made: Edition) -> Artifact:
    return booklet.render(made, booklet.products(made)[0])


def editions() -> list[Any]:
    binding: dict[str, Any] = {
        "isbn": "978-3-16-148410-0",
        "series": "Example guides",
        "number": 2,
        "licence": "CC BY 4.0",
        "edition": 2,
        "price": ["4.99 GBP", "5.99 EUR"],
        "contributors": [{"name": "Example Illustrator", "role": "illustrator"}],
    }
    return [
        pytest.param(lambda: edition(sample("exosomes-hair-loss")), id="english"),
        pytest.param(lambda: edition(sample("exosomes-hair-loss", "ar")), id="arabic"),
        pytest.param(lambda: edition(article("Tides."), article("Waves.", slug="waves"), **binding), id="bound"),
    ]


@pytest.mark.parametrize("make", editions())
def test_the_onix_record_fits_the_schema_of_editeur(make: Any) -> None:
    onixcheck = pytest.importorskip("onixcheck", reason="NOT RUN: there is no onixcheck with the schemas of EDItEUR")
    record = render(make()).files[2]
    schemas = Path(onixcheck.__file__).parent / "schema"
    message = etree.fromstring(record.content)
    for schema in (
        etree.RelaxNG(etree.parse(schemas / "rng3.0" / "ONIX_BookProduct_3.0_reference.rng")),
        etree.XMLSchema(etree.parse(schemas / "xsd3.0" / "ONIX_BookProduct_3.0_reference.xsd")),
    ):
        assert schema.validate(message), schema.error_log
    # And the schema would have said so.
    message.find(".//o:LanguageCode", NAMES).text = "english"
    assert not schema.validate(message)


@pytest.mark.parametrize(
    ("said", "free", "supply"),
    [
        ({}, True, None),
        ({"isbn": "978-3-16-148410-0"}, None, None),
        ({"price": "free"}, True, "01"),
        ({"price": "4.99 GBP"}, False, "4.99"),
    ],
)
def test_only_what_is_free_is_called_so(said: dict[str, Any], free: bool | None, supply: str | None) -> None:
    files = render(edition(article("Tides."), article("Waves.", slug="waves"), **said)).files
    message = etree.fromstring(files[2].content)
    told = message.find(".//o:UnpricedItemType", NAMES), message.find(".//o:PriceAmount", NAMES)
    assert [each.text for each in told if each is not None] == ([supply] if supply else [])
    assert json.loads(files[3].content).get("isAccessibleForFree") is free


def test_a_price_is_without_tax_where_tags_are() -> None:
    """ONIX code list 58: 01 without, 02 with tax."""
    files = render(edition(article("Tides."), price=["4.99 GBP", "5.99 USD", "6.99 CAD", "5.49 EUR"])).files
    kinds = [each.text for each in etree.fromstring(files[2].content).iterfind(".//o:PriceType", NAMES)]
    assert kinds == ["02", "01", "01", "02"]


def test_people_are_people_and_houses_are_houses() -> None:
    names = ("Example Designer", "Studio Lamp", "Lamp Press", "Verlag Quelle")
    people = [{"name": name, "role": "designer"} for name in names]
    message = etree.fromstring(render(edition(article("Tides."), contributors=people)).files[2].content)
    designed = message.iterfind(".//o:Contributor[o:ContributorRole='A11']", NAMES)
    assert [each[2].tag.rpartition("}")[2] for each in designed] == ["PersonName", *["CorporateName"] * 3]


def test_the_onix_record_says_what_the_book_says() -> None:
    made = edition(sample("exosomes-hair-loss"), isbn="978-3-16-148410-0", title="Hair")
    message = etree.fromstring(render(made).files[2].content)

    def values(path: str) -> list[str]:
        return [element.text for element in message.iterfind(path, NAMES)]

    assert values(".//o:ProductIdentifier/o:IDValue")[0] == "9783161484100"
    assert values(".//o:TitleText") == ["Hair"]
    codes = dict(zip(values(".//o:ProductFormFeatureValue"), values(".//o:ProductFormFeatureType"), strict=True))
    assert {"11", "13", "14", "15", "30", "52"} <= {code for code, kind in codes.items() if kind == "09"}
    assert "04" not in codes, "conformance is claimed without an evaluation"


@pytest.mark.parametrize("make", editions())
def test_the_json_ld_record_uses_the_words_of_schema_org(make: Any) -> None:
    vocabulary = json.loads(VOCABULARY.read_text(encoding="utf-8"))
    record = json.loads(render(make()).files[3].content)
    assert record.pop("@context") == "https://schema.org"
    assert list(faults(record, vocabulary)) == []


def test_the_vocabulary_would_find_a_wrong_word() -> None:
    vocabulary = json.loads(VOCABULARY.read_text(encoding="utf-8"))
    assert list(faults({"@type": "Book", "titel": "Tides"}, vocabulary)) == ["Book has no titel"]
    assert list(faults({"@type": "Book", "author": "Me"}, vocabulary)) == ['author is no Organization or Person: "Me"']


def faults(thing: dict[str, Any], vocabulary: dict[str, Any]) -> Any:
    """What does not fit: an unknown type or property, a value outside the property's range."""
    kind = thing["@type"]
    properties = vocabulary[kind]
    for name, given in thing.items():
        if name.startswith("@"):
            continue
        if name not in properties:
            yield f"{kind} has no {name}"
            continue
        for value in given if isinstance(given, list) else [given]:
            yield from range_faults(name, value, properties[name], vocabulary)


def range_faults(name: str, value: Any, allowed: list[str], vocabulary: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        if value["@type"] not in allowed:
            yield f"{name} is no {' or '.join(allowed)}: {value['@type']}"
        yield from faults(value, vocabulary)
        return
    fits = {
        "Text": isinstance(value, str),
        "URL": isinstance(value, str) and value.startswith("https://"),
        "Date": isinstance(value, str) and len(value) == 10 and value[4] == "-",
        "Boolean": isinstance(value, bool),
        "Integer": isinstance(value, int),
    }
    if not any(fits.get(kind, False) for kind in allowed):
        yield f"{name} is no {' or '.join(allowed)}: {json.dumps(value)}"

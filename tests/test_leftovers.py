"""What is only an example is found in every spelling, and what looks like it is left alone."""

from __future__ import annotations

import hashlib

import pytest

from pipeline.edition.edition import make_edition
from pipeline.edition.publication import single
from pipeline.edition.review import State
from pipeline.house.brand import read_brand
from pipeline.house.leftovers import LOGOS, leftovers
from pipeline.house.styles import read_styles
from tests.test_edition import BRAND
from tests.workspace import HEAD, ROOT, folder_files, reading_of

OWN = (
    BRAND.replace(b" (example)", b"")
    .replace(b"+44 20 7946 0999", b"+44 20 7123 0999")
    .replace(b"tides.example.org", b"tides-clinic.org.uk")
    .replace(b"1 Example Quay", b"1 Shore Road")
)


@pytest.mark.parametrize(
    "text",
    [
        "Ring 020 7946 0123.",
        "(020) 7946-0999",
        "+44 (0)20 7946 0000",
        "0044 20 7946 0123",
        "07700 900 123",
        "01632 960555",
        "+1 212-555-0142",
        "care@harbour.example.org",
        "https://example.com/leaflets/",
        "Harbour Skin Clinic (example)",
        "1 Example Quay",
    ],
)
def test_an_example_is_found(text: str) -> None:
    assert len(list(leftovers(text, "GB"))) == 1


def test_a_number_is_read_as_it_is_written_in_the_country() -> None:
    assert list(leftovers("Call (212) 555-0142.", "US")) == ["(212) 555-0142"]


@pytest.mark.parametrize(
    "text",
    [
        "For example, take 5 mg.",
        "020 7947 0123",
        "0207 946 1234",
        "https://www.nhs.uk/example/",
        "myexample.com",
        "555 01234",
        "an example (see below)",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert list(leftovers(text, "GB")) == []


def test_the_logos_of_the_example_brands_are_known() -> None:
    files = (ROOT / "styles/brands").glob("*/logo*.svg")
    assert {hashlib.sha256(file.read_bytes()).hexdigest() for file in files} == LOGOS


def test_the_logo_of_an_example_under_another_name_is_found() -> None:
    logo = (ROOT / "styles/brands/harbour-clinic/logo-dark.svg").read_bytes()
    toml = OWN + b'[logo]\nfile = "mark.svg"\n'
    _, findings = read_brand("tide", {"brand.toml": toml, "mark.svg": logo})
    (finding,) = findings.found
    assert (finding.rule, finding.message) == ("brand/example-left", '"mark.svg" is the logo of an example')
    assert toml.splitlines()[finding.where.first - 1] == b'file = "mark.svg"'


def test_an_article_of_a_house_of_its_own_names_no_example() -> None:
    styles = read_styles(folder_files(ROOT / "styles"))
    brand, findings = read_brand("tide", {"brand.toml": OWN})
    assert brand is not None
    assert findings.found == ()
    article = reading_of("Write to [us](mailto:care@tides.example.org).\n").article
    assert article is not None
    _, findings = make_edition(single(article), "en", brand, styles, State.CURRENT, draft=False)
    assert {finding.rule for finding in findings.found} == {"brand/example-left"}
    assert any('"tides.example.org"' in finding.message for finding in findings.found)
    # The head that tests share has example people; each is named at its line.
    lines = HEAD.splitlines()
    for finding in findings.found:
        if "tides" not in finding.message:
            assert finding.message.split('"')[1].casefold() in lines[finding.where.first - 2].casefold()

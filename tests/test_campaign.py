"""Campaign parameters: on the brand's own links only, and silent about illness."""

from __future__ import annotations

import pytest

from pipeline.errors import PlainleafError
from pipeline.markup.campaign import UNTRACKED, Campaign, campaign
from tests.deciding import deciding
from tests.newsletter.sample import edition

OWN = Campaign("newsletter", "email", "2026-10-0a1b2c", frozenset({"harbour.example.org"}))
TAGS = "utm_source=newsletter&utm_medium=email&utm_campaign=2026-10-0a1b2c"


def test_the_query_stays_and_comes_before_the_fragment() -> None:
    assert OWN.tag("https://harbour.example.org/a?x=1#risks") == f"https://harbour.example.org/a?x=1&{TAGS}#risks"


def test_tagging_twice_changes_nothing() -> None:
    once = OWN.tag("https://harbour.example.org/a", "button")
    assert OWN.tag(once, "button") == once


@pytest.mark.parametrize(
    "foreign", ["https://www.example.com/a", "http://harbour.example.org/a", "mailto:a@harbour.example.org",
                "tel:+442079460123", "#risks", "https://evil-harbour.example.org/"],
)  # fmt: skip
def test_a_link_of_someone_else_stays_as_it_is(foreign: str) -> None:
    assert OWN.tag(foreign) == foreign


def test_no_condition_is_named_unless_the_brand_asks_for_it() -> None:
    made = edition()
    opaque = campaign(made.brand, made.publication, "newsletter", "email")
    assert "wound" not in opaque.name and opaque.name.startswith("2026-10-")
    named = deciding(made.brand, utm={"policy": "named"})
    assert campaign(named, made.publication, "newsletter", "email").name == "2026-10-wound"


def test_a_brand_without_a_policy_tracks_nothing() -> None:
    made = edition()
    assert campaign(deciding(made.brand, utm={"policy": "none"}), made.publication, "newsletter", "email") == UNTRACKED


def test_what_cannot_be_a_parameter_is_refused() -> None:
    made = edition()
    brand = deciding(made.brand, utm={"policy": "named"})
    with pytest.raises(PlainleafError):
        campaign(brand, made.publication, "News letter", "email")

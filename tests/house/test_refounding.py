"""What a house says of itself anew is written into its brand.toml; whatever else stands there stays."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from pipeline.errors import PlainleafError
from pipeline.house.founding import Answers, found
from pipeline.house.refounding import answers_of, refound, set_value

ANSWERS = Answers(
    slug="own",
    name="River Practice (example)",
    region="GB",
    phone="+44 20 7946 0123",
    email="care@river.example.org",
    web="https://river.example.org/leaflets/",
    address=("River Practice", "1 River Road"),
    emergency="999",
    paper="A4",
)
FILES = found(ANSWERS).files
TEXT = FILES["brand.toml"].decode()


def test_what_was_founded_is_read_as_it_was_said() -> None:
    assert answers_of("own", TEXT) == ANSWERS


def test_nothing_said_anew_changes_nothing() -> None:
    assert refound(TEXT, ANSWERS, FILES).files == {}


def test_one_answer_changes_its_line_and_no_other() -> None:
    text = TEXT.replace('"care@river.example.org"', '"care@river.example.org"  # the front desk')
    done = refound(text, replace(ANSWERS, email="hello@river.example.org"), {**FILES, "brand.toml": text.encode()})
    assert done.files["brand.toml"].decode() == text.replace("care@river", "hello@river")


def test_a_newsletter_and_a_network_are_begun() -> None:
    done = refound(TEXT, replace(ANSWERS, sender="news@river.example.org", handles={"bluesky": "@river"}), FILES)
    values = tomllib.loads(done.files["brand.toml"].decode())
    assert values["newsletter"]["address"] == "news@river.example.org" and values["newsletter"]["reply_to"]
    assert values["social"] == {"networks": ["bluesky"], "handles": {"bluesky": "@river"}}
    assert any("leave the newsletter" in note for note in done.notes)


def test_another_colour_takes_the_design_with_it_unless_a_designer_changed_that() -> None:
    red = replace(ANSWERS, accent="#7a1030")
    assert set(refound(TEXT, red, FILES).files) == {"brand.toml", "tokens.css"}
    assert set(refound(TEXT, red, {**FILES, "tokens.css": b":root{}"}).files) == {"brand.toml"}


def test_what_was_written_by_hand_stays() -> None:
    sending = replace(ANSWERS, sender="news@river.example.org")
    text = found(sending).files["brand.toml"].decode().replace('reply_to = "care@', 'reply_to = "post@')
    done = refound(text, replace(sending, email="hello@river.example.org"), {"brand.toml": text.encode()})
    values = tomllib.loads(done.files["brand.toml"].decode())
    assert values["contact"]["email"] == "hello@river.example.org"
    assert values["newsletter"]["reply_to"] == "post@river.example.org"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a = 1\n[t]\nx = [\n  'one', # first\n  'two',\n]\ny = 2\n", 'a = 1\n[t]\nx = ["new"]\ny = 2\n'),
        ("a = 1\r\n[t]\r\nx = 'one'\r\n", 'a = 1\r\n[t]\r\nx = ["new"]\r\n'),
        ("[t]\ny = 2\n\n[u]\nx = 3\n", '[t]\ny = 2\nx = ["new"]\n\n[u]\nx = 3\n'),
        ("a = 1", 'a = 1\n[t]\nx = ["new"]\n'),
        ("t = { x = 'one' }\n", None),
        ('s = """\n[t]\n"""\n[t]\nx = "one"\n', None),
    ],
)
def test_a_value_is_set_where_it_stands_or_refused(text: str, wanted: str | None) -> None:
    if wanted is None:
        with pytest.raises(PlainleafError):
            set_value(text, "t.x", ("new",))
    else:
        assert set_value(text, "t.x", ("new",)).replace("\n\n[t]", "\n[t]") == wanted

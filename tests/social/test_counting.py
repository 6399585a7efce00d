"""Every network's count is the network's own."""

from __future__ import annotations

import pytest

from pipeline.formats.social.counting import (
    COUNTERS,
    Weight,
    count_graphemes,
    count_mastodon,
    count_threads,
    count_weighted,
    find_facets,
    find_phones,
    find_tags,
    graphemes,
    weigh,
)
from pipeline.formats.social.links import find_web_addresses
from tests.judges import verdicts_of_x
from tests.social import conformance
from tests.social.generated import Strings
from tests.social.judge import disagreements


@pytest.mark.needs_node
def test_npm_twitter_text_weighs_the_same() -> None:
    """A sample of what `python -m tests.social.judge 100000` compares."""
    assert disagreements(list(Strings(2026).make(2500))) == []


@pytest.mark.needs_node
def test_npm_twitter_text_passes_the_published_cases() -> None:
    """The cases are typed in by hand: the judge itself has to agree with each."""
    verdicts = verdicts_of_x([text for text, _, _ in conformance.WEIGHTS])
    assert [verdict[:2] for verdict in verdicts] == [case[1:] for case in conformance.WEIGHTS]
    found = verdicts_of_x([text for text, _ in conformance.ADDRESSES])
    assert [addresses for _, _, addresses in found] == [addresses for _, addresses in conformance.ADDRESSES]


@pytest.mark.needs_node
def test_npm_twitter_text_agrees_on_the_traps() -> None:
    assert disagreements([text for text, _ in WEIGHTS] + ["", " ", "\ufeff", "a" * 281, "a\uffff"]) == []


@pytest.mark.parametrize(("text", "length", "valid"), conformance.WEIGHTS, ids=range(len(conformance.WEIGHTS)))
def test_the_published_cases_of_twitter_text_weigh_as_published(text: str, length: int, valid: bool) -> None:
    assert weigh(text) == Weight(length, valid)


@pytest.mark.parametrize(("text", "found"), conformance.ADDRESSES, ids=range(len(conformance.ADDRESSES)))
def test_the_published_addresses_are_found_as_published(text: str, found: list[str]) -> None:
    assert [address.text for address in find_web_addresses(text)] == found


FAMILY = "👨‍👩‍👧‍👦"
WEIGHTS = [
    ("Hi http://test.co", 26),
    ("http://test.co", 23),
    ("の" * 160, 320),
    (f"H🐱☺{FAMILY}", 7),
    ("🙋🏽👨‍🎤", 4),
    ("😷👾😡🔥💩", 10),
    ("Á", 1),
    ("A\u0301", 1),
    ("—’µ½", 4),
    ("…•€™≥→", 12),
    ("https://example.org/a(b(c)d)e?x=1#y.", 24),
    ("x" * 64 + ".com", 68),
    ("日本語example.org", 29),
    ("http://日本語.jp/道", 25),
    ("@user.example.org", 17),
]


@pytest.mark.parametrize(("text", "weight"), WEIGHTS)
def test_x_weighs(text: str, weight: int) -> None:
    assert count_weighted(text) == weight


def test_x_refuses_empty_overlong_and_forbidden_text() -> None:
    assert [weigh(text).valid for text in ("", "a", "a" * 280, "a" * 281, "a\ufeff")] == [
        False,
        True,
        True,
        False,
        False,
    ]


URL = "https://example.org/" + "b" * 60


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 476 + " " + URL, 500),
        ("a" * 475 + " @alice@" + "b" * 30 + ".com", 482),
        ("a" * 476 + URL, 476 + len(URL)),
        ("example.org", 11),
        (FAMILY + "e\u0301", 2),
        ("write to care@example.org", 25),
    ],
)
def test_mastodon_counts(text: str, count: int) -> None:
    assert count_mastodon(text) == count


@pytest.mark.parametrize(
    ("text", "count"), [("Hi 👋", 7), ("e\u0301", 2), ("日本", 2), ("1\ufe0f\u20e3", 7), ("12", 2)]
)
def test_threads_counts_an_emoji_by_its_bytes(text: str, count: int) -> None:
    assert count_threads(text) == count


def test_graphemes_are_what_a_reader_sees() -> None:
    assert count_graphemes(FAMILY + "🇩🇪" + "e\u0301" + "\r\n" + "நி") == 5


def test_graphemes_are_counted_as_the_segmentation_has_them() -> None:
    for text in Strings(3).make(2000):
        assert count_graphemes(text) == len(graphemes(text)), ascii(text)


def test_facets_are_byte_offsets() -> None:
    text = "Héllo https://x.org"
    (facet,) = find_facets(text)
    assert (facet.start, facet.end, facet.kind, facet.value) == (7, 20, "link", "https://x.org")
    tags = find_facets("Ä #HairLoss, #2026 and https://example.org/#part")
    assert [(f.start, f.end, f.kind, f.value) for f in tags] == [
        (3, 12, "tag", "HairLoss"),
        (24, 49, "link", "https://example.org/#part"),
    ]


def test_every_facet_is_the_text_it_names() -> None:
    for text in Strings(7).make(300):
        for facet in find_facets(text):
            visible = text.encode()[facet.start : facet.end].decode()
            assert visible == facet.value if facet.kind == "link" else visible == f"#{facet.value}"


def test_a_tag_needs_a_letter_and_a_border() -> None:
    assert find_tags("#HairLoss a#b #42 #Über_1 https://example.org/#x &#x27; ##y") == ("HairLoss", "Über_1")


def test_a_tag_inside_an_address_is_no_tag_and_one_behind_it_is() -> None:
    text = "#one https://example.org/a?b=#two #three"
    assert find_tags(text) == ("one", "three")
    assert [(f.start, f.kind, f.value) for f in find_facets(text)] == [
        (0, "tag", "one"),
        (5, "link", "https://example.org/a?b=#two"),
        (34, "tag", "three"),
    ]


def test_an_address_without_its_protocol_is_dead_text_and_its_tags_are_live() -> None:
    assert [(f.kind, f.value) for f in find_facets("see example.org/a?b=#two")] == [("tag", "two")]
    assert find_tags("see example.org/a?b=#two") == ("two",)


def test_facets_stand_in_the_order_of_the_text() -> None:
    text = "#a https://example.org #b https://example.org/c"
    assert [f.value for f in find_facets(text)] == ["a", "https://example.org", "b", "https://example.org/c"]


@pytest.mark.parametrize("bad", ["\ufeff", "\ufffe", "\uffff"])
def test_a_forbidden_character_anywhere_makes_a_post_invalid(bad: str) -> None:
    for text in (f"{bad} https://example.org", f"https://example.org {bad}", f"a 🐱 {bad} 🐱", f"a{bad}"):
        assert not weigh(text).valid, ascii(text)
    assert weigh("a https://example.org b 🐱 c").valid


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("🐱", 2),
        ("a🐱", 3),
        ("🐱🐱 a 🐱", 9),
        ("🐱 https://example.org 🐱", 29),
        ("https://example.org/🐱", 25),
        ("1\ufe0f\u20e3 2", 4),
        ("1 \u20e3", 4),
        ("☺\ufe0e", 4),
        ("☺\ufe0f", 2),
        ("☺x", 3),
        ("\u00a9 2026", 6),
        ("𝒜b", 3),
        ("\ud800", 2),
        ("a" * 3 + "日" * 2, 7),
    ],
)
def test_an_emoji_weighs_two_and_what_stands_around_it_as_ever(text: str, weight: int) -> None:
    assert count_weighted(text) == weight


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("Call 020 7946 0999 now", ("020 7946 0999",)),
        ("Call (020) 7946-0999.", ("(020) 7946-0999",)),
        ("(020)-7946-0999", ("(020)-7946-0999",)),
        ("Call 020 2019-7946", ("020 2019-7946",)),
        ("Call 020 7946-2019", ("020 7946-2019",)),
        ("example.org/a_5550100199", ()),
        ("at https://example.org/a_5550100199 and https://example.org/b_5550100199", ()),
        ("(020)  7946 0999", ("7946 0999",)),
        ("In 2019 (1234 people)", ()),
        ("+44 20 7946 0999", ("+44 20 7946 0999",)),
        ("555-0100 or 5550-199", ("555-0100", "5550-199")),
        ("In 12 345 of 6 789 people", ()),
        ("From 2026-11-05 on", ()),
        ("2019-2026 and 2019 – 2026", ()),
        ("See https://example.org/02079460999 there", ()),
        ("See https://example.org/1 or 020 7946 0999", ("020 7946 0999",)),
        ("doi:10.1000/5550100199", ()),
        ("123456", ()),
        ("1234567", ("1234567",)),
        ("1" * 15, ("1" * 15,)),
        ("1" * 16, ()),
        ("٠٢٠ ٧٩٤٦ ٠٩٩٩", ("٠٢٠ ٧٩٤٦ ٠٩٩٩",)),
    ],
)
def test_phones_are_found_and_addresses_dates_and_years_are_none(text: str, phones: tuple[str, ...]) -> None:
    assert find_phones(text) == phones


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"{URL} {URL}", 47),
        (f"a {URL} @b@example.org {URL} c", 2 + 23 + 1 + 2 + 1 + 23 + 2),
        ("@alice@example.org", 6),
        ("@alice", 6),
        ("HTTPS://EXAMPLE.ORG/" + "b" * 60, 23),
        ("http", 4),
    ],
)
def test_mastodon_counts_what_stands_between_addresses_and_handles(text: str, count: int) -> None:
    assert count_mastodon(text) == count


@pytest.mark.parametrize("method", COUNTERS)
def test_nothing_counts_as_nothing(method: str) -> None:
    assert COUNTERS[method]("") == 0

"""A letter that went through a sending service or a list is proven; a word of it that was changed is named."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from pipeline.finding import Findings
from tests.facts_bench.editions import edition_of
from tests.facts_bench.running import Bench, bench_of
from tests.facts_bench.splicing import parts_of, with_file, with_parts

Carry = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def bench() -> Bench:
    return bench_of(edition_of("shot-day", "en", "harbour-clinic"))


def carry(bench: Bench, way: Carry, *, through_sender: bool = True) -> Findings:
    product = bench.products["newsletter", "single"]
    made = bench.original(product).made
    (mail,) = (file for file in made.files if file.name.endswith(".eml"))
    return bench.say(product, with_file(made, mail.name, way(mail.content)), through_sender=through_sender)


def parts(html: Callable[[str], str] = str, text: Callable[[str], str] = str) -> Carry:
    def way(mail: bytes) -> bytes:
        words = parts_of(mail)
        return with_parts(mail, {"text/html": html(words["text/html"]), "text/plain": text(words["text/plain"])})

    return way


def through_list(mail: bytes) -> bytes:
    """As a list server does it: its name before the subject, headers of its own, a foot under the text."""
    foot = "\r\n_______________________________________________\r\nLeaflets mailing list\r\nTo leave: https://l.example.net\r\n"
    carried = parts(text=lambda text: text + foot)(mail)
    head = b"Received: from a by b\r\nList-Post: <mailto:l@example.net>\r\n"
    return head + re.sub(rb"(?m)^Subject: ", b"Subject: [Leaflets] ", carried)


def through_service(mail: bytes) -> bytes:
    """As a sending service does it: links led round, a picture that counts, a foot with its own link."""
    numbers = iter(range(1000))
    foot = (
        '<table><tr><td>Sent by Sender, 1 Example Road. <a href="https://click.example.net/out">Leave</a></td></tr></table>'
        '<img src="https://click.example.net/open.gif" width="1" height="1" alt=""></body>'
    )

    def html(text: str) -> str:
        led = re.sub(r'href="https://[^"]+"', lambda _: f'href="https://click.example.net/c/{next(numbers)}"', text)
        return led.replace("</body>", foot)

    return parts(html, lambda text: re.sub(r"https://\S+", "https://click.example.net/t", text))(mail)


@pytest.mark.parametrize("way", [through_list, through_service, lambda mail: through_list(through_service(mail))])
def test_what_senders_do_is_listed_and_no_fault(bench: Bench, way: Carry) -> None:
    found = carry(bench, way)
    assert not found.errors, found.errors
    assert {finding.rule for finding in found.found} == {"facts/carried"}
    assert carry(bench, way, through_sender=False).errors


def test_a_letter_that_nobody_touched_says_nothing(bench: Bench) -> None:
    assert not carry(bench, lambda mail: mail).found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (parts(html=lambda text: text.replace("0.5 ml", "5 ml")), '"5" stands for "0.5"'),
        (parts(text=lambda text: text.replace("Do not have", "Do have")), '"not" is lost'),
        (parts(html=lambda text: text.replace('href="tel:+4420', 'href="tel:+4421')), "and not to"),
        (parts(html=lambda text: text.replace("</h2>", "</h2><p>Advertisement</p>", 1)), '"Advertisement" is added'),
        (parts(html=lambda text: text.replace('<li style="', '<li style="font-size:0;', 1)), "hides"),
        (
            parts(html=lambda text: text.replace("</body>", "<p>Take 800 mg today</p></body>")),
            "the sender added a dose",
        ),
        (lambda mail: mail.replace(b"Subject: ", b"Subject: Win a prize: "), "is added"),
    ],
)
def test_what_no_sender_may_change_is_named(bench: Bench, change: Carry, said: str) -> None:
    found = carry(bench, lambda mail: through_service(change(mail)))
    assert any(said in finding.message for finding in found.errors), found.found

"""The message: the bytes repeat, other parsers read what we meant, and nothing written can start a header."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import PlainleafError
from pipeline.formats.newsletter.message import Attachment, Envelope, Mailbox, address, compose, encoded_words, phrase

SENDER = Mailbox("Harbour Skin Clinic", "news@harbour.example.org")


def envelope(subject: str = "A small wound", sender: Mailbox = SENDER) -> Envelope:
    return Envelope(
        sender=sender,
        reply_to=Mailbox("", "care@harbour.example.org"),
        to=(sender,),
        subject=subject,
        date=datetime(2026, 10, 5, 9, tzinfo=UTC),
        message_id="abc@harbour.example.org",
        lang="en",
        list_name="Harbour Skin Clinic",
        list_id="leaflets.harbour.example.org",
        unsubscribe="https://harbour.example.org/unsubscribe",
        unsubscribe_mailto="leave@harbour.example.org",
    )


def test_the_same_message_has_the_same_bytes() -> None:
    picture = Attachment("a@b.invalid", "logo.png", "image/png", bytes(range(256)) * 9)
    once, again = (compose(envelope(), "text\n", "<p>html</p>\n", [picture]) for _ in range(2))
    assert once == again


def test_the_parts_stand_in_the_order_that_clients_ask_for() -> None:
    """RFC 2046, 5.1.4: plain first, richest last; the pictures belong to the HTML."""
    picture = Attachment("a@b.invalid", "logo.png", "image/png", b"png")
    message = message_from_bytes(compose(envelope(), "text\n", "<p>html</p>\n", [picture]), policy=policy.default)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    body = message.get_body(("html",))
    assert body is not None and body.get_content() == "<p>html</p>\r\n"


def test_the_list_headers_offer_one_click_only_with_an_https_address() -> None:
    raw = compose(envelope(), "t", "<p>h</p>").decode("ascii")
    assert (
        "List-Unsubscribe: <https://harbour.example.org/unsubscribe>,\r\n"
        " <mailto:leave@harbour.example.org?subject=unsubscribe>\r\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    ) in raw
    by_mail = replace(envelope(), unsubscribe="")
    assert "List-Unsubscribe-Post" not in compose(by_mail, "t", "<p>h</p>").decode("ascii")


@pytest.mark.parametrize("bad", ["a\r\nBcc: x@example.org", "a\nb", "a\x00b", "a\u2028b", "a\x85b"])
def test_a_line_break_in_a_title_or_name_ends_the_run_and_starts_no_header(bad: str) -> None:
    with pytest.raises(PlainleafError, match="line break"):
        compose(envelope(subject=bad), "t", "<p>h</p>")
    with pytest.raises(PlainleafError, match="line break"):
        compose(envelope(sender=Mailbox(bad, "a@example.org")), "t", "<p>h</p>")


@pytest.mark.parametrize(
    "bad", ["", "a", "a@", "@b.example", "a@b", "a b@example.org", "a@example.org\r\nBcc: b@example.org", "a@-x.org"]
)
def test_what_is_no_address_is_refused(bad: str) -> None:
    with pytest.raises(PlainleafError, match="not an e-mail address"):
        address(bad)


def test_an_international_domain_is_written_in_ascii() -> None:
    assert address("news@bücher.example") == "news@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "name", ["Harbour, Skin (Clinic)", 'The "Quay"', "عيادة الميناء", "Clínica 🏥 del Puerto", "=?utf-8?q?x?=", "a\\b"]
)
def test_a_display_name_comes_back_as_it_was(name: str) -> None:
    message = message_from_bytes(
        compose(envelope(sender=Mailbox(name, "a@example.org")), "t", "h"), policy=policy.default
    )
    (box,) = message["From"].addresses
    assert (box.display_name, box.addr_spec) == (name, "a@example.org")


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), max_size=500))
def test_any_subject_comes_back_and_keeps_to_its_lines(subject: str) -> None:
    """RFC 2047: encoded words of 75 characters at most on lines of 76 at most."""
    raw = compose(envelope(subject=subject), "t", "<p>h</p>")
    head = raw.partition(b"\r\n\r\n")[0]
    lines = head.split(b"\r\n")
    assert all(len(line) <= 78 for line in lines) and head.isascii()
    message = BytesParser(policy=policy.compat32).parsebytes(raw)
    assert str(make_header(decode_header(message["Subject"]))) == subject


def test_an_encoded_word_never_splits_a_grapheme() -> None:
    family = "👩‍👩‍👧‍👦"
    for word in encoded_words(family * 9):
        text = str(make_header(decode_header(word)))
        assert text.replace(family, "") == ""


def test_a_dot_or_from_at_the_start_of_a_line_survives() -> None:
    """Mailboxes quote "From " and SMTP doubles dots; the text says what it said."""
    text = "From here on\n.hidden\nFrom there\n"
    message = message_from_bytes(compose(envelope(), text, "<p>h</p>"), policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None and body.get_content() == text.replace("\n", "\r\n")
    assert b"\r\nFrom " not in compose(envelope(), "a\n" + text, "<p>h</p>")


def test_quotes_in_a_name_are_escaped() -> None:
    assert phrase('The "Quay", Ltd') == '"The \\"Quay\\", Ltd"'

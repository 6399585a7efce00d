"""Two MIME parsers that share no code, Python's own and Rust's mailparse, read the same from every message."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from fast_mail_parser import parse_email

from pipeline.edition.edition import Edition
from tests.newsletter.sample import digest_edition, edition, issue, library_edition

MESSAGES: dict[str, Callable[[], tuple[Edition, str]]] = {
    "English": lambda: (edition(), "single"),
    "emoji in the subject": lambda: (edition(subject="🩹👩‍⚕️ Care for a wound, what to do and when to call"), "single"),
    "Spanish, whole": lambda: (library_edition("exosomes-hair-loss", "es", "fieldnote-press"), "whole"),
    "Arabic, whole": lambda: (library_edition("wound-aftercare", "ar", "harbour-clinic"), "whole"),
    "Arabic digest": lambda: (digest_edition("ar"), "digest"),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_both_parsers_see_the_same_message(name: str) -> None:
    made, variant = MESSAGES[name]()
    raw = issue(made, variant).file(f"{variant}.eml").content
    ours = message_from_bytes(raw, policy=policy.default)
    theirs = parse_email(raw)
    assert theirs.subject == ours["Subject"]
    html, text = ours.get_body(("html",)), ours.get_body(("plain",))
    assert html is not None and text is not None
    assert [part.replace("\r\n", "\n") for part in theirs.text_html] == [html.get_content().replace("\r\n", "\n")]
    assert [part.replace("\r\n", "\n") for part in theirs.text_plain] == [text.get_content().replace("\r\n", "\n")]
    pictures = [
        (p.get_content_type(), p.get_filename(), p.get_content())
        for p in ours.walk()
        if p.get_content_maintype() == "image"
    ]
    assert [(p.mimetype, p.filename, p.content) for p in theirs.attachments] == pictures != []
    for name_ in ("From", "To", "Reply-To", "List-ID", "List-Unsubscribe", "Message-ID", "Date"):
        assert [str(ours[name_])] == theirs.headers[name_], name_
    assert not theirs.warnings

"""Two files of a product say the same in another dress, or something else: each kind of file by itself."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from PIL import Image, ImageDraw

from pipeline.edition.artifact import File
from pipeline.facts.containers import files_differ, why_damaged

PAGE = """<!DOCTYPE html><html lang="en"><head><title>T</title><style>p { color: #000 }</style></head><body>
<p class="a" id="b">Take <b>5 mg</b> of it.</p><ol><li>One</li><li>Two</li></ol><a href="tel:+442079460123">Call</a>
</body></html>"""
MAIL = (
    "From: Clinic <a@example.org>\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nTake 5 mg.\r\n"
    f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{PAGE}\r\n--b--\r\n"
)
POSTS = json.dumps({"posts": [{"id": "x-1", "text": "5 mg", "day": "2027-03-01"}]})
TABLE = '"id","text","day"\r\n"x-1","5 mg, twice","2027-03-01"\r\n"x-2","no","2027-03-02"\r\n'


def messages(media_type: str, one: str | bytes, other: str | bytes) -> list[str]:
    before, after = (each.encode() if isinstance(each, str) else each for each in (one, other))
    return [each.message for each in files_differ(File("f", media_type, before), File("f", media_type, after))]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('class="a" id="b"', "id='b'   class='a'"),
        ("\n", "\r\n    "),
        ("<ol><li>", "<ol>\n  <li>"),
        ("<p ", "<!-- by another program --><p "),
        ("5 mg", "&#53; mg"),
        ("</b> of it.", "</b>\n of it ."),
        ("p { color: #000 }", "p{color:#000;}"),
    ],
)
def test_another_dress_of_a_page_is_no_difference(old: str, new: str) -> None:
    assert old in PAGE
    assert messages("text/html", PAGE, PAGE.replace(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("5 mg", "50 mg", '"50" stands for "5"'),
        ("<li>Two</li>", "", '"Two" is not there any more'),
        ("<ol>", '<ol start="3">', 'ol start is "3" at "One"'),
        ("<p ", '<p style="display:none" ', 'p style is "display:none" at "Take"'),
        ("0123", "0124", 'a href is "tel:+442079460124" and was "tel:+442079460123" at "Call"'),
        ("p { color: #000 }", "p { color: #fff }", '"p{color:#fff}" stands for "p{color:#000}"'),
        ("<p ", "<!--[if mso]><p>8 mg</p><![endif]--><p ", "comment for Outlook text is"),
    ],
)
def test_a_page_that_says_or_hides_something_else_is_named(old: str, new: str, said: str) -> None:
    (first, *_) = messages("text/html", PAGE, PAGE.replace(old, new, 1))
    assert said in first


def test_a_message_encoded_anew_is_no_other_message() -> None:
    import email
    from email import policy

    parsed = email.message_from_string(MAIL, policy=policy.default)
    for part in parsed.walk():
        if not part.is_multipart():
            text = part.get_content()
            part.set_content(text, subtype=part.get_content_subtype(), cte="base64")
    assert messages("message/rfc822", MAIL, parsed.as_bytes()) == []
    assert messages("message/rfc822", MAIL, MAIL.replace("\r\n", "\n")) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Take 5 mg.", "Take 8 mg.", '"8" stands for "5"'),
        ("Clinic <a@", "Other <b@", '"Other <b@example.org>" stands for'),
        ("--b--", "--b\r\nContent-Type: application/zip\r\n\r\nx\r\n--b--", "the part was added to the message"),
    ],
)
def test_a_message_that_says_something_else_is_named(old: str, new: str, said: str) -> None:
    assert said in messages("message/rfc822", MAIL, MAIL.replace(old, new))[0]


def test_posts_written_anew_are_no_other_posts() -> None:
    assert messages("application/json", POSTS, json.dumps(json.loads(POSTS), indent=8, sort_keys=True)) == []
    assert messages("text/csv", TABLE, "\ufeff" + TABLE.replace('"', "").replace("5 mg, twice", '"5 mg, twice"')) == []
    assert messages("text/csv", TABLE, TABLE.replace("\r\n", "\n")) == []


@pytest.mark.parametrize(
    ("saved", "said"),
    [
        (TABLE.replace('","', '";"').encode(), "its values are parted by semicolons, and schedulers read commas"),
        (TABLE.encode("utf-16"), "it is saved as UTF-16, and schedulers read UTF-8"),
        (TABLE.replace("2027-03-01", "01.03.2027").encode(), '"01.03.2027" stands for "2027-03-01"'),
        (TABLE.replace('"x-2","no","2027-03-02"\r\n', "").encode(), "it has 2 rows and not 3"),
        (b"\x00\xff\x00", "it is in no encoding that can be told: neither UTF-8 nor UTF-16"),
    ],
)
def test_what_a_spreadsheet_makes_of_posts_is_named(saved: bytes, said: str) -> None:
    assert said in messages("text/csv", TABLE, saved)[0]


def test_a_value_of_posts_is_named_with_its_post() -> None:
    (found,) = files_differ(
        File("posts.json", "application/json", POSTS.encode()),
        File("posts.json", "application/json", POSTS.replace("5 mg", "8 mg").encode()),
    )
    assert (found.where, found.message) == ("posts.json x-1 text", '"8" stands for "5" in "5 mg"')


def picture(colour: str = "#0b4f5c", words: str = "Take 5 mg", **how: Any) -> bytes:
    drawn = Image.new("RGB", (400, 300), "white")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 0, 400, 80), fill=colour)
    pen.text((40, 150), words, fill="black", font_size=24)
    out = io.BytesIO()
    drawn.save(out, **({"format": "PNG"} | how))
    return out.getvalue()


@pytest.mark.parametrize("how", [{"compress_level": 0}, {"format": "JPEG", "quality": 90}, {"optimize": True}])
def test_a_picture_encoded_anew_is_no_other_picture(how: dict[str, Any]) -> None:
    assert messages("image/png", picture(), picture(**how)) == []


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (picture(words="Take 8 mg"), "it shows something else than it says"),
        (picture("#5c0b4f"), "its colours are others"),
        (picture("#0e5767"), ""),
        (b"GIF89a", "it is no picture any more"),
    ],
)
def test_a_picture_drawn_or_coloured_otherwise_is_named(other: bytes, said: str) -> None:
    found = messages("image/png", picture(), other)
    assert found == [] if not said else found[0].startswith(said)


def book(pages: dict[str, str], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as packed:
        for name, content in pages.items():
            packed.writestr(name, content)
    return out.getvalue()


CHAPTER = '<html xmlns="http://www.w3.org/1999/xhtml"><head/><body><p>Take 5 mg.</p></body></html>'
BOOK = {"mimetype": "application/epub+zip", "EPUB/ch1.xhtml": CHAPTER, "EPUB/book.css": "p { margin: 0 }"}


def test_a_book_packed_anew_is_no_other_book() -> None:
    turned = {"mimetype": BOOK["mimetype"], "EPUB/book.css": "p{margin:0}", "EPUB/ch1.xhtml": CHAPTER}
    assert messages("application/epub+zip", book(BOOK), book(turned, zipfile.ZIP_STORED)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"EPUB/book.css": "p { margin: 0 } .warning { display: none }"}, "of the style sheet was added"),
        ({"EPUB/ch1.xhtml": CHAPTER.replace("5", "8")}, '"8" stands for "5"'),
        ({"EPUB/ch1.xhtml": CHAPTER.replace("</p>", "")}, "it is not well formed any more"),
        ({"META-INF/more.xml": "<a/>"}, "the file was added to it"),
    ],
)
def test_a_book_that_says_or_hides_something_else_is_named(change: dict[str, str], said: str) -> None:
    assert said in messages("application/epub+zip", book(BOOK), book(BOOK | change))[0]


def test_a_book_that_is_cut_off_says_why_it_is_no_proof() -> None:
    whole = book(BOOK)
    assert why_damaged(File("f", "application/epub+zip", whole)) == ""
    assert "damaged or cut off" in why_damaged(File("f", "application/epub+zip", whole[:-40]))

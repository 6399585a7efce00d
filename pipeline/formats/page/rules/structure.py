"""A finished page comes in; what is wrong with how it is built and with what it has to say goes out."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.edition.companions import downloads
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.page.reading import Document, Subject
from pipeline.formats.page.rules.head import OURS

HEADINGS = Rule(
    "page/heading-order",
    Severity.ERROR,
    "headings skip no level and none is empty",
    ("HC-STRUC-03",),
    "WCAG 2.2 1.3.1, 2.4.6",
)
ALT = Rule(
    "page/picture-undescribed",
    Severity.ERROR,
    "every picture says what it shows",
    ("HC-FIG-01",),
    "WCAG 2.2 1.1.1",
)
SIZE = Rule(
    "page/picture-size",
    Severity.ERROR,
    "every picture states width and height, in the proportions of its file",
    (),
    "HTML 4.8.4; house",
    Standing.PRACTICE,
    reason="text that jumps while pictures load makes readers lose their line",
)
ANCHOR = Rule(
    "page/anchor-broken",
    Severity.ERROR,
    "every link inside the page leads to a place in it, and no id stands twice",
    (),
    "HTML 3.2.6, 7.4.6",
)
TABLE = Rule(
    "page/table",
    Severity.ERROR,
    "every table has header cells with a scope and scrolls sideways in a box of its own, which the keyboard reaches",
    ("HC-FIG-01",),
    "WCAG 2.2 1.3.1, 1.4.10, 2.1.1",
)
DISCLAIMER = Rule(
    "page/disclaimer-missing",
    Severity.ERROR,
    "the disclaimer stands on the page, word for word",
    ("HC-DISC-01",),
    "HONcode principle 2",
    Standing.PRACTICE,
)
MESSAGE = Rule(
    "page/main-message-late",
    Severity.ERROR,
    "the main message stands in a box of its own before the first section",
    ("HC-STRUC-01",),
    "CDC Clear Communication Index 1-3",
    Standing.PRACTICE,
)
H1 = Rule(
    "page/title-heading",
    Severity.ERROR,
    "one heading of the first level: the article's title",
    ("WB-HD-01",),
    "WCAG 2.2 1.3.1; house",
    Standing.PRACTICE,
)
LANDMARKS = Rule(
    "page/landmarks",
    Severity.ERROR,
    "one main part, one head and one foot, and every navigation with a name that no other has",
    (),
    "WCAG 2.2 1.3.1, 2.4.1; ARIA landmarks",
)
CALL = Rule(
    "page/call-late",
    Severity.ERROR,
    "where an article says when to call, a link to that place and the number stand before the first section",
    (),
    "house",
    Standing.HOUSE,
    reason="who is bleeding does not scroll",
)
DATES = Rule(
    "page/dates",
    Severity.ERROR,
    "the days of publication, review, evidence check and next review are shown, and are those of the article",
    ("HC-META-02",),
    "Information Standard; HONcode principle 4",
    Standing.PRACTICE,
)
PEOPLE = Rule(
    "page/people-missing",
    Severity.ERROR,
    "authors, reviewers, funding, conflicts, publisher and document number are shown",
    ("HC-META-01", "HC-META-04"),
    "HONcode principles 1, 7, 8",
    Standing.PRACTICE,
)
DOWNLOAD = Rule(
    "page/download-unknown",
    Severity.ERROR,
    "a download leads to a file that the edition publishes, and each of these is offered",
    (),
    "house",
    Standing.HOUSE,
)


def _level(element: Any) -> int:
    return int(element.tag[1]) if re.fullmatch("h[1-6]", element.tag) else 0


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


def _headings(page: Subject) -> Iterator[Finding]:
    for document in page.documents:
        if document.name.endswith(".json"):
            continue
        last = 0
        for element in document.elements:
            level = _level(element)
            if not level:
                continue
            if not _words(element):
                yield HEADINGS.finding(page.at("", document), f"a heading of level {level} is empty", "give it words")
            if last and level > last + 1:
                message = f'"{_words(element)}" has level {level} and follows one of level {last}'
                yield HEADINGS.finding(page.at(element.get("id") or "", document), message, OURS)
            last = level


def _alt(page: Subject) -> Iterator[Finding]:
    for document in page.documents:
        for image in document.named("img"):
            if not (image.get("alt") or "").strip():
                yield ALT.finding(
                    page.at(image.get("src") or "", document),
                    "a picture has no description",
                    "write one in the article: ![What it shows](images/…); of the logo in brand.toml: alt",
                )


def _size(page: Subject) -> Iterator[Finding]:
    files = {file.name: file for file in page.artifact.files}
    for document in page.documents:
        for image in document.named("img"):
            source, stated = image.get("src") or "", (image.get("width") or "", image.get("height") or "")
            if not all(value.isdecimal() and int(value) for value in stated):
                yield SIZE.finding(page.at(source, document), "a picture states no width and height", OURS)
            elif source in files and files[source].media_type != "image/svg+xml":
                width, height = _pixels(files[source].content)
                if abs(width * int(stated[1]) - height * int(stated[0])) > max(width, height):
                    message = f"a picture of {width}×{height} px states {stated[0]}×{stated[1]}"
                    yield SIZE.finding(page.at(source, document), message, OURS)


def _pixels(content: bytes) -> tuple[int, int]:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as image:
            return image.size
    except OSError:
        return 0, 0


def _anchor(page: Subject) -> Iterator[Finding]:
    for document in page.documents:
        for identity, times in Counter(document.ids).items():
            if times > 1 or not identity.strip():
                yield ANCHOR.finding(page.at("", document), f'the id "{identity}" stands {times} times', OURS)
        known = {*document.ids, ""}
        for element in document.elements:
            for target in _targets(element):
                if target not in known:
                    message = f'a link leads to "#{target}", which is not there'
                    yield ANCHOR.finding(
                        page.at("", document), message, "look whether the block is for this format too"
                    )


def _targets(element: Any) -> Iterator[str]:
    href = element.get("href") or ""
    if element.tag == "a" and href.startswith("#"):
        yield href[1:]
    for name in ("popovertarget", "for"):
        if element.get(name) is not None:
            yield element.get(name)
    for name in ("aria-labelledby", "aria-describedby"):
        yield from (element.get(name) or "").split()


def _table(page: Subject) -> Iterator[Finding]:
    for document in page.documents:
        for table in document.named("table"):
            heads = [cell for cell in table.iter("th") if cell.text_content().strip()]
            if not heads or any(not cell.get("scope") for cell in heads):
                yield TABLE.finding(
                    page.at(table.get("id") or "", document), "a table has no header cells with a scope",
                    "write a row of headings above |---|, or add header-column=true",
                )  # fmt: skip
            box = table.getparent()
            if not document.name.endswith(".json") and (box is None or box.get("tabindex") != "0"):
                yield TABLE.finding(page.at(table.get("id") or "", document), "a table has no box to scroll in", OURS)


def _plain(words: str) -> str:
    return " ".join(re.sub(r"[\u2066-\u2069\u00ad\u200b]", "", words).replace("\u00a0", " ").split())


def _said(document: Document) -> str:
    return _plain(" ".join(passage.text for passage in document.passages))


def _disclaimer(page: Subject) -> Iterator[Finding]:
    for document in page.documents:
        if _plain(page.edition.words("disclaimer")) not in _said(document):
            yield DISCLAIMER.finding(page.at("", document), "the disclaimer is missing or changed", OURS)


def _message(page: Subject) -> Iterator[Finding]:
    wanted = _plain(page.edition.article.front.main_message)
    for document in page.documents:
        said = ""
        for passage in document.passages:
            if passage.level > (1 if page.artifact.product.variant == "web" else 2):
                break
            said += f" {passage.text}"
        if wanted not in _plain(said):
            yield MESSAGE.finding(
                page.at("", document), "the main message does not stand before the first section", OURS
            )


def _h1(page: Subject) -> Iterator[Finding]:
    found = [_words(element) for element in page.page.named("h1")]
    if [_plain(each) for each in found] != [_plain(page.edition.article.front.title)]:
        yield H1.finding(page.at(), f"the headings of the first level are {found or 'none'}", OURS)


def _landmarks(page: Subject) -> Iterator[Finding]:
    document = page.page
    body = document.root.find("body")
    tops = Counter(child.tag for child in (body if body is not None else ()) if isinstance(child.tag, str))
    for name in ("header", "main", "footer"):
        if tops[name] != 1:
            yield LANDMARKS.finding(page.at("body"), f"the page has {tops[name]} of <{name}>", OURS)
    names = Counter(nav.get("aria-label") or "" for nav in document.named("nav"))
    for name, times in names.items():
        if not name or times > 1:
            yield LANDMARKS.finding(page.at("nav"), f'{times} navigations are called "{name}"', OURS)


def _call(page: Subject) -> Iterator[Finding]:
    document, phone = page.page, page.edition.brand.contact.phone
    dialled = f"tel:{page.edition.brand.contact.dialled}" if phone else ""
    calls = [element for element in document.elements if "when-to-call" in (element.get("class") or "").split()]
    early: set[str] = set()
    for element in document.elements:
        if _level(element) > 1 or element in calls:
            break
        early.add(element.get("href") or "")
    if calls and f"#{calls[0].get('id')}" not in early and calls[0] is not _first_block(document):
        yield CALL.finding(page.at(), "no link to when to call stands before the first section", OURS)
    if dialled and dialled not in early:
        yield CALL.finding(page.at(), f"the number {phone} cannot be dialled before the first section", OURS)


def _first_block(document: Document) -> Any:
    body = next((element for element in document.elements if element.get("class") == "body"), None)
    return body[0] if body is not None and len(body) else None


def _dates(page: Subject) -> Iterator[Finding]:
    front, words = page.edition.article.front, page.edition.words
    shown = {(element.get("datetime"), _plain(_words(element))) for element in page.page.named("time")}
    for name in ("published", "reviewed", "evidence_checked", "next_review"):
        day = getattr(front, name)
        if (day.isoformat(), _plain(words.date(day))) not in shown:
            yield DATES.finding(page.at("answers"), f'"{name}" ({day}) is not shown, or as another day', OURS)
    for day_shown, said in shown:
        known = (front.published, front.reviewed, front.evidence_checked, front.next_review)
        if day_shown not in {day.isoformat() for day in known}:
            yield DATES.finding(page.at(), f'"{said}" ({day_shown}) is no day of the article', OURS)


def _people(page: Subject) -> Iterator[Finding]:
    front, document = page.edition.article.front, page.page
    own = [element for element in document.elements if element.get("class") in {"answers", "foot"}]
    said = _plain(" ".join(element.text_content() for element in own))
    wanted = [*map(str, front.authors), *map(str, front.reviewers), page.edition.brand.name, front.id, front.version]
    wanted += [value for value in (front.funding, front.conflicts) if value.casefold() != "none"]
    for words in wanted:
        if _plain(words) not in said:
            yield PEOPLE.finding(page.at("answers"), f'"{words}" is not on the page', OURS)


def _download(page: Subject) -> Iterator[Finding]:
    offered = {f"../{each.path}" for each in downloads(page.edition, "page")}
    found = {link.get("href") or "" for link in page.page.named("a") if link.get("download") is not None}
    for href in sorted(found - offered):
        yield DOWNLOAD.finding(page.at("downloads"), f'"{href}" is no file that the edition publishes', OURS)
    for href in sorted(offered - found):
        yield DOWNLOAD.finding(page.at("downloads"), f'"{href}" is published and not offered', OURS)


EVERYWHERE: tuple[Check[Subject], ...] = (
    Check(HEADINGS, _headings),
    Check(ALT, _alt),
    Check(SIZE, _size),
    Check(ANCHOR, _anchor),
    Check(TABLE, _table),
    Check(DISCLAIMER, _disclaimer),
    Check(MESSAGE, _message),
)

CHECKS: tuple[Check[Subject], ...] = (
    Check(H1, _h1),
    Check(LANDMARKS, _landmarks),
    Check(CALL, _call),
    Check(DATES, _dates),
    Check(PEOPLE, _people),
    Check(DOWNLOAD, _download),
)

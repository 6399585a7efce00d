"""Rules about bytes: what Gmail clips, what it drops, and what a phone has to load."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.newsletter.budget import ERROR_BYTES, WARNING_BYTES, after_sending, blocks, heaviest
from pipeline.formats.newsletter.reading import Subject

TOO_HEAVY = Rule(
    "newsletter/too-heavy",
    Severity.ERROR,
    "the HTML part, with the tracking links and footer that a sending service adds, has at most 102,400 bytes; "
    "above 90,000 is a warning",
    ("EM-SZ-01",),
    "what Gmail shows, measured by many since 2013; Google publishes no number",
    Standing.PRACTICE,
    reason="Gmail cuts what is beyond, and the link to leave the list goes with it",
)


def _weight(reading: Subject) -> Iterator[Finding]:
    size = after_sending(reading.html)
    if size <= WARNING_BYTES:
        return
    severity = Severity.ERROR if size > ERROR_BYTES else Severity.WARNING
    limit = ERROR_BYTES if size > ERROR_BYTES else WARNING_BYTES
    worst = ", ".join(f'"{block.words}" ({block.size:,} bytes)' for block in heaviest(blocks(reading.page), 3))
    message = f"the message weighs {size:,} bytes after sending, {limit:,} is the limit"
    hint = f'link to the web page instead of the heaviest parts: {worst}; not="newsletter/whole" leaves a block out'
    yield TOO_HEAVY.finding(reading.at("text/html"), message, hint, severity)


STYLE = Rule(
    "newsletter/style-too-large",
    Severity.ERROR,
    "each style sheet in the head has at most 16,384 bytes",
    ("EM-SZ-02",),
    "caniemail, html-style, note 6",
    Standing.PRACTICE,
    reason="Gmail drops a larger one whole, and dark mode and small screens with it",
)


def _style(reading: Subject) -> Iterator[Finding]:
    for sheet in reading.sheets:
        size = len(sheet.encode())
        if size > 16_384:
            message = f"a style sheet of the head has {size:,} bytes"
            hint = "move what needs no @media from head.css to newsletter.css"
            yield STYLE.finding(reading.at("<style>"), message, hint)


PICTURES = Rule(
    "newsletter/picture-weight",
    Severity.ERROR,
    "pictures are PNG, JPEG or GIF by their bytes, 200,000 bytes each at most and 800,000 together",
    ("EM-IM-02",),
    "caniemail for the formats; the weights are house",
    Standing.PRACTICE,
)
_MAGIC = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))


def _pictures(reading: Subject) -> Iterator[Finding]:
    total = 0
    for part in reading.pictures.values():
        total += len(part.content)
        where = reading.at(part.name)
        # Some clients go by the first bytes, some by the type: where they differ, one of them shows nothing.
        found = next((kind for magic, kind in _MAGIC if part.content.startswith(magic)), "something else")
        if found != part.media_type:
            message = f'"{part.name}" says {part.media_type} and is {found}'
            yield PICTURES.finding(where, message, "save the picture as PNG or JPEG")
        if len(part.content) > 200_000:
            message = f'"{part.name}" weighs {len(part.content):,} bytes'
            yield PICTURES.finding(where, message, "crop it or save it with fewer colours")
    if total > 800_000:
        message = f"the pictures weigh {total:,} bytes together"
        yield PICTURES.finding(reading.at("pictures"), message, 'leave some out with not="newsletter"')


CHECKS: tuple[Check[Subject], ...] = (
    Check(TOO_HEAVY, _weight),
    Check(STYLE, _style),
    Check(PICTURES, _pictures),
)

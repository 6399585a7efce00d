"""Rules about the HTML part: what mail clients keep of it and what assistive technology makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.newsletter.reading import Element, Subject, describe, strip_invisible, style_of, visible_words

SKELETON = Rule(
    "newsletter/skeleton",
    Severity.ERROR,
    "the HTML has a doctype, a title, charset, viewport and x-apple-disable-message-reformatting",
    ("EM-HT-01",),
    "caniemail; house",
    Standing.PRACTICE,
)


def _skeleton(reading: Subject) -> Iterator[Finding]:
    hint = "render the issue anew; the correcting pass writes the head"
    metas = {(meta.get("name") or "").lower() for meta in reading.page.iter("meta")}
    charset = any(meta.get("charset") for meta in reading.page.iter("meta"))
    title = reading.page.find("head/title")
    missing = [
        said
        for said, absent in (
            ("a doctype", not reading.html.lstrip().lower().startswith("<!doctype html")),
            ("a title", title is None or not (title.text or "").strip()),
            ("its charset", not charset),
            ("a viewport", "viewport" not in metas),
            ("x-apple-disable-message-reformatting", "x-apple-disable-message-reformatting" not in metas),
        )
        if absent
    ]
    if missing:
        yield SKELETON.finding(reading.at("head"), f"the HTML lacks {', '.join(missing)}", hint)


LANGUAGE = Rule(
    "newsletter/language",
    Severity.ERROR,
    "lang and dir stand on <html> and again on the wrapper inside <body>, both fit the edition, and no style turns it",
    ("EM-HT-01",),
    "WCAG 2.2, 3.1.1",
    reason="webmail drops <html>, and a screen reader then reads with the voice of another language",
)


def _language(reading: Subject) -> Iterator[Finding]:
    edition = reading.edition
    wrapper = next((e for e in reading.page.find("body").iter("div") if e not in reading.hidden), None)
    for name, element in (("<html>", reading.page), ("the wrapper in <body>", wrapper)):
        lang = element.get("lang") if element is not None else None
        direction = element.get("dir") if element is not None else None
        if (lang, direction) != (edition.lang, edition.direction):
            message = f'{name} says lang="{lang or ""}" dir="{direction or ""}"'
            hint = f'it should say lang="{edition.lang}" dir="{edition.direction}"; render the issue anew'
            yield LANGUAGE.finding(reading.at(name), message, hint)
    for element, style in reading.elements:
        turned = re.search(r"(?:^|;)direction:(\w+)", style) if "direction" in style else None
        if turned and turned[1] != edition.direction and not element.get("lang"):
            message = f"{describe(element)} is turned to {turned[1]}"
            yield LANGUAGE.finding(reading.at("direction"), message, "leave `direction` to dir on the wrapper")


LANDMARK = Rule(
    "newsletter/landmark",
    Severity.ERROR,
    'all that is shown stands in one main element, in a part with role="article" and a name; no role is a landmark',
    ("EM-HT-03",),
    "WCAG 2.2, 1.3.1; caniemail, html-semantics and html-role",
    Standing.PRACTICE,
    reason="a message that is a page of its own needs a main part; webmail, whose page has one, takes the element out "
    "and keeps roles",
)
_LANDMARKS = frozenset("banner complementary contentinfo form main navigation region search".split())


def _landmark(reading: Subject) -> Iterator[Finding]:
    where, hint = reading.at("body"), "render the issue anew; the correcting pass puts the landmark there"
    body = reading.page.find("body")
    mains = list(body.iter("main"))
    if len(mains) != 1:
        yield LANDMARK.finding(where, f"the message has {len(mains)} <main>", hint)
    pieces = [body.text or ""]
    for child in body:
        # Screen readers offer a jump to the main part: what stands outside it is passed over.
        pieces += [visible_words(child) if child.tag != "main" else "", child.tail or ""]
    if outside := strip_invisible(" ".join(pieces)):
        yield LANDMARK.finding(where, f'"{outside[:40]}" stands outside of <main>', hint)
    for main in mains:
        named = [e for e in main if e.get("role") == "article" and (e.get("aria-label") or "").strip()]
        if not named:
            yield LANDMARK.finding(where, 'there is no part with role="article" and aria-label in <main>', hint)
    for element, _ in reading.elements:
        if element.get("role") in _LANDMARKS:
            message = f'{describe(element)} has role="{element.get("role")}", which webmail keeps beside its own'
            yield LANDMARK.finding(where, message, "take the role out of the template")


TABLES = Rule(
    "newsletter/table-role",
    Severity.ERROR,
    'every layout table has role="presentation", no table of data has it, and each of those has head cells',
    ("EM-HT-03",),
    "WCAG 2.2, 1.3.1",
)


def _tables(reading: Subject) -> Iterator[Finding]:
    for table in reading.page.iter("table"):
        headed = any(cell.tag == "th" for cell in _own_cells(table)) or table.find("caption") is not None
        # WAI-ARIA 1.2: "none" is another name for "presentation".
        placing = table.get("role") in {"presentation", "none"}
        if headed and placing:
            message = f"a table of data is marked as layout: {describe(table)}"
            yield TABLES.finding(reading.at("table"), message, "take its role away")
        elif not headed and not placing:
            message = f"a table is neither marked as layout nor has head cells: {describe(table)}"
            hint = 'give a layout table role="presentation", a table of data a head row'
            yield TABLES.finding(reading.at("table"), message, hint)


def _own_cells(table: Element) -> Iterator[Element]:
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is table:
            yield from (cell for cell in row if isinstance(cell.tag, str))


HEADINGS = Rule(
    "newsletter/headings",
    Severity.ERROR,
    "there is one h1, it comes first, and no level is skipped",
    ("EM-HT-03",),
    "WCAG 2.2, 1.3.1 and 2.4.6",
)


def _headings(reading: Subject) -> Iterator[Finding]:
    found = [h for h in reading.page.iter("h1", "h2", "h3", "h4", "h5", "h6") if h not in reading.hidden]
    firsts = [h for h in found if h.tag == "h1"]
    if len(firsts) != 1 or found[0].tag != "h1":
        said = f"{len(firsts)} h1" if len(firsts) != 1 else f"{describe(found[0])} before the h1"
        yield HEADINGS.finding(reading.at("headings"), f"the message has {said}", "write the title as its only h1")
    for before, after in pairwise(found):
        if int(after.tag[1]) - int(before.tag[1]) > 1:
            message = f"{describe(after)} follows {describe(before)}"
            yield HEADINGS.finding(reading.at("headings"), message, "use the level between")


ALT = Rule(
    "newsletter/image-attributes",
    Severity.ERROR,
    "every image has alt, width and height, is a block, and its address is https or a part of the message",
    ("EM-IM-01",),
    "WCAG 2.2, 1.1.1; caniemail",
)


def _images(reading: Subject) -> Iterator[Finding]:
    for image in reading.page.iter("img"):
        source = image.get("src") or ""
        name = f'the image "{source[:60]}"'
        if image.get("alt") is None:
            message = f"{name} has no alt attribute"
            yield ALT.finding(reading.at("images"), message, "describe it: ![High water at …](map.png)")
        for size in ("width", "height"):
            if not (image.get(size) or "").isdigit():
                message = f"{name} has no {size} in px"
                yield ALT.finding(reading.at("images"), message, "render the issue anew")
        # A picture over http can be read and changed on its way, and tells who opens the message.
        if not source.startswith(("https://", "cid:")):
            message = f"{name} is neither https nor inside the message"
            yield ALT.finding(reading.at("images"), message, "put the picture into the article's images/")
        # An image in a line stands on its baseline, and clients leave a gap of some px below it.
        if "display:block" not in style_of(image) and image not in reading.hidden:
            yield ALT.finding(reading.at("images"), f"{name} is not a block", "keep `display: block` on images")


BANNED = Rule(
    "newsletter/banned-element",
    Severity.ERROR,
    "there is no script, form, frame, video, object, link element, event attribute, data: address or position",
    ("EM-HT-07",),
    "caniemail",
    Standing.PRACTICE,
)
_BANNED = "script form input select textarea iframe video audio object embed link base svg".split()


def _banned(reading: Subject) -> Iterator[Finding]:
    hint = "take it out of the template"
    for element in reading.page.iter(*_BANNED):
        yield BANNED.finding(reading.at(f"<{element.tag}>"), f"the message holds {describe(element)}", hint)
    for element, style in reading.elements:
        for name, value in element.items():
            # Gmail shows no data: pictures (caniemail, image-base64).
            if name.startswith("on") or (name in {"src", "href"} and value.strip().lower().startswith("data:")):
                yield BANNED.finding(reading.at(f"<{element.tag}>"), f'<{element.tag}> has {name}="{value[:30]}"', hint)
        if "position:" in style and re.search(r"(^|;)position:", style):
            yield BANNED.finding(reading.at(f"<{element.tag}>"), f"{describe(element)} is positioned", hint)


WIDTH = Rule(
    "newsletter/width",
    Severity.WARNING,
    "the column is 600 to 640 px wide at most and shrinks: a max-width, and a table of that width for Outlook",
    ("EM-HT-02",),
    "house",
    Standing.HOUSE,
)


def _width(reading: Subject) -> Iterator[Finding]:
    for element, style in reading.elements:
        fixed = re.search(r"(?:^|;)(?:min-)?width:(\d+)px", style) if "width" in style else None
        attribute = element.get("width") or ""
        given = int(fixed[1]) if fixed else int(attribute) if attribute.isdigit() and element.tag != "img" else 0
        if given > 640:
            message = f"{describe(element)} is {given} px wide"
            yield WIDTH.finding(reading.at(f"<{element.tag}>"), message, "keep columns to 600 px")
    ghosts = (re.search(r"<table[^>]*width:(\d+)px", text) for text in reading.comments if text.startswith("[if mso]>"))
    if not any(ghost and 600 <= int(ghost[1]) <= 640 for ghost in ghosts):
        message = "Outlook finds no table of 600 to 640 px and lets the text run over the whole window"
        yield WIDTH.finding(reading.at("body"), message, 'keep `width="600px"` on mj-body')


BUTTON = Rule(
    "newsletter/outlook-button",
    Severity.WARNING,
    "each button is drawn for Outlook as a VML shape with the same address and words",
    ("EM-HT-06",),
    "caniemail; practice of the trade",
    Standing.PRACTICE,
    reason="Outlook ignores padding on links, and a button shrinks to its words",
)


def _buttons(reading: Subject) -> Iterator[Finding]:
    from html import unescape

    shapes = {
        (unescape(href), " ".join(unescape(words).split()))
        for href, words in re.findall(r'<v:roundrect href="([^"]*)".*?<center[^>]*>(.*?)</center>', reading.html)
    }
    for link in reading.page.iter("a"):
        style = style_of(link)
        if link in reading.hidden or "background" not in style or "display:inline-block" not in style:
            continue
        if (link.get("href"), " ".join(link.text_content().split())) not in shapes:
            message = f"Outlook gets no shape for the button {describe(link)}"
            yield BUTTON.finding(reading.at("button"), message, "use mj-button and let the correcting pass draw it")


CONDITIONALS = Rule(
    "newsletter/conditionals",
    Severity.ERROR,
    "Outlook's conditional comments are balanced, and so are the elements in them",
    ("EM-HT-06",),
    "house",
    Standing.HOUSE,
    reason="a ghost table that never closes swallows the rest of the message in Outlook",
)


def _conditionals(reading: Subject) -> Iterator[Finding]:
    ghosts = re.findall(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", reading.html, re.DOTALL)
    starts = len(re.findall(r"<!--\[if ", reading.html))
    ends = len(re.findall(r"<!\[endif\]-->", reading.html))
    hint = "close in one conditional what another opened"
    if starts != ends:
        yield CONDITIONALS.finding(reading.at("body"), f"{starts} conditionals open and {ends} close", hint)
    inside = "".join(ghosts)
    for tag in ("table", "tr", "td", "v:roundrect", "center"):
        opened = len(re.findall(rf"<{tag}[\s>]", inside))
        closed = len(re.findall(rf"</{tag}>", inside))
        if opened != closed:
            message = f"for Outlook {opened} <{tag}> open and {closed} close"
            yield CONDITIONALS.finding(reading.at("body"), message, hint)


SIZES = Rule(
    "newsletter/text-too-small",
    Severity.WARNING,
    "text is at least 16 px, a line at least 1.2 times as high (1.4 for running text)",
    ("EM-HT-08",),
    "house; WCAG 2.2, 1.4.12 for the spacing a reader may set",
    Standing.HOUSE,
)


def _sizes(reading: Subject) -> Iterator[Finding]:
    seen: set[str] = set()
    for element, size, height, running in _set_text(reading):
        said = ""
        if size < 16:
            said = f"{describe(element)} is set in {size:g} px"
        elif height and height / size < (1.4 if running else 1.2):
            said = f"{describe(element)} has lines of {height:g} px for letters of {size:g} px"
        if said and said not in seen:
            seen.add(said)
            yield SIZES.finding(reading.at("text"), said, "raise it in styles/newsletter/newsletter.css")


def _set_text(reading: Subject) -> Iterator[tuple[Element, float, float, bool]]:
    """Every element with words of its own, the size and line height they are set in, and whether they are running
    text and not a heading or a button."""
    set_in = {reading.page: (16.0, 0.0, True)}
    for element, style in reading.elements:
        around = set_in.get(element.getparent())
        if around is None or element.tag in {"head", "sup", "sub"} or "display:none" in style:
            continue
        size, height, running = around
        if element.tag in {"h1", "h2", "h3", "h4"}:
            size, running = max(size, 18.0), False
        running = running and element.tag != "a"
        size = _own_px(style, "font-size") or size
        height = _own_px(style, "line-height") or height
        set_in[element] = (size, height, running)
        if _own_words(element):
            yield element, size, height, running


@lru_cache(maxsize=2_000)
def _own_px(style: str, name: str) -> float:
    found = re.search(rf"(?:^|;){name}:([\d.]+)px", style) if name in style else None
    return float(found[1]) if found else 0.0


def _own_words(element: Element) -> bool:
    return bool((element.text or "").strip("\u00a0 \n·")) or any(
        (child.tail or "").strip("\u00a0 \n·") for child in element
    )


def inherited_px(element: Element, name: str) -> float:
    """A length in px from the nearest style attribute; 16 for a font size nobody sets, 0 for a line height."""
    for each in (element, *element.iterancestors()):
        own = _own_px(style_of(each), name)
        if own:
            return own
        if name == "font-size" and each.tag in {"h1", "h2", "h3", "h4"}:
            return 18.0
    return 16.0 if name == "font-size" else 0.0


TARGETS = Rule(
    "newsletter/target-too-small",
    Severity.WARNING,
    "a link that stands alone, not in a sentence, is at least 44 px high",
    ("EM-HT-08",),
    "house; WCAG 2.2, 2.5.8 asks for 24",
    Standing.HOUSE,
)


def _targets(reading: Subject) -> Iterator[Finding]:
    for link in reading.page.iter("a"):
        if link in reading.hidden or not link.get("href") or _in_sentence(link):
            continue
        height = inherited_px(link, "line-height")
        padding = re.search(r"(?:^|;)padding:(\d+)px", style_of(link))
        height += 2 * float(padding[1]) if padding else 0
        if height < 44:
            message = f"the link {describe(link)} is {height:g} px high"
            yield TARGETS.finding(reading.at("links"), message, "give it `line-height: 44px` or padding")


def _in_sentence(link: Element) -> bool:
    block = next((e for e in link.iterancestors() if e.tag in {"p", "li", "td", "div", "h2", "h3", "dd"}), None)
    if block is None:
        return False
    around = "".join(block.itertext())
    for inner in block.iter("a"):
        around = around.replace("".join(inner.itertext()), "", 1)
    return bool(re.search(r"\w", around))


CHECKS: tuple[Check[Subject], ...] = (
    Check(SKELETON, _skeleton),
    Check(LANGUAGE, _language),
    Check(LANDMARK, _landmark),
    Check(TABLES, _tables),
    Check(HEADINGS, _headings),
    Check(ALT, _images),
    Check(BANNED, _banned),
    Check(WIDTH, _width),
    Check(BUTTON, _buttons),
    Check(CONDITIONALS, _conditionals),
    Check(SIZES, _sizes),
    Check(TARGETS, _targets),
)

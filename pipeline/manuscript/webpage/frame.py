"""The body of a page comes in; which of its elements is the article, what is its frame, and what is a box goes out.

A page surrounds its article with a banner, menus and a foot, and hides answers behind buttons. What a reader is meant
to read stays, where it stood; what belongs to the site is left out by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.manuscript.tree import BOX, NOTE
from pipeline.manuscript.webpage.elements import BLOCKS, HEADINGS, parts_of, rename, unwrap, words_of

AROUND_NAMES = re.compile(
    r"(?:^|[-_\s])(?:nav(?:bar|igation)?|menu|breadcrumbs?|cookies?|consent|share|sharing|social|sidebar|site-?header|"
    r"site-?footer|footer|masthead|advert(?:isement)?s?|ads?|promo|newsletter|signup|subscribe|comments?|"
    r"pagination|skip-link)"
    r"(?:$|[-_\s])",
    re.IGNORECASE,
)
_ASIDE_NAMES = re.compile(
    r"(?:^|[-_\s])(?:related|sidebar|secondary|widget|toc|contents|links|recommended|trending|more-from)(?:$|[-_\s])",
    re.IGNORECASE,
)
_AROUND_TAGS = frozenset({"nav", "footer"})
_AROUND_ROLES = frozenset({"navigation", "banner", "contentinfo", "search"})
_BOXES = (
    ("warning", re.compile(r"(?:^|[-_\s])(?:warning|caution|danger|alert(?!-(?:info|success|light|primary))|important|"
                           r"care-card--(?:urgent|emergency|immediate))(?:$|[-_\s])", re.I)),
    ("tip", re.compile(r"(?:^|[-_\s])(?:tip|hint|advice)(?:-?box)?(?:$|[-_\s])", re.I)),
    ("note", re.compile(r"(?:^|[-_\s])(?:note|notice|callout|admonition|inset(?:-text)?|info-?box|alert-info|"
                        r"info-panel)(?:$|[-_\s])", re.I)),
)  # fmt: skip
MAX_BOX = 1_200
"""Characters: a longer element that calls itself a note is a part of the page, not a box (house)."""

_BANNER = re.compile(
    r"(?:^|[-_\s])(?:banner|logo|site-?(?:name|title|header|brand)|brand(?:ing)?|masthead)(?:$|[-_\s])"
)
_SEPARATOR = re.compile(r"\s+[|\u2013\u2014·•»:-]\s+|\s*[|»]\s*|\s+::\s+")


# the article


def main_element(body: Any) -> Any | None:
    """The element that says it is the article, when there is just one and it holds most of the words."""
    for candidates in (list(body.iter("main")), list(body.iter("article")), body.xpath('.//*[@role="main"]')):
        if len(candidates) == 1:
            inside = _said(candidates[0])
            every = _said(body) - sum(
                _said(part) for part in body.iter(*_AROUND_TAGS) if _is_outside(part, candidates[0])
            )
            if inside >= 0.4 * every:
                return candidates[0]
    return None


def _said(element: Any) -> int:
    """The letters of the text in an element."""
    return sum(len(part.text_content()) for part in element.iter("p", "li", "h1", "h2", "h3", "td"))


def _is_outside(part: Any, main: Any) -> bool:
    """Whether a menu, head or foot stands outside the main element, and in no other of its kind."""
    around = list(part.iterancestors())
    within = main in around or any(above.tag in _AROUND_TAGS for above in around)
    return not within and part is not main and part not in list(main.iterancestors())


def is_frame(element: Any) -> bool:
    """Whether an element belongs to the site around the article.

    A warning says `role="alert"` and a box `<aside>`: inside the text both are read with it. An aside that is mostly
    links is a menu.
    """
    named = f"{element.get('class', '')} {element.get('id', '')}"
    role = element.get("role", "")
    if next(element.iter("h1"), None) is not None:
        return False
    if element.tag in _AROUND_TAGS or role in _AROUND_ROLES:
        return not (element.tag == "footer" and element.getparent().tag == "blockquote")
    # LibreOffice writes running heads and feet as such parts.
    if role == "dialog" or (element.tag == "div" and element.get("title") in {"header", "footer"}):
        return True
    length = len(element.text_content())
    if element.tag not in {"p", "li"} and AROUND_NAMES.search(named) and length < 2000:
        return not _is_list_of_text(element)
    if element.tag == "aside" or role == "complementary":
        linked = sum(len(a.text_content()) for a in element.iter("a"))
        return bool(_ASIDE_NAMES.search(named)) or 2 * linked > length or next(element.iter("form"), None) is not None
    return is_contents(element)


def _is_list_of_text(element: Any) -> bool:
    """Whether a part with the name of a frame holds running text all the same: two paragraphs with few links."""
    long = [p for p in element.iter("p") if len(p.text_content()) > 120]
    linked = sum(len(a.text_content()) for a in element.iter("a"))
    return len(long) >= 2 and 4 * linked < len(element.text_content())


def is_contents(element: Any) -> bool:
    """Whether an element is a list of nothing but jumps inside the page: three or more, each item one of them."""
    if element.tag not in {"ul", "ol"}:
        return False
    items = list(element.iter("li"))
    links = [a for a in element.iter("a") if str(a.get("href") or "").startswith("#")]
    said = "".join(words_of(element).split())
    linked = "".join("".join(words_of(a).split()) for a in links)
    within = any(around.tag in {"li", "td"} for around in element.iterancestors())
    return len(links) >= 3 and len(items) <= len(links) and said == linked and not within


# the title


def settle_title(body: Any, main: Any | None, window: str) -> tuple[list[Any], str]:
    """Headings that are the site's banner, to be left out, and the words of the title where the page marks them.

    `window` is the title of the browser window: "Peanuts and babies | Allergy Centre". The heading that says its first
    part is the title; a first-level heading before it that is the site's name is not.
    """
    headings = [h for h in body.iter(*HEADINGS) if words_of(h)]
    if marked := _marked_title(body, headings):
        return [], marked
    if not headings:
        return [], ""
    names = {part.strip().casefold() for part in (*_SEPARATOR.split(window), window) if part.strip()}
    first = headings[0]
    if first.tag != "h1":
        return [], ""
    rest = [h for h in headings[1:] if h.tag in {"h1", "h2"}]
    said = words_of(first).casefold()
    own = next((h for h in rest if words_of(h).casefold() in names - {said}), None)
    titled = said in names
    if own is None and _in_banner(first, main) and rest and not titled:
        own = rest[0] if rest[0].tag == "h1" or sum(h.tag == "h2" for h in rest) == 1 else None
    if own is None or _says_much(first, own):
        return [], ""
    _promote(headings, own)
    return [first], words_of(own)


def _marked_title(body: Any, headings: list[Any]) -> str:
    """The paragraph that Google Docs, Word and LibreOffice mark as the title, above every heading."""
    for element in body.iter("p", "div", "h1"):
        if re.search(r"(?:^|\s)(?:title|MsoTitle)(?:\s|$)", element.get("class", "")) and words_of(element):
            return words_of(element) if len(words_of(element)) < 200 else ""
        if element.tag == "p" and words_of(element) and headings:
            break
    return ""


def _in_banner(heading: Any, main: Any | None) -> bool:
    if main is not None and not any(around is main for around in heading.iterancestors()):
        return True
    chain = [heading, *list(heading.iterancestors())[:3]]
    return any(
        _BANNER.search(f"{e.get('class', '')} {e.get('id', '')}".lower()) or e.get("role") == "banner"
        for e in chain
        if e.tag != "body"
    ) or any(e.tag == "header" for e in chain if e.getparent() is not None and e.getparent().tag == "body")


def _says_much(banner: Any, own: Any) -> bool:
    """Whether words stand between the two headings: then the first is a heading of the text."""
    between = 0
    for element in banner.getroottree().getroot().iter("p", "li", "td"):
        if _stands_between(element, banner, own):
            between += len(words_of(element))
    return between > 200


def _stands_between(element: Any, one: Any, other: Any) -> bool:
    line = element.sourceline or 0
    same = (one.sourceline or 0) < line < (other.sourceline or 0)
    return bool(same)


def _promote(headings: list[Any], own: Any) -> None:
    """The title on the first level, what stands below it as many levels up."""
    up = int(own.tag[1]) - 1
    for heading in headings[headings.index(own) + 1 :]:
        if up:
            heading.tag = f"h{max(2, int(heading.tag[1]) - up)}"
    own.tag = "h1"


# what is folded away


def unfold(body: Any) -> None:
    """Questions in buttons and summaries as headings, with their answers below; other buttons stay what they are.

    An answer that is hidden until somebody opens it is shown.
    """
    made: list[Any] = []
    known: set[Any] = set()
    for button in list(body.iter("button")):
        around = button.getparent()
        if around is None:
            continue
        holder = next((a for a in button.iterancestors() if a.tag in HEADINGS | {"dt", "summary", "legend"}), None)
        controls = button.get("aria-controls") or str(button.get("data-target") or button.get("data-bs-target") or "")
        opens = button.get("aria-expanded") is not None or bool(controls)
        if not words_of(button) or _is_in_frame(button):
            continue
        if opens:
            _show(button, controls.lstrip("#"))
        if holder is not None:
            unwrap(button)
            known.add(holder)
        elif opens and _has_answer(button, controls.lstrip("#")):
            made.append(button)
    for details in list(body.iter("details")):
        summary = next((c for c in parts_of(details) if c.tag == "summary"), None)
        if summary is not None and words_of(summary) and len(words_of(details)) > len(words_of(summary)):
            if any(e.tag in HEADINGS for e in summary.iter()):
                unwrap(summary)
            else:
                made.append(summary)
    for folded in list(body.xpath(".//*[@aria-expanded or @data-toggle='collapse' or @data-bs-toggle='collapse']")):
        plain = folded.tag in {"div", "a", "span", "p"} and not any(e.tag in BLOCKS for e in folded.iterdescendants())
        if plain and folded.get("aria-controls") and words_of(folded) and not _is_in_frame(folded):
            holder = next((a for a in folded.iterancestors() if a.tag in HEADINGS | {"dt", "li"}), None)
            _show(folded, str(folded.get("aria-controls")))
            if holder is None and _has_answer(folded, str(folded.get("aria-controls"))):
                made.append(folded)
    _make_headings(body, set(made), known)


def _is_in_frame(element: Any) -> bool:
    return any(a.tag in {"nav", "header", "footer", "form"} for a in element.iterancestors())


def _has_answer(element: Any, key: str) -> bool:
    """Whether what an element opens holds words of the article, and no menu."""
    found = element.getroottree().getroot().xpath(".//*[@id=$key]", key=key) if key else []
    panel = found[0] if found else element.getnext()
    if panel is None or not words_of(panel):
        return False
    linked = sum(len(words_of(a)) for a in panel.iter("a"))
    return panel.tag not in {"nav", "form", "menu"} and 2 * linked < len(words_of(panel))


def _show(element: Any, key: str) -> None:
    """What an element opens is read as if it were open."""
    for panel in element.getroottree().getroot().xpath(".//*[@id=$key]", key=key) if key else ():
        for name in ("hidden", "aria-hidden"):
            panel.attrib.pop(name, None)
        if style := panel.get("style"):
            panel.set("style", re.sub(r"(?:display|visibility)\s*:\s*[\w-]+", "", style))


def _make_headings(body: Any, made: set[Any], known: set[Any]) -> None:
    """Each element as a heading, one level below the one that it stands under; `known` are its equals that are one."""
    level = 1
    for element in list(body.iter()) if made else ():
        if element in known and element.tag in HEADINGS:
            level = int(element.tag[1]) - 1
        elif element in made:
            for attribute in list(element.attrib):
                del element.attrib[attribute]
            rename(element, f"h{min(6, level + 1)}")
            parent = element.getparent()
            if parent is not None and parent.tag == "p" and words_of(parent) == words_of(element):
                unwrap(parent)
        elif element.tag in HEADINGS:
            level = int(element.tag[1])


# boxes


def mark_boxes(article: Any) -> None:
    """Warnings and notes that a page sets in a box get a class by which they stay one."""
    for element in list(article.iter("div", "aside", "section", "p", "blockquote")):
        kind = "" if element.get("class") == NOTE else box_kind(element)
        if not kind or any(str(a.get("class", "")).startswith(f"{BOX}-") for a in element.iterancestors()):
            continue
        if element.tag == "p":
            box = element.makeelement("div", {"class": f"{BOX}-{kind}"})
            box.tail, element.tail = element.tail, None
            element.getparent().replace(element, box)
            box.append(element)
            element.attrib.pop("class", None)
            continue
        element.tag = "div"
        for name in ("id", "role"):
            element.attrib.pop(name, None)
        element.set("class", f"{BOX}-{kind}")


def box_kind(element: Any) -> str:
    """Which kind of box an element is: "warning", "tip", "note", or "" for none."""
    length = len(words_of(element))
    if sum(1 for _ in element.iter(*HEADINGS)) > 1 or any(a.tag in {"td", "th", "li"} for a in element.iterancestors()):
        return ""
    if not 0 < length <= MAX_BOX or any(e.tag in {"h1", "table", "form"} for e in element.iter()):
        return ""
    if element.get("role") in {"alert", "alertdialog"}:
        return "warning"
    if element.get("role") == "note":
        return _kind_of(element) or "note"
    if element.tag in {"p", "section", "blockquote"} and len(element) > 6:
        return ""
    names = str(element.get("class", ""))
    if any(str(child.get("class", "")) and _kind_of(child) for child in parts_of(element)) and element.tag == "section":
        return ""
    return _kind_of(element) if names or element.tag == "aside" else ""


def _kind_of(element: Any) -> str:
    names = str(element.get("class", ""))
    return next((kind for kind, pattern in _BOXES if pattern.search(names)), "")


def single_cell_boxes(article: Any) -> Iterator[Any]:
    """Tables of one cell, by which old pages draw a frame: their content without the table, and what they were."""
    for table in list(article.iter("table")):
        cells = [c for c in table.iter("td", "th") if next(c.iterancestors("table"), None) is table]
        if len(cells) == 1 and table.getparent() is not None:
            cell = cells[0]
            box = table.makeelement("div", {})
            box.text, box.tail = cell.text, table.tail
            box.extend(list(cell))
            table.getparent().replace(table, box)
            yield box


def unlay(article: Any) -> None:
    """Tables that only lay out a page (no head, whole blocks in their cells) as the blocks that they hold."""
    list(single_cell_boxes(article))
    for table in list(article.iter("table")):
        if table.getparent() is None:
            continue
        cells = [c for c in table.iter("td", "th") if next(c.iterancestors("table"), None) is table]
        said = table.get("role") in {"presentation", "none"}
        headed = any(c.tag == "th" for c in cells) or any(e.tag in {"caption", "thead"} for e in parts_of(table))
        blocks = sum(any(e.tag in HEADINGS | {"table", "p", "ul", "ol"} for e in c.iter()) for c in cells)
        holds = any(e.tag in HEADINGS or e.tag == "table" for c in cells for e in c.iterdescendants())
        worded = sum(bool(words_of(c)) for c in cells)  # pages of old keep their distances with empty cells
        if cells and (said or (not headed and holds and 2 * blocks >= worded)):
            for inner in list(table.iter("tbody", "tfoot", "thead", "tr", "colgroup", "col")):
                if next(inner.iterancestors("table"), None) is table:
                    unwrap(inner)
            for cell in cells:
                cell.tag = "div"
                for name in ("colspan", "rowspan"):
                    cell.attrib.pop(name, None)
            table.tag = "div"
            table.attrib.pop("role", None)

"""The HTML that MRML compiled and the designer's sheets come in; HTML that mail clients and screen readers get right
goes out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, TypeAlias

import css_inline
import lxml.html
from lxml import etree

from pipeline.formats.newsletter.styling import smaller
from pipeline.markup.holding import hold
from pipeline.markup.softening import IsWide, nothing_is_wide, soften_wide

Element: TypeAlias = Any
"""An lxml element; lxml carries no types."""

PREHEADER_SPACE = "\u034f\u200c\u00a0" * 60
"""What follows the preheader in the list of messages, so that a client does not fill the line with the body's first
words; none of it is seen or spoken."""

_MSO_HEAD = (
    "[if mso]><noscript><xml><o:OfficeDocumentSettings><o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch>"
    "</o:OfficeDocumentSettings></xml></noscript><style>"
    "table,td{{border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt}}"
    "td,p,li,h1,h2,h3,h4,a,span{{mso-line-height-rule:exactly}}"
    "h1,h2,h3,h4{{font-family:Georgia,serif}}td,p,li{{font-family:{text}}}</style><![endif]"
)
_RESET = (
    "#outlook a{padding:0}body{margin:0;padding:0;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%}"
    "img{-ms-interpolation-mode:bicubic}"
)


@dataclass(frozen=True, slots=True)
class Head:
    """What the corrected document says of itself. `kept` is the sheet that stays in the head, already filled."""

    lang: str
    direction: str
    title: str
    kept: str
    text_face: str


def correct(
    compiled: str, head: Head, inlined: str, sizes: Mapping[str, tuple[int, int]], is_wide: IsWide = nothing_is_wide
) -> str:
    """The finished HTML document.

    `inlined` is the sheet that is written into style attributes; `sizes` the width and height in px of every picture
    by its address, for the `height` attribute that keeps the page from jumping and Outlook from guessing; `is_wide`
    tells which words are wider than a line.
    """
    columns = _column_rules(compiled)
    compiled = re.sub(r"<style.*?</style>", "", compiled, flags=re.DOTALL)
    compiled = hold(soften_wide(compiled, head.lang, is_wide, _parts))
    # Gmail drops a whole sheet in the head when it is too long or holds what it cannot read: what matters is in
    # attributes.
    styled = css_inline.CSSInliner(inline_style_tags=False, keep_style_tags=True, extra_css=inlined).inline(compiled)
    page = lxml.html.document_fromstring(styled)
    held = list(page.iter())  # lxml makes an element anew at each walk unless someone holds it
    _shorten_conditionals(page)
    _write_head(page, head, columns)
    _name_language(page, head)
    _put_into_main(page)
    _name_buttons(page)
    _mark_layout(page)
    _complete_images(page, sizes)
    _keep_one_title(page)
    _pad_preheader(page)
    # A list, since drawing a button adds nodes beside the link, and a walk of lxml over a tree that changes skips some.
    for button in list(page.iter("a")):
        if _is_button(button):
            _draw_for_outlook(button)
    _hide_from_outlook(page)
    _drop_what_nobody_reads(page, head.kept + columns)
    _unify_styles(page, head.text_face)
    del held
    return _serialised(page)


def _parts(address: list[str]) -> str:
    # A line may end between two such boxes. Not every client knows <wbr> (caniemail, html-wbr), and a space of no width
    # would be copied with the address.
    return "".join(f'<span class="part">{part}</span>' for part in address)


def _column_rules(compiled: str) -> str:
    """The widths of columns side by side, in one order; a single full column needs none."""
    rules = sorted(set(re.findall(r"(?<!text-html )\.mj-column-[\w-]+ \{[^}]*\}", compiled)))
    # Below the breakpoint every column is as wide as the window; a column of 100 % says so at any width.
    rules = [rule for rule in rules if "per-100 " not in rule]
    found = re.search(r"@media only screen and \(min-width:\d+px\)", compiled)
    return smaller(f"{found[0]} {{ {' '.join(rules)} }}") if found and rules else ""


def _shorten_conditionals(page: Element) -> None:
    """`mso | IE` is Outlook alone since Internet Explorer has gone."""
    for comment in list(page.iter(etree.Comment)):
        text = (comment.text or "").replace("[if mso | IE]", "[if mso]")
        if not re.match(r"\[if |<!\[endif\]", text) and "<![endif]" not in text:
            _remove(comment)
            continue
        comment.text = re.sub(r"\s*\n\s*| class=\"[^\"]*\"", "", text)


def _write_head(page: Element, head: Head, columns: str) -> None:
    element = page.find("head")
    element.clear()
    for attributes in (
        # HTML, 4.2.5.4: the encoding has to stand within the first 1,024 bytes, so it comes first.
        {"charset": "utf-8"},
        # Without maximum-scale: WCAG 2.2, 1.4.4 wants text that can be enlarged by pinching, too.
        {"name": "viewport", "content": "width=device-width, initial-scale=1"},
        # Mail on iOS widens and shrinks what it takes for a page made for desktops.
        {"name": "x-apple-disable-message-reformatting"},
        # iOS turns doses and dates that look like phone numbers into links; the right numbers are links already.
        {"name": "format-detection", "content": "telephone=no, date=no, address=no, email=no, url=no"},
        # Apple Mail applies our dark colours only when it is told that there are some; otherwise it inverts by itself.
        {"name": "color-scheme", "content": "light dark"},
        # The name of the same before it became a standard; earlier Apple Mail knows only this one.
        {"name": "supported-color-schemes", "content": "light dark"},
    ):
        etree.SubElement(element, "meta", attributes)
    etree.SubElement(element, "title").text = head.title
    # Outlook takes an unknown first face as Times New Roman for the whole stack, so it gets one that Windows has.
    element.append(etree.Comment(_MSO_HEAD.format(text=head.text_face.split(",")[-2].strip() + ",sans-serif")))
    style = etree.SubElement(element, "style")
    style.text = _RESET + smaller(head.kept) + columns


def _name_language(page: Element, head: Head) -> None:
    """Webmail drops <html>, so the wrapper repeats language and direction (WCAG 2.2, 3.1.1)."""
    html, wrapper = page, page.find("body").find("div[@role='article']")
    html.attrib.clear()
    for name, value in (
        ("lang", head.lang),
        ("dir", head.direction),
        ("xmlns", "http://www.w3.org/1999/xhtml"),
        ("xmlns:v", "urn:schemas-microsoft-com:vml"),
        ("xmlns:o", "urn:schemas-microsoft-com:office:office"),
        ("xmlns:w", "urn:schemas-microsoft-com:office:word"),
    ):
        html.set(name, value)
    # Without a name a screen reader says "article", and not which.
    for name, value in (("lang", head.lang), ("dir", head.direction), ("aria-label", head.title)):
        wrapper.set(name, value)
    body = page.find("body")
    body.set("lang", head.lang)
    body.set("dir", head.direction)


def _put_into_main(page: Element) -> None:
    """A message that is a document of its own (Apple Mail, Samsung) needs a main landmark. A webmail's page has one, so
    it is the element, which every webmail declared here takes out (caniemail, html-semantics), and not the role, which
    they keep."""
    wrapper = page.find("body").find("div[@role='article']")
    main = etree.Element("main")
    wrapper.addprevious(main)
    main.append(wrapper)


def _name_buttons(page: Element) -> None:
    """Buttons of the same words say where each leads to whoever hears them without what stands above (WCAG 2.2, 2.4.4).

    MRML keeps no aria-label of a button: the template gives it as `name`.
    """
    for link in page.iter("a"):
        if name := link.attrib.pop("name", None):
            # MRML writes this attribute as Rust shows a string: marks that stand on a letter come out as "\\u{64b}".
            link.set("aria-label", re.sub(r"\\u\{([0-9a-f]{1,6})\}", lambda match: chr(int(match[1], 16)), name))


def is_layout(table: Element) -> bool:
    """A table without head cells and caption only places things; an author's table has either or is one column of
    data with class "data"."""
    return "data" not in (table.get("class") or "").split()


def _mark_layout(page: Element) -> None:
    for table in page.iter("table"):
        if is_layout(table):
            table.set("role", "presentation")
        else:
            table.attrib.pop("role", None)
        # Without these a table keeps 2 px between its cells and 1 px within them, and Word reads them here before any
        # style.
        for name in ("border", "cellpadding", "cellspacing"):
            table.set(name, "0")
    for cell in page.iter("td"):
        # A cell with a role of its own is no cell to a screen reader, even inside a table of data.
        cell.attrib.pop("role", None)


def _complete_images(page: Element, sizes: Mapping[str, tuple[int, int]]) -> None:
    for image in page.iter("img"):
        # Without the attribute a screen reader reads the address; empty says that there is nothing to hear.
        image.set("alt", image.get("alt") or "")
        size = sizes.get(image.get("src", ""))
        if size:
            width = min(int(image.get("width") or size[0]), size[0])
            image.set("width", str(width))
            image.set("height", str(round(size[1] * width / size[0])))


def _keep_one_title(page: Element) -> None:
    for extra in list(page.iter("h1"))[1:]:
        # Screen readers jump by level: the one h1 is the title of the message, as on a page.
        extra.tag = "h2"


def _pad_preheader(page: Element) -> None:
    first = page.find("body").find("div")
    if first is not None and "display:none" in (first.get("style") or ""):
        first.set("style", "display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;"
                           "overflow:hidden;mso-hide:all")  # fmt: skip
        first.set("class", "preheader")
        words = first.text_content().strip()
        for child in list(first):
            first.remove(child)
        first.text = words + PREHEADER_SPACE


def _is_button(link: Element) -> bool:
    cell = link.getparent()
    return cell is not None and cell.tag == "td" and cell.get("bgcolor") is not None


def _draw_for_outlook(link: Element) -> None:
    """Word, which draws Outlook's mail, ignores padding on links: it gets the button as a VML shape with its size."""
    cell = link.getparent()
    style = declarations(link)
    cell_style = declarations(cell)
    label = " ".join(link.text_content().split())
    size = _px(style.get("font-size", "16px"))
    padding = [_px(part) for part in style.get("padding", "14px 28px").split()]
    across = padding[1] if len(padding) > 1 else padding[0]
    # VML shapes do not grow with their words; 0.56 em is about the mean letter of Arial in bold (house).
    width = round(len(label) * size * 0.56) + 2 * across
    # 44 px is the finger's size that Apple and WCAG 2.2, 2.5.5 name.
    height = max(44, _px(style.get("line-height", "24px")) + 2 * padding[0])
    # VML gives the curve as a share of the shorter side, CSS in px.
    radius = round(100 * _px(cell_style.get("border-radius", "0")) / height)
    colour = style.get("color", "#ffffff")
    fill = cell.get("bgcolor")
    shape = (
        f'[if mso]><v:roundrect href="{_inert(link.get("href", ""))}" '
        f'style="height:{height}px;width:{width}px;v-text-anchor:middle" arcsize="{radius}%" stroke="f" '
        f'fillcolor="{fill}"><w:anchorlock/><center style="color:{colour};font-family:Arial,sans-serif;'
        f'font-size:{size}px;font-weight:bold">{_inert(label)}</center></v:roundrect><![endif]'
    )
    cell.text = None
    cell.insert(0, etree.Comment(shape))
    cell.insert(1, etree.Comment("[if !mso]><!"))
    link.tail = None
    cell.append(etree.Comment("<![endif]"))


def _hide_from_outlook(page: Element) -> None:
    """Word shows a table or image below display:none all the same: it must not see the row at all."""
    for image in list(page.iter("img")):
        if "night" in (image.get("class") or "").split():
            image.addprevious(etree.Comment("[if !mso]><!"))
            image.addnext(etree.Comment("<![endif]"))
    for cell in page.iter("td"):
        row = cell.getparent()
        if "display:none" in (cell.get("style") or "").replace(" ", "") and row is not None:
            row.addprevious(etree.Comment("[if !mso]><!"))
            row.addnext(etree.Comment("<![endif]"))


def _px(value: str) -> int:
    found = re.match(r"\s*(\d+)", value)
    return int(found[1]) if found else 0


def _inert(text: str) -> str:
    """Text for a conditional comment: two hyphens would end it."""
    return escape(text, quote=True).replace("--", "&#45;&#45;")


def _drop_what_nobody_reads(page: Element, sheet: str) -> None:
    """Classes no kept rule names, `target`, and white space between blocks: bytes that count against the clip."""
    named = set(re.findall(r"\.([a-z][\w-]*)", sheet)) | {"data", "box", "preheader"}
    for element in page.iter(etree.Element):
        classes = sorted(set((element.get("class") or "").split()) & named)
        if classes:
            element.set("class", " ".join(classes))
        else:
            element.attrib.pop("class", None)
        # Mail clients open links in a browser whatever the target is.
        element.attrib.pop("target", None)
        # MRML writes it as an attribute too, which HTML does not know.
        element.attrib.pop("vertical-align", None)
    for element in page.iter("table", "tbody", "tr", "ul", "ol", "dl", "body", "html", "head"):
        _strip_between(element)
    for element in page.iter("div", "td", "th", "li"):
        if any(child.tag in _BLOCKS or child.tag is etree.Comment for child in element):
            _strip_between(element)


_BLOCKS = frozenset("p div table ul ol dl h1 h2 h3 h4 blockquote figure tbody tr td th li dt dd img pre hr".split())


def _strip_between(element: Element) -> None:
    """Drop white-space-only text beside blocks; words next to them stay."""
    children = list(element)
    if element.text and not element.text.strip(" \t\r\n") and (not children or _is_blocky(children[0])):
        element.text = None
    for index, child in enumerate(children):
        after = children[index + 1] if index + 1 < len(children) else None
        if child.tail and not child.tail.strip(" \t\r\n") and (_is_blocky(child) or after is None or _is_blocky(after)):
            child.tail = None


def _is_blocky(element: Element) -> bool:
    return element.tag in _BLOCKS or element.tag is etree.Comment


def declarations(element: Element) -> dict[str, str]:
    """The style attribute as property → value; a later declaration of a property wins and keeps its later place."""
    return dict(parse_declarations(element.get("style") or ""))


@lru_cache(maxsize=2_000)
def parse_declarations(style: str) -> tuple[tuple[str, str], ...]:
    """The declarations of a style attribute, split outside strings and parentheses; of a repeated one the last."""
    found: dict[str, str] = {}
    # Names of faces and addresses of data: hold semicolons of their own.
    for piece in re.findall(r"(?:[^;\"'(]|\"[^\"]*\"|'[^']*'|\([^)]*\))+", style):
        name, colon, value = piece.partition(":")
        if colon and name.strip():
            name = name.strip().lower()
            found.pop(name, None)
            found[name] = value.strip()
    return tuple(found.items())


_DROPPED = frozenset({"direction", "word-break"})
"""MRML gives columns a direction of their own, left to right whatever the document says, and lets every word part
anywhere: a narrow window then shows "100" and, below it, "0 mg".
"""

_INERT: Mapping[str, frozenset[str]] = {
    "cursor": frozenset({"auto"}),
    "text-transform": frozenset({"none"}),
    "word-spacing": frozenset({"normal"}),
    "border-spacing": frozenset({"0", "0px"}),
}
"""Values that say what is so anyway."""


def _unify_styles(page: Element, face: str) -> None:
    """One spelling for each declaration, no doubles, nothing that says what is so anyway."""
    for element in page.iter(etree.Element):
        given = element.get("style")
        if element.tag == "img":
            style = dict(_worth_saying(given or ""))
            element.set("style", _written(tuple((_image_style(element, style) | _alt_style(element, face)).items())))
        elif given is not None:
            written = _written(_worth_saying(given))
            if written:
                element.set("style", written)
            else:
                del element.attrib["style"]


@lru_cache(maxsize=2_000)
def _worth_saying(style: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value)
        for name, value in parse_declarations(style)
        if name not in _DROPPED and not (name in _INERT and value in _INERT[name])
    )


@lru_cache(maxsize=2_000)
def _written(style: tuple[tuple[str, str], ...]) -> str:
    return ";".join(f"{name}:{re.sub(r', +', ',', value)}" for name, value in style)


_KEPT_ON_IMAGES = frozenset("border-radius max-height overflow mso-hide".split())


def _image_style(image: Element, style: dict[str, str]) -> dict[str, str]:
    """As wide as there is room, and no wider than the picture: a percentage of a cell keeps the cell from growing."""
    widest = f"{image.get('width')}px" if (image.get("width") or "").isdigit() else "100%"
    kept = {name: value for name, value in style.items() if name in _KEPT_ON_IMAGES}
    kept |= {"display": "none"} if style.get("display") == "none" else {}
    return {"border": "0", "display": "block", "width": "100%", "max-width": widest, "height": "auto"} | kept


def _alt_style(image: Element, face: str) -> dict[str, str]:
    """With pictures off, clients show the alt text in the style of the image; around it MRML sets 0 px."""
    return {"font-family": face, "font-size": "16px", "line-height": "24px"} if image.get("alt") else {}


def _remove(node: Element) -> None:
    parent, previous = node.getparent(), node.getprevious()
    if parent is None:
        return
    if node.tail:
        if previous is not None:
            previous.tail = (previous.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)


def _serialised(page: Element) -> str:
    # The XML form would write <td/>, which HTML reads as an opening tag.
    html: str = etree.tostring(page, method="html", encoding="unicode", doctype="<!doctype html>")
    return html.replace("\r\n", "\n").rstrip("\n") + "\n"

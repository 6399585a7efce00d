"""The bytes of a web page come in; its pieces go out, and the same page made safe and ready for pandoc."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import PlainleafError
from pipeline.finding import Place
from pipeline.manuscript.decoding import decode
from pipeline.manuscript.grid import MAX_SPAN
from pipeline.manuscript.pieces import Kind, Piece
from pipeline.manuscript.tree import NOTE, is_safe_link
from pipeline.manuscript.vocabulary import RESIDUE

MAX_TAGS = 500_000
"""House: a page of a whole book has 100,000; beyond it reading would take longer than 10 seconds."""

_NEVER = frozenset(
    "script style template noscript iframe object embed applet form button input select textarea canvas audio video "
    "svg math link meta base frame frameset dialog datalist option map area source track portal".split()
)
_AROUND = frozenset({"nav", "footer", "aside"})
_AROUND_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert"})
_AROUND_NAMES = re.compile(
    r"(?:^|[-_\s])(?:nav(?:bar|igation)?|menu|breadcrumbs?|cookies?|consent|share|sharing|social|sidebar|site-?header|"
    r"site-?footer|footer|masthead|advert(?:isement)?s?|ads?|promo|newsletter|signup|subscribe|comments?|"
    r"pagination|skip-link)"
    r"(?:$|[-_\s])",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hgroup hr li main nav ol p pre section summary "
    "table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KINDS = {
    **dict.fromkeys(_HEADINGS, Kind.HEADING),
    "li": Kind.LIST_ITEM,
    "td": Kind.TABLE_CELL,
    "th": Kind.TABLE_CELL,
    "figcaption": Kind.CAPTION,
    "caption": Kind.CAPTION,
}
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
AROUND_REASON = "belongs to the web page around the article"
_NO_NOTES = frozenset({"a", "body", "main", "article", *_HEADINGS})
HIDDEN_REASON = "not shown on the page; --keep hidden takes it in"
RUNS_REASON = "a script, form or embedded object; articles hold words and pictures"


@dataclass(frozen=True)
class Page:
    """A page as read: the safe HTML for pandoc, its pieces, its title and language as it states them, the encoding."""

    html: str
    pieces: tuple[Piece, ...]
    title: str
    lang: str
    encoding: str


def read_page(content: bytes, name: str, file: str, keep: frozenset[str]) -> Page:
    """Read a page: scripts, handlers and what surrounds the article are taken out and listed as pieces left out.

    Raises PlainleafError when the bytes are no text.
    """
    text, encoding = _decoded(content, name)
    root = parse_page(text, name)
    body = root.find(".//body")
    pieces: list[Piece] = []
    title = " ".join((root.findtext(".//title") or "").split())
    lang = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").split("-")[0].lower()
    if body is None:
        return Page("", (), title, lang, encoding)
    sieve = Sieve(file, keep)
    article = sieve.clean(body)
    pieces = [*sieve.left, *sieve.read(article)]
    if title:
        reason = "the title of the browser window; the article's own title stands in its first heading"
        headings = {" ".join("".join(h.itertext()).split()) for h in article.iter(*_HEADINGS)}
        if title not in headings:
            pieces.append(Piece(Kind.PROPERTY, title, Place(file, part="title"), reason))
    return Page(serialise(article), tuple(pieces), title, lang, encoding)


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    from codecs import lookup

    stated = _CHARSET.search(content[:4096])
    if stated and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        label = stated[1].decode("ascii").lower()
        codec = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}.get(label, label)
        try:
            lookup(codec)
            return content.decode(codec).replace("\r\n", "\n"), label
        except (LookupError, UnicodeDecodeError):
            pass
    decoded = decode(content, name)
    return decoded.text, decoded.encoding


def parse_page(text: str, name: str) -> Any:
    """The root of a page, however badly it is written. Raises PlainleafError for far too many elements."""
    from lxml import etree, html

    if text.count("<") > MAX_TAGS:
        raise PlainleafError(
            f"the page holds more than {MAX_TAGS:,} tags", place=name, hint="import the article's part of it"
        )
    # Declared encodings and document types would make the parser refuse a text that is decoded already.
    plain = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""))
    plain = re.sub(r"<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>]*>", "", plain, count=1, flags=re.IGNORECASE)
    try:
        parser = html.HTMLParser(no_network=True, huge_tree=False, remove_pis=True, recover=True)
        return html.document_fromstring(plain or "<body></body>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as fault:
        raise PlainleafError(
            f"the page cannot be read: {str(fault)[:80]}", place=name, hint="save it again from the browser"
        ) from None


def serialise(element: Any) -> str:
    """An element as HTML text for pandoc."""
    from lxml import etree

    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False))


@dataclass
class Sieve:
    """Takes what is not the article out of a page, and reads the pieces of what stays."""

    file: str
    keep: frozenset[str]
    left: list[Piece] = field(default_factory=list)
    count: int = 0

    def clean(self, body: Any) -> Any:
        """The body without scripts, hidden parts, comments and what surrounds the article; handlers are gone."""
        from lxml import etree

        main = self._main(body)
        self._settle_notes(body)
        for element in list(body.iter()):
            if element is not body and not _attached(element, body):
                continue
            if not isinstance(element.tag, str):
                if element.tag is not etree.Comment or element.getparent() is not None:
                    _take_out(element)
                continue
            reason = self._reason(element, main)
            if reason:
                self._leave(element, *reason)
                continue
            self._settle_links(element)
            if element.tag in {"td", "th"} and re.fullmatch(r"\s*\d{3,}\s*", element.get("colspan", "")):
                # pandoc makes as many columns as a cell claims; a table has those that its rows have cells for.
                rows = next((a for a in element.iterancestors("table")), element).iter("tr")
                most = max((sum(1 for _ in row) for row in rows), default=1)
                element.set("colspan", str(min(MAX_SPAN, most)))
            if element.tag in _HEADINGS | {"section", "header", "div"} and element.get("class") != NOTE:
                # pandoc takes <h1 class="title"> and a title page for metadata and drops them.
                for attribute in ("class", "epub:type", EPUB_TYPE):
                    element.attrib.pop(attribute, None)
            for attribute in list(element.attrib):
                if attribute.lower().startswith("on") or attribute.lower() in {"style", "srcset", "formaction", "ping"}:
                    del element.attrib[attribute]
        return body

    def _settle_notes(self, body: Any) -> None:
        """Footnotes in the ways that pages write them: the reference becomes a mark, the note a marked block."""
        targets = {str(e.get("id")): e for e in body.iter() if isinstance(e.tag, str) and e.get("id")}
        moved: dict[str, Any] = {}
        for link in list(body.iter("a")):
            target = str(link.get("href") or "")
            key = target.rpartition("#")[2]
            note = targets.get(key) if "#" in target and not is_safe_link(target) else None
            if note is None or not _attached(link, body) or not _refers(link) or note.tag in _NO_NOTES:
                continue
            if any(ancestor is note for ancestor in link.iterancestors()):
                continue
            if key not in moved:
                moved[key] = _as_note(note, key)
            raised = link.getparent()
            alone = (
                raised.tag == "sup" and len(raised) == 1 and not (raised.text or "").strip() + (link.tail or "").strip()
            )
            replaced = raised if alone and raised.getparent() is not None else link
            mark = link.makeelement("span", {"class": f"{NOTE}-{key}"})
            mark.tail = replaced.tail
            replaced.getparent().replace(replaced, mark)
        for note in moved.values():
            body.append(note)

    def _main(self, body: Any) -> Any | None:
        """The element that says it is the article, when there is just one and it holds most of the words."""
        for candidates in (list(body.iter("main")), list(body.iter("article")), body.xpath('.//*[@role="main"]')):
            if len(candidates) == 1:
                inside = sum(len(p.text_content()) for p in candidates[0].iter("p", "li", "h1", "h2", "h3"))
                every = sum(len(p.text_content()) for p in body.iter("p", "li", "h1", "h2", "h3"))
                if inside >= 0.4 * every:
                    return candidates[0]
        return None

    def _reason(self, element: Any, main: Any | None) -> tuple[Kind, str] | None:
        tag = element.tag.lower()
        if tag in _NEVER:
            return Kind.SCRIPT, RUNS_REASON
        hidden = (
            element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
            or re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", element.get("style", ""))
        )
        if hidden and "hidden" not in self.keep:
            return Kind.HIDDEN, HIDDEN_REASON
        if element.tag == "body" or element.get("class") == NOTE or (main is not None and _contains(element, main)):
            return None
        if main is not None and element is not main and not _contains(main, element):
            return Kind.NAVIGATION, AROUND_REASON
        named = tag != "p" and _AROUND_NAMES.search(f"{element.get('class', '')} {element.get('id', '')}")
        around = tag in _AROUND or element.get("role", "") in _AROUND_ROLES
        if (around or (named and len(element.text_content()) < 2000)) and next(element.iter("h1"), None) is None:
            return Kind.NAVIGATION, AROUND_REASON
        if tag in {"p", "li", "div", "a", "span"} and not len(element) and RESIDUE.match((element.text or "").strip()):
            return Kind.NAVIGATION, AROUND_REASON
        return None

    def _leave(self, element: Any, kind: Kind, reason: str) -> None:
        text = " ".join(element.text_content().split()) if element.tag != "style" else ""
        place = Place(self.file, first=int(element.sourceline or 0), last=int(element.sourceline or 0))
        if kind is Kind.SCRIPT and not text:
            text = f"<{element.tag}>"
        if text:
            for line in _sentences(element) if kind is Kind.NAVIGATION else [text]:
                self.left.append(Piece(kind, line, place, reason))
        for image in element.iter("img"):
            if image.get("src"):
                self.left.append(Piece(Kind.IMAGE, str(image.get("src")), place, reason))
        _take_out(element)

    def _settle_links(self, element: Any) -> None:
        if element.tag != "a" or element.get("href") is None:
            return
        target = str(element.get("href")).strip()
        line = int(element.sourceline or 0)
        place = Place(self.file, line, line)
        words = element.text_content().strip()
        if is_safe_link(target):
            return
        del element.attrib["href"]
        if not words:
            return
        if target.startswith("#") or not target:
            reason = "a jump inside the page; its words stay"
        elif re.match(r"[a-zA-Z][\w+.-]*:", re.sub(r"[\x00-\x20]", "", target)):
            reason = "leads to an address that can run code or reach into a machine; its words stay"
        else:
            reason = "leads to another page of the same site, whose address the file does not say; its words stay"
        self.left.append(Piece(Kind.LINK, target or "#", place, reason))

    # pieces of what stays

    def read(self, body: Any) -> Iterator[Piece]:
        """The pieces of a cleaned body in reading order."""
        yield from self._read(body, Kind.PARAGRAPH, 0)

    def _read(self, element: Any, kind: Kind, line: int) -> Iterator[Piece]:
        """Runs of words between the edges of blocks; one piece for each table cell."""
        line = int(element.sourceline or line)
        place = Place(self.file, line, line)
        if element.tag in {"td", "th"}:
            yield from self._cell(element, place)
            return
        own = Kind.FOOTNOTE if _is_note(element) else _KINDS.get(element.tag, kind)
        run: list[str] = []
        others: list[Piece] = []

        def flush() -> Iterator[Piece]:
            text = " ".join("".join(run).split())
            run.clear()
            if text:
                yield Piece(own, text, place)
            yield from others
            others.clear()

        run.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str) and _is_block(child):
                yield from flush()
                inner = own if own in {Kind.LIST_ITEM, Kind.FOOTNOTE, Kind.CAPTION} else kind
                yield from self._read(child, inner, line)
            elif isinstance(child.tag, str):
                self._inline(child, run, others, place)
            run.append(child.tail or "")
        yield from flush()

    def _inline(self, element: Any, run: list[str], others: list[Piece], place: Place) -> None:
        if element.tag == "br":
            run.append(" ")
        elif element.tag == "img":
            if element.get("src"):
                others.append(Piece(Kind.IMAGE, str(element.get("src")), place))
        elif "math" in element.get("class", "").split():
            others.append(Piece(Kind.FORMULA, element.text_content(), place))
        elif not (
            element.get("role") in {"doc-noteref", "doc-backlink"} or "footnote-back" in element.get("class", "")
        ):
            if element.tag == "a" and element.get("href") and element.text_content().strip():
                if next(element.iter("img"), None) is None:
                    others.append(Piece(Kind.LINK, str(element.get("href")).strip(), place))
                else:
                    reason = "a link around a picture; the picture stays"
                    others.append(Piece(Kind.LINK, str(element.get("href")).strip(), place, reason))
            run.append(element.text or "")
            for child in element:
                if isinstance(child.tag, str):
                    self._inline(child, run, others, place)
                run.append(child.tail or "")

    def _cell(self, cell: Any, place: Place) -> Iterator[Piece]:
        texts: list[str] = []
        others: list[Piece] = []
        copied = _without_cell_tag(cell)
        for piece in self._read(copied, Kind.TABLE_CELL, place.first):
            if piece.kind in {Kind.IMAGE, Kind.LINK, Kind.FORMULA} or piece.left_out:
                others.append(piece)
            else:
                texts.append(piece.text)
        if texts:
            yield Piece(Kind.TABLE_CELL, " ".join(texts), place)
        yield from others


def _without_cell_tag(cell: Any) -> Any:
    import copy

    copied = copy.deepcopy(cell)
    copied.tag = "div"
    copied.tail = None
    return copied


def _is_note(element: Any) -> bool:
    return element.get("role") in {"doc-footnote", "doc-endnote"} or (
        element.tag == "li" and str(element.get("id", "")).startswith("fn")
    )


def _as_note(note: Any, key: str) -> Any:
    """The content of a footnote in a block of its own, taken out of the list it stood in."""
    for back in [a for a in note.iter("a") if _leads_back(a)]:
        _take_out(back)
    block = note.makeelement("div", {"class": NOTE, "id": key, "role": "doc-footnote"})
    block.text = note.text
    block.extend(list(note))
    holder = note.getparent()
    _take_out(note)
    while holder is not None and holder.tag in {"ol", "ul", "dl", "section", "div", "aside"}:
        if holder.text_content().strip() or next(holder.iter("img"), None) is not None:
            break
        empty, holder = holder, holder.getparent()
        _take_out(empty)
    return block


def _refers(link: Any) -> bool:
    """Whether a link is the mark of a footnote: it says so, or is a raised number or sign."""
    said = f"{link.get('role', '')} {link.get('class', '')} {link.get(EPUB_TYPE, '')} {link.get('epub:type', '')}"
    if re.search(r"noteref|footnote-?ref|doc-noteref", said):
        return True
    raised = next(link.iter("sup"), None) is not None or link.getparent().tag == "sup"
    return raised and re.fullmatch(r"[\[(]?(?:\d{1,3}|[*†‡§a-z])[\])]?", link.text_content().strip()) is not None


def _leads_back(link: Any) -> bool:
    said = f"{link.get('role', '')} {link.get('class', '')}"
    return "back" in said or link.text_content().strip() in {"↩", "↩︎", "↑", "^"}


def _is_block(element: Any) -> bool:
    return element.tag in _BLOCKS or any(isinstance(e.tag, str) and e.tag in _BLOCKS for e in element.iter())


def _sentences(element: Any) -> list[str]:
    """The words of a part that is left out, one entry for each of its blocks."""
    found: list[str] = []
    for block in element.iter():
        if not isinstance(block.tag, str) or (block.tag not in _BLOCKS and block is not element):
            continue
        if not any(isinstance(inner.tag, str) and inner.tag in _BLOCKS for inner in block.iterdescendants()):
            text = " ".join(block.text_content().split())
            if text:
                found.append(text)
    return found or [" ".join(element.text_content().split())]


def _attached(element: Any, body: Any) -> bool:
    return any(ancestor is body for ancestor in element.iterancestors())


def _contains(outer: Any, inner: Any) -> bool:
    return outer is inner or any(ancestor is outer for ancestor in inner.iterancestors())


def _take_out(element: Any) -> None:
    """Remove an element and keep the words that follow it."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)

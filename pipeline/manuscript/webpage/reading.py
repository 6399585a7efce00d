"""The bytes of a web page come in; its pieces go out, and the same page made safe and ready for pandoc."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.errors import PlainleafError
from pipeline.finding import Place
from pipeline.manuscript.characters.decoding import Decoded, decode
from pipeline.manuscript.characters.language import language_kept, script_language
from pipeline.manuscript.grid import MAX_SPAN
from pipeline.manuscript.pieces import Kind, Mark, Piece, Query, Runs
from pipeline.manuscript.recognition.vocabulary import RESIDUE
from pipeline.manuscript.tree import BOX, NOTE, is_safe_link
from pipeline.manuscript.webpage.captions import settle_captions
from pipeline.manuscript.webpage.elements import BLOCKS, HEADINGS, is_block, take_out, words_of
from pipeline.manuscript.webpage.frame import (
    is_contents,
    is_frame,
    main_element,
    mark_boxes,
    settle_title,
    unfold,
    unlay,
)
from pipeline.manuscript.webpage.heads import places_of, settle_heads
from pipeline.manuscript.webpage.lists import settle_lists, shown_numbers
from pipeline.manuscript.webpage.marks import settle_marks
from pipeline.manuscript.webpage.notes import EPUB_TYPE, NOTES_REASON, is_note, settle_notes
from pipeline.manuscript.webpage.seen import settle_seen
from pipeline.manuscript.webpage.stylesheet import StyleSheet, linked_sheets, read_sheets
from pipeline.tags import primary_of

MAX_TAGS = 500_000
"""House: a page of a whole book has 100,000; beyond it reading would take longer than 10 seconds."""

_NEVER = frozenset(
    "script style template noscript iframe object embed applet form button input select textarea canvas audio video "
    "svg link meta base frame frameset dialog datalist option map area source track portal".split()
)
_KINDS = {
    **dict.fromkeys(HEADINGS, Kind.HEADING),
    "li": Kind.LIST_ITEM,
    "td": Kind.TABLE_CELL,
    "th": Kind.TABLE_CELL,
    "figcaption": Kind.CAPTION,
    "caption": Kind.CAPTION,
}
_MARKS = {
    "s": Mark.STRUCK,
    "strike": Mark.STRUCK,
    "del": Mark.STRUCK,
    "sup": Mark.SUPERSCRIPT,
    "sub": Mark.SUBSCRIPT,
    "strong": Mark.STRONG,
    "b": Mark.STRONG,
    "em": Mark.EMPHASIS,
    "i": Mark.EMPHASIS,
    "code": Mark.CODE,
}
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
AROUND_REASON = "belongs to the web page around the article"
BANNER_REASON = "the name of the site; the heading that the page's own title repeats is the title"
CONTENTS_REASON = "a table of contents; every format makes its own"
HIDDEN_REASON = "not shown on the page; --keep hidden takes it in"
RUNS_REASON = "a script, form or embedded object; articles hold words and pictures"
_KEPT_CLASSES = (NOTE, f"{BOX}-")


@dataclass(frozen=True)
class Page:
    """A page as read: the safe HTML for pandoc, its pieces, its title and language as it states them, the encoding."""

    html: str
    pieces: tuple[Piece, ...]
    title: str
    lang: str
    encoding: str
    queries: tuple[Query, ...] = ()


def read_page(
    content: bytes, name: str, file: str, keep: frozenset[str], beside: Callable[[str], bytes | None] = lambda _: None
) -> Page:
    """Read a page: scripts, handlers and what surrounds the article are taken out and listed as pieces left out.
    `beside` gives the style sheets that lie beside it.

    Raises PlainleafError when the bytes are no text.
    """
    decoded = _decoded(content, name)
    encoding = decoded.encoding
    root = parse_page(decoded.text, name)
    body = root.find(".//body")
    window = " ".join((root.findtext(".//title") or "").split())
    lang = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").split("-")[0].lower()
    if body is None:
        return Page("", (), window, lang, encoding)
    lang = lang or script_language(body.text_content())
    sieve = Sieve(file, keep, read_sheets(root, linked_sheets(root, beside)), lang, window)
    article = sieve.clean(body)
    pieces = [*sieve.left, *sieve.read(article)]
    title = sieve.title or window
    if window:
        reason = "the title of the browser window; the article's own title stands in its first heading"
        headings = {words_of(h) for h in article.iter(*HEADINGS)}
        if window not in headings:
            pieces.append(Piece(Kind.PROPERTY, window, Place(file, part="title"), reason))
    return Page(serialise(article), tuple(pieces), title, lang, encoding, (*decoded.queries, *sieve.queries))


def _decoded(content: bytes, name: str) -> Decoded:
    from codecs import lookup

    stated = _CHARSET.search(content[:4096])
    if stated and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        label = stated[1].decode("ascii").lower()
        # WHATWG Encoding, 4.2: browsers read all of these as Windows-1252, and authors look at browsers.
        codec = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}.get(label, label)
        try:
            codec = lookup(codec).name
            text = content.decode(codec)
        except (LookupError, UnicodeDecodeError):
            pass
        else:
            # Templates of editors say Windows-1252 of whatever they save.
            other = _read_otherwise(content, name) if codec == "cp1252" else None
            if other is None or other.queries or other.encoding == "Windows-1252":
                return Decoded(text.replace("\r\n", "\n"), label)
            return replace(other, encoding=f"{other.encoding}, though it says {label}")
    return decode(content, name)


def _read_otherwise(content: bytes, name: str) -> Decoded | None:
    try:
        return decode(content, name)
    except PlainleafError:
        return None


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
    """Takes what is not the article out of a page, and reads the pieces of what stays.

    `window` is the title of the browser window; `title` the article's own where the page marks it, once it is clean.
    """

    file: str
    keep: frozenset[str]
    sheet: StyleSheet = field(default_factory=StyleSheet)
    lang: str = ""
    window: str = ""
    left: list[Piece] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)
    title: str = ""
    hangs: dict[str, str] = field(default_factory=dict)
    covered: dict[Any, list[tuple[int, int]]] = field(default_factory=dict)

    def clean(self, body: Any, *, notes: bool = True) -> Any:
        """The body without scripts, hidden parts, comments and what surrounds the article; marks, lists and boxes are
        elements that pandoc knows. Without `notes` its footnotes are settled already.
        """
        left, asked = settle_seen(body, self.sheet, self.file)
        self.left += left
        self.queries += asked
        unfold(body)
        main = main_element(body)
        if notes:
            for words, line in settle_notes(body):
                self.left.append(Piece(Kind.HEADING, words, Place(self.file, line, line), NOTES_REASON))
        banners, self.title = settle_title(body, main, self.window)
        for heading in banners:
            self._leave(heading, Kind.NAVIGATION, BANNER_REASON)
        self.queries += settle_lists(body, self.sheet, self.file)
        self.queries += settle_marks(body, self.sheet, self.file, self.lang)
        for element in list(body.iter()):
            if element is body or _attached(element, body):
                self._sift(element, main)
        unlay(body)
        numbers, asked = settle_captions(body, self.file)
        self.left += numbers
        self.queries += [*asked, *settle_heads(body, self.file)]
        mark_boxes(body)
        for element in body.iter():
            self._strip(element)
            if element.tag in {"cite", "dfn"}:
                element.tag = "em"  # which is how browsers show them, and what pandoc does not know
            # Of a page with a main element pandoc reads that alone; what is left of this page belongs to its text.
            if element.tag == "main" or element.get("role") == "main":
                element.tag = "div" if element.tag == "main" else element.tag
                element.attrib.pop("role", None)
        return body

    def _sift(self, element: Any, main: Any | None) -> None:
        from lxml import etree

        if not isinstance(element.tag, str):
            if element.tag is not etree.Comment or element.getparent() is not None:
                take_out(element)
            return
        reason = self._reason(element, main)
        if reason:
            self._leave(element, *reason)
            return
        self._settle_links(element)
        if element.tag in {"td", "th"}:
            _settle_spans(element)

    def _strip(self, element: Any) -> None:
        """Attributes that could do something, and those by which pandoc would take a heading for metadata."""
        own = str(element.get("class", "")).startswith(_KEPT_CLASSES)
        if element.tag in HEADINGS | {"section", "header", "div"} and not own:
            # pandoc takes <h1 class="title"> and a title page for metadata and drops them.
            for attribute in ("class", "epub:type", EPUB_TYPE):
                element.attrib.pop(attribute, None)
        for attribute in list(element.attrib):
            if attribute.lower().startswith("on") or attribute.lower() in {"style", "srcset", "formaction", "ping"}:
                del element.attrib[attribute]

    def _reason(self, element: Any, main: Any | None) -> tuple[Kind, str] | None:
        tag = element.tag.lower()
        if tag in _NEVER and not (tag == "dialog" and element.get("open") is not None):
            return Kind.SCRIPT, RUNS_REASON
        outside = main is not None and not _contains(element, main) and not _contains(main, element)
        if outside and tag != "body" and element.get("class") != NOTE:
            return Kind.NAVIGATION, AROUND_REASON
        hidden = (
            element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
            or re.search(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", element.get("style", ""))
        )
        if hidden and "hidden" not in self.keep:
            return Kind.HIDDEN, HIDDEN_REASON
        if tag == "body" or element.get("class") == NOTE or (main is not None and _contains(element, main)):
            return None
        if is_contents(element):
            return Kind.NAVIGATION, CONTENTS_REASON
        if is_frame(element):
            return Kind.NAVIGATION, AROUND_REASON
        if tag in {"p", "li", "div", "a", "span"} and not len(element) and RESIDUE.match((element.text or "").strip()):
            return Kind.NAVIGATION, AROUND_REASON
        return None

    def _leave(self, element: Any, kind: Kind, reason: str) -> None:
        text = " ".join(element.text_content().split()) if element.tag != "style" else ""
        place = Place(self.file, first=int(element.sourceline or 0), last=int(element.sourceline or 0))
        if kind is Kind.SCRIPT and not text:
            text = str(element.get("value") or element.get("placeholder") or f"<{element.tag}>")
        if text:
            for line in _sentences(element) if kind is Kind.NAVIGATION else [text]:
                around = element.getparent() if kind is Kind.HIDDEN and not is_block(element) else None
                said = words_of(around) if around is not None else ""
                self.left.append(Piece(kind, line, place, reason, said=said))
        for image in element.iter("img"):
            if image.get("src"):
                self.left.append(Piece(Kind.IMAGE, str(image.get("src")), place, reason))
        take_out(element)

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
        yield from self._read(body, Kind.PARAGRAPH, 0, frozenset())

    def _read(self, element: Any, kind: Kind, line: int, marks: frozenset[Mark], label: str = "") -> Iterator[Piece]:
        """Runs of words between the edges of blocks; one piece for each table cell."""
        line = int(element.sourceline or line)
        place = Place(self.file, line, line)
        if element.tag in {"td", "th"}:
            yield from self._cell(element, place)
            return
        if element.tag == "table":
            self.covered.update(places_of(element))
        own = Kind.FOOTNOTE if is_note(element) else _KINDS.get(element.tag, kind)
        labels = shown_numbers(element) if element.tag in {"ol", "ul"} else iter(())
        run: list[tuple[str, frozenset[Mark]]] = []
        others: list[Piece] = []
        marks |= _own_marks(element)

        def flush() -> Iterator[Piece]:
            nonlocal label
            text = " ".join("".join(words for words, _ in run).split())
            if text:
                label = label if own is Kind.LIST_ITEM else ""
                hangs = self.hangs.pop(_note_of(element), "") if own is Kind.FOOTNOTE else ""
                lang = language_kept(_declared(element), text, self.lang)
                yield Piece(own, text, place, runs=_runs(run), label=label, lang=lang, hangs=hangs)
                label = ""
            run.clear()
            yield from others
            others.clear()

        run.append((element.text or "", marks))
        for child in element:
            if isinstance(child.tag, str) and is_block(child):
                yield from flush()
                inner = own if own in {Kind.LIST_ITEM, Kind.FOOTNOTE, Kind.CAPTION} else kind
                given = next(labels, "") if child.tag == "li" else label
                if child.tag not in {"ol", "ul", "table"}:
                    label = "" if child.tag != "li" else label
                yield from self._read(child, inner, line, marks, given)
            elif isinstance(child.tag, str):
                self._inline(child, run, others, place, marks)
            run.append((child.tail or "", marks))
        yield from flush()

    def _inline(
        self,
        element: Any,
        run: list[tuple[str, frozenset[Mark]]],
        others: list[Piece],
        place: Place,
        marks: frozenset[Mark],
    ) -> None:
        if element.tag == "br":
            run.append((" ", marks))
        elif element.tag == "img":
            if element.get("src"):
                others.append(Piece(Kind.IMAGE, str(element.get("src")), place))
        elif element.tag == "math" or "math" in element.get("class", "").split():
            others.append(Piece(Kind.FORMULA, element.text_content(), place))
        elif (key := _note_key(element)) and not "".join(element.itertext()).strip():
            self.hangs[key] = "".join(words for words, _ in run[-8:])[-60:]
        elif not (
            element.get("role") in {"doc-noteref", "doc-backlink"} or "footnote-back" in element.get("class", "")
        ):
            if element.tag == "a" and element.get("href") and (said := element.text_content().strip()):
                if next(element.iter("img"), None) is None:
                    others.append(Piece(Kind.LINK, str(element.get("href")).strip(), place, said=said))
                else:
                    reason = "a link around a picture; the picture stays"
                    others.append(Piece(Kind.LINK, str(element.get("href")).strip(), place, reason))
            inner = marks | _own_marks(element)
            run.append((element.text or "", inner))
            for child in element:
                if isinstance(child.tag, str):
                    self._inline(child, run, others, place, inner)
                run.append((child.tail or "", inner))

    def _cell(self, cell: Any, place: Place) -> Iterator[Piece]:
        """The words of a cell, once for each place that it covers; what a list or table in it becomes stands on lines
        of its own, each to be found by itself.
        """
        texts: list[Piece] = []
        others: list[Piece] = []
        covered = self.covered.get(cell) or []
        copied = copy.deepcopy(cell)
        copied.tag, copied.tail = "div", None
        for piece in self._read(copied, Kind.TABLE_CELL, place.first, frozenset()):
            if piece.kind in {Kind.IMAGE, Kind.LINK, Kind.FORMULA} or piece.left_out:
                others.append(piece)
            else:
                texts.append(piece)
        if next(cell.iter("table", "ol", "ul", "dl"), None) is not None:
            texts = [replace(piece, kind=Kind.TABLE_CELL, label="", depth=0) for piece in texts]
        elif texts:
            words = " ".join(piece.text for piece in texts)
            runs = tuple(run for piece in texts for run in (piece.runs or ((piece.text, frozenset()),)))
            texts = [Piece(Kind.TABLE_CELL, words, place, runs=runs if any(m for _, m in runs) else ())]
        yield from (replace(piece, cell=covered[0]) if covered else piece for piece in texts)
        yield from others
        for at in covered[1:]:
            yield from (replace(piece, cell=at, again=True) for piece in texts)


def _note_key(element: Any) -> str:
    """The note whose mark an element is, empty for none."""
    said = next((c for c in str(element.get("class", "")).split() if c.startswith(f"{NOTE}-")), "")
    return said.removeprefix(f"{NOTE}-")


def _note_of(element: Any) -> str:
    """The key of the note in which an element stands."""
    around = (one for one in (element, *element.iterancestors()) if is_note(one))
    return next((str(one.get("id")) for one in around if one.get("id")), "")


def _declared(element: Any) -> str:
    """The language that a page says the words of a block are in."""
    said = next((str(one.get("lang")) for one in (element, *element.iterancestors()) if one.get("lang")), "")
    return primary_of(said)


def _settle_spans(cell: Any) -> None:
    """Spans as a browser understands them: what is no number is one, and 0 rows are all that follow."""
    for name in ("colspan", "rowspan"):
        said = str(cell.get(name) or "1").strip()
        count = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 1
        if name == "rowspan" and count == 0:
            row = cell.getparent()
            count = 1 + sum(1 for _ in row.itersiblings("tr")) if row is not None else 1
        if name == "colspan" and count >= MAX_SPAN:
            # pandoc makes as many columns as a cell claims; a table has those that its rows have cells for.
            rows = next((a for a in cell.iterancestors("table")), cell).iter("tr")
            count = min(MAX_SPAN, max((sum(1 for _ in row) for row in rows), default=1))
        cell.attrib.pop(name, None)
        if count > 1:
            cell.set(name, str(count))


def _own_marks(element: Any) -> frozenset[Mark]:
    """The mark that an element gives its words; in a block of code every word is code, and none is marked so."""
    mark = _MARKS.get(element.tag)
    if mark is None or (mark is Mark.CODE and next(element.iterancestors("pre"), None) is not None):
        return frozenset()
    return frozenset((mark,))


def _runs(run: list[tuple[str, frozenset[Mark]]]) -> Runs:
    """Words by their marks; what is neither marked nor a word is left out where nothing is marked at all."""
    return tuple((words, marks) for words, marks in run if words) if any(marks for _, marks in run) else ()


def _sentences(element: Any) -> list[str]:
    """The words of a part that is left out, one entry for each of its blocks and for what stands loose between them."""
    from lxml import etree

    found = [""]
    for event, node in etree.iterwalk(element, events=("start", "end", "comment")):
        if event != "comment" and node.tag in BLOCKS:
            found.append("")
        if event == "start":
            found[-1] += node.text or ""
        elif node is not element:
            found[-1] += node.tail or ""
    lines = (" ".join(text.split()) for text in found)
    return [line for line in lines if line]


def _attached(element: Any, body: Any) -> bool:
    return any(ancestor is body for ancestor in element.iterancestors())


def _contains(outer: Any, inner: Any) -> bool:
    return outer is inner or any(ancestor is outer for ancestor in inner.iterancestors())

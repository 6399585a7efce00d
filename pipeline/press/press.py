"""HTML, the bytes it asks for and typefaces come in; a PDF or a picture goes out, the same bytes every time."""

from __future__ import annotations

import atexit
import ctypes.util
import io
import logging
import os
import re
import sys
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from pipeline.errors import PlainleafError
from pipeline.press.columns import level_columns
from pipeline.press.composing import compose_letters
from pipeline.press.computing import hasten_styles, styles_for
from pipeline.press.keeping import Kept
from pipeline.press.line_breaking import mend_line_breaks
from pipeline.press.margins import Margins, margins_later
from pipeline.press.remembering import hasten_layout
from pipeline.press.typeface import FONT_URL, Typefaces, faces_of, font_face_css, select_typefaces
from pipeline.press.wanting import go_on

if TYPE_CHECKING:
    from PIL.Image import Image

ADDRESS = "https://edition.invalid/"
"""The base address of every document: ".invalid" never resolves (RFC 6761, 6.4), and only memory answers it."""

FONT_SETS = 6
"""How many registered sets of typefaces a process keeps; registering one costs 0.1 to 1 s (measured)."""

STYLE_SHEETS = 8
"""How many style sheets a process keeps after reading them; reading the handout's takes 25 ms (measured)."""

NO_CHARACTER = b"2060"
"""Word joiner: nothing to see, no break, and Arabic letters join across it (Unicode, Joining_Type T)."""

PX_PER_INCH = 96
PT_PER_INCH = 72

_LANG = re.compile(r"""\blang=["']?([A-Za-z][A-Za-z0-9-]*)""")

Finisher = Callable[[Any, Any], None]
"""What WeasyPrint calls with its document and its unwritten PDF before the trailer is written."""


class PageOverflowError(PlainleafError):
    """The content of a picture needs more than its one page."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished PDF, how many pages it has, and what the renderer complained about, in its words."""

    content: bytes = field(repr=False)
    pages: int
    complaints: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """A document laid out and not yet painted: WeasyPrint's document (`pages` hold the boxes), complaints. Running
    heads, feet and backgrounds, the `margins`, come with `complete`.
    """

    document: Any
    options: Mapping[str, object]
    complaints: list[str]
    margins: Margins

    def complete(self) -> Layout:
        """The same with all that stands on its pages."""
        with _complaints(self.complaints), _no_time():
            self.margins.complete(self.document)
        return self

    def words(self) -> tuple[str, ...]:
        """What can be seen of the text of each page, a line to each run, in reading order; margins left out."""
        return tuple("\n".join(_runs(page._page_box)) for page in self.document.pages)

    def paint(self, *, finisher: Finisher | None = None, identifier: bytes = b"plainleaf") -> Printed:
        """Write the PDF. `identifier` is the file id of the trailer: the same one for the same edition."""
        self.complete()
        with _complaints(self.complaints), _no_time():
            content = self.document.write_pdf(
                finisher=_finishing(finisher), pdf_identifier=identifier, **{**self.options, "stylesheets": None}
            )
        return Printed(content, len(self.document.pages), tuple(dict.fromkeys(self.complaints)))


def _runs(box: Any) -> Iterator[str]:
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder

    # WeasyPrint leaves a stand-in in the flow where a positioned box was.
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    if isinstance(box, boxes.TextBox):
        if box.style["visibility"] == "visible" and box.style["color"].alpha:
            yield box.text
    elif isinstance(box, boxes.ParentBox) and box.style["opacity"]:
        for child in box.children:
            yield from _runs(child)


def _finishing(further: Finisher | None) -> Finisher:
    """A finisher that gives every glyph a character, then calls `further`.

    A letter of several glyphs (Noto draws Arabic dots apart) has its character on one of them; WeasyPrint 70 maps the
    others to nothing. A glyph that maps to nothing fails Matterhorn 10-001, though veraPDF lets it pass.
    """

    def finish(document: Any, pdf: Any) -> None:
        for found in pdf.objects:
            lines = getattr(found, "stream", None)
            if lines and lines[0] == b"/CIDInit /ProcSet findresource begin":
                lines[:] = [re.sub(rb"^(<[0-9a-f]{4}>) <>$", rb"\1 <%s>" % NO_CHARACTER, line) for line in lines]
        if further:
            further(document, pdf)

    return finish


LAID_OUT: Kept[Layout] = Kept()
"""Documents that a process which stays has laid out, by all that they were made of; painting changes none of them."""


def lay_out(
    html: str,
    resources: Mapping[str, bytes],
    typefaces: Typefaces,
    *,
    style: str = "",
    cache: dict[str, Any] | None = None,
    **options: object,
) -> Layout:
    """Lay out the text of `html` (a whole document); nothing is painted yet.

    `style` goes before the document's own style sheets and is read once for all documents that share it.
    `resources` answers relative addresses ("images/cycle.svg"); `cache` keeps pictures that were read, for further
    documents with the same `resources`; `options` are WeasyPrint's (pdf_variant, …). CSS escapes are not read when
    typefaces are chosen: write the character itself, and its language in `lang`. Raises PlainleafError for an address
    that `resources` lacks.
    """

    def make() -> Layout:
        go_on()
        return _laid_out(html, resources, typefaces, style, {} if cache is None else cache, options)

    if not LAID_OUT.most:
        return make()
    made_of = html, style, tuple(resources.items()), faces_of(typefaces), tuple(options.items())
    return LAID_OUT.made(made_of, make)


def _laid_out(
    html: str,
    resources: Mapping[str, bytes],
    typefaces: Typefaces,
    style: str,
    cache: dict[str, Any],
    options: Mapping[str, object],
) -> Layout:
    weasyprint = engine()
    # Pango looks through every registered font for each character that its first one lacks.
    chosen = select_typefaces(typefaces, style + html, dict.fromkeys(_LANG.findall(html)) or ("en",))
    absent: list[str] = []
    complaints: list[str] = []
    fetcher = _fetcher(resources, chosen, absent)
    with _complaints(complaints), _no_time(), styles_for(style + html), margins_later() as margins:
        fonts = _registered(chosen, fetcher)
        if style:
            sheet, counters, said = _style_sheet(style)
            complaints.extend(said)
            options = {**options, "stylesheets": [sheet]}
        document = weasyprint.HTML(string=html, base_url=ADDRESS, url_fetcher=fetcher).render(
            font_config=fonts, counter_style=counters.copy() if style else None, cache=cache, **options
        )
    if absent:
        raise PlainleafError(
            f"the page asks for what the edition does not hold: {', '.join(dict.fromkeys(absent))}",
            hint="name pictures and styles relative to the edition; nothing is fetched from a network or a disk",
        )
    return Layout(document, options, complaints, margins)


def print_pdf(
    html: str,
    resources: Mapping[str, bytes],
    typefaces: Typefaces,
    *,
    style: str = "",
    finisher: Finisher | None = None,
    identifier: bytes = b"plainleaf",
    **options: Any,
) -> Printed:
    """Lay out and paint `html` as a PDF; see `lay_out` and `Layout.paint`."""
    return lay_out(html, resources, typefaces, style=style, **options).paint(finisher=finisher, identifier=identifier)


def print_png(html: str, resources: Mapping[str, bytes], typefaces: Typefaces, width_px: int, height_px: int) -> bytes:
    """The PNG bytes of what `print_image` paints."""
    out = io.BytesIO()
    print_image(html, resources, typefaces, width_px, height_px).save(out, "PNG")
    return out.getvalue()


def print_image(
    html: str, resources: Mapping[str, bytes], typefaces: Typefaces, width_px: int, height_px: int
) -> Image:
    """Paint `html` as one picture in RGB of `width_px` × `height_px`; one CSS px is one pixel. The page has no margin.

    Raises PageOverflowError when the content does not fit.
    """
    page = f"@page{{size:{width_px}px {height_px}px;margin:0}}"
    printed = print_pdf(html, resources, typefaces, style=page)
    if printed.pages != 1:
        raise PageOverflowError(
            f"the picture of {width_px} × {height_px} px cannot hold its text",
            hint="shorten the text or set it smaller",
        )
    picture = next(rasterise(printed.content, PX_PER_INCH))
    # PDF counts in points, and PDFium rounds a page up to whole pixels.
    if picture.size != (width_px, height_px):
        picture = picture.resize((width_px, height_px))
    return picture


def rasterise(pdf: bytes, dpi: float, *, grey: bool = False) -> Iterator[Image]:
    """Each page of a PDF as a picture at `dpi`, in RGB or in grey."""
    import pypdfium2

    # PDFium is what Chrome shows a PDF with: a page as most readers will see it.
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            picture: Image = page.render(scale=dpi / PT_PER_INCH, grayscale=grey).to_pil()
            mode = "L" if grey else "RGB"
            yield picture if picture.mode == mode else picture.convert(mode)
            page.close()
    finally:
        document.close()


@contextmanager
def names_only() -> Iterator[None]:
    """Let libraries be found by the names that the dynamic loader knows, and by nothing else.

    For each name that it does not know, cffi asks `ctypes.util.find_library`, which on Linux starts ldconfig, gcc and
    ld: compilers, each time a process starts. WeasyPrint tries the loader's own names last, and finds the same files.
    """
    asked = ctypes.util.find_library
    if sys.platform == "linux":
        setattr(ctypes.util, "find_library", lambda _: None)  # noqa: B010 (mypy knows it as a function)
    try:
        yield
    finally:
        setattr(ctypes.util, "find_library", asked)  # noqa: B010


def engine() -> Any:
    """WeasyPrint, imported with everything pinned that could reach the bytes from outside.

    FONTCONFIG_FILE keeps the machine's fonts out, PANGO_LANGUAGE is what Pango takes from the locale for scripts that
    several languages share. Both are read by C libraries, once, and by nothing of ours.
    Raises PlainleafError where a system library is missing.
    """
    os.environ["FONTCONFIG_FILE"] = str(files("pipeline.press") / "fontconfig.xml")
    # Han characters look different in Chinese and Japanese: Pango chooses by the locale where the text names no
    # language.
    os.environ["PANGO_LANGUAGE"] = "en"
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()), names_only():
        warnings.simplefilter("ignore")  # "no fonts configured" is what we want here
        try:
            import weasyprint
            from weasyprint.text import ffi
        except OSError as fault:
            raise PlainleafError(f"a system library is missing: {fault}", hint="run `plainleaf doctor`") from None
    if ffi.harfbuzz_subset is None:
        # WeasyPrint would go on with fontTools and write other bytes without a word.
        raise PlainleafError("the system library HarfBuzz subset is missing", hint="run `plainleaf doctor`")
    mend_line_breaks()
    level_columns()
    hasten_styles()
    hasten_layout()
    compose_letters()
    # fontTools warns of tables that it drops from a subset, which is what a subset is.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    return weasyprint


def _fetcher(resources: Mapping[str, bytes], typefaces: Typefaces, absent: list[str]) -> Any:
    from urllib.parse import unquote

    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Memory(URLFetcher):  # type: ignore[misc]
        """Answers from the edition's bytes and from nowhere else."""

        def fetch(self, url: str, headers: object = None) -> Any:
            content = None
            if url.startswith(FONT_URL):
                content = typefaces.files.get(url.removeprefix(FONT_URL))
            elif url.startswith(ADDRESS):
                # WeasyPrint percent-encodes an address before it asks; names of pictures may hold spaces and accents.
                content = resources.get(unquote(url.removeprefix(ADDRESS)))
            # A drawing may carry pictures inside itself this way; nothing is fetched for them.
            elif url.startswith("data:"):
                return super().fetch(url, headers)
            if content is None:
                absent.append(url.removeprefix(ADDRESS))
                raise ValueError(f"not in the edition: {url}")
            return URLFetcherResponse(url, content)

    return Memory()


@lru_cache(maxsize=STYLE_SHEETS)
def _style_sheet(style: str) -> tuple[Any, Any, tuple[str, ...]]:
    """A style sheet read by WeasyPrint, the counter styles in it, and what WeasyPrint said about it."""
    from weasyprint import CSS
    from weasyprint.css.counters import CounterStyle

    counters = CounterStyle()
    said: list[str] = []
    with _complaints(said):
        sheet = CSS(string=style, base_url=ADDRESS, counter_style=counters)
    return sheet, counters, tuple(said)


_registered_sets: OrderedDict[tuple[tuple[str, bytes], ...], Any] = OrderedDict()


def _registered(typefaces: Typefaces, fetcher: Any) -> Any:
    """A font configuration that holds exactly these typefaces, kept for the next document that wants the same."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    # WeasyPrint unpacks the fonts of every configuration anew and writes them to a folder; the same fonts need that
    # once.
    key = tuple((face.file, typefaces.files[face.file]) for face in typefaces.faces)
    if key in _registered_sets:
        _registered_sets.move_to_end(key)
        return _registered_sets[key]
    configuration = FontConfiguration()
    _opened.add(configuration)
    CSS(string=font_face_css(typefaces), font_config=configuration, url_fetcher=fetcher)
    _registered_sets[key] = configuration
    if len(_registered_sets) > FONT_SETS:
        _registered_sets.popitem(last=False)
    return configuration


_opened: WeakSet[Any] = WeakSet()


@atexit.register
def _close_fonts() -> None:
    """Remove the folders of typefaces while Python still can; WeasyPrint would try when half of it is gone."""
    for configuration in list(_opened):
        # WeasyPrint keeps the fonts of a configuration in a temporary folder, and removes it only here.
        configuration.__del__()
        configuration._folder = None


@contextmanager
def _no_time() -> Iterator[None]:
    """The hour at which fontTools says that it made a font: always the same while it works, then as it was.

    It takes the hour from SOURCE_DATE_EPOCH, which to everybody else in this process is today.
    """
    kept = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if kept is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = kept


@contextmanager
def _complaints(into: list[str]) -> Iterator[None]:
    """Collect the renderer's warnings and errors instead of letting them reach the terminal."""

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            into.append(record.getMessage())

    logger = logging.getLogger("weasyprint")
    kept = logger.handlers, logger.propagate, logger.level
    # WeasyPrint puts a handler on its logger that writes to the terminal.
    logger.handlers, logger.propagate = [Collector(logging.WARNING)], False
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.handlers, logger.propagate = kept[0], kept[1]
        logger.setLevel(kept[2])

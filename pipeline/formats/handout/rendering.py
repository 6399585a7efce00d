"""A view comes in; the finished handout goes out: filled template, laid-out pages, tagged PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from pipeline.article.model import Figure, Table
from pipeline.article.walking import of_kind
from pipeline.edition.artifact import Artifact, File, Placement, Product
from pipeline.edition.check_codes import scan_address
from pipeline.edition.edition import Edition
from pipeline.formats.handout.boxes import (
    TableSize,
    foot_excess,
    lost_heads,
    stranded_headings,
    table_sizes,
    tagging_by,
    torn_blocks,
)
from pipeline.formats.handout.choosing import Sheet, optional_blocks, sheet_of
from pipeline.formats.handout.fields import add_fields
from pipeline.formats.handout.filling import LEAST_GAIN, Drawing, drawings, filled, whitest
from pipeline.formats.handout.fitting import PAGES, PT_PER_MM, SMALLEST_PT, decisions, fit, illegible_figures
from pipeline.formats.handout.foot import foot_css
from pipeline.formats.handout.levers import FOLD_LEVELS, LEVELS, NARROW_LEVELS, Settings
from pipeline.formats.handout.metadata import Metadata, finish
from pipeline.formats.handout.tables import COLUMN_GAP_MM, PAGE_MM, tables, tables_css, text_width
from pipeline.formats.handout.tagging import tagger
from pipeline.formats.handout.titles import title_css
from pipeline.formats.handout.variants import Variant, file_name, variant_named
from pipeline.formats.handout.view import PICTURES, View, view_of
from pipeline.house.brand import MIN_CONTRAST
from pipeline.language.isolation import direction_of_text, phrases
from pipeline.language.typography import keep_words
from pipeline.markup.addresses import part
from pipeline.markup.escaping import anchor_of
from pipeline.markup.holding import hold
from pipeline.press.colour import nearest_passing
from pipeline.press.keeping import Kept
from pipeline.press.press import Layout, lay_out
from pipeline.press.typeface import family_stack, script_of

if TYPE_CHECKING:
    from pipeline.formats.handout.prepress import Inks

QR_QUIET_ZONE = 4
"""Modules of white around a QR code (ISO/IEC 18004, 6.3.8)."""

ICONS = "handout/icons/"
OPTIONS = {"pdf_variant": "pdf/a-2a", "output_intent": "srgb"}


def render(edition: Edition, product: Product) -> Artifact:
    """The PDF of one variant on one paper."""
    layout, said = set_pages(edition, product)
    with tagging_by(tagger(edition.lang, edition.direction)):
        printed = layout.paint(
            finisher=finish(describe(edition)), identifier=f"{edition.article.front.id}/{product}".encode()
        )
    kind = variant_named(product.variant)
    if kind.fields:
        printed = replace(printed, content=add_fields(printed.content, edition, layout.document))
    if kind.press:
        return _for_the_printer(edition, product, printed.content, said)
    file = File(name(product), "application/pdf", printed.content)
    return Artifact(product, (file,), placements(layout), said)


def _for_the_printer(edition: Edition, product: Product, content: bytes, said: tuple[str, ...]) -> Artifact:
    """The printer's file and the ticket beside it."""
    from pipeline.formats.handout import prepress

    front, rtl = edition.article.front, edition.direction == "rtl"
    how = variant_named(product.variant).press
    dates = front.published.isoformat(), max(front.published, front.reviewed).isoformat()
    if how == "press":
        sheets = prepress.press_ready(content, _inks(edition, product.paper), front.title, dates)
    elif how == "press-booklet":
        inks = _inks(edition, product.paper)
        sheets = prepress.booklet_in_press_colours(content, product.paper, inks, front.title, dates, rtl)
    else:
        impose = prepress.impose_booklet if how == "booklet" else prepress.impose_fold
        sheets = impose(content, product.paper, front.title, rtl)
    ticket = name(product).replace(".pdf", "-ticket.txt")
    files = (
        File(name(product), "application/pdf", sheets.content),
        File(ticket, "text/plain", sheets.ticket.text().encode()),
    )
    return Artifact(product, files, (), (*said, *sheets.decisions))


def _inks(edition: Edition, paper: str) -> Inks:
    """How a print shop with such paper prints the edition."""
    from pipeline.formats.handout.prepress import Inks, condition_for

    condition = condition_for(paper)
    profile, srgb = (edition.styles[f"handout/press/{name}.icc"] for name in (condition.profile, "sRGB"))
    return Inks(condition, profile, srgb, edition.brand.colours.ink)


def name(product: Product) -> str:
    """The file's name: "sheet-a4.pdf"."""
    return file_name(product.variant, product.paper)


def set_pages(edition: Edition, product: Product) -> tuple[Layout, tuple[str, ...]]:
    """The pages laid out, and what was decided on the way."""
    kind = variant_named(product.variant)
    if not kind.fitted:
        attempt, known = setter(edition, product), drawings(edition, kind.smallest_pt)
        layout = _full(attempt, kind, known)
        return _full(attempt, kind, known) if attempt.widens(layout) else layout, ()
    sheet = sheet_of(edition, product.variant)
    width = text_width(product) / PT_PER_MM
    columns = _columns(kind, product, sheet)
    column = (width - COLUMN_GAP_MM) / 2 if columns > 1 else width
    unread = illegible_figures(sheet.blocks, edition.article.pictures, column)
    attempt = setter(edition, product, frozenset(each.key for each in unread))
    gone = {each.key for each in unread}
    optional = tuple(each for each in optional_blocks(sheet) if each.key not in gone)
    levels = FOLD_LEVELS if kind.press == "fold" else NARROW_LEVELS if kind.is_narrow(product.paper) else LEVELS
    pages = kind.pages_on(product.paper)
    layout, settings = fit(attempt, optional, levels, pages, columns)
    if attempt.widens(layout):
        layout, settings = fit(attempt, optional, levels, pages, columns)
    if FOUND.most:
        FOUND.put(_whose(edition, product), settings)
    if kind.press == "fold" and len(layout.document.pages) < pages:
        # A panel to spare: the text begins inside, and the front is a cover.
        settings = replace(settings, covered=True)
        layout = attempt(settings)
    said = [f"left out {each.words}: its words would be smaller than {SMALLEST_PT:g} pt" for each in unread]
    taken = len(layout.document.pages)
    if PAGES < taken <= pages and kind.press != "fold":
        said.append(f"the sheet takes {taken} pages of A5: print it on one A4, folded in the middle")
    return layout, (*said, *decisions(settings, optional, taken, levels, pages))


def _full(attempt: Callable[[Settings], Layout], kind: Variant, known: Mapping[str, Drawing]) -> Layout:
    """The pages of a whole article; with lines a little closer where a page is left much too white, and that helps."""
    layout = filled(attempt, *_settled(attempt), known)[0]
    if whitest(layout) < TOO_WHITE:
        return layout
    close = filled(attempt, *_settled(attempt, Settings(close_pt=CLOSE * kind.body_pt)), known)[0]
    pages = len(layout.document.pages)
    is_better = whitest(close) < whitest(layout) - LEAST_GAIN and len(close.document.pages) <= pages
    return close if is_better else layout


FOUND: Kept[Settings] = Kept()
"""With which settings a process that stays fitted each sheet last: those of its next text are mostly the same."""


def _whose(edition: Edition, product: Product) -> tuple[str, ...]:
    return edition.article.slug, edition.lang, edition.brand.id, str(product)


def sketch(edition: Edition, product: Product) -> Artifact | None:
    """The sheet as it was fitted last, set once with the text of now and not fitted to it; None where nobody knows how,
    or the text needs more pages so.
    """
    kind, settings = variant_named(product.variant), FOUND.get(_whose(edition, product))
    if settings is None or kind.press or kind.fields:
        return None
    sheet = sheet_of(edition, product.variant)
    width = text_width(product) / PT_PER_MM
    column = (width - COLUMN_GAP_MM) / 2 if _columns(kind, product, sheet) > 1 else width
    unread = illegible_figures(sheet.blocks, edition.article.pictures, column)
    layout = setter(edition, product, frozenset(each.key for each in unread))(settings)
    if len(layout.document.pages) > kind.pages_on(product.paper):
        return None
    with tagging_by(tagger(edition.lang, edition.direction)):
        printed = layout.paint(
            finisher=finish(describe(edition)), identifier=f"{edition.article.front.id}/{product}".encode()
        )
    return Artifact(product, (File(name(product), "application/pdf", printed.content),), placements(layout), ())


def _columns(kind: Variant, product: Product, sheet: Sheet) -> int:
    """In how many columns the text of a product stands (styles/handout/sheet.css)."""
    return 2 if kind.fitted and sheet.whole and kind.press != "fold" and not kind.is_narrow(product.paper) else 1


def setter(edition: Edition, product: Product, unread: frozenset[str] = frozenset()) -> Setter:
    """What lays out a product's pages with given settings, never with the blocks whose key is in `unread`."""
    return Setter(edition, product, unread)


class Setter:
    """Lays out the pages of a product, with settings. Heads and feet are laid out with the first pages, which tell how
    much room the foot needs, and with those that are asked about again.
    """

    def __init__(self, edition: Edition, product: Product, unread: frozenset[str]) -> None:
        self._edition, self._product, self._unread = edition, product, unread
        self._kind = variant_named(product.variant)
        self._found, self._design = resources(edition, self._kind), style(edition, product)
        self._drawn: dict[str, object] = {}  # pictures that WeasyPrint has read once
        # A figure that cannot go behind what follows leaves its pages as they were.
        self._last: Kept[Layout] = Kept(2)
        columns = _columns(self._kind, product, sheet_of(edition, product.variant)) if self._kind.fitted else 1
        self._foot = tables_css(tables(edition, product, columns))
        self._asked = self._widened = False

    def __call__(self, settings: Settings) -> Layout:
        layout = self._laid_out(settings)
        if self._asked:
            return layout
        self._asked = True
        return self._laid_out(settings) if self.widens(layout) else layout

    def widens(self, layout: Layout) -> bool:
        """Whether the foot of pages needs more room than they have, which those laid out from now on have."""
        excess, margin = foot_excess(layout.complete().document, FOOT_EDGE_MM)
        if not excess or self._widened:
            return False
        # The words of the foot are the house's and the language's: no writer can shorten them.
        self._widened = True
        self._foot += f"@page{{margin-bottom:{margin + excess:.2f}mm}}"
        return True

    def _laid_out(self, settings: Settings) -> Layout:
        edition, product, kind = self._edition, self._product, self._kind
        shown = view_of(edition, product, settings.dropped | self._unread, dict(settings.floated))
        html = fill(edition, product, shown, (settings.css if kind.fitted else settings.breaks) + self._foot)
        found, design, drawn = self._found, self._design, self._drawn
        return self._last.made(
            html, lambda: lay_out(html, found, edition.typefaces, style=design, cache=drawn, **OPTIONS)
        )


FOOT_EDGE_MM = 6.5
"""Printers leave 6 mm at the edge white (PDF-PR-01); the foot keeps a little more."""


TALLEST_ROW = 0.5
"""A row that takes more of a page than this leaves too much of it empty (house)."""


def is_cramped(table: TableSize) -> bool:
    """Whether a table should stack its cells after all: that needs no width, and rows get shorter."""
    return table.wide or (table.tallest > TALLEST_ROW and table.columns > 1)


TOO_WHITE = 0.2
"""A larger share of a page white below its last line is worth pages with closer lines (house)."""

CLOSE = 1.43
"""Their leading for each pt of type; RNIB Clear Print asks for 1.2 or more (PDF-TY-02)."""

NOTHING = Settings()

ATTEMPTS = 6
"""How often pages are laid out anew because a block is too tall or a heading stands alone at a foot (house)."""


def _settled(attempt: Callable[[Settings], Layout], settings: Settings = NOTHING) -> tuple[Layout, Settings]:
    """Pages on which no heading stands alone and no room is left before a block that is too tall for a page anyway.

    A stranded heading's section begins on the next page where `break-after` was no help; where it stands alone even
    there, what follows is broken: it fills the page without room for a heading.
    """
    layout = attempt(settings)
    cramped = tuple(table.id for table in table_sizes(layout.document) if is_cramped(table))
    if cramped:
        settings = replace(settings, stacked=cramped)
        layout = attempt(settings)
    lost = lost_heads(layout.document)
    if lost:
        settings = replace(settings, plain=lost)
        layout = attempt(settings)
    for _ in range(ATTEMPTS):
        changed = _mended(settings, layout)
        if changed == settings:
            break
        settings = changed
        layout = attempt(settings)
    return layout, settings


def _mended(settings: Settings, layout: Layout) -> Settings:
    """The settings that mend the first fault of the pages; the same ones when there is none."""
    torn = tuple(block for block in torn_blocks(layout.document) if block not in settings.torn)
    if "nav" in torn and not settings.brief:
        # Contents that fill more than a page are no help: the sections alone find room on one.
        return replace(settings, brief=True)
    if torn:
        return replace(settings, torn=(*settings.torn, *torn))
    for key in stranded_headings(layout.document):
        # What stands after the first one moves as well.
        if key not in settings.moved:
            return replace(settings, moved=(*settings.moved, key))
        if key not in settings.opened:
            return replace(settings, opened=(*settings.opened, key))
    return settings


def fill(edition: Edition, product: Product, shown: View, settings: str = "") -> str:
    """The HTML document: the template with the view's values, and what the solver set; `style` is its design."""
    environment = _environment(
        tuple(
            (path, content)
            for path, content in edition.styles.items()
            if path.startswith("handout/") and path.endswith(".html")
        )
    )
    template = variant_named(product.variant).template
    words = {"xhtml": _markup, "isolated": _isolated if shown.direction == "rtl" else str, "apart": _apart}
    html = str(environment.get_template(template).render(view=shown, style=settings, **words))
    html = hold(part(html))
    return keep_words(html) if script_of(edition.lang) == "Kore" else html


@cache
def _environment(templates: tuple[tuple[str, bytes], ...]) -> Any:
    """The compiled templates, kept as long as their text is the same."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.DictLoader({path.removeprefix("handout/"): content.decode() for path, content in templates}),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _markup(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 (written by our own Writer)


def _isolated(text: str) -> Any:
    """Text of a right-to-left page; its numbers, doses and addresses keep their own direction (UAX 9)."""
    return _markup("".join(f'<bdi dir="ltr">{escape(run)}</bdi>' if own else escape(run) for run, own in phrases(text)))


def _apart(text: str) -> Any:
    """A name, number or address that runs its own way whatever stands around it; WeasyPrint knows no dir="auto"."""
    return _markup(f'<bdi dir="{direction_of_text(text)}">{escape(text)}</bdi>')


def style(edition: Edition, product: Product) -> str:
    """The style sheets in order: brand colours, typefaces, the system, the variant, the designer's tokens."""
    kind = variant_named(product.variant)
    text, title = (family_stack(edition.typefaces, role, edition.lang) for role in ("text", "title"))
    # A generic family in the middle of a stack would end it: Pango takes whatever it finds for it.
    tokens = re.sub(r",\s*(?:sans-)?serif\s*;", ";", edition.brand.tokens)
    colours = _colours(edition, kind)
    own = "".join(f"--{name}:{value};" for name, value in colours.items())
    names = [*kind.styles, *(["narrow"] if kind.is_narrow(product.paper) else [])]
    sheets = [edition.style(f"handout/{name}.css") for name in names]
    first = f":root{{{own}--font-text:{text};--font-title:{title};--fallback-text:{text};--fallback-title:{title};}}"
    last = title_css(edition, product) + foot_css(edition, product)
    last += f"@page{{size:{kind.page_size(product.paper)}}}"
    if kind.grey:
        last += f":root{{{own}--rule:{colours['ink']};--accent-soft:transparent;--warning-soft:transparent}}"
    parts = [first, edition.style("handout/system.css"), _whole_tables(edition), _small_pictures(edition)]
    # The designer's tokens change the system, and a variant may change them again: large print stays large.
    return "\n".join([*parts, tokens, *sheets, last])


SHORT_ROWS = 8
"""A table of so many rows or fewer stays on one page; a longer one repeats its head (house)."""


def _whole_tables(edition: Edition) -> str:
    keys = [
        re.sub(r"[^\w.-]", "-", table.node.key)
        for table in of_kind(edition.article.blocks, Table)
        if len(table.rows) <= SHORT_ROWS
    ]
    return "".join(f'[id="{key}"]{{break-inside:avoid}}' for key in keys)


COARSEST_DPI = 152.0
"""No picture is enlarged beyond this: printers ask for 150 dpi or more (PDF-IM-01)."""

LEAST_PICTURE_MM = 15.0
"""A picture is never smaller, or nobody would see what it shows (house); a rule names it."""


def _small_pictures(edition: Edition) -> str:
    """The style that keeps pictures of few pixels small, instead of as wide as the text."""
    css = []
    for figure in of_kind(edition.article.blocks, Figure):
        picture = edition.article.pictures.get(figure.image.name)
        if picture is not None and picture.media_type != "image/svg+xml":
            width = max(LEAST_PICTURE_MM, picture.width / COARSEST_DPI * 25.4)
            if width < max(PAGE_MM.values()):
                css.append(f'[id="{anchor_of(figure.node.key)}"] img{{max-width:min(100%,{width:.1f}mm)!important}}')
    return "".join(css)


def _colours(edition: Edition, kind: Variant) -> dict[str, str]:
    """The brand's colours; where a variant asks for more contrast than a brand has to have, as dark as that needs."""
    colours = edition.brand.colours
    if kind.grey:
        return {"accent": "#000000", "warning": "#000000", "ink": "#000000", "paper": "#ffffff"}
    own = {"accent": colours.accent, "warning": colours.warning, "ink": colours.ink}
    if kind.contrast > MIN_CONTRAST:
        sheets = edition.style("handout/system.css") + edition.brand.tokens
        # Of two declarations the later one holds; a ground that is no plain colour is left to the rule.
        softs = dict(re.findall(r"--(accent|warning)-soft:\s*(#[0-9a-fA-F]{6})\s*;", sheets)).values()
        own = {name: nearest_passing(each, colours.paper, kind.contrast, *softs) for name, each in own.items()}
    return {**own, "paper": colours.paper}


def resources(edition: Edition, kind: Variant) -> dict[str, bytes]:
    """What the page may ask for: the article's pictures, the logo, the QR code, icons in the brand's colours."""
    found = {PICTURES + key: picture.content for key, picture in edition.article.pictures.items()}
    found["logo"] = edition.brand.logo
    colours = _colours(edition, kind)
    for path, content in edition.styles.items():
        if path.startswith(ICONS):
            icon = content.replace(b"--accent", colours["accent"].encode())
            found[path.removeprefix("handout/")] = icon.replace(b"--warning", colours["warning"].encode())
    if kind.grey:
        # A brand without a logo has an empty one.
        found = {name: greyed(content) if content else content for name, content in found.items()}
    return found | {"qr.svg": qr_code(scan_address(edition))}


_HEX = re.compile(rb"#([0-9a-fA-F]{6})\b|#([0-9a-fA-F]{3})\b")


def greyed(content: bytes) -> bytes:
    """A picture without colour: SVG by its colour values, anything else by its pixels (ITU-R BT.601 luma)."""
    if b"<svg" in content[:1000]:

        def grey(match: re.Match[bytes]) -> bytes:
            digits = (match[1] or bytes(digit for digit in match[2] for _ in range(2))).decode()
            red, green, blue = (int(digits[index : index + 2], 16) for index in (0, 2, 4))
            value = round(0.299 * red + 0.587 * green + 0.114 * blue)
            return f"#{value:02x}{value:02x}{value:02x}".encode()

        return _HEX.sub(grey, content)
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        picture.convert("L").save(out, "PNG")
    return out.getvalue()


@lru_cache(maxsize=32)
def qr_code(address: str) -> bytes:
    """A QR code (ISO/IEC 18004, error correction M) with its quiet zone, as SVG in black on white."""
    import segno

    out = io.BytesIO()
    # make_qr, since a Micro QR code is read by few telephones.
    segno.make_qr(address, error="m").save(
        out, kind="svg", border=QR_QUIET_ZONE, dark="#000000", light="#ffffff", xmldecl=False, omitsize=True
    )
    return out.getvalue()


def describe(edition: Edition) -> Metadata:
    """What the file says about itself."""
    from weasyprint import VERSION

    front = edition.article.front
    return Metadata(
        title=front.title,
        lang=edition.lang,
        authors=[str(author) for author in front.authors],
        description=front.summary,
        keywords=list(front.keywords),
        created=front.published,
        modified=max(front.published, front.reviewed),
        producer=f"WeasyPrint {VERSION}",
        creator="plainleaf",
    )


def placements(layout: Layout) -> tuple[Placement, ...]:
    """The page on which each block starts, by key."""
    found: dict[str, Placement] = {}
    for number, page in enumerate(layout.document.pages, start=1):
        for anchor in page.anchors:
            found.setdefault(anchor, Placement(anchor, f"page {number}", number, whole=False))
    return tuple(found.values())

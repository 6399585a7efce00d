"""A finished handout's pages come in; sheets for a printer go out: imposed, folded or in press colours, with a ticket.

Imposed and press files lose their tags: they are for the printer only and say so in their title.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

MM = 72 / 25.4
CREEP_MM = 0.1
"""How much a folded sheet of 80 to 100 g/m² pushes the next one out; pages move towards the spine by it (house)."""

BLEED_MM = 3.0
MARK_MM, MARK_GAP_MM = 5.0, 4.0
"""Crop marks begin outside the bleed, so that no cut shows them (PDF-PR-02)."""

FOLD_MARK_MM = 4.0
PANEL_MM = {"A4": (97.0, 100.0, 100.0), "Letter": (91.4, 94.0, 94.0)}
"""Widths of a folded sheet's panels; the one that folds inwards is 3 mm (2.6 mm) narrower."""

SHEET_MM = {"A4": (297.0, 210.0), "Letter": (279.4, 215.9)}
"""Sheets lying on their long side."""


@dataclass(frozen=True)
class Ticket:
    """What a printer has to know; `facts` in the order they are read."""

    facts: tuple[tuple[str, str], ...]

    def text(self) -> str:
        width = max(len(name) for name, _ in self.facts)
        return "".join(f"{name + ':':{width + 2}}{value}\n" for name, value in self.facts)


@dataclass(frozen=True)
class Sheets:
    """A printer's file, its ticket, and sentences for the report."""

    content: bytes
    ticket: Ticket
    decisions: tuple[str, ...] = ()


def booklet_order(pages: int) -> list[tuple[int, int]]:
    """Pages of each side of each sheet, left and right, outermost sheet first, front before back; 0 is a blank.

    `pages` is what the booklet holds; blanks before the last one fill it to a multiple of four (PDF-PR-03), so that
    what is said of the edition stands on the back cover.
    """
    count = -(-pages // 4) * 4
    sides: list[tuple[int, int]] = []
    for sheet in range(count // 4):
        sides += [(count - 2 * sheet, 1 + 2 * sheet), (2 + 2 * sheet, count - 1 - 2 * sheet)]

    def page(place: int) -> int:
        return pages if place == count else place if place < pages else 0

    return [(page(left), page(right)) for left, right in sides]


def impose_booklet(content: bytes, paper: str, title: str, rtl: bool) -> Sheets:
    """Two pages a side for saddle stitching: folded once in the middle, stapled in the fold."""
    import pikepdf

    width, height = (side * MM for side in SHEET_MM[paper])
    source = pikepdf.open(io.BytesIO(content))
    out = pikepdf.new()
    sides = booklet_order(len(source.pages))
    for number, (left, right) in enumerate(sides):
        page = out.add_blank_page(page_size=(width, height))
        # The inner sheets of a stapled booklet stand out at the edge and lose more when it is trimmed.
        creep = number // 2 * CREEP_MM * MM
        for place, which in enumerate((right, left) if rtl else (left, right)):
            if which:
                inner = source.pages[which - 1]
                page_width = float(inner.mediabox[2])
                x = width / 2 - page_width + creep if place == 0 else width / 2 - creep
                _place(out, page, inner, f"P{which}", x)
    blanks = sum(side.count(0) for side in sides)
    ticket = Ticket(
        (
            ("For", "the printer only"),
            ("Title", title),
            ("Product", f"booklet of {2 * len(sides)} pages, saddle stitched"),
            ("Sheet", f"{paper}, {SHEET_MM[paper][0]:g} × {SHEET_MM[paper][1]:g} mm, {len(sides) // 2} sheets a copy"),
            ("Finished size", f"{SHEET_MM[paper][0] / 2:g} × {SHEET_MM[paper][1]:g} mm"),
            ("Blank pages", str(blanks)),
            ("Duplex", "both sides, flip on the short edge"),
            ("Colours", "as the file has them (sRGB)"),
            ("Stock", "100 g/m² uncoated, or what is at hand"),
            ("Finishing", f"fold once, two staples in the {'right-hand' if rtl else 'left-hand'} spine"),
            ("Creep", f"{CREEP_MM:g} mm a sheet is in the file"),
        )
    )
    said = (f"{blanks} blank pages fill the booklet to {2 * len(sides)}",) if blanks else ()
    return Sheets(_saved(out, title), ticket, said)


def impose_fold(content: bytes, paper: str, title: str, rtl: bool) -> Sheets:
    """Six panels on both sides of one sheet, folded twice into each other, with fold marks.

    Pages that have no panel stand on a further sheet, so that nothing is lost and a rule can see them.
    Outside, from the left: the panel that folds inwards (5), the back (6), the front (1); inside 2, 3, 4. A book that
    runs right to left is the mirror image.
    """
    import pikepdf

    width, height = (side * MM for side in SHEET_MM[paper])
    narrow, middle, wide = (side * MM for side in PANEL_MM[paper])
    outside, inside = ((5, 6, 1), (narrow, middle, wide)), ((2, 3, 4), (wide, middle, narrow))
    if rtl:
        outside, inside = ((1, 6, 5), (wide, middle, narrow)), ((4, 3, 2), (narrow, middle, wide))
    source = pikepdf.open(io.BytesIO(content))
    out = pikepdf.new()
    # The last page holds address and code: it is the back of the leaflet, however few panels the text fills.
    shown = {**{number: number for number in range(1, len(source.pages))}, max(6, len(source.pages)): len(source.pages)}
    further = range(6, len(source.pages), 6)
    sides = [outside, inside]
    sides += [((at + 1, at + 2, at + 3), outside[1]) for start in further for at in (start, start + 3)]
    for panels, widths in sides:
        page = out.add_blank_page(page_size=(width, height))
        x = 0.0
        folds = []
        for panel, panel_width in zip(panels, widths, strict=True):
            if panel in shown:
                inner = source.pages[shown[panel] - 1]
                start = x + (panel_width - float(inner.mediabox[2])) / 2
                _place(out, page, inner, f"P{panel}", start)
            x += panel_width
            folds.append(x)
        page.contents_add(_fold_marks(folds[:2], height), prepend=False)
    ticket = Ticket(
        (
            ("For", "the printer only"),
            ("Title", title),
            ("Product", "leaflet of six panels"),
            ("Sheet", f"{paper}, {SHEET_MM[paper][0]:g} × {SHEET_MM[paper][1]:g} mm, one a copy"),
            ("Panels", " + ".join(f"{side:g}" for side in PANEL_MM[paper]) + " mm, the narrow one folds inwards"),
            ("Duplex", "both sides, flip on the short edge"),
            ("Colours", "as the file has them (sRGB)"),
            ("Stock", "120 g/m² coated or uncoated"),
            ("Finishing", f"two folds at the marks, letter fold, opens to the {'right' if rtl else 'left'}"),
        )
    )
    return Sheets(_saved(out, title), ticket)


def _place(out: Any, page: Any, inner: Any, name: str, x: float) -> None:
    """Show a page of another file on this one, its lower left corner at `x`; its name is given, not drawn by lot."""
    import pikepdf

    shown = out.copy_foreign(inner.as_form_xobject())
    if "/XObject" not in page.Resources:
        page.Resources.XObject = pikepdf.Dictionary()
    page.Resources.XObject[f"/{name}"] = shown
    page.contents_add(f"q 1 0 0 1 {x:.3f} 0 cm /{name} Do Q".encode(), prepend=False)


def _fold_marks(folds: Iterable[float], height: float) -> bytes:
    lines = "".join(
        f"{x:.2f} {start:.2f} m {x:.2f} {end:.2f} l S "
        for x in folds
        for start, end in ((0, FOLD_MARK_MM * MM), (height - FOLD_MARK_MM * MM, height))
    )
    return f"q 0 G 0.25 w [3 2] 0 d {lines}Q".encode()


def _saved(pdf: Any, title: str, **settings: Any) -> bytes:
    out = io.BytesIO()
    for page in pdf.pages:
        page.contents_coalesce()
        # MuPDF calls an empty stream, once it is compressed, "premature end of data".
        if not page.Contents.read_bytes().strip():
            page.Contents = pdf.make_stream(b"q Q\n")
    pdf.docinfo["/Title"] = f"{title} (for the printer only)"
    # The id of a PDF is made of the time otherwise.
    pdf.save(out, deterministic_id=True, **settings)
    return out.getvalue()


# press colours


@dataclass(frozen=True)
class Condition:
    """A way of printing: its profile under styles/handout/press, its name in the file, and in words.

    `registered` is the registry that knows the name (ISO 15930-7, 6.5.3), "" where the profile says it all.
    """

    profile: str
    identifier: str
    words: str
    info: str
    registered: str = ""


COATED = Condition(
    "ISOcoated_v2_300_bas",
    "FOGRA39",
    "Offset on coated paper, ISO 12647-2",
    "ISO Coated v2 300% (basICColor)",
    "http://www.color.org",
)
SWOP = Condition("artifex_swop", "SWOP", "Web offset on coated paper, US (SWOP)", "Artifex CMYK SWOP Profile")
"""Its paper and solids are those of CGATS TR 001 (measured in CIELAB), its heaviest colour takes 298 % of ink."""


def condition_for(paper: str) -> Condition:
    """How a print shop prints that has such paper: Letter is cut where SWOP is the custom."""
    return SWOP if paper == "Letter" else COATED


@dataclass(frozen=True)
class Inks:
    """What turns a screen's colours into a press's: the condition, its profile, sRGB's, body text as "#rrggbb"."""

    condition: Condition
    profile: bytes
    srgb: bytes
    text: str


def press_ready(content: bytes, inks: Inks, title: str, dates: tuple[str, str]) -> Sheets:
    """The pages as PDF/X-4 has them: CMYK by the inks' profile, text black only, trim and bleed boxes, crop marks.

    `content` has a bleed of 3 mm around its trim; `dates` are created and modified, ISO. The structure is that of
    ISO 15930-7; no independent validator has read it.
    """
    separated, trim, pages = _separated(content, inks, title, dates)
    ticket = Ticket(
        (
            ("For", "the printer only"),
            ("Title", title),
            *STRUCTURE,
            ("Finished size", f"{trim[0]:.0f} × {trim[1]:.0f} mm, {pages} pages"),
            ("Bleed", f"{BLEED_MM:g} mm, crop marks outside it"),
            ("Duplex", "both sides, flip on the long edge"),
            ("Colours", _colours(inks)),
            ("Stock", "135 g/m² coated"),
            ("Finishing", "trim"),
        )
    )
    return Sheets(separated, ticket)


STRUCTURE = (("Structure", "PDF/X-4 (ISO 15930-7), not independently validated"),)


def _colours(inks: Inks) -> str:
    return f"4/4, CMYK for {inks.condition.info} ({inks.condition.identifier}), text black only"


def booklet_in_press_colours(
    content: bytes, paper: str, inks: Inks, title: str, dates: tuple[str, str], rtl: bool
) -> Sheets:
    """Two pages a side for saddle stitching, as PDF/X-4 has them: CMYK, crop marks round the open sheet."""
    imposed = impose_booklet(content, paper, title, rtl)
    separated, _, _ = _separated(imposed.content, inks, title, dates)
    facts = []
    for name, value in imposed.ticket.facts:
        if name == "Sheet":
            facts.append((name, f"{value}, crop marks outside"))
            facts.append(("Bleed", f"{BLEED_MM:g} mm; nothing touches the edge"))
        else:
            facts.append((name, _colours(inks) if name == "Colours" else value))
        facts += STRUCTURE if name == "Title" else ()
    return Sheets(separated, Ticket(tuple(facts)), imposed.decisions)


def _separated(
    content: bytes, inks: Inks, title: str, dates: tuple[str, str]
) -> tuple[bytes, tuple[float, float], int]:
    """The file in press colours, the size of its trim in mm, and how many pages it has."""
    import pikepdf

    pdf = pikepdf.open(io.BytesIO(content))
    srgb = inks.srgb
    convert = _Separation(inks.profile, srgb, inks.text)
    tagged = pdf.make_indirect(pikepdf.Array([pikepdf.Name.ICCBased, _profile(pdf, srgb, 3)]))
    for page in pdf.pages:
        page.Contents = pdf.make_stream(convert.stream(pikepdf.parse_content_stream(page)))
        # PDF/X lets nothing be an annotation on the page but printer's marks and traps; nobody clicks on a plate.
        for key in ("/Annots", "/StructParents", "/Tabs"):
            if key in page:
                del page[key]
        _frame(pdf, page)
    for each in pdf.objects:
        if isinstance(each, pikepdf.Stream):
            _separate_object(pdf, each, convert, tagged)
        elif isinstance(each, pikepdf.Dictionary) and "/ShadingType" in each:
            each.ColorSpace = tagged
    for key in ("/StructTreeRoot", "/MarkInfo", "/Names", "/Outlines", "/OutputIntents"):
        if key in pdf.Root:
            del pdf.Root[key]
    pdf.Root.OutputIntents = pikepdf.Array([_intent(pdf, inks)])
    pdf.Root.Metadata = pdf.make_stream(_packet(title, dates), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    # PDF/X wants it said whether inks overlap where they meet; text in black alone needs no trapping.
    pdf.docinfo["/Trapped"] = pikepdf.Name("/False")
    trim = [float(value) / MM for value in pdf.pages[0].TrimBox]
    # PDF/X-4 is PDF 1.6 (ISO 15930-7).
    saved = _saved(pdf, title, force_version="1.6")
    return saved, (trim[2] - trim[0], trim[3] - trim[1]), len(pdf.pages)


def _frame(pdf: Any, page: Any) -> None:
    """Trim and bleed box, and crop marks in the room around them."""
    import pikepdf

    # An imposed sheet is cut to its own edge: it has no box but that of the sheet.
    left, bottom, right, top = (float(value) for value in page.trimbox)
    page.TrimBox = pikepdf.Array([left, bottom, right, top])
    bleed, room = BLEED_MM * MM, (MARK_GAP_MM + MARK_MM + 1) * MM
    page.BleedBox = pikepdf.Array([left - bleed, bottom - bleed, right + bleed, top + bleed])
    page.MediaBox = pikepdf.Array([left - room, bottom - room, right + room, top + room])
    # A viewer shows the crop box, and the marks outside it would be hidden.
    if "/CropBox" in page:
        del page["/CropBox"]
    near, far = MARK_GAP_MM * MM, (MARK_GAP_MM + MARK_MM) * MM
    lines = []
    for x, away in ((left, -1), (right, 1)):
        for y, up in ((bottom, -1), (top, 1)):
            lines.append(f"{x + away * near:.2f} {y:.2f} m {x + away * far:.2f} {y:.2f} l S")
            lines.append(f"{x:.2f} {y + up * near:.2f} m {x:.2f} {y + up * far:.2f} l S")
    # Marks stand on every plate, so that they can be laid in register: all four inks at full.
    page.contents_add(f"q 1 1 1 1 K 0.25 w {' '.join(lines)} Q".encode(), prepend=False)


def _separate_object(pdf: Any, each: Any, convert: _Separation, tagged: Any) -> None:
    import pikepdf

    kind = str(each.get("/Subtype", ""))
    if kind == "/Form" or "/PatternType" in each:
        each.write(convert.stream(pikepdf.parse_content_stream(each)))
        if "/Group" in each and "/CS" in each.Group:
            # Transparency is mixed in the group's space: in RGB black text below it would come out of four inks.
            each.Group.CS = pikepdf.Name.DeviceCMYK
    elif "/ShadingType" in each or (kind == "/Image" and each.get("/ColorSpace") == pikepdf.Name.DeviceRGB):
        each.ColorSpace = tagged


def _profile(pdf: Any, content: bytes, components: int) -> Any:
    return pdf.make_stream(content, N=components)


def _intent(pdf: Any, inks: Inks) -> Any:
    import pikepdf

    condition = inks.condition
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFX,
        OutputConditionIdentifier=pikepdf.String(condition.identifier),
        OutputCondition=pikepdf.String(condition.words),
        Info=pikepdf.String(condition.info),
        DestOutputProfile=_profile(pdf, inks.profile, 4),
    )
    if condition.registered:
        intent.RegistryName = pikepdf.String(condition.registered)
    return intent


class _Separation:
    """Turns colour operators into CMYK ones (ISO 32000-1, 8.6.8)."""

    def __init__(self, profile: bytes, srgb: bytes, ink: str) -> None:
        self._profile, self._srgb = profile, srgb
        self._ink = tuple(round(int(ink[index : index + 2], 16) / 255, 3) for index in (1, 3, 5))
        self._known: dict[tuple[float, ...], tuple[float, ...]] = {}

    def stream(self, instructions: Iterable[Any]) -> bytes:
        import pikepdf

        changed = []
        for each in instructions:
            operands, operator = each.operands, str(each.operator)
            if operator in ("rg", "RG", "g", "G"):
                values = [float(value) for value in operands]
                ink = self.cmyk(*(values * 3 if len(values) == 1 else values))
                operands, operator = [round(value, 4) for value in ink], "k" if operator.islower() else "K"
            changed.append((operands, pikepdf.Operator(operator)))
        return bytes(pikepdf.unparse_content_stream(changed))

    def cmyk(self, red: float, green: float, blue: float) -> tuple[float, ...]:
        """Body text and greys in black alone, so that no plate out of register blurs them; the rest by the profile."""
        key = (round(red, 3), round(green, 3), round(blue, 3))
        if key not in self._known:
            if max(key) - min(key) < 0.012:
                self._known[key] = (0.0, 0.0, 0.0, round(1 - sum(key) / 3, 4))
            elif all(abs(one - other) < 0.004 for one, other in zip(key, self._ink, strict=True)):
                self._known[key] = (0.0, 0.0, 0.0, 1.0)
            else:
                self._known[key] = separated(self._profile, self._srgb, key)
        return self._known[key]


@cache
def _transform(profile: bytes, srgb: bytes) -> Any:
    from PIL import ImageCms

    return ImageCms.buildTransform(io.BytesIO(srgb), io.BytesIO(profile), "RGB", "CMYK", ImageCms.Intent.PERCEPTUAL)


def separated(profile: bytes, srgb: bytes, colour: tuple[float, ...]) -> tuple[float, ...]:
    """A colour as shares of cyan, magenta, yellow and black."""
    from PIL import Image, ImageCms

    pixel = Image.new("RGB", (1, 1), tuple(round(value * 255) for value in colour))
    converted = ImageCms.applyTransform(pixel, _transform(profile, srgb))
    values = converted.getpixel((0, 0)) if converted is not None else (0, 0, 0, 255)
    assert isinstance(values, tuple)  # noqa: S101 (narrows the type)
    return tuple(round(value / 255, 4) for value in values)


def _packet(title: str, dates: tuple[str, str]) -> bytes:
    from hashlib import sha256
    from xml.sax.saxutils import escape

    identity = sha256(f"{title}{dates}".encode()).hexdigest()[:32]
    facts: Mapping[str, str] = {
        "pdfxid:GTS_PDFXVersion": "PDF/X-4",
        "pdf:Trapped": "False",
        "xmp:CreateDate": f"{dates[0]}T00:00:00Z",
        "xmp:ModifyDate": f"{dates[1]}T00:00:00Z",
        "xmp:MetadataDate": f"{dates[1]}T00:00:00Z",
        "xmp:CreatorTool": "plainleaf",
        "xmpMM:DocumentID": f"uuid:{identity}",
        "xmpMM:VersionID": "1",
        "xmpMM:RenditionClass": "default",
    }
    properties = "".join(f"<{name}>{value}</{name}>" for name, value in facts.items())
    said = escape(f"{title} (for the printer only)")
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">{properties}
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{said}</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()

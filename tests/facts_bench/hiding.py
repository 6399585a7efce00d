"""A finished product comes in; the same with something hidden, covered or said otherwise than it shows goes out."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.edition.artifact import Artifact, File
from tests.facts_bench.splicing import Files, entries, packed, parts_of, with_file, with_parts

Hide = Callable[[Artifact, random.Random], "Files | None"]


@dataclass(frozen=True)
class Trick:
    """A fault that no altered article makes; `held` ones are not looked at while something is mended."""

    name: str
    format: str
    variants: tuple[str, ...]
    hide: Hide
    grave: bool = True
    held: bool = False


# handouts


def _pdf(change: Callable[[Any, random.Random], bool]) -> Hide:
    def hide(made: Artifact, rng: random.Random) -> Files | None:
        import pikepdf

        with pikepdf.open(io.BytesIO(made.main.content)) as pdf:
            if not change(pdf, rng):
                return None
            out = io.BytesIO()
            pdf.save(out)
        return with_file(made, made.main.name, out.getvalue())

    return hide


def _stream(change: Callable[[list[Any], int], list[Any]]) -> Hide:
    """Change the content of a page at one of the places where text is shown."""

    def put(pdf: Any, rng: random.Random) -> bool:
        import pikepdf

        page = rng.choice([*pdf.pages])
        orders = list(pikepdf.parse_content_stream(page))
        shown = [at for at, order in enumerate(orders) if str(order.operator) == "TJ" and _marked(orders, at)]
        if not shown:
            return False
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(change(orders, rng.choice(shown))))
        return True

    return _pdf(put)


def _marked(orders: list[Any], at: int) -> bool:
    """Whether text is content and long enough to be missed."""
    for order in reversed(orders[:at]):
        name = str(order.operator)
        if name in {"BDC", "BMC"}:
            return name == "BDC" and "Artifact" not in str(order.operands[0]) and len(str(orders[at].operands)) > 80
    return False


def _order(name: str, *operands: Any) -> Any:
    import pikepdf

    return pikepdf.ContentStreamInstruction(list(operands), pikepdf.Operator(name))


def _white(orders: list[Any], at: int) -> list[Any]:
    before = next((o for o in reversed(orders[:at]) if str(o.operator) in {"rg", "g", "k"}), _order("g", 0))
    return [*orders[:at], _order("rg", 1, 1, 1), orders[at], before, *orders[at + 1 :]]


def _unpainted(orders: list[Any], at: int) -> list[Any]:
    return [*orders[:at], _order("Tr", 3), orders[at], _order("Tr", 0), *orders[at + 1 :]]


def _tiny(orders: list[Any], at: int) -> list[Any]:
    return [*orders[:at], _order("Tz", 1), orders[at], _order("Tz", 100), *orders[at + 1 :]]


def _clipped(orders: list[Any], at: int) -> list[Any]:
    begin = max(n for n in range(at) if str(orders[n].operator) == "BT")
    end = min(n for n in range(at, len(orders)) if str(orders[n].operator) == "ET")
    clip = [_order("q"), _order("re", 0, 0, 1, 1), _order("W"), _order("n")]
    return [*orders[:begin], *clip, *orders[begin : end + 1], _order("Q"), *orders[end + 1 :]]


def _moved(orders: list[Any], at: int) -> list[Any]:
    """Off the page."""
    begin = max(n for n in range(at) if str(orders[n].operator) == "BT")
    end = min(n for n in range(at, len(orders)) if str(orders[n].operator) == "ET")
    away = [_order("q"), _order("cm", 1, 0, 0, 1, 3000, 0)]
    return [*orders[:begin], *away, *orders[begin : end + 1], _order("Q"), *orders[end + 1 :]]


def _said_otherwise(orders: list[Any], at: int) -> list[Any]:
    """ActualText that is not what the glyphs show."""
    import pikepdf

    begin = max(n for n in range(at) if str(orders[n].operator) == "BDC")
    tag, values = orders[begin].operands
    said = pikepdf.Dictionary(values)
    said.ActualText = pikepdf.String("Take 80 tablets at once")
    return [*orders[:begin], _order("BDC", tag, said), *orders[begin + 1 :]]


def _other_glyphs(orders: list[Any], at: int) -> list[Any]:
    """The glyphs of a line turned round; what is heard is kept by ActualText where there is one."""
    import pikepdf

    pieces = list(orders[at].operands[0])
    texts = [number for number, piece in enumerate(pieces) if isinstance(piece, pikepdf.String) and bytes(piece)]
    if len(texts) < 4:
        return orders
    one, other = texts[1], texts[-2]
    pieces[one], pieces[other] = pieces[other], pieces[one]
    return [*orders[:at], _order("TJ", pikepdf.Array(pieces)), *orders[at + 1 :]]


def _covered(pdf: Any, rng: random.Random) -> bool:
    page = pdf.pages[0]
    _, _, width, height = (float(value) for value in page.mediabox)
    at = rng.uniform(0.3, 0.6) * height
    box = f"q 1 1 1 rg 40 {at:.1f} {width - 80:.1f} 30 re f Q".encode()
    page.contents_add(pdf.make_stream(b"q"), prepend=True)
    page.contents_add(pdf.make_stream(b"Q /Artifact BMC " + box + b" EMC"))
    return True


def _annotated(pdf: Any, rng: random.Random) -> bool:
    """A note of another program over the text, with another number in it."""
    import pikepdf

    page = pdf.pages[0]
    _, _, width, height = (float(value) for value in page.mediabox)
    at = rng.uniform(0.3, 0.6) * height
    look = pdf.make_stream(f"1 1 1 rg 0 0 {width - 80:.0f} 30 re f".encode())
    look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    look.BBox = [0, 0, width - 80, 30]
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.FreeText,
        Rect=[40, at, width - 40, at + 30],
        Contents="take 8",
        F=4,
        AP={"/N": look},
    )
    page.Annots = pikepdf.Array([*page.get("/Annots", []), pdf.make_indirect(note)])
    return True


def _sticky(pdf: Any, rng: random.Random) -> bool:
    import pikepdf

    page = pdf.pages[0]
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[40, 40, 60, 60], Contents="take 8 at once", F=0
    )
    page.Annots = pikepdf.Array([*page.get("/Annots", []), pdf.make_indirect(note)])
    return True


def _links(pdf: Any, rng: random.Random) -> bool:
    links = [a for page in pdf.pages for a in page.get("/Annots", []) if "/A" in a and "/URI" in a.A]
    if not links:
        return False
    link = rng.choice(links)
    address = str(link.A.URI)
    link.A.URI = re.sub(r"(\d)$", "9", address) if address[-1:].isdigit() else address + "2"
    return str(link.A.URI) != address


def _elements(pdf: Any) -> Iterator[Any]:
    import pikepdf

    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        yield element
        kids = element.get("/K")
        listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        waiting += [kid for kid in listed if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _element(wanted: Callable[[Any], bool], put: Callable[[Any], None]) -> Callable[[Any, random.Random], bool]:
    def change(pdf: Any, rng: random.Random) -> bool:
        found = [element for element in _elements(pdf) if wanted(element)]
        if not found:
            return False
        put(rng.choice(found))
        return True

    return change


def _set(name: str, value: Any) -> Callable[[Any], None]:
    def put(element: Any) -> None:
        element[name] = value() if callable(value) else value

    return put


def _role(*names: str) -> Callable[[Any], bool]:
    return lambda element: str(element.get("/S")) in names


def _turn_kids(element: Any) -> None:
    import pikepdf

    element.K = pikepdf.Array(reversed(list(element.K)))


def _name(text: str) -> Callable[[], Any]:
    def make() -> Any:
        import pikepdf

        return pikepdf.Name(text)

    return make


def _without_page(pdf: Any, rng: random.Random) -> bool:
    if len(pdf.pages) < 2:
        return False
    del pdf.pages[-1]
    return True


def _pages_turned(pdf: Any, rng: random.Random) -> bool:
    if len(pdf.pages) < 2:
        return False
    first = pdf.pages[0]
    pdf.pages.append(first)
    del pdf.pages[0]
    return True


def _untagged(pdf: Any, rng: random.Random) -> bool:
    del pdf.Root.StructTreeRoot
    return True


def _unmapped(pdf: Any, rng: random.Random) -> bool:
    """Fonts that copy and read aloud "5" where they show "2": digits change places in ToUnicode."""
    changed = False
    for thing in pdf.objects:
        try:
            unicode_map = thing.get("/ToUnicode")
        except (AttributeError, TypeError, ValueError):
            continue
        if unicode_map is not None:
            text = unicode_map.read_bytes()
            turned = text.replace(b"<0032>", b"<@>").replace(b"<0035>", b"<0032>").replace(b"<@>", b"<0035>")
            changed |= turned != text
            unicode_map.write(turned)
    return changed


def _picture_less(pdf: Any, rng: random.Random) -> bool:
    """Everything on a page in a layer that is off."""
    import pikepdf

    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="layer"))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D={"/OFF": [layer], "/Order": [layer]})
    page = rng.choice([*pdf.pages])
    page.Resources.Properties = pikepdf.Dictionary({"/off": layer})
    page.contents_add(pdf.make_stream(b"/OC /off BDC"), prepend=True)
    page.contents_add(pdf.make_stream(b"EMC"))
    return True


def _scripted(pdf: Any, rng: random.Random) -> bool:
    import pikepdf

    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('take 8')")
    return True


# books


def _book(change: Callable[[dict[str, bytes], random.Random], bool]) -> Hide:
    def hide(made: Artifact, rng: random.Random) -> Files | None:
        files = entries(made.main.content)
        if not change(files, rng):
            return None
        return with_file(made, made.main.name, packed(files))

    return hide


def _in(ending: str, found: str, put: str) -> Callable[[dict[str, bytes], random.Random], bool]:
    """Replace one place where a pattern is found in files with an ending."""

    def change(files: dict[str, bytes], rng: random.Random) -> bool:
        places = [
            (name, match)
            for name, content in files.items()
            if name.endswith(ending)
            for match in re.finditer(found, content.decode())
        ]
        if not places:
            return False
        name, match = rng.choice(places)
        text = files[name].decode()
        files[name] = (text[: match.start()] + match.expand(put) + text[match.end() :]).encode()
        return True

    return change


def _css(rule: str) -> Callable[[dict[str, bytes], random.Random], bool]:
    def change(files: dict[str, bytes], rng: random.Random) -> bool:
        files["EPUB/book.css"] += rule.encode()
        return True

    return change


def _picture(files: dict[str, bytes], rng: random.Random) -> bool:
    from PIL import Image, ImageDraw

    names = [name for name in files if name.endswith((".jpg", ".png"))]
    name = rng.choice(names)
    with Image.open(io.BytesIO(files[name])) as picture:
        drawn = picture.convert("RGB")
        ImageDraw.Draw(drawn).text((drawn.width // 3, drawn.height // 3), "take 8", fill="black", font_size=40)
        out = io.BytesIO()
        drawn.save(out, picture.format or "PNG", quality=95)
    files[name] = out.getvalue()
    return True


def _chapter_less(files: dict[str, bytes], rng: random.Random) -> bool:
    return _in("content.opf", r'<itemref[^>]*idref="ch0?\d[^>]*/>', "")(files, rng)


# letters


def _html(change: Callable[[str, random.Random], str | None], ending: str = ".eml") -> Hide:
    def hide(made: Artifact, rng: random.Random) -> Files | None:
        for file in made.files:
            if file.name.endswith(ending):
                words = parts_of(file.content)["text/html"] if ending == ".eml" else file.content.decode()
                changed = change(words, rng)
                if changed is None or changed == words:
                    return None
                content = with_parts(file.content, {"text/html": changed}) if ending == ".eml" else changed.encode()
                return with_file(made, file.name, content)
        return None

    return hide


def _once(found: str, put: str) -> Callable[[str, random.Random], str | None]:
    def change(text: str, rng: random.Random) -> str | None:
        places = list(re.finditer(found, text))
        if not places:
            return None
        match = rng.choice(places)
        return text[: match.start()] + match.expand(put) + text[match.end() :]

    return change


def _mail(change: Callable[[bytes], bytes]) -> Hide:
    def hide(made: Artifact, rng: random.Random) -> Files | None:
        mail = next(file for file in made.files if file.name.endswith(".eml"))
        changed = change(mail.content)
        return None if changed == mail.content else with_file(made, mail.name, changed)

    return hide


def _header(name: bytes, value: bytes) -> Callable[[bytes], bytes]:
    return lambda mail: re.sub(rb"(?m)^" + name + rb": .*(?:\r\n[ \t].*)*", name + b": " + value, mail, count=1)


# posts


def _listed(change: Callable[[dict[str, Any], random.Random], bool]) -> Hide:
    def hide(made: Artifact, rng: random.Random) -> Files | None:
        listed = json.loads(made.file("posts.json").content)
        if not change(listed, rng):
            return None
        return with_file(made, "posts.json", json.dumps(listed, ensure_ascii=False, indent=2).encode())

    return hide


def _field(name: str, value: Any) -> Callable[[dict[str, Any], random.Random], bool]:
    def change(listed: dict[str, Any], rng: random.Random) -> bool:
        post = rng.choice(listed["posts"])
        old = post[name]
        post[name] = value(old)
        return bool(post[name] != old)

    return change


def _post_less(listed: dict[str, Any], rng: random.Random) -> bool:
    listed["posts"].pop(rng.randrange(len(listed["posts"])))
    return True


def _card(change: Callable[[Any, random.Random], Any]) -> Hide:
    def hide(made: Artifact, rng: random.Random) -> Files | None:
        from PIL import Image

        card = rng.choice([file for file in made.files if file.name.startswith("cards/")])
        with Image.open(io.BytesIO(card.content)) as picture:
            drawn = change(picture.convert("RGB"), rng)
            if drawn.tobytes() == picture.convert("RGB").tobytes():
                return None  # nothing stood there
            out = io.BytesIO()
            drawn.save(out, picture.format or "PNG", quality=95)
        return with_file(made, card.name, out.getvalue())

    return hide


def _recoloured(picture: Any, rng: random.Random) -> Any:
    from PIL import Image

    red, green, blue = picture.split()
    return Image.merge("RGB", (blue, red, green))


def _faded(picture: Any, rng: random.Random) -> Any:
    return picture.point(lambda value: 255 - (255 - value) * 0.35)


def _tinted(picture: Any, rng: random.Random) -> Any:
    from PIL import Image

    red, green, blue = picture.split()
    return Image.merge("RGB", (red.point(lambda value: min(255, value + 26)), green, blue.point(lambda v: v * 0.9)))


def _patched(picture: Any, rng: random.Random) -> Any:
    """A small piece of the card put over another: a digit over a digit."""
    box = picture.convert("L").point(lambda value: 255 * (value < 128)).getbbox()
    left, top = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
    piece = picture.crop((left - 60, top - 12, left - 30, top + 24))
    picture.paste(piece, (left + 45, top - 9))
    return picture


def _lined(picture: Any, rng: random.Random) -> Any:
    from PIL import ImageDraw

    ImageDraw.Draw(picture).line((picture.width // 3, 300, picture.width // 3 + 16, 300), fill="black", width=3)
    return picture


def _cards_turned(made: Artifact, rng: random.Random) -> Files | None:
    cards = [file for file in made.files if file.name.startswith("cards/") and file.name.endswith(".png")]
    one, other = cards[0], next(card for card in cards[1:] if card.content != cards[0].content)
    files = with_file(made, one.name, other.content)
    return tuple(File(file.name, file.media_type, one.content) if file.name == other.name else file for file in files)


HTML = ".html"
HANDOUT, BOOK, MAIL, POSTS, PAGE, PARTS = ("full",), ("epub",), ("single",), ("posts",), ("web",), ("embed",)
TRICKS = (
    Trick("white text", "handout", HANDOUT, _stream(_white)),
    Trick("text without ink", "handout", HANDOUT, _stream(_unpainted)),
    Trick("squeezed text", "handout", HANDOUT, _stream(_tiny), held=True),
    Trick("clipped text", "handout", HANDOUT, _stream(_clipped)),
    Trick("text off the page", "handout", HANDOUT, _stream(_moved), held=True),
    Trick("ActualText of its own", "handout", HANDOUT, _stream(_said_otherwise)),
    Trick("other glyphs", "handout", HANDOUT, _stream(_other_glyphs)),
    Trick("covered text", "handout", HANDOUT, _pdf(_covered)),
    Trick("covering note", "handout", HANDOUT, _pdf(_annotated)),
    Trick("sticky note", "handout", HANDOUT, _pdf(_sticky), held=True),
    Trick("other link", "handout", HANDOUT, _pdf(_links)),
    Trick("element says otherwise", "handout", HANDOUT, _pdf(_element(_role("/P", "/Span"), _set("/ActualText", "8")))),
    Trick("other description", "handout", HANDOUT, _pdf(_element(_role("/Figure"), _set("/Alt", "take 8")))),
    Trick("heading no more", "handout", HANDOUT, _pdf(_element(_role("/H2", "/H3"), _set("/S", _name("/P"))))),
    Trick("head cell no more", "handout", HANDOUT, _pdf(_element(_role("/TH"), _set("/S", _name("/TD"))))),
    Trick("rows turned in the tags", "handout", HANDOUT, _pdf(_element(_role("/TR", "/L"), _turn_kids))),
    Trick("reading order turned", "handout", HANDOUT, _pdf(_element(_role("/Sect", "/Div"), _turn_kids)), held=True),
    Trick("page lost", "handout", HANDOUT, _pdf(_without_page)),
    Trick("pages turned", "handout", HANDOUT, _pdf(_pages_turned)),
    Trick("untagged", "handout", HANDOUT, _pdf(_untagged)),
    Trick("digits read aloud as others", "handout", HANDOUT, _pdf(_unmapped)),
    Trick("layer off", "handout", HANDOUT, _pdf(_picture_less), held=True),
    Trick("script", "handout", HANDOUT, _pdf(_scripted), held=True),
    Trick(
        "hidden by its element",
        "booklet",
        BOOK,
        _book(_in(".xhtml", r"<(p|li|tr|div)(?=[ >])", r'<\1 style="display:none"')),
    ),
    Trick("hidden attribute", "booklet", BOOK, _book(_in(".xhtml", r"<(p|li|tr)(?=[ >])", r'<\1 hidden="hidden"'))),
    Trick(
        "invisible by its element",
        "booklet",
        BOOK,
        _book(_in(".xhtml", r"<(p|li|tr)(?=[ >])", r'<\1 style="visibility: hidden"')),
    ),
    Trick("hidden by the style sheet", "booklet", BOOK, _book(_css("\n.callout { display: none }"))),
    Trick(
        "white by the style sheet", "booklet", BOOK, _book(_css("\nli { color: #fff; background: #fff }")), held=True
    ),
    Trick("added by the style sheet", "booklet", BOOK, _book(_css('\nli::after { content: " 8 tablets" }')), held=True),
    Trick("other picture", "booklet", BOOK, _book(_picture)),
    Trick("other description", "booklet", BOOK, _book(_in(".xhtml", r'alt="[^"]+"', 'alt="take 8"')), grave=False),
    Trick("other link", "booklet", BOOK, _book(_in(".xhtml", r'href="(?:tel|https)[^"]+(?=")', r"\g<0>9"))),
    Trick("other contents", "booklet", BOOK, _book(_in("nav.xhtml", r"(<a [^>]*>)[^<]+", r"\1Take 8")), grave=False),
    Trick("other contents, old", "booklet", BOOK, _book(_in("toc.ncx", r"<text>[^<]+", "<text>Take 8")), held=True),
    Trick("chapter out of the spine", "booklet", BOOK, _book(_chapter_less)),
    Trick("numbering begins elsewhere", "booklet", BOOK, _book(_in(".xhtml", r"<ol ", '<ol start="4" '))),
    Trick("numbering turned", "booklet", BOOK, _book(_in(".xhtml", r"<ol ", '<ol reversed="reversed" ')), held=True),
    Trick(
        "turned direction",
        "booklet",
        BOOK,
        _book(_in(".xhtml", r"<(p|li)(?=[ >])", r'<\1><bdo dir="rtl">12 34</bdo></\1><\1')),
        held=True,
    ),
    Trick(
        "title of the book",
        "booklet",
        BOOK,
        _book(_in("content.opf", r"(<dc:title[^>]*>)[^<]+", r"\1Take 8")),
        grave=False,
    ),
    Trick(
        "hidden by its element", "newsletter", MAIL, _html(_once(r"<(p|li|td|h2)(?=[ >])", r'<\1 style="display:none"'))
    ),
    Trick(
        "text without size", "newsletter", MAIL, _html(_once(r'<(p|li)( [^>]*)?style="', r'<\1\2style="font-size:0;'))
    ),
    Trick(
        "white text",
        "newsletter",
        MAIL,
        _html(_once(r'<(p|li)( [^>]*)?style="', r'<\1\2style="color:#ffffff;')),
        held=True,
    ),
    Trick("hidden by a rule", "newsletter", MAIL, _html(_once(r"</head>", "<style>p{display:none}</style></head>"))),
    Trick(
        "said to Outlook only",
        "newsletter",
        MAIL,
        _html(_once(r"</p>", "</p><!--[if mso]><p>Take 8</p><![endif]-->")),
        held=True,
    ),
    Trick("other link", "newsletter", MAIL, _html(_once(r'href="(?:tel|https|mailto)[^"]+(?=")', r"\g<0>9"))),
    Trick("other description", "newsletter", MAIL, _html(_once(r'alt="[^"]+"', 'alt="take 8"')), grave=False),
    Trick("commented out", "newsletter", MAIL, _html(_once(r"<p[ >].*?</p>", r"<!-- \g<0> -->"))),
    Trick("subject", "newsletter", MAIL, _mail(_header(b"Subject", b"Take 8 at once"))),
    Trick("sender", "newsletter", MAIL, _mail(_header(b"From", b"Other <other@example.org>")), held=True),
    Trick("address of replies", "newsletter", MAIL, _mail(_header(b"Reply-To", b"other@example.org")), held=True),
    Trick(
        "hidden by its element",
        "newsletter",
        MAIL,
        _html(_once(r"<(p|li|h2)(?=[ >])", r'<\1 style="display:none"'), ".html"),
    ),
    Trick("other link", "newsletter", MAIL, _html(_once(r'href="(?:tel|https|mailto)[^"]+(?=")', r"\g<0>9"), ".html")),
    Trick(
        "hidden by a rule",
        "newsletter",
        MAIL,
        _html(_once(r"</head>", "<style>p{display:none}</style></head>"), ".html"),
    ),
    Trick("other link", "social", POSTS, _listed(_field("link", lambda link: link + "9"))),
    Trick("other day", "social", POSTS, _listed(_field("not_after", lambda day: day.replace("20", "21", 1)))),
    Trick("post lost", "social", POSTS, _listed(_post_less)),
    Trick(
        "other network",
        "social",
        POSTS,
        _listed(_field("network", lambda name: "x" if name != "x" else "threads")),
        held=True,
    ),
    Trick("card recoloured", "social", POSTS, _card(_recoloured), grave=False),
    Trick("card faded", "social", POSTS, _card(_faded)),
    Trick("card tinted", "social", POSTS, _card(_tinted), grave=False, held=True),
    Trick("card patched", "social", POSTS, _card(_patched)),
    Trick("card with a stroke", "social", POSTS, _card(_lined), held=True),
    Trick("cards turned", "social", POSTS, _cards_turned),
    Trick(
        "hidden by its element", "page", PAGE, _html(_once(r"<(p|li|td|h2)(?=[ >])", r'<\1 style="display:none"'), HTML)
    ),
    Trick("hidden attribute", "page", PAGE, _html(_once(r"<(p|li|tr)(?=[ >])", r"<\1 hidden"), HTML)),
    Trick("hidden by a rule", "page", PAGE, _html(_once(r"</head>", "<style>ol{display:none}</style></head>"), HTML)),
    Trick(
        "clear by a rule",
        "page",
        PAGE,
        _html(_once(r"</head>", "<style>li{opacity:0}</style></head>"), HTML),
        held=True,
    ),
    Trick(
        "added by a rule",
        "page",
        PAGE,
        _html(_once(r"</head>", '<style>li::after{content:" 8 tablets"}</style></head>'), HTML),
        held=True,
    ),
    Trick("other link", "page", PAGE, _html(_once(r'href="(?:tel|https)[^"]+(?=")', r"\g<0>9"), HTML)),
    Trick("other anchor", "page", PAGE, _html(_once(r'href="#[^"]+(?=")', r"\g<0>9"), HTML), grave=False),
    Trick("other description", "page", PAGE, _html(_once(r'alt="[^"]+"', 'alt="take 8"'), HTML), grave=False),
    Trick("heading no more", "page", PAGE, _html(_once(r"<h2([ >].*?</)h2>", r"<p\1p>"), HTML)),
    Trick("head cell no more", "page", PAGE, _html(_once(r"<th([ >].*?</)th>", r"<td\1td>"), HTML), held=True),
    Trick("numbering begins elsewhere", "page", PAGE, _html(_once(r"<ol(?=[ >])", '<ol start="4"'), HTML)),
    Trick("commented out", "page", PAGE, _html(_once(r"<p[ >].*?</p>", r"<!-- \g<0> -->"), HTML)),
    Trick(
        "written by a script",
        "page",
        PAGE,
        _html(_once(r"</body>", "<script>document.title='8'</script></body>"), HTML),
    ),
    Trick(
        "told to search engines",
        "page",
        PAGE,
        _html(_once(r'("description": ?")[^"]+', r"\1Take 8 at once"), HTML),
        grave=False,
    ),
    Trick(
        "described otherwise",
        "page",
        PAGE,
        _html(_once(r'(name="description" content=")[^"]+', r"\1Take 8"), HTML),
        held=True,
    ),
    Trick(
        "read by others in its place",
        "page",
        PAGE,
        _html(_once(r"<p(?=[ >])", '<p aria-label="Take 8"'), HTML),
        held=True,
    ),
    Trick("hidden by its element", "page", PARTS, _html(_once(r"<(p|li)(?=[ >])", r'<\1 style="display:none"'), HTML)),
    Trick("other link", "page", PARTS, _html(_once(r'href="(?:tel|https)[^"]+(?=")', r"\g<0>9"), "plain.html")),
)

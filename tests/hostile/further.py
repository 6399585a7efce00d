"""Further hostile inputs, of forms that no limit was tuned on: drawings, pictures, texts, fields, names, snippets."""

from __future__ import annotations

import gzip
import os
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.hostile import pictures as made
from tests.hostile.cases import BRAND, FIGURE, ODD, Case, article, odd
from tests.hostile.pictures import chunk, png_of, saved, svg
from tests.workspace import HEAD

Maker = Callable[[Path], object]


def further() -> Iterator[Case]:
    """Every further case, by kind."""
    for kind in (_drawings, _pictures, _markdown, _fields, _names, _links, _snippets, _collections, _brands):
        yield from kind()


def _drawings() -> Iterator[Case]:
    figure = FIGURE.replace("a.png", "a.svg")
    long = "M0 0 " + " ".join(f"L{i % 97} {i % 89}" for i in range(20_000))
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    whole = '<rect width="9" height="9"/>'
    for name, content, refused in (
        ("tiny dashes", svg(f'<path d="{long}" stroke="#000" stroke-dasharray="0.001"/>'), "?"),
        ("tiny dashes by style", svg(f'<style>path {{ stroke-dasharray: .0001 }}</style><path d="{long}"/>'), "?"),
        ("tiny tiles", _tiled("0.01"), "?"),
        ("tiles of nothing", _tiled("0"), "?"),
        ("a marker at each point", _marked(long), ODD),
        ("a marker at each point by a rule", _marked_by("", "<style>path { m\\61rker: url(#m) }</style>", long), ODD),
        ("a marker at each point of a group", _marked_by(' marker-mid="url(#m)"', "", long), ODD),
        ("a marker of itself by a rule", svg(_RING), "?"),
        ("a turbulence", svg(_filtered('<feTurbulence numOctaves="999999999" baseFrequency="9"/>')), "?"),
        ("a blur without end", svg(_filtered('<feGaussianBlur stdDeviation="1e9"/>')), "?"),
        ("a clip of itself", svg('<clipPath id="c"><rect clip-path="url(#c)" width="9" height="9"/></clipPath>'), "?"),
        ("a gradient of itself", svg('<linearGradient id="g" href="#g"/><rect fill="url(#g)" width="9"/>'), "?"),
        ("gradients in a circle", _circle(), "?"),
        ("laughs", f'<!DOCTYPE svg [<!ENTITY l0 "ha">{laughs}]>'.encode() + svg("<text>&l9;</text>"), ODD),
        ("a file as entity", b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("&a;"), ODD),
        ("a parameter entity", b'<!DOCTYPE svg [<!ENTITY % a SYSTEM "http://x.example.org/a">%a;]>' + svg(whole), ODD),
        ("UTF-16", svg(whole).decode().encode("utf-16"), "?"),
        ("gzip", gzip.compress(svg(whole), mtime=0), ODD),
        ("10,000 groups in groups", svg("<g>" * 10_000 + "</g>" * 10_000), ODD),
        ("5,000 rules", svg(f"<style>{''.join(f'#a{i} {{ fill: red }}' for i in range(5_000))}</style>{whole}"), "?"),
        ("selectors of selectors", svg(f"<style>{'g ' * 2_000} rect {{ fill: red }}</style>{whole}"), "?"),
        ("nested rules", svg("<style>" + "@media all {" * 3_000 + f"</style>{whole}"), "?"),
        ("brackets in a style", svg("<style>rect { fill: " + "calc(" * 20_000 + f"</style>{whole}"), "?"),
        ("a path of arcs", svg(f'<path d="M0 0 {"a1e30 1e30 0 0 1 1 1 " * 5_000}"/>'), "?"),
        ("a path of exponents", svg(f'<path d="M0 0 L{"9" * 5_000} 1"/>'), "?"),
        ("transforms in a row", svg(f'<g transform="{"scale(9) " * 5_000}">{whole}</g>'), "?"),
        ("digits of full width", svg(whole, ' width="\uff19\uff19" height="9"'), "?"),
        ("percents only", svg(whole, ' width="100%" height="100%"'), "?"),
        ("a hair's width", svg(whole, ' viewBox="0 0 100000 0.001"'), "?"),
        ("a drawing in a drawing in it", _inside(5), "?"),
        ("a picture bomb inside", svg(f'<image width="9" height="9" href="{_data(_thin())}"/>'), "?"),
        ("zero width in its words", svg("<text>Take 5\u200b0 mg</text>"), ODD),
        ("an override in its title", svg("<title>Take \u202e05 mg</title>" + whole), ODD),
        ("a false letter in its words", svg("<text>p\u0430racetamol</text>"), ODD),
        ("an override by number", svg("<text>Take &#x202E;05 mg</text>"), ODD),
    ):  # fmt: skip
        yield odd(f"a further drawing: {name}", figure, refused, a__svg=content)


def _tiled(size: str) -> bytes:
    tile = f'<pattern id="p" width="{size}" height="{size}" patternUnits="userSpaceOnUse"><rect width="1" height="1"/>'
    return svg(f'{tile}</pattern><rect width="100" height="50" fill="url(#p)"/>')


def _marked(path: str) -> bytes:
    inner = '<path d="M0 0 L9 9 L0 9 Z"/>' * 20
    return svg(f'<marker id="m">{inner}</marker><path d="{path}" marker-mid="url(#m)"/>')


def _marked_by(group: str, rule: str, path: str) -> bytes:
    inner = '<path d="M0 0 L9 9 L0 9 Z"/>' * 20
    return svg(f'{rule}<marker id="m">{inner}</marker><g{group}><path d="{path}"/></g>')


_RING = '<style>path { marker: url(#m) }</style><marker id="m"><path d="M0 0 L9 9"/></marker><path d="M0 0 L9 9"/>'


def _filtered(inner: str) -> str:
    return f'<filter id="f">{inner}</filter><rect width="100" height="50" filter="url(#f)"/>'


def _circle() -> bytes:
    ring = "".join(f'<radialGradient id="g{i}" href="#g{(i + 1) % 9}"/>' for i in range(9))
    return svg(f'{ring}<rect fill="url(#g0)" width="9" height="9"/>')


def _inside(depth: int) -> bytes:
    content = svg('<rect width="9" height="9"/>')
    for _ in range(depth):
        content = svg(f'<image width="9" height="9" href="{_data(content, "image/svg+xml")}"/>')
    return content


def _data(content: bytes, media_type: str = "image/png") -> str:
    import base64

    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def _thin() -> bytes:
    """One column of 49 megapixels in 6 kB."""
    import zlib

    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b"\0\0" * 1_000_000) for _ in range(49)) + packer.flush()
    head = chunk(b"IHDR", (1).to_bytes(4, "big") + (49_000_000).to_bytes(4, "big") + bytes([8, 0, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _pictures() -> Iterator[Case]:
    scan = saved("JPEG", size=(300, 200), progressive=True)
    frames = b"".join(b"!\xf9\4\0\1\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0" for _ in range(60_000))
    gif = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + frames + b";"
    for name, content, refused in (
        ("a cut JPEG that ends properly", made.cut_jpeg(), ODD),
        ("a cut JPEG of inks that ends properly", made.cut_jpeg(0.7, "CMYK"), ODD),
        ("a JPEG without its last scans", scan[: made.scans_of(scan)[3]] + b"\xff\xd9", ODD),
        ("a JPEG of 5,000 scans", made.scan_bomb(), ODD),
        ("a JPEG without tables", saved("JPEG").replace(b"\xff\xdb", b"\xff\xee", 2), ODD),
        ("a JPEG of arithmetic codes", saved("JPEG").replace(b"\xff\xc0", b"\xff\xc9", 1), ODD),
        ("a JPEG in the name of PNG", saved("JPEG"), ""),
        ("a drawing in the name of PNG", svg(), "?"),
        ("one column of 49 megapixels", _thin(), "?"),
        ("a GIF of 60,000 frames", gif, "?"),
        ("a GIF frame outside", gif[:20] + b",\xff\xff\xff\xff\1\0\1\0\0\2\2D\1\0;", "?"),
        ("a palette without colours", png_of((9, 9, 8, 3), (b"\0" + bytes(9)) * 9), "?"),
        ("more pixels than it says", png_of((2, 2, 8, 2), b"\0" * 20_000_000), "?"),
        ("a cut interlaced PNG", saved("PNG", size=(300, 200))[:-900] + saved("PNG")[-12:], ODD),
        ("two headers", saved("PNG")[:33] + saved("PNG")[8:], "?"),
        ("a length of 4 GB", saved("PNG")[:33] + b"\xff\xff\xff\xffIDAT" + saved("PNG")[41:], ODD),
        ("a WebP of a false size", saved("WEBP")[:4] + b"\xff\xff\xff\x7f" + saved("WEBP")[8:], "?"),
    ):
        yield odd(f"a further picture: {name}", FIGURE, refused, a__png=content)


def _markdown() -> Iterator[Case]:
    for name, body, refused in (
        ("stars and underscores", "*a _b " * 15_000, "?"),
        ("stars in stars", "*" * 40_000 + "a", "?"),
        ("fences of code, each longer", " ".join("`" * (i % 300 + 1) + " a" for i in range(2_000)), "?"),
        ("angles", "<" * 50_000, "?"),
        ("links of angles", "[a](<" * 10_000, "?"),
        ("half entities", "&" * 50_000 + " &amp" * 5_000, "?"),
        ("dollars", "$a " * 20_000, "?"),
        ("tildes", "~a~ ^b^ " * 10_000, "?"),
        ("quotation marks", "\"a 'b " * 15_000, "?"),
        ("comments", "<!--" * 10_000, "?"),
        ("sections of CDATA", "<![CDATA[" * 10_000, "?"),
        ("instructions", "<?" * 20_000, "?"),
        ("attributes", "a {" + "b=c " * 20_000 + "}", "?"),
        ("values", "{{phone}} " * 10_000, "?"),
        ("open values", "{{" * 20_000, "?"),
        ("citations", "[" + "; ".join("@table" for _ in range(5_000)) + "]", "?"),
        ("5,000 headings", "".join(f"### H{i}\n\n" for i in range(5_000)), "?"),
        ("headings of one name", "### Same\n\nWords.\n\n" * 2_000, "?"),
        ("a table of 20,000 rows", '::: {.table caption="x"}\n|a|b|\n|---|---|\n' + "|1|2|\n" * 20_000 + ":::", ODD),
        ("a table of 1,490 rows", '::: {.table caption="x"}\n|a|b|\n|---|---|\n' + "|1|2|\n" * 1490 + ":::", "?"),
        ("a line of pipes", "|" * 49_000 + "\n" + "|-" * 20_000, "?"),
        ("setext without end", "a\n" * 20_000 + "===", "?"),
        ("definitions", "a\n: b\n" * 5_000, "?"),
        ("tasks in tasks", "".join("  " * i + "- [ ] x\n" for i in range(200)), "?"),
        ("lists of mixed kinds", "".join("   " * i + ("1. " if i % 2 else "- ") + "x\n" for i in range(120)), "?"),
        ("quotations of lists", "> - " * 2_000 + "x", "?"),
        ("families of figures", "\U0001f468\u200d" * 5_000, "?"),
        ("a space without width before a unit", "Take 5 \u200bmg.", ODD),
        ("a space without width behind a number", "Take 5\u200b mg.", ODD),
        ("a joiner before a number", "Take \u200d5 mg.", ODD),
        ("accents of a thousand", "e" + "\u0301" * 1_000, ODD),
        ("words that open nothing", "::: \n" * 3_000, "?"),
        ("blocks one after the other", "::: callout\nx\n:::\n\n" * 1_500, "?"),
        ("pictures of one name", FIGURE * 500, "?"),
        ("notes in a table of notes", "a[^1]\n\n[^1]:\n    | a[^1] | b |\n    |---|---|\n    | c[^1] | d |\n", "?"),
        ("an address without end", "<https://example.org/" + "a/" * 24_000 + ">", "?"),
        ("addresses in addresses", "[a](https://example.org/?" + "u=https://example.org/?" * 2_000 + ")", "?"),
    ):  # fmt: skip
        yield odd(f"a further text: {name}", body, refused, a__png=saved("PNG"))


def _fields() -> Iterator[Case]:
    """A character that turns or hides in each field of words of an article's head."""
    for key, value in re.findall(r"(?m)([\w]+): ([A-Z][A-Za-z ]{3,})(?=[,}\n])", HEAD):
        for name, hidden in (("an override", "\\u202e"), ("a hidden space", "\\u200b")):
            turned = f'{key}: "{value[:-2]}{hidden}{value[-2:]}"'
            head = HEAD.replace(f"{key}: {value}", turned, 1)
            yield Case(f"a further field: {name} in {key} {value}", {ODD: article("Take 5 mg.", head)})
    for key, more in {
        "subtitle": 'subtitle: "A \\u202ebc"\n',
        "keywords": 'keywords: ["ti\\u202edes"]\n',
        "a key": '"ti\\u202edes": a\n',
        "a picture's credit": 'pictures:\n  a.png: {credit: "Exa\\u202emple", licence: CC0}\n',
    }.items():
        files = {ODD: article(FIGURE, HEAD + more), "source/odd/images/a.png": saved("PNG")}
        yield Case(f"a further field: an override in {key}", files)
    for place, body in {
        "an alternative text of a row": "![A \u202eb](images/a.png)",
        "a title of a link": '[Take](https://example.org "5\u202e0 mg")',
        "a question": "::: questions\n### Take \u202e05 mg?\n\nNo.\n:::",
        "an anchor": "### Take {#ta\u202eke}",
        "a language": "[Take 05]{lang=e\u202en}",
        "a citation": "Take it.[@ta\u202eble]",
    }.items():
        yield odd(f"a further field: an override in {place}", body, ODD, a__png=saved("PNG"))


def _names() -> Iterator[Case]:
    good = article("Take 5 mg.")
    for name in (
        "-rf",
        "--help",
        "a.b",
        "a_b",
        "ａｂ",
        "a\u2010b",
        "tides ",
        "tides.",
        "\u0130x",
        "🌊",
        "a%2e",
        "a\\b",
        "~",
        "con",
        "a--b",
    ):
        accepted = "?" if name in {"con", "a--b"} else f"source/{name}"
        yield Case(f"a further name: {name!a}", {f"source/{name}/article.md": good}, accepted)
    for name in ("article.EN.md", "article.e\u0301.md", "article..md", "article.en.md", "Article.md", "article.md.bak"):
        yield Case(f"a further name: {name!a} beside", {ODD: good, f"source/odd/{name}": good}, "?")
    for name in ("a\u202egnp.png", "-o.png", "a b.png", "e\u0301.png", "a'b\".png", "a#b.png", "con.png"):
        figure = FIGURE.replace("images/a.png", f"<images/{name}>")
        yield Case(
            f"a further name: a picture {name!a}",
            {ODD: article(figure), f"source/odd/images/{name}": saved("PNG")},
            "?",
        )


def _links() -> Iterator[Case]:
    def linked(target: str) -> Maker:
        return lambda path: path.symlink_to(target)

    def plug(path: Path) -> None:
        here = Path.cwd()
        # A socket's name may have 108 characters only (sun_path), whatever folder it lies in.
        os.chdir(path.parent)
        try:
            with socket.socket(socket.AF_UNIX) as made:
                made.bind(path.name)
        finally:
            os.chdir(here)

    brand, house = "styles/brands/odd", BRAND.encode()
    table: tuple[tuple[str, Mapping[str, bytes | Maker], str], ...] = (
        ("images that lead out", {ODD: article(FIGURE), "source/odd/images": linked("/etc")}, ODD),
        ("images that lead to themselves", {ODD: article(FIGURE), "source/odd/images": linked("images")}, ODD),
        ("a ring of folders", {ODD: article("Take 5 mg."), "source/odd/images/x/loop": linked("../..")}, "?"),
        ("a socket for a picture", {ODD: article(FIGURE), "source/odd/images/a.png": plug}, ODD),
        ("a socket for an article", {ODD: plug}, ODD),
        ("a pipe in the images", {ODD: article("Take 5 mg."), "source/odd/images/b.png": os.mkfifo}, "?"),
        ("snippets that lead out", {ODD: article("::: {include=s}\n:::"), "source/_snippets": linked("/etc")}, ODD),
        ("a pipe for the snippets", {ODD: article("::: {include=s}\n:::"), "source/_snippets": os.mkfifo}, ODD),
        ("a brand that leads out", {"styles/brands/odd": linked("/etc")}, "styles/brands/odd"),
        ("a brand that is a pipe", {"styles/brands/odd/brand.toml": os.mkfifo}, "styles/brands/odd"),
        ("a brand that is a device", {"styles/brands/odd/brand.toml": linked("/dev/zero")}, "styles/brands/odd"),
        ("a logo that is a pipe", {f"{brand}/brand.toml": house, f"{brand}/logo.svg": os.mkfifo}, brand),
        ("tokens that are a device", {f"{brand}/brand.toml": house, f"{brand}/tokens.css": linked("/dev/zero")}, brand),
        ("an article in another one's folder", {"source/odd": linked("good")}, "source/odd"),
        ("a file in the place of a folder", {"source/odd": b"words"}, "source/odd"),
    )  # fmt: skip
    for name, files, refused in table:
        yield Case(f"a further link: {name}", files, refused)


def _snippets() -> Iterator[Case]:
    include = article("::: {include=s0}\n:::")
    for name, content in {
        "a head": b"---\ntitle: x\n---\n\nWords.\n",
        "a block that nobody closes": b"::: callout\nTake 5 mg.\n",
        "one end too many": b"Words.\n\n:::\n\nMore.\n",
        "600 kB": b"Words. " * 100_000,
        "NULs": b"\0" * 1_000,
        "ESC": b"Take 5\x1b[2J mg.",
        "tags": "Take 5\U000e0030 mg.".encode(),
        "raw HTML": b"<script>alert(1)</script>",
        "quotations": b">" * 5_000 + b" deep",
        "a picture above": b"![The bay](images/../../../secret.png)",
        "values in values": b"{{{{phone}}}}",
        "nothing": b"",
    }.items():
        refused = (
            "?" if name in {"a head", "values in values", "nothing", "raw HTML", "one end too many"} else "source/"
        )
        yield Case(f"a further snippet of {name}", {ODD: include, "source/_snippets/s0.md": content}, refused)
    ring = {f"source/_snippets/r{i}.md": f"::: {{include=r{(i + 1) % 9}}}\n:::\n".encode() for i in range(9)}
    yield Case("a further snippet: a ring of nine", {ODD: article("::: {include=r0}\n:::"), **ring}, "source/")
    often = {ODD: article("::: {include=s0}\n:::\n\n" * 2_000), "source/_snippets/s0.md": b"W.\n"}
    yield Case("a further snippet: 2,000 times", often, "source/")
    missing = "".join(f"::: {{include=m{i}}}\n:::\n\n" for i in range(2_000))
    yield Case("a further snippet: 2,000 that are missing", {ODD: article(missing)}, "source/")


def _collections() -> Iterator[Case]:
    file = "source/odd.collection.toml"
    for name, content in {
        "an override in a subtitle": b'title = "T"\nsubtitle = "A\\u202eb"\narticles = ["good"]\n',
        "a hidden space in a name": b'title = "T"\narticles = ["good"]\n'
        b'[[contributors]]\nname = "Exa\\u200bmple"\nrole = "editor"\n',
        "dates as titles": b'title = 2026-01-01\narticles = ["good"]\n',
        "keys twice": b'title = "T"\ntitle = "U"\narticles = ["good"]\n',
        "10,000 articles": b'title = "T"\narticles = [' + b'"good", ' * 10_000 + b"]\n",
        "a table for articles": b'title = "T"\n[articles]\ngood = 1\n',
        "NULs": b'title = "T\0"\narticles = ["good"]\n',
    }.items():
        yield Case(f"a further collection of {name}", {file: content}, file)


def _brands() -> Iterator[Case]:
    """A character that turns in each field of words of a brand."""
    file = "styles/brands/odd/brand.toml"
    section = ""
    for line in BRAND.splitlines():
        section = line if line.startswith("[") else section
        match = re.match(r'(\w+) = "([^"#@:+]{3,})"$', line)
        if match and "/" not in match[2] and not section.startswith(("[utm", "[social.", "[newsletter.")):
            turned = BRAND.replace(line, f'{match[1]} = "{match[2][:2]}\\u202e{match[2][2:]}"', 1)
            yield Case(f"a further brand: an override in {section} {match[1]}", {file: turned.encode()}, file)
    for name, old, new in (
        ("an override in a line of the address", '"1 Example Quay"', '"1 Exa\\u202emple Quay"'),
        ("an override in a value", "[values]\n", '[values]\nhours = "9\\u202e0"\n'),
        ("an override in an emergency number", 'emergency = "999"', 'emergency = "9\\u202e99"'),
        ("a false letter in a reason", "you asked for our leaflets", "you \u0430sked for our leaflets"),
        ("an override in a key", "[values]\n", '[values]\n"ho\\u202eurs" = "9"\n'),
        ("a line break in the sender", 'sender = "Harbour', 'sender = "A\\nBcc: x@example.org\\nHarbour'),
        ("an address of a script", 'unsubscribe = "https:', 'unsubscribe = "javascript:'),
        ("a logo of elsewhere", 'file = "logo.svg"', 'file = "../../../../etc/passwd"'),
    ):
        assert old in BRAND, old
        yield Case(f"a further brand: {name}", {file: BRAND.replace(old, new, 1).encode()}, file)

"""The table of hostile inputs: what lies where in a workspace, and what must become of it."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile import pictures as made
from tests.hostile.pictures import chunk, cut, png_of, saved, svg
from tests.workspace import HEAD, ROOT

ODD = "source/odd/article.md"
BRAND = (ROOT / "styles/brands/harbour-clinic/brand.toml").read_text(encoding="utf-8")
ACTION = "\n\n::: action\nLook at the label first.\n:::\n"
FIGURE = "::: figure\n![The bay at low water](images/a.png)\n\nThe bay.\n:::\n"


@dataclass(frozen=True)
class Case:
    """Files by path (bytes, or a function that makes something at a path), and the file that is refused ("" when the
    article is published); `brand` refuses the brand, so that no article can be.
    """

    name: str
    files: Mapping[str, bytes | Callable[[Path], object]] = field(repr=False)
    refused: str = ODD


def article(body: str, head: str = HEAD) -> bytes:
    return f"---\n{head.replace('PL-TEST-001', 'PL-ODD-001')}---\n\n## Doses\n\n{body}{ACTION}".encode(
        "utf-8", "surrogatepass"
    )


def odd(name: str, body: str, refused: str = ODD, **more: bytes) -> Case:
    files = {f"source/odd/images/{key.replace('__', '.')}": content for key, content in more.items()}
    return Case(name, {ODD: article(body), **files}, refused)


def headed(name: str, old: str, new: str, refused: str = ODD) -> Case:
    assert old in HEAD, old
    return Case(name, {ODD: article("Take 5 mg.", HEAD.replace(old, new, 1))}, refused)


def cases() -> Iterator[Case]:
    """Every case, by kind."""
    for kind in (
        _disguises,
        _markdown,
        _heads,
        _encodings,
        _pictures,
        _drawings,
        _folders,
        _collections,
        _brands,
        _snippets,
    ):
        yield from kind()
    from tests.hostile.further import further

    yield from further()


def _disguises() -> Iterator[Case]:
    bodies = {
        "an override": "Take \u202e05\u202c mg.",
        "an embedding": "Take \u202b05\u202c mg.",
        "an override by name": "Take &#8238;05&#8236; mg.",
        "an override in hexadecimal": "Take &#x202E;05 mg.",
        "an override in code": "Take `\u202e05` mg.",
        "an override in emphasis": "Take **\u202e05** mg.",
        "an override in a heading": "x\n\n### Take \u202e05 mg",
        "an override in a link": "[Take 05](https://example.org/\u202e05)",
        "an override in a note": "Take.[^1]\n\n[^1]: \u202e05 mg",
        "an override in a table": '::: {.table caption="D"}\n| a | b |\n|---|---|\n| \u202e05 | 2 |\n:::',
        "an override in a caption": '::: {.table caption="\u202e05"}\n| a | b |\n|---|---|\n| 1 | 2 |\n:::',
        "an override in a block's name": "::: {.callout .warning title='\u202e05'}\nTake.\n:::",
        "an isolate left open": "Take \u206605 mg.\n\nRest.",
        "an isolate closed twice": "Take 05\u2069 mg.",
        "a space without width": "Take 5\u200b0 mg.",
        "a joiner in a word": "Do no\u200dt take it.",
        "a non-joiner in a word": "Do no\u200ct take it.",
        "a word joiner in a number": "Take 1\u2060000 mg.",
        "a soft hyphen in a dose": "Take 5\u00admg.",
        "a mark of direction in a word": "Take para\u200ecetamol.",
        "a byte order mark inside": "Take 5\ufeff0 mg.",
        "a Hangul filler": "Take 5\u31640 mg.",
        "a blank of Braille": "Take 5\u28000 mg.",
        "tags": "Take 5\U000e0030 mg.",
        "variation selectors": "Take 5\ufe00 mg.",
        "an interlinear note": "Take \ufff95\ufffa50\ufffb mg.",
        "a character of private use": "Take \ue000 5 mg.",
        "a noncharacter": "Take 5\ufdd0 mg.",
        "a lost character": "Take 5 \ufffdg.",
        "ESC": "Take 5\x1b[2J mg.",
        "DEL": "Take 5\x7f mg.",
        "C1": "Take 5\x9b mg.",
        "a line separator": "Take 5\u2028 mg.",
        "NUL by name": "Take 5&#0; mg.",
        "Cyrillic in a medicine": "Take p\u0430racetamol.",
        "Greek in a medicine": "Take p\u03b1racetamol.",
        "Cyrillic across markup": "Take p*\u0430*racetamol.",
        "Cherokee in a word": "Take \u13bcAB tablets.",
        "digits of formulas": "Take \U0001d7d3 mg.",
        "letters of formulas": "Take \U0001d429aracetamol.",
        "digits of full width": "Take \uff15 mg.",
        "digits of two scripts": "Take 5\u0660 mg.",
        "a false comma": "Take 1\u201a5 mg.",
        "a struck digit": "Take 5\u0338 mg.",
        "a stack of marks": "Take 5 m\u0301\u0301\u0301\u0301\u0301\u0301g.",
    }
    for name, body in bodies.items():
        yield odd(name, body)
    yield headed("an override in the title", "title: Tides", 'title: "\\u202eTides"\nsubtitle: Tides')
    yield headed("an override in a reviewer", "name: Example Reviewer", 'name: "Example \\u202eReviewer"')
    yield headed("ESC in the summary", "summary: When", 'summary: "\\e[2J When it goes."\ntopic: When')
    yield headed("half a pair in the title", "title: Tides", 'title: "\\ud800 Tides"\nsubtitle: Tides')
    yield headed("a soft hyphen in a name", "name: Example Author", 'name: "Exam\\u00adple Author"')
    alt = FIGURE.replace("The bay at", "The bay \u202eat")
    yield odd("an override in an alternative text", alt, a__png=saved("PNG"))


def _markdown() -> Iterator[Case]:
    laughs = "".join(f"[^{i}]: x[^{i + 1}] y[^{i + 1}]\n\n" for i in range(40))
    bodies = {
        "50,000 brackets": "[" * 50_000,
        "50,000 brackets in lines": "[\n" * 50_000,
        "nested links": "[a " * 2_000 + "](b)" * 2_000,
        "nested pictures": "![a " * 2_000 + "](b)" * 2_000,
        "a line of a megabyte": "word " * 90_000,
        "a note of itself": "One.[^1]\n\n[^1]: see [^1]",
        "notes in a circle": "One.[^a]\n\n[^a]: [^b]\n\n[^b]: [^c]\n\n[^c]: [^a]",
        "notes of notes": "One.[^0]\n\n" + laughs,
        "800 fences": "".join(":" * (3 + i) + " note\n" for i in range(800)),
        "5,000 quotations": ">" * 5_000 + " deep",
        "5,000 lists": "- " * 5_000 + "deep",
        "3,000 numbers": "".join("   " * i + "1. x\n" for i in range(300)),
        "3,000 link definitions": "".join(f"[r{i}]: /u\n" for i in range(3_000)),
        "3,000 columns": '::: {.table caption="x"}\n'
        + "|a" * 3_000
        + "\n"
        + "|-" * 3_000
        + "\n"
        + "|b" * 3_000
        + "\n:::",
        "a fence without end": "::: a" + " " * 40_000 + "x",
        "raw HTML": "<script>alert(1)</script>",
        "raw HTML without end": "<div " * 5_000,
        "raw TeX": "```{=latex}\n\\input{/etc/passwd}\n```",
        "a script's address": "[Press](javascript:alert(1))",
        "a data address": "[Press](data:text/html;base64,PHNjcmlwdD4=)",
        "a file's address": "[Press](file:///etc/passwd)",
        "a picture of the disk": "![The bay](/etc/passwd)",
        "a picture above": "![The bay](images/../../../secret.png)",
        "a picture of the network": "![The bay](https://example.org/a.png)",
        "a picture of %2e": "![The bay](images/%2e%2e/%2e%2e/secret.png)",
        "a formula that reads a file": "$\\input{/etc/passwd}$",
        "a block that nobody closes": "::: callout\nTake 5 mg.",
        "an unknown value": "Call {{nobody-has-this}}.",
        "an unknown snippet": "::: {include=nobody}\n:::",
        "a snippet above": "::: {include=../../secret}\n:::",
        "an unknown citation": "Take it.[@nobody]",
    }
    for name, body in bodies.items():
        yield odd(name, body, "" if name == "an unknown value" else ODD)
    for name, body in {
        "stars": "*a **b " * 3_000,
        "backticks": "".join("`" * i + " " for i in range(1, 250)),
        "angles": "\\<a " * 5_000,
        "dollars": "\\$a " * 5_000,
        "quotation marks": "\"a 'b " * 3_000,
        "emoji": "👩‍⚕️ " * 3_000,
        "combining marks": "e\u0301" * 5_000,
        "a word of 40,000 letters": "a" * 40_000,
        "an address of 40,000 letters": "https://example.org/" + "a" * 40_000,
        "Arabic and numbers": "خذ 5 ملغ " * 1_000,
    }.items():
        yield odd(f"much of {name}", body, ODD if "letters" in name else "?")


def _heads() -> Iterator[Case]:
    text = {
        "billion laughs": "a: &a [x, x]\n"
        + "".join(
            f"b{i}: &b{i} [*{'a' if not i else f'b{i - 1}'}, *{'a' if not i else f'b{i - 1}'}]\n" for i in range(30)
        ),
        "an alias of itself": "a: &a [*a]\n",
        "a key twice": "title: Other\n",
        "100,000 brackets": "a: " + "[" * 100_000 + "\n",
        "100,000 braces": "a: " + "{a: " * 30_000 + "\n",
        "a Python object": 'a: !!python/object/apply:os.system ["true"]\n',
        "a file's include": "a: !include /etc/passwd\n",
        "a merge": "a: &a {x: 1}\n<<: *a\n",
        "binary": "a: !!binary AAAA\n",
        "a number of thousands of digits": "a: " + "9" * 9_000 + "\n",
        "a tab": "\ttitle: x\n",
        "an anchor to nothing": "a: *nobody\n",
        "400,000 characters": "a: " + "b " * 200_000 + "\n",
        "complex keys": "? [a, b]\n: c\n",
    }
    for name, more in text.items():
        yield Case(f"a head of {name}", {ODD: article("Take 5 mg.", HEAD + more)})
    for name, start in {
        "JSON": '{"title": "x"}\n\n',
        "TOML": "+++\ntitle = 'x'\n+++\n\n",
        "nothing": "",
        "a list": "---\n- a\n- b\n---\n\n",
        "a word": "---\nword\n---\n\n",
        "no end": f"---\n{HEAD}\n",
        "a document more": "---\na: 1\n--- b\nc: 2\n---\n",
    }.items():
        yield Case(f"a head of {name}", {ODD: f"{start}## Doses\n\nTake 5 mg.{ACTION}".encode()})
    for old, new in {
        "lang: en": "lang: xx",
        "published: 2026-10-01": "published: 2026-02-30",
        "reviewed: 2026-10-01": "reviewed: 9999-99-99",
        "next_review: 2028-10-01": "next_review: never",
        "evidence_checked: 2026-10-01": "evidence_checked: [2026-10-01]",
        "advertisement: false": "advertisement: maybe",
        "funding: none": "funding: {a: b}",
        "title: Tides": "title: [Tides]\nsubtitle: Tides",
        "id: PL-TEST-001": "id: ../../etc",
        "summary: When": "summary: ''\ntopic: When",
        "conflicts: none": "conflicts: ~",
        "  - {name: Example Author, credentials: RN}": "  - Example Author",
        "    issued: 2024": "    issued: {date-parts: [[x]]}",
        "    type: book": "    type: {a: [b]}",
        "    URL: https": "    URL: javascript",
    }.items():
        yield headed(f"{new.splitlines()[0].strip()}", old, new, "?" if "type" in new else ODD)
    yield headed("lang: no", "lang: en", "lang: no")


def _encodings() -> Iterator[Case]:
    good = article("Take 5 mg.").decode()
    for name, content in {
        "nothing": b"",
        "spaces": b" \n" * 1000,
        "a mark alone": b"\xef\xbb\xbf",
        "UTF-16": good.encode("utf-16"),
        "UTF-32": good.encode("utf-32"),
        "Latin-1": good.replace("5 mg", "5 µg").encode("latin-1"),
        "half a character": good.encode() + "é".encode()[:1],
        "surrogates": good.replace("Take", "Take \ud83d").encode("utf-8", "surrogatepass"),
        "overlong": good.encode() + b"\xc0\xaf",
        "a program": b"\x7fELF" + bytes(range(256)) * 40,
        "a PDF": b"%PDF-1.7\n" + bytes(range(256)) * 40,
        "an archive": b"PK\x03\x04" + bytes(range(256)) * 40,
        "NULs": b"\0" * 100_000,
        "a megabyte": good.encode() + b"More words.\n\n" * 100_000,
    }.items():
        yield Case(f"an article of {name}", {ODD: content})
    yield Case("carriage returns", {ODD: good.replace("\n", "\r").encode()}, "")
    yield Case("a byte order mark in front", {ODD: b"\xef\xbb\xbf" + good.encode()}, "")


def _pictures() -> Iterator[Case]:
    refused = {
        "a cut JPEG": cut(saved("JPEG", size=(300, 200))),
        "a cut progressive JPEG": cut(saved("JPEG", size=(300, 200), progressive=True)),
        "a cut PNG": cut(saved("PNG", size=(300, 200))),
        "a cut GIF": cut(saved("GIF", "P", size=(300, 200))),
        "a cut WebP": cut(saved("WEBP", size=(300, 200))),
        "nothing": b"",
        "a text": b"no picture at all",
        "a web page": b"<!DOCTYPE html><html><body>a</body></html>",
        "a bitmap": b"BM" + b"\0" * 100,
        "a TIFF": b"II*\0" + b"\0" * 100,
        "3.6 billion pixels": png_of((60_000, 60_000, 1, 0), b"\0" * 100),
        "pixels that are missing": png_of((80, 80, 8, 2), b"\0abc"),
        "no size": png_of((0, 0, 8, 2), b""),
        "a wrong check sum": saved("PNG").replace(b"IHDR", b"IHDR", 1)[:20] + b"\x09" + saved("PNG")[21:],
        "a PNG without an end": saved("PNG")[:-12],
        "35 MB": b"\x89PNG" + b"\0" * 35_000_000,
    }
    for name, content in refused.items():
        yield odd(f"a picture of {name}", FIGURE, a__png=content)
    kept = {
        "a text bomb": made.text_bomb(),
        "a profile bomb": made.profile_bomb(),
        "16 bits of grey": made.deep_png(grey=True),
        "16 bits of colour": made.deep_png(grey=False),
        "printing inks": saved("JPEG", "CMYK"),
        "a camera turned": made.turned(),
        "a palette": saved("PNG", "P"),
        "two JPEGs": made.multi_picture(),
        "a script behind its end": saved("PNG") + b"<script>alert(1)</script>",
        "a script in its comment": saved("JPEG", comment=b"<script>alert(1)</script>"),
        "text chunks": png_of((1, 1, 8, 2), b"\0abc", chunk(b"tEXt", b"Author\0x" * 50_000)),
        "a strange profile": made.with_profile(made.lab_profile()),
        "one bit": saved("PNG", "1"),
        "grey with alpha": saved("PNG", "LA"),
    }
    for name, content in kept.items():
        yield odd(f"a picture of {name}", FIGURE, "", a__png=content)


def _drawings() -> Iterator[Case]:
    from tests.hostile.test_pictures import HOSTILE_SVG

    figure = FIGURE.replace("a.png", "a.svg")
    for name, content in HOSTILE_SVG.items():
        yield odd(f"a drawing: {name}", figure, a__svg=content)
    bomb = base64.b64encode(made.text_bomb()).decode()
    for name, inner in {
        "a script": "<script>alert(1)</script><rect width='9' height='9'/>",
        "a handler": '<rect width="9" height="9" onload="alert(1)"/>',
        "a foreign object": '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">a</p></foreignObject>',
        "a picture of the network": '<image href="https://example.org/a.png" width="9" height="9"/>',
        "a picture of the disk": '<image href="file:///etc/passwd" width="9" height="9"/>',
        "a style of the network": "<style>@import url(https://example.org/a.css);</style><rect width='9' height='9'/>",
        "an address in escapes": "<style>rect { fill: u\\72l(https://example.org) }</style><rect/>",
        "an animation": '<rect width="9" height="9"><animate attributeName="x" to="9"/></rect>',
        "much text": "<text x='1' y='9'>" + "word " * 5_000 + "</text>",
        "a picture inside": f'<image width="9" height="9" href="data:image/png;base64,{bomb}"/>',
        "nothing": "",
    }.items():
        yield odd(f"a drawing with {name}", figure, ODD if name == "much text" else "?", a__svg=svg(inner))


def _folders() -> Iterator[Case]:
    good = article("Take 5 mg.")
    for name in (
        "a~b",
        "<b>",
        "{{phone}}",
        "a" * 200,
        "Good",
        "GOOD",
        "cafe\u0301",
        "café",
        "two words",
        "a\nb",
        "a\u202eb",
        "a'b",
        "$(a)",
    ):
        yield Case(f"the name {name!a:.30}", {f"source/{name}/article.md": good}, f"source/{name}")

    def linked(target: str) -> Callable[[Path], object]:
        return lambda path: path.symlink_to(target)

    for kind, make in {
        "a link out": linked("/etc"),
        "a link to itself": lambda path: path.symlink_to(path),
        "a link to nowhere": linked("/nowhere/at/all"),
    }.items():
        yield Case(f"an article's folder that is {kind}", {"source/odd": make}, "source/odd")
    for kind, make in {
        "a link out": linked("/etc/passwd"),
        "a device": linked("/dev/zero"),
        "a pipe": os.mkfifo,
        "a folder": lambda path: path.mkdir(),
        "a link to nowhere": linked("/nowhere/at/all"),
        "a link to itself": lambda path: path.symlink_to(path),
    }.items():
        yield Case(f"an article that is {kind}", {ODD: make})
        yield Case(f"a collection that is {kind}", {"source/odd.collection.toml": make}, "source/odd.collection.toml")
        yield Case(f"a picture that is {kind}", {ODD: article(FIGURE), "source/odd/images/a.png": make})
        yield Case(f"a snippet that is {kind}", {ODD: article("::: {include=s}\n:::"), "source/_snippets/s.md": make})
    yield Case("a text beside the articles", {"source/loose.md": good}, "source/loose.md")
    yield Case("a folder without an article", {"source/odd/draft.md": good}, "source/odd")


def _collections() -> Iterator[Case]:
    file = "source/odd.collection.toml"
    for name, content in {
        "100,000 brackets": b"a = " + b"[" * 100_000,
        "100,000 tables": b"a = {b = " * 20_000,
        "digits": b"articles = [" + b"9" * 9_000 + b"]",
        "no UTF-8": b'title = "\xff"',
        "nothing": b"",
        "UTF-16": 'title = "T"'.encode("utf-16"),
        "no articles": b'title = "T"\n',
        "articles that are none": b'title = "T"\narticles = ["nobody"]\n',
        "articles of numbers": b'title = "T"\narticles = [1, 2]\n',
        "an article twice": b'title = "T"\narticles = ["good", "good"]\n',
        "itself": b'title = "T"\narticles = ["odd"]\n',
        "an override": b'title = "T\\u202e05"\narticles = ["good"]\n',
        "Cyrillic": 'title = "D\u043ese"\narticles = ["good"]\n'.encode(),
        "a title of tables": b'articles = ["good"]\n[[title]]\nen = 1\n',
        "an ISBN that is none": b'title = "T"\narticles = ["good"]\nisbn = "1"\n',
        "600 kB": b'title = "' + b"T" * 600_000 + b'"\narticles = ["good"]\n',
        "paths": b'title = "T"\narticles = ["../../etc"]\n',
    }.items():
        yield Case(f"a collection of {name}", {file: content}, file)


def _brands() -> Iterator[Case]:
    file = "styles/brands/odd/brand.toml"
    for name, content in {
        "100,000 brackets": b"a = " + b"[" * 100_000,
        "digits": b"a = " + b"9" * 9_000,
        "no UTF-8": b'name = "\xff"',
        "nothing": b"",
        "a line break in its name": BRAND.replace('name = "', 'name = "A\\nBcc: x', 1).encode(),
        "an override in its name": BRAND.replace('name = "', 'name = "\\u202e', 1).encode(),
        "ESC in its name": BRAND.replace('name = "', 'name = "\\u001b[2J', 1).encode(),
        "Cyrillic in its name": BRAND.replace('name = "', 'name = "H\u0430rbour ', 1).encode(),
        "colours that are none": BRAND.replace('accent = "#', 'accent = "url(#', 1).encode(),
        "an address without https": BRAND.replace('web = "https', 'web = "javascript', 1).encode(),
        "a paper that is none": BRAND.replace('paper = "', 'paper = "A99', 1).encode(),
        "tables for texts": BRAND.replace('name = "', 'name = {a = "', 1).replace('"\n', '"}\n', 1).encode(),
    }.items():
        yield Case(f"a brand of {name}", {file: content}, file)
    logo = "styles/brands/odd/logo.svg"
    for name, content in {
        "a cut picture": cut(saved("JPEG")),
        "a drawing of itself": svg('<g id="a"><use href="#a"/></g>'),
    }.items():
        yield Case(f"a logo of {name}", {file: BRAND.encode(), logo: content}, file)


def _snippets() -> Iterator[Case]:
    include = article("::: {include=s0}\n:::")
    for name, width, depth in (("40 × 40 × 40", 40, 3), ("2 to the 18th", 2, 18)):
        files = {
            f"source/_snippets/s{i}.md": f"::: {{include=s{i + 1}}}\n:::\n\n".encode() * width for i in range(depth)
        }
        yield Case(
            f"snippets of {name}", {ODD: include, **files, f"source/_snippets/s{depth}.md": b"Words.\n"}, "source/"
        )
    yield Case(
        "a snippet of itself", {ODD: include, "source/_snippets/s0.md": b"::: {include=s0}\n:::\n"}, "source/_snippets"
    )
    yield Case("a snippet of brackets", {ODD: include, "source/_snippets/s0.md": b"[" * 50_000}, "source/_snippets")
    yield Case(
        "a snippet that is turned around",
        {ODD: include, "source/_snippets/s0.md": "\u202e05 mg".encode()},
        "source/_snippets",
    )
    yield Case("a snippet that is no UTF-8", {ODD: include, "source/_snippets/s0.md": b"5 \xb5g"}, "source/_snippets")
    yield Case(
        "a snippet of a note of itself",
        {ODD: include, "source/_snippets/s0.md": b"a[^1]\n\n[^1]: [^1]\n"},
        "source/_snippets",
    )

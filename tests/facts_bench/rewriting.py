"""A finished product comes in; the same product packed, compressed or encoded anew goes out: nothing else is said."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.edition.artifact import Artifact
from tests.facts_bench.splicing import Files, entries, packed, parts_of, with_file, with_parts

Rewrite = Callable[[Artifact], "Files | None"]


@dataclass(frozen=True)
class Dress:
    """A rewrite of one format; None when the tool for it is not there."""

    name: str
    format: str
    variants: tuple[str, ...]
    rewrite: Rewrite
    held: bool = False


# handouts


def _saved(**how: Any) -> Rewrite:
    def rewrite(made: Artifact) -> Files | None:
        import pikepdf

        settings = {key: getattr(pikepdf, owner)[value] if owner else value for key, (owner, value) in how.items()}
        with pikepdf.open(io.BytesIO(made.main.content)) as pdf:
            out = io.BytesIO()
            pdf.save(out, **settings)
        return with_file(made, made.main.name, out.getvalue())

    return rewrite


def _by(*command: str) -> Rewrite:
    """By another program, when it is there: IN and OUT stand for the files."""

    def rewrite(made: Artifact) -> Files | None:
        if shutil.which(command[0]) is None:
            return None
        with tempfile.TemporaryDirectory() as folder:
            before, after = Path(folder, "in.pdf"), Path(folder, "out.pdf")
            before.write_bytes(made.main.content)
            words = [word.replace("IN", str(before)).replace("OUT", str(after)) for word in command]
            subprocess.run(words, check=True, capture_output=True)
            return with_file(made, made.main.name, after.read_bytes())

    return rewrite


def _subset(made: Artifact) -> Files | None:
    """Fonts cut down anew: without the tables that no page needs."""
    import pikepdf
    from fontTools.ttLib import TTFont

    with pikepdf.open(io.BytesIO(made.main.content)) as pdf:
        for thing in pdf.objects:
            try:
                program = thing.get("/FontFile2") or thing.get("/FontFile3")
            except (AttributeError, TypeError, ValueError):
                continue
            if program is None:
                continue
            if not program.read_bytes().startswith((b"\0\1\0\0", b"OTTO", b"true")):
                continue  # a bare CFF program is no OpenType file
            font = TTFont(io.BytesIO(program.read_bytes()))
            for table in ("GSUB", "GPOS", "GDEF", "kern", "DSIG", "hdmx", "VDMX"):
                if table in font:
                    del font[table]
            out = io.BytesIO()
            font.save(out)
            program.write(out.getvalue())
        saved = io.BytesIO()
        pdf.save(saved)
    return with_file(made, made.main.name, saved.getvalue())


def _doubled(made: Artifact) -> Files | None:
    """Saved twice, and its file information changed as programs do: producer and times."""
    import pikepdf

    with pikepdf.open(io.BytesIO(made.main.content)) as pdf:
        pdf.docinfo["/Producer"] = "another program"
        pdf.docinfo["/ModDate"] = "D:20261103120000Z"
        out = io.BytesIO()
        pdf.save(out, normalize_content=True)
    return with_file(made, made.main.name, out.getvalue())


# books


def _pages(change: Callable[[str], str], endings: tuple[str, ...] = (".xhtml",)) -> Rewrite:
    def rewrite(made: Artifact) -> Files | None:
        files = {
            name: change(content.decode()).encode() if name.endswith(endings) else content
            for name, content in entries(made.main.content).items()
        }
        return with_file(made, made.main.name, packed(files))

    return rewrite


def _packed(level: int, *, turned: bool = False) -> Rewrite:
    def rewrite(made: Artifact) -> Files | None:
        files = entries(made.main.content)
        first = {"mimetype": files.pop("mimetype")}
        names = reversed(files) if turned else iter(files)
        return with_file(made, made.main.name, packed({**first, **{name: files[name] for name in names}}, level))

    return rewrite


def _indented(text: str) -> str:
    """A level further in, where no words stand."""
    return re.sub(r">\n<(?=(?:/?(?:html|head|body|section|header|div|ul|ol|li|table|t|p\b|h\d)))", ">\n    <", text)


def _quoted(text: str) -> str:
    return re.sub(r'(\s[\w:-]+=)"([^"\'<>]*)"(?=[^<>]*>)', r"\1'\2'", text)


def _pretty(text: str) -> str:
    """As lxml prints a page for people."""
    import lxml.etree

    root = lxml.etree.fromstring(text.encode())
    return str(lxml.etree.tostring(root, pretty_print=True, encoding="unicode"))


def _aired(text: str) -> str:
    """White space round every element in a line, as some programs that indent set it."""
    return re.sub(r"(</(?:b|strong|em|a|span|bdi)>)(?=[.,;:)])", r"\1\n ", text)


def _referred(text: str) -> str:
    """Letters outside ASCII as references, as programs write that trust no encoding."""
    head, body, rest = text.partition("<body")
    return head + body + "".join(c if ord(c) < 128 else f"&#x{ord(c):X};" for c in rest)


def _tidied(text: str) -> str:
    """A style sheet with other white space."""
    return re.sub(r"\s*([{};,])\s*", r"\1 ", text)


def _attributes_turned(text: str) -> str:
    return re.sub(r'<(\w+) ([\w:-]+="[^"]*") ([\w:-]+="[^"]*")(?=[ />])', r"<\1 \3 \2", text)


def _serialised(text: str) -> str:
    """As a program writes a page that it has read as HTML."""
    import lxml.html

    root = lxml.html.document_fromstring(text)
    return "<!doctype html>\n" + str(lxml.html.tostring(root, encoding="unicode"))


def _remade_picture(made: Artifact) -> Files | None:
    from PIL import Image

    files = entries(made.main.content)
    for name, content in files.items():
        if name.endswith((".jpg", ".png")):
            with Image.open(io.BytesIO(content)) as picture:
                out = io.BytesIO()
                picture.save(out, picture.format or "PNG", quality=95, optimize=True)
            files[name] = out.getvalue()
    return with_file(made, made.main.name, packed(files))


# letters


def _encoded(encoding: str) -> Rewrite:
    def rewrite(made: Artifact) -> Files | None:
        files = made.files
        for file in made.files:
            if file.name.endswith(".eml"):
                words = parts_of(file.content)
                files = with_file(replace(made, files=files), file.name, with_parts(file.content, words, encoding))
        return files

    return rewrite


def _each(ending: str, change: Callable[[bytes], bytes]) -> Rewrite:
    def rewrite(made: Artifact) -> Files | None:
        return tuple(
            replace(file, content=change(file.content)) if file.name.endswith(ending) else file for file in made.files
        )

    return rewrite


def _text(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    return lambda content: change(content.decode("utf-8-sig")).encode()


def _wrapped(text: str) -> str:
    """Lines of text broken at other places, as a program does that sends 60 characters a line."""
    import textwrap

    blocks = []
    for block in re.split(r"\r?\n\r?\n", text):
        lines = block.splitlines()
        plain = len(lines) > 1 and not any(
            re.match(r"[-*•\[]|\(?\w{1,4}[.)] |[=-]{3}|http", line.strip()) for line in lines
        )
        blocks.append("\n".join(textwrap.wrap(" ".join(lines), 60, break_long_words=False)) if plain else block)
    return "\r\n\r\n".join(blocks)


def _rewrapped(made: Artifact) -> Files | None:
    files = made.files
    for file in made.files:
        if file.name.endswith(".eml"):
            text = _wrapped(parts_of(file.content)["text/plain"])
            files = with_file(replace(made, files=files), file.name, with_parts(file.content, {"text/plain": text}))
    return files


def _folded_anew(mail: bytes) -> bytes:
    """Headers folded at other places, in another order of their names' letters."""
    head, gap, body = mail.partition(b"\r\n\r\n")
    return re.sub(rb"(?m)^Subject:", b"SUBJECT:", re.sub(rb"\r\n[ \t]+", b"\r\n\t", head)) + gap + body


# posts


def _json(**how: Any) -> Callable[[bytes], bytes]:
    return lambda content: json.dumps(json.loads(content), **how).encode()


def _csv(**how: Any) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        out = io.StringIO()
        csv.writer(out, **how).writerows(rows)
        return out.getvalue().encode()

    return change


def _pictures(ending: str, **how: Any) -> Callable[[Artifact], Files | None]:
    def change(content: bytes) -> bytes:
        from PIL import Image

        with Image.open(io.BytesIO(content)) as picture:
            out = io.BytesIO()
            picture.save(out, picture.format or "PNG", **how)
        return out.getvalue()

    return _each(ending, change)


def _turn_mark(content: bytes) -> bytes:
    """A table of posts carries the mark unless its brand takes it off."""
    mark = codecs.BOM_UTF8
    return content.removeprefix(mark) if content.startswith(mark) else mark + content


HANDOUT, BOOK, MAIL, POSTS = ("full", "sheet"), ("epub",), ("single", "whole"), ("posts",)
PAGE, BLOCKS = ("web", "embed"), ("blocks",)
DRESSES = (
    Dress("linearised", "handout", HANDOUT, _saved(linearize=("", True))),
    Dress("object streams", "handout", HANDOUT, _saved(object_stream_mode=("ObjectStreamMode", "generate"))),
    Dress("compressed anew", "handout", HANDOUT, _saved(recompress_flate=("", True))),
    Dress(
        "uncompressed",
        "handout",
        HANDOUT,
        _saved(compress_streams=("", False), stream_decode_level=("StreamDecodeLevel", "generalized")),
        True,
    ),
    Dress("other producer", "handout", HANDOUT, _doubled),
    Dress("fonts subset anew", "handout", HANDOUT, _subset),
    Dress("by qpdf", "handout", HANDOUT, _by("qpdf", "--qdf", "IN", "OUT"), True),
    Dress("by mutool", "handout", HANDOUT, _by("mutool", "clean", "-gggz", "IN", "OUT"), True),
    Dress("packed without compression", "booklet", BOOK, _packed(0)),
    Dress("packed hard", "booklet", BOOK, _packed(9)),
    Dress("packed in another order", "booklet", BOOK, _packed(6, turned=True)),
    Dress("line ends of Windows", "booklet", BOOK, _pages(lambda text: text.replace("\n", "\r\n"))),
    Dress("other quotes", "booklet", BOOK, _pages(_quoted)),
    Dress("indented", "booklet", BOOK, _pages(_indented), True),
    Dress("printed for people", "booklet", BOOK, _pages(_pretty)),
    Dress("white space before signs", "booklet", BOOK, _pages(_aired)),
    Dress("references for letters", "booklet", BOOK, _pages(_referred), True),
    Dress("attributes in another order", "booklet", BOOK, _pages(_attributes_turned)),
    Dress("style sheet written anew", "booklet", BOOK, _pages(_tidied, (".css",)), True),
    Dress("pictures encoded anew", "booklet", BOOK, _remade_picture),
    Dress("base64", "newsletter", MAIL, _encoded("base64")),
    Dress("quoted-printable", "newsletter", MAIL, _encoded("quoted-printable")),
    Dress("8 bit", "newsletter", MAIL, _encoded("8bit"), True),
    Dress("line ends of Unix", "newsletter", MAIL, _each(".eml", lambda mail: mail.replace(b"\r\n", b"\n"))),
    Dress("headers folded anew", "newsletter", MAIL, _each(".eml", _folded_anew)),
    Dress("lines broken elsewhere", "newsletter", MAIL, _rewrapped, True),
    Dress(
        "page with other line ends", "newsletter", MAIL, _each(".html", _text(lambda text: text.replace("\n", "\r\n")))
    ),
    Dress("page with other quotes", "newsletter", MAIL, _each(".html", _text(_attributes_turned))),
    Dress("text with other line ends", "newsletter", MAIL, _each(".txt", lambda text: text.replace(b"\r\n", b"\n"))),
    Dress(
        "text with a mark of its order", "newsletter", MAIL, _each(".txt", lambda text: b"\xef\xbb\xbf" + text), True
    ),
    Dress("indented", "social", POSTS, _each("posts.json", _json(ensure_ascii=False, indent=8))),
    Dress("in one line of ASCII", "social", POSTS, _each("posts.json", _json(ensure_ascii=True))),
    Dress("keys sorted", "social", POSTS, _each("posts.json", _json(sort_keys=True)), True),
    Dress("no quotes", "social", POSTS, _each("posts.csv", _csv(quoting=csv.QUOTE_MINIMAL))),
    Dress("the mark of its order set or taken", "social", POSTS, _each("posts.csv", _turn_mark)),
    Dress(
        "line ends of Unix", "social", POSTS, _each("posts.csv", _csv(quoting=csv.QUOTE_ALL, lineterminator="\n")), True
    ),
    Dress("cards compressed anew", "social", POSTS, _pictures(".png", optimize=True)),
    Dress("cards without compression", "social", POSTS, _pictures(".png", compress_level=0), True),
    Dress("cards encoded anew", "social", POSTS, _pictures(".jpg", quality=95)),
    Dress("cards encoded anew, less well", "social", POSTS, _pictures(".jpg", quality=90, subsampling=2), True),
    Dress("line ends of Windows", "page", PAGE, _each(".html", _text(lambda text: text.replace("\n", "\r\n")))),
    Dress("attributes in another order", "page", PAGE, _each(".html", _text(_attributes_turned))),
    Dress("other quotes", "page", PAGE, _each(".html", _text(_quoted)), True),
    Dress("references for letters", "page", PAGE, _each(".html", _text(_referred)), True),
    Dress("written anew by a browser's reader", "page", ("web",), _each(".html", _text(_serialised))),
    Dress("in one line of ASCII", "page", BLOCKS, _each(".json", _json(ensure_ascii=True))),
    Dress("keys sorted", "page", BLOCKS, _each(".json", _json(sort_keys=True, indent=1)), True),
)

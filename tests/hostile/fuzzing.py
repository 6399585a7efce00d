"""A number comes in; so many made-up files go through each reader, and every exception goes out.

    python -m tests.hostile fuzz 20000              each reader
    python -m tests.hostile fuzz 20000 brand 7      one reader, another seed

Files are made from sound ones by changing, cutting, doubling and mixing pieces (`changing.py`), their lines, elements
or values, so that they are read to their end, and by hypothesis from grammars of their forms. No reader may raise
anything but the error that it promises. A reader that takes the whole way, pandoc and all rules included, gets a
twentieth.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import io
import json
import random
import sys
import tomllib
import traceback
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from pipeline.errors import PlainleafError
from tests.hostile.changing import changed, changed_lines, changed_value, changed_xml
from tests.workspace import HEAD, ROOT

BRAND = (ROOT / "styles/brands/harbour-clinic/brand.toml").read_bytes()
COLLECTION = (
    b'title = "Tides"\nsubtitle = {en = "A", es = "B"}\narticles = ["tides", "moon"]\nbrands = ["harbour-clinic"]\n'
    b'isbn = "978-3-16-148410-0"\n[[contributors]]\nname = "Example"\nrole = "editor"\n'
    b"[evaluation]\ndate = 2026-11-05\n"
)
MANIFEST: dict[str, Any] = {
    "edition": "b/en/tides",
    "title": "Tides",
    "file": "source/tides/article.md",
    "state": "current",
    "draft": False,
    "findings": {"found": [], "not_run": [], "lowered": []},
    "products": [
        {
            "format": "handout",
            "variant": "full",
            "paper": "A4",
            "files": {"handout/a.pdf": {"media_type": "application/pdf", "bytes": 1, "sha256": "0"}},
            "findings": {"found": [], "not_run": []},
            "decisions": [],
            "previews": [],
            "parts": {"article": "0"},
            "placements": {"key": 1},
        }
    ],
    "idle": {"social": {"a": "b"}},
}


BODY = (ROOT / "source/wound-aftercare/article.md").read_text(encoding="utf-8").split("---\n", 2)[2][:6_000]
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORD = (
    f'<?xml version="1.0"?><w:document {_W}><w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r>'
    "<w:t>Tides</w:t></w:r></w:p>"
    '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Take 5 </w:t></w:r><w:del w:id="1"><w:r>'
    '<w:delText>not</w:delText></w:r></w:del><w:ins w:id="2"><w:r><w:t>mg</w:t></w:r></w:ins><w:r><w:fldChar '
    'w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "https://example.org"</w:instrText></w:r><w:r><w:fldChar '
    'w:fldCharType="end"/></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:sym w:font="Symbol" w:char="F061"/></w:r></w:p>'
    "</w:tc></w:tr></w:tbl></w:body></w:document>"
).encode()
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100.5" viewBox="0 0 200 100"><style>.a { fill: red }'
    b'</style><g transform="translate(1 2)"><rect class="a" width="9" height="9"/><use href="#b"/></g><path id="b" '
    b'd="M0 0 L10 10 a1 1 0 0 1 2 2 Z" stroke-dasharray="1 2"/><text x="1" y="9">Take 5 mg</text></svg>'
)


def read_brand(content: bytes) -> None:
    from pipeline.house.brand import read_brand

    _refuse_faults(read_brand("harbour-clinic", {"brand.toml": content, "tokens.css": content})[1].faults)


def read_collection(content: bytes) -> None:
    from pipeline.edition.binding import binding_of
    from pipeline.edition.publication import read_collection

    collection, findings = read_collection("book", content)
    _refuse_faults(findings.faults)
    if collection and not findings.errors:
        binding_of(collection.words, "en")


def read_head(content: bytes) -> None:
    from pipeline.article import disguises
    from pipeline.article.front import head
    from pipeline.article.front.fields import read_front_matter

    text = content.decode("utf-8", "replace")
    yaml_text, _ = head.split_head(f"---\n{text}\n---\n")
    read, _ = head.read_head(yaml_text, "article.md")
    disguises.check_head(read, "article.md", "en")
    read_front_matter(head.Head(disguises.clear_head(read.values), read.lines), "article.md")


def read_manifest(content: bytes) -> None:
    from pipeline.building.manifest import edition_from_json
    from pipeline.building.report import Fate
    from pipeline.edition.name import EditionName

    try:
        values = json.loads(content)
    except (ValueError, RecursionError):
        return
    if isinstance(values, dict):
        edition_from_json(values, EditionName("b", "en", "tides"), Fate.UP_TO_DATE)


def read_archive(content: bytes) -> None:
    """A manuscript by its bytes, as far as its parts are unpacked, and an EPUB as its checks open it."""
    from pipeline.formats.booklet.opening import UnreadableError, open_book
    from pipeline.manuscript.admission import admit, unpack

    with contextlib.suppress(PlainleafError):
        admit(content, "a.docx")
        unpack(content, "a.docx")
    with contextlib.suppress(UnreadableError):
        open_book(content)


def read_word(content: bytes) -> None:
    """A Word file by its main part, as far as it is settled before pandoc reads it."""
    from pipeline.manuscript.admission import admit, unpack
    from pipeline.manuscript.word.package import language, open_package, read_properties
    from pipeline.manuscript.word.settling import settle

    whole = _archive("word/document.xml", content)
    with contextlib.suppress(PlainleafError):
        admit(whole, "a.docx")
        package = open_package(unpack(whole, "a.docx"), "a.docx")
        read_properties(package)
        language(package)
        settle(package, frozenset())


def read_body(content: bytes) -> None:
    """An article below its head, as far as it is looked at before pandoc reads it."""
    from pipeline.article.body.bounds import check_bounds
    from pipeline.article.disguises import check_text

    text = content.decode("utf-8", "replace")
    check_bounds(text, "article.md")
    check_text(text, "article.md", "en")


def read_drawing(content: bytes) -> None:
    from pipeline.article.pictures.drawings import clean_svg
    from pipeline.article.pictures.proving import PictureError

    with contextlib.suppress(PictureError):
        clean, _, (width, height) = clean_svg(content)
        assert width > 0 and height > 0
        assert clean_svg(clean)[0] == clean


def read_picture(content: bytes) -> None:
    from pipeline.article.pictures.proving import PictureError, read_picture

    with contextlib.suppress(PictureError):
        read_picture("a", content)


def find_suspects(content: bytes) -> None:
    from pipeline.language.characters import cleared, find_suspects

    text = content.decode("utf-32-le", "ignore") + content.decode("utf-8", "replace")
    for suspect in find_suspects(text):
        assert suspect.start < suspect.end <= len(text)
        assert "\x1b" not in suspect.message
    cleared(text).encode()


def _refuse_faults(faults: tuple[str, ...]) -> None:
    if faults:
        raise AssertionError(faults[0])


@dataclass(frozen=True)
class Target:
    """A reader, sound files for it, how they are changed and sound in form still, and the share of files it gets."""

    read: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    change: Callable[[bytes, random.Random], bytes] = changed
    share: int = 1


@functools.cache
def targets() -> Mapping[str, Target]:
    """Every reader by its name."""
    from tests.hostile import whole
    from tests.hostile.pictures import deep_png, saved, svg

    pictures = (saved("PNG"), saved("JPEG"), saved("GIF", "P"), saved("WEBP"), svg(), deep_png(grey=True))
    words = "Take 5 mg \u202e05\u202c of p\u0430racetamol, 1\u200b.5 \u2066x\u2069, می‌خواهم 👩‍⚕️ ५\u0660"
    return {
        "brand": Target(read_brand, (BRAND,), _changed_toml),
        "collection": Target(read_collection, (COLLECTION,), _changed_toml),
        "article head": Target(read_head, (HEAD.encode(),), _changed_yaml),
        "manifest": Target(read_manifest, (json.dumps(MANIFEST).encode(),), _changed_json),
        "article body": Target(read_body, (BODY.encode(),), changed_lines),
        "archive": Target(
            read_archive, (_archive("word/document.xml", WORD), _archive("META-INF/container.xml", WORD))
        ),
        "word": Target(read_word, (WORD,), changed_xml),
        "drawing": Target(
            read_drawing,
            (DRAWING, svg(), svg(attributes=' width="9mm" height="3in" viewBox="0 0 1 2"')),
            changed_xml,
        ),
        "picture": Target(read_picture, pictures),
        "characters": Target(find_suspects, (words.encode(), words.encode("utf-32-le"))),
        "whole article": Target(whole.read_article, (BODY.encode(), whole.FORMS), changed_lines, 20),
        "whole manuscript": Target(whole.read_manuscript, whole.manuscripts(), whole.changed_manuscript, 20),
    }


def _archive(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, content)
    return out.getvalue()


def fuzz(number: int, only: str = "", start: int = 1) -> Iterator[str]:
    """What each reader raised in `number` made-up files of its kind: half changed ones, half of hypothesis'."""
    if only and only not in targets():
        yield f'no reader is called "{only}"; there is: {", ".join(targets())}'
    for name, target in targets().items():
        if only not in {"", name}:
            continue
        chance = random.Random(start)  # noqa: S311 (files for tests, no secrets)
        told: set[str] = set()
        ours = max(1, number // target.share)
        made = ours // 2 if target.share == 1 else 0
        for turn in range(ours - made):
            change = changed if target.share == 1 and turn % 2 else target.change
            fault = _fault_of(target.read, change(chance.choice(target.seeds), chance))
            if fault and fault not in told:
                told.add(fault)
                yield f"{name}: {fault}"
        if made:
            yield from (
                f"{name}: {each}" for each in _by_hypothesis(name, target.read, made, start) if each not in told
            )
        sys.stdout.write(f"{ours} made-up files for the reader of {name}, seed {start}\n")
        sys.stdout.flush()


def _changed_toml(seed: bytes, chance: random.Random) -> bytes:
    table = changed_value(tomllib.loads(seed.decode()), chance)
    return "\n".join(f"{json.dumps(key)} = {_toml(value)}" for key, value in table.items()).encode("utf-8", "replace")


def _changed_yaml(seed: bytes, chance: random.Random) -> bytes:
    table = changed_value(YAML(typ="safe", pure=True).load(seed), chance)
    return "\n".join(f"{json.dumps(key)}: {json.dumps(value, default=str)}" for key, value in table.items()).encode()


def _changed_json(seed: bytes, chance: random.Random) -> bytes:
    return json.dumps(changed_value(json.loads(seed), chance)).encode()


def _fault_of(read: Callable[[bytes], None], content: bytes) -> str:
    try:
        read(content)
    except PlainleafError as fault:
        return f"{fault.message} ends the run"
    except Exception as fault:
        where = traceback.extract_tb(fault.__traceback__)[-1]
        return f"{type(fault).__name__}: {str(fault)[-300:]} at {where.name}:{where.lineno}"
    return ""


_TEXT = st.text(max_size=40)
_SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), _TEXT, st.dates().map(str), st.sampled_from(["en", "A4", ""])
)
_FLAT = st.one_of(_SCALAR, st.lists(_SCALAR, max_size=3), st.dictionaries(_TEXT, _SCALAR, max_size=3))
# Three levels written out: hypothesis takes five times as long for a tree without a depth (st.recursive).
_TREE = st.one_of(_FLAT, st.lists(_FLAT, max_size=3), st.dictionaries(_TEXT, _FLAT, max_size=3))


def _by_hypothesis(name: str, read: Callable[[bytes], None], number: int, start: int) -> list[str]:
    """The faults in files that hypothesis makes: any bytes, or known keys with values of any form."""
    found: dict[str, None] = {}
    keys = {
        "brand": [
            "name",
            "contact",
            "colour",
            "newsletter",
            "values",
            "logo",
            "languages",
            "social",
            "handout",
            "rules",
        ],
        "collection": ["title", "articles", "brands", "isbn", "contributors", "evaluation", "foreword", "number"],
        "article head": [line.split(":")[0] for line in HEAD.splitlines() if line[:1].isalpha()],
        "manifest": list(MANIFEST),
    }.get(name, [])
    form: st.SearchStrategy[bytes] = st.binary(max_size=300)
    if keys:
        tables = st.dictionaries(st.sampled_from(keys), _TREE, max_size=6)
        form = tables.map(lambda table: _written(name, table))

    @settings(
        max_examples=number,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
        deadline=None,
    )
    @seed(start)
    @given(form)
    def attempt(content: bytes) -> None:
        fault = _fault_of(read, content)
        if fault:
            found.setdefault(fault)

    attempt()
    return list(found)


def _written(name: str, table: Mapping[str, Any]) -> bytes:
    """The table in the form of a file: TOML for brands and collections, YAML (of which JSON is a part) for heads."""
    if name in {"brand", "collection"}:
        seed = BRAND if name == "brand" else COLLECTION
        kept = b"\n".join(line for line in seed.splitlines() if not line.startswith(tuple(k.encode() for k in table)))
        lines = [f"{key} = {_toml(value)}" for key, value in table.items()]
        return "\n".join(lines).encode("utf-8", "replace") + b"\n" + kept
    if name == "manifest":
        return json.dumps({**MANIFEST, **table}, default=str).encode()
    lines = [f"{key}: {json.dumps(value, default=str)}" for key, value in table.items()]
    kept_lines = [line for line in HEAD.splitlines() if line.split(":")[0] not in table]
    return "\n".join([*lines, *kept_lines]).encode("utf-8", "replace")


def _toml(value: Any) -> str:
    match value:
        case None:
            return '""'
        case bool():
            return str(value).lower()
        case float() | int():
            return repr(value)
        case str():
            return json.dumps(value)
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case datetime.date():
            return str(value)
        case _:
            return "{" + ", ".join(f"{json.dumps(key)} = {_toml(part)}" for key, part in value.items()) + "}"

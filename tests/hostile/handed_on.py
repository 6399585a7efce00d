"""The commands with what lies in archive/ and output/, with odd arguments and surroundings, and with words that act."""

from __future__ import annotations

import json
import os
import subprocess
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tests.hostile.handed import Handed, Maker
from tests.hostile.handed_cases import DEEP, DIGITS, ESC, ODD_FILES, REFUSED, TIDES, TURNED, linked
from tests.hostile.stories import ARTICLE, MANUSCRIPT


def handed_on() -> Iterator[Handed]:
    """Every case, by kind."""
    for kind in (_histories, _manifests, _arguments, _revisions, _surroundings, _spreadsheets, _manuscripts, _stores):
        yield from kind()


# archive/ and output/


_OF_HISTORY = (
    ("history", "tides"),
    ("history", "tides", "--json"),
    ("reprint", "tides"),
    ("diff", "tides", "--published"),
)


def _bomb(path: Path) -> None:
    """1.5 GB of nothing in 7 MB."""
    packer = zlib.compressobj(1)
    with path.open("wb") as file:
        for _ in range(1_500):
            file.write(packer.compress(bytes(1_000_000)))
        file.write(packer.flush())


def _histories() -> Iterator[Handed]:
    file = "archive/history/tide/en/tides.jsonl"
    event = {"at": "2026-11-01T00:00:00Z", "published": True}
    for name, content in {
        "ESC": json.dumps(event | {"title": ESC, "version": ESC, "signed": [ESC], "why": ESC}).encode(),
        "a text turned around": json.dumps(event | {"version": TURNED, "signed": [TURNED]}).encode(),
        "half a pair": b'{"at": "2026-11-01T00:00:00Z", "published": true, "version": "\\ud800"}',
        "brackets": DEEP,
        "digits": b'{"at": ' + DIGITS + b"}",
        "a year of 99999": json.dumps(event | {"at": "99999-01-01T00:00:00Z"}).encode(),
        "lists for tables": json.dumps(event | {"files": [1], "inputs": [2], "signed": 5}).encode(),
        "infinity": b'{"at": Infinity, "published": NaN}',
        "paths": json.dumps(event | {"files": {"../../../../x": "0" * 64}, "inputs": {"../x": "../../etc"}}).encode(),
        "inputs that are none": json.dumps(event | {"inputs": {"leaf/full": "ab" * 32}}).encode(),
        "no UTF-8": b"\xff\xfe" * 100,
    }.items():
        for command in _OF_HISTORY:
            yield Handed(f"{' '.join(command)}: a history of {name}", command, {file: content})
    for name, make in ODD_FILES.items():
        yield Handed(f"a history that is {name}", ("history", "tides"), {file: _instead(make)})
    for name, kind in {"of ESC": f"a{ESC}", "turned around": TURNED}.items():
        place = f"archive/history/{kind}/en/tides.jsonl"
        yield Handed(f"a brand {name} in the archive", ("history", "tides"), {place: json.dumps(event).encode()})
    digest = sha256(b"x").hexdigest()
    packed = f"archive/objects/{digest[:2]}/{digest[2:]}.z"
    line = json.dumps(event | {"inputs": {"leaf/full": digest}, "files": {"leaf/full.json": "0" * 64}}).encode()
    yield Handed("a bomb in the archive", ("reprint", "tides"), {file: line, packed: _bomb}, codes=REFUSED)
    yield Handed("a pipe in the archive", ("reprint", "tides"), {file: line, packed[:-2]: os.mkfifo}, codes=REFUSED)
    yield Handed(
        "a device in the archive", ("reprint", "tides"), {file: line, packed: linked("/dev/zero")}, codes=REFUSED
    )


def _instead(make: Maker) -> Maker:
    def put(path: Path) -> object:
        path.unlink(missing_ok=True)
        return make(path)

    return put


def _changed(**more: object) -> Maker:
    def put(path: Path) -> object:
        return path.write_text(json.dumps({"manifest": 2, "edition": "tide/en/tides", **more}))

    return put


_COMMANDS = (
    ("build", "--jobs", "1"),
    ("site",),
    ("bundle", "--to", "a.zip"),
    ("records", "--to", "records"),
    ("printed", "--all"),
    ("where", "--text", "mg"),
    ("sign",),
    ("verify",),
    ("schedule", "tides", "--start", "2026-12-01"),
)


def _manifests() -> Iterator[Handed]:
    file = "output/tide/en/tides/manifest.json"
    for name, content in {
        "brackets": DEEP,
        "digits": b'{"manifest": ' + DIGITS + b"}",
        "ESC": dumped_manifest(title=ESC, version=ESC, state=ESC),
        "half a pair": dumped_manifest(title="\ud800", version="\udfff"),
        "infinity": dumped_manifest(products=[_product(bytes=float("inf"))]),
        "paths": dumped_manifest(products=[_product("../../../../../secret.txt", bytes=6)]),
        "numbers": dumped_manifest(products=[1, 2], findings=3),
        "a newer form": dumped_manifest(manifest=99),
        "a form of infinity": dumped_manifest(manifest=float("inf")),
    }.items():
        for command in _COMMANDS:
            yield Handed(f"{command[0]}: a manifest of {name}", command, {file: content}, wrong="SECRET")
    for name, content in {"nothing": b"", "words": b"no database" * 9_000}.items():
        for command in _COMMANDS[:6]:
            yield Handed(f"{command[0]}: a memory of {name}", command, {"output/.cache/library.sqlite": content})
    for name, make in {"a pipe": os.mkfifo, "a device": linked("/dev/zero")}.items():
        for command in _COMMANDS[:3]:
            yield Handed(f"{command[0]}: a manifest that is {name}", command, {file: make})


def dumped_manifest(**more: object) -> bytes:
    """A manifest of the edition with other values."""
    values = {"manifest": 2, "edition": "tide/en/tides", "title": "T", "file": TIDES, "state": "current"}
    values |= {"draft": False, "findings": {"found": [], "not_run": []}, "products": [], "idle": {}} | more
    return json.dumps(values).encode()


def _product(path: str = "leaf/full.json", **more: object) -> dict[str, object]:
    about = {"media_type": "application/json", "bytes": 1, "sha256": sha256(b"SECRET").hexdigest()} | more
    rest = {
        "findings": {"found": [], "not_run": []},
        "decisions": [],
        "previews": [path],
        "parts": {},
        "placements": {},
    }
    return {
        "format": "leaf",
        "variant": "full",
        "paper": "",
        "files": {path: about},
        "trace": path,
        "placements": {},
        **rest,
    }


# arguments, revisions, surroundings


def _arguments() -> Iterator[Handed]:
    for arguments in (
        ("build", ESC),
        (ESC,),
        ("build", "--brand", ESC),
        ("check", "../../../etc/passwd"),
        ("check", "tides\nwaves"),
        ("check", "a" * 100_000),
        ("check", "\udcff"),
        ("show", TURNED),
        ("printed", ESC),
        ("printed", "A" * 100_000),
        ("printed", "--json", TURNED),
        ("due", "--within", "9" * 30),
        ("due", "--within", "-" + "9" * 30),
        ("due", "--within", "3000000"),
        ("where", "--text", "(" * 1_000),
        ("where", "--text", "%_*?[\"' OR 1=1 --"),
        ("where", "--text", ESC),
        ("where", "--dose", "x" * 10_000),
        ("schedule", "tides", "--start", "9999-99-99"),
        ("history", "tides", "--on", "0000-00-00"),
        ("history", "../../etc"),
        ("reprint", "tides", "--version", ESC),
        ("reprint", "tides", "--output", "/dev/null"),
        ("site", "--base-url", "javascript:alert(1)"),
        ("site", "--base-url", "https://[::1"),
        ("site", "--base-url", "https://example.org/\r\nx"),
        ("site", "--brand", "../.."),
        ("records", "--to", "/dev/null/x"),
        ("new", "../x"),
        ("new", ESC),
        ("brand", "new", "../x"),
        ("read", "/dev/zero"),
        ("import", "/dev/zero"),
        ("export", "../../x"),
        ("rules", ESC),
        ("sign", "--key", "/dev/zero"),
        ("approve", "tides", "--as", "../x", "--name", "A"),
        ("build", "--out", "\n"),
        ("build", "--jobs", "9" * 30),
        ("worker", "x://\x1b[2J"),
    ):
        said = " ".join(repr(each)[1:-1] for each in arguments)[:60]
        yield Handed(f"typed: {said}", arguments)


def _repository(path: Path) -> None:
    """The workspace under version control, with settings that would run a program."""
    folder = path.parent
    for words in (["init", "-q"], ["add", "source"], ["commit", "-qm", "x"]):
        author = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", *author, *words], cwd=folder, check=True)
    owned = "touch ../../owned"
    settings = f"[core]\n\tfsmonitor = {owned}\n\tpager = {owned}\n[diff]\n\texternal = {owned}\n"
    settings += f'[diff "x"]\n\ttextconv = {owned}\n[filter "x"]\n\tclean = {owned}\n\tsmudge = {owned}\n'
    with (folder / ".git/config").open("a") as config:
        config.write(settings)
    (folder / ".gitattributes").write_text("*.md diff=x\n")


_GIVEN = "HEAD", "--output=../../owned", "-h", "HEAD; touch ../../owned", "$(touch ../../owned)", ESC, "a..b"


def _revisions() -> Iterator[Handed]:
    tides = ARTICLE.replace("not 50", "not 60").encode()
    for revision in _GIVEN:
        for command in (("diff", "tides", revision), ("check", f"--changed={revision}")):
            files: dict[str, bytes | Maker] = {".mark": _repository, TIDES: tides}
            yield Handed(f"a revision: {command[0]} {revision[:20]!a}", command, files)


def _surroundings() -> Iterator[Handed]:
    for name, value in (
        ("SOURCE_DATE_EPOCH", "9e99"),
        ("SOURCE_DATE_EPOCH", "9" * 10_000),
        ("SOURCE_DATE_EPOCH", "-99999999999999"),
        ("SOURCE_DATE_EPOCH", "٣"),
        ("SOURCE_DATE_EPOCH", ESC),
        ("COLUMNS", "-5"),
        ("COLUMNS", "0"),
        ("COLUMNS", "9" * 30),
        ("TMPDIR", "/nowhere/at/all"),
        ("HOME", "/nowhere/at/all"),
        ("LANG", "xx_XX.KOI8-R"),
        ("PYTHONIOENCODING", "ascii"),
        ("TZ", "../../../../etc/passwd"),
        ("GIT_DIR", "/nowhere"),
        ("PATH", ""),
    ):
        yield Handed(f"{name} of {value[:12]!a}", ("build", "--jobs", "1"), environment={name: value})


# what goes on to other programs


_TABLES = (
    ("due", "--all", "--csv"),
    ("due", "--all", "--ics", "due.ics"),
    ("show", "tides"),
    ("where", "--text", "mg"),
)


def _spreadsheets() -> Iterator[Handed]:
    """A formula, an event and an item of a feed in the place of a title."""
    for name, title in {
        "a formula": "\"=HYPERLINK('https://x.example.org','Press')\"",
        "a call": '"@SUM(1)"',
        "a command": "\"+cmd|' /C calc'!A0\"",
        "an end of a script": '"</script><script>alert(1)</script>"',
        "an end of CDATA": '"]]><item>x</item>"',
        "a line and an event": '"x\\nEND:VEVENT\\nBEGIN:VEVENT"',
        "a line and a header": '"Tides\\r\\nBcc: x@example.org"',
    }.items():
        text = ARTICLE.replace("title: Tides", f"title: {title}\nsubtitle: Tides", 1).encode()
        wrong = r"(?m)^(?:[^,\n]*,){4}[=+@-]|^END:VEVENT\nBEGIN:VEVENT"
        for command in _TABLES:
            yield Handed(f"{' '.join(command)}: a title of {name}", command, {TIDES: text}, wrong=wrong)


def _manuscripts() -> Iterator[Handed]:
    """Names and words of manuscripts that act on a terminal, or on what is written of them."""
    for name, content in {
        "a title of ESC": f"# A{ESC}\n\nTake 5 mg.\n".encode(),
        "a title of a head": b"# x\n---\nstatus: withdrawn\n---\n\nTake 5 mg.\n",
        "a title of 100,000 letters": b"# " + b"x" * 100_000 + b"\n\nTake 5 mg.\n",
        "a title of a path": b"# ../../../etc/passwd\n\nTake 5 mg.\n",
        "a title of braces": b"# {{phone}} {#a .b c=d}\n\nTake 5 mg.\n",
    }.items():
        yield Handed(f"a manuscript with {name}", ("import", "odd.md"), {"odd.md": content})
    for name in (f"a{ESC}.txt", f"{TURNED}.txt", "-x.txt", "a\nb.txt", "{{phone}}.txt", "..txt", "a'b\"c.txt"):
        yield Handed(f"a manuscript called {name!a:.20}", ("import", f"./{name}"), {name: MANUSCRIPT.encode()})
    for name in (f"a{ESC}.png", f"{TURNED}.png", "a\nb.png"):
        yield Handed(f"a file called {name!a:.20}", ("check", "tides"), {f"source/tides/images/{name}": b"x"})
        yield Handed(f"an article called {name!a:.20}", ("check",), {f"source/{name}/article.md": ARTICLE.encode()})
        yield Handed(f"a snippet called {name!a:.20}", ("check",), {f"source/_snippets/{name}.md": b"x"})


def _stores() -> Iterator[Handed]:
    for address in (
        "file://x.example.org/a",
        "file:///dev/full/x",
        "file:///proc/self/mem",
        "ftp://example.org",
        "s3://",
        "s3://\x1b[2J",
        "file:",
        "../../x",
        "javascript:alert(1)",
        "s3://a/../../b?x=y#z",
    ):
        yield Handed(f"a store at {address!a}", ("build", "--jobs", "1", "--to", address), codes=REFUSED)

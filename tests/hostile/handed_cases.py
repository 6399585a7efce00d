"""The commands with what strangers hand in: approvals, translations, bundles, settings of a house."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.hostile.handed import Handed, Maker
from tests.hostile.stories import ARTICLE
from tests.workspace import ROOT

TURNED = "Ti\u202edes"
ESC = "\x1b[2J\x1b]0;owned\x07\x9b8m"
DEEP = b"[" * 100_000
DIGITS = b"9" * 100_000
TIDES = "source/tides/article.md"


def handed() -> Iterator[Handed]:
    """Every case, by kind."""
    from tests.hostile.handed_on import handed_on

    for kind in (_approvals, _bureau, _bundles, _settings, handed_on):
        yield from kind()


def linked(target: str) -> Maker:
    return lambda path: path.symlink_to(target)


ODD_FILES: dict[str, Maker] = {"a pipe": os.mkfifo, "a device": linked("/dev/zero"), "a folder": Path.mkdir}


# approvals.toml


def _entry(**more: str) -> bytes:
    values = {"role": '"clinician"', "lang": '"en"', "name": '"A"', "on": "2026-11-01", "version": '"1.0"'}
    values |= {"seal": '"x"', "parts": '["0123456789abcdef0123 a"]'} | more
    return ("[[approval]]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())).encode()


def _approvals() -> Iterator[Handed]:
    file = "source/tides/approvals.toml"
    for name, content in {
        "100,000 brackets": b"a = " + DEEP,
        "100,000 digits": b"a = " + DIGITS,
        "a day that there is not": _entry(on="2026-02-30"),
        "a day of infinity": _entry(on="inf"),
        "a day with an hour": _entry(on="2026-11-01T10:00:00Z"),
        "a name of ESC": _entry(name='"\\u001b[2J"'),
        "a name turned around": _entry(name='"\\u202eA"'),
        "parts of numbers": _entry(parts="[1, nan, {a = 1}]"),
        "an entry inside a signature": _entry(signature='"""\n[[approval]]\n"""'),
        "a table in the place of the list": b"[approval]\nrole = 1\n",
        "marks of a merge": b"<<<<<<< ours\n" + _entry() + b"=======\n>>>>>>> theirs\n",
        "no UTF-8": b'a = "\xff"',
        "600 kB": b"# " + b"x" * 600_000,
    }.items():
        yield Handed(f"approvals of {name}", ("build", "--jobs", "1"), {file: content})
        yield Handed(
            f"approving over approvals of {name}",
            ("approve", "tides", "--as", "nurse", "--name", "Example Nurse"),
            {file: content},
        )
    for kind, make in {**ODD_FILES, "a link out": linked("/etc/passwd")}.items():
        arguments = ("approve", "tides", "--as", "nurse", "--name", "Example Nurse")
        yield Handed(f"approvals that are {kind}", arguments, {file: make}, wrong="root:")
    for name in ("\x1b[2J", "\u202eA", "", "a\nb", "A" * 100_000):
        arguments = ("approve", "tides", "--as", "nurse", "--name", name)
        yield Handed(f"an approval by {name[:9]!a}", arguments)


# what comes back from a bureau

_XLIFF = '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file><body>{}</body></file></xliff>'


def _unit(inner: str, name: str = "front.title.0") -> str:
    return _XLIFF.format(f'<trans-unit id="{name}"><source>a</source><target>{inner}</target></trans-unit>')


def _bureau() -> Iterator[Handed]:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    files: dict[str, bytes | Maker] = {
        "laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>{_unit("&l9;")}'.encode(),
        "a file as entity": f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>{_unit("&a;")}'.encode(),
        "a number of 100,000 digits": _unit(f'<x id="{"9" * 100_000}"/>').encode(),
        "a number below one": _unit('<x id="-1"/><x id="0"/><x id="٣"/>').encode(),
        "an element in 10,000": _unit("<g>" * 10_000 + "</g>" * 10_000).encode(),
        "an element in 200": _unit("<g>" * 200 + "x" + "</g>" * 200).encode(),
        "100,000 units": _XLIFF.format('<trans-unit id="a"><target>x</target></trans-unit>' * 80_000).encode(),
        "a unit without a name": _XLIFF.format("<trans-unit><target>x</target></trans-unit>").encode(),
        "half of it": _unit("x").encode()[:-30],
        "UTF-16": _unit("x").encode("utf-16"),
        "6 MB": _unit("x" * 6_000_000).encode(),
        "instructions": b"<?xml-stylesheet href='file:///etc/passwd'?>" + _unit("<?php x?>").encode(),
        "NULs": b"<\0" * 1_000,
        "nothing": b"",
        "a pipe": os.mkfifo,
        "a device": linked("/dev/zero"),
        "PO of half a text": b'msgid ""\nmsgstr ""\nmsgctxt "a"\nmsgid "x\nmsgstr "y"\n',
        "PO of many plurals": b'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[9] "d"\n',
        "PO of strange escapes": b'msgctxt "\\x1b\\"\nmsgid "\\N{x}\\u202e"\nmsgstr "\\777"\n',
        "PO of another set of characters": b'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-7\\n"\n',
        "PO of a name of a file": b"#msgid/../../../../etc/passwd",
        "PO of NUL": b'msgid "a\0"\nmsgstr "b"\n',
        "PO of 300,000 lines": b'msgid "a"\nmsgstr "b"\n\n' * 100_000,
        "PO of ESC": b'msgid "a"\nmsgstr "b\n\x1b[2J"\n',
    }
    for name, content in files.items():
        arguments = ("translate", "tides", "--to", "es", "--from", "back.xlf")
        yield Handed(f"a bureau's file of {name}", arguments, {"back.xlf": content}, wrong="root:")
    for name, said in {
        "a head": '["0123456789abcdef", "0123456789abcdef", "2026-11-01", "a\\"]\\n[de]\\npassages = [\\"x"]',
        "100,000 digits": "9" * 100_000,
        "dates": "2026-02-30",
        "numbers": "[1, 2, 3]",
        "ESC": '["\\u001b[2J", "b", "c"]',
    }.items():
        record = f"[es]\npassages = [{said}]\n".encode()
        article = {"source/tides/article.es.md": ARTICLE.replace("lang: en", "lang: es").encode()}
        for command in (("--to", "es", "--confirm"), ()):
            yield Handed(
                f"translations.toml of {name} {' '.join(command)}",
                ("translate", "tides", *command),
                {"source/tides/translations.toml": record, **article},
            )
    for tag in ("../../x", "-x", "", "e\x1b[2Js", "es\nde", "x" * 300):
        yield Handed(f"a language called {tag[:12]!a}", ("translate", "tides", "--start", tag))


# bundles


def _zip(files: dict[str, bytes], **more: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = more.get("mode", 0o100644) << 16
            made.writestr(info, content)
    return out.getvalue()


def _bundles() -> Iterator[Handed]:
    manifest = {"bundle": 1, "editions": [], "files": {}}
    whole = _zip({"manifest.json": json.dumps(manifest).encode()})
    at = whole.rfind(b"PK\5\6")

    def told(**more: object) -> bytes:
        return _zip({"manifest.json": json.dumps(manifest | more).encode(), "a.pdf": b"x"})

    for name, content in {
        "a way out": _zip({"../../../etc/cron.d/x": b"x"}),
        "a root": _zip({"/etc/x": b"x"}),
        "a drive": _zip({"C:/x": b"x"}),
        "a link": _zip({"a": b"/etc/passwd"}, mode=0o120777),
        "a name of ESC": _zip({f"a{ESC}.pdf": b"x"}),
        "a name turned around": _zip({f"{TURNED}.pdf": b"x"}),
        "a bomb": _zip({"a": b"\0" * 300_000_000}),
        "100,001 files": _zip({f"a{i}": b"" for i in range(100_001)}),
        "a directory that leads before it": whole[: at + 16] + b"\xff\xff\xff\x7f" + whole[at + 20 :],
        "a directory of 4 GB": whole[: at + 12] + b"\xff\xff\xff\xfe" + whole[at + 16 :],
        "half": whole[: len(whole) // 2],
        "nothing": b"",
        "infinity": told(files={"a.pdf": {"bytes": float("inf"), "sha256": "0" * 64}}),
        "a size below nothing": told(files={"a.pdf": {"bytes": -5, "sha256": "0" * 64}}),
        "a file of a list": told(files=[1, 2]),
        "a form of ESC": told(bundle=ESC),
        "a form of a megabyte": told(bundle="x" * 1_000_000),
        "brackets": _zip({"manifest.json": DEEP}),
        "digits": _zip({"manifest.json": b'{"bundle": 1, "files": {"a": {"bytes": ' + DIGITS + b"}}}"}),
    }.items():
        yield Handed(f"a bundle of {name}", ("bundle", "--verify", "given.zip"), {"given.zip": content}, codes=REFUSED)
    for kind, make in ODD_FILES.items():
        yield Handed(
            f"a bundle that is {kind}", ("bundle", "--verify", "given.zip"), {"given.zip": make}, codes=REFUSED
        )
    for target in ("odd", "source/tides/article.md/x.zip", "source"):
        yield Handed(f"a bundle into {target}", ("bundle", "--to", target), {"odd/x": b""}, codes=REFUSED)
    for kind, make in ODD_FILES.items():
        yield Handed(f"a bundle in the place of {kind}", ("bundle", "--to", "odd"), {"odd": make}, codes=REFUSED)
        arguments = ("due", "--all", "--ics", "odd")
        yield Handed(f"a calendar in the place of {kind}", arguments, {"odd": make}, codes=REFUSED)


REFUSED = frozenset({1, 2, 3})


# settings of a house


def _settings() -> Iterator[Handed]:
    brand = (ROOT / "styles/brands/harbour-clinic/brand.toml").read_bytes()
    for name, more in {
        "rules that are none": b'[rules]\n"no/such" = "off"\n"article/claim" = 5\n',
        "rules in 1,000 tables": b"[rules" + b".a" * 1_000 + b"]\nb = 1\n",
        "a profile of a path": b'[rules]\nprofile = "../../x"\n',
        "a waiver of a day that there is not": b'[[rules.waivers]]\nrule = "article/claim"\nuntil = 9999-99-99\n',
        "a review by numbers": b"[review]\nneeds = [1, 2.5, inf]\n",
        "a review by 10,000": b"[review]\nneeds = [" + b'"clinician",' * 10_000 + b"]\n",
        "a review by ESC": b'[review]\nneeds = ["\\u001b[2J"]\n',
        "a page of a script": b'[page]\nscript = "</script><script>alert(1)</script>"\n',
        "infinite numbers": b'[social.plan]\nevery = inf\nat = ["99:99"]\nzone = "../../etc/passwd"\n',
        "a number of 100,000 digits": b"[newsletter]\nwidth = " + DIGITS + b"\n",
    }.items():
        yield Handed(f"a brand with {name}", ("check", "tides"), {"styles/brands/odd/brand.toml": brand + more})
    for name, content in {
        "a style that imports": b'@import "file:///etc/passwd"; @import url(//example.org/a.css);',
        "a style of a font outside": b"@font-face { font-family: x; src: url(file:///etc/passwd) }",
        "a style that ends the page": b"</style><script>alert(1)</script>",
        "a style of 100,000 braces": b"{" * 100_000,
        "a style of expressions": b":root { --a: expression(alert(1)); --b: url(javascript:alert(1)) }",
    }.items():
        files = {"styles/brands/odd/brand.toml": brand, "styles/brands/odd/tokens.css": content}
        yield Handed(f"a brand with {name}", ("check", "tides"), files)
    for name, content in {
        "100,000 brackets": b"a: " + DEEP,
        "laughs": b"a: &a [x,x]\n" + b"".join(b"b%d: &b%d [*b%d, *b%d]\n" % (i, i, i - 1, i - 1) for i in range(1, 40)),
        "a merge of itself": b"a: &a\n  <<: *a\n",
        "a Python object": b'a: !!python/object/apply:os.system ["touch ../../owned"]\n',
        "a list": b"- a\n- b\n",
        "a key twice": b"authors: a\nauthors: b\n",
        "ESC": b'authors: [{name: "\\e[2J"}]\n',
        "100,000 digits": b"a: " + DIGITS + b"\n",
        "infinity": b"next_review: .inf\npublished: .nan\n",
        "no UTF-8": b"a: \xff\n",
        "an hour in sixties": b"next_review: 190:20:30\npublished: 0o7\n",
    }.items():
        yield Handed(f"defaults.yml of {name}", ("check", "tides"), {"source/defaults.yml": content})
    for kind, make in ODD_FILES.items():
        yield Handed(f"defaults.yml that is {kind}", ("check", "tides"), {"source/defaults.yml": make})
    for name, line in {
        "codes of paths": "codes: {icd-10: [../../x], ../x: [y]}\n",
        "codes of numbers": "codes: {icd-10: [1, .nan, 2026-01-01], loinc: 5}\n",
        "10,000 codes": f"codes: {{icd-10: [{', '.join(f'L65.{i}' for i in range(9_000))}]}}\n",
        "codes of ESC": 'codes: {icd-10: ["L65.9 \\e[2J"]}\n',
        "a waiver without an end": "waivers: [{rule: article/claim, until: 9999-12-31, reason: x}]\n",
        "a waiver of a day that there is not": "waivers: [{rule: article/claim, until: 2026-02-30, by: x}]\n",
        "waivers of numbers": "waivers: [1, 2, .inf]\n",
        "10,000 waivers": "waivers: [" + "{rule: a/b}, " * 9_000 + "]\n",
        "an owner of ESC": f'owner: "a{json.dumps(ESC)[1:-1]}"\n',
        "an owner of events": 'owner: "x\\r\\nEND:VEVENT\\r\\nBEGIN:VEVENT"\n',
    }.items():
        text = ARTICLE.replace("funding: none", f"{line}funding: none", 1).encode()
        for command in (("check", "tides"), ("due", "--all"), ("records", "--to", "records"), ("show", "tides")):
            yield Handed(f"{' '.join(command)}: a head of {name}", command, {TIDES: text})

"""The text of approvals.toml comes in; who approved what, and all that is wrong with it, goes out, and the way back."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipeline.errors import PlainleafError
from pipeline.finding import Finding, Place, Rule, Severity, Standing
from pipeline.naming import near
from pipeline.tables import TableError, read_table

APPROVALS_FILE = "approvals.toml"

APPROVALS = Rule(
    "article/approvals",
    Severity.WARNING,
    "approvals.toml holds what plainleaf approve wrote: whole entries, of known roles, of days that have come",
    (),
    "house",
    Standing.HOUSE,
    reason="an approval that was merged wrongly or written by hand is one that nobody gave; it counts for nothing",
)
UNSIGNED = Rule(
    "article/unsigned",
    Severity.ERROR,
    "every role that the house asks for has approved each part of an article as it stands",
    (),
    "house",
    Standing.HOUSE,
    reason="what was changed after the signature is what nobody has looked at",
)
RULES = (APPROVALS, UNSIGNED)

ROLES = (
    "author",
    "clinician",
    "committee",
    "editor",
    "nurse",
    "patient-reader",
    "pharmacist",
    "translator",
)
"""The roles that plainleaf knows; whatever else a house asks for in [review] is known there too."""

ROLE = re.compile(r"[a-z][a-z-]{1,29}")
DIGEST = re.compile(r"[0-9a-f]{20}")
_SEALED = 20

HEAD = """\
# Who approved what this article says. plainleaf approve writes this file; commit it with the article.
# One entry a role and language, one line a part. When git cannot merge it: keep the entries of both sides, whole.
"""


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's word, in one role and language, on the parts of an article as they stood on that day.

    `parts` are their digests with what they are called; `version` is the article's; `kept` the digest under which its
    text lies in the archive, "" when it does not; `signature` an SSH signature over `statement`, or "". `line` is where
    the entry stands; `key` whose key the signature is of, "" until somebody looked.
    """

    role: str
    lang: str
    name: str
    on: date
    version: str
    parts: tuple[tuple[str, str], ...]
    kept: str = ""
    signature: str = ""
    line: int = 0
    key: str = ""

    @property
    def statement(self) -> bytes:
        """What is signed and sealed: everything that the entry says, in one form."""
        values = [self.role, self.lang, self.name, self.on.isoformat(), self.version, self.kept]
        return (json.dumps([*values, sorted(self.parts)], ensure_ascii=False) + "\n").encode()

    @property
    def seal(self) -> str:
        """A digest that no longer fits when the entry is edited by hand; it is no signature."""
        return hashlib.sha256(self.statement).hexdigest()[:_SEALED]

    def missing(self, parts: Sequence[tuple[str, str]]) -> tuple[int, ...]:
        """Which of the parts, by number, this person has not seen as they are now."""
        seen = Counter(digest for digest, _ in self.parts)
        open_: list[int] = []
        for number, (digest, _) in enumerate(parts):
            if seen[digest]:
                seen[digest] -= 1
            else:
                open_.append(number)
        return tuple(open_)

    def gone(self, parts: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        """The names of the parts that this person saw and that are not there as they were: removed, or changed."""
        there = Counter(digest for digest, _ in parts)
        names = []
        for digest, name in self.parts:
            if there[digest]:
                there[digest] -= 1
            else:
                names.append(name)
        return tuple(names)


@dataclass(frozen=True, slots=True)
class Approvals:
    """What a file of approvals holds: the entries that count, and what is wrong with the others."""

    entries: tuple[Approval, ...] = ()
    findings: tuple[Finding, ...] = ()

    def of(self, lang: str) -> tuple[Approval, ...]:
        """The entries for one language."""
        return tuple(entry for entry in self.entries if entry.lang == lang)


_MARK = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", re.M)


def read_approvals(content: bytes, file: str, today: date, roles: Sequence[str] = ()) -> Approvals:
    """The entries of a file that count, and a finding for whatever does not. `roles` are known besides ROLES.

    A file that is no TOML, or still holds the marks of a merge, counts for nothing.
    """
    text = content.decode("utf-8", "replace")
    if mark := _MARK.search(text):
        line = text.count("\n", 0, mark.start()) + 1
        hint = "keep the entries of both sides, whole, and take out the lines that git put between them"
        return Approvals((), (APPROVALS.finding(Place(file, line, line), "it holds the marks of a merge", hint),))
    try:
        table = read_table(content)
    except TableError as fault:
        hint = "take the file from an earlier revision, then let people approve again"
        return Approvals((), (APPROVALS.finding(Place(file, fault.line, fault.line), str(fault), hint),))
    lines = [text.count("\n", 0, match.start()) + 1 for match in _ENTRY.finditer(text)]
    found: list[Finding] = []
    entries: list[Approval] = []
    extra = sorted(table.keys() - {"approval"})
    if extra:
        place = Place(file)
        found.append(APPROVALS.finding(place, f'"{extra[0]}" has no meaning here', "take it out: only entries count"))
    listed = table.get("approval", [])
    for number, values in enumerate(listed if isinstance(listed, list) else [listed]):
        line = lines[number] if number < len(lines) else 0
        read = _entry(values, line)
        wrong = (read, _AGAIN) if isinstance(read, str) else _against(read, today, {*ROLES, *roles})
        if wrong is None and isinstance(read, Approval):
            entries.append(read)
        elif wrong is not None:
            message, hint = wrong
            found.append(APPROVALS.finding(Place(file, line, line), f"{message}; the entry counts for nothing", hint))
    return Approvals(tuple(entries), tuple(found))


_AGAIN = "approve again: plainleaf approve writes whole entries"
_KEYS = {"role": str, "lang": str, "name": str, "on": date, "version": str, "parts": list, "seal": str}
_MORE = {"kept": str, "signature": str}


def _entry(values: Any, line: int) -> Approval | str:
    """The entry, or what is wrong with its form."""
    if not isinstance(values, Mapping):
        return "it is no entry"
    for key, kind in _KEYS.items():
        if key not in values:
            return f'"{key}" is missing'
        if not isinstance(values[key], kind) or isinstance(values[key], datetime):
            return f'"{key}" is not what plainleaf writes'
    extra = sorted(values.keys() - _KEYS.keys() - _MORE.keys())
    if extra or not all(isinstance(values.get(key, ""), kind) for key, kind in _MORE.items()):
        return f'"{extra[0]}" has no meaning' if extra else "a value is not what plainleaf writes"
    parts = []
    for each in values["parts"]:
        digest, _, name = str(each).partition(" ")
        if not DIGEST.fullmatch(digest):
            return f'"{str(each)[:40]}" is no part of an article'
        parts.append((digest, name))
    if not parts:
        return "it approves nothing"
    approval = Approval(
        values["role"],
        values["lang"],
        values["name"],
        values["on"],
        values["version"],
        tuple(parts),
        values.get("kept", ""),
        values.get("signature", ""),
        line,
    )
    return approval if approval.seal == values["seal"] else "it was edited after it was written"


def _against(entry: Approval, today: date, roles: set[str]) -> tuple[str, str] | None:
    if entry.role not in roles:
        hint = f"take the entry out, or name the role in [review] needs of a brand{near(entry.role, roles)}"
        return f'nobody here has the role "{entry.role}"', hint
    if entry.on > today:
        return (
            f"it is of {entry.on.isoformat()}, a day that has not come",
            "look at this computer's clock, or approve again",
        )
    if not entry.name.strip():
        return "nobody's name stands in it", _AGAIN
    return None


# writing

_ENTRY = re.compile(r"^[ \t]*\[\[[ \t]*approval[ \t]*\]\]", re.M)


def with_approval(content: bytes, entry: Approval, file: str) -> bytes:
    """The text of the file with this entry in the place of the earlier ones of its role and language; every other
    entry stays as it is written. Raises PlainleafError for a file that is not whole, which nothing must overwrite.
    """
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    refused = "nothing was approved: the file that keeps approvals cannot be read"
    try:
        table = read_table(content)
    except TableError as fault:
        marks = "it holds the marks of a merge" if _MARK.search(text) else str(fault)
        place = f"{file}:{fault.line}" if fault.line else file
        hint = f"mend it first ({marks}): keep whole entries, or take the file from an earlier revision"
        raise PlainleafError(refused, place=place, hint=hint) from None
    starts = [match.start() for match in _ENTRY.finditer(text)]
    listed = table.get("approval", [])
    if not isinstance(listed, list) or len(starts) != len(listed):
        raise PlainleafError(refused, place=file, hint="begin each entry with a line [[approval]]")
    ends = [*starts[1:], len(text)][: len(starts)]
    chunks = [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    head = text[: starts[0]].strip() if starts else text.strip()
    kept = [
        (_order(values), chunk)
        for values, chunk in zip(listed, chunks, strict=True)
        if (values.get("role"), values.get("lang")) != (entry.role, entry.lang)
    ]
    new = ((entry.lang, entry.role), _written(entry))
    body = "\n\n".join(chunk for _, chunk in sorted([*kept, new], key=lambda pair: pair[0]))
    return f"{head or HEAD.strip()}\n\n{body}\n".encode()


def _order(values: Mapping[str, Any]) -> tuple[str, str]:
    return str(values.get("lang", "")), str(values.get("role", ""))


def _written(entry: Approval) -> str:
    lines = [
        "[[approval]]",
        f"role = {_quoted(entry.role)}",
        f"lang = {_quoted(entry.lang)}",
        f"name = {_quoted(entry.name)}",
        f"on = {entry.on.isoformat()}",
        f"version = {_quoted(entry.version)}",
        f"seal = {_quoted(entry.seal)}",
    ]
    if entry.kept:
        lines.append(f"kept = {_quoted(entry.kept)}")
    if entry.signature:
        lines += ['signature = """', entry.signature.strip(), '"""']
    lines += ["parts = [", *(f"  {_quoted(f'{digest} {name}')}," for digest, name in entry.parts)]
    # A last line of its own kind keeps two entries apart when git puts one behind the other.
    return "\n".join([*lines, f"]  # {entry.role}, {entry.lang}"])


def _quoted(text: str) -> str:
    """A basic string of TOML 1.0: its escapes are those of JSON but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


# standing


def content_digest(parts: Sequence[tuple[str, str, int]]) -> str:
    """One digest over all parts of a text (each with its digest first), whatever their order."""
    return hashlib.sha256("\n".join(sorted(digest for digest, _, _ in parts)).encode()).hexdigest()[:_SEALED]


@dataclass(frozen=True, slots=True)
class Signed:
    """Where one role stands on one language of an article: who approved it and when, and which parts are open.

    `name` is "" when nobody did; `open` are names of parts with their lines, `gone` names of parts that were approved
    and are not there any more; `needed` says that the house asks for the role; `key` whose SSH key signed.
    """

    role: str
    name: str
    on: str
    open: tuple[tuple[str, int], ...] = ()
    gone: tuple[str, ...] = ()
    needed: bool = False
    key: str = ""

    @property
    def holds(self) -> bool:
        """Whether the role has approved the article as it stands."""
        return bool(self.name) and not self.open and not self.gone

    @property
    def words(self) -> str:
        """ "clinician: Example Clinician, 2026-11-02", or what is open."""
        if not self.name:
            return f"{self.role}: nobody yet"
        key = f", key of {self.key}" if self.key else ""
        said = f"{self.role}: {self.name}, {self.on}{key}"
        if self.holds:
            return said
        told = [f"{name} (line {line})" if line else name for name, line in self.open[:SHOWN]]
        told += [f"{name} is gone" for name in self.gone[: max(0, SHOWN - len(told))]]
        more = len(self.open) + len(self.gone) - len(told)
        return f"{said}; open: {', '.join(told)}{f' and {more} more' if more else ''}"


SHOWN = 4
"""So many open parts are named in one line (house)."""


def standing(
    entries: Sequence[Approval], parts: Sequence[tuple[str, str, int]], needs: Sequence[str]
) -> tuple[Signed, ...]:
    """Where each role stands: those that the house needs first, then others that have approved. The entry that leaves
    least open speaks for its role.
    """
    pairs = [(digest, name) for digest, name, _ in parts]
    found = []
    for role in dict.fromkeys((*needs, *(entry.role for entry in entries))):
        own = [_signed(entry, parts, pairs, role in needs) for entry in entries if entry.role == role]
        nobody = Signed(role, "", "", needed=role in needs)
        found.append(min(own, key=lambda each: (len(each.open) + len(each.gone), each.on), default=nobody))
    return tuple(found)


def _signed(
    entry: Approval, parts: Sequence[tuple[str, str, int]], pairs: Sequence[tuple[str, str]], needed: bool
) -> Signed:
    missing = [parts[number] for number in entry.missing(pairs)]
    changed = {name for _, name, _ in missing}
    # A changed part of the same name is told once: as open.
    gone = tuple(name for name in entry.gone(pairs) if name not in changed)
    open_ = tuple((name, line) for _, name, line in missing)
    return Signed(entry.role, entry.name, entry.on.isoformat(), open_, gone, needed, entry.key)


def unsigned(signed: Sequence[Signed], file: str, slug: str, lang: str) -> Iterator[Finding]:
    """A finding for each role that the house needs and that has not approved the article as it stands."""
    for each in signed:
        if not each.needed or each.holds:
            continue
        line = min((line for _, line in each.open if line), default=1)
        said = f"{each.role} has not approved it" if not each.name else _changed(each)
        hint = f"let them look (plainleaf diff {slug} --approved), then: plainleaf approve {slug} --as {each.role}"
        if not each.name:
            hint = f"let them look, then: plainleaf approve {slug} --as {each.role} --name …"
        yield UNSIGNED.finding(Place(file, line, line, lang), said, hint)


def _changed(signed: Signed) -> str:
    count = len(signed.open) + len(signed.gone)
    what = signed.open[0][0] if signed.open else f"{signed.gone[0]}, which is gone"
    more = f" and {count - 1} more" if count > 1 else ""
    return f"it was changed after {signed.role} approved it on {signed.on}: {what}{more}"

"""Clean articles with the defects to plant in them come in; what the rules catch, and what they wrongly flag, goes out.

A case is two files: `<name>.md`, an article whose front matter holds title, summary, main_message, lang and what the
case is about (the rest comes from the standard head), and `<name>.toml`:

    region = "GB"                                  # the brand's region, may be left out
    defects = [["dose notation", "5 mg", "5.0 mg"]]      # kind, words in the file, what they become
    controls = [["dose notation", "page 5", "page 5.0"]] # the same for harmless look-alikes

Where what is planted is a paragraph of its own, it is shorter to say `after = "words in the file"`, and under [planted]
and [harmless] lists of paragraphs by kind: each is put behind those words, alone.

`kinds.toml` names, for each kind, the rules that may catch it, and whether it could kill. Cases under `open/` are for
tuning; those under `held_out/` were written before the rules, those under `fresh/` when the rules had been tuned on
both others, and those under `second_fresh/` to `seventh_fresh/` each when they had been tuned on all before. What was
not tuned on tells the truth: at first sight the rules caught 80 % of `fresh/`, 64 % of
`second_fresh/` (54 % of what could kill), 61 % of `third_fresh/` (59 %) and 70 % of `fourth_fresh/` (71 %: 32 of 35
lost "not", 13 of 14 tenfold doses, 19 of 49 contradictions), with 6 of 67 look-alikes of the last flagged. Of
`fifth_fresh/`, which plants little else than contradictions and lost "not" in six new leaflets, they caught 58 % (57 %:
39 of 85 contradictions, 21 of 32 lost "not", 10 of 10 tenfold doses), with 3 of 46 look-alikes flagged. Of
`sixth_fresh/`, small edits of 24 short leaflets on unlike topics in all kinds, they caught 64 % (58 %: 48 of 109
contradictions, 51 of 87 lost "not", 18 of 18 tenfold doses), with 3 of 70 flagged and 17 clean articles with an alarm.
Of `seventh_fresh/`, the same in eight leaflets, written when clauses were compared in general: 77 % (75 %: 26 of 37
contradictions, 22 of 30 lost "not", 7 of 7 tenfold doses), with none of 16 flagged and 6 clean articles with an alarm.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.article.reading import read_articles
from pipeline.article.rules import check_article
from pipeline.article.rules.calling import check_region
from pipeline.finding import Finding, Severity
from tests.workspace import HEAD, source_of

FOLDER = Path(__file__).resolve().parent
PARTS = (
    "open",
    "held_out",
    "fresh",
    "second_fresh",
    "third_fresh",
    "fourth_fresh",
    "fifth_fresh",
    "sixth_fresh",
    "seventh_fresh",
)
PICTURE = (FOLDER.parent / "rules" / "article" / "image-undescribed" / "repaired" / "images" / "map.svg").read_bytes()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of defect: the rules that may catch it, by name without "article/", and whether it could kill."""

    name: str
    rules: frozenset[str]
    deadly: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One change to a clean article: a defect or a harmless look-alike of `kind`."""

    kind: str
    old: str
    new: str
    harmless: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A clean article and its changes."""

    name: str
    text: str
    region: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules said anew of one change; `caught` when a rule of its kind did."""

    case: str
    change: Change
    said: tuple[Finding, ...]
    caught: bool


def read_kinds() -> dict[str, Kind]:
    """The kinds of kinds.toml by name."""
    table = tomllib.loads((FOLDER / "kinds.toml").read_text(encoding="utf-8"))
    return {name: Kind(name, frozenset(each["rules"]), each.get("deadly", False)) for name, each in table.items()}


def read_cases(part: str) -> tuple[Case, ...]:
    """The cases of one part; a ValueError names a change whose words the article does not hold."""
    cases = []
    for path in sorted((FOLDER / part).glob("*.md")):
        text = with_standard_head(path.read_text(encoding="utf-8"))
        table = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
        changes = [
            Change(kind, old, new, harmless)
            for name, harmless in (("defects", False), ("controls", True))
            for kind, old, new in table.get(name, [])
        ]
        after = table.get("after", "")
        changes += [
            Change(kind, after, f"{after}\n\n{paragraph}", harmless)
            for name, harmless in (("planted", False), ("harmless", True))
            for kind, paragraphs in table.get(name, {}).items()
            for paragraph in paragraphs
        ]
        for change in changes:
            if change.old not in text:
                raise ValueError(f'{path.name} does not hold "{change.old}"')
        cases.append(Case(path.stem, text, table.get("region", ""), tuple(changes)))
    return tuple(cases)


def with_standard_head(text: str) -> str:
    """The article with the keys of the standard head that its own head lacks."""
    _, own, body = text.split("---\n", 2)
    known = {line.partition(":")[0] for line in own.splitlines()}
    blocks: list[list[str]] = []
    for line in HEAD.splitlines():
        if line[:1].isalpha():
            blocks.append([])
        blocks[-1].append(line)
    known |= set() if "[@table]" in body else {"references"}
    kept = [line for block in blocks for line in block if block[0].partition(":")[0] not in known]
    return "---\n" + own + "\n".join(kept) + "\n---\n" + body


def findings_of(text: str, region: str) -> list[Finding]:
    """Every error and warning of an article, as a house in `region` sees it."""
    found: list[Finding] = []
    pictures = dict.fromkeys(re.findall(r"images/[a-z]+[.]svg", text), PICTURE)
    for reading in read_articles(source_of({"article.md": text.encode(), **pictures}, slug="case")):
        found.extend(reading.findings.found)
        if reading.article:
            found.extend(check_article(reading.article).found)
            if region:
                found.extend(check_region(reading.article, region).found)
    return [finding for finding in found if finding.severity is not Severity.INFO]


def changed_texts(case: Case) -> Iterator[tuple[str, str]]:
    """Each change in words and the article with it; paragraphs of one kind, all true or all harmless, stand in one."""
    together: dict[tuple[str, bool, str], list[str]] = {}
    for change in case.changes:
        if change.new.startswith(f"{change.old}\n\n"):
            paragraph = change.new.removeprefix(f"{change.old}\n\n")
            together.setdefault((change.kind, change.harmless, change.old), []).append(paragraph)
        else:
            old, new = (" ".join(words.split()) for words in (change.old, change.new))
            said = f'{change.kind}, {"harmless" if change.harmless else "planted"}: "{old}" → "{new}"'
            yield said, case.text.replace(change.old, change.new, 1)
    for (kind, harmless, after), paragraphs in together.items():
        said = f"{kind}, {len(paragraphs)} paragraphs, {'harmless' if harmless else 'planted'}"
        yield said, case.text.replace(after, "\n\n".join((after, *paragraphs)), 1)


def said_of(case: Case) -> str:
    """What the rules say of each of these articles, a line each: a text that a person can read."""
    lines = [f"# {case.name}: what the rules say of each change"]
    for said, text in changed_texts(case):
        lines += ["", said]
        lines += [
            f"  {each.severity.value} {each.rule}: {each.message} → {each.hint}"
            for each in findings_of(text, case.region)
        ]
    return "\n".join(lines) + "\n"


def outcomes(case: Case, kinds: dict[str, Kind]) -> Iterator[Outcome]:
    """Each change of a case, made alone, and what the rules say of it that they do not say of the clean article."""
    before = Counter((finding.rule, finding.message) for finding in findings_of(case.text, case.region))
    for change in case.changes:
        after = findings_of(case.text.replace(change.old, change.new, 1), case.region)
        left = Counter(before)
        said = []
        for finding in after:
            if left[finding.rule, finding.message] > 0:
                left[finding.rule, finding.message] -= 1
            else:
                said.append(finding)
        rules = {finding.rule.removeprefix("article/") for finding in said}
        yield Outcome(case.name, change, tuple(said), bool(rules & kinds[change.kind].rules))

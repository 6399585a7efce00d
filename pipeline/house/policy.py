"""Findings, a house's rules and an article's waivers come in; the findings as the house weighs them, and what was
lowered, go out.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from pipeline.finding import Finding, Findings, Lowered, Place, Rule, Severity, Standing
from pipeline.naming import nearest
from pipeline.tables import TableError, read_table

if TYPE_CHECKING:
    from pipeline.article.model import Article

DEFAULT_PROFILE = "patient-information"
LIBRARY_FILE = "rules.toml"
"""The settings that all brands of a library share lie at styles/rules.toml; a brand's own are in its brand.toml."""

HOUSE_RULES = Rule(
    "brand/rules",
    Severity.ERROR,
    "[rules] names a profile, rules and severities that exist, says who lowered a rule and why, and spares the core",
    (),
    "house",
    Standing.HOUSE,
    reason="a rule that somebody lowered without a name and a reason is a rule that nobody keeps",
)
WAIVER_EXPIRED = Rule(
    "article/waiver-expired",
    Severity.WARNING,
    "a waiver holds until its last day; after that the finding counts again",
    (),
    "house",
    Standing.HOUSE,
    reason="an exception without an end becomes the rule",
)
WAIVER_UNKNOWN = Rule(
    "article/waiver-unknown",
    Severity.ERROR,
    "a waiver names a rule that exists and may be waived; for facts it quotes the words it is about",
    (),
    "house",
    Standing.HOUSE,
    reason="a waiver that fits nothing hides that nothing was waived",
)
WAIVER_UNUSED = Rule(
    "article/waiver-unused",
    Severity.WARNING,
    "a waiver is needed: its rule finds something in the article that it covers",
    (),
    "house",
    Standing.HOUSE,
    reason="a waiver left behind by a mended sentence waives the next mistake unseen",
)
RULES = (HOUSE_RULES, WAIVER_EXPIRED, WAIVER_UNKNOWN, WAIVER_UNUSED)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a house makes of one rule: a severity, why, on whose word, and where that is written."""

    severity: Severity
    reason: str
    by: str
    source: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A house's rules: the profile it took, and its settings by rule name, the profile's included."""

    profile: str = DEFAULT_PROFILE
    settings: Mapping[str, Setting] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The policy as JSON values."""
        settings = {
            rule: [each.severity.value, each.reason, each.by, each.source] for rule, each in self.settings.items()
        }
        return {"profile": self.profile, "settings": settings}

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> Policy:
        """The policy that `to_json` gave; KeyError or ValueError for anything else."""
        settings = {
            rule: Setting(Severity(severity), reason, by, source)
            for rule, (severity, reason, by, source) in values["settings"].items()
        }
        return Policy(values["profile"], settings)


@dataclass(frozen=True, slots=True)
class Waiver:
    """An exception that an article asks for: which rule, why, on whose word, until which day (that day included).

    `words`, when given, limit it to findings that speak of these words. `where` is its place in the article.
    """

    rule: str
    reason: str
    by: str
    until: date
    where: Place
    words: str = ""

    def to_json(self) -> list[Any]:
        """The waiver as JSON values."""
        return [self.rule, self.reason, self.by, self.until.isoformat(), self.where.file, self.where.first, self.words]

    @staticmethod
    def from_json(values: Sequence[Any]) -> Waiver:
        """The waiver that `to_json` gave; ValueError for anything else."""
        rule, reason, by, until, file, line, words = values
        return Waiver(rule, reason, by, date.fromisoformat(until), Place(file, line), words)

    def covers(self, finding: Finding) -> bool:
        """Whether it speaks of this finding: of its rule, in this article or what was made of it, of its words."""
        other = finding.where.file.startswith("source/") and finding.where.file != self.where.file
        return finding.rule == self.rule and not other and self.words.casefold() in finding.message.casefold()


@dataclass(frozen=True, slots=True)
class Profile:
    """A set of settings that comes with plainleaf, and who it is for."""

    name: str
    says: str
    settings: Mapping[str, Setting]


@dataclass(frozen=True, slots=True)
class _Profiles:
    profiles: Mapping[str, Profile]
    core: frozenset[str]
    facts: frozenset[str]
    editorial: frozenset[str]


@cache
def _bundled() -> _Profiles:
    table = tomllib.loads((resources.files(__package__) / "profiles.toml").read_text(encoding="utf-8"))
    profiles = {}
    for name, entry in table["profiles"].items():
        settings = {
            rule: Setting(Severity(severity), entry["reason"], "", f"profile {name}")
            for rule, severity in entry.get("rules", {}).items()
        }
        profiles[name] = Profile(name, entry["says"], settings)
    core, facts, editorial = (frozenset(table[name]["rules"]) for name in ("core", "facts", "editorial"))
    return _Profiles(profiles, core, facts, editorial)


def profiles() -> Mapping[str, Profile]:
    """The profiles that come with plainleaf, by name."""
    return _bundled().profiles


def is_core(rule: str) -> bool:
    """Whether neither a house nor a waiver may lower the rule: it is neither a fact nor editorial, or it is new."""
    bundled = _bundled()
    return rule not in bundled.facts and rule not in bundled.editorial


def is_fact(rule: str) -> bool:
    """Whether a house may not lower the rule as a whole: only one passage can be waived."""
    return rule in _bundled().facts


def listed_rules() -> Mapping[str, frozenset[str]]:
    """The rules that profiles.toml names, by list: core, facts, editorial."""
    bundled = _bundled()
    return {"core": bundled.core, "facts": bundled.facts, "editorial": bundled.editorial}


# reading


def read_policy(tables: Sequence[tuple[Mapping[str, Any], Place]]) -> tuple[Policy, tuple[Finding, ...]]:
    """The policy out of [rules] tables with the file each stands in, the library's first, the brand's last.

    A table holds `profile`, `by` and `reason` for all its settings, and by rule name a severity, or a table of
    `severity`, `reason` and `by`. A later table overrides an earlier one.
    """
    found: list[Finding] = []
    profile = DEFAULT_PROFILE
    own: dict[str, Setting] = {}
    for table, place in tables:
        profile = _profile(table, place, profile, found)
        for key, value in table.items():
            if key not in {"profile", "by", "reason"}:
                setting = _setting(table, place, key, value, found)
                if setting:
                    own[key] = setting
    by = next((str(table["by"]).strip() for table, _ in reversed(tables) if table.get("by")), "")
    taken = {rule: replace(setting, by=by) for rule, setting in profiles()[profile].settings.items()}
    return Policy(profile, {**taken, **own}), tuple(found)


def read_library_rules(content: bytes) -> tuple[Mapping[str, Any], tuple[Finding, ...]]:
    """The [rules] table of the library's settings file, or what is wrong with the file."""
    place = Place(f"styles/{LIBRARY_FILE}")
    try:
        table = read_table(content)
    except TableError as fault:
        return {}, (HOUSE_RULES.finding(place, f"it is not TOML: {fault}", "mend the line"),)
    rules = table.get("rules", {})
    extra = [name for name in table if name not in {"rules", "review"}]
    if extra or not isinstance(rules, dict):
        message = f'"{extra[0]}" has no meaning here' if extra else '"rules" is not a table'
        return {}, (HOUSE_RULES.finding(place, message, "begin the file with the line [rules]"),)
    return rules, ()


def read_policies(
    style_files: Mapping[str, bytes], brands: Iterable[str]
) -> tuple[Mapping[str, Policy], Mapping[str, tuple[Finding, ...]]]:
    """The policy of each brand out of the files of styles/ by path, and what is wrong with it, both by brand.

    A brand.toml that is not TOML has no [rules]: what is wrong with it is said where brands are read.
    """
    library: Mapping[str, Any] = {}
    shared: tuple[Finding, ...] = ()
    if LIBRARY_FILE in style_files:
        library, shared = read_library_rules(style_files[LIBRARY_FILE])
    policies, faults = {}, {}
    for brand in brands:
        path = f"brands/{brand}/brand.toml"
        try:
            own = read_table(style_files[path]).get("rules", {})
        except (KeyError, TableError):
            own = {}
        place = Place(f"styles/{path}")
        tables = [(library, Place(f"styles/{LIBRARY_FILE}")), (own if isinstance(own, dict) else {}, place)]
        policies[brand], found = read_policy(tables)
        faults[brand] = (*shared, *found)
    return policies, faults


def _profile(table: Mapping[str, Any], place: Place, earlier: str, found: list[Finding]) -> str:
    name = table.get("profile", earlier)
    if name not in profiles():
        hint = f"choose one of {', '.join(profiles())}"
        found.append(HOUSE_RULES.finding(place, f'there is no profile "{name}"', hint))
        return earlier
    return str(name)


def _setting(table: Mapping[str, Any], place: Place, rule: str, value: object, found: list[Finding]) -> Setting | None:
    entry = value if isinstance(value, dict) else {"severity": value}
    words = {name: str(entry.get(name) or table.get(name) or "").strip() for name in ("severity", "reason", "by")}
    try:
        severity = Severity(words["severity"])
    except ValueError:
        message = f'"{rule}" is set to "{words["severity"]}"'
        found.append(HOUSE_RULES.finding(place, message, "write error, warning or info"))
        return None
    if severity is not Severity.ERROR and (is_core(rule) or is_fact(rule)):
        hint = "take the line out and mend what the rule finds"
        if is_fact(rule):
            hint = "take the line out; one passage can be waived in the article, with a name and an end"
        found.append(HOUSE_RULES.finding(place, f'"{rule}" cannot be lowered', hint))
        return None
    if severity is not Severity.ERROR and not (words["reason"] and words["by"]):
        missing = " and ".join(name for name in ("reason", "by") if not words[name])
        hint = f'write "{rule}" = {{ severity = "{severity}", reason = "…", by = "…" }}'
        found.append(HOUSE_RULES.finding(place, f'"{rule}" is lowered without "{missing}"', hint))
        return None
    return Setting(severity, words["reason"], words["by"], str(place.file))


def unknown_rules(policy: Policy, known: Iterable[str], place: Place) -> tuple[Finding, ...]:
    """A finding for each setting of the house that names no rule there is; `known` are all names."""
    names = set(known)
    found = []
    for rule, setting in policy.settings.items():
        if rule not in names and not setting.source.startswith("profile "):
            near = nearest(rule, sorted(names))
            hint = f'write "{near}"' if near else "see the list of rules in the manual, or plainleaf rules"
            found.append(HOUSE_RULES.finding(place, f'there is no rule "{rule}"', hint))
    return tuple(found)


# weighing


def waivers_of(article: Article) -> tuple[Waiver, ...]:
    """The waivers that stand in the front matter of an article, with their places."""
    return tuple(
        Waiver(each.rule, each.reason, each.by, each.until, article.place(f"waivers.{index}"), each.words or "")
        for index, each in enumerate(article.front.waivers)
    )


def check_waivers(waivers: Sequence[Waiver], known: Iterable[str], today: date) -> tuple[Finding, ...]:
    """What is wrong with an article's waivers on this day; `known` are the names of all rules."""
    names = set(known)
    return tuple(finding for waiver in waivers for finding in _faults(waiver, names, today))


def _faults(waiver: Waiver, known: set[str], today: date) -> Iterator[Finding]:
    if waiver.rule not in known:
        # The room before the slash is shared by all: only what stands behind it can show what was meant.
        near = nearest(waiver.rule.rpartition("/")[2], sorted(name.rpartition("/")[2] for name in known))
        near = next((name for name in sorted(known) if near and name.rpartition("/")[2] == near), "")
        hint = f'write "{near}"' if near else "take the name from the brackets behind a finding"
        yield WAIVER_UNKNOWN.finding(waiver.where, f'the waiver names "{waiver.rule}", and there is no such rule', hint)
    elif is_core(waiver.rule):
        message = f'"{waiver.rule}" cannot be waived'
        yield WAIVER_UNKNOWN.finding(waiver.where, message, "take the waiver out and mend what the rule finds")
    elif is_fact(waiver.rule) and not waiver.words:
        message = f'the waiver of "{waiver.rule}" does not say for which words'
        hint = "add words: with the dose, number or name that is right as it stands"
        yield WAIVER_UNKNOWN.finding(waiver.where, message, hint)
    elif waiver.until < today:
        message = f'the waiver of "{waiver.rule}" ended on {waiver.until.isoformat()}'
        hint = "mend what the rule finds, or have somebody decide again and set a new day"
        yield WAIVER_EXPIRED.finding(waiver.where, message, hint)


def unused_waivers(waivers: Sequence[Waiver], findings: Findings, today: date) -> tuple[Finding, ...]:
    """A finding for each waiver in force of a rule on articles that covers nothing; `findings` are unweighed.

    What a rule on a finished file would say is not known before the file is made: such waivers are left alone, and so
    are those of a rule that did not run.
    """
    idle = {each.rule for each in findings.not_run}
    found = []
    for waiver in waivers:
        known = waiver.rule.startswith("article/") and waiver.rule not in idle and in_force(waiver, today)
        if known and not any(waiver.covers(each) and each.severity is not Severity.INFO for each in findings.found):
            speaks = f' that speaks of "{waiver.words}"' if waiver.words else ""
            message = f'the waiver of "{waiver.rule}" is not needed: the rule finds nothing here{speaks}'
            found.append(WAIVER_UNUSED.finding(waiver.where, message, "take the waiver out"))
    return tuple(found)


def in_force(waiver: Waiver, today: date) -> bool:
    """Whether the waiver counts on this day: not over, and not of a rule that nobody may waive."""
    return waiver.until >= today and not is_core(waiver.rule) and (bool(waiver.words) or not is_fact(waiver.rule))


def apply(findings: Findings, policy: Policy, waivers: Sequence[Waiver], today: date) -> Findings:
    """The findings as the house weighs them: none is taken out, and what changed is kept in `lowered`.

    A waiver in force makes a finding information; otherwise the house's setting gives its severity. Findings that
    are information stay so, and a core rule keeps its severity whatever anybody writes.
    """
    holding = [waiver for waiver in waivers if in_force(waiver, today)]
    weighed: list[Finding] = []
    changes: Counter[Lowered] = Counter()
    for finding in findings.found:
        change = _change(finding, policy, holding)
        if change is None:
            weighed.append(finding)
        else:
            weighed.append(replace(finding, severity=change.now))
            changes[change] += 1
    lowered = tuple(replace(change, times=times) for change, times in changes.items())
    ordered = tuple(sorted(dict.fromkeys(weighed), key=lambda each: each.order))
    return Findings(ordered, findings.not_run, findings.lowered + lowered, findings.faults)


def _change(finding: Finding, policy: Policy, waivers: Sequence[Waiver]) -> Lowered | None:
    was = finding.severity
    if was is Severity.INFO or is_core(finding.rule):
        return None
    waiver = next((each for each in waivers if each.covers(finding)), None)
    if waiver:
        end = waiver.until.isoformat()
        return Lowered(finding.rule, was, Severity.INFO, 1, waiver.reason, waiver.by, str(waiver.where), end)
    setting = policy.settings.get(finding.rule)
    if setting is None or setting.severity is was:
        return None
    return Lowered(finding.rule, was, setting.severity, 1, setting.reason, setting.by, setting.source)

"""The tables of words come in; which senses, things, medicines and negations a text names goes out.

concepts.toml says how a "not" is told, senses.toml and opposites.toml have rows of senses, each in five languages. A
further language is a file of its own, words_<language>.toml, in which each row of senses is named by its first two.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from babel import Locale, UnknownLocaleError

from pipeline.facts.ledger import negations
from pipeline.facts.medicines import medicines_named, medicines_sounding
from pipeline.language.numerals import fold_word
from pipeline.tags import primary_of

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0670\u0640'’])*")
_PREFIX = re.compile(r"^[وفبلك]?(?:ال|لل)|^[وفبلك](?=\w{3})")
"""What Arabic writes together with a noun: and, so, with, for, like, the."""
_JOINED = re.compile(r"^[وفبلك](?=\w{4})")
_PERSON = re.compile(r"^[وف]?[يتن](?=\w{4})")
"""The same before "التهاب", whose first letters are no article, and who does what a verb says: "يتوقف"."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names, whatever its language.

    `turns`: how often each sense of a turn ("left or right", "left"); `strong` counts its words that negate, `soft`
    those that say a "not" in another way; `weak`: it has a "not" of a single word ("غير"), `denies`: a word that may be
    one ("unsafe"); `avoids`: orders to leave something; `stops` and `keeps` are what a "not" makes of each
    other, and so are `excepts` and `only`.

    `row` are the senses of ordered turns in the order of the text, with ("not", "") where a "not" stands. `refuses`
    counts orders to leave something wherever they stand; `closes` what is "at most" without a "not", `opens` what is
    "not more than" with one; `supposes` words like "if" and "unless", `either` words like "or"; `again` how
    often a "not" is said once more in the same word. `waiting` is "not until", `waited` what is told of it without a
    "not"; `until` and `doubled` ("not … without") likewise; `sequence`: what is named is done in the order of the text;
    `short`: it is a cell or an item of a few words.
    """

    turns: Mapping[tuple[str, str], int]
    things: frozenset[str]
    medicines: frozenset[str]
    weekdays: frozenset[int]
    strong: int
    soft: int
    weak: bool = False
    denies: bool = False
    stops: bool = False
    keeps: bool = False
    avoids: int = 0
    only: bool = False
    excepts: bool = False
    row: tuple[tuple[str, str], ...] = ()
    refuses: int = 0
    closes: int = 0
    opens: int = 0
    supposes: int = 0
    either: int = 0
    again: int = 0
    waiting: bool = False
    waited: bool = False
    until: bool = False
    doubled: bool = False
    sequence: bool = False
    short: bool = False


@cache
def _table() -> dict[str, Any]:
    """All files as one."""
    folder = resources.files(__package__)
    table, more, most = (
        tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        for name in ("concepts", "senses", "opposites")
    )
    table["turn"] += more["turn"] + most["turn"]
    table["thing"] |= more["thing"]
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if own := re.fullmatch(r"words_(\w+)\.toml", file.name):
            _add_language(table, own[1], tomllib.loads(file.read_text(encoding="utf-8")))
    return table


def _add_language(table: dict[str, Any], language: str, words: Mapping[str, Any]) -> None:
    """Puts the file of one language into the table; ValueError for a row that no other language has."""
    turns = {" or ".join(turn["name"][:2]): turn for turn in table["turn"]}
    for name, row in words["turn"].items():
        if name not in turns or len(row) > len(turns[name]["name"]):
            raise ValueError(f"words_{language}.toml: no row of senses {name!r}, or one with fewer senses")
        turns[name][language] = [*row, *[""] * (len(turns[name]["name"]) - len(row))]
    for name, said in words["thing"].items():
        table["thing"][name][language] = said
    for part, said in words["say"].items():
        table[part][language] = said


_ALIKE = str.maketrans("ةى", "هي")
"""Arabic letters that people write for each other at the end of a word."""


def _fold(word: str) -> str:
    return fold_word(word).translate(_ALIKE)


@cache
def knows(turn: str, language: str) -> bool:
    """Whether a language has words for a turn."""
    return any(_called(each) == turn and language in each for each in _table()["turn"])


@cache
def has_rules(language: str) -> bool:
    """Whether negations and senses of a primary language are known."""
    return language in _table()["soft"] and bool(negations(language))


@dataclass(frozen=True, slots=True)
class _Lists:
    """Words of one list, folded: whole ones, beginnings, and what several words say together."""

    whole: frozenset[str]
    starts: tuple[str, ...]
    phrases: re.Pattern[str] | None = None
    entries: tuple[str, ...] = ()
    """The phrases as they are written, the longest first."""

    @property
    def spelt(self) -> frozenset[str]:
        """Its words, for a list that has no beginnings."""
        return self.whole | frozenset(self.starts)

    def count(self, words: Iterable[str], line: str) -> int:
        """How many of the words, and of the phrases in `line`, are of the list."""
        found = sum(word in self.whole or bool(self.starts and word.startswith(self.starts)) for word in words)
        return found + (len(self.phrases.findall(line)) if self.phrases else 0)


_Name = tuple[str, str, str]
"""What a word names: "turn", "thing" or "medicine", its name, and the sense of a turn."""


def _list(words: str) -> _Lists:
    single = [word for word in words.split() if "_" not in word]
    whole = frozenset(_fold(word[:-1]) for word in single if word.endswith("$"))
    entries = tuple(sorted((word for word in words.split() if "_" in word), key=len, reverse=True))
    joined = re.compile("|".join(map(_phrase, entries))) if entries else None
    return _Lists(whole, tuple(_fold(word) for word in single if not word.endswith("$")), joined, entries)


def _first(entry: str) -> str:
    return " " + _fold(entry.split("_", 1)[0])


def _phrase(entry: str) -> str:
    """The expression for "keep_…_dry" in a line of folded words, each with a space before it; the last may go on."""
    words = (
        r"(?: \S+){0,5}?" if word == "…" else " " + re.escape(_fold(word)) for word in entry.rstrip("$").split("_")
    )
    return "".join(words) + ("(?= )" if entry.endswith("$") else "")


def _lists(language: str) -> Iterator[tuple[_Name, _Lists]]:
    for turn in _table()["turn"]:
        for sense, words in zip(turn["name"], turn.get(language, [""] * len(turn["name"])), strict=True):
            yield ("turn", _called(turn), sense), _list(words)
    for name, languages in _table()["thing"].items():
        yield ("thing", name, ""), _list(languages.get(language, ""))
    for name, words in _table()["medicine"].items():
        yield ("medicine", name, ""), _list(words)


@dataclass(frozen=True, slots=True)
class _Index:
    """What whole words and beginnings of words name; a list of hundreds costs a word no more than one of ten."""

    whole: Mapping[str, tuple[_Name, ...]]
    starts: Mapping[str, tuple[_Name, ...]]
    lengths: tuple[int, ...]
    phrases: tuple[tuple[str, re.Pattern[str], _Name], ...] = ()
    """Each with its first word: a line without it is not searched."""

    def named(self, said: Iterable[str]) -> Counter[_Name]:
        """How often the words name each; a phrase takes its words from the other senses of its turn alone."""
        found: Counter[_Name] = Counter()
        words = list(said)
        taken: set[tuple[int, str]] = set()
        line = f" {' '.join(words)} "
        for first, pattern, name in self.phrases:
            for match in pattern.finditer(line) if first in line else ():
                at = line.count(" ", 0, match.start() + 1) - 1
                reach = range(at, at + len(match[0].split()))
                # "poco frecuente" is not "frecuente".
                if not any((each, name[1]) in taken for each in reach):
                    taken |= {(each, name[1]) for each in reach}
                    found[name] += 1
        for at, word in enumerate(words):
            names = [*self.whole.get(word, ())]
            for length in self.lengths:
                if length <= len(word):
                    names += self.starts.get(word[:length], ())
            found.update(name for name in names if (at, name[1]) not in taken)
        return found

    def order(self, said: Sequence[str], arabic: bool, turns: Set[str]) -> list[tuple[int, _Name]]:
        """Where the senses of some turns stand, by word; a phrase takes its words."""
        found: list[tuple[int, _Name]] = []
        line = f" {' '.join(said)} "
        for first, pattern, name in self.phrases:
            if first in line and (name[1] in turns or name[0] == "thing"):
                found += [(line.count(" ", 0, match.start() + 1) - 1, name) for match in pattern.finditer(line)]
        for at, word in enumerate(said):
            for form in (word, _PREFIX.sub("", word)) if arabic else (word,):
                names = {name for end in self.lengths for name in self.starts.get(form[:end], ())}
                names |= {*self.whole.get(form, ())}
                found += [
                    (at, name)
                    for name in sorted(names)
                    if (name[1] in turns or name[0] == "thing") and (at, name) not in found
                ]
        return sorted(found)


@cache
def _index(language: str) -> _Index:
    whole: dict[str, tuple[_Name, ...]] = {}
    starts: dict[str, tuple[_Name, ...]] = {}
    phrases: list[tuple[str, re.Pattern[str], _Name]] = []
    for name, listed in _lists(language):
        for word in _forms(listed, language):
            whole[word] = (*whole.get(word, ()), name)
        for word in listed.starts:
            starts[word] = (*starts.get(word, ()), name)
        phrases += [(_first(entry), re.compile(_phrase(entry)), name) for entry in listed.entries]
    return _Index(whole, starts, tuple(sorted(set(map(len, starts)))), tuple(phrases))


def _forms(listed: _Lists, language: str) -> frozenset[str]:
    """The whole words of a list with the endings that a language gives them."""
    if language == "ar":
        return _inflected(listed)
    if language in {"es", "fr", "pt"}:
        return listed.whole | {f"{word}s" for word in listed.whole if len(word) > _SHORT_WORD}
    return listed.whole


_SHORT_WORD = 3
"""Letters up to which a word takes no plural: "no", "sin", "mas" (house)."""


def _inflected(listed: _Lists) -> frozenset[str]:
    """Arabic words with what is written together behind a noun: "ساق", "ساقه", "ساقين"; not those that are listed in
    several forms, since another would be a verb: "قدميه".
    """
    forms = (*listed.whole, *listed.starts)
    alone = [word for word in listed.whole if not any(each != word and each.startswith(word) for each in forms)]
    return listed.whole | {word + end for word in alone for end in _SUFFIXES if len(word) > 1}


_SUFFIXES = "ه ها هم هما ك كم كما كن ي نا هن ان ين اه يه اها يها اك يك ا".split()


def _called(turn: Mapping[str, Any]) -> str:
    return " or ".join(filter(None, turn["name"]))


@cache
def turns_that(flag: str) -> frozenset[str]:
    """The turns with a mark: "turns" (a "not" makes the one sense of the other), "ordered", "modal"."""
    return frozenset(_called(turn) for turn in _table()["turn"] if turn.get(flag))


@cache
def senses_that(flag: str) -> Mapping[str, frozenset[str]]:
    """By turn, the senses that must be told again ("told"), that must be where another of the turn is told ("listed"),
    or that may not be told by the twin alone ("new").
    """
    return {
        _called(turn): frozenset(turn["name"] if turn[flag] is True else turn[flag])
        for turn in _table()["turn"]
        if flag in turn
    }


@lru_cache(maxsize=4096)
def ordinal(word: str, language: str) -> int:
    """Which one a word says, "third" or "الثالث": 3; 0 for none."""
    forms = words_of(word, language) if language == "ar" else [word]
    for at, words in enumerate(_ordinals(language), start=1):
        if words.count(forms, ""):
            return 12 if at == _TWELFTH else at
    return 0


_TWELFTH = 11
"""Its place in the list, behind the tenth."""


@cache
def _ordinals(language: str) -> tuple[_Lists, ...]:
    row = next(turn for turn in _table()["turn"] if turn["name"][:2] == ["first", "second"])
    return tuple(map(_list, row.get(language, [])[:_TWELFTH]))


@cache
def _negating(language: str) -> frozenset[str]:
    soft = _words_for("soft", language)
    strong = {_fold(word) for word in negations(language)} | _words_for("strong", language).spelt
    return frozenset(word for word in strong if not soft.count([word], ""))


@cache
def _words_for(part: str, language: str) -> _Lists:
    return _list(_table()[part].get(language, ""))


@cache
def weekdays(language: str) -> Mapping[str, int]:
    """The names of the days of the week, folded, by CLDR; Monday is 0."""
    try:
        names = Locale.parse(language).days["stand-alone"]["wide"]
    except (UnknownLocaleError, ValueError, KeyError):
        return {}
    return {_fold(name): day for day, name in names.items()}


@cache
def months(language: str) -> Mapping[str, int]:
    """The names of the months, folded, by CLDR, as they stand alone and in a date."""
    try:
        known = Locale.parse(language).months
    except (UnknownLocaleError, ValueError):
        return {}
    return {
        _fold(name): number for context in ("format", "stand-alone") for number, name in known[context]["wide"].items()
    }


_ELIDED = re.compile(r"(?<!\w)([cdjlmnst]|(?:jus|lors|puis|quel)?qu)['’](?=\w)", re.I)
_ONLY = re.compile(r"\bne ((?!pas |plus )\w+(?: (?!pas |plus )\w+){0,4}?) que\b")
_NO_NOT = re.compile(r"\b(?:avant|moins|peur|crainte) que(?: \w+){0,4}? ne\b")
"""French has a "ne" that says nothing after "unless" and "before", and "ne … que" is "only"."""


def plain_words(text: str, language: str) -> list[str]:
    """The words of a text as they stand, folded; French ones without their apostrophes."""
    if language == "fr":
        text = _ELIDED.sub(r"\1e ", text)
    words = [_fold(match[0]) for match in _WORD.finditer(text)]
    if language == "fr" and "ne" in words:
        words = _NO_NOT.sub("a moins que", _ONLY.sub(r"\1 seulement", " ".join(words))).split()
    return words


def words_of(text: str, language: str) -> list[str]:
    """The words of a text, folded; Arabic nouns also without what is written together with them."""
    words = plain_words(text, language)
    if language == "ar":
        # Short words keep theirs: "ولا" is told apart from "لا".
        bare = {(word, pattern.sub("", word)) for word in words for pattern in (_PREFIX, _JOINED, _PERSON)}
        words += [short for word, short in sorted(bare) if short != word and len(short) > 2]
    return words


@lru_cache(maxsize=16384)
def named(text: str, lang: str) -> Named:
    """What a text in one language names."""
    language = primary_of(lang)
    listed = words_of(text, language)
    said = frozenset(listed)
    days = weekdays(language)
    names = _index(language).named(listed)
    medicines = {name for kind, name, _ in names if kind == "medicine"}
    medicines |= _medicines(text, lang)
    strong = _negating(language)
    plain = plain_words(text, language)
    line = f" {' '.join(plain)} "
    if safe := _words_for("safe", language).phrases:
        line = safe.sub(" safe", line)
        plain = line.split()
    concord, mute = (_words_for(part, language).spelt for part in ("concord", "mute"))
    turning = [word for word in plain if word in strong or word.endswith(("n't", "n’t"))]
    repeated = sum(word in concord for word in turning)
    softer = sum(word in concord and word not in mute for word in turning)
    told = {part: _words_for(part, language).count(listed, line) for part in _SAYING}
    avoiding = _words_for("avoiding", language)
    stopping = _words_for("stopping", language)
    # Other verbs stand between a German verb and its "nicht".
    reach = len(plain) if language == "de" else 2
    return Named(
        # What has no name only takes words from the others: "دون 3 أشهر" is no "without".
        turns={(turn, sense): times for (kind, turn, sense), times in names.items() if kind == "turn" and sense},
        things=frozenset(name for kind, name, _ in names if kind == "thing"),
        medicines=frozenset(medicines),
        weekdays=frozenset(day for name, day in days.items() if _says_day(name, said, line)) | _days(plain, language),
        strong=_strength(turning, repeated) + _elliptic(plain, language) + _own_clauses(plain, language),
        # One that counts as the "not" itself is no softer one beside it.
        soft=told["soft"] + told["turning"] + max(0, softer - (repeated == len(turning) > 0)),
        weak=told["weak"] > 0,
        denies=told["denying"] > 0,
        stops=any(
            word in strong and stopping.count(plain[max(0, at - reach // 3) : at + 1 + reach], line) > 0
            for at, word in enumerate(plain)
        ),
        keeps=told["keeping"] > 0,
        avoids=min(1, avoiding.count(plain[:_START], "")),
        refuses=avoiding.count(plain, "") + _words_for("refusing", language).count(plain, line),
        closes=_words_for("closing", language).count(plain, line),
        opens=_words_for("opening", language).count(plain, line),
        supposes=_words_for("supposing", language).count(plain, line),
        either=_words_for("either", language).count(plain, line),
        again=len(turning) - len({*turning}),
        waiting=told["waiting"] > 0 and not told["hurrying"],
        waited=told["waited"] > 0,
        until=told["until"] > 0,
        doubled=told["doubled"] > 0,
        sequence=told["sequence"] > 0,
        short=len(plain) <= _FEW_WORDS,
        row=_row(plain, text, lang, strong),
        only=told["only"] > 0,
        excepts=told["except"] > 0,
    )


def _days(plain: list[str], language: str) -> frozenset[int]:
    """The days of the week by the beginnings of their names."""
    stems = [tuple(map(_fold, day.split("|"))) for day in _table()["weekdays"].get(language, "").split()]
    return frozenset(day for day, starts in enumerate(stems) if any(word.startswith(starts) for word in plain))


def _says_day(name: str, said: Set[str], line: str) -> bool:
    # German writes "montags" for each Monday, Portuguese "quinta-feira".
    return name in said or f"{name}s" in said or ("-" in name and f" {name.replace('-', ' ')} " in line)


def _strength(turning: list[str], repeated: int) -> int:
    """How many a text has: "no … nunca" is one "not", and so is "لا … ولا"."""
    return len(turning) - repeated or min(1, repeated)


def _elliptic(plain: list[str], language: str) -> int:
    """How many of French "pas" stand without their "ne": "mais pas de vaccins", "surtout pas"."""
    if language != "fr" or "ne" not in plain:
        return 0
    line = " ".join(plain)
    return max(0, plain.count("pas") + len(_SUBJECT_NOT.findall(line)) - plain.count("ne"))


def _own_clauses(plain: list[str], language: str) -> int:
    """How many "never" are the only "not" of a clause behind an "if": "no lo tome si nunca ha tenido asma"."""
    if language not in {"es", "pt", "it"}:
        return 0
    never, begins = {"nunca", "jamas", "jamais", "mai"}, {"si" if language == "es" else "se", "quando", "cuando"}
    starts = [at for at, word in enumerate(plain) if word in begins]
    if not starts or not {"no", "nao", "non"} & {*plain[: starts[0]]}:
        return 0
    clauses = [plain[at:end] for at, end in zip(starts, [*starts[1:], len(plain)], strict=True)]
    return sum(bool(never & {*clause}) and not {"no", "nao", "non"} & {*clause} for clause in clauses)


_SUBJECT_NOT = re.compile(r"\b(?:personne|rien)(?: de autre)? ne\b")
"""What takes the "ne" of its clause, so that a "pas" behind it is another "not"."""


def _medicines(text: str, lang: str) -> frozenset[str]:
    found = medicines_named(text, lang)
    return found if primary_of(lang) == "en" else found | medicines_sounding(text)


def _row(plain: list[str], text: str, lang: str, strong: frozenset[str]) -> tuple[tuple[str, str], ...]:
    language = primary_of(lang)
    senses = _index(language).order(plain, language == "ar", turns_that("ordered"))
    found = [(at, turn, sense) if kind == "turn" else (at, "thing", turn) for at, (kind, turn, sense) in senses if turn]
    found += [(at, "not", "") for at, word in enumerate(plain) if word in strong or word.endswith(("n't", "n’t"))]
    if len(_medicines(text, lang)) > 1:
        found += [(at, "medicine", name) for at, word in enumerate(plain) for name in sorted(_medicines(word, lang))]
    return tuple((turn, sense) for _, turn, sense in sorted(found))


_FEW_WORDS = 6
_START = 2
"""Among so many words an order stands at the start of its sentence (house)."""
_SAYING = (
    "soft", "turning", "weak", "denying", "keeping", "only", "except", "waiting", "hurrying", "waited", "until",
    "doubled", "sequence",
)  # fmt: skip

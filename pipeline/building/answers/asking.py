"""A workspace and what was published of it come in; an index of everything that is said goes out, and answers from it.

The index is brought up to date before each question: an article whose files have other times or sizes is read again,
the others are not opened.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipeline.article.model import Article
from pipeline.article.reading import read_articles
from pipeline.building.keeping.history import events
from pipeline.building.manifest import edition_from_json
from pipeline.building.report import Fate
from pipeline.edition.review import State, state_of
from pipeline.errors import PlainleafError
from pipeline.facts.ledger import ledger_of
from pipeline.facts.proving import front_statements
from pipeline.facts.tracing import Standing, from_json
from pipeline.language.amounts import Bound, Frequency, Quantity
from pipeline.language.numerals import fold_word
from pipeline.language.quantities import read_quantities
from pipeline.tables import TableError, read_table
from pipeline.translation.concepts import named, words_of
from pipeline.translation.sayings import said_in
from pipeline.workspace import storage
from pipeline.workspace.archive import Archive
from pipeline.workspace.facts_file import FactsFile, Row
from pipeline.workspace.folder import Workspace
from pipeline.workspace.folders import SNIPPETS
from pipeline.workspace.output import Output

FILE = ".cache/facts.sqlite"


def opened(workspace: Workspace, output: Output) -> FactsFile:
    """The index of a workspace, up to date."""
    index = FactsFile(output.root / FILE)
    known = index.stamps()
    now = dict(_sources(workspace)) | dict(_published(output)) | dict(_handed_out(workspace))
    changed = [name for name, stamp in now.items() if known.get(name) != stamp]
    for name in changed:
        articles, said = _read(workspace, output, name)
        with index.writing():
            index.learn(name, now[name], articles, said)
    if gone := known.keys() - now.keys():
        with index.writing():
            for name in sorted(gone):
                index.forget(name)
    return index


def _sources(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Each source with a stamp that changes when a file that it is read from does."""
    shared = _stamp([*_files(workspace.source / SNIPPETS), *sorted(workspace.source.glob("defaults*.yml"))])
    for entry in sorted(os.scandir(workspace.source), key=lambda each: each.name):
        if not entry.name.startswith(("_", ".")) and entry.is_dir():
            files = [path for path in _files(Path(entry.path)) if path.suffix == ".md"]
            if files:
                yield f"source/{entry.name}", f"{shared} {_stamp(files)}"


def _published(output: Output) -> Iterator[tuple[str, str]]:
    for name in output.editions():
        yield str(name), str(output.published_at(name))


def _handed_out(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """The history of each edition, which only grows."""
    archive = Archive.of(workspace)
    for name in archive.editions():
        yield f"history/{name}", str(archive.written_at(name))


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(Path(entry.path) for entry in os.scandir(folder) if entry.is_file())
    except OSError:
        return []


def _stamp(files: Iterable[Path]) -> str:
    stats = ((path.name, path.stat()) for path in files)
    return " ".join(f"{name}:{stat.st_size}:{stat.st_mtime_ns}" for name, stat in stats)


# Reading


_Said = tuple[Row, Sequence[Row]]


def _read(workspace: Workspace, output: Output, name: str) -> tuple[list[Row], list[_Said]]:
    if name.startswith("history/"):
        return [], list(_of_history(Archive.of(workspace), name.removeprefix("history/")))
    if not name.startswith("source/"):
        return [], list(_of_edition(output, name))
    source = storage.read_source(workspace, name.removeprefix("source/"))
    articles = [reading.article for reading in read_articles(source) if reading.article is not None]
    rows: list[Row] = [
        (
            article.slug, article.lang, article.file, article.front.title, article.front.owner or "",
            article.front.status.value, article.front.next_review.isoformat(), int(article.original),
        )
        for article in articles
    ]  # fmt: skip
    return rows, [said for article in articles for said in _of_article(article)]


def _of_article(article: Article) -> Iterator[_Said]:
    ledger = ledger_of(article.blocks, article.lang)
    statements = [*front_statements(article, article.lang), *ledger.statements]
    below: dict[str, set[str]] = defaultdict(set)
    medicines = {name for each in statements for name in named(each.text, article.lang).medicines}
    only = medicines if len(medicines) == 1 else set()
    for statement in statements:
        text = statement.text
        row = (
            article.slug, article.lang, statement.place.file, statement.place.first, text, folded(text, article.lang),
            "", "", "",
        )  # fmt: skip
        # The rows of a table of doses are about the medicine of its caption.
        about = below[statement.block] if statement.block and len(below[statement.block]) == 1 else only
        yield row, list(_facts(text, article.lang, about))
        below[statement.block] |= named(text, article.lang).medicines
    for place, keys in _cited(article):
        yield (
            (article.slug, article.lang, article.file, place, "", "", "", "", ""),
            [("reference", key) for key in keys],
        )


def _cited(article: Article) -> Iterator[tuple[int, tuple[str, ...]]]:
    from pipeline.translation.units import trunk_of

    for unit in trunk_of(article).units():
        if unit.cites:
            yield unit.place.first, unit.cites


def _of_edition(output: Output, name: str) -> Iterator[_Said]:
    """What each product of a published edition says, and where, out of its traces."""
    edition = next(each for each in output.editions() if str(each) == name)
    report = edition_from_json(output.manifest(edition), edition, Fate.UP_TO_DATE)
    for product in report.products if report else ():
        content = output.cached(product.trace) if product.trace else None
        trace = from_json(content) if content else None
        if trace is None:
            continue
        shown = "/".join(part for part in (product.format, product.variant, product.paper) if part)
        shown += f" (version {report.version})" if report and report.version else ""
        for row, cell in zip(trace.rows, trace.cells, strict=True):
            if cell.standing in {Standing.FOUND, Standing.CHANGED}:
                places = "; ".join(dict.fromkeys(cell.places))
                said = (
                    edition.slug, edition.lang, row.file, row.line, row.text, folded(row.text, row.lang), name, shown,
                    places,
                )  # fmt: skip
                yield said, list(_facts(row.text, row.lang, set()))


def _of_history(archive: Archive, name: str) -> Iterator[_Said]:
    """What each content of an edition said that was ever published and may lie in a drawer, with the day of its first
    publication. What stands in the archive and cannot be read is left out: `plainleaf history` names it.
    """
    edition = next(each for each in archive.editions() if str(each) == name)
    seen: set[str] = set()
    for event in events(archive, edition)[0]:
        if not event.published or not event.inputs or event.content in seen:
            continue
        seen.add(event.content)
        day = event.at.date().isoformat()
        try:
            made_of = archive.value(next(iter(event.inputs.values())))
            values = _values(archive.files(str(made_of["styles"])), edition.brand)
            sources = [archive.source(str(kept)) for kept in made_of["sources"].values()]
        except (PlainleafError, KeyError, AttributeError):
            continue
        for source in sources:
            texts = {file: _filled(text, values) for file, text in source.files.items() if file.endswith(".md")}
            for reading in read_articles(replace(source, files={**source.files, **texts})):
                if reading.article is None or reading.article.lang != edition.lang:
                    continue
                for row, facts in _of_article(reading.article):
                    yield (
                        (*row[:6], name, f"version {event.version} of {day}", "in print or on a reader's device"),
                        facts,
                    )


def _values(styles: Mapping[str, bytes], brand: str) -> Mapping[str, str]:
    """The values of a brand as its brand.toml had them."""
    try:
        table = read_table(styles[f"brands/{brand}/brand.toml"])
    except (KeyError, TableError):
        return {}
    own = {**table.get("contact", {}), **table.get("values", {})}
    return {key: value for key, value in own.items() if isinstance(value, str)}


def _filled(content: bytes, values: Mapping[str, str]) -> bytes:
    for key, value in values.items():
        content = content.replace(f"{{{{{key}}}}}".encode(), value.encode())
    return content


def folded(text: str, lang: str) -> str:
    """Words and digits without case, accents and signs, each between spaces."""
    digits = "".join(character if character.isalnum() or character.isspace() else " " for character in text)
    return f" {' '.join(fold_word(word) for word in digits.split())} "


def _facts(text: str, lang: str, only: set[str]) -> Iterator[Row]:
    """What a statement says, as kinds and values that are alike in every language."""
    medicines = named(text, lang).medicines or frozenset(only)
    for atom in said_in(text, lang).atoms:
        if atom.kind == "phone":
            yield "phone", str(atom.value)
    values = read_quantities(text, lang)
    doses = [value for value in values if isinstance(value, Quantity) and value.kind in _DOSES]
    for medicine in medicines:
        yield "medicine", medicine
        if doses:
            yield "dose", medicine
        child = ("adult or child", "child") in named(text, lang).turns
        daily = any(isinstance(value, Quantity) and value.kind == "time" and value.base[1] == 24 for value in values)
        for value in values:
            yield from _limits(medicine, value, child, daily)
    key = " ".join(word for word in words_of(text, lang) if not any(c.isdigit() for c in word))
    numbers = sorted(str(atom.value) for atom in said_in(text, lang).atoms if not atom.soft and atom.kind != "address")
    if numbers and len(key.split()) >= LIKE:
        yield "told", f"{lang}\t{key}\t{' '.join(numbers)}"


_MOST = frozenset({Bound.AT_MOST, Bound.UNDER})
_DOSES = frozenset({"mass", "volume", "activity", "form", "dose"})
LIKE = 5
"""So many words in common make two statements with other numbers the same statement (house)."""


def _limits(medicine: str, value: object, child: bool, daily: bool) -> Iterator[Row]:
    """The most of a medicine in 24 hours, which may stand apart ("4 g of paracetamol in 24 hours"), and its gap."""
    whom = "child" if child else "adult"
    most = isinstance(value, Quantity) and (value.within == 24 or (daily and value.bound in _MOST))
    if isinstance(value, Quantity) and most and value.mass:
        yield "limit", f"{medicine}\tmost in 24 hours, {whom}\t{float(value.mass[1]):g} mg"
    elif isinstance(value, Frequency) and value.every:
        yield "limit", f"{medicine}\thours between doses, {whom}\t{float(value.hours):g}"


# Asking


@dataclass(frozen=True, slots=True)
class Found:
    """One place that carries a fact: in a source (`edition` ""), or in a product of a published edition."""

    slug: str
    lang: str
    file: str
    line: int
    text: str
    edition: str
    product: str
    places: str


def where(index: FactsFile, *, text: str = "", dose: str = "", reference: str = "") -> tuple[Found, ...]:
    """Every place that carries a phone number or words, a dose of a medicine, or cites a reference."""
    rows: list[Row] = []
    if text:
        rows = [row for value in _phones(text) for row in index.holding("phone", value)]
        rows = rows or index.saying(folded(text, "en").rstrip() if len(text) > 3 else folded(text, "en"))
    for medicine in sorted(named(dose, "en").medicines or {dose.casefold()} if dose else ()):
        rows += index.holding("dose", medicine)
    if reference:
        rows += index.holding("reference", reference)
    return tuple(Found(*row) for row in dict.fromkeys(rows))  # type: ignore[arg-type]


def _phones(text: str) -> list[str]:
    atoms = said_in(f"call {text}", "en").atoms
    return [str(atom.value) for atom in atoms if atom.kind == "phone"]


@dataclass(frozen=True, slots=True)
class Due:
    """One article with its review: `state` is "current", "due" or "expired"."""

    slug: str
    title: str
    owner: str
    next_review: date
    state: State
    langs: tuple[str, ...]


def due(index: FactsFile, today: date, within: int, owner: str = "", *, everything: bool = False) -> tuple[Due, ...]:
    """The articles whose review is overdue or comes within so many days, the most overdue first."""
    langs: dict[str, list[str]] = defaultdict(list)
    found = []
    rows = index.articles()
    for row in rows:
        langs[str(row[0])].append(str(row[1]))
    for slug, _, _, title, who, status, review, original in rows:
        day = date.fromisoformat(str(review))
        wanted = everything or (day - today).days <= within
        if original and wanted and status not in {"withdrawn", "draft"} and owner in {"", who}:
            found.append(Due(str(slug), str(title), str(who), day, state_of(day, today), tuple(langs[str(slug)])))
    return tuple(sorted(found, key=lambda each: (each.next_review, each.owner, each.slug)))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two articles that tell one thing differently: what it is about, and both with value, place and words."""

    about: str
    one: tuple[str, str, int, str]
    other: tuple[str, str, int, str]


def contradictions(index: FactsFile) -> tuple[Contradiction, ...]:
    """What two articles tell differently: the most of a medicine in 24 hours, the hours between its doses, and
    statements in the same words with other numbers.
    """
    found: list[Contradiction] = []
    for kind in ("limit", "told"):
        told: dict[str, dict[str, tuple[str, Row]]] = defaultdict(dict)
        for value, slug, _, file, line, text in index.facts(kind):
            about, _, number = str(value).rpartition("\t")
            told[about].setdefault(f"{number}", (str(slug), (number, file, line, text)))
        for about, numbers in sorted(told.items()):
            slugs = {slug for slug, _ in numbers.values()}
            if len(numbers) > 1 and len(slugs) > 1:
                (_, first), *others = numbers.values()
                name = about.replace("\t", ", ") if kind == "limit" else "the same words"
                found += [Contradiction(name, _end(first), _end(each)) for slug, each in others]
    apart = {(each.one[1:3], each.other[1:3]): each for each in reversed(found)}
    return tuple(reversed(apart.values()))


def _end(row: Row) -> tuple[str, str, int, str]:
    number, file, line, text = row
    return str(number), str(file), int(line), str(text)

"""A workspace and the name of an article come in; how its translations stand goes out, and what is done about it.

The translation is written first, then the record of what it was made from, so that a kill in between leaves a
translation that is said to be stale, and none that is said to be true.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipeline.article.front.fields import LANGUAGE_TAG
from pipeline.article.model import Article
from pipeline.article.reading import read_articles
from pipeline.article.source import Source
from pipeline.errors import PlainleafError, UsageError
from pipeline.finding import Finding, Findings, Severity
from pipeline.naming import choose
from pipeline.tags import tag_hint
from pipeline.translation.po import read_po, write_po
from pipeline.translation.records import RECORD_FILE, Record, confirmed, read_record, stale_passages, write_record
from pipeline.translation.tasks import Answer, Task, Texts, begin, take, tasks_of
from pipeline.translation.twins import check_twin, pairing_of
from pipeline.translation.xliff import read_xliff, write_xliff
from pipeline.workspace import revisions, storage
from pipeline.workspace.folder import Workspace


@dataclass(frozen=True)
class Standing:
    """How one language stands: stale passages and since when, passages to translate, what else differs.

    `known` says from where it is known what the translation was made from: "record", "git" or "" for nowhere.
    """

    lang: str
    file: str
    known: str
    stale: int
    since: str
    to_do: int
    findings: Findings


@dataclass(frozen=True)
class Folder:
    """One article in all its languages, as it lies in the workspace."""

    workspace: Workspace
    slug: str
    source: Source
    articles: tuple[Article, ...]
    records: dict[str, Record]

    @staticmethod
    def open(workspace: Workspace, slug: str) -> Folder:
        """Read the folder of an article. Raises UsageError when there is none, PlainleafError when it has no original
        that can be read.
        """
        slugs = storage.article_slugs(workspace)
        if slug not in slugs:
            raise UsageError(f'there is no article "{slug}" under source/', hint=choose(slug, slugs))
        source = storage.read_source(workspace, slug)
        readings = read_articles(source)
        articles = tuple(reading.article for reading in readings if reading.article is not None)
        if not any(article.original for article in articles):
            fault = next(iter(readings[0].findings.errors), None) if readings else None
            message = fault.message if fault else "the original cannot be read"
            raise PlainleafError(message, place=f"source/{slug}/article.md", hint="mend the original first")
        records, _ = read_record(source.files.get(RECORD_FILE, b""), f"source/{slug}/{RECORD_FILE}")
        return Folder(workspace, slug, source, articles, records)

    @property
    def original(self) -> Article:
        return next(article for article in self.articles if article.original)

    def twin(self, lang: str) -> Article | None:
        """The translation in a language; None for none that can be read."""
        return next((article for article in self.articles if article.lang == lang and not article.original), None)

    def texts(self, lang: str) -> Texts:
        """The texts of original and translation. Raises PlainleafError for a translation that cannot be read."""
        name = f"article.{lang}.md"
        twin = self.twin(lang)
        if name in self.source.files and twin is None:
            hint = f"plainleaf check {self.slug} --lang {lang} says what is wrong with it"
            raise PlainleafError("the translation cannot be read", place=f"source/{self.slug}/{name}", hint=hint)
        return Texts(self.original, self._text("article.md"), twin, self._text(name))

    def _text(self, name: str) -> str:
        return self.source.files.get(name, b"").decode("utf-8-sig", "replace")

    def record(self, lang: str) -> tuple[Record, str]:
        """What a language was made from, and from where that is known: the record, else the history of git."""
        if lang in self.records:
            return self.records[lang], "record"
        twin = self.twin(lang)
        if twin is None:
            return Record(), ""
        earlier = revisions.text_at_change_of(self.workspace, self.original.file, twin.file)
        if earlier is None:
            return Record(), ""
        content, day = earlier
        files = {name: held for name, held in self.source.files.items() if name != f"article.{lang}.md"}
        former = read_articles(replace(self.source, files={**files, "article.md": content}))[0].article
        return (confirmed(pairing_of(former, twin), day, Record()), "git") if former else (Record(), "")

    def standing(self, lang: str) -> Standing:
        """How one language stands."""
        texts = self.texts(lang)
        record, known = self.record(lang)
        if texts.twin is None:
            raise UsageError(f'there is no translation of "{self.slug}" into "{lang}"', hint=_begin(self.slug, lang))
        stale = list(stale_passages(pairing_of(self.original, texts.twin, record), record))
        since = min((each.since for each in stale), default="")
        to_do = len(tasks_of(texts, record))
        findings = check_twin(self.original, texts.twin, record)
        return Standing(lang, texts.twin.file, known, len(stale), since, to_do, findings)


def _begin(slug: str, lang: str) -> str:
    return f"plainleaf translate {slug} --start {lang} begins one"


def known_language(lang: str) -> str:
    """A language tag as it is; UsageError for what is none."""
    if not LANGUAGE_TAG.fullmatch(lang):
        raise UsageError(f'"{lang}" is no language tag', hint=tag_hint(lang))
    return lang


def start(folder: Folder, lang: str) -> str:
    """Begin a language; the name of the file that was written. Raises UsageError when there is one already."""
    name = f"article.{known_language(lang)}.md"
    if lang == folder.original.lang or name in folder.source.texts:
        raise UsageError(f'"{folder.slug}" is there in "{lang}" already', hint="open it, or choose another language")
    text = begin(folder.original, folder.texts(lang).text, lang)

    def fresh(there: bytes) -> bytes:
        if there:
            raise UsageError(f'"{folder.slug}" is there in "{lang}" already', hint="open it")
        return text.encode()

    storage.change_file(folder.workspace, folder.slug, name, fresh)
    return f"source/{folder.slug}/{name}"


def order(folder: Folder, lang: str, path: Path, kind: str, *, everything: bool = False) -> tuple[Task, ...]:
    """Write what a bureau needs into `path`: the passages that are in the file. `kind` is "po", "1.2" or "2.0"."""
    texts = folder.texts(known_language(lang))
    tasks = tasks_of(texts, folder.record(lang)[0], everything=everything or texts.twin is None)
    if not tasks:
        return ()
    source, file = folder.original.lang, folder.original.file
    if kind == "po":
        content = write_po(tasks, source, lang, f"{folder.slug} {folder.original.front.version}")
    else:
        content = write_xliff(tasks, source, lang, file, kind)
    storage.write_given(path, content)
    return tasks


@dataclass(frozen=True)
class Return:
    """What became of a file that came back: passages taken, what was not, and what is found in the translation now."""

    file: str
    taken: int
    refused: tuple[Finding, ...]
    findings: Findings


def take_back(folder: Folder, lang: str, path: Path, today: date) -> Return:
    """Take what came back from a bureau into the translation; nothing that is there is lost."""
    texts = folder.texts(known_language(lang))
    content = storage.read_given(path)
    every = tasks_of(texts, Record(), everything=True)
    answers, faults = _answers(content, path.name, {task.id: task.source for task in every})
    file = f"source/{folder.slug}/article.{lang}.md"
    taken = take(texts, folder.record(lang)[0], lang, answers, path.name)
    refused = (*faults, *taken.refused)
    if not taken.lines and not taken.fields:
        return Return(file, 0, refused, Findings())

    def written(there: bytes) -> bytes:
        if there.decode("utf-8-sig", "replace") != texts.twin_text:
            raise PlainleafError("somebody else wrote to it meanwhile", place=file, hint="try again")
        return taken.text.encode()

    storage.change_file(folder.workspace, folder.slug, f"article.{lang}.md", written)
    again = Folder.open(folder.workspace, folder.slug)
    twin = again.twin(lang)
    if twin is None:
        return Return(file, len(answers), refused, Findings())
    pairing = pairing_of(again.original, twin, folder.record(lang)[0])
    names = [
        one.name
        for one, _ in pairing.units
        if one.name in taken.fields or (one.place.file == again.original.file and one.place.first in taken.lines)
    ]
    earlier = folder.record(lang)[0]
    # Without a record nothing is known of the other passages either: then all are taken to be as the bureau saw them.
    _keep(again, lang, confirmed(pairing, today.isoformat(), earlier, names if earlier.made else ()))
    return Return(file, len(answers) - len(taken.refused), refused, check_twin(again.original, twin))


def _answers(content: bytes, name: str, sources: dict[str, str]) -> tuple[tuple[Answer, ...], tuple[Finding, ...]]:
    xml = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff"))
    return read_xliff(content, name, sources) if xml else read_po(content, name)


def confirm(folder: Folder, lang: str, today: date, passages: tuple[str, ...] = ()) -> int:
    """Record that a translation, or some passages of it by key, is up to date with its original; how many passages are.

    Raises UsageError when there is no such translation.
    """
    twin = folder.texts(known_language(lang)).twin
    if twin is None:
        raise UsageError(f'there is no translation of "{folder.slug}" into "{lang}"', hint=_begin(folder.slug, lang))
    earlier = folder.record(lang)[0]
    pairing = pairing_of(folder.original, twin, earlier)
    record = confirmed(pairing, today.isoformat(), earlier, passages)
    _keep(folder, lang, record)
    return sum(made.day == today.isoformat() for made in record.made)


def _keep(folder: Folder, lang: str, record: Record) -> None:
    def kept(there: bytes) -> bytes:
        records, faults = read_record(there, f"source/{folder.slug}/{RECORD_FILE}")
        if faults.found:
            first = faults.found[0]
            raise PlainleafError(first.message, place=str(first.where), hint=first.hint)
        return write_record({**records, lang: record})

    storage.change_file(folder.workspace, folder.slug, RECORD_FILE, kept)


def errors_in(findings: Findings) -> int:
    """How many findings hold the language back."""
    return sum(finding.severity is Severity.ERROR for finding in findings.found)

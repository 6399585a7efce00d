"""The bytes of a manuscript come in; the article, its pictures, the ledger and the report go out, or one error."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePosixPath

from pipeline.article.body.parsing import parse_body
from pipeline.article.model import (
    About,
    Action,
    Blocks,
    Callout,
    Comparison,
    Evidence,
    Glossary,
    Invitation,
    KeyPoints,
    MythFact,
    Prose,
    Questions,
    Recap,
    Related,
)
from pipeline.article.syntax import HEADING_SKIPPED
from pipeline.errors import PlainleafError
from pipeline.finding import Finding, Place
from pipeline.manuscript import admission
from pipeline.manuscript.accounting.ledger import Ledger, account, prose_of
from pipeline.manuscript.accounting.withheld import withheld_queries
from pipeline.manuscript.admission import Origin
from pipeline.manuscript.broken import broken_queries
from pipeline.manuscript.characters.language import guess_language
from pipeline.manuscript.collecting import seldom_collecting
from pipeline.manuscript.colophon import with_proposals
from pipeline.manuscript.identifiers import find_identifiers
from pipeline.manuscript.jumps import settle_jumps
from pipeline.manuscript.pieces import Heading, Inference, Kind, Manuscript, Part, Piece, Query
from pipeline.manuscript.plaintext.brokenlines import with_whole_sentences
from pipeline.manuscript.plaintext.printedpages import page_queries
from pipeline.manuscript.plaintext.rejoining import rejoin
from pipeline.manuscript.queries import (
    FIELDS,
    character_queries,
    content_queries,
    front_matter_queries,
    meaning_queries,
    structure_queries,
)
from pipeline.manuscript.reading import Beside, read_manuscript
from pipeline.manuscript.recognition.blocks import level_up, recognise
from pipeline.manuscript.returning.edits import read_returned, source_of, without_stand_ins
from pipeline.manuscript.returning.exporting import HEAD_STYLES, read_sourced
from pipeline.manuscript.returning.patch import Change
from pipeline.manuscript.word.package import open_package
from pipeline.manuscript.word.pieces import WordReader
from pipeline.manuscript.word.settling import settle
from pipeline.manuscript.wording import images_of, plain
from pipeline.manuscript.writing.body import write_sections
from pipeline.manuscript.writing.escapes import unjoin
from pipeline.manuscript.writing.skeleton import House, write_head


@dataclass(frozen=True)
class Wishes:
    """What the person who imports asks for: language, brand, what is kept besides the text, numbers that are no
    patient's, front matter values already known, and what the library says of all its articles.
    """

    lang: str = ""
    brand: str = ""
    keep: frozenset[str] = frozenset()
    no_patients: frozenset[str] = frozenset()
    front: Mapping[str, object] = field(default_factory=dict)
    house: House | None = None


@dataclass(frozen=True)
class Import:
    """An imported article: its text, its pictures by name under images/, and everything that is to be reported.

    A Word file that was exported from an article has `changes`, and the text it was exported from as `base`;
    `file` is the name of the text in the article's folder, `sha256` the hash of the manuscript, `shared` the keys
    of its front matter that source/defaults.yml says, `today` the day after which its days are proposed,
    `asked` whether somebody was asked for what the front matter needs.
    """

    name: str
    slug: str
    origin: Origin
    text: str
    front: Mapping[str, object]
    parts: tuple[Part, ...]
    pictures: Mapping[str, bytes]
    ledger: Ledger
    inferences: tuple[Inference, ...]
    queries: tuple[Query, ...]
    notices: tuple[str, ...]
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...] = ()
    base: str = ""
    file: str = "article.md"
    sha256: str = ""
    shared: frozenset[str] = frozenset()
    today: date | None = None
    asked: bool = False


@seldom_collecting()
def import_manuscript(
    content: bytes, name: str, wishes: Wishes, slug: str = "", beside: Beside = lambda _: None
) -> Import:
    """Import one file. `name` is its path or "-"; `slug` the article's name, else made from title or file name;
    `beside` gives files that lie beside it.

    Raises PlainleafError for a file that cannot be read, one that names a patient, and one whose pieces do not all
    arrive: then nothing may be written.
    """
    done = _import(content, name, wishes, slug, beside)
    return replace(done, sha256=hashlib.sha256(content).hexdigest())


def _import(content: bytes, name: str, wishes: Wishes, slug: str, beside: Beside) -> Import:
    origin = admission.admit(content, name)
    if origin is Origin.WORD:
        returned = _import_returned(content, name, wishes, slug)
        if returned:
            return returned
    manuscript = read_manuscript(content, name, origin, wishes.keep, beside)
    if origin not in {Origin.TEXT, Origin.MARKDOWN}:
        manuscript = rejoin(manuscript)
    _refuse_patients(manuscript, name, wishes.no_patients)
    if not any(not piece.left_out for piece in manuscript.pieces):
        raise PlainleafError("the file holds no text", place=name, hint="look whether its text is a picture of text")
    whole, broken = with_whole_sentences(manuscript.parts)
    manuscript = replace(manuscript, parts=tuple(whole), queries=(*manuscript.queries, *broken, *page_queries(whole)))
    title, parts, inferences = _structure(manuscript, origin)
    parts, pieces = settle_jumps(parts, manuscript.pieces)
    house = wishes.house or House()
    parts, pieces = _without_letterhead(parts, pieces, house.names)
    queries = (*_title_queries(manuscript, title, name, wishes), *manuscript.queries)
    manuscript = replace(manuscript, pieces=pieces, queries=queries)
    front = _front_matter(manuscript, title, parts, name, wishes)
    slug = slug or make_slug(title, name)
    if wishes.house:
        front = {"id": house.next_id(slug), **front}
    return _finish(name, slug, origin, manuscript, front, parts, inferences, house)


def _without_letterhead(
    parts: tuple[Part, ...], pieces: tuple[Piece, ...], names: frozenset[str]
) -> tuple[tuple[Part, ...], tuple[Piece, ...]]:
    """Without a first line that is the name of one of the house's brands: each format prints it in its own place."""
    first = parts[0] if parts else None
    said = plain(first.inlines).strip() if isinstance(first, Heading | Prose) else ""
    at = next((n for n, piece in enumerate(pieces) if piece.text.strip() == said and not piece.left_out), None)
    if not said or said.casefold() not in names or at is None:
        return parts, pieces
    reason = "the letterhead: every format prints the name of the brand"
    return parts[1:], (*pieces[:at], replace(pieces[at], left_out=reason), *pieces[at + 1 :])


def _import_returned(content: bytes, name: str, wishes: Wishes, slug: str) -> Import | None:
    """The article that a Word file was exported from, with the edits; None when the file is not one of ours."""
    file = name.replace("\\", "/").rpartition("/")[2]
    package = open_package(admission.unpack(content, name), file)
    source = source_of(package.parts, file)
    settled = settle(package, wishes.keep, ours=True) if source else None
    if source is None or settled is None:
        return None
    pieces = tuple(without_stand_ins(WordReader(settled, wishes.keep, ours=True).pieces()))
    _refuse_patients(Manuscript((), pieces), name, wishes.no_patients)
    returned = read_returned(package, wishes.keep, source)
    target = slug or source.slug
    sourced = read_sourced(returned.text, f"source/{target}/{source.name}")
    head = [str(sourced.head[key]) for key in HEAD_STYLES if sourced.head.get(key)]
    ledger = account(pieces, [(0, sourced.parts)], head)
    _refuse_loss(ledger)
    front = dict(sourced.head)
    shared = (wishes.house or House()).shared(str(front.get("lang", "")))
    queries = [
        *front_matter_queries(front, shared),
        *_comment_queries(pieces),
        *settled.queries,
        *meaning_queries(ledger),
    ]
    return Import(
        name=name,
        slug=target,
        origin=Origin.WORD,
        text=returned.text,
        front=front,
        parts=sourced.parts,
        pictures={},
        ledger=ledger,
        inferences=(),
        queries=tuple(_numbered(queries)),
        notices=(f'the file was exported from "{source.slug}"; what was not edited keeps its text to the letter',),
        findings=(),
        changes=returned.changes,
        base=source.text,
        file=source.name,
    )


def _comment_queries(pieces: Sequence[Piece]) -> list[Query]:
    """Each comment of the person who edited, as a question."""
    comments = [piece for piece in pieces if piece.kind is Kind.COMMENT]
    return [
        Query(
            f"comment-{number}",
            f'what follows from the comment "{piece.text}"',
            "answer it in the article",
            place=piece.place,
        )
        for number, piece in enumerate(comments, start=1)
    ]


def _refuse_loss(ledger: Ledger) -> None:
    """Stop when a piece is neither in the article nor left out for a reason."""
    if ledger.balanced:
        return
    lost = ledger.missing[0]
    more = f" and {len(ledger.missing) - 1} more pieces" if len(ledger.missing) > 1 else ""
    raise PlainleafError(
        f'a {lost.piece.kind.value} would be lost: "{lost.piece.excerpt}"{more}; nothing was written',
        place=str(lost.piece.place),
        hint="report this file as a fault of plainleaf, and import its text as .txt in the meantime",
    )


def _structure(manuscript: Manuscript, origin: Origin) -> tuple[str, tuple[Part, ...], tuple[Inference, ...]]:
    title = unjoin(plain(manuscript.title))
    parts = list(manuscript.parts)
    if not title and (own := _leading_title(parts)):
        title = plain(own.inlines)
        parts.remove(own)
    if origin is Origin.MARKDOWN and any(isinstance(part, _TYPED) for part in parts):
        return title, tuple(parts), manuscript.inferences
    recognised = recognise(parts, title, styled=origin not in {Origin.TEXT, Origin.MARKDOWN})
    return title, tuple(level_up(recognised.parts)), (*manuscript.inferences, *recognised.inferences)


_TYPED = (
    About,
    Action,
    Callout,
    Comparison,
    Evidence,
    Glossary,
    Invitation,
    KeyPoints,
    MythFact,
    Questions,
    Recap,
    Related,
)


def _leading_title(parts: list[Part]) -> Heading | None:
    """The only heading of level 1, when it stands before every other heading."""
    headings = [part for part in parts if isinstance(part, Heading)]
    if headings and headings[0].level == 1 and sum(h.level == 1 for h in headings) == 1:
        return headings[0]
    return None


def _front_matter(
    manuscript: Manuscript, title: str, parts: tuple[Part, ...], name: str, wishes: Wishes
) -> dict[str, object]:
    lang = wishes.lang or manuscript.lang or guess_language(f"{title} {prose_of(parts)}")[0]
    front: dict[str, object] = {}
    if title:
        front["title"] = title
    if "subtitle" in manuscript.properties:
        front["subtitle"] = manuscript.properties["subtitle"]
    if wishes.lang or re.fullmatch("[a-z]{2,3}", lang):
        front["lang"] = lang
    if wishes.brand:
        front["brands"] = [wishes.brand]
    front.update(manuscript.front)
    front.update(wishes.front)
    front.setdefault("title", title or _title_from(name))
    return front


def _title_queries(manuscript: Manuscript, title: str, name: str, wishes: Wishes) -> list[Query]:
    """A question when only the file's name stands for a title."""
    if title or "title" in manuscript.front or "title" in wishes.front:
        return []
    asks = f'what is its title; the text has none, and "{_title_from(name)}" is the name of the file'
    return [Query("title", asks, FIELDS["title"][1], key="title")]


def _finish(
    name: str,
    slug: str,
    origin: Origin,
    manuscript: Manuscript,
    front: Mapping[str, object],
    parts: tuple[Part, ...],
    inferences: tuple[Inference, ...],
    house: House,
) -> Import:
    shared = house.shared(str(front.get("lang", "")))
    head, sections = write_head(front, shared, house.today), write_sections(parts)
    file = f"source/{slug}/article.md"
    line = head.count("\n")
    parsed: list[tuple[int, Blocks]] = []
    findings: list[Finding] = []
    for section in sections:
        read = parse_body(section, file, {})
        if section.strip() and not read.blocks and read.findings:
            # More than a build takes (rows of tables, blocks): no part of the section is read.
            raise PlainleafError(
                f"{read.findings[0].message}; nothing was written", place=name, hint=read.findings[0].hint
            )
        parsed.append((line, read.blocks))
        # A run may begin below a heading of the run before; whether a level is skipped is settled already.
        told = [f for f in read.findings if f.rule != HEADING_SKIPPED.name]
        findings += [replace(f, where=_lower(f.where, line)) for f in told]
        line += section.count("\n")
    headline = [str(front[key]) for key in ("title", "subtitle") if key in front and key not in manuscript.front]
    ledger = account(manuscript.pieces, parsed, headline)
    _refuse_loss(ledger)
    admission.refuse_large(len(head.encode()) + sum(len(section.encode()) for section in sections), name)
    named = {image.name for image in images_of(parts)}
    missing = frozenset(named - set(manuscript.pictures))
    queries = [
        *front_matter_queries(front, shared),
        *manuscript.queries,
        *withheld_queries(manuscript.pieces, str(front.get("lang", ""))),
        *meaning_queries(ledger),
        *character_queries(head + "".join(sections), str(front.get("lang", "")), file),
        *content_queries(parts, missing, sourced=bool(front.get("references"))),
        *broken_queries(parts),
        *structure_queries(inferences),
    ]
    return Import(
        name=name,
        slug=slug,
        origin=origin,
        text=head + "".join(sections),
        front=front,
        parts=parts,
        pictures=manuscript.pictures,
        ledger=ledger,
        inferences=inferences,
        queries=tuple(_numbered(with_proposals(queries, manuscript.pieces))),
        notices=manuscript.notices,
        findings=tuple(findings),
        shared=shared,
        today=house.today,
    )


def _lower(place: Place, lines: int) -> Place:
    return replace(place, first=place.first + lines, last=place.last + lines) if place.first else place


def with_answers(done: Import, answers: Mapping[str, object]) -> Import:
    """The same import with further front matter values, and without the questions that they answer; what it tells of
    lines below the front matter tells where they are now.
    """
    front = {**done.front, **answers}
    before, head = (write_head(values, done.shared, done.today) for values in (done.front, front))
    above, grown = before.count("\n"), head.count("\n") - before.count("\n")
    kept = tuple(query for query in done.queries if query.key not in answers or not query.key)
    file = f"source/{done.slug}/{done.file}"

    def moved(place: Place) -> Place:
        return _lower(place, grown) if place.file == file and place.first > above else place

    entries = tuple(replace(e, line=e.line + grown) if e.line > above else e for e in done.ledger.entries)
    return replace(
        done,
        text=head + "".join(write_sections(done.parts)),
        front=front,
        queries=tuple(replace(query, place=moved(query.place)) if query.place else query for query in kept),
        ledger=replace(done.ledger, entries=entries),
        findings=tuple(replace(finding, where=moved(finding.where)) for finding in done.findings),
    )


def _numbered(queries: list[Query]) -> list[Query]:
    """Names made unique: the second "table-head" is "table-head-2"."""
    seen: dict[str, int] = {}
    named = []
    for query in queries:
        seen[query.name] = seen.get(query.name, 0) + 1
        count = seen[query.name]
        named.append(query if count == 1 else replace(query, name=f"{query.name}-{count}"))
    return named


def _refuse_patients(manuscript: Manuscript, name: str, accepted: frozenset[str]) -> None:
    found = [
        i
        for i in find_identifiers(manuscript.pieces)
        if not any(number and number in i.piece.text for number in accepted)
    ]
    if found:
        first = found[0]
        more = f" and {len(found) - 1} more identifiers" if len(found) > 1 else ""
        raise PlainleafError(
            f"the manuscript may name a patient: {first.what} {first.shown}{more}; nothing was written",
            place=f"{name}, {first.piece.kind.value}, {first.piece.place}",
            hint="take it out of the file; if it is nobody's, say so with --not-a-patient and the number",
        )


def make_slug(title: str, name: str) -> str:
    """The article's folder name: small letters, digits and dashes, from the title or else the file name."""
    stem = PurePosixPath(name.replace("\\", "/")).stem if name != "-" else ""
    for text in (title, stem, "imported-article"):
        plain_text = unicodedata.normalize("NFKD", text.split(": ")[0]).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", plain_text.casefold()).strip("-")[:60].strip("-")
        if len(slug) > 1:
            return slug
    return "imported-article"


def _title_from(name: str) -> str:
    stem = PurePosixPath(name.replace("\\", "/")).stem if name != "-" else "Imported article"
    words = re.sub(r"[-_]+", " ", stem).strip()
    return words[:1].upper() + words[1:] if words else "Imported article"

"""A library, an article and somebody's name come in; their approval of what it says goes out, ready to be written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.article.syntax import FRONT_MATTER
from pipeline.building.entries import ArticleEntry
from pipeline.building.keeping.history import own_source
from pipeline.edition.approvals import APPROVALS_FILE, ROLE, ROLES, Approval, Signed, standing, with_approval
from pipeline.errors import PlainleafError, UsageError
from pipeline.language.characters import printable
from pipeline.naming import choose, near
from pipeline.workspace import signatures, storage
from pipeline.workspace.archive import Archive

if TYPE_CHECKING:
    from pipeline.building.library import Library
    from pipeline.workspace.folder import Workspace


@dataclass(frozen=True)
class Approving:
    """An approval that is to be written: `before` where the role stood, `others` where the other roles stand now."""

    file: str
    approval: Approval
    before: Signed
    others: tuple[Signed, ...]


def approve(library: Library, slug: str, lang: str | None, role: str, name: str, on: date) -> Approving:
    """Somebody's approval of one language of an article, the original unless `lang` names one, as it stands now.

    Raises UsageError for an article, a language or a role that there is not, and for no name; PlainleafError for an
    article that cannot be read as it is meant.
    """
    entry = article_entry(library, slug, lang)
    needs = needed(library)
    known = sorted({*ROLES, *needs})
    if role not in known or not ROLE.fullmatch(role):
        hint = f"choose one of {', '.join(known)}{near(role, known)}; a house names others in [review] needs"
        raise UsageError(f'there is no role "{role}"', hint=hint)
    said = " ".join(name.split())
    if not said or printable(said) != said:
        raise UsageError("nobody's name is given", hint='write --name "…", the name of the person who approves')
    parts = tuple((digest, part) for digest, part, _ in entry.parts)
    approval = Approval(role, entry.lang, said, on, entry.version, parts)
    entries = library.approvals(slug).of(entry.lang)
    signed = {each.role: each for each in standing(entries, entry.parts, needs)}
    others = tuple(each for each in signed.values() if each.role != role)
    return Approving(entry.file, approval, signed.get(role, Signed(role, "", "")), others)


def stand(library: Library, slug: str, lang: str | None) -> tuple[Signed, ...]:
    """Where each role stands that the house needs or that has approved. Raises as `approve` does."""
    entry = article_entry(library, slug, lang)
    return standing(library.approvals(slug).of(entry.lang), entry.parts, needed(library))


def needed(library: Library) -> tuple[str, ...]:
    """The roles that any brand of the house needs, in its order."""
    return tuple(dict.fromkeys(role for review in library.reviews.values() for role in review.needs))


def write(library: Library, workspace: Workspace, slug: str, approving: Approving, key: Path | None = None) -> str:
    """Write an approval beside its article, signed with an SSH key when there is one; the name of the file.

    Raises PlainleafError when the article changed meanwhile, and for a key or a file that cannot be used.
    """
    # What was approved can be shown beside what it became, whether or not anybody uses git.
    source = library.source(slug)
    if source is None:
        raise PlainleafError("it was changed a moment ago, and was not approved", hint="read it again, then approve")
    # Without what others approved before: the same word on the same text is the same entry, whoever else has spoken.
    own = own_source(source)
    said = replace(own, files={name: content for name, content in own.files.items() if name != APPROVALS_FILE})
    approving = kept_at(approving, Archive.of(workspace).keep_source(said))
    if key is not None:
        signature = signatures.sign(approving.approval.statement, key, approving.approval.role)
        approving = signed_with(approving, signature)
    approval = approving.approval
    file = f"source/{slug}/{APPROVALS_FILE}"
    storage.change_file(workspace, slug, APPROVALS_FILE, lambda content: with_approval(content, approval, file))
    return file


def article_entry(library: Library, slug: str, lang: str | None) -> ArticleEntry:
    """What is known of one language of an article. Raises as `approve` does."""
    if slug not in library.sources:
        what = "is a collection: approve its articles" if slug in library.collections else "is not there"
        raise UsageError(f'the article "{slug}" {what}', hint=choose(slug, library.sources))
    library.read((slug,))
    entries = library.entries[slug]
    wanted = next((each for each in entries if (each.lang == lang if lang else each.original)), None)
    if wanted is None or not wanted.readable:
        broken = next((each for each in entries if not each.readable), None)
        if broken is not None:
            first = broken.findings.errors[0] if broken.findings.errors else None
            message = first.message if first else "it cannot be read"
            raise PlainleafError(message, place=str(first.where) if first else broken.file, hint="mend it first")
        there = sorted(each.lang for each in entries)
        raise UsageError(f'"{slug}" is not there in "{lang}"', hint=choose(lang or "", there))
    faults = [each for each in wanted.findings.errors if each.rule == FRONT_MATTER.name]
    if faults:
        # A stand-in takes the place of what cannot be read: nobody shall approve that.
        raise PlainleafError(
            f"it cannot be approved yet: {faults[0].message}", place=str(faults[0].where), hint=faults[0].hint
        )
    return wanted


def kept_at(approving: Approving, digest: str) -> Approving:
    """The same with where the archive keeps the text."""
    return replace(approving, approval=replace(approving.approval, kept=digest))


def signed_with(approving: Approving, signature: str) -> Approving:
    """The same with an SSH signature over its statement."""
    return replace(approving, approval=replace(approving.approval, signature=signature))

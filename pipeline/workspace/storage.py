"""A workspace comes in; the bytes of its articles, collections, snippets and styles go out."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from pipeline import limits
from pipeline.article.source import (
    ARTICLE_NAME,
    MAX_PICTURE_BYTES,
    MAX_TEXT_BYTES,
    NAME,
    STRAY,
    UNREADABLE,
    Source,
    is_slug,
    slug_hint,
)
from pipeline.errors import PlainleafError
from pipeline.finding import Finding, Findings, Place, Rule
from pipeline.workspace.disk import disk, write_whole
from pipeline.workspace.folder import Workspace
from pipeline.workspace.folders import SNIPPETS, leads_outside, read_folder, read_plain
from pipeline.workspace.signatures import SIGNERS

COLLECTION_END = ".collection.toml"


@dataclass(frozen=True)
class Common:
    """What all articles share: snippets and defaults by file name."""

    snippets: Mapping[str, bytes] = field(repr=False)
    defaults: Mapping[str, bytes] = field(repr=False)


def read_shared(workspace: Workspace) -> Common:
    """The snippets and defaults of a workspace; what cannot be read is named by `strays`."""
    return Common(read_folder(workspace.source / SNIPPETS, _limit).files, _defaults(workspace))


def read_source(workspace: Workspace, slug: str, shared: Common | None = None) -> Source:
    """One article folder and what all `shared`. What is no plain file inside the folder, too large or forbidden stays
    unread and is named; nothing is raised.
    """
    folder = read_folder(workspace.source / slug, _limit)
    common = shared or read_shared(workspace)
    return Source(
        slug, f"source/{slug}", folder.files, common.snippets, folder.oversized, folder.unread, common.defaults
    )


def _defaults(workspace: Workspace) -> dict[str, bytes]:
    """What all articles share of their front matter, by file name; what cannot be read is named by `strays`."""
    found = {}
    for path in sorted(workspace.source.glob("defaults*.yml")):
        content = read_plain(path, workspace.source, MAX_TEXT_BYTES)
        if isinstance(content, bytes):
            found[path.name] = content
    return found


def _limit(path: Path) -> int:
    return MAX_TEXT_BYTES if path.suffix in {".md", ".toml", ".yaml"} else MAX_PICTURE_BYTES


def article_slugs(workspace: Workspace) -> list[str]:
    """The folders under source/ that hold an article; names that begin with "_" or "." are something else."""
    return [path.name for path in _entries(workspace) if not _why_no_article(path, workspace.source)]


def entry_names(workspace: Workspace) -> frozenset[str]:
    """The names of everything under source/ that could be published, whether or not it can be read."""
    return frozenset(path.name.removesuffix(COLLECTION_END) for path in _entries(workspace))


def read_collections(workspace: Workspace) -> dict[str, bytes]:
    """The collection files under source/ by slug, of those that can be read."""
    found = {}
    for path in _entries(workspace):
        if path.name.endswith(COLLECTION_END) and is_slug(path.name.removesuffix(COLLECTION_END)):
            content = read_plain(path, workspace.source, MAX_TEXT_BYTES)
            if isinstance(content, bytes):
                found[path.name.removesuffix(COLLECTION_END)] = content
    return found


def unread_brands(workspace: Workspace) -> Findings:
    """Everything of a brand that is no plain file inside styles/brands/ or too large, with the reason."""
    folder = read_folder(workspace.styles / "brands", lambda _: MAX_PICTURE_BYTES)
    why = folder.unread | {
        name: f"it weighs {size:,} bytes and stays unread" for name, size in folder.oversized.items()
    }
    hint = "put a plain file or folder in its place that you may read"
    return Findings(
        tuple(UNREADABLE.finding(Place(f"styles/brands/{name}"), reason, hint) for name, reason in sorted(why.items()))
    )


def strays(workspace: Workspace, slugs: Collection[str] = ()) -> Findings:
    """Everything under source/ that looks like something to publish and is left out, with the reason; `slugs` are
    known for articles.
    """
    found = []
    for path in _entries(workspace):
        if path.name in slugs:
            continue
        place = Place(f"source/{path.name}")
        if path.name.endswith(COLLECTION_END):
            slug = path.name.removesuffix(COLLECTION_END)
            content = read_plain(path, workspace.source, MAX_TEXT_BYTES)
            if not is_slug(slug):
                found.append(NAME.finding(place, f'"{slug}" cannot be the name of a collection', slug_hint(slug)))
            elif isinstance(content, int):
                hint = f"split it into several; {MAX_TEXT_BYTES:,} bytes is the most"
                found.append(UNREADABLE.finding(place, f"it weighs {content:,} bytes and stays unread", hint))
            elif isinstance(content, str):
                found.append(UNREADABLE.finding(place, content, "put a plain file of at most 500 kB in its place"))
        elif re.match(r"defaults\b.*\.ya?ml$", path.name):
            found += _stray_defaults(path, place, workspace.source)
        # GitHub and its like show these beside the files; nobody means to publish them.
        elif path.suffix == ".md" and path.stem.casefold() not in {"readme", "license", "changelog"}:
            hint = f"move it to source/{path.stem}/article.md if it is one"
            found.append(STRAY.finding(place, "it lies beside the articles, and is none", hint))
        elif why := _why_no_article(path, workspace.source):
            rule, message, hint = why
            if message:
                found.append(rule.finding(place, message, hint))
    return Findings(tuple(found))


def _stray_defaults(path: Path, place: Place, root: Path) -> Iterator[Finding]:
    """Why a file of defaults is not read; it decides what every article says."""
    if not re.fullmatch(r"defaults(\.[a-z]{2,3}(-\w+)*)?\.yml", path.name):
        yield STRAY.finding(place, "nothing is taken from it", "name it defaults.yml, or defaults.es.yml for Spanish")
        return
    content = read_plain(path, root, MAX_TEXT_BYTES)
    if isinstance(content, int):
        yield UNREADABLE.finding(place, f"it weighs {content:,} bytes and stays unread", "take out what is no default")
    elif isinstance(content, str):
        yield UNREADABLE.finding(place, content, "put a plain file in its place")


def _entries(workspace: Workspace) -> list[Path]:
    with disk(workspace.source, "read"):
        # By name: pathlib would take each path apart for every comparison.
        listed = (path for path in workspace.source.iterdir() if not path.name.startswith(("_", ".")))
        return sorted(listed, key=attrgetter("name"))


def _why_no_article(path: Path, root: Path) -> tuple[Rule, str, str] | None:
    """Why nothing under source/ is published from this entry: rule, message ("" for what nobody takes for an article)
    and hint; None when it is the folder of an article.
    """
    link = leads_outside(path, root)
    if path.is_symlink() and not link and path.is_dir() and path.resolve().parent == root.resolve():
        # Its text would be published under two names, with one document number: neither could be.
        link = f'it is a link to the article "{path.resolve().name}"'
    try:
        if not link and not path.is_dir():
            return _why_no_folder(path)
        names = [] if link else [entry.name for entry in os.scandir(path)]
    except OSError as fault:
        message = f"the folder cannot be read: {(fault.strerror or '').lower()}"
        return UNREADABLE, message, "ask for the right to read it"
    if link:
        return UNREADABLE, link, "move the folder itself into source/"
    if any(ARTICLE_NAME.match(name) for name in names):
        if is_slug(path.name):
            return None
        return NAME, f'"{path.name}" cannot be the name of an article', slug_hint(path.name)
    texts = sorted(name for name in names if name.lower().endswith((".md", ".markdown")))
    if texts:
        message = f'the folder holds "{texts[0]}", and no article.md'
        return STRAY, message, "name the text article.md, a translation article.es.md"
    return UNREADABLE, "", ""


MANUSCRIPTS = (".docx", ".odt", ".rtf")
"""Endings of files that only a text processor writes; a page or a plain text beside the articles may be anything."""


def is_manuscript(name: str) -> bool:
    """Whether a name is that of a file that only a text processor writes."""
    return name.lower().endswith((*MANUSCRIPTS, ".doc"))


def _why_no_folder(path: Path) -> tuple[Rule, str, str]:
    """What is wrong with a file that somebody may take for an article."""
    if path.suffix.lower() in MANUSCRIPTS:
        return STRAY, "it is a manuscript, and no article yet", f'type: plainleaf import "source/{path.name}"'
    if is_slug(path.name):
        message = "it is no folder, and an article is one"
        return STRAY, message, f"put the text into source/{path.name}/article.md, or move the file elsewhere"
    return UNREADABLE, "", ""


def read_style_files(workspace: Workspace) -> dict[str, bytes]:
    """Every file under styles/ by its path below it. A file of a brand that cannot be read is left out; another one
    ends the run, since every edition needs it.
    """
    folder = read_folder(workspace.styles, lambda _: MAX_PICTURE_BYTES)
    for name, why in folder.unread.items():
        if not name.startswith("brands/"):
            hint = "restore it from the distribution, or look at its permissions"
            raise PlainleafError(f"{why}", place=f"styles/{name}", hint=hint)
    return folder.files


def code_digest() -> str:
    """A hash over the engine's own files, so that a new version renders anew."""
    digest = hashlib.sha256()
    root = Path(__file__).parent.parent
    for path in sorted(root.rglob("*")):
        # Compiled files bear times and paths, and come and go with each version of Python.
        if path.is_file() and path.suffix != ".pyc" and "__pycache__" not in path.parts:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def change_file(workspace: Workspace, slug: str, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Write one file of an article's folder anew: `change` gets what stands there (b"" for nothing) and gives what
    shall stand there.

    Two commands at once do it one behind the other, and a kill leaves the old file or the new one. What `change`
    raises is raised, and nothing is written.
    """
    folder = workspace.source / slug
    path = folder / name
    with disk(path, "written"):
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            with contextlib.suppress(OSError):
                # A network disk may have no locks; then one at a time is up to the people.
                fcntl.flock(handle, fcntl.LOCK_EX)
            content = read_plain(path, workspace.source, MAX_TEXT_BYTES) if path.exists() else b""
            if not isinstance(content, bytes):
                why = content if isinstance(content, str) else f"it weighs {content:,} bytes"
                raise PlainleafError(f'"{name}" cannot be read: {why}', place=f"source/{slug}/{name}")
            write_whole(path, change(content))
        finally:
            os.close(handle)
    return path


def read_signers(workspace: Workspace) -> bytes:
    """Whose SSH keys count, as ssh-keygen's ALLOWED SIGNERS has it; b"" when there is no such file."""
    content = read_plain(workspace.source / SIGNERS, workspace.source, MAX_TEXT_BYTES)
    return content if isinstance(content, bytes) else b""


def write_given(path: Path, content: bytes) -> None:
    """Write a file that somebody named on the command line, whole or not at all."""
    write_whole(path, content)


def read_given(path: Path) -> bytes:
    """A file that somebody named on the command line. Raises PlainleafError when it cannot be read or is too large."""
    content = read_plain(path, path.parent, limits.BUREAU_BYTES)
    if isinstance(content, bytes):
        return content
    why = content if isinstance(content, str) else f"it weighs {content:,} bytes"
    raise PlainleafError(why, place=str(path), hint="name a file that you may read")

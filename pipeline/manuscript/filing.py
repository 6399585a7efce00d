"""Paths come in and bytes go out, imports come in and folders go out: the one place where an import touches disks."""

from __future__ import annotations

import contextlib
import errno
import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from pipeline.article.source import MAX_PICTURE_BYTES
from pipeline.errors import PlainleafError, UsageError
from pipeline.facts.origins import ledger_name, ledger_to_json
from pipeline.manuscript.admission import EXTENSIONS, MAX_FILE_BYTES
from pipeline.manuscript.importing import Import
from pipeline.manuscript.reporting import import_ledger, report_text, report_values
from pipeline.manuscript.writing.skeleton import House
from pipeline.naming import nearest
from pipeline.workspace.arrivals import arriving
from pipeline.workspace.disk import write_whole
from pipeline.workspace.folder import Workspace

REPORT_TEXT = "import-report.txt"
REPORT_JSON = "import-report.json"


def find_manuscripts(paths: Sequence[str]) -> list[str]:
    """The files that `paths` mean: a file is itself, a folder every manuscript in it (not below), "-" is stdin.

    Raises PlainleafError for a path that does not exist and for a folder without a manuscript.
    """
    found: list[str] = []
    for path in paths:
        folder = Path(path)
        if path == "-" or folder.is_file():
            found.append(path)
        elif folder.is_dir():
            inside = sorted(
                p for p in folder.iterdir() if p.suffix.lower() in EXTENSIONS and p.is_file() and p.name[0] not in "~."
            )
            if not inside:
                raise PlainleafError(
                    "there is no manuscript in this folder",
                    place=path,
                    hint="manuscripts are " + ", ".join(e for e in EXTENSIONS if e not in {".htm", ".markdown"}),
                )
            found.extend(str(p) for p in inside)
        else:
            raise PlainleafError("there is no such file", place=path, hint=_file_hint(folder))
    return list(dict.fromkeys(found))


def _file_hint(path: Path) -> str:
    """What was meant by a path at which there is nothing: an article, or a file of nearly that name beside it."""
    if (Path("source") / path / "article.md").is_file():
        return f"it is an article already: change source/{path}/article.md, then: plainleaf check {path}"
    beside: list[str] = []
    with contextlib.suppress(OSError):
        beside = [each.name for each in path.parent.iterdir() if each.suffix.lower() in EXTENSIONS]
    near = nearest(path.name, beside)
    return f'did you mean "{path.parent / near}"?' if near else "look at the spelling of the path"


def read_house(workspace: Workspace, today: date) -> House:
    """What the library of a workspace says of its articles."""
    from pipeline.house.brand import read_brand
    from pipeline.house.styles import brand_files
    from pipeline.workspace.starter import article_texts, ids_of
    from pipeline.workspace.storage import read_shared, read_style_files

    names = set()
    for slug, files in brand_files(read_style_files(workspace)).items():
        brand, _ = read_brand(slug, files)
        names |= {brand.name.casefold()} if brand else set()
    return House(read_shared(workspace).defaults, ids_of(article_texts(workspace)), today, frozenset(names))


def read_file(path: str) -> bytes:
    """The bytes of a file, or of standard input for "-". Raises PlainleafError when they cannot be had."""
    try:
        if path == "-":
            return sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        if Path(path).stat().st_size > MAX_FILE_BYTES:
            raise PlainleafError(
                f"the file weighs {Path(path).stat().st_size:,} bytes, {MAX_FILE_BYTES:,} is the most",
                place=path,
                hint="take large pictures out and add them to the images folder afterwards",
            )
        with Path(path).open("rb") as file:
            # A device says that it holds nothing, and has no end.
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as fault:
        raise _cannot("read", path, fault) from fault


def export_article(workspace: Workspace, slug: str, lang: str | None, output: Path, *, force: bool) -> Path:
    """Write an article as a Word file. Raises UsageError when there is none, PlainleafError when it cannot be read or
    a file of that name is there.
    """
    from pipeline.article.reading import read_articles
    from pipeline.manuscript.returning.exporting import export_word, rasteriser
    from pipeline.naming import choose
    from pipeline.workspace import storage

    slugs = storage.article_slugs(workspace)
    if slug not in slugs:
        raise UsageError(f'there is no article "{slug}" under source/', hint=choose(slug, slugs))
    if output.exists() and not output.is_file():
        raise PlainleafError(
            "there is something of that name that is no file", place=str(output), hint="choose another"
        )
    if output.exists() and not force:
        raise PlainleafError("there is a file of that name", place=str(output), hint="replace it with --force")
    source = storage.read_source(workspace, slug)
    name = f"article.{lang}.md" if lang else "article.md"
    reading = next((r for r in read_articles(source) if r.file.endswith(f"/{name}")), None)
    if reading is None and lang:
        reading = next((r for r in read_articles(source) if r.article and r.article.lang == lang), None)
    if reading is None:
        raise UsageError(f'"{slug}" is not there in "{lang}"', hint="leave --lang out for the original")
    if reading.article is None:
        fault = reading.findings.found[0]
        raise PlainleafError(fault.message, place=str(fault.where), hint=fault.hint)
    text = source.files[reading.file.rpartition("/")[2]].decode("utf-8-sig")
    picture = rasteriser(storage.read_style_files(workspace))
    own = reading.file.rpartition("/")[2]
    content = export_word(text, slug, reading.article.pictures, picture, own)
    write_whole(output, content)
    return output


def files_beside(path: str) -> Callable[[str], bytes | None]:
    """Gives the pictures and style sheets that lie in the folder of a manuscript or below it; None for all else."""
    from urllib.parse import unquote

    folder = Path(path).resolve().parent

    def beside(target: str) -> bytes | None:
        try:
            wanted = (folder / unquote(target.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0])).resolve()
            if path == "-" or not wanted.is_relative_to(folder) or not wanted.is_file():
                return None
            return wanted.read_bytes() if wanted.stat().st_size <= MAX_PICTURE_BYTES else None
        except (OSError, ValueError):
            return None

    return beside


def refuse_taken(source: Path, slugs: Mapping[str, str], *, force: bool) -> None:
    """Stop before anything is written: two files of one slug, or an article that is there already."""
    first: dict[str, str] = {}
    for path, slug in slugs.items():
        if slug in first:
            raise PlainleafError(
                f'two files would become the article "{slug}": {first[slug]} and {path}',
                place=path,
                hint="import them one by one, each with --to and a name of its own",
            )
        first[slug] = path
        if not force and (source / slug / "article.md").exists():
            raise PlainleafError(
                f'there is an article "{slug}" already',
                place=f"source/{slug}/article.md",
                hint="choose another name with --to, or replace it with --force",
            )


def write_imports(source: Path, imports: Sequence[Import], *, force: bool) -> None:
    """Write several imports; when one cannot be written, the articles that were new with it are taken back."""
    made: list[Path] = []
    try:
        for done in imports:
            new = not (source / done.slug).exists()
            write_import(source, done, force=force)
            if new:
                made.append(source / done.slug)
    except PlainleafError:
        for folder in made:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def write_import(source: Path, done: Import, *, force: bool) -> Path:
    """Write article, pictures and report of one import under `source`; all of it or nothing.

    The new folder is made beside the old one and takes its place in one step; other files of the article (its
    translations, further pictures) move along.
    """
    target = source / done.slug
    _refuse_newer(target / done.file, done)
    refuse_taken(source, {done.name: done.slug}, force=force)
    try:
        with arriving(source, done.slug) as folder:
            if target.exists():
                shutil.copytree(target, folder, symlinks=True, dirs_exist_ok=True)
            (folder / done.file).write_text(done.text, encoding="utf-8", newline="\n")
            if done.pictures:
                (folder / "images").mkdir(exist_ok=True)
            for name, content in done.pictures.items():
                (folder / "images" / name).write_bytes(content)
            (folder / REPORT_TEXT).write_text(report_text(done), encoding="utf-8", newline="\n")
            values = json.dumps(report_values(done), ensure_ascii=False, indent=1)
            (folder / REPORT_JSON).write_text(values + "\n", encoding="utf-8", newline="\n")
            (folder / ledger_name(done.file)).write_bytes(ledger_to_json(import_ledger(done)))
    except OSError as fault:
        raise _cannot("write", f"source/{done.slug}", fault) from fault
    return target / done.file


def _refuse_newer(article: Path, done: Import) -> None:
    """Stop when the article was changed here after it was exported: its newer words would be lost."""
    if done.base and article.exists() and article.read_bytes().replace(b"\r\n", b"\n") != done.base.encode():
        raise PlainleafError(
            "the article has been changed here since it was exported",
            place=f"source/{done.slug}/{done.file}",
            hint="import under another name with --to, and bring the two together by hand",
        )


def _cannot(verb: str, path: str, fault: OSError) -> PlainleafError:
    if fault.errno == errno.ENOSPC:
        return PlainleafError("the disk is full; nothing was written", place=path, hint="free some space and try again")
    if fault.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        hint = "ask for the right to read it" if verb == "read" else "ask for the right to write into source/"
        return PlainleafError(f"there is no permission to {verb} it", place=path, hint=hint)
    return PlainleafError(f"cannot {verb} it: {fault.strerror or fault}", place=path, hint="look at the path")

"""A folder, a day or a slug come in; a new workspace or a new article goes out, and nothing is overwritten."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.article.defaults import read_defaults
from pipeline.article.front.head import read_head, split_head
from pipeline.article.source import is_slug, slug_hint
from pipeline.errors import UsageError
from pipeline.house.brand import read_brand
from pipeline.house.styles import brand_files
from pipeline.naming import choose
from pipeline.tags import tag_hint
from pipeline.workspace.arrivals import arriving
from pipeline.workspace.disk import digest, disk, to_json, write_whole
from pipeline.workspace.folder import Workspace, default_styles
from pipeline.workspace.starter.drafts import REVIEW_YEARS, Wish, draft, years_later
from pipeline.workspace.storage import article_slugs, read_source, read_style_files

_FILES = Path(__file__).resolve().parent / "files"

RECORD = "styles/.laid-out.json"
"""What `init` wrote, path → digest, so that a later one can tell what the user changed or removed since."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """What a workspace got, by path inside it: files written, files brought up to date since nobody had changed them,
    and files that stay as they are although today's differ.
    """

    written: tuple[str, ...]
    renewed: tuple[str, ...]
    kept: tuple[str, ...]


def lay_out(folder: Path, today: date) -> LaidOut:
    """Fill `folder` with a workspace: a starter article, the default styles, an empty output folder.

    Run again after an upgrade it adds the styles that are new and renews those that nobody changed. What somebody
    changed stays and is named in `kept`; what somebody removed, such as the example brands, does not come back. The
    starter article bears `today` as its date. Raises PlainleafError when the folder cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError("a file of that name is in the way", place=str(folder), hint="choose another folder")
    before = _record(folder)
    written, renewed, kept = [], [], []
    now = dict(sorted(_contents(today)))
    # What is written last tells a workspace of an older version, which kept no record, from an init that was killed.
    again = bool(before) or (folder / list(now)[-1]).exists()
    for name, content in now.items():
        target = folder / name
        if not target.exists():
            examples = name.startswith(("source/", "styles/brands/"))
            if name not in before and not (again and examples):
                write_whole(target, content)
                written.append(name)
        elif not target.is_file() or target.read_bytes() != content:
            untouched = target.is_file() and before.get(name) == digest(target.read_bytes())
            if not untouched:
                kept.append(name)
            elif name.startswith("styles/") and not name.startswith("styles/brands/"):
                write_whole(target, content)
                renewed.append(name)
    write_whole(folder / RECORD, to_json(before | {name: digest(content) for name, content in now.items()}))
    return LaidOut(tuple(written), tuple(renewed), tuple(kept))


def remove_examples(workspace: Workspace) -> tuple[str, ...]:
    """Remove the example brands and articles that `lay_out` brought, and return their folders. One in which anything
    was changed or added is somebody's work by now, and stays.
    """
    gone = examples(workspace)
    for folder in gone:
        shutil.rmtree(workspace.root / folder)
    return gone


def examples(workspace: Workspace) -> tuple[str, ...]:
    """The folders of example brands and articles that `lay_out` brought and that nobody has touched since."""
    record = _record(workspace.root)
    folders: dict[str, set[str]] = {}
    for name in record:
        parts = name.split("/")
        if name.startswith("source/"):
            folders.setdefault("/".join(parts[:2]), set()).add(name)
        elif name.startswith("styles/brands/"):
            folders.setdefault("/".join(parts[:3]), set()).add(name)
    found = []
    for folder, names in sorted(folders.items()):
        there = {
            f"{folder}/{path.relative_to(workspace.root / folder)}" for path in _files_under(workspace.root / folder)
        }
        if there == names and all(digest((workspace.root / name).read_bytes()) == record[name] for name in names):
            found.append(folder)
    return tuple(found)


def removed_examples(workspace: Workspace) -> frozenset[str]:
    """The example brands that `lay_out` brought and that are gone: nobody handed out what they published."""
    brands = {name.split("/")[2] for name in _record(workspace.root) if name.startswith("styles/brands/")}
    return frozenset(brand for brand in brands if not (workspace.styles / "brands" / brand).exists())


def _record(folder: Path) -> dict[str, str]:
    """What an earlier `init` wrote here: path → digest."""
    try:
        value = json.loads((folder / RECORD).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return {str(name): str(kept) for name, kept in value.items()} if isinstance(value, dict) else {}


def _contents(today: date) -> Iterator[tuple[str, bytes]]:
    dates = {"{{today}}": today.isoformat(), "{{next-review}}": years_later(today, REVIEW_YEARS).isoformat()}
    for path in _files_under(_FILES):
        content = path.read_bytes()
        if path.suffix == ".md":
            text = content.decode("utf-8")
            for mark, day in dates.items():
                text = text.replace(mark, day)
            content = text.encode("utf-8")
        yield path.relative_to(_FILES).as_posix(), content
    styles = default_styles()
    for path in _files_under(styles):
        yield (Path("styles") / path.relative_to(styles)).as_posix(), path.read_bytes()


def _files_under(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def start_article(
    workspace: Workspace, slug: str, lang: str, title: str | None, *, kind: str = "", like: str = "", today: date
) -> Path:
    """Write source/<slug>/article.md, a skeleton whose comments say what to fill in, and return its path.

    With `kind` its sections are those that the trade expects, with `like` those of another article, whose people it
    takes over. What source/defaults.yml says is left out; days are proposed after `today`. Raises UsageError for a
    slug or language that cannot be used, for an article that exists already and for one to be like that does not.
    """
    if not is_slug(slug):
        raise UsageError(f'"{slug}" cannot be the name of an article', hint=slug_hint(slug))
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?", lang):
        raise UsageError(f'"{lang}" is not a language tag', hint=tag_hint(lang))
    folder = workspace.source / slug
    article = folder / "article.md"
    if article.exists():
        hint = "choose another name or edit that file"
        if f"\nlang: {lang}\n".encode() not in article.read_bytes():
            hint = f"to translate it, copy article.md to article.{lang}.md and write lang: {lang} in its head"
        raise UsageError(f'there is an article "{slug}" already', place=str(article), hint=hint)
    words = title if title is not None else slug.replace("-", " ").capitalize()
    text = draft(Wish(slug, lang, words, today, kind, *_known(workspace, like, lang)))
    if not _is_rung(workspace):
        text = text.replace(_RING, "See your doctor or pharmacist if:")
    if folder.exists():
        write_whole(article, text.encode())
    else:
        # Folder and file arrive in one step: a folder without an article would stand in the way of a build.
        with disk(article, "written"), arriving(workspace.source, slug) as made:
            (made / article.name).write_bytes(text.encode())
    return article


_RING = "Call us on {{phone}} if:"


def _is_rung(workspace: Workspace) -> bool:
    """Whether some brand has a phone, or none can be read: a press that has none sends its readers to their doctor."""
    brands = brand_files(read_style_files(workspace))
    read = [read_brand(name, files)[0] for name, files in sorted(brands.items())]
    return any(brand is None or brand.contact.phone for brand in read) or not read


def _known(workspace: Workspace, like: str, lang: str) -> tuple[str, frozenset[str], frozenset[str]]:
    """The text of the article to be like, the keys that all share, and the document ids that there are."""
    texts = article_texts(workspace)
    if like and like not in texts:
        raise UsageError(f'there is no article "{like}" to be like', hint=choose(like, texts))
    defaults = read_source(workspace, like or "x").defaults
    shared, _ = read_defaults(defaults, lang, translated=False)
    return texts.get(like, ""), frozenset(shared), frozenset(ids_of(texts).values())


def article_texts(workspace: Workspace) -> dict[str, str]:
    """The text of each article, by its name."""
    return {
        slug: content.decode("utf-8", "replace")
        for slug in article_slugs(workspace)
        if (content := read_source(workspace, slug).files.get("article.md")) is not None
    }


def ids_of(texts: Mapping[str, str]) -> dict[str, str]:
    """The document id of each article that says one, by its name; `texts` as `article_texts` gives them."""
    heads = {slug: read_head(split_head(text)[0], "article.md")[0].values for slug, text in texts.items()}
    return {slug: str(values["id"]) for slug, values in heads.items() if "id" in values}

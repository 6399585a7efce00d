"""A world, a command, and the output before and after it come in; what is not as it must be goes out, in words."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.building.keeping.history import events
from pipeline.edition.name import EditionName
from pipeline.showing.publishing import published
from pipeline.workspace.archive import Archive
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from tests.building.walks.world import Told, World

_BUILD = ("build", "--jobs", "1")
_BLOCK = re.compile(r"(?m)^([\w-]+/[\w-]+/[\w-]+): (.*(?:\n  .*)*)")
_OURS = {"manifest.json", "manifest.json.sig", "withdrawn.json"}

Tree = Mapping[str, bytes]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path, but for what no reader sees."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def current(files: Tree) -> dict[str, bytes]:
    """The published files of a tree."""
    return {
        path: content
        for path, content in files.items()
        if not path.startswith("_") and path.count("/") > 2 and path.rsplit("/", 1)[1] not in _OURS
    }


def edition_of(path: str) -> str:
    return "/".join(path.split("/")[:3])


@dataclass(frozen=True)
class Fresh:
    """A build of the same sources into an empty folder: how it ended, and what it publishes."""

    world: World
    told: Told
    due: Tree

    @cached_property
    def allowed(self) -> Tree:
        """What it publishes, with every variant that can be asked for."""
        for variant in ("full", "small"):
            self.world.type(*_BUILD, "--variant", variant)
        return {**current(tree(self.world.output)), **self.due}


def fresh(world: World) -> Fresh:
    twin = replace(world, root=world.root.parent / "twin")
    shutil.rmtree(twin.root, ignore_errors=True)
    for name in ("source", "styles"):
        shutil.copytree(world.root / name, twin.root / name)
    told = twin.type(*_BUILD)
    return Fresh(twin, told, current(tree(twin.output)))


@dataclass(frozen=True)
class Wish:
    """What a command works on."""

    articles: tuple[str, ...]
    options: Mapping[str, str]
    draft: bool

    @staticmethod
    def of(words: tuple[str, ...]) -> Wish:
        rest, options = list(words[len(_BUILD) :]), {}
        articles = []
        while rest:
            word = rest.pop(0)
            if word.startswith("--") and word != "--draft":
                options[word] = rest.pop(0)
            elif word != "--draft":
                articles.append(word)
        return Wish(tuple(articles), options, "--draft" in words)

    def works_on(self, edition: str) -> bool:
        brand, lang, slug = edition.split("/")
        return (
            (not self.articles or slug in self.articles)
            and self.options.get("--brand", brand) == brand
            and self.options.get("--lang", lang) == lang
        )

    @property
    def whole(self) -> bool:
        return not self.articles and not self.options


def blocks(words: str) -> dict[str, str]:
    """What is said of each edition."""
    found: dict[str, str] = {}
    for name, said in _BLOCK.findall(words):
        found[name] = f"{found.get(name, '')}{said}\n"
    return found


def faults(world: World, words: tuple[str, ...], before: Tree, after: Tree, told: Told) -> Iterator[str]:
    """What is not as it must be after a build."""
    wish, said = Wish.of(words), blocks(told.words)
    yield from _ending(told)
    if wish.draft:
        if {k: v for k, v in before.items() if not k.startswith("_drafts/")} != {
            k: v for k, v in after.items() if not k.startswith("_drafts/")
        }:
            yield "a draft build changed what is published"
        return
    if told.code in {2, 3} and "Traceback" not in told.words and not wish.whole:
        if before != after:
            yield f"it refused and changed {_first(before, after)}"
        return
    made = fresh(world)
    yield from _lost(before, after, said)
    counted = "more that are out of date" in told.words
    yield from _untrue(wish, before, after, said, made, counted=counted)
    yield from _apart(after, said)
    yield from _shown(world, after)
    yield from _recorded(world, wish, after, said)
    if wish.whole:
        yield from _complete(after, said, made, told)


def _ending(told: Told) -> Iterator[str]:
    if "Traceback" in told.words:
        yield "a traceback"
    has_errors = bool(re.search(r"(?m): error: ", told.words))
    if told.code not in {0, 1, 2, 3}:
        yield f"it ended with {told.code}"
    if told.code in {0, 1} and has_errors != (told.code == 1) and "0 editions" not in told.words:
        yield f"exit code {told.code}, {'with' if has_errors else 'without'} errors"
    if told.code in {2, 3} and (told.words.count("error:") != 1 or "hint:" not in told.words):
        yield f"exit code {told.code} without one clear message"


def _lost(before: Tree, after: Tree, said: Mapping[str, str]) -> Iterator[str]:
    now = current(after)
    for path, content in current(before).items():
        if path in now:
            continue
        edition = edition_of(path)
        if after.get(f"_withdrawn/{path}") != content:
            yield f"{path} was published and is nowhere"
        if edition not in said:
            yield f"{path} left unnamed"
    for path in after:
        if path.startswith("_withdrawn/") and path.rsplit("/", 1)[1] not in _OURS:
            away = path.removeprefix("_withdrawn/")
            if away in now:
                yield f"{away} is published and lies in _withdrawn/"
            edition = edition_of(away)
            reasons = json.loads(after.get(f"_withdrawn/{edition}/withdrawn.json", b"{}"))
            if away.removeprefix(f"{edition}/") not in reasons:
                yield f"{path} has no reason"


def _untrue(
    wish: Wish, before: Tree, after: Tree, said: Mapping[str, str], made: Fresh, *, counted: bool
) -> Iterator[str]:
    earlier = current(before)
    for path, content in current(after).items():
        edition = edition_of(path)
        if made.due.get(path) == content or made.allowed.get(path) == content:
            continue
        own = said.get(edition, "")
        wanted = made.allowed.get(path)
        if own.startswith("failed") and earlier.get(path) == content:
            continue
        if wanted and "twig/" in path and f"{edition}/leaf/full.json" not in after:
            # A run that works on a part only makes no whole leaf for twigs to name the pages of.
            wanted = content if b'"pages": {}' in content and _told(wanted) == _told(content) else wanted
        if wanted == content:
            continue
        if not wish.works_on(edition):
            if not own and not counted:
                yield f"{path} is stale, and its edition is not named"
            continue
        if "left alone, and is out of date" in own and wanted and _told(wanted) == _told(content):
            continue
        yield f"{path} is published, and a fresh build {'says something else' if wanted else 'would not'}"


def _told(content: bytes) -> Any:
    try:
        said = json.loads(content)["said"]
    except (ValueError, KeyError):
        return content
    return {key: value for key, value in said.items() if key != "loud"}


def _apart(after: Tree, said: Mapping[str, str]) -> Iterator[str]:
    """One edition never speaks from two sources."""
    tellings: dict[str, set[str]] = {}
    for path, content in current(after).items():
        if path.endswith(".json"):
            tellings.setdefault(edition_of(path), set()).add(json.dumps(_told(content), default=str, sort_keys=True))
    for edition, told in tellings.items():
        # What somebody damaged is put right when a run works on it; until then it is named, or unknown to anybody.
        if len(told) > 1 and edition in said and not any('"title"' not in each for each in told):
            yield f"{edition} speaks from {len(told)} sources"


def _shown(world: World, after: Tree) -> Iterator[str]:
    pages = {
        path.removeprefix("_index/").removesuffix(".html")
        for path in after
        if path.startswith("_index/") and path.count("/") == 3
    }
    standing = {str(edition.name) for edition in published(Output(world.output)).editions}
    if pages != standing:
        yield f"the index shows {sorted(pages)}, published are {sorted(standing)}"
    if "index.html" not in after:
        yield "there is no index.html"


def _recorded(world: World, wish: Wish, after: Tree, said: Mapping[str, str]) -> Iterator[str]:
    root = world.root
    archive = Archive.of(Workspace(root, root / "source", root / "styles", root / "output"))
    standing = {edition_of(path) for path in after if not path.startswith("_") and path.endswith("/manifest.json")}
    for name in sorted(standing | {str(name) for name in archive.editions()}):
        found, torn = events(archive, EditionName(*name.split("/")))
        if torn:
            yield f"the history of {name} has torn lines"
        stands = bool(found) and found[-1].published
        if stands is not (name in standing):
            yield f"{name} {'stands' if name in standing else 'does not stand'}, its history says otherwise"
        elif stands and wish.works_on(name) and not said.get(name, "failed").startswith("failed"):
            files = {path.removeprefix(f"{name}/") for path in current(after) if path.startswith(f"{name}/")}
            if files != set(found[-1].files):
                yield f"the history of {name} has other files than it"


def _complete(after: Tree, said: Mapping[str, str], made: Fresh, told: Told) -> Iterator[str]:
    now = current(after)
    for path in made.due:
        if path not in now and not said.get(edition_of(path), "").startswith("failed"):
            yield f"{path} is not published"
    added = any(b'"added": true' in content for path, content in after.items() if path.endswith("/manifest.json"))
    if told.code != made.told.code and not added:
        yield f"exit code {told.code}, a fresh build has {made.told.code}"


def again(world: World, words: tuple[str, ...], after: Tree, told: Told, trusting: bool) -> Iterator[str]:
    """What is not as it must be when the same command is typed once more."""
    second = world.type(*words, trusting=trusting)
    if second.code != told.code:
        yield f"typed again it ends with {second.code}, not {told.code}"
    now = tree(world.output)
    if "withdrawn" in told.words:
        # The index names what left in the run that took it away.
        now["index.html"] = after.get("index.html", b"")
    if now != dict(after):
        yield f"typed again it changes {_first(after, now)}"
    for edition, said in blocks(second.words).items():
        if said.startswith("built"):
            yield f"typed again it builds {edition}"


def _first(before: Tree, after: Tree) -> str:
    return ", ".join([path for path in sorted({*before, *after}) if before.get(path) != after.get(path)][:3])

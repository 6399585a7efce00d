"""A workspace under version control and a revision come in; the files that differ from it go out."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import PurePosixPath

from pipeline import limits
from pipeline.article.source import Source
from pipeline.errors import PlainleafError
from pipeline.workspace.folder import Workspace
from pipeline.workspace.folders import SNIPPETS


def changed_files(workspace: Workspace, revision: str) -> frozenset[str]:
    """The files of the workspace, by path in it, that differ from `revision` or that git does not know yet.

    Raises PlainleafError when there is no git, no repository or no such revision.
    """
    commit = _commit(workspace, revision)
    # --relative: paths from this folder on, which may lie deep in a repository; -z: names as they are, unquoted.
    differing = _git(workspace, "diff", "--name-only", "--relative", "-z", commit, "--", ".")
    unknown = _git(workspace, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return frozenset(name for name in (differing + unknown).decode("utf-8", "replace").split("\0") if name)


def source_at(workspace: Workspace, slug: str, revision: str) -> Source | None:
    """The folder of an article at a revision, with the snippets and defaults of then; None when it was not there.

    Raises PlainleafError as `changed_files` does.
    """
    commit = _commit(workspace, revision)
    folder, snippets = f"source/{slug}/", f"source/{SNIPPETS}/"
    files = _blobs(workspace, commit, folder.rstrip("/"), snippets.rstrip("/"))
    own = {name.removeprefix(folder): content for name, content in files.items() if name.startswith(folder)}
    if not own:
        return None
    shared = {name.removeprefix(snippets): content for name, content in files.items() if name.startswith(snippets)}
    defaults = {name.removeprefix("source/"): content for name, content in files.items() if name.count("/") == 1}
    return Source(slug, f"source/{slug}", own, shared, defaults=defaults)


def revisions_of(workspace: Workspace, slug: str, most: int) -> list[str]:
    """The latest commits that touched the folder of an article, newest first, at most so many.

    Raises PlainleafError as `changed_files` does.
    """
    return _git(workspace, "log", f"-{most}", "--format=%H", "--", f"source/{slug}").decode().split()


def _commit(workspace: Workspace, revision: str) -> str:
    if revision.startswith("-"):
        raise PlainleafError(f'there is no revision "{revision}"', hint="name a branch, a tag or a commit")
    _git(workspace, "rev-parse", "--is-inside-work-tree")
    found = _git(workspace, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return found.decode().strip()


def _blobs(workspace: Workspace, commit: str, *paths: str) -> dict[str, bytes]:
    """The plain files below some paths at a commit, by path in the workspace; too large ones are left out."""
    listed = _git(workspace, "ls-tree", "-r", "-l", "-z", commit, "--", *paths).decode("utf-8", "replace").split("\0")
    listed += [
        line
        for line in _git(workspace, "ls-tree", "-l", "-z", commit, "--", "source/")
        .decode("utf-8", "replace")
        .split("\0")
        if re.search(r"\tsource/defaults[^/]*\.yml$", line)
    ]
    wanted: list[tuple[str, str]] = []
    for line in filter(None, listed):
        head, _, name = line.partition("\t")
        mode, kind, blob, size = head.split()
        if kind == "blob" and mode != "120000" and int(size) <= limits.PICTURE_BYTES:
            wanted.append((name, blob))
    given = "".join(f"{blob}\n" for _, blob in wanted).encode()
    answer = _git(workspace, "cat-file", "--batch", given=given)
    found: dict[str, bytes] = {}
    at = 0
    for name, _ in wanted:
        end = answer.index(b"\n", at)
        length = int(answer[at:end].split()[2])
        found[name] = answer[end + 1 : end + 1 + length]
        at = end + 1 + length + 1
    return found


def touched(files: frozenset[str], members: dict[str, tuple[str, ...]]) -> frozenset[str] | None:
    """The slugs of what a change of `files` touches; None for everything, as when styles or snippets change.

    `members` has the articles of each collection.
    """
    slugs: set[str] = set()
    for name in files:
        parts = PurePosixPath(name).parts
        if parts[0] == "styles":
            return None
        if parts[0] != "source" or len(parts) < 2:
            continue
        if parts[1] == "_snippets" or parts[1].startswith("defaults"):
            return None
        slugs.add(parts[1].removesuffix(".collection.toml"))
    slugs |= {slug for slug, articles in members.items() if slugs & set(articles)}
    return frozenset(slugs)


def _git(workspace: Workspace, *words: str, given: bytes = b"") -> bytes:
    # A repository can be set up to run programs of its own while git looks at it.
    safe = ("-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null", "--no-optional-locks")
    try:
        ran = subprocess.run(
            ["git", *safe, *words],
            cwd=workspace.root,
            input=given,
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"},
        )
    except FileNotFoundError:
        raise PlainleafError("git is not there", hint="install git, or name the articles to check") from None
    if ran.returncode == 0:
        return ran.stdout
    if words[:2] == ("rev-parse", "--verify"):
        named = words[-1].partition("^")[0]
        raise PlainleafError(f'there is no revision "{named}"', hint="name a branch, a tag or a commit")
    said = ran.stderr.decode("utf-8", "replace").strip().splitlines()
    if any("not a git repository" in line for line in said):
        message, hint = (
            "the workspace is under no version control",
            ("type git init; without it, plainleaf check takes names, and plainleaf diff --published or --approved"),
        )
        raise PlainleafError(message, place=str(workspace.root), hint=hint)
    message = f"git says: {said[-1] if said else 'nothing'}"
    raise PlainleafError(message, place=str(workspace.root), hint="mend what git status says")


def text_at_change_of(workspace: Workspace, file: str, other: str) -> tuple[bytes, str] | None:
    """What `file` held when `other` was changed last, and the day of that (ISO 8601); None without git, or where it
    knows neither.
    """
    try:
        told = _git(workspace, "log", "-1", "--format=%H %cs", "--", other).decode().split()
        if len(told) != 2:
            return None
        # "./" is the folder git was started in, which may lie deep in a repository.
        return _git(workspace, "show", f"{told[0]}:./{file}"), told[1]
    except PlainleafError:
        return None

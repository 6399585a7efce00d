"""A workspace under version control and a revision come in; the files that differ from it go out."""

from __future__ import annotations

import os
import subprocess
from pathlib import PurePosixPath

from pipeline.errors import PlainleafError
from pipeline.workspace.folder import Workspace


def changed_files(workspace: Workspace, revision: str) -> frozenset[str]:
    """The files of the workspace, by path in it, that differ from `revision` or that git does not know yet.

    Raises PlainleafError when there is no git, no repository or no such revision.
    """
    if revision.startswith("-"):
        raise PlainleafError(f'there is no revision "{revision}"', hint="name a branch, a tag or a commit")
    _git(workspace, "rev-parse", "--is-inside-work-tree")
    found = _git(workspace, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = found.decode().strip()
    # --relative: paths from this folder on, which may lie deep in a repository; -z: names as they are, unquoted.
    differing = _git(workspace, "diff", "--name-only", "--relative", "-z", commit, "--", ".")
    unknown = _git(workspace, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return frozenset(name for name in (differing + unknown).decode("utf-8", "replace").split("\0") if name)


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


def _git(workspace: Workspace, *words: str) -> bytes:
    # A repository can be set up to run programs of its own while git looks at it.
    safe = ("-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null", "--no-optional-locks")
    try:
        ran = subprocess.run(
            ["git", *safe, *words],
            cwd=workspace.root,
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
        message, hint = "the workspace is under no version control", "type git init, or name the articles to check"
        raise PlainleafError(message, place=str(workspace.root), hint=hint)
    message = f"git says: {said[-1] if said else 'nothing'}"
    raise PlainleafError(message, place=str(workspace.root), hint="mend what git status says")

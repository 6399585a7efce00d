"""A shell and what was typed so far come in; the script that completes it, and the names that fit, go out."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem, get_completion_class

from pipeline.errors import PlainleafError, UsageError

if TYPE_CHECKING:
    import click

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_PLAINLEAF_COMPLETE"


def command() -> str:
    """How this command is typed in the shell that it was typed in: its name, or its whole path where the name alone
    would not be found.
    """
    own = Path(sys.argv[0])
    if own.name != "plainleaf" or not own.is_file():
        return "plainleaf"
    found = shutil.which("plainleaf")
    if found and Path(found).resolve() == own.resolve():
        return "plainleaf"
    return shlex.quote(str(own.absolute()))


# the script


def install(shell: str, group: click.Command) -> tuple[Path, str]:
    """Write the script that completes commands where `shell` looks for it; its path, and what is still to do.

    Raises UsageError for a shell that is not known, PlainleafError when the file cannot be written.
    """
    from pipeline.workspace.disk import write_whole

    name = shell or Path(os.environ.get("SHELL", "")).name
    kind = get_completion_class(name) if name in SHELLS else None
    if kind is None:
        raise UsageError(f'the shell "{name}" is not known', hint=f"name it: --install-completion {'|'.join(SHELLS)}")
    path, after = _place(name)
    try:
        script = kind(group, {}, "plainleaf", VARIABLE).source()
    except RuntimeError as fault:
        # click asks the shell for its version: that of macOS's bash is too old.
        raise PlainleafError(str(fault).lower(), hint="use zsh or fish, or a newer bash") from None
    write_whole(path, script.encode())
    return path, after


def _place(shell: str) -> tuple[Path, str]:
    home = Path.home()
    again = "open a new shell"
    if shell == "bash":
        # bash-completion 2, "FAQ": files here are read at the first use of a command of their name.
        folder = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share") / "bash-completion/completions"
        return folder / "plainleaf", f"{again}; it needs the package bash-completion"
    if shell == "fish":
        folder = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "fish/completions"
        return folder / "plainleaf.fish", again
    return home / ".zfunc/_plainleaf", (
        f"{again}; ~/.zshrc must hold, before compinit: fpath+=~/.zfunc; autoload -Uz compinit && compinit"
    )


# the names


def complete_articles(_ctx: object, _parameter: object, typed: str) -> list[CompletionItem]:
    """Articles and collections of the workspace around."""
    from pipeline.workspace.folder import find_workspace
    from pipeline.workspace.storage import article_slugs, read_collections

    def names() -> Iterable[str]:
        workspace = find_workspace(Path.cwd())
        return [*article_slugs(workspace), *read_collections(workspace)]

    return _fitting(names, typed)


def complete_brands(_ctx: object, _parameter: object, typed: str) -> list[CompletionItem]:
    """Brands of the workspace around."""
    from pipeline.workspace.folder import find_workspace

    return _fitting(lambda: [path.name for path in (find_workspace(Path.cwd()).styles / "brands").iterdir()], typed)


def complete_formats(_ctx: object, _parameter: object, typed: str) -> list[CompletionItem]:
    """The formats."""
    from pipeline.channels import FORMATS

    return _fitting(lambda: FORMATS, typed)


def complete_variants(_ctx: object, _parameter: object, typed: str) -> list[CompletionItem]:
    """The variants of all formats."""
    from pipeline.channels import FORMATS, variants_of

    return _fitting(lambda: [variant for name in FORMATS for variant in variants_of(name)], typed)


def complete_rules(_ctx: object, _parameter: object, typed: str) -> list[CompletionItem]:
    """The names of rules."""
    from pipeline.building.rulebook import RULES

    return _fitting(lambda: [rule.name for rule in RULES], typed)


def _fitting(names: Callable[[], Iterable[str]], typed: str) -> list[CompletionItem]:
    """The names that begin so; none where there is no workspace: a shell has no place for an error."""
    try:
        return [CompletionItem(name) for name in sorted(set(names())) if name.startswith(typed)]
    except (PlainleafError, OSError):
        return []

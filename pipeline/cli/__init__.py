"""The command line: arguments come in, a command is called and its result shown, an exit code goes out.

Each command lives in a module of its own, imported when it is used, so that `plainleaf --help` is quick.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from importlib import import_module

import click

from pipeline import __version__
from pipeline.cli.screen import screen
from pipeline.cli.stopping import Terminated
from pipeline.errors import PlainleafError

COMMANDS = {
    "build": ("pipeline.cli.build:build", "Render, check and publish articles in every format."),
    "check": ("pipeline.cli.check:check", "Check articles and what they become; save nothing."),
    "show": ("pipeline.cli.show:show", "Show what is said of an article, and where it stands."),
    "approve": ("pipeline.cli.approve:approve", "Approve what an article says, in a role and with a name."),
    "diff": ("pipeline.cli.diff:diff", "Say what an edit changed: which dose, warning or step, or nothing but looks."),
    "history": (
        "pipeline.cli.history:history",
        "Show what was published of an article, when, and who had approved it.",
    ),
    "reprint": ("pipeline.cli.reprint:reprint", "Make the files again that were published once, byte for byte."),
    "sign": ("pipeline.cli.sign:sign", "Sign what is published with an SSH key, or check who signed it."),
    "card": ("pipeline.cli.card:card", "Fill in PEMAT-P and the CDC Index as far as a program may."),
    "verify": ("pipeline.cli.verify:verify", "Prove that published files say what their articles say."),
    "desk": ("pipeline.cli.desk:desk", "Open the workspace in the browser: each text beside all that becomes of it."),
    "printed": (
        "pipeline.cli.printed:printed",
        "Say which printed copies are out of date, or look one up.",
    ),
    "certify": ("pipeline.cli.certify:certify", "Have published files read by the validators the field trusts."),
    "import": ("pipeline.cli.import_:import_command", "Turn Word files, web pages and plain text into articles."),
    "translate": (
        "pipeline.cli.translate:translate",
        "Begin translations, send them out, take them back, see what is stale.",
    ),
    "due": ("pipeline.cli.asking:due", "List the reviews that are due or overdue, by owner."),
    "where": ("pipeline.cli.asking:where", "Say what carries a fact: articles, languages, brands, pages."),
    "contradictions": ("pipeline.cli.asking:contradictions", "Find what two articles tell differently."),
    "export": ("pipeline.cli.export:export", "Write an article as a Word file for a clinician's edits."),
    "schedule": ("pipeline.cli.schedule:schedule", "Give published posts their times and export them to schedulers."),
    "send": ("pipeline.cli.send:send", "Send a test message of a newsletter over SMTP."),
    "bundle": ("pipeline.cli.bundle:bundle", "Pack published editions for a handover, or check a bundle."),
    "site": ("pipeline.cli.site:site", "Make a site of all that a brand has published."),
    "records": ("pipeline.cli.records:records", "Write a library for record systems, portals and catalogues."),
    "read": ("pipeline.cli.read:read", "Print what a screen reader would say of a PDF or EPUB."),
    "worker": ("pipeline.cli.worker:worker", "Render on this computer for builds started elsewhere."),
    "rules": ("pipeline.cli.rules:rules", "List the rules, or explain one."),
    "doctor": ("pipeline.cli.doctor:doctor", "Say what this computer lacks."),
    "init": ("pipeline.cli.init:init", "Start a workspace."),
    "brand": ("pipeline.cli.brand:brand", "Start a brand of your own, or see what one lacks."),
    "new": ("pipeline.cli.new:new", "Start an article."),
}
"""Name → where the click command is, and its short help, so that listing commands imports none of them."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from pipeline.cli.misuse import command_hint
            from pipeline.errors import UsageError

            raise UsageError(f'there is no command "{args[0]}"', hint=command_hint(args[0], COMMANDS))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


def _install_completion(ctx: click.Context, _: click.Parameter, shell: str | None) -> None:
    if shell is None or ctx.resilient_parsing:
        return
    from pipeline.cli.completing import install

    path, after = install(shell, ctx.command)
    click.echo(f"wrote {path}")
    click.echo(f"next: {after}")
    ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="plainleaf")
@click.option(
    "--install-completion",
    metavar="[SHELL]",
    is_flag=False,
    flag_value="",
    expose_value=False,
    is_eager=True,
    callback=_install_completion,
    help="Let the shell (bash, zsh or fish) complete commands, articles and brands.",
)
def plainleaf() -> None:
    """One reviewed health article becomes a PDF handout, an EPUB booklet, a newsletter and social posts.

    Exit codes: 0 all well (warnings are shown), 1 findings of severity error (with --strict, warnings too), 2 wrong
    command line, 3 could not run.
    """


def main() -> None:
    """Run the command line; what cannot go on is shown with place and hint."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.stdout, sys.stderr = screen(sys.stdout), screen(sys.stderr)
    try:
        code = plainleaf.main(prog_name="plainleaf", standalone_mode=False)
        sys.stdout.flush()
    except PlainleafError as error:
        from pipeline.showing.display import show_error

        show_error(error)
        sys.exit(error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        from pipeline.cli.misuse import explained
        from pipeline.showing.display import show_error

        show_error(explained(error))
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort) as stop:
        click.echo("stopped; nothing is left half done, and the same command does the rest", err=True)
        # Shells give a command that a signal ended 128 and its number; click passes one on as the cause of its own.
        sys.exit(143 if isinstance(stop.__cause__, Terminated) else 130)
    except BrokenPipeError:
        _give_up_on_stdout()
        sys.exit(141)
    except OSError as fault:
        # A file that cannot be written is an error of its own, with its name; without one it is the screen's stream.
        if fault.filename is not None or fault.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF}:
            raise
        _give_up_on_stdout()
        reason = (fault.strerror or "").lower()
        click.echo(f"error: what was to be printed cannot be written: {reason}", err=True)
        click.echo("  hint: look at where the output of the command leads; files in output/ are whole", err=True)
        sys.exit(3)
    sys.exit(code if isinstance(code, int) else 0)


def _give_up_on_stdout() -> None:
    """Let Python's last flush at the end go nowhere, or it would complain once more."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

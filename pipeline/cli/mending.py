"""`plainleaf check --mend`: articles come in, mends are shown as diffs and, where somebody says so, made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.article.source import Source
    from pipeline.editing.mend import Mend, Offer
    from pipeline.editing.mending import Checker
    from pipeline.finding import Finding, Findings
    from pipeline.workspace.folder import Workspace


def mend_articles(articles: tuple[str, ...], *, yes: bool) -> None:
    """Show how findings of articles can be mended, and do what is agreed to; with `yes`, what has one right answer."""
    from pipeline.building.library import Library
    from pipeline.cli.options import slug_of, today
    from pipeline.editing.house import checker
    from pipeline.errors import UsageError
    from pipeline.naming import choose
    from pipeline.workspace.folder import find_workspace

    workspace = find_workspace(Path.cwd())
    library = Library.open(workspace, today())
    slugs = [slug_of(name) for name in articles]
    for slug in slugs:
        if slug not in library.sources:
            raise UsageError(f'there is no article "{slug}" under source/', hint=choose(slug, library.sources))
    check = checker(library)
    made = left = 0
    for slug in sorted(set(slugs)) or sorted(library.sources):
        session = _Session(workspace, library.sources[slug], check)
        session.run(yes=yes)
        made, left = made + session.made, left + session.left
    click.echo(_summary(made, left, yes))


def _summary(made: int, left: int, yes: bool) -> str:
    if not made and not left:
        return "nothing that can be mended by an edit"
    counted = f"{made} finding{'' if made == 1 else 's'} mended"
    if left and yes:
        return f"{counted}, {left} more can be once somebody has chosen: leave --yes out"
    return f"{counted}, {left} left as they are" if left else counted


class _Session:
    """The mends of one article, one after the other: after each, the article is checked anew."""

    def __init__(self, workspace: Workspace, source: Source, check: Checker) -> None:
        self.workspace, self.source, self.check = workspace, source, check
        self.made = self.left = 0

    def run(self, *, yes: bool) -> None:
        from pipeline.editing.mending import offer_for

        found = self.check(self.source)
        while yes and self._all_sure(found):
            found = self.check(self.source)
        settled: set[tuple[str, str]] = set()
        while finding := next((f for f in found.found if (f.rule, f.message) not in settled), None):
            settled.add((finding.rule, finding.message))
            offer = offer_for(self.source, finding, found, self.check)
            if not offer.mends:
                continue
            chosen = _choose(self.source, offer) if not yes else (offer.mends[0], "") if offer.sure else None
            if chosen is None:
                self.left += 1
                continue
            self._make(offer.finding.where.file, chosen, 1, shown=yes, says=_told(finding))
            found = self.check(self.source)

    def _all_sure(self, found: Findings) -> bool:
        """Make every sure mend of a file at once, if together they hold: much faster than one by one."""
        from pipeline.editing.mend import Mend, apply_mend
        from pipeline.editing.mending import added, sheet_of, sure_mends, with_text
        from pipeline.finding import Severity

        done = False
        for file in dict.fromkeys(finding.where.file for finding in found.found):
            chosen, sheet = sure_mends(self.source, found, file), sheet_of(self.source, file)
            if sheet is None or not chosen:
                continue
            edits = tuple(edit for mend in chosen.values() for edit in mend.edits)
            together = Mend("all", edits)
            after = self.check(with_text(self.source, file, apply_mend(sheet.text, together)))
            if all(added(finding, found, after) is Severity.INFO for finding in chosen):
                said = "\n".join(map(_told, chosen))
                self._make(file, (together, ""), len(chosen), shown=True, says=said)
                done = True
        return done

    def _make(self, file: str, chosen: tuple[Mend, str], number: int, *, shown: bool, says: str) -> None:
        from pipeline.editing.mend import apply_mend, show_change
        from pipeline.editing.mending import sheet_of, with_text
        from pipeline.errors import PlainleafError
        from pipeline.workspace.disk import digest
        from pipeline.workspace.saving import Conflict, save_text

        sheet = sheet_of(self.source, file)
        if sheet is None:
            return
        text = apply_mend(sheet.text, *chosen)
        if shown:
            click.echo(f"{says}\n{show_change(sheet.text, text, file)}")
        saved = save_text(self.workspace, file, text.encode(), digest(sheet.text.encode()))
        if isinstance(saved, Conflict):
            hint = "run it again: it then looks at what stands there now"
            raise PlainleafError("somebody changed the file meanwhile; nothing was written", place=file, hint=hint)
        self.source = with_text(self.source, file, text)
        self.made += number


def _told(finding: Finding) -> str:
    return f"{finding.where}: {finding.severity}: {finding.message}  [{finding.rule}]"


def _choose(source: Source, offer: Offer) -> tuple[Mend, str] | None:
    """Show the ways to mend a finding and ask which one is right; None leaves it as it is."""
    from pipeline.editing.mend import apply_mend, show_change
    from pipeline.editing.mending import sheet_of

    sheet = sheet_of(source, offer.finding.where.file)
    click.echo(_told(offer.finding))
    mend = offer.mends[0]
    if sheet is None:
        return None
    if len(offer.mends) > 1:
        for number, each in enumerate(offer.mends, start=1):
            click.echo(f"  {number}  {each.says}")
        asked = click.IntRange(0, len(offer.mends))
        number = click.prompt("which is right? (0 leaves it as it is)", default=0, type=asked, err=True)
        return (offer.mends[number - 1], "") if number else None
    if mend.question:
        asks = f"{mend.question}? ({mend.hint}; an empty answer leaves it as it is)"
        answer: str = click.prompt(asks, default="", show_default=False, err=True)
        if not answer.strip():
            return None
        click.echo(show_change(sheet.text, apply_mend(sheet.text, mend, answer), sheet.file))
        return mend, answer
    click.echo(show_change(sheet.text, apply_mend(sheet.text, mend), sheet.file))
    return (mend, "") if click.confirm(f"{mend.says}?", default=mend.sure, err=True) else None

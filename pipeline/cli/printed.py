"""`plainleaf printed`: check codes or nothing come in; which printed copies are out of date goes out."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.edition.copies import Printed
    from pipeline.workspace.archive import Archive
    from pipeline.workspace.output import Output


@click.command(short_help="Say which printed copies are out of date, or look one up.")
@click.argument("codes", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="List the latest copies too.")
@click.option("--brand", metavar="NAME", help="Only this brand.")
@click.option("--out", type=click.Path(path_type=Path), help="The output folder; output/ of the workspace by default.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words.")
@click.pass_context
def printed(
    ctx: click.Context, codes: tuple[str, ...], everything: bool, brand: str | None, out: Path | None, as_json: bool
) -> None:
    """List the printed copies that are out of date or withdrawn; with CODES, say what each of these is.

    A code stands in the foot of a handout. Small letters, spaces and dashes do not matter. The exit code is 1 when one
    of CODES is not the latest.
    """
    from pipeline.building.keeping.printed import look_up, printed_copies
    from pipeline.edition.copies import Standing

    output, archive, examples = _opened(out)
    copies = (each for each in printed_copies(output, archive) if each.edition.brand not in examples)
    known = [each for each in copies if brand is None or each.edition.brand == brand]
    looked = [look_up(code, known) for code in codes]
    shown = [copy for each in looked for copy in each.copies] if codes else known
    if not codes and not everything:
        shown = [each for each in known if each.answer.standing is not Standing.LATEST]
    if as_json:
        unknown = {each.code: each.why for each in looked if each.why}
        click.echo(json.dumps({"copies": [_values(each) for each in shown], "unknown": unknown}, ensure_ascii=False))
    else:
        _say(shown, known, bool(codes))
        for each in looked:
            if each.why == "mistyped":
                click.echo(f'"{each.code}" cannot be a check code; compare it with the copy, letter by letter')
            elif each.why:
                click.echo(f'"{each.code}" was never printed from this output folder; do not go by that copy')
    if codes and (any(each.why for each in looked) or any(c.answer.standing is not Standing.LATEST for c in shown)):
        ctx.exit(1)


def _opened(out: Path | None) -> tuple[Output, Archive | None, frozenset[str]]:
    """The output folder, the archive of the workspace, and the example brands that it has no more; an output folder
    that was handed on has none of these beside it.
    """
    from pipeline.workspace.archive import Archive
    from pipeline.workspace.folder import find_workspace
    from pipeline.workspace.output import Output
    from pipeline.workspace.starter import removed_examples

    if out is not None:
        return Output(out), None, frozenset()
    workspace = find_workspace(Path.cwd())
    return Output(workspace.output), Archive.of(workspace), removed_examples(workspace)


def _say(shown: list[Printed], known: list[Printed], asked: bool) -> None:
    for each in shown:
        click.echo(_line(each))
        for change in each.answer.changes:
            click.echo(f"             now: {change}")
    if not asked:
        old = sum(each.answer.standing.value != "latest" for each in known)
        click.echo(f"{old} of {len(known)} printed copies are out of date" if known else "no copy carries a code yet")


def _line(each: Printed) -> str:
    from pipeline.edition.check_codes import shown

    told = {"latest": "latest", "older": "out of date", "withdrawn": "withdrawn"}
    copy = each.answer.copy
    document = f"{copy.document} {copy.version}, reviewed {copy.reviewed}"
    return f"{shown(copy.code)}  {told[each.answer.standing.value]:<11}  {document}  {each.edition}"


def _values(each: Printed) -> dict[str, object]:
    copy = asdict(each.answer.copy)
    del copy["grave"]
    standing, changes = each.answer.standing.value, list(each.answer.changes)
    return {"edition": str(each.edition), "title": each.title, "standing": standing, **copy, "changes": changes}

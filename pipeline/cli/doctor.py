"""`plainleaf doctor`: this computer comes in; what is there, what is missing and what mends it go out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.doctor import Diagnosis


@click.command(short_help="Say what this computer lacks.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
def doctor(as_json: bool) -> None:
    """Try every program, library and font that plainleaf uses, and say what mends what is missing.

    Exit code 0 if all that is required works, otherwise 3. Optional parts are used by the tests of
    plainleaf or by further languages only.
    """
    from pipeline.doctor import examine, parts_for

    styles = _styles()
    found = examine(parts_for(styles, _packs(styles)))
    ails = [diagnosis for diagnosis in found if diagnosis.ails]
    if as_json:
        click.echo(json.dumps({"passed": not ails, "parts": [_record(one) for one in found]}, indent=2))
    else:
        for line in _table(found):
            click.echo(line)
        click.echo()
        names = ", ".join(one.part.name for one in ails)
        click.echo(f"required and missing: {names}" if ails else "all that is required works")
    if ails:
        raise SystemExit(3)


def _styles() -> Path:
    from pipeline.errors import PlainleafError
    from pipeline.workspace.folder import default_styles, find_workspace

    try:
        return find_workspace(Path.cwd()).styles
    except (PlainleafError, OSError):
        try:
            return default_styles()
        except PlainleafError:
            return Path("styles")


def _packs(styles: Path) -> dict[str, str]:
    """The optional font packs and how to get each; none where the list of fonts is missing, which a probe tells."""
    import tomllib

    try:
        table = tomllib.loads((styles / "fonts" / "fonts.toml").read_text(encoding="utf-8"))
        return {str(pack["name"]): str(pack["how"]) for pack in table.get("pack", [])}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _record(diagnosis: Diagnosis) -> dict[str, object]:
    part = diagnosis.part
    return {
        "name": part.name,
        "present": diagnosis.present,
        "required": part.required,
        "version": diagnosis.version or None,
        "purpose": part.purpose,
        "reason": diagnosis.reason or None,
        "mend": None if diagnosis.present else part.mend or None,
    }


def _table(found: Iterable[Diagnosis]) -> Iterable[str]:
    for diagnosis in found:
        part = diagnosis.part
        state = "works" if diagnosis.present else "MISSING" if part.required else "missing"
        need = "required" if part.required else "optional"
        yield f"{state:<8}{part.name:<20}{diagnosis.version[:16]:<17}{need:<10}{part.purpose}".rstrip()
        if not diagnosis.present:
            yield f"        {diagnosis.reason}"
            if part.mend:
                yield f"        mend: {part.mend}"

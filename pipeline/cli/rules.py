"""`plainleaf rules`: a rule's name comes in, what it says, why and by whose word goes out."""

from __future__ import annotations

import difflib
import json
from dataclasses import asdict
from typing import Any

import click

from pipeline.cli.completing import complete_rules


@click.command(short_help="List the rules, or explain one.")
@click.argument("name", required=False, shell_complete=complete_rules)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words.")
def rules(name: str | None, as_json: bool) -> None:
    """List every rule, or explain the one called NAME ("newsletter/too-heavy"); a format's name lists its rules."""
    from pipeline.building.rulebook import RULES
    from pipeline.errors import UsageError
    from pipeline.showing import display

    chosen = [rule for rule in RULES if not name or name in {rule.name, rule.name.split("/")[0]}]
    if name and not chosen:
        near = difflib.get_close_matches(name, [rule.name for rule in RULES], 1, 0.4)
        hint = f'try "{near[0]}"' if near else "list them with plainleaf rules"
        raise UsageError(f'there is no rule "{name}"', hint=hint)
    if as_json:
        table: list[dict[str, Any]] = [
            asdict(rule) | {"languages": sorted(rule.languages) if rule.languages else None} for rule in chosen
        ]
        click.echo(json.dumps(table, ensure_ascii=False, indent=2))
    elif name and len(chosen) == 1 and chosen[0].name == name:
        display.show_rule(chosen[0])
    else:
        display.show_rules(chosen)

"""`plainleaf due`, `where`, `contradictions`: questions to the whole library come in, tables and calendars go out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.building.answers.asking import Due, Found
    from pipeline.workspace.facts_file import FactsFile

_OUT = click.option("--out", type=click.Path(path_type=Path), help="Output folder instead of output/.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words.")


def _index(out: Path | None) -> FactsFile:
    from pipeline.building.answers.asking import opened
    from pipeline.workspace.folder import find_output, find_workspace
    from pipeline.workspace.output import Output

    workspace = find_workspace(Path.cwd())
    return opened(workspace, Output(find_output(workspace, out)))


@click.command(short_help="List the reviews that are due or overdue, by owner.")
@click.option("--within", default=90, show_default=True, metavar="DAYS", help="Reviews that come in so many days.")
@click.option("--owner", default="", metavar="NAME", help="Only the articles of this owner.")
@click.option("--all", "everything", is_flag=True, help="Every article, however far its review is.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for spreadsheets.")
@click.option("--ics", type=click.Path(path_type=Path), metavar="FILE", help="Write reminders for a calendar.")
@_JSON
@_OUT
def due(
    within: int, owner: str, everything: bool, as_csv: bool, ics: Path | None, as_json: bool, out: Path | None
) -> None:
    """List the articles whose review is overdue or comes soon, the most overdue first.

    The day is that of `next_review`, the owner that of `owner` in the front matter. What is parked or withdrawn is
    left out.
    """
    from pipeline.building.answers import asking
    from pipeline.cli.options import today
    from pipeline.workspace.storage import write_given

    found = asking.due(_index(out), today(), within, owner, everything=everything)
    if ics is not None:
        write_given(ics, _calendar(found))
        click.echo(f"wrote {ics}: {len(found)} reminders")
    elif as_json:
        values = [{**asdict(each), "next_review": each.next_review.isoformat()} for each in found]
        click.echo(json.dumps(values, ensure_ascii=False, indent=1))
    elif as_csv:
        click.echo(_table(found), nl=False)
    else:
        for each in found:
            state = {"expired": "overdue", "due": "due", "current": "later"}[each.state.value]
            owned = each.owner or "nobody"
            click.echo(f"{each.next_review}  {state:<8}{owned:<24}{each.slug} ({', '.join(each.langs)})")
        overdue = sum(each.state.value == "expired" for each in found)
        click.echo(f"{len(found)} reviews, {overdue} overdue")


def _table(found: Sequence[Due]) -> bytes:
    from pipeline.markup.spreadsheets import csv_bytes

    rows = [("next_review", "state", "owner", "article", "title", "languages")]
    rows += [
        (due.next_review.isoformat(), due.state.value, due.owner, due.slug, due.title, " ".join(due.langs))
        for due in found
    ]
    return csv_bytes(rows, byte_order_mark=True)


def _calendar(found: Sequence[Due]) -> bytes:
    """A day for each review, with a reminder two weeks before."""
    from pipeline.markup.calendars import calendar_of, escaped

    lines: list[str] = []
    for each in found:
        about = f"source/{each.slug} ({', '.join(each.langs)}); owner: {each.owner or 'nobody'}"
        lines += [
            "BEGIN:VEVENT",
            f"UID:review.{each.slug}@plainleaf",
            # The day itself, so that the same library gives the same bytes; RFC 5545 wants the time of making.
            f"DTSTAMP:{each.next_review:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{each.next_review:%Y%m%d}",
            f"SUMMARY:{escaped(f'Review: {each.title}')}",
            f"DESCRIPTION:{escaped(about)}",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:-P14D",
            f"DESCRIPTION:{escaped(f'Review of {each.title} is due in two weeks')}",
            "END:VALARM",
            "END:VEVENT",
        ]
    return calendar_of("Reviews", "reviews", lines)


@click.command(short_help="Say what carries a fact: articles, languages, brands, pages, printed editions.")
@click.argument("text", required=False, default="")
@click.option("--text", "words", default="", metavar="WORDS", help="Words, as TEXT is when it is no phone number.")
@click.option("--dose", default="", metavar="MEDICINE", help="Every dose of this medicine.")
@click.option("--reference", default="", metavar="KEY", help="Everything that cites this reference.")
@_JSON
@_OUT
def where(text: str, words: str, dose: str, reference: str, as_json: bool, out: Path | None) -> None:
    """Say where TEXT, a phone number or words, is told: each line of a source, and each published edition with the
    pages, chapters and posts on which it stands now.

    A phone number is found however it is written.
    """
    from pipeline.building.answers import asking
    from pipeline.errors import UsageError

    if not (text or words or dose or reference):
        raise UsageError("nothing is asked for", hint="write a phone number or words, or --dose, or --reference")
    found = asking.where(_index(out), text=text or words, dose=dose, reference=reference)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
        return
    _show(found)


def _show(found: Sequence[Found]) -> None:
    sources = [each for each in found if not each.edition]
    for each in sources:
        click.echo(f"{each.file}:{each.line}: {_short(each.text)}" if each.text else f"{each.file}:{each.line}")
    published: dict[str, dict[str, list[str]]] = {}
    for each in found:
        if each.edition:
            published.setdefault(each.edition, {}).setdefault(each.product, []).append(each.places)
    for edition, products in published.items():
        click.echo(f"{edition}:")
        for product, places in products.items():
            click.echo(f"  {product}: {'; '.join(dict.fromkeys(place for place in places if place)) or 'somewhere'}")
    articles, count = len({each.slug for each in found}), sum(map(len, published.values()))
    said = f"{articles} articles, {len(sources)} lines; published in {len(published)} editions, {count} products"
    click.echo(said)


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:90].rsplit(" ", 1)[0] + " …"


@click.command(short_help="Find what two articles tell differently.")
@_JSON
@_OUT
def contradictions(as_json: bool, out: Path | None) -> None:
    """Find what two articles tell differently: the most of a medicine in 24 hours, the time between its doses, and
    sentences in the same words with other numbers. Which of the two is right is for a person to say.
    """
    from pipeline.building.answers import asking

    found = asking.contradictions(_index(out))
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
        return
    for each in found:
        click.echo(each.about)
        for number, file, line, text in (each.one, each.other):
            click.echo(f"  {file}:{line}: {number}: {_short(text)}")
    click.echo(f"{len(found)} contradictions")

"""`plainleaf brand new` and `brand check`: what a house says of itself comes in, a whole brand or its faults go out."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.completing import command, complete_brands

if TYPE_CHECKING:
    from pipeline.house.founding import Answers
    from pipeline.house.logo import Logo


@click.group(short_help="Start a brand of your own, or see what one still lacks.")
def brand() -> None:
    """A brand is who publishes: name, contact data, colours and logo, in styles/brands/NAME/."""


@dataclass(frozen=True, slots=True)
class _Question:
    """One thing that may be said: its option, the words in which it is asked ("" for never), and what is taken
    without an answer (None: one is needed).
    """

    option: str
    words: str = ""
    usual: str | None = ""


KINDS = ("clinic", "publisher", "charity")

_QUESTIONS = (
    _Question("name", "Name of the house, as it stands on leaflets", None),
    _Question("kind", "Kind of house (clinic, publisher, charity)", "clinic"),
    _Question("region", "Country of its readers, two letters (GB, US, ES)", None),
    _Question("phone", "Phone number for readers, as they write it (empty for none)"),
    _Question("email", "E-mail address for readers", None),
    _Question("web", "Web address under which leaflets stand", None),
    _Question("address", "Postal address, its lines parted by ;", None),
    _Question("languages", "Languages, parted by commas", "en"),
    _Question("emergency"),
    _Question("accent", "Colour of headings", "#1f4e79"),
    _Question("warning", "", "#8c2a12"),
    _Question("logo", "Logo, a PNG or SVG file (empty for none)"),
    _Question("sender", "Address that newsletters come from (empty for none)"),
    _Question("unsubscribe", "Web address of the page to leave the newsletter (empty for none yet)"),
    _Question("privacy", "Web address of the privacy notice (empty for none yet)"),
    _Question("reason"),
    _Question("handles", "Networks to post to, as bluesky=@name, parted by commas (empty for none)"),
)


@brand.command(short_help="Start a brand of your own.")
@click.argument("slug")
@click.option("--name", help="Name of the house, as it stands on leaflets.")
@click.option("--kind", type=click.Choice(KINDS), help="Only a clinic needs a phone number.  [default: clinic]")
@click.option("--region", metavar="CC", help="Country of its readers, two letters (GB, US, ES).")
@click.option("--phone", help="Phone number for readers, as they write it.")
@click.option("--email", help="E-mail address for readers.")
@click.option("--web", help="Web address under which leaflets stand.")
@click.option("--address", help="Postal address, its lines parted by ;.")
@click.option("--languages", metavar="TAGS", help="Languages, parted by commas.  [default: en]")
@click.option("--paper", type=click.Choice(["A4", "Letter", "A5"]), help="Without it, the country's.")
@click.option("--emergency", metavar="NUMBER", help="Number to call in an emergency; without it, the country's.")
@click.option("--accent", metavar="#rrggbb", help="Colour of headings.")
@click.option("--warning", metavar="#rrggbb", help="Colour of warnings.")
@click.option("--logo", metavar="FILE", help="The logo, PNG or SVG.")
@click.option("--dark-logo", metavar="FILE", help="The logo for dark grounds; without it, one is made.")
@click.option("--sender", metavar="ADDRESS", help="Where newsletters come from; without it, there are none.")
@click.option("--unsubscribe", metavar="URL", help="The page to leave the newsletter.")
@click.option("--privacy", metavar="URL", help="The privacy notice.")
@click.option("--reason", metavar="WORDS", help='Why readers get it, such as "you asked us for it".')
@click.option("--handle", "handles", multiple=True, metavar="NETWORK=NAME", help="A network to post to; repeatable.")
@click.option("--without-examples", is_flag=True, help="Remove the example brands and article, where untouched.")
def new(slug: str, without_examples: bool, **said: Any) -> None:
    """Start the brand SLUG in styles/brands/SLUG/, with nothing of an example in it.

    What is needed and not given as an option is asked. Nothing is written before the last answer.
    """
    from pipeline.article.source import is_slug, slug_hint
    from pipeline.errors import UsageError
    from pipeline.house.founding import found
    from pipeline.workspace.arrivals import arriving
    from pipeline.workspace.disk import disk
    from pipeline.workspace.folder import find_workspace
    from pipeline.workspace.starter import remove_examples

    workspace = find_workspace(Path.cwd())
    if not is_slug(slug):
        raise UsageError(f'"{slug}" cannot be the name of a brand', hint=slug_hint(slug))
    place = workspace.styles / "brands" / slug
    if place.exists():
        hint = "choose another name, or change what is there"
        raise UsageError(f'there is a brand "{slug}" already', place=str(place), hint=hint)
    made = found(_answers(slug, said))
    with disk(place, "written"), arriving(place.parent, slug, fresh=True) as folder:
        for name, content in made.files.items():
            (folder / name).write_bytes(content)
    click.echo(f"wrote styles/brands/{slug}: {', '.join(made.files)}")
    for note in made.notes:
        click.echo(f"  {note}")
    for gone in remove_examples(workspace) if without_examples else ():
        click.echo(f"removed {gone}")
    click.echo(f"next: {command()} brand check {slug}")


def _answers(slug: str, said: Mapping[str, Any]) -> Answers:
    """What options say, and questions where a needed one is missing."""
    from pipeline.house.founding import Answers, split_answer, usual_emergency

    lacking = {question.option for question in _QUESTIONS if question.usual is None}
    lacking |= {"phone"} if (said["kind"] or "clinic") == "clinic" else set()
    asking = any(said[option] is None for option in lacking)
    given: dict[str, Any] = {}
    for question in _QUESTIONS:
        # Who sends no newsletter is not asked how to leave it.
        silent = question.option in {"unsubscribe", "privacy"} and not given["sender"]
        given[question.option] = _answer(question, said, given, asking and not silent)
    texts = {option: value for option, value in given.items() if value}
    texts |= {option: split_answer(option, texts[option]) for option in ("address", "languages")}
    texts.setdefault("emergency", usual_emergency(texts["region"]))
    return Answers(slug=slug, paper=said["paper"] or "", **texts)


def _answer(question: _Question, said: Mapping[str, Any], given: Mapping[str, Any], asking: bool) -> Any:
    """What an option says, or what is answered; asked again until it can be used."""
    from pipeline.errors import UsageError
    from pipeline.house.founding import AnswerError

    option = question.option
    value = ",".join(said[option]) or None if option == "handles" else said[option]
    if value is not None:
        try:
            return _read(option, value, said, given)
        except AnswerError as fault:
            raise UsageError(f"--{option.removesuffix('s')}: {fault}", hint=fault.hint) from None
    if not asking or not question.words:
        return _read(option, question.usual or "", said, given)
    while True:
        try:
            # With no default, click asks an empty answer again and says no word of why.
            usual = question.usual or ""
            text = click.prompt(question.words, default=usual, show_default=bool(usual), err=True)
        except click.Abort:
            if sys.stdin.isatty():
                raise
            raise UsageError(f"--{option} is not said", hint=f"add --{option}, or answer the questions") from None
        try:
            return _read(option, text, said, given)
        except AnswerError as fault:
            click.echo(f"{fault}; {fault.hint}", err=True)


def _read(option: str, text: str, said: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    """One answer as `Answers` takes it. Raises AnswerError."""
    from pipeline.house.founding import read_answer, read_handle

    if option == "handles":
        return dict(read_handle(one) for one in text.split(",") if one.strip())
    if option == "logo":
        return _logo(text, said["dark_logo"] or "")
    if option == "kind":
        return _kind(text.strip())
    needed = option in {question.option for question in _QUESTIONS if question.usual is None}
    if option == "phone" and given["kind"] == "clinic":
        needed = True
    return read_answer(option, text, given.get("region", "")) if text.strip() or needed else ""


def _kind(text: str) -> str:
    from pipeline.house.founding import AnswerError
    from pipeline.naming import nearest

    if text not in KINDS:
        near = nearest(text, KINDS)
        raise AnswerError(f'"{text}" is no kind of house', f'write "{near}"' if near else f"write {', '.join(KINDS)}")
    return text


def _logo(file: str, dark: str) -> Logo | None:
    from pipeline.article.pictures.proving import PictureError
    from pipeline.house.founding import AnswerError
    from pipeline.house.logo import read_logo

    if not file.strip():
        return None
    contents = []
    for name in (file, dark):
        path = Path(name.strip()).expanduser()
        if name.strip() and not path.is_file():
            raise AnswerError(f'there is no file "{path}"', "give the path of a PNG or SVG file")
        contents.append(path.read_bytes() if name.strip() else b"")
    try:
        return read_logo(*contents)
    except PictureError as fault:
        raise AnswerError(f'"{file}" cannot be a logo: {fault}', "export it as PNG, 1,000 px wide, or as SVG") from None


@brand.command(short_help="See what a brand still lacks.")
@click.argument("slugs", nargs=-1, metavar="[BRAND]...", shell_complete=complete_brands)
@click.pass_context
def check(ctx: click.Context, slugs: tuple[str, ...]) -> None:
    """Check brands, all of them unless BRAND names some: wrong keys, pale colours, what is left of an example."""
    from pipeline.errors import UsageError
    from pipeline.house.brand import other_names, read_brand, unmade_pages
    from pipeline.house.styles import brand_files
    from pipeline.naming import choose
    from pipeline.showing import display
    from pipeline.workspace.folder import find_workspace
    from pipeline.workspace.storage import read_style_files

    files = brand_files(read_style_files(find_workspace(Path.cwd())))
    for slug in slugs:
        if slug not in files:
            raise UsageError(f'there is no brand "{slug}"', hint=choose(slug, files))
    errors = 0
    for slug in slugs or sorted(files):
        read, findings = read_brand(slug, files[slug])
        display.show_findings(findings.found)
        errors += len(findings.errors)
        if read is not None and not findings.errors:
            click.echo(f"{slug}: can publish, as {read.name}")
            for note in (*other_names(read), unmade_pages(read).partition(": ")[2]):
                click.echo(f"  {note}") if note else None
    if not files:
        raise UsageError("there is no brand yet", hint="make one: plainleaf brand new my-clinic")
    ctx.exit(1 if errors else 0)

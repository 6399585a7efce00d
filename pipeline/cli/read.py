"""`plainleaf read`: a finished file comes in, what a screen reader would say of it goes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.formats.protocol import Format


@click.command(short_help="Print what a screen reader would say of a PDF or EPUB.")
@click.argument("file", type=click.Path(path_type=Path))
def read(file: Path) -> None:
    """Print what a screen reader would say of FILE, in the order of its tags: headings, lists, tables, descriptions of
    pictures, links. Read it to someone: what they miss, a blind reader misses.
    """
    from pipeline import limits
    from pipeline.errors import PlainleafError
    from pipeline.formats import format_of

    try:
        with file.open("rb") as opened:
            content = opened.read(limits.ARTIFACT_BYTES + 1)
    except OSError as fault:
        message = f"the file cannot be read: {(fault.strerror or '').lower()}"
        raise PlainleafError(
            message, place=str(file), hint="give a PDF or an EPUB, for instance from output/"
        ) from None
    if len(content) > limits.ARTIFACT_BYTES:
        message = f"the file has more than {limits.ARTIFACT_BYTES:,} bytes"
        raise PlainleafError(message, place=str(file), hint="give a PDF or an EPUB, for instance from output/")
    form = format_of(content)
    if form is None:
        hint = "give a PDF or an EPUB, for instance from output/"
        raise PlainleafError("the file is neither a PDF nor an EPUB", place=str(file), hint=hint)
    click.echo(_transcribed(form, content, file), nl=False)


def _transcribed(form: Format, content: bytes, file: Path) -> str:
    from pipeline.edition.artifact import Artifact, File, Product
    from pipeline.errors import PlainleafError

    try:
        return form.read(Artifact(Product(form.NAME, ""), (File(file.name, "", content),))).transcript
    except Exception as fault:
        hint = "build it anew; if it was sent to you, ask for it again"
        raise PlainleafError(f"the file is damaged: {fault}", place=str(file), hint=hint) from None

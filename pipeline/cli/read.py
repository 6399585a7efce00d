"""`plainleaf read`: a finished file comes in, what a screen reader would say of it goes out."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

TRANSCRIBERS = {
    b"%PDF-": "pipeline.formats.handout.transcript",
    b"PK\x03\x04": "pipeline.formats.booklet.transcript",
}
"""What a file begins with → the module whose `transcribe` reads it."""


@click.command(short_help="Print what a screen reader would say of a PDF or EPUB.")
@click.argument("file", type=click.Path(path_type=Path))
def read(file: Path) -> None:
    """Print what a screen reader would say of FILE, in the order of its tags: headings, lists, tables, descriptions of
    pictures, links. Read it to someone: what they miss, a blind reader misses.
    """
    from pipeline.errors import PlainleafError

    try:
        content = file.read_bytes()
    except OSError as fault:
        raise PlainleafError(f"the file cannot be read: {fault.strerror}", place=str(file)) from None
    for magic, module in TRANSCRIBERS.items():
        if content.startswith(magic):
            click.echo(_transcribed(module, content, file), nl=False)
            return
    hint = "give a PDF or an EPUB, for instance from output/"
    raise PlainleafError("the file is neither a PDF nor an EPUB", place=str(file), hint=hint)


def _transcribed(module: str, content: bytes, file: Path) -> str:
    from pipeline.errors import PlainleafError

    try:
        transcribe = import_module(module).transcribe
    except ImportError:
        raise PlainleafError("files of this kind cannot be read aloud yet", place=str(file)) from None
    try:
        return str(transcribe(content))
    except Exception as fault:
        hint = "build it anew; if it was sent to you, ask for it again"
        raise PlainleafError(f"the file is damaged: {fault}", place=str(file), hint=hint) from None

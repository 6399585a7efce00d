"""The name of a block or a dropped picture comes in; what is put into the text for it goes out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.article.material import PictureError
from pipeline.article.pictures.proving import read_picture
from pipeline.editing.mend import in_markdown
from pipeline.errors import PlainleafError
from pipeline.limits import PICTURE_BYTES

BLOCKS: Mapping[str, str] = {
    "key-points": "::: key-points\n- First point\n- Second point\n- Third point\n:::\n",
    "steps": "1. First step\n2. Second step\n3. Third step\n",
    "warning": '::: {.callout .warning title="Be careful"}\nWhat to be careful with.\n:::\n',
    "tip": '::: {.callout .tip title="Tip"}\nWhat helps.\n:::\n',
    "note": '::: {.callout .note title="Good to know"}\nWhat is good to know.\n:::\n',
    "when-to-call": (
        '::: {.callout .when-to-call title="When to call"}\nCall {{phone}} if:\n\n- first sign\n- second sign\n:::\n'
    ),
    "action": "::: action\n1. First thing to do\n2. Second thing to do\n:::\n",
    "table": (
        '::: {.table caption="What the table shows" header-column=true}\n'
        "| What | How much |\n|---|---|\n| first | 1 |\n| second | 2 |\n:::\n"
    ),
    "questions": "::: questions\n### First question?\n\nIts answer.\n\n### Second question?\n\nIts answer.\n:::\n",
    "comparison": (
        "::: comparison\n### Benefits {.benefits}\n\n- what it can do for you\n\n"
        "### Risks {.risks}\n\n- what can go wrong\n:::\n"
    ),
    "evidence": "::: evidence\n:::: known\nWhat is known.\n::::\n\n:::: unknown\nWhat is not known.\n::::\n:::\n",
    "myth-fact": "::: myth-fact\n:::: myth\nWhat some people say.\n::::\n\n:::: fact\nWhat is so.\n::::\n:::\n",
    "quotation": '::: {.quotation by="Who said it"}\nWhat was said.\n:::\n',
    "glossary": "::: glossary\nterm\n: what it means\n:::\n",
    "recap": "::: recap\n- First thing to remember\n- Second thing to remember\n:::\n",
}
"""By kind: the block as the manual writes it, with words to write over. The words are none that a check lets pass as
content of a leaflet: they are for its author.
"""

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp", "image/svg+xml": "svg"}


@dataclass(frozen=True)
class Dropped:
    """A picture as it is kept: a safe name, the bytes without metadata and without anything that runs, its size in
    pixels, and what was taken out of a drawing.
    """

    name: str
    content: bytes
    width: int
    height: int
    removed: tuple[str, ...]


def take_picture(name: str, content: bytes) -> Dropped:
    """A dropped picture, made safe. The type is that of its bytes, whatever its name says.

    Raises PlainleafError for what is no picture, or one too large.
    """
    if len(content) > PICTURE_BYTES:
        raise PlainleafError(
            f"the picture weighs {len(content):,} bytes, {PICTURE_BYTES:,} is the most",
            place=name[:120],
            hint="scale it down to what a page shows, about 2,000 pixels wide",
        )
    try:
        picture, removed = read_picture(name, content)
    except PictureError as fault:
        raise PlainleafError(
            f"this is no picture that can be used: {fault}", place=name[:120], hint="export it as PNG, JPEG or SVG"
        ) from None
    ending = _ENDINGS[picture.media_type]
    return Dropped(
        f"{safe_stem(name)}.{ending}", picture.content, picture.width, picture.height, tuple(dict.fromkeys(removed))
    )


def safe_stem(name: str) -> str:
    """The stem of a file name in small letters, digits and dashes, "picture" when nothing of it is left."""
    last = re.split(r"[/\\]", name)[-1]
    stem = last.rpartition(".")[0] or last
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "picture"


def figure(name: str, description: str, caption: str) -> str:
    """The block of a picture. Raises PlainleafError without a description."""
    described, said = " ".join(description.split()), " ".join(caption.split())
    if not described:
        raise PlainleafError(
            "the picture has no description", place=name, hint="say what someone who cannot see it needs to know"
        )
    lines = ["::: figure", f"![{in_markdown(described)}](images/{name})"]
    return "\n".join([*lines, *(["", in_markdown(said)] if said else []), ":::", ""])

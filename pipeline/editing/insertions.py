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
    "key-points": "::: key-points\n- To do: first point\n- To do: second point\n- To do: third point\n:::\n",
    "steps": "1. To do: first step\n2. To do: second step\n3. To do: third step\n",
    "warning": '::: {.callout .warning title="Be careful"}\nTo do: what to be careful with.\n:::\n',
    "tip": '::: {.callout .tip title="Tip"}\nTo do: what helps.\n:::\n',
    "note": '::: {.callout .note title="Good to know"}\nTo do: what is good to know.\n:::\n',
    "when-to-call": (
        '::: {.callout .when-to-call title="When to call"}\nCall {{phone}} if:\n\n'
        "- To do: first sign\n- To do: second sign\n:::\n"
    ),
    "action": "::: action\n1. To do: first thing to do\n2. To do: second thing to do\n:::\n",
    "table": (
        '::: {.table caption="To do: what the table shows" header-column=true}\n'
        "| To do: what | To do: how much |\n|---|---|\n| To do: first | To do: 1 |\n| To do: second | To do: 2 |\n:::\n"
    ),
    "questions": (
        "::: questions\n### To do: first question?\n\nTo do: its answer.\n\n"
        "### To do: second question?\n\nTo do: its answer.\n:::\n"
    ),
    "comparison": (
        "::: comparison\n### Benefits {.benefits}\n\n- To do: what it can do for you\n\n"
        "### Risks {.risks}\n\n- To do: what can go wrong\n:::\n"
    ),
    "evidence": (
        "::: evidence\n:::: known\nTo do: what is known.\n::::\n\n:::: unknown\nTo do: what is not known.\n::::\n:::\n"
    ),
    "myth-fact": (
        "::: myth-fact\n:::: myth\nTo do: what some people say.\n::::\n\n:::: fact\nTo do: what is so.\n::::\n:::\n"
    ),
    "quotation": '::: {.quotation by="To do: who said it"}\nTo do: what was said.\n:::\n',
    "glossary": "::: glossary\nTo do: term\n: To do: what it means\n:::\n",
    "recap": "::: recap\n- To do: first thing to remember\n- To do: second thing to remember\n:::\n",
}
"""By kind: the block as the manual writes it. All that is to be written over begins with "To do: ", which holds an
edition back as long as it stands there (article/placeholder).
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

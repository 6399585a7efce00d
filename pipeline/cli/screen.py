"""A stream of the terminal comes in; one that writes to it what is shown, and nothing that acts on it, goes out."""

from __future__ import annotations

import re
from typing import TextIO, cast

# What a terminal obeys: ECMA-48 controls, in one byte or as ESC and a letter. Titles, names of files and histories come
# from anybody; "\x1b[8m" hides what follows, "\x1b]0;" names the window.
_CONTROL = re.compile(
    # Ours are colours (click) and the line of the progress bar that is written anew.
    r"(?P<own>\x1b\[(?:0|1|2|22|3[0-79]|9[0-7])m|\r\x1b\[K|\r(?=\n))|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
)


def shown(text: str) -> str:
    """The text with every control but colours and line ends shown as ⟨U+001B⟩."""
    return _CONTROL.sub(lambda match: match["own"] or f"⟨U+{ord(match[0]):04X}⟩", text)


class _Screen:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(shown(text))

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


def screen(stream: TextIO) -> TextIO:
    """The stream, but for what acts on a terminal."""
    return cast("TextIO", _Screen(stream))

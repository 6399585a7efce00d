"""The bytes of an RTF file come in; its pictures go out in their order."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.IGNORECASE
)


def pictures_of(content: bytes) -> list[bytes]:
    """The PNG and JPEG pictures of a file in order; other kinds (metafiles) are empty bytes."""
    found: list[bytes] = []
    for match in re.finditer(rb"\{(?:\\\*)?\\pict\b", content):
        depth, position = 1, match.end()
        header = b""
        digits: list[bytes] = []
        while depth and position < len(content):
            token = _TOKEN.match(content, position)
            if not token:
                break
            position = token.end()
            if token[5] == b"{":
                depth += 1
            elif token[5] == b"}":
                depth -= 1
            elif token[1] and depth == 1:
                header += token[1] + b" "
            elif token[6] and depth == 1:
                digits.append(token[6])
        usable = b"pngblip" in header or b"jpegblip" in header
        hexadecimal = re.sub(rb"[^0-9a-fA-F]", b"", b"".join(digits)) if usable else b""
        found.append(bytes.fromhex(hexadecimal[: len(hexadecimal) // 2 * 2].decode("ascii")))
    return found

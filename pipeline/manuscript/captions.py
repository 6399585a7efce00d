"""The words of a caption come in; its typed number ("Table 1: ") goes out, so that it is not printed twice."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KINDS = {
    "table": "table|tab|tabelle|tabla|cuadro|tableau|tabella|tabela|tabel|tabell|taulukko|tablo|таблица|табл|πίνακας|"
    "表|표|جدول|טבלה|तालिका",
    "figure": "figure|fig|abbildung|abb|bild|figura|ilustración|imagen|illustration|immagine|afbeelding|figuur|rysunek|"
    "obrázek|kuva|şekil|рисунок|рис|εικόνα|図|图|圖|그림|شكل|איור|चित्र|photo",
}
_NUMBER = r"(?P<number>\d+(?:[.\-–]\d+)*[a-z]?|[IVX]+|[A-Z](?:[.\-]?\d+)?)"
_LABELS = {
    kind: re.compile(rf"\s*(?P<name>(?:{words})\.?\s*{_NUMBER})\s*(?P<end>[.:)|—–\-]\s*|\s{{2,}}|\t|$)", re.IGNORECASE)
    for kind, words in _KINDS.items()
}
_COUNTED = {
    kind: re.compile(rf"\s*(?P<name>(?:{words})\.?\s*{_NUMBER})(?P<end>\s*[.:)|—–\-]?\s*)", re.IGNORECASE)
    for kind, words in _KINDS.items()
}


@dataclass(frozen=True, slots=True)
class CaptionLabel:
    """The label of a caption: "table" or "figure", its name ("Table 1"), its number, and all that stands before the
    words of the caption.
    """

    kind: str
    name: str
    number: str
    text: str


def label_of(text: str, *, counted: bool = False) -> CaptionLabel | None:
    """The label that a caption begins with; None when it has none, or has no words besides it.

    With `counted` the file itself counts the number, so that no sign need follow it.
    """
    for kind, pattern in (_COUNTED if counted else _LABELS).items():
        match = pattern.match(text)
        if match and text[match.end() :].strip():
            return CaptionLabel(kind, match["name"].strip(), match["number"], match[0])
    return None

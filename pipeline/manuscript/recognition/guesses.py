"""Parts come in; the same parts with what is taken for typed blocks, and how sure each guess is, go out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pipeline.article.model import Node
from pipeline.finding import Place
from pipeline.manuscript.pieces import Inference, Part


@dataclass(slots=True)
class Recognised:
    """Parts in which typed blocks stand for what was recognised, and how sure each recognition is."""

    parts: list[Part]
    inferences: list[Inference] = field(default_factory=list)

    def infer(self, what: str, place: Place, text: str, confidence: float, why: str) -> bool:
        """Note a guess; True when it is sure enough to act on."""
        guess = Inference(what, place, " ".join(text.split())[:120], round(confidence, 2), why)
        self.inferences.append(guess)
        return guess.sure


def span(first: Node, last: Node) -> Place:
    """From the first line of one node to the last line of another."""
    return replace(first.place, last=max(first.place.last, last.place.last))

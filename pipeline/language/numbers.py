"""The tokens of a text come in; the numbers, units and ranges that begin at one of them go out."""

from __future__ import annotations

from fractions import Fraction

from pipeline.language.amounts import Number
from pipeline.language.lexicon import LONGEST, Lexicon, Unit, longest_at
from pipeline.language.numerals import Sort, split_tokens

_ORDINALS = frozenset({"third", "cuarto", "quarto", "terzo"})
"""Words that are an ordinal before a unit and a share behind one."""


class NumberReader:
    """Reads numbers and units of one text; each answer comes with the index of the token behind it."""

    def __init__(self, text: str, lang: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lang = lang
        self.lexicon = lexicon
        self.tokens = split_tokens(text, lang)
        self.folded = [token.folded for token in self.tokens]

    def number(self, at: int) -> tuple[Number | None, int]:
        """A number in digits or words at a token, with the token behind it."""
        if at >= len(self.tokens):
            return None, at
        token = self.tokens[at]
        if token.value is not None:
            return self._digits(at)
        if token.sort is Sort.SLASHED:
            part, whole = (Fraction(each) for each in token.folded.split("/"))
            simple = 0 < part < whole <= 8
            return (Number(part / whole, token.text, token.start, token.end), at + 1) if simple else (None, at)
        return self._number_in_words(at) if token.sort is Sort.WORD else (None, at)

    def _digits(self, at: int) -> tuple[Number, int]:
        token = self.tokens[at]
        value, following = token.value or Fraction(0), at + 1
        ahead = self.tokens[following] if following < len(self.tokens) else None
        if ahead and token.sort is Sort.NUMBER and ahead.sort in {Sort.FRACTION, Sort.SLASHED}:
            more, after = self.number(following)
            if more and more.value < 1:
                value, following = value + more.value, after
        elif and_a := self._and_half(following):
            value, following = value + and_a[0], and_a[1]
        elif ahead and ahead.folded in self.lexicon.scales:
            value, following = value * self.lexicon.scales[ahead.folded], following + 1
        elif ahead and ahead.folded in {"million", "millones", "millon", "مليون"}:
            value, following = value * 1_000_000, following + 1
        end = self.tokens[following - 1].end
        return Number(value, self.text[token.start : end], token.start, end, unsure=token.unsure), following

    def _number_in_words(self, at: int) -> tuple[Number | None, int]:
        numbers, scales = self.lexicon.numbers, self.lexicon.scales
        total, following = self._compound(at)
        while following < len(self.tokens):
            word = self.folded[following]
            if word in numbers and (following == at or numbers[word] < 10 <= total):
                total += numbers[word]
            elif word in scales and total:
                total *= scales[word]
            elif not (self.folded[following] == "-" and self.tokens[following].glued and total >= 20):
                break
            following += 1
        if following == at:
            return None, at
        if and_a := self._and_half(following):
            total, following = total + and_a[0], and_a[1]
        # "The third day" and "el cuarto día" count days, and tell no part of one.
        if following == at + 1 and self.folded[at] in _ORDINALS and self.unit(following):
            return None, at
        end = self.tokens[following - 1].end
        first = self.tokens[at].start
        return Number(total, self.text[first:end], first, end, words=True), following

    def _compound(self, at: int) -> tuple[Fraction, int]:
        """ "quatre-vingt-dix", "treinta y uno", "einundzwanzig": its value and the token behind it; 0 for none."""
        words: list[str] = []
        found = (Fraction(0), at)
        for index in range(at, min(len(self.tokens), at + 2 * LONGEST)):
            if self.folded[index] == "-" and self.tokens[index].glued and words:
                continue
            if self.tokens[index].sort is not Sort.WORD:
                break
            words.append(self.folded[index])
            value = self.lexicon.compounds.get(tuple(words))
            if value is not None:
                found = (Fraction(value), index + 1)
        return found

    def _and_half(self, at: int) -> tuple[Fraction, int] | None:
        """ "and a half", "y media": what it adds, and the token behind it."""
        if at + 1 >= len(self.tokens) or self.folded[at] not in self.lexicon.joins["and"]:
            return None
        filled = self.folded[at + 1] in self.lexicon.joins["filler"]
        ahead = at + 1 + filled
        # "The second and third day" is no third more.
        if not filled and self.folded[ahead] in {"third", "terceiro"}:
            return None
        value = self.lexicon.numbers.get(self.folded[ahead]) if ahead < len(self.tokens) else None
        return (value, ahead + 1) if value is not None and value < 1 else None

    def unit(self, at: int, *, filler: bool = False) -> tuple[Unit, int] | None:
        """A unit at a token, with the token behind it; a hyphen that glues it to its number is skipped."""
        if at >= len(self.tokens):
            return None
        if self.folded[at] in {"-", "‑"} and self.tokens[at].glued and at + 1 < len(self.tokens):
            at += self.tokens[at + 1].glued
        elif filler:
            while at < len(self.tokens) - 1 and self.folded[at] in self.lexicon.joins["filler"]:
                at += 1
        token = self.tokens[at]
        if token.text in self.lexicon.symbols:
            return self._longer(at, self.lexicon.symbols[token.text])
        compact = token.text.replace(" ", "")
        if compact in self.lexicon.symbols:
            return self.lexicon.symbols[compact], at + 1
        count = longest_at(self.folded[at : at + LONGEST], self.lexicon.units)
        if count:
            return self.lexicon.units[tuple(self.folded[at : at + count])], at + count
        # Arabic writes its article as part of the word.
        if self.folded[at].startswith("ال"):
            unit = self.lexicon.units.get((self.folded[at][2:],))
            return (unit, at + 1) if unit else None
        return None

    def _longer(self, at: int, unit: Unit) -> tuple[Unit, int]:
        """A symbol that is the beginning of a longer name: "fl oz", "mm Hg"."""
        # "mm Hg" with a space is as common in print as the symbol without.
        if unit.name == "mm" and self.folded[at + 1 : at + 2] == ["hg"]:
            return self.lexicon.symbols["mmHg"], at + 2
        return unit, at + 1

    def joined(self, at: int) -> tuple[str, Number, int, bool] | None:
        """A joining sign or word and the number behind it: join, number, next token, whether a unit follows."""
        if at + 1 >= len(self.tokens):
            return None
        sign = self.folded[at]
        if sign not in self.lexicon.joins["range"] and sign not in {"-", "–", "—", "‑", "−", "~"}:
            return None
        if sign in self.lexicon.joins["and"] and not {"between", "entre", "بين"} & set(
            self.folded[max(0, at - 5) : at]
        ):
            return None
        number, behind = self.number(at + 1)
        if number is None:
            return None
        return self.tokens[at].text, number, behind, self.unit(behind) is not None

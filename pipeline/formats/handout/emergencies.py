"""The words of a sheet and a brand come in; the emergency number that the sheet tells to call goes out."""

from __future__ import annotations

import re

from pipeline.article.model import Blocks
from pipeline.article.plaintext import paragraphs
from pipeline.article.rules.calling import emergency_numbers
from pipeline.house.brand import Brand
from pipeline.language.wholes import wholes

LEAST_DIGITS = 3
"""A shorter number ("15" in France) is an amount as often as a number to call."""


def emergency_number(blocks: Blocks, brand: Brand) -> str:
    """The brand's own emergency number, else one of its country, that stands in the blocks as a number of its own;
    "" where none does. "112 mg" is no number to call, "999/112" is two.
    """
    known = (brand.values.get("emergency", ""), *emergency_numbers(brand.region))
    said = {
        token
        for paragraph in paragraphs(blocks)
        for run, whole in wholes(paragraph)
        if whole and (tokens := re.split(r"\W+", run)) and all(map(str.isdecimal, tokens))
        for token in tokens
    }
    return next((number for number in known if len(number) >= LEAST_DIGITS and number in said), "")

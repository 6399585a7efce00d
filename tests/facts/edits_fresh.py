"""Edits of the sample library's wound leaflet, written after the others had been tuned on, and not tuned on."""

from __future__ import annotations

Edit = tuple[str, str, str, str]
"""Language, the old text, the new one, and a pattern for what is to be said ("" for anything)."""

MEANING: dict[str, Edit] = {
    "hours of dryness": ("en", "dry for 48 hours and", "dry for 24 hours and", "48 hours → 24 hours"),
    "the most tablets": ("en", "never more than 8 tablets of", "never more than 12 tablets of", "dose .*8.* → .*12"),
    "the gap between doses": ("en", "| at least 4 hours |", "| at least 2 hours |", "4 hours.* → .*2 hours"),
    "at least and at most": (
        "en",
        "| at least 4 hours |",
        "| at most 4 hours |",
        "at least 4 hours.* → .*at most 4 hours",
    ),
    "a strength": ("en", "(500 mg to 1 g)", "(500 mg to 2 g)", "dose .*1 g.* → .*2 g"),
    "a weight": ("en", "less than 50 kg", "less than 40 kg", "50 kg.* → .*40 kg"),
    "a doubled negative": ("en", "Do not lift the pad to look", "Lift the pad to look", "negation removed"),
    "an item of when to call": (
        "en",
        "- you have a high temperature [@chelwest]\n",
        "",
        "item removed in “when to call”",
    ),
    "a swapped verb": ("en", "Rinse off the soap", "Leave on the soap", "wording"),
    "a range of days": ("en", "| Face | 5–7 |", "| Face | 7–10 |", "5–7 → 7–10"),
    "another number to call": ("en", "{{phone}} if:", "{{emergency}} if:", "phone.*emergency|value"),
    "the main message": ("en", "for the first 48 hours. Then", "for the first 4 hours. Then", "48 hours → .*4 hours"),
    "a dose in Spanish": ("es", "500 mg", "50 mg", "dose .*500 mg.* → .*50 mg"),
    "a lost no in Spanish": ("es", "No beba alcohol", "Beba alcohol", "negation removed"),
    "the next review": (
        "en",
        "next_review: 2028-11-01",
        "next_review: 2029-10-01",
        "next review 2028-11-01 → 2029-10-01",
    ),
}

HARMLESS: dict[str, Edit] = {
    "rewrapped": ("en", "You may shower or take a quick bath now,", "You may shower\nor take a quick bath now,", ""),
    "bold words": ("en", "Call us on {{phone}}", "**Call us** on {{phone}}", ""),
    "a key": ("en", "#warning-medicines", "#before-medicines", ""),
    "an order of sources": ("en", "[@chelwest; @hull]", "[@hull; @chelwest]", ""),
    "a dash for a range": ("en", "10–14", "10-14", ""),
    "to for a dash": ("en", "10–14", "10 to 14", ""),
    "grams in words": ("en", "no more than 8 (4 g)", "no more than 8 (4 grams)", ""),
    "a number in letters": (
        "en",
        "for 10 minutes [@chelwest]. Do not lift",
        "for ten minutes [@chelwest]. Do not lift",
        "",
    ),
    "a semicolon": ("en", "Never scrub [@aad].", "Never scrub! [@aad]", ""),
    "a slip mended backwards": (
        "en",
        "Cover the wound with a clean dressing",
        "Cover the wound with a clean dresing",
        "spelling",
    ),
    "commas": ("en", "fluid that smells bad comes", "fluid, that smells bad, comes", ""),
    "a moved section": ("en", "", "", "moved"),
    "alignment": ("en", "|:------|:-----|", "|------|-----:|", ""),
    "keywords": ("en", "  - skin biopsy\n", "", ""),
    "an accent in Spanish": ("es", "después", "despues", ""),
}


def edited(text: str, name: str, old: str, new: str) -> str:
    """The leaflet with one edit made."""
    if name == "a moved section":
        start, end = text.index("## If it hurts"), text.index("## When the stitches")
        return f"{text[:start]}{text[end:]}\n{text[start:end]}"
    assert old in text, name
    return text.replace(old, new, 1)

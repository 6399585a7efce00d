"""Edits of one leaflet, each with what it is to be called: the table of changes of meaning and of harmless ones."""

from __future__ import annotations

BODY = """::: {.key-points #points}
- Take the tablets with food.
- Never take more than 8 tablets in 24 hours.
:::

## Before you start {#start}

Take 5 mg of zolmarin at night for 7 days.[@table] If you feel sick, call us on 020 7946 0123.
Your next visit is on 3 May 2027 at 9:30 am.

You must not drive until the dizziness has gone. About 1 in 10 people get a headache.
The swollen skin may change its colour.

## What to do {#do}

1. Wash your hands with soap.
2. Open the blister pack.
3. Put the tablet under your tongue.
4. Wait for 15 minutes.

- Drink plenty of water.
- Rest when you are tired.
- Keep the tablets below 25 °C.

::: {.callout .warning #stop title="Stop and call 999"}
Stop taking zolmarin if your face swells. Do not wait. You could stop breathing.
:::

::: {.callout .tip #tip title="A pill box helps"}
A pill box with 7 lids shows what you took.
:::

::: {.table .doses #doses caption="How much to take" header-column=true}
| Age | One dose | A day |
|:----|:---------|:------|
| Adults | 5 mg | up to 4 times |
| 6 to 12 years | 2.5 mg | up to 2 times |
| Under 6 years | none | none |
:::

## Who should not take it {#not}

- People with liver disease
- People who take warfarin

## Afterwards {#after}

You can eat and drink as usual. The **rash** fades in 2 to 3 weeks.
Read [our page on rashes](https://example.org/rash) for more.
Write to us at {{email}}. Apply the cream twice a day. A letter goes to your doctor.
"""

MEANING: dict[str, tuple[str, str, str]] = {
    "a dose": ("Take 5 mg of", "Take 10 mg of", "dose 5 mg → 10 mg"),
    "a unit": ("Take 5 mg of", "Take 5 g of", "dose 5 mg → 5 g"),
    "a decimal point": ("| 2.5 mg |", "| 25 mg |", "dose 2.5 mg → 25 mg"),
    "a length of time": ("for 7 days", "for 10 days", "length of time for 7 days|7 days → "),
    "a limit": ("Never take more than 8 tablets", "Never take more than 6 tablets", "dose .*8 tablets.* → .*6 tablets"),
    "an hour": ("9:30 am", "10:30 am", "time of day 9:30 am → 10:30 am"),
    "a day": ("3 May 2027", "13 May 2027", "day 3 May 2027 → 13 May 2027"),
    "a phone number": ("020 7946 0123", "020 7946 0132", "phone number 020 7946 0123 → 020 7946 0132"),
    "a frequency": ("twice a day", "three times a day", "frequency twice a day → three times a day"),
    "a frequency in a cell": ("up to 4 times", "up to 6 times", "frequency up to 4 → up to 6"),
    "a share": ("1 in 10 people", "1 in 100 people", "share .*1 in 10 → .*1 in 100"),
    "a temperature": ("below 25 °C", "below 8 °C", "temperature .*25 °C → .*8 °C"),
    "a lost not": ("You must not drive", "You must drive", 'negation removed: "not"'),
    "a new not": ("You can eat", "You cannot eat", 'negation new: "not"'),
    "a lost never": ("Never take more than", "Take more than", 'negation removed: "never"'),
    "a removed warning": (
        BODY[BODY.index("::: {.callout .warning") : BODY.index("::: {.callout .tip")],
        "",
        "warning removed",
    ),
    "a warning that is a tip": (".callout .warning #stop", ".callout .tip #stop", "warning is now a tip"),
    "a new step": ("3. Put", "3. Dry the tablet.\n4. Put", 'step 3 new: "Dry the tablet.'),
    "a removed step": ("2. Open the blister pack.\n3. Put", "2. Put", 'step 2 removed: "Open the blister pack.'),
    "steps in another order": (
        "1. Wash your hands with soap.\n2. Open the blister pack.",
        "1. Open the blister pack.\n2. Wash your hands with soap.",
        "steps in another order",
    ),
    "a route": ("under your tongue", "on your skin", "tongue"),
    "another word": ("with food", "without food", 'negation new: "without"|wording "with" → "without"'),
    "a weaker word": ("You must not drive", "You should not drive", 'wording "must" → "should"'),
    "a medicine": ("take warfarin", "take aspirin", 'medicine "warfarin" → "aspirin"'),
    "a removed row": ("| Under 6 years | none | none |\n", "", 'row removed in the table of doses: "Under 6 years'),
    "swapped cells": ("| Adults | 5 mg |", "| Adults | 2.5 mg |", "dose 5 mg → 2.5 mg"),
    "a removed item": ("- People with liver disease\n", "", 'item removed: "People with liver disease'),
    "a new sentence": (
        "Do not wait.",
        "Do not wait. Take 2 tablets.",
        "sentence new in the warning, with the dose 2 tablets",
    ),
    "a link": ("https://example.org/rash", "https://example.org/rush", "link leads to https://example.org/rush"),
    "a source": ("7 days.[@table]", "7 days.", 'source removed: "table"'),
}
"""What is changed → the old text, the new one, and a pattern for what is to be said."""

HARMLESS: dict[str, tuple[str, str, str]] = {
    "rewrapped": ("Take 5 mg of zolmarin at", "Take 5 mg of zolmarin\nat", ""),
    "two spaces": ("Take 5 mg of", "Take  5 mg  of", ""),
    "empty lines": ("\n\n## What to do", "\n\n\n\n## What to do", ""),
    "a comment": ("## What to do", "<!-- later -->\n\n## What to do", ""),
    "bold": ("swollen skin", "**swollen** skin", "marked"),
    "bold taken off": ("**rash**", "rash", "marked"),
    "italics": ("as usual", "*as usual*", "marked"),
    "a key": ("{#start}", "{#begin}", "key"),
    "a key of a block": ("#stop title", "#halt title", "key"),
    "the level of a heading": ("## Afterwards", "### Afterwards", "set otherwise"),
    "signs of items": ("- Drink plenty of water.\n- Rest", "* Drink plenty of water.\n* Rest", ""),
    "letters for steps": (
        "1. Wash your hands with soap.\n2. Open the blister pack.\n3. Put the tablet under your tongue.\n4. Wait",
        "a. Wash your hands with soap.\nb. Open the blister pack.\nc. Put the tablet under your tongue.\nd. Wait",
        "set otherwise",
    ),
    "a moved section": ("", "", "moved"),
    "a moved item": (
        "- Drink plenty of water.\n- Rest when you are tired.",
        "- Rest when you are tired.\n- Drink plenty of water.",
        "moved",
    ),
    "a moved box": ("", "", "moved"),
    "a priority": ("#tip title", "#tip priority=2 title", "set otherwise"),
    "a class": ("#tip title", "#tip .wide title", "set otherwise"),
    "alignment": ("|:----|:---------|:------|", "|-----|---------:|:-----:|", "set otherwise"),
    "British spelling": ("change its colour", "change its color", 'spelling "colour" → "color"'),
    "a slip of the pen": ("The swollen skin", "The swolen skin", 'spelling "swollen" → "swolen"'),
    "two letters": ("plenty of water", "plenty of watre", "spelling"),
    "a hyphen": ("pill box helps", "pill-box helps", "punctuation"),
    "one word": ("A pill box with", "A pillbox with", "spelling"),
    "a short form": ("Do not wait.", "Don't wait.", ""),
    "a comma": ("If you feel sick, call", "If you feel sick call", "punctuation"),
    "quotation marks": ("eat and drink as usual", "eat and drink “as usual”", "punctuation"),
    "a semicolon": ("as usual. The **rash**", "as usual; the **rash**", "parted otherwise"),
    "capital letters": ("Open the blister pack", "Open the Blister Pack", "capital letters"),
    "a value in letters": ("Wait for 15 minutes", "Wait for fifteen minutes", "the same value"),
    "a unit in letters": ("| 2.5 mg |", "| 2.5 milligrams |", "the same value"),
}
"""The same for what says the same afterwards; "" for a change that is none at all, or two that are made below."""


def edited(name: str, old: str, new: str) -> str:
    """The leaflet with one edit made."""
    if name == "a moved section":
        start, end = BODY.index("## Who should"), BODY.index("## Afterwards")
        return f"{BODY[:start]}{BODY[end:]}\n{BODY[start:end]}"
    if name == "a moved box":
        start, end = BODY.index("::: {.callout .tip"), BODY.index("::: {.table")
        return f"{BODY[:start]}{BODY[end:]}\n{BODY[start:end]}"
    assert old in BODY, name
    return BODY.replace(old, new, 1)

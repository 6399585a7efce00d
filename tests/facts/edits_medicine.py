"""A leaflet on a medicine and edits of it, written after the other tables had been tuned on, and not tuned on."""

from __future__ import annotations

BODY = """## Taking melforin {#take}

Melforin lowers the sugar in your blood.
Swallow one tablet of 850 mg twice a day, with breakfast and with your evening meal.
Do not crush it. Your doctor may raise the dose after 2 weeks,
but never above 2,550 mg a day.

If you forget a dose, take it as soon as you remember. If it is almost time for the next one, skip the missed dose.
Do not take two doses to make up.

::: {.callout .warning #lactic title="A rare but grave risk"}
Call 999 if you breathe fast, feel very cold or have cramps. This may be lactic acidosis.
:::

## Before an X-ray {#xray}

1. Tell the hospital that you take melforin.
2. Stop it 48 hours before the scan.
3. Drink at least 1.5 litres of water that day.
4. Start again when your kidneys have been tested.

::: {.table caption="What your results mean" header-column=true}
| Result | What it means |
|:-------|:--------------|
| Below 4.0 mmol/l | too low |
| 4.0 to 7.0 mmol/l | on target |
| Above 7.0 mmol/l | too high |
:::

::: questions
### Can I drink alcohol?

Small amounts are safe for most people. Avoid alcohol on an empty stomach.

### Is it safe in pregnancy?

Ask your midwife. Many women take it until birth.
:::

## Side effects {#effects}

- Up to 1 in 10 people feel sick.
- Some people lose weight.
- A metallic taste is common.

Most effects go away within 14 days.
Ring the diabetes line on 020 7946 0555, Monday to Friday, 8 am to 6 pm.
Keep this leaflet near your medicine cabinet.
"""

MEANING: dict[str, tuple[str, str, str]] = {
    "dose word": ("Swallow one tablet", "Swallow two tablets", "dose"),
    "per day cap": ("2,550 mg a day", "2,550 mg a week", "dose"),
    "thousand": ("2,550 mg", "25,500 mg", "dose .*25,500"),
    "before after": ("48 hours before the scan", "48 hours after the scan", "before"),
    "with without": ("Do not crush it", "Crush it", "negation removed"),
    "may must": ("may raise the dose", "must raise the dose", "wording"),
    "double": ("Do not take two doses", "Take two doses", "negation removed"),
    "999": ("Call 999 if", "Call 111 if", "999.* → .*111"),
    "step moved last": (
        "3. Drink at least 1.5 litres of water that day.\n4. Start again when your kidneys have been tested.",
        "3. Start again when your kidneys have been tested.\n4. Drink at least 1.5 litres of water that day.",
        "another order",
    ),
    "range": ("4.0 to 7.0 mmol/l", "4.0 to 9.0 mmol/l", "7.0.* → .*9.0"),
    "cells swapped": ("| Below 4.0 mmol/l | too low |", "| Below 4.0 mmol/l | too high |", "low.*high"),
    "answer": ("Small amounts are safe", "Small amounts are unsafe", "safe"),
    "question removed": (
        "### Is it safe in pregnancy?\n\nAsk your midwife. Many women take it until birth.\n",
        "",
        "question removed",
    ),
    "hours of line": ("8 am to 6 pm", "8 am to 5 pm", "6 pm → .*5 pm|time"),
    "item new": ("- A metallic taste", "- Your skin may itch.\n- A metallic taste", "item new"),
}

HARMLESS: dict[str, tuple[str, str, str]] = {
    "comma in number": ("2,550 mg", "2550 mg", ""),
    "litre liter": ("1.5 litres", "1.5 liters", ""),
    "l for litre": ("1.5 litres", "1.5 l", ""),
    "half": ("14 days", "fourteen days", ""),
    "nbsp": ("850 mg", "850\u00a0mg", ""),
    "nonbreaking hyphen": ("X-ray", "X\u2011ray", ""),
    "typo fixed": ("metallic taste", "metalic taste", ""),
    "transposed": ("breakfast", "braekfast", ""),
    "list to star": ("- Up to 1", "* Up to 1", ""),
    "caps heading": ("## Side effects", "## Side Effects", ""),
    "question moved": ("", "", ""),
    "quote": ("lactic acidosis", "'lactic acidosis'", ""),
    "title attr curly": ('title="A rare but grave risk"', 'title="A rare, but grave risk"', ""),
    "am dots": ("8 am to 6 pm", "8 a.m. to 6 p.m.", ""),
    "code marks": ("Keep this leaflet near", "Keep *this* leaflet near", ""),
}


def edited(name: str, old: str, new: str) -> str:
    """The leaflet with one edit made."""
    if name == "question moved":
        first, second, end = (BODY.index(text) for text in ("### Can I", "### Is it", ":::\n\n## Side"))
        return f"{BODY[:first]}{BODY[second:end]}\n{BODY[first:second]}{BODY[end:]}"
    assert old in BODY, name
    return BODY.replace(old, new, 1)

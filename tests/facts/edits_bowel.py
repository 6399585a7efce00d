"""A leaflet on getting ready for a test, and edits of it that were written before it was known what is said of them."""

from __future__ import annotations

BODY = """## Getting ready for your bowel test {#ready}

A colonoscopy looks at the inside of your bowel with a thin camera. It takes about 30 to 45 minutes.
You need an empty bowel, so please follow this plan exactly.

::: {.key-points #points}
- Stop iron tablets 7 days before the test.
- Eat only white bread, rice, fish and eggs for 2 days.
- Drink at least 2 litres of clear fluid on the day before.
:::

### The laxative {#laxative}

Each sachet holds 10 g of powder. Mix one sachet with 150 ml of cold water.
Drink the first glass at 5 pm and the second at 6:30 am on the day of the test.
Do not drink anything in the last two hours before the test.

::: {.action #steps}
1. Pour the powder into a glass.
2. Add the water and stir for 3 minutes.
3. Let it cool down.
4. Drink it slowly over half an hour.
5. Drink a large glass of water afterwards.
:::

## Your medicines {#medicines}

Keep taking low-dose aspirin. If you take warfarin or apixaban, ring us on 020 7946 0870 at least one week before.
People with diabetes should not take gliclazide on the morning of the test.

::: {.table .doses #table caption="When to stop" header-column=true}
| Medicine | Last dose before the test |
|:---------|:--------------------------|
| Apixaban | 48 hours |
| Warfarin | 5 days |
| Iron | 7 days |
:::

::: {.callout .warning #warning title="When it is not safe"}
- Do not take the laxative if you have a blocked bowel.
- Tell us if your kidneys work less than 30%.
- You must not drive for 24 hours after a sedative.
:::

::: {.callout .tip #tip title="A small help"}
A straw makes the drink easier. Chill it in the fridge, and suck a mint.
:::

## After the test {#afterwards}

You may feel bloated for a few hours. About 1 in 1,000 people bleed after a polyp is removed.

::: {.callout .when-to-call #call}
Call 999 if you:

- pass a cupful of blood or more
- have bad pain in your belly
- faint or feel short of breath
:::

::: questions
### Can I eat straight away?

Yes, most people can eat as soon as they are awake.

### Will it hurt?

It can be uncomfortable, but it is rarely painful. You can have gas and air.
:::

Your results come by post within 14 days. Read more at [our endoscopy page](https://example.org/endoscopy).
"""

MEANING: dict[str, tuple[str, str, str]] = {
    "a range": ("about 30 to 45 minutes", "about 30 to 90 minutes", "30 to 45 minutes → .*30 to 90 minutes"),
    "days of stopping": ("tablets 7 days before", "tablets 2 days before", "7 days.* → .*2 days"),
    "before the test": ("tablets 7 days before the test", "tablets 7 days after the test", "before"),
    "a food less": ("white bread, rice, fish and eggs", "white bread, rice and fish", "eggs"),
    "at least": ("at least 2 litres", "at most 2 litres", "at least 2 litres.* → .*at most 2 litres"),
    "a unit": ("holds 10 g of powder", "holds 10 mg of powder", "dose 10 g .*→ .*10 mg"),
    "a volume": ("150 ml of cold", "1,500 ml of cold", "150 ml.* → .*1,500 ml"),
    "cold and hot": ("of cold water", "of hot water", "cold"),
    "a time of day": ("first glass at 5 pm", "first glass at 5 am", "time .*5 pm.* → .*5 am"),
    "minutes of a clock": ("second at 6:30 am", "second at 8:30 am", "time .*6:30 am.* → .*8:30 am"),
    "a lost not": ("Do not drink anything in", "Drink anything in", "negation removed"),
    "a number word": ("the last two hours", "the last four hours", "two hours.* → .*four hours"),
    "a step lost": ("3. Let it cool down.\n", "", "step (removed|gone|lost).*cool|step 3"),
    "a step new": ("5. Drink a large", "5. Add sugar if you like.\n6. Drink a large", "step 5 new.*sugar"),
    "steps turned": (
        "1. Pour the powder into a glass.\n2. Add the water and stir for 3 minutes.",
        "1. Add the water and stir for 3 minutes.\n2. Pour the powder into a glass.",
        "order|moved",
    ),
    "half an hour": ("over half an hour", "over an hour", "half an hour.* → .*an hour"),
    "keep and stop": ("Keep taking low-dose aspirin", "Stop taking low-dose aspirin", "Keep|keep"),
    "a medicine": ("warfarin or apixaban, ring", "warfarin or edoxaban, ring", "medicine.*apixaban.*edoxaban"),
    "a phone number": ("020 7946 0870", "020 7946 0780", "phone .*0870.* → .*0780"),
    "should not": ("should not take gliclazide", "should take gliclazide", "negation removed"),
    "a cell": ("| Warfarin | 5 days |", "| Warfarin | 3 days |", "5 days.* → .*3 days"),
    "a row": ("| Iron | 7 days |\n", "", "row removed"),
    "a warning's item": ("- Tell us if your kidneys work less than 30%.\n", "", "item removed in .*warning"),
    "less and more": ("work less than 30%", "work more than 30%", "less than 30.* → .*more than 30"),
    "a percent": ("less than 30%", "less than 60%", "30 ?%.* → .*60 ?%"),
    "a warning becomes a tip": (
        '{.callout .warning #warning title="When it is not safe"}',
        '{.callout .tip #warning title="When it is not safe"}',
        "warning",
    ),
    "a share": ("1 in 1,000 people", "1 in 100 people", "1 in 1,000.* → .*1 in 100"),
    "an emergency number": ("Call 999 if you", "Call 111 if you", "999.* → .*111"),
    "a sign of danger": ("- faint or feel short of breath\n", "", "item removed in .*when to call"),
    "an answer turned": ("Yes, most people can eat", "No, most people cannot eat", "negation (added|new)"),
    "rarely": ("it is rarely painful", "it is often painful", "rarely"),
    "a link": ("https://example.org/endoscopy", "https://example.org/gastroscopy", "link|address"),
    "a not for a sedative": ("You must not drive", "You may drive", "negation removed"),
}

HARMLESS: dict[str, tuple[str, str, str]] = {
    "reflow": ("your bowel with a thin camera. It takes", "your bowel\nwith a thin camera.\nIt takes", ""),
    "two lines in one": ("30 to 45 minutes.\nYou need", "30 to 45 minutes. You need", ""),
    "paragraph parted": ("30 to 45 minutes.\nYou need", "30 to 45 minutes.\n\nYou need", ""),
    "an en dash": ("about 30 to 45 minutes", "about 30–45 minutes", ""),
    "star for a hyphen": (
        "- Stop iron tablets 7 days before the test.\n- Eat only white bread, rice, fish and eggs for 2 days.\n- Drink",
        "* Stop iron tablets 7 days before the test.\n* Eat only white bread, rice, fish and eggs for 2 days.\n* Drink",
        "",
    ),
    "emphasis": ("at least 2 litres", "**at least** 2 litres", ""),
    "emphasis by underscores": ("follow this plan exactly", "follow this plan _exactly_", ""),
    "litres in America": ("2 litres of clear", "2 liters of clear", "written otherwise"),
    "a unit's word": ("Each sachet holds 10 g of", "Each sachet holds 10 grams of", ""),
    "no-break space": ("with 150 ml of", "with 150\u00a0ml of", ""),
    "a clock without a space": ("glass at 5 pm", "glass at 5pm", ""),
    "a clock with minutes": ("glass at 5 pm", "glass at 5:00 pm", ""),
    "a clock of 24 hours": ("glass at 5 pm", "glass at 17:00", ""),
    "dots of pm": ("glass at 5 pm", "glass at 5 p.m.", ""),
    "a figure": ("the last two hours", "the last 2 hours", ""),
    "a contraction": ("Do not drink anything in", "Don't drink anything in", ""),
    "cannot": ("You must not drive", "You mustn't drive", ""),
    "list numbers": (
        "2. Add the water and stir for 3 minutes.\n3. Let",
        "1. Add the water and stir for 3 minutes.\n1. Let",
        "",
    ),
    "a key": ("#laxative}", "#powder}", ""),
    "a heading's level": ("### The laxative", "## The laxative", ""),
    "a closing comma": ("Chill it in the fridge, and suck a mint.", "Chill it in the fridge and suck a mint.", ""),
    "a hyphen": ("low-dose aspirin", "low dose aspirin", ""),
    "phone with other spaces": ("020 7946 0870", "(020) 7946 0870", ""),
    "one week": ("at least one week before", "at least 1 week before", ""),
    "a table's spaces": ("| Apixaban | 48 hours |", "|Apixaban|48 hours|", ""),
    "a table's rule": ("|:---------|:--------------------------|", "|---|---|", ""),
    "attributes in another order": ("{.callout .tip #tip title", "{#tip .callout .tip title", ""),
    "priority": ("{.callout .tip #tip title", "{.callout .tip #tip priority=2 title", ""),
    "a slip": ("You may feel bloated", "You may fele bloated", "spelling"),
    "thousands": ("1 in 1,000 people", "1 in 1000 people", ""),
    "curly quotes": ("A straw makes the drink easier.", "A “straw” makes the drink easier.", ""),
    "a comment": ("Your results come by post", "<!-- checked by the ward -->\n\nYour results come by post", ""),
    "percent in words": ("less than 30%", "less than 30 percent", ""),
}


def edited(name: str, old: str, new: str) -> str:
    """The leaflet with one edit made."""
    assert old in BODY, name
    return BODY.replace(old, new, 1)

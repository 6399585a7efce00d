"""A leaflet on a blood thinner and edits of it, written after the other tables had been tuned on.

Of the sixty, 58 were called right at first sight.
"""

from __future__ import annotations

BODY = """::: {.key-points #points}
- Take coumaril at 6 pm every day.
- Carry your yellow alert card with you.
- Tell every doctor and dentist that you take it.
:::

## Why you need it {#why}

Coumaril makes your blood clot more slowly.[@table] It protects you from a stroke. About 2 in 100 people on coumaril
bleed badly in a year.

## Your dose {#dose}

Start with 3 mg once a day. The clinic tests your blood on day 3, day 5 and then every 4 weeks.
Your target is an INR between 2.0 and 3.0. Never change the dose yourself unless the clinic tells you to.
If you miss a dose, do not take it the next morning.

::: {.table .doses #strengths caption="The tablets" header-column=true}
| Colour | Strength | Made for |
|:-------|:---------|:---------|
| White | 0.5 mg | fine steps |
| Brown | 1 mg | most people |
| Blue | 3 mg | adults only |
:::

## Food and drink {#food}

Eat about the same amount of green vegetables each week. You may drink one small glass of wine a day.
Avoid cranberry juice. Large amounts of spinach make coumaril weaker.

## Other medicines {#others}

1. Show your alert card at the pharmacy.
2. Ask before you buy any painkiller.
3. Take paracetamol rather than ibuprofen.
4. Tell the clinic about new tablets within two days.

::: {.callout .tip #diary title="Keep a diary"}
Write each dose into the yellow book.
:::

::: {.callout .warning #bleeding title="Bleeding that does not stop"}
Press hard on the wound for 10 minutes. If it still bleeds, call 999. Do not drive yourself to hospital.
:::

## When you are pregnant {#pregnant}

Coumaril can harm an unborn child. Women must use contraception. Men need not.
Call us before you try for a baby, at least 3 months ahead.

## Operations {#operations}

Most people stop coumaril 5 days before an operation and start again the evening after it.
Small dental work needs no break. Ring the clinic on 020 7946 0777 or write to {{email}}.
Your next test is on 12 May 2027 at 8:45 am in room 14. More in [the long guide](https://example.org/thinner).
"""

MEANING: dict[str, tuple[str, str, str]] = {
    "the hour": ("at 6 pm every", "at 8 pm every", "time of day 6 pm → 8 pm"),
    "how often": ("6 pm every day", "6 pm every other day", "frequency|every other day"),
    "a key point removed": ("- Carry your yellow alert card with you.\n", "", "key point removed"),
    "and is or": ("every doctor and dentist", "every doctor or dentist", "wording"),
    "quickly": ("clot more slowly", "clot more quickly", "wording.*slowly.*quickly"),
    "a share": ("2 in 100 people", "2 in 1,000 people", "share .*2 in 100 → .*2 in 1,000"),
    "a year is a month": ("badly in a year", "badly in a month", "year.* → .*month|wording"),
    "the first dose": ("Start with 3 mg once", "Start with 5 mg once", "dose 3 mg.* → 5 mg"),
    "twice": ("3 mg once a day", "3 mg twice a day", "once a day → .*twice a day"),
    "a day of a test": ("on day 3, day 5", "on day 3, day 7", "5.* → .*7"),
    "weeks": ("then every 4 weeks", "then every 6 weeks", "every 4 weeks → every 6 weeks"),
    "a target": ("between 2.0 and 3.0", "between 2.5 and 3.5", "2.0.* → .*2.5"),
    "unless and when": ("unless the clinic tells", "when the clinic tells", "unless.*when"),
    "never and always": ("Never change the dose", "Always change the dose", 'negation removed: "never"'),
    "a missed dose": ("do not take it the next morning", "take it the next morning", 'negation removed: "not"'),
    "a strength in the table": ("| White | 0.5 mg |", "| White | 5 mg |", "dose 0.5 mg → 5 mg"),
    "a word in the table": ("| adults only |", "| children only |", "adults.* → .*children"),
    "a row removed": ("| Brown | 1 mg | most people |\n", "", "row removed in the table of doses"),
    "may and must not": ("You may drink one", "You must not drink one", 'negation new: "not"'),
    "how much wine": ("one small glass", "two small glasses", "1.* → .*2|one.* → .*two"),
    "weaker": ("coumaril weaker", "coumaril stronger", "weaker.*stronger"),
    "a medicine": ("Take paracetamol rather", "Take naproxen rather", "paracetamol.* → .*naproxen"),
    "an exchange": ("Take paracetamol rather than ibuprofen", "Take ibuprofen rather than paracetamol", "ibuprofen"),
    "a step removed": ("2. Ask before you buy any painkiller.\n3. Take", "2. Take", "step 2 removed"),
    "a tip is gone": (
        '::: {.callout .tip #diary title="Keep a diary"}\nWrite each dose into the yellow book.\n:::\n\n',
        "",
        "tip removed",
    ),
    "ten minutes": ("for 10 minutes", "for 1 minute", "10 minutes → .*1 minute"),
    "a warning's title": (
        'title="Bleeding that does not stop"',
        'title="Bleeding"',
        "negation removed.*bleeding that does not stop",
    ),
    "who must": (
        "Women must use contraception. Men need not.",
        "Women and men must use contraception.",
        "wording|sent",
    ),
    "five days": ("coumaril 5 days before", "coumaril 2 days before", "5 days.* → .*2 days"),
    "a room": ("in room 14", "in room 41", "14.* → .*41"),
}

HARMLESS: dict[str, tuple[str, str, str]] = {
    "18:00": ("at 6 pm every", "at 18:00 every", ""),
    "daily": ("3 mg once a day", "3 mg once daily", ""),
    "a figure for a word": ("within two days", "within 2 days", ""),
    "a word for a figure": ("every 4 weeks", "every four weeks", ""),
    "a unit in words": ("Start with 3 mg", "Start with 3 milligrams", ""),
    "a trailing zero left out": ("between 2.0 and 3.0", "between 2 and 3", ""),
    "a range with a dash": ("an INR between 2.0 and 3.0", "an INR between 2.0 and 3.0 ", ""),
    "a comma": ("If you miss a dose, do not", "If you miss a dose do not", ""),
    "emphasis": ("the long guide", "the *long* guide", ""),
    "bold": ("Avoid cranberry juice.", "**Avoid** cranberry juice.", ""),
    "a line break": ("Avoid cranberry juice. Large", "Avoid cranberry juice.\nLarge", ""),
    "American spelling": ("| Colour |", "| Color |", ""),
    "a slip of the pen": ("green vegetables", "green vegtables", ""),
    "contracted": ("Do not drive yourself", "Don't drive yourself", ""),
    "a comma before and": ("before an operation and start", "before an operation, and start", ""),
    "steps with brackets": ("1. Show your", "1) Show your", ""),
    "a class": ("::: {.callout .tip #diary", "::: {.callout .tip .wide #diary", ""),
    "a key of a heading": ("{#others}", "{#other-medicines}", ""),
    "a level": ("## Operations {#operations}", "### Operations {#operations}", ""),
    "capitals": ("## Food and drink", "## Food and Drink", ""),
    "curly quotes": ("the yellow book", "the “yellow book”", ""),
    "a phone spaced": ("020 7946 0777", "020 79460777", ""),
    "a date written out": ("12 May 2027", "May 12, 2027", ""),
    "an hour with a point": ("8:45 am", "8.45 am", ""),
    "a no-break space": ("0.5 mg |", "0.5\u00a0mg |", ""),
    "a table's alignment": ("|:-------|:---------|:---------|", "|:-------|---------:|:---------|", ""),
    "a paragraph moved": (
        "Avoid cranberry juice. Large amounts of spinach make coumaril weaker.",
        "Avoid cranberry juice.\n\nLarge amounts of spinach make coumaril weaker.",
        "",
    ),
    "a double space": ("It protects you", "It  protects you", ""),
    "a semicolon": ("more slowly.[@table] It protects", "more slowly;[@table] it protects", ""),
    "a share in words": ("About 2 in 100", "About two in 100", ""),
}


def edited(name: str, old: str, new: str) -> str:
    """The leaflet after one edit."""
    assert old in BODY, name
    return BODY.replace(old, new, 1)

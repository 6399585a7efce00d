"""A finished page comes in; what its style sheet would do to readers, where that is wrong, goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.page.palette import ON, failing
from pipeline.formats.page.reading import Subject

CONTRAST = Rule(
    "page/contrast",
    Severity.ERROR,
    "words stand out from their ground with at least 7:1 and lines with 3:1, on light and on dark screens",
    (),
    "WCAG 2.2 1.4.6, 1.4.11",
)
PRINT = Rule(
    "page/print-style",
    Severity.ERROR,
    "printed, the page leaves out what only a screen needs, and is black on white",
    (),
    "house",
    Standing.HOUSE,
)
TARGET = Rule(
    "page/target-size",
    Severity.ERROR,
    "what is tapped in an emergency and every control is at least 44 px high (WCAG asks for 24)",
    (),
    "WCAG 2.2 2.5.8, 2.5.5",
)
FOCUS = Rule(
    "page/focus-hidden",
    Severity.ERROR,
    "who moves by keyboard sees where he is: an outline that no style takes away",
    (),
    "WCAG 2.2 2.4.7, 2.4.13",
)
NARROW = Rule(
    "page/too-wide",
    Severity.ERROR,
    "nothing is wider than a window of 320 px: no fixed widths, pictures and tables shrink or scroll",
    (),
    "WCAG 2.2 1.4.10",
)
SMALL = Rule(
    "page/text-small",
    Severity.ERROR,
    "text is set in at least 16 px and grows with the reader's own size",
    (),
    "WCAG 2.2 1.4.4; house",
    Standing.HOUSE,
)

HINT = "mend it in styles/page/, or restore the delivered style sheet"
PX = 16
"""CSS px of 1 rem while the reader chose nothing else."""


def tokens(css: str) -> dict[str, dict[str, str]]:
    """The colours of a style sheet by name, for "light" and "dark"."""
    night = re.search(r"prefers-color-scheme:\s*dark\)\s*\{(.*?\})\s*\}", css, re.S)
    day = css if night is None else css.replace(night[0], "")
    day = re.sub(r"@media print\s*\{.*", "", day, flags=re.S)
    colour = re.compile(r"--([a-z-]+)\s*:\s*(#[0-9a-fA-F]{6})\b")
    found = {"light": dict(colour.findall(day))}
    return found | ({"dark": dict(colour.findall(night[1]))} if night else {})


def _contrast(page: Subject) -> Iterator[Finding]:
    names = {name for pair in ON for name in pair[:2]}
    themes = tokens(page.page.css)
    for theme in ("light", "dark"):
        colours = themes.get(theme, {})
        for name in sorted(names - colours.keys()):
            yield CONTRAST.finding(page.at("style"), f'the colour "{name}" is not set for {theme} screens', HINT)
        for name, ground, found, least in failing(colours):
            message = f"{name} on {ground} has {found:.2f}:1 on {theme} screens, {least:g}:1 are needed"
            yield CONTRAST.finding(page.at("style"), message, HINT)


def _print(page: Subject) -> Iterator[Finding]:
    css = page.page.css
    printed = css[css.find("@media print") :] if "@media print" in css else ""
    if not printed:
        yield PRINT.finding(page.at("style"), "there is no style for printing", HINT)
        return
    hidden = re.findall(r"([^{}]*)\{display:none", printed)
    for name in ("call-bar", "contents", "tools"):
        if not any(f".{name}" in selector for selector in hidden):
            yield PRINT.finding(page.at("style"), f'"{name}" would be printed', HINT)
    if "--paper:#fff" not in printed.replace(" ", ""):
        yield PRINT.finding(page.at("style"), "a dark page would be printed as it is", HINT)


def _target(page: Subject) -> Iterator[Finding]:
    css = page.page.css
    for selector in (".call-link", ".call-bar a", ".tool", ".explanation button"):
        rules = re.findall(rf"(?:^|[}},])\.pl {re.escape(selector)}\{{([^}}]*)\}}", css)
        sizes = [float(size) for body in rules for size in re.findall(r"min-height:([\d.]+)rem", body)]
        if not sizes or max(sizes) * PX < 44:
            yield TARGET.finding(page.at("style"), f'"{selector}" is less than 44 px high', HINT)


def _focus(page: Subject) -> Iterator[Finding]:
    css = page.page.css
    if not re.search(r":focus-visible\{[^}]*outline:[^0n;}]*(?:\d|thick|medium)", css):
        yield FOCUS.finding(page.at("style"), "what has the focus is not outlined", HINT)
    for selector in re.findall(r"([^{}]*)\{[^}]*outline:\s*(?:0|none)\b", css):
        if ":target" not in selector:
            yield FOCUS.finding(page.at("style"), f'"{selector.strip()}" takes the outline away', HINT)


def _narrow(page: Subject) -> Iterator[Finding]:
    css = page.page.css
    for needed, told in (
        (r"\.pl img\{[^}]*max-width:100%", "pictures do not shrink with the window"),
        (r"\.pl \.scroll\{[^}]*overflow-x:auto", "tables have no box to scroll in"),
        (r"overflow-wrap:(?:break-word|anywhere)", "long words run off a narrow window"),
    ):
        if not re.search(needed, css):
            yield NARROW.finding(page.at("style"), told, HINT)
    outside = re.sub(r"@(?:page|font-face)\s*\{[^}]*\}", "", css)
    for selector, size, unit in re.findall(r"([^{}]*)\{[^}]*?(?<![\w-])(?:min-)?width:([\d.]+)(px|rem)", outside):
        if float(size) * (PX if unit == "rem" else 1) > 288:
            yield NARROW.finding(page.at("style"), f'"{selector.strip()}" is {size}{unit} wide', HINT)


def _small(page: Subject) -> Iterator[Finding]:
    found = re.search(r"--text:([\d.]+)(rem|px|em|pt)", page.page.css)
    if not found or found[2] != "rem" or float(found[1]) * PX < 16:
        told = f"{found[1]}{found[2]}" if found else "nothing"
        yield SMALL.finding(page.at("style"), f"text is set in {told}", HINT)
    for selector, size in re.findall(r"([^{}]*)\{[^}]*font-size:\.(\d+)em", page.page.css):
        # Marks of notes are raised figures, whose targets are in the text again.
        if float(f"0.{size}") < 0.85 and "sup" not in selector:
            yield SMALL.finding(page.at("style"), f'"{selector.strip()}" is set in 0.{size} em', HINT)


CHECKS: tuple[Check[Subject], ...] = (
    Check(CONTRAST, _contrast),
    Check(PRINT, _print),
    Check(TARGET, _target),
    Check(FOCUS, _focus),
    Check(NARROW, _narrow),
    Check(SMALL, _small),
)

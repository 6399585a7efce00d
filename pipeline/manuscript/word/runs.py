"""A run comes in; the same run goes out with its signs as Unicode, and raised or struck as it is seen."""

from __future__ import annotations

import re
from typing import Any

from pipeline.manuscript.characters.symbols import UNREADABLE, is_symbol_font, sign, spelled
from pipeline.manuscript.pieces import Mark
from pipeline.manuscript.word.package import SPACE, Package, W, children, is_on, owner, value
from pipeline.manuscript.word.settled import Settled
from pipeline.manuscript.word.styles import Styles

_RAISED = 4
"""House: half points by which words are raised or lowered to be superscript or subscript set by hand."""


def unknown_symbol_fonts(package: Package) -> frozenset[str]:
    """Fonts that say they draw signs in the places of letters (character set 2), and that no table here names."""
    root = package.xml(package.near("fontTable.xml"))
    found = set()
    for font in children(root, f"{W}font") if root is not None else ():
        name = font.get(f"{W}name", "")
        if value(font.find(f"{W}charset")).lstrip("0") == "2" and not is_symbol_font(name):
            found.add(name.casefold())
    return frozenset(found - {"opensymbol", "segoe ui symbol", "cambria math", "ms outlook"})


def settle_run(settled: Settled, run: Any, unknown: frozenset[str]) -> None:
    """Settle the signs, breaks and marks of one run; `unknown` are symbol fonts that no table here names."""
    styles = settled.styles
    for child in list(run):
        if child.tag == f"{W}sym":
            _settle_sign(settled, run, child)
        elif str(child.tag).endswith("}symEx"):
            _settle_emoji(settled, run, child)
        elif child.tag == f"{W}cr":
            child.tag = f"{W}br"
        elif child.tag == f"{W}softHyphen":
            run.remove(child)
        elif child.tag == f"{W}br" and child.get(f"{W}type") in {"page", "column"}:
            child.attrib.clear()
            child.tag, child.text = f"{W}t", " "
            child.set(SPACE, "preserve")
        elif child.tag in {f"{W}t", f"{W}delText"} and child.text:
            _settle_words(settled, run, child, unknown)
    if not any(child.tag in {f"{W}t", f"{W}delText"} for child in run):
        return
    if is_on(styles.run_property(run, "vanish")):
        _set(run, "vanish", "1")
    marks = styles.marks(run)
    for name, mark in (("b", Mark.STRONG), ("i", Mark.EMPHASIS)):
        if mark in marks:
            _set(run, name, "1")  # pandoc knows the names of a few styles, and no others
    _set(run, "strike", "1" if styles.is_struck(run) else "")
    raised = value(styles.run_property(run, "vertAlign"))
    if raised not in {"superscript", "subscript"}:
        raised = _raised_by_hand(run, styles)
    if raised:
        _set(run, "vertAlign", raised)


def _set(run: Any, name: str, said: str) -> None:
    properties = run.find(f"{W}rPr")
    own = properties.find(f"{W}{name}") if properties is not None else None
    if not said:
        if own is not None and properties.find(f"{W}rStyle") is None:
            properties.remove(own)
        return
    if properties is None:
        properties = run.makeelement(f"{W}rPr", {})
        run.insert(0, properties)
    if own is None:
        own = properties.makeelement(f"{W}{name}", {})
        properties.append(own)
    own.set(f"{W}val", said)


def _raised_by_hand(run: Any, styles: Styles) -> str:
    """Superscript or subscript made by raising a few words of a line (17.3.2.24)."""
    position = value(run.find(f"{W}rPr/{W}position"))
    if not re.fullmatch(r"-?\d+", position) or abs(int(position)) < _RAISED:
        return ""
    paragraph = owner(run, f"{W}p")
    others = paragraph.iter(f"{W}r") if paragraph is not None else ()
    if all(value(other.find(f"{W}rPr/{W}position")) == position for other in others if other.find(f"{W}t") is not None):
        return ""
    return "superscript" if int(position) > 0 else "subscript"


def _font(settled: Settled, run: Any) -> str:
    fonts = settled.styles.run_property(run, "rFonts")
    for name in ("ascii", "hAnsi", "cs"):
        said = fonts.get(f"{W}{name}", "") if fonts is not None else ""
        if is_symbol_font(said):
            return str(said)
    return str(fonts.get(f"{W}ascii", fonts.get(f"{W}hAnsi", ""))) if fonts is not None else ""


def _settle_sign(settled: Settled, run: Any, element: Any) -> None:
    font, code = element.get(f"{W}font", ""), element.get(f"{W}char", "")
    number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code) else 0
    private = 0xE000 <= number <= 0xF8FF
    found = sign(font, number) if is_symbol_font(font) else None if private or not number else chr(number)
    if found is None and not is_symbol_font(font):
        found = sign("", number) if private else None
    element.tag = f"{W}t"
    element.attrib.clear()
    element.text = found or UNREADABLE
    element.set(SPACE, "preserve")
    if is_symbol_font(_font(settled, run)):
        _set_plain_font(run)
    if found is None:
        asks = f'which sign is "{code}" of the font "{font}"'
        settled.ask("sign", asks, f'write it over "{UNREADABLE}"', element)


def _settle_emoji(settled: Settled, run: Any, element: Any) -> None:
    """An emoji as Word writes it beside a fallback ([MS-DOCX], 2.2.6): font and number named as those of a sign."""
    for name in ("font", "char"):
        said = next((element.get(key) for key in element.attrib if str(key).endswith(f"}}{name}")), "")
        element.set(f"{W}{name}", str(said))
    _settle_sign(settled, run, element)


def _settle_words(settled: Settled, run: Any, element: Any, unknown: frozenset[str]) -> None:
    font = _font(settled, run)
    if font.casefold() in unknown and any(c.isalnum() or ord(c) >= 0xE000 for c in element.text):
        settled.ask(
            "sign",
            f'which signs does the font "{font}" draw for "{element.text[:40]}"',
            f'write them over "{UNREADABLE}"',
            element,
        )
        element.text = UNREADABLE
        return
    if not is_symbol_font(font) and not any("\ue000" <= c <= "\uf8ff" or c >= "\U000f0000" for c in element.text):
        return
    text, known = spelled(font, element.text)
    if not known:
        code = next((f"U+{ord(c):04X}" for c in element.text if "\ue000" <= c <= "\uf8ff" or c >= "\U000f0000"), "")
        asks = f'which sign is {code or "it"} of the font "{font or "of the text"}"'
        settled.ask("sign", asks, f'write it over "{UNREADABLE}"', element)
    element.text = text
    element.set(SPACE, "preserve")
    if is_symbol_font(font):
        _set_plain_font(run)


def _set_plain_font(run: Any) -> None:
    """The run in an ordinary font: its signs are Unicode now and must not be spelled again."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = run.makeelement(f"{W}rPr", {})
        run.insert(0, properties)
    own = properties.find(f"{W}rFonts")
    if own is None:
        own = properties.makeelement(f"{W}rFonts", {})
        properties.append(own)
    own.attrib.clear()
    for name in ("ascii", "hAnsi", "cs"):
        own.set(f"{W}{name}", "Arial")

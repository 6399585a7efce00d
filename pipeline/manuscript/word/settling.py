"""A Word document comes in; the same document in plain elements goes out, with what had to be asked or left out.

Signs of symbol fonts, fields, marks of styles, tracked rows, frames and nested tables are settled once here, so that
both readers see the same words in the same place. What cannot be settled becomes a question.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipeline.errors import PlainleafError
from pipeline.manuscript.characters.language import language_of
from pipeline.manuscript.word.appearing import (
    ask_gaps,
    ask_unseen,
    settle_hidden_steps,
    settle_old_merges,
    unwrap_links,
)
from pipeline.manuscript.word.fields import settle_fields
from pipeline.manuscript.word.listing import Listing
from pipeline.manuscript.word.numbers import Numbers
from pipeline.manuscript.word.package import MC, SPACE, Package, W, children, chosen, drop, language, value
from pipeline.manuscript.word.runs import settle_run, unknown_symbol_fonts
from pipeline.manuscript.word.settled import Settled
from pipeline.manuscript.word.structure import ask_headings, flatten_tables, settle_captions, settle_contents
from pipeline.manuscript.word.styles import Styles
from pipeline.manuscript.word.tracked import settle_changes


def settle(package: Package, keep: frozenset[str], *, ours: bool = False) -> Settled | None:
    """The document settled; None when the package has no main part.

    Raises PlainleafError for a document with two bodies, of which a reader would see one only.
    """
    root = package.xml(package.main)
    if root is None:
        return None
    bodies = list(children(root, f"{W}body"))
    if len(bodies) > 1:
        raise PlainleafError(
            f"the document holds {len(bodies)} bodies; Word shows the first, other programs another",
            place=package.file,
            hint="open it in Word, save it again, and compare it with what you expect",
        )
    styles = Styles.of(package)
    settled = Settled(package, root, styles, Listing(Numbers.of(package, styles), styles))
    parts = dict(package.parts)
    unknown = unknown_symbol_fonts(package)
    for name, story in _stories(package, root):
        _settle_story(settled, story, keep, unknown, ours=ours)
        if story is not root:
            parts[name] = _written(story)
    parts.update(_plain_captions(package, styles))
    settled.package = replace(package, parts=parts)
    words = " ".join(t.text or "" for t in root.iter(f"{W}t"))
    settled.lang = language_of(words, language(package))
    return settled


def _plain_captions(package: Package, styles: Styles) -> dict[str, bytes]:
    """The styles part with captions under the one name that pandoc knows; nothing where it knows them all."""
    foreign = [s for key, s in styles.raw.items() if styles.style(key).caption and "caption" not in _calls(s)]
    for style in foreign:
        style.find(f"{W}name").set(f"{W}val", "caption")
    return {package.near("styles.xml"): _written(foreign[0].getroottree().getroot())} if foreign else {}


def _calls(style: Any) -> str:
    """The name of a paragraph style in lower case; "caption" for what has none to change."""
    name = style.find(f"{W}name")
    return value(name).casefold() if name is not None and style.get(f"{W}type") == "paragraph" else "caption"


def _stories(package: Package, root: Any) -> Iterator[tuple[str, Any]]:
    yield package.main, root
    for name in ("footnotes.xml", "endnotes.xml", "comments.xml"):
        part = package.near(name)
        story = package.xml(part)
        if story is not None:
            yield part, story


def _written(root: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _settle_story(settled: Settled, story: Any, keep: frozenset[str], unknown: frozenset[str], *, ours: bool) -> None:
    for alternatives in list(story.iter(f"{MC}AlternateContent")):
        _ask_fallback(settled, alternatives)
        _choose(alternatives)
    if "changes" not in keep:
        settle_changes(settled, story)
    settle_fields(story, settled.ask)
    unwrap_links(story)
    for ruby in list(story.iter(f"{W}ruby")):
        _settle_ruby(ruby)
    for run in story.iter(f"{W}r"):
        settle_run(settled, run, unknown)
    if "hidden" not in keep:
        settle_hidden_steps(story, settled.styles)
    ask_unseen(settled, story)
    _settle_drop_caps(story)
    settle_old_merges(story)
    flatten_tables(story, settled.ask)
    if not ours:
        settle_contents(story)
        settle_captions(story, settled.styles, settled)
    settled.listing.number(story)
    if not ours:
        ask_headings(story, settled.styles, settled.ask)
        ask_gaps(story, settled.ask)


def _ask_fallback(settled: Settled, alternatives: Any) -> None:
    """Ask where an older program shows other words than Word does (ECMA-376 part 3, 9.3)."""
    choice, fallback = chosen(alternatives), list(children(alternatives, f"{MC}Fallback"))
    shown, other = (
        " ".join("".join(t.text or "" for e in es for t in e.iter(f"{W}t")).split()) for es in (choice, fallback)
    )
    if shown and other and shown != other:
        asks = f'which holds, "{shown[:40]}" or "{other[:40]}"; newer and older programs show different words here'
        settled.ask(
            "alternative", asks, "the first stands in article.md; write the other one over it if it holds", alternatives
        )


def _choose(alternatives: Any) -> None:
    parent = alternatives.getparent()
    if parent is None:
        return
    index = parent.index(alternatives)
    for offset, child in enumerate(chosen(alternatives)):
        parent.insert(index + offset, child)
    parent.remove(alternatives)


def _settle_ruby(ruby: Any) -> None:
    """A word with its reading above it: the word, then the reading in brackets."""
    run = ruby.getparent()
    base = list(ruby.iterfind(f"{W}rubyBase/{W}r"))
    reading = "".join(t.text or "" for t in ruby.iterfind(f"{W}rt//{W}t"))
    if run is None or run.getparent() is None:
        return
    after = run
    for word in base:
        after.addnext(word)
        after = word
    if reading.strip():
        said = run.makeelement(f"{W}r", {})
        text = said.makeelement(f"{W}t", {SPACE: "preserve"})
        text.text = f" ({reading.strip()})"
        said.append(text)
        after.addnext(said)
        after = said
    following = list(ruby.itersiblings())
    if following:
        rest = run.makeelement(f"{W}r", {})
        properties = run.find(f"{W}rPr")
        if properties is not None:
            rest.append(copy.deepcopy(properties))
        for child in following:
            rest.append(child)
        after.addnext(rest)
    drop(ruby)


def _settle_drop_caps(story: Any) -> None:
    """A large first letter stands in a frame of its own: it goes back to the front of its word."""
    for paragraph in list(story.iter(f"{W}p")):
        frame = paragraph.find(f"{W}pPr/{W}framePr")
        if frame is None or frame.get(f"{W}dropCap", "none") == "none":
            continue
        following = paragraph.getnext()
        if following is None or following.tag != f"{W}p":
            paragraph.find(f"{W}pPr").remove(frame)
            continue
        index = 0 if following.find(f"{W}pPr") is None else 1
        for offset, child in enumerate([c for c in paragraph if c.tag != f"{W}pPr"]):
            following.insert(index + offset, child)
        drop(paragraph)

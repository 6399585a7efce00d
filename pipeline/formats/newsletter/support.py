"""A message's HTML comes in; the features of HTML and CSS it uses, and which declared clients lack them, go out."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TypeAlias

from pipeline.formats.newsletter.reading import Display, Element, style_of

Stats: TypeAlias = Mapping[str, Mapping[str, Mapping[str, str]]]

CLIENTS: Mapping[str, tuple[str, str]] = {
    "Gmail on the web": ("gmail", "desktop-webmail"),
    "Gmail on iOS": ("gmail", "ios"),
    "Gmail on Android": ("gmail", "android"),
    "Outlook classic on Windows": ("outlook", "windows"),
    "Outlook new and on the web": ("outlook", "outlook-com"),
    "Outlook on macOS": ("outlook", "macos"),
    "Outlook on iOS": ("outlook", "ios"),
    "Outlook on Android": ("outlook", "android"),
    "Apple Mail on macOS": ("apple-mail", "macos"),
    "Apple Mail on iOS": ("apple-mail", "ios"),
    "Yahoo on the web": ("yahoo", "desktop-webmail"),
    "Yahoo on iOS": ("yahoo", "ios"),
    "Yahoo on Android": ("yahoo", "android"),
    "Samsung Email": ("samsung-email", "android"),
}
"""The clients every issue is made for, and where caniemail keeps their answers (house)."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of caniemail: its title, the answers of the clients and the day they were last tested."""

    slug: str
    title: str
    tested: str
    stats: Stats
    notes: Mapping[str, str]

    def answer(self, client: str) -> str:
        """What the newest tested version says: "y", "n", "a" (partly) or "u" (nobody knows)."""
        family, platform = CLIENTS[client]
        versions = self.stats.get(family, {}).get(platform, {})
        # caniemail lists versions from the oldest to the newest; readers of most clients cannot stay on an old one.
        newest = list(versions.values())[-1] if versions else "u"
        # The answer may carry the numbers of notes behind its letter: "a #1".
        return newest[0]

    def note(self, client: str) -> str:
        """The note beside the newest answer, without markup; "" when there is none."""
        family, platform = CLIENTS[client]
        versions = self.stats.get(family, {}).get(platform, {})
        numbers = re.findall(r"#(\d+)", list(versions.values())[-1]) if versions else []
        text = " ".join(self.notes.get(number, "") for number in numbers)
        return re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*<>]", lambda m: m[1] or "", text).strip()


@dataclass(frozen=True, slots=True)
class Use:
    """A feature as the message uses it: where it stands, the element it stands on, and its value if it has one."""

    slug: str
    place: str
    tag: str
    value: str = ""


@cache
def features() -> Mapping[str, Feature]:
    """The bundled data by slug (caniemail, MIT; date and source stand in the file)."""
    content = files("pipeline.formats.newsletter").joinpath("caniemail.json").read_bytes()
    table: dict[str, Any] = json.loads(content)
    return {
        entry["slug"]: Feature(
            entry["slug"],
            entry["title"],
            entry.get("last_test_date", ""),
            entry["stats"],
            entry.get("notes_by_num") or {},
        )
        for entry in table["features"]
    }


@cache
def _with_gaps() -> frozenset[str]:
    """The features that not every declared client has, by slug."""
    return frozenset(
        slug for slug, feature in features().items() if any(feature.answer(client) in "na" for client in CLIENTS)
    )


def uses(display: Display, media_types: Iterable[str]) -> frozenset[Use]:
    """Every feature the message uses that caniemail knows: elements, attributes, declarations, at-rules, pictures."""
    known = features()
    found = set(_of_elements(display)) | set(_of_pictures(display.page, media_types))
    for style, tag in {(style, element.tag) for element, style in display.elements if style}:
        found |= _in_style(style, tag)
    for sheet in display.sheets:
        found |= {Use(slug, "style sheet", "style") for slug in _of_sheet(sheet)}
    return frozenset(use for use in found if use.slug in known)


@lru_cache(maxsize=2_000)
def _in_style(style: str, tag: str) -> frozenset[Use]:
    return frozenset(
        Use(slug, "style attribute", tag, value)
        for name, value in re.findall(r"([\w-]+):([^;]+)", style)
        for slug in _features_of(name, value)
    )


_SEMANTIC = "article aside details figcaption figure footer header main mark nav section summary time"
_NAMED = (
    "abbr address audio base bdi blockquote body code del dialog div form hr img link meter object p picture pre "
    "progress ruby select small span strike strong style svg table textarea video wbr"
)
_NAMED_ATTRIBUTES = (
    "align aria-describedby aria-hidden aria-label aria-labelledby aria-live background cellpadding cellspacing dir "
    "height hidden lang role srcset target valign width"
)
_ELEMENTS = (
    {tag: f"html-{tag}" for tag in _NAMED.split()}
    | dict.fromkeys(("ul", "ol", "dl"), "html-lists")
    | dict.fromkeys((f"h{level}" for level in range(1, 7)), "html-h1-h6")
    | dict.fromkeys(_SEMANTIC.split(), "html-semantics")
)
_ATTRIBUTES = {name: f"html-{name}" for name in _NAMED_ATTRIBUTES.split()}


def _of_elements(display: Display) -> Iterator[Use]:
    for tag, *names in {(element.tag, *element.keys()) for element, _ in display.elements}:
        if tag in _ELEMENTS:
            yield Use(_ELEMENTS[tag], "HTML", tag)
        for name in names:
            if name in _ATTRIBUTES:
                yield Use(_ATTRIBUTES[name], "attribute", tag)
    for link in display.page.iter("a"):
        address = link.get("href") or ""
        if address.startswith("#"):
            yield Use("html-anchor-links", "attribute", "a")
        if address.startswith("mailto:"):
            yield Use("html-mailto-links", "attribute", "a", address)
    for meta in display.page.iter("meta"):
        if meta.get("name") == "color-scheme":
            yield Use("html-meta-color-scheme", "HTML", "meta")


def _of_pictures(page: Element, media_types: Iterable[str]) -> Iterator[Use]:
    kinds = {"image/jpeg": "jpg"}
    for media_type in media_types:
        if media_type.startswith("image/"):
            yield Use(f"image-{kinds.get(media_type, media_type[6:].partition('+')[0])}", "picture", "img")
    for image in page.iter("img"):
        source = (image.get("src") or "").lower()
        if source.startswith("data:"):
            yield Use("image-base64", "picture", "img")
        # A hosted picture has no media type in the message; clients go by what they fetch, and we by the ending.
        ending = re.search(r"^https?:[^?#]+\.(png|jpe?g|gif|webp|svg|avif)(?:$|[?#])", source)
        if ending:
            yield Use(f"image-{ending[1].replace('jpeg', 'jpg')}", "picture", "img")


_SHORT = re.compile(r"^(margin|padding|border)-(?:top|right|bottom|left)(?:-(?:width|style|color))?$")
_BY_VALUE = {
    "display": {"none": "css-display-none", "flex": "css-display-flex", "grid": "css-display-grid"},
    "background": {"gradient": "css-linear-gradient", "url(": "css-background-image"},
}


def _features_of(name: str, value: str) -> Iterator[str]:
    name = name.lower()
    short = _SHORT.match(name)
    yield f"css-{short[1] if short else name}"
    for part, slug in _BY_VALUE.get(name, {}).items():
        if part in value:
            yield slug
    for unit in re.findall(r"(?<![\w#])-?[\d.]+(px|pt|em|rem|ch|ex|vw|vh|vmin|vmax|cm|mm|in|pc|%)", value):
        yield "css-unit-percent" if unit == "%" else f"css-unit-{unit}"
    for function in ("calc", "clamp", "min", "max", "light-dark"):
        if re.search(rf"(?<![\w-]){function}\(", value):
            yield "css-unit-calc" if function == "calc" else f"css-function-{function}"
    if "var(" in value:
        yield "css-variables"
    if re.search(r"rgba?\([^)]*[,/]\s*[\d.]+\)", value):
        yield "css-rgba"


@lru_cache(maxsize=8)
def _of_sheet(sheet: str) -> frozenset[str]:
    return frozenset(_in_sheet(sheet))


def _in_sheet(sheet: str) -> Iterator[str]:
    # A name of a feature in a comment is no use of it.
    css = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    yield "html-style"
    for name in re.findall(r"@([\w-]+)", css):
        yield f"css-at-{name}"
    for condition in re.findall(r"@media[^{]*\(([\w-]+)", css):
        yield f"css-at-media-{condition.removeprefix('min-').removeprefix('max-')}"
    if "!important" in css:
        yield "css-important"
    for selectors, block in re.findall(r"([^{}@]+)\{([^{}]*)\}", css):
        yield from _of_selectors(selectors)
        for declaration in re.findall(r"([\w-]+)\s*:\s*([^;]+)", block):
            yield from _features_of(*declaration)


_SELECTORS = (
    (r"\.[\w-]", "css-selector-class"),
    (r"#[A-Za-z]", "css-selector-id"),
    (r"\[", "css-selector-attribute"),
    (r">", "css-selector-child"),
    (r"\+", "css-selector-adjacent-sibling"),
    (r"~", "css-selector-general-sibling"),
    (r",", "css-selector-grouping"),
    (r"[\w\])]\s+[\w.#\[]", "css-selector-descendant"),
    (r"\*", "css-selector-universal"),
    (r"[\w-]\.[\w-]", "css-selector-chaining"),
)


def _of_selectors(selectors: str) -> Iterator[str]:
    for pattern, slug in _SELECTORS:
        if re.search(pattern, selectors.strip()):
            yield slug
    for name in re.findall(r"(?<!:):([\w-]+)", selectors):
        yield f"css-pseudo-class-{name}"
    for name in re.findall(r"::([\w-]+)", selectors):
        yield f"css-pseudo-element-{name}"


@dataclass(frozen=True, slots=True)
class Fallback:
    """What a client without the feature shows instead, and the uses that this holds for."""

    because: str
    tags: frozenset[str]
    never: str
    needs: str
    harmless: str

    def covers(self, use: Use, met: Mapping[str, bool]) -> bool:
        """Whether a use falls back well; `met` tells which of the conditions hold for the message."""
        if use.value and re.fullmatch(r"(0(px)?\s*)+|none|normal|auto" if self.tags else r"(?!)", use.value):
            return True
        if self.harmless and re.fullmatch(self.harmless, use.value):
            return True
        if self.tags and use.tag not in self.tags and not (use.tag == "a" and self.needs == "drawn buttons"):
            return False
        if self.never and re.search(self.never, use.value):
            return False
        return not self.needs or met[self.needs]


@cache
def fallbacks() -> Mapping[str, Fallback]:
    """The bundled table, by slug."""
    table = tomllib.loads(files("pipeline.formats.newsletter").joinpath("fallbacks.toml").read_text("utf-8"))
    return {
        slug: Fallback(
            entry["because"],
            frozenset(entry.get("tags", ())),
            entry.get("never", ""),
            entry.get("needs", ""),
            entry.get("harmless", ""),
        )
        for slug, entry in table.items()
    }


def _ghost_table(display: Display) -> bool:
    # Word knows no max-width: without a table of a fixed width a line runs across the whole window.
    return bool(re.search(r"<!--\[if mso\]><table[^>]*width:600px", display.html))


def _hidden_from_outlook(display: Display) -> bool:
    """Whatever is not displayed has mso-hide, and holds no table or image that Outlook would show all the same."""
    for element, style in display.elements:
        if "display:none" in style:
            if "mso-hide:all" not in style:
                return False
            inside = any(inner.tag in {"table", "img"} for inner in element.iter())
            if inside and not _outlook_never_sees(element):
                return False
    return True


def _outlook_never_sees(element: Element) -> bool:
    for each in (element, *element.iterancestors()):
        before = each.getprevious()
        # Outlook alone reads conditional comments; for lxml they are plain comments before the element.
        if before is not None and not isinstance(before.tag, str) and (before.text or "") == "[if !mso]><!":
            return True
    return False


def _mso_line_height(display: Display) -> bool:
    return "mso-line-height-rule:exactly" in display.html


def _drawn_buttons(display: Display) -> bool:
    padded = [
        link
        for link in display.page.iter("a")
        if re.search(r"(?:^|;)padding:\d+px [1-9]", style_of(link)) and link.get("href")
    ]
    # A link with padding that Word ignores is a bare word in Outlook: too small for an unsteady hand.
    return display.html.count("<v:roundrect") >= len(padded)


def _wrapper(display: Display) -> bool:
    return any(
        element.get("role") == "article" and "background-color" in style_of(element)
        for element in display.page.iter("div")
    )


CONDITIONS: Mapping[str, Callable[[Display], bool]] = {
    "ghost table": _ghost_table,
    "hidden from Outlook": _hidden_from_outlook,
    "mso line height": _mso_line_height,
    "drawn buttons": _drawn_buttons,
    "wrapper": _wrapper,
}


REMEDIES: Mapping[str, str] = {
    "ghost table": 'keep `width="600px"` on mj-body',
    "hidden from Outlook": "keep `mso-hide: all` on what is not displayed",
    "mso line height": "render the issue anew; the correcting pass writes it into the head",
    "drawn buttons": "use mj-button and let the correcting pass draw it",
    "wrapper": "render the issue anew; the correcting pass keeps the wrapper",
}
"""What to do when a condition does not hold."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A feature without a fallback: the clients that lack it ("n") or have a part of it ("a"), where it is used, and
    the condition that its fallback needs and does not find, or ""."""

    feature: Feature
    lacking: tuple[str, ...]
    partial: tuple[str, ...]
    tags: tuple[str, ...]
    unmet: str = ""


def gaps(display: Display, media_types: Iterable[str]) -> tuple[Gap, ...]:
    """What declared clients would get wrong, by slug. Uses in the style sheet add to the style attributes only."""
    uncovered: dict[str, set[str]] = {}
    table = fallbacks()
    met = {name: condition(display) for name, condition in CONDITIONS.items()}
    for use in uses(display, media_types):
        if use.place == "style sheet" or use.slug not in _with_gaps():
            continue
        fallback = table.get(use.slug)
        if fallback is None or not fallback.covers(use, met):
            uncovered.setdefault(use.slug, set()).add(use.tag)
    return tuple(
        Gap(
            features()[slug],
            tuple(client for client in CLIENTS if features()[slug].answer(client) == "n"),
            tuple(client for client in CLIENTS if features()[slug].answer(client) == "a"),
            tuple(sorted(tags)),
            table[slug].needs if slug in table and not met.get(table[slug].needs, True) else "",
        )
        for slug, tags in sorted(uncovered.items())
    )

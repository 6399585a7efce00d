"""An edition comes in; its page as files goes out: HTML, fonts and pictures, or a fragment, or its blocks as JSON."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.edition.artifact import Artifact, File, Placement, Product
from pipeline.edition.edition import Edition
from pipeline.formats.page.fonts import Set, fonts_of
from pipeline.formats.page.palette import dark, light
from pipeline.formats.page.pictures import Pictures, modernised, picture_size
from pipeline.formats.page.records import description_of, json_ld, open_graph
from pipeline.formats.page.settings import settings_of
from pipeline.formats.page.templates import template
from pipeline.formats.page.view import View, view_of
from pipeline.markup.escaping import escape_attribute

PAGE, EMBED, PLAIN, BLOCKS = "index.html", "embed.html", "plain.html", "blocks.json"
HTML = "text/html"


def render(edition: Edition, product: Product) -> Artifact:
    """The files of one variant; the one that a person opens first is the first."""
    pictures = Pictures(edition)
    view = view_of(edition, product, pictures)
    make = {"web": _web, "embed": _embed, "blocks": _blocks}[product.variant]
    files = make(edition, view, pictures)
    placements = tuple(Placement(identity, f"{files[0].name}#{identity}") for identity in _ids(view.body_html))
    return Artifact(product, files, placements)


def _web(edition: Edition, view: View, pictures: Pictures) -> tuple[File, ...]:
    values = {
        "view": view,
        "words": edition.words,
        "content_html": _content(edition, view, pictures, str),
        "logo_html": _logo(edition, pictures),
    }
    head = {
        "description": description_of(edition),
        "open_graph": tuple(open_graph(edition)),
        "json_ld": json_ld(edition),
        "light": light(edition.brand.colours),
        "dark": dark(edition.brand.colours),
    }
    bare = template(edition, "page.html").render(**values, **head, css="", fonts=None)
    fonts = fonts_of(edition, set_words(bare))
    css = _squeezed(_css(edition, "content.css", "frame.css", fonts=fonts, **head))
    page = _tidy(template(edition, "page.html").render(**values, **head, css=css, fonts=fonts))
    # A font that is used on every page of a language is the same file everywhere: a browser asks for it once.
    rest = sorted((*fonts.files, *pictures.files.values()), key=lambda file: file.name)
    return File(PAGE, HTML, page.encode()), *rest


def _embed(edition: Edition, view: View, pictures: Pictures) -> tuple[File, ...]:
    fragment = _content(edition, view, pictures, _hosted(edition))
    css = _squeezed(_css(edition, "content.css", light=light(edition.brand.colours), dark={}, fonts=None))
    # WCAG 2.2, 3.1.1: the page around it may be in another language.
    around = f'<div class="pl" lang="{view.lang}" dir="{view.direction}">'
    embed = f"{around}\n<style>{css}</style>\n{fragment}</div>\n"
    plain = f'<div lang="{view.lang}" dir="{view.direction}">\n{_undressed(fragment)}</div>\n'
    rest = sorted(pictures.files.values(), key=lambda file: file.name)
    return File(EMBED, HTML, embed.encode()), File(PLAIN, HTML, plain.encode()), *rest


def _blocks(edition: Edition, view: View, pictures: Pictures) -> tuple[File, ...]:
    from pipeline.formats.page.blocks import schema, write_blocks

    made = write_blocks(edition, view, pictures, _hosted(edition))
    rest = sorted(pictures.files.values(), key=lambda file: file.name)
    return File(BLOCKS, "application/json", made), schema(), *rest


def _hosted(edition: Edition) -> Callable[[str], str]:
    """Where a file of the page lies on the web; beside it while the brand does not say."""
    settings = settings_of(edition.brand)
    base = (settings.hosted or "").rstrip("/") if settings else ""
    folder = f"{base}/{edition.lang}/{edition.publication.slug}/page"
    return lambda name: f"{folder}/{name}" if base else name


def _css(edition: Edition, *names: str, **values: object) -> str:
    return "\n".join(template(edition, name).render(**values) for name in names)


def _squeezed(css: str) -> str:
    """The style sheet without comments and line ends."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css).replace(";}", "}").strip()
    return re.sub(r"([{;][\w-]+): ", r"\1:", css)


_VOID = re.compile(r"<(area|br|col|hr|img|input|link|meta|source|wbr)\b([^<>]*?)\s*/>")
_TABLE = re.compile(r"<table\b.*?</table>", re.S)


def _content(edition: Edition, view: View, pictures: Pictures, address: Callable[[str], str]) -> str:
    """The article as HTML, each table in a box of its own that scrolls sideways."""
    html = template(edition, "content.html").render(view=view, words=edition.words)
    number = 0

    def boxed(table: re.Match[str]) -> str:
        nonlocal number
        number += 1
        caption = re.search(r"<caption>(.*?)</caption>", table[0], re.S)
        name = caption[1] if caption else edition.words("table-label", number=number)
        named = " ".join(re.sub(r"<[^>]+>", "", name).split()).replace('"', "&quot;")
        # WCAG 2.2, 2.1.1: what scrolls has to be reached by keyboard, so the box takes the focus and has a name.
        return f'<div class="scroll" tabindex="0" role="region" aria-label="{named}">\n{table[0]}\n</div>'

    return _tidy(_sectioned(modernised(_TABLE.sub(boxed, html), pictures, address)))


_SECTION = re.compile(r"<(/?)section\b([^>]*)>(\s*<h[1-6]\b)?")


def _sectioned(html: str) -> str:
    """The HTML in which what has no heading of its own is no section (HTML, 4.3.3: typically with a heading)."""
    named: list[bool] = []

    def written(tag: re.Match[str]) -> str:
        if tag[1]:
            return tag[0] if named.pop() else "</div>"
        named.append(bool(tag[3]))
        return tag[0] if tag[3] else f"<div{tag[2]}>"

    return _SECTION.sub(written, html)


def _tidy(html: str) -> str:
    """The HTML with void elements as HTML writes them."""
    return _VOID.sub(r"<\1\2>", html)


def _undressed(html: str) -> str:
    """The HTML without classes and styles; elements, ids, roles and languages stay."""
    for name in ("class", "style"):
        html = re.sub(rf'(<[a-zA-Z][^<>]*?) {name}="[^"]*"', r"\1", html)
    return html


_ID = re.compile(r'<[a-zA-Z][^<>]*? id="([^"]+)"')


def _ids(html: str) -> list[str]:
    return _ID.findall(html)


LOGO = (240, 46)
"""CSS px that a logo takes at most, so that it stays smaller than the title."""


def _logo(edition: Edition, pictures: Pictures) -> str:
    """The logo as HTML, by night its dark one; "" for a brand that has none."""
    brand, names = edition.brand, []
    for name, content in (("logo", brand.logo), ("logo-dark", brand.logo_dark)):
        drawn = content.lstrip().startswith(b"<")
        kind = ("svg", "image/svg+xml") if drawn else ("png", "image/png")
        names.append(pictures.add(f"{name}.{kind[0]}", kind[1], content) if content else "")
    if not names[0]:
        return ""
    width, height = picture_size(brand.logo)
    scale = min(LOGO[0] / width, LOGO[1] / height)
    night = f'<source srcset="{names[1]}" media="(prefers-color-scheme: dark)">' if names[1] else ""
    return (
        f'<picture>{night}<img class="logo" src="{names[0]}" alt="{escape_attribute(brand.logo_alt)}" '
        f'width="{max(1, round(width * scale))}" height="{max(1, round(height * scale))}"></picture>'
    )


_TITLES = frozenset("h1 h2".split())
_STRONG = frozenset("strong b th h3 h4 h5 h6 dt caption summary button".split())
_SLANTED = frozenset("em i cite".split())
_BOLD = frozenset("label callout-heading main-message figure-label table-label attribution call-link mark".split())


def set_words(html: str) -> dict[Set, str]:
    """What a page says by how it is set, as content.css and frame.css have it."""
    import lxml.html

    said: dict[Set, list[str]] = {"text": [], "strong": [], "slanted": [], "title": []}
    body = lxml.html.document_fromstring(html.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")).find("body")

    def below(element: object, how: Set) -> None:
        tag = getattr(element, "tag", "")
        if not isinstance(tag, str) or tag in {"script", "style"}:
            return
        classes = set(element.get("class", "").split())  # type: ignore[attr-defined]
        if tag in _TITLES:
            how = "title"
        elif how != "title" and (tag in _STRONG or classes & _BOLD):
            how = "strong"
        elif how == "text" and tag in _SLANTED:
            how = "slanted"
        said[how].append(element.text or "")  # type: ignore[attr-defined]
        for child in element:  # type: ignore[attr-defined]
            below(child, how)
            said[how].append(child.tail or "")

    below(body, "text")
    return {name: "".join(pieces) for name, pieces in said.items() if "".join(pieces).strip()}

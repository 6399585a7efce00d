"""A view comes in; the finished handout goes out: filled template, laid-out pages, tagged PDF."""

from __future__ import annotations

import io
import re
from typing import Any

from pipeline.article.model import Figure
from pipeline.article.walking import of_kind
from pipeline.artifact import Artifact, File, Placement, Product
from pipeline.edition import Edition
from pipeline.formats.handout.boxes import tagging_by
from pipeline.formats.handout.fitting import Settings, decisions, fit, optional_blocks
from pipeline.formats.handout.metadata import Metadata, finish
from pipeline.formats.handout.tagging import tagger
from pipeline.formats.handout.view import PICTURES, View, sheet_of, view
from pipeline.press import Layout, lay_out
from pipeline.typeface import family_stack

QR_QUIET_ZONE = 4
"""Modules of white around a QR code (ISO/IEC 18004, 6.3.8)."""

ICONS = "handout/icons/"
OPTIONS = {"pdf_variant": "pdf/a-2a", "output_intent": "srgb"}


def render(edition: Edition, product: Product) -> Artifact:
    """The PDF of one variant on one paper."""
    layout, said = set_pages(edition, product)
    with tagging_by(tagger(edition.lang, edition.direction)):
        printed = layout.paint(
            finisher=finish(describe(edition)), identifier=f"{edition.article.front.id}/{product}".encode()
        )
    file = File(name(product), "application/pdf", printed.content)
    return Artifact(product, (file,), placements(layout), said)


def name(product: Product) -> str:
    """The file's name: "sheet-a4.pdf"."""
    return f"{product.variant}-{product.paper.lower()}.pdf"


def set_pages(edition: Edition, product: Product) -> tuple[Layout, tuple[str, ...]]:
    """The pages laid out, and what was decided on the way."""
    found = resources(edition)

    def attempt(settings: Settings) -> Layout:
        shown = view(edition, product, settings.dropped)
        css = settings.css if product.variant == "sheet" else ""
        return lay_out(fill(edition, product, shown, css), found, edition.typefaces, **OPTIONS)

    if product.variant != "sheet":
        return attempt(Settings()), ()
    sheet = sheet_of(edition)
    optional = optional_blocks(sheet.blocks, sheet.whole)
    layout, settings = fit(attempt, optional, any(of_kind(sheet.blocks, Figure)))
    return layout, decisions(settings, optional, len(layout.document.pages))


def fill(edition: Edition, product: Product, shown: View, settings: str = "") -> str:
    """The whole HTML document: template, design, brand."""
    import jinja2

    def load(path: str) -> str:
        return edition.style(f"handout/{path}")

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(load),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = "sheet.html" if product.variant == "sheet" else "full.html"
    return environment.get_template(template).render(
        view=shown, style=style(edition, product) + settings, xhtml=_markup
    )


def _markup(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 (written by our own Writer)


def style(edition: Edition, product: Product) -> str:
    """The style sheets in order: brand colours, typefaces, the system, the variant, the designer's tokens."""
    colours = edition.brand.colours
    text, title = (family_stack(edition.typefaces, role, edition.lang) for role in ("text", "title"))
    tokens = re.sub(r",\s*(?:sans-)?serif\s*;", ";", edition.brand.tokens)
    parts = [
        f":root{{--accent:{colours.accent};--warning:{colours.warning};--ink:{colours.ink};--paper:{colours.paper};"
        f"--font-text:{text};--font-title:{title};}}",
        edition.style("handout/system.css"),
        edition.style(f"handout/{'sheet' if product.variant == 'sheet' else 'full'}.css"),
        tokens,
        f"@page{{size:{product.paper}}}",
        f":root{{--fallback-text:{text};--fallback-title:{title};}}",
    ]
    return "\n".join(parts)


def resources(edition: Edition) -> dict[str, bytes]:
    """What the page may ask for: the article's pictures, the logo, the QR code, icons in the brand's colours."""
    found = {PICTURES + key: picture.content for key, picture in edition.article.pictures.items()}
    found["logo"] = edition.brand.logo
    found["qr.svg"] = qr_code(edition.canonical)
    colours = edition.brand.colours
    for path, content in edition.styles.items():
        if path.startswith(ICONS):
            icon = content.replace(b"--accent", colours.accent.encode()).replace(b"--warning", colours.warning.encode())
            found[path.removeprefix("handout/")] = icon
    return found


def qr_code(address: str) -> bytes:
    """A QR code (ISO/IEC 18004, error correction M) with its quiet zone, as SVG in black on white."""
    import segno

    out = io.BytesIO()
    segno.make_qr(address or "https://example.org/", error="m").save(
        out, kind="svg", border=QR_QUIET_ZONE, dark="#000000", light="#ffffff", xmldecl=False, omitsize=True
    )
    return out.getvalue()


def describe(edition: Edition) -> Metadata:
    """What the file says about itself."""
    from weasyprint import VERSION

    front = edition.article.front
    return Metadata(
        title=front.title,
        lang=edition.lang,
        authors=[str(author) for author in front.authors],
        description=front.summary,
        keywords=list(front.keywords),
        created=front.published,
        modified=max(front.published, front.reviewed),
        producer=f"WeasyPrint {VERSION}",
        creator="plainleaf",
    )


def placements(layout: Layout) -> tuple[Placement, ...]:
    """The page on which each block starts, by key."""
    found: dict[str, Placement] = {}
    for number, page in enumerate(layout.document.pages, start=1):
        for anchor in page.anchors:
            found.setdefault(anchor, Placement(anchor, f"page {number}", number))
    return tuple(found.values())

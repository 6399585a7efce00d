"""Rules on what a screen reader gets; a handout read back comes in, findings go out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article.model import Figure, Image
from pipeline.article.walking import walk
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.handout.pages import Tag, said_by
from pipeline.formats.handout.reading import Subject, first
from pipeline.markup.signs import SIGNS

UA = "ISO 14289-1 (PDF/UA-1)"
MINE = "this is a fault of the template or of plainleaf, not of the article: report it"


def _rule(name: str, says: str, encodes: tuple[str, ...], clause: str, reason: str = "") -> Rule:
    return Rule(f"handout/{name}", Severity.ERROR, says, encodes, f"{UA}, {clause}", Standing.STANDARD, None, reason)


CLAIM = _rule("claim-missing", "the file claims PDF/UA-1 and PDF/A-2a in its metadata", ("PDF-UA-01", "PDF-A-01"), "5")
UNTAGGED = _rule(
    "untagged", "everything on a page is tagged or an artifact", ("PDF-UA-02", "PDF-UA-05"), "7.1",
    "a screen reader passes over what no tag knows",
)  # fmt: skip
TITLE = _rule("title-hidden", "the title is in the metadata and shown in the window", ("PDF-UA-03",), "7.1")
LANGUAGE = _rule("language-wrong", "the file names the language it is written in", ("PDF-UA-04",), "7.2")
PICTURE = _rule("picture-undescribed", "every figure has a description", ("PDF-UA-06",), "7.3")
DESCRIPTION = Rule(
    "handout/description-differs",
    Severity.ERROR,
    "pictures carry the author's own description, word for word",
    ("PDF-UA-06",),
    "house",
    Standing.HOUSE,
    reason="a reviewed description must not be lost or changed on the way",
)
HEADINGS = _rule("heading-order", "headings begin at level 1 and skip none", ("PDF-UA-07",), "7.4.2")
TABLE = _rule("table-irregular", "tables have header cells with a scope and rows of one length", ("PDF-UA-08",), "7.5")
LISTS = _rule(
    "list-shape", "a list holds items, an item a label and a body, a nested list stands in a body", ("PDF-UA-09",),
    "7.6", "a nested list beside its item is read as a new list",
)  # fmt: skip
LINK = _rule("link-mute", "every link is tagged and says in words where it leads", ("PDF-UA-10",), "7.18.5")
FONT = _rule("font-not-embedded", "every font is embedded and maps to Unicode", ("PDF-UA-11",), "7.21")
GLYPH = _rule("glyph-missing", "no character is printed as a box", ("PDF-UA-11",), "7.21.8")
ROLES = _rule("role-unknown", "every tag is a standard one", ("PDF-UA-12",), "7.1")
NOTES = _rule("note-unnamed", "every note has an id of its own", ("PDF-UA-13",), "7.9")
LOCKED = _rule("locked", "the file is not encrypted", ("PDF-UA-14",), "7.16")
VERSION = _rule("version-wrong", "the file is PDF 1.7 or older", ("PDF-UA-15",), "6.1")

STANDARD_ROLES = frozenset(
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl "
    "LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu "
    "WT WP Figure Formula Form".split()
)
"""ISO 32000-1, 14.8.4."""


def check_claim(read: Subject) -> Iterator[Finding]:
    claims = read.document.claims
    for key, wanted, title in (("ua", "1", "PDF/UA-1"), ("a", "2A", "PDF/A-2a")):
        if claims.get(key) != wanted:
            yield read.report(CLAIM, f"the metadata do not claim {title}", MINE)
    if "/GTS_PDFA1" not in read.document.intents:
        yield read.report(CLAIM, "the file has no output intent for PDF/A", MINE)


def check_untagged(read: Subject) -> Iterator[Finding]:
    if not read.document.marked or read.document.root is None or read.document.suspects:
        yield read.report(UNTAGGED, "the file is not tagged", MINE)
        return
    known = {leaf for tag in read.tags for leaf in tag.kids if not isinstance(leaf, Tag)}
    for page in read.document.pages:
        if page.unmarked:
            message = f"{page.unmarked} things on the page are neither tagged nor artifacts"
            yield read.report(UNTAGGED, message, MINE, page.number)
        lost = [run.text for run in page.runs if run.mcid is not None and (page.number - 1, run.mcid) not in known]
        if lost:
            yield read.report(UNTAGGED, f'"{lost[0][:40]}" is marked and in no tag', MINE, page.number)


def check_title(read: Subject) -> Iterator[Finding]:
    wanted = read.edition.article.front.title
    for where, title in (("information", read.document.title), ("metadata", read.document.claims.get("title"))):
        if title != wanted:
            yield read.report(TITLE, f'the {where} give the title as "{title}"', MINE)
    if not read.document.shows_title:
        yield read.report(TITLE, "a reader shows the file name in place of the title", MINE)


def check_language(read: Subject) -> Iterator[Finding]:
    if read.document.lang != read.edition.lang:
        message = f'the file says it is in "{read.document.lang}", it is in "{read.edition.lang}"'
        yield read.report(LANGUAGE, message, MINE)
    for tag in read.tags:
        if tag.lang is not None and not re.fullmatch(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", tag.lang):
            hint = "write BCP 47 tags such as es or pt-BR"
            yield read.report(LANGUAGE, f'"{tag.lang}" is not a language tag', hint, read.page_of(tag))


def check_picture(read: Subject) -> Iterator[Finding]:
    for tag in read.by_role("Figure"):
        if not (tag.alt or "").strip():
            hint = "say what someone who cannot see it needs to know: ![…](…)"
            yield read.report(PICTURE, "a figure has no description", hint, read.page_of(tag))


def check_description(read: Subject) -> Iterator[Finding]:
    """Every figure's description is one that the article or the brand gives; a full handout has all of them."""
    given = {part.image.alt if isinstance(part, Figure) else part.alt for part in _images(read)}
    said = [tag.alt or "" for tag in read.by_role("Figure")]
    own = {read.edition.brand.logo_alt, read.edition.words("scan-alt", url=read.edition.canonical)}
    own |= {read.edition.words(f"{kind}-label") for kind in SIGNS}
    for tag in read.by_role("Figure"):
        if (tag.alt or "").strip() and tag.alt not in given | own:
            message = f'the description "{(tag.alt or "")[:60]}" is not one of the article'
            yield read.report(DESCRIPTION, message, MINE, read.page_of(tag))
    if not read.variant.fitted:
        for alt in sorted(given - set(said)):
            if alt:
                yield read.report(DESCRIPTION, f'the picture "{alt[:60]}" did not arrive', MINE)


def _images(read: Subject) -> Iterator[Figure | Image]:
    from pipeline.article.selecting import select

    blocks = select(read.edition.article.blocks, "handout", read.product.variant)
    return (part for part in walk(blocks) if isinstance(part, Figure | Image))


def check_headings(read: Subject) -> Iterator[Finding]:
    last = 0
    for tag in read.by_role("H1", "H2", "H3", "H4", "H5", "H6"):
        level = int(tag.role[1])
        if level > last + 1 or (last == 0 and level != 1):
            text = read.document.text_of(tag)[:50]
            hint = f"use a heading of level {last + 1}, or raise this one"
            message = f'"{text}" is of level {level} after level {last}'
            yield read.report(HEADINGS, message, hint, read.page_of(tag))
        last = level


def check_table(read: Subject) -> Iterator[Finding]:
    for table in read.by_role("Table"):
        rows = [tag for tag in table.tags() if tag.role == "TR"]
        widths = {_width(row) for row in rows}
        page = read.page_of(table)
        if len(widths) > 1 and not any("RowSpan" in tag.attributes for tag in table.tags()):
            yield read.report(TABLE, f"its rows have {sorted(widths)} cells", "give every row the same cells", page)
        heads = [tag for tag in table.tags() if tag.role == "TH"]
        if not heads:
            hint = "give the table a head row, or header-column=true"
            yield read.report(TABLE, "no cell is a header", hint, page)
        for head in heads:
            if head.attributes.get("Scope") not in ("/Row", "/Column", "/Both"):
                yield read.report(TABLE, f'the header "{read.document.text_of(head)}" has no scope', MINE, page)


def _width(row: Tag) -> int:
    cells = [kid for kid in row.kids if isinstance(kid, Tag)]
    return sum(int(cell.attributes.get("ColSpan", 1)) for cell in cells)


def check_lists(read: Subject) -> Iterator[Finding]:
    yield from first(_list_faults(read))


def _list_faults(read: Subject) -> Iterator[Finding]:
    allowed = {"L": {"LI", "Caption"}, "LI": {"Lbl", "LBody"}}
    for tag in read.tags:
        for kid in tag.kids:
            role = kid.role if isinstance(kid, Tag) else "text"
            if (tag.role in allowed and role not in allowed[tag.role]) or (
                role in ("LI", "LBody") and tag.role != {"LI": "L", "LBody": "LI"}[role]
            ):
                yield read.report(LISTS, f"{role} stands in {tag.role}", MINE, read.page_of(tag))
        if tag.role == "LI" and not any(isinstance(kid, Tag) and kid.role == "LBody" for kid in tag.kids):
            yield read.report(LISTS, "an item has no body", MINE, read.page_of(tag))


def check_link(read: Subject) -> Iterator[Finding]:
    for link in read.document.links:
        if not link.tagged:
            yield read.report(LINK, f'the link to "{link.address}" is in no tag', MINE, link.page)
        elif not link.contents.strip():
            yield read.report(LINK, f'the link to "{link.address}" has no words', "write words in it", link.page)
    for tag in read.by_role("Link"):
        if not tag.annotations:
            text = read.document.text_of(tag)
            yield read.report(LINK, f'"{text}" is tagged as a link and leads nowhere', MINE, read.page_of(tag))


def check_font(read: Subject) -> Iterator[Finding]:
    for font in read.document.fonts:
        if not font.embedded:
            yield read.report(FONT, f'the font "{font.name}" is not embedded', MINE)
        elif not font.to_unicode:
            yield read.report(FONT, f'the font "{font.name}" does not say which characters it shows', MINE)


def check_glyph(read: Subject) -> Iterator[Finding]:
    def faults() -> Iterator[Finding]:
        for page, run in read.pages_with_runs():
            if run.missing:
                text = said_by([run])
                hint = "use another character, or install the font pack that `plainleaf doctor` names"
                many = f"{run.missing} characters" if run.missing > 1 else "a character"
                message = f'{many} of "{text[:40]}" {"print as boxes" if run.missing > 1 else "prints as a box"}'
                yield read.report(GLYPH, message, hint, page.number)

    yield from first(faults())


def check_roles(read: Subject) -> Iterator[Finding]:
    unknown = sorted({tag.role for tag in read.tags[1:]} - STANDARD_ROLES)
    for role in unknown:
        yield read.report(ROLES, f'the tag "{role}" is not a standard one', MINE)


def check_notes(read: Subject) -> Iterator[Finding]:
    seen: set[str] = set()
    for tag in read.by_role("Note"):
        if not tag.id or tag.id in seen:
            yield read.report(NOTES, f'the note "{read.document.text_of(tag)[:40]}" has no id of its own', MINE)
        seen.add(tag.id or "")


def check_locked(read: Subject) -> Iterator[Finding]:
    if read.document.encrypted:
        yield read.report(LOCKED, "the file is encrypted", "leave protection to the place where it is kept")


def check_version(read: Subject) -> Iterator[Finding]:
    # PDF 2.0 belongs to PDF/UA-2 (ISO 14289-2).
    if not re.fullmatch(r"1\.[0-7]", read.document.version):
        yield read.report(VERSION, f"the file is PDF {read.document.version}", MINE)


FIELD = _rule(
    "field-mute", "every form field has a label, a tag and an appearance of its own", ("PDF-UA-10",), "7.18.4"
)


def check_field(read: Subject) -> Iterator[Finding]:
    for field in read.document.fields:
        if not field["label"] or not field["tagged"] or not field["appearance"] or field["needs_appearances"]:
            yield read.report(FIELD, f'the field "{field["name"]}" has no label, tag or appearance', MINE)
    if read.variant.fields and not read.document.fields:
        yield read.report(FIELD, "there are no form fields", MINE)


CHECKS = (
    Check(FIELD, check_field),
    Check(CLAIM, check_claim),
    Check(UNTAGGED, check_untagged),
    Check(TITLE, check_title),
    Check(LANGUAGE, check_language),
    Check(PICTURE, check_picture),
    Check(DESCRIPTION, check_description),
    Check(HEADINGS, check_headings),
    Check(TABLE, check_table),
    Check(LISTS, check_lists),
    Check(LINK, check_link),
    Check(FONT, check_font),
    Check(GLYPH, check_glyph),
    Check(ROLES, check_roles),
    Check(NOTES, check_notes),
    Check(LOCKED, check_locked),
    Check(VERSION, check_version),
)

"""Rules on how an article is built: pictures, tables, sections, lists, what a reader can do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article.inlines import plain
from pipeline.article.model import (
    Action,
    Article,
    Block,
    Bullets,
    Cite,
    Comparison,
    Evidence,
    Figure,
    Image,
    KeyPoints,
    Recap,
    Section,
    Steps,
    Table,
)
from pipeline.article.plaintext import text
from pipeline.article.walking import all_blocks, of_kind, walk
from pipeline.finding import Check, Finding, Place, Rule, Severity, Standing

_PRACTICE = Standing.PRACTICE

IMAGE_UNDESCRIBED = Rule(
    "article/image-undescribed",
    Severity.ERROR,
    "each image has a description that says what it shows, not that it is an image",
    ("HC-FIG-01", "PDF-UA-06", "EP-HT-02"),
    "WCAG 2.2 SC 1.1.1",
    reason="a reader who cannot see the picture has only these words",
)
FIGURE_UNCAPTIONED = Rule(
    "article/figure-uncaptioned",
    Severity.ERROR,
    "each figure has a caption, each table a caption and a head row or row headers",
    ("HC-FIG-01", "EP-HT-03", "PDF-UA-08"),
    "PEMAT-P items 17 and 19",
    _PRACTICE,
    reason="a picture or table without a title leaves the reader to guess what it shows",
)
SECTION_TOO_LONG = Rule(
    "article/section-too-long",
    Severity.WARNING,
    "a section without a subheading has at most 200 words; over 300 is an error",
    ("HC-STRUC-03",),
    "PEMAT-P item 8; the numbers are house",
    Standing.HOUSE,
    reason="short chunks under telling headings are found again and remembered",
)
LIST_TOO_LONG = Rule(
    "article/list-too-long",
    Severity.WARNING,
    "a list has at most 7 items",
    ("HC-STRUC-04",),
    "CDC Clear Communication Index, item 8",
    _PRACTICE,
    reason="longer lists are skipped; split them under headings of their own",
)
NO_KEY_POINTS = Rule(
    "article/no-key-points",
    Severity.WARNING,
    "an article of more than 500 words has key points or a recap",
    ("HC-STRUC-02",),
    "PEMAT-P item 11",
    _PRACTICE,
    reason="many readers read nothing else",
)
NO_ACTION = Rule(
    "article/no-action",
    Severity.ERROR,
    "an article says what the reader can do: an action block, steps, or when to call",
    ("HC-ACT-01",),
    "PEMAT-P items 20 to 22",
    _PRACTICE,
    reason="information without a next step leaves a worried reader alone",
)
EVIDENCE_ONE_SIDED = Rule(
    "article/evidence-one-sided",
    Severity.ERROR,
    "an article with a comparison of a treatment says what is known and what is not",
    ("HC-STRUC-05",),
    "CDC Clear Communication Index, item 11",
    _PRACTICE,
    reason="readers decide better when they see where knowledge ends",
)
BENEFIT_UNBALANCED = Rule(
    "article/benefit-unbalanced",
    Severity.ERROR,
    "where benefits stand, risks stand beside them, with at least half as many words",
    ("HC-BAL-01",),
    "FTC Health Products Compliance Guidance (2022); the share of words is house",
    Standing.HOUSE,
    reason="a benefit without its risk is advertising",
)
REFERENCE_UNUSED = Rule(
    "article/reference-unused",
    Severity.WARNING,
    "each reference of the front matter is cited in the text",
    ("HC-META-05",),
    "HONcode principles 4 and 5",
    _PRACTICE,
    reason="a list of sources that support nothing looks like evidence and is none",
)


def image_undescribed(article: Article) -> Iterator[Finding]:
    place = Place(article.file)
    for part in walk(article.blocks):
        if hasattr(part, "node"):
            place = part.node.place
        if isinstance(part, Image):
            alt = part.alt.strip()
            hint = f"say what someone who cannot see it needs to know: ![…](images/{part.name})"
            if not alt:
                yield IMAGE_UNDESCRIBED.finding(place, f'image "{part.name}" has no description', hint)
            elif re.match(r"(an? )?(image|picture|photo|graphic|diagram)\b( of)?$|.*\.(png|jpe?g|svg)$", alt, re.I):
                yield IMAGE_UNDESCRIBED.finding(place, f'the description of "{part.name}" says nothing: "{alt}"', hint)


def figure_uncaptioned(article: Article) -> Iterator[Finding]:
    for part in all_blocks(article.blocks):
        if isinstance(part, Figure) and not plain(part.caption).strip():
            message = f'the figure "{part.image.name}" has no caption'
            hint = "write the caption as a paragraph below the picture, inside ::: figure"
            yield FIGURE_UNCAPTIONED.finding(part.node.place, message, hint)
        elif isinstance(part, Table):
            if not plain(part.caption).strip():
                hint = 'wrap the table in ::: {.table caption="…"}'
                yield FIGURE_UNCAPTIONED.finding(part.node.place, "the table has no caption", hint)
            if not part.head and not part.row_headers:
                hint = "write a head row, or header-column=true"
                yield FIGURE_UNCAPTIONED.finding(part.node.place, "the table has no head row and no row headers", hint)


def section_too_long(article: Article) -> Iterator[Finding]:
    for section in of_kind(article.blocks, Section):
        own = tuple(block for block in section.blocks if _is_running_text(block))
        words = len(text(own).split())
        if words > 200:
            severity = Severity.ERROR if words > 300 else Severity.WARNING
            message = f'the section "{plain(section.heading)}" runs over {words} words without a subheading'
            yield SECTION_TOO_LONG.finding(section.node.place, message, "split it with a ### heading", severity)


def _is_running_text(block: Block) -> bool:
    return not isinstance(block, Section | Comparison | Figure | Table) and not hasattr(block, "heading")


def list_too_long(article: Article) -> Iterator[Finding]:
    for part in of_kind(article.blocks, Bullets):
        if len(part.items) > 7:
            message = f"the list has {len(part.items)} items"
            yield LIST_TOO_LONG.finding(part.node.place, message, "split it into lists of at most 7 items")


def no_key_points(article: Article) -> Iterator[Finding]:
    words = len(text(article.blocks).split())
    if words > 500 and not any(isinstance(part, KeyPoints | Recap) for part in all_blocks(article.blocks)):
        message = f"an article of {words} words has neither key points nor a recap"
        yield NO_KEY_POINTS.finding(Place(article.file, 1), message, "add ::: key-points with three to five points")


def no_action(article: Article) -> Iterator[Finding]:
    kinds = (Action, Steps)
    calls = any(getattr(part, "kind", "") == "when-to-call" for part in all_blocks(article.blocks))
    if not calls and not any(isinstance(part, kinds) for part in all_blocks(article.blocks)):
        hint = "add ::: action with what the reader can do, as numbered steps"
        yield NO_ACTION.finding(Place(article.file, 1), "the article says nothing that the reader can do", hint)


def evidence_one_sided(article: Article) -> Iterator[Finding]:
    comparisons = list(of_kind(article.blocks, Comparison))
    if comparisons and not any(True for _ in of_kind(article.blocks, Evidence)):
        hint = "add ::: evidence with :::: known and :::: unknown"
        message = "the article compares benefits and risks, and does not say what is known and what is not"
        yield EVIDENCE_ONE_SIDED.finding(comparisons[0].node.place, message, hint)


def benefit_unbalanced(article: Article) -> Iterator[Finding]:
    for comparison in of_kind(article.blocks, Comparison):
        words = {"benefits": 0, "risks": 0}
        for card in comparison.cards:
            if card.kind in words:
                words[card.kind] += len(text(card.blocks).split())
        if words["benefits"] and words["risks"] * 2 < words["benefits"]:
            message = f"benefits take {words['benefits']} words, risks {words['risks']}"
            hint = "say what can go wrong as plainly as what can go well, in a card {.risks}"
            yield BENEFIT_UNBALANCED.finding(comparison.node.place, message, hint)


def reference_unused(article: Article) -> Iterator[Finding]:
    cited = {key for cite in of_kind(article.blocks, Cite) for key in cite.keys}
    for index, key in enumerate(article.references):
        if key not in cited:
            hint = f"cite it where it supports a statement, [@{key}], or take it out"
            message = f'the reference "{key}" is cited nowhere'
            yield REFERENCE_UNUSED.finding(article.place(f"references.{index}"), message, hint)


CHECKS = (
    Check(IMAGE_UNDESCRIBED, image_undescribed),
    Check(FIGURE_UNCAPTIONED, figure_uncaptioned),
    Check(SECTION_TOO_LONG, section_too_long),
    Check(LIST_TOO_LONG, list_too_long),
    Check(NO_KEY_POINTS, no_key_points),
    Check(NO_ACTION, no_action),
    Check(EVIDENCE_ONE_SIDED, evidence_one_sided),
    Check(BENEFIT_UNBALANCED, benefit_unbalanced),
    Check(REFERENCE_UNUSED, reference_unused),
)

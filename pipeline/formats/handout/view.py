"""An edition comes in; the plain values that a handout's template shows go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from pipeline.article.model import Blocks, Text
from pipeline.article.selecting import select
from pipeline.edition.artifact import Product
from pipeline.edition.check_codes import code_of, shown
from pipeline.edition.edition import Edition
from pipeline.formats.handout.choosing import choose, floating, paired
from pipeline.formats.handout.emergencies import emergency_number
from pipeline.formats.handout.fitting import PT_PER_MM, illegible_figures
from pipeline.formats.handout.tables import text_width
from pipeline.formats.handout.variants import variant_named
from pipeline.language.typography import bind
from pipeline.language.wholes import LONGEST_WHOLE
from pipeline.markup.manner import Manner, WrittenNote
from pipeline.markup.xhtml import Writer

PICTURES = "images/"


@dataclass(frozen=True)
class Entry:
    """A line of the contents and what stands below it."""

    id: str
    text: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class View:
    """What a template of a handout shows. Names ending in `_xhtml` are markup; everything else is text.

    `front_xhtml` and `back_xhtml` are the two sides of a sheet; a full handout has `body_xhtml`. `running` is the title
    for the running head; `facts` are label and value of the edition line; `people` of who made it; `whole` tells that a
    sheet holds the whole article; `emergency` is a number that it tells to call besides the house's `phone`; `state` is
    the mark of an edition that is not current.
    """

    lang: str
    direction: str
    title: str
    running: str
    subtitle: str
    summary_xhtml: str
    main_message_xhtml: str
    kind: str
    brand: str
    logo_alt: str
    facts: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    canonical: str
    address: str
    scan_alt: str
    contact: tuple[tuple[str, str], ...]
    disclaimer: str
    words: Mapping[str, str]
    front_xhtml: str = ""
    back_xhtml: str = ""
    call_xhtml: str = ""
    body_xhtml: str = ""
    contents: tuple[tuple[Entry, ...], ...] = ()
    references: tuple[str, ...] = ()
    notes: tuple[WrittenNote, ...] = ()
    phone: str = ""
    emergency: str = ""
    whole: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    state: str = ""
    state_sentence: str = ""


DRAWN = {"warning": "risks", "tip": "tip"}
"""The drawing of each sign that stands in the place of a bullet."""


def view_of(
    edition: Edition, product: Product, dropped: frozenset[str] = frozenset(), floated: Mapping[str, int] | None = None
) -> View:
    """The values of one product, without the blocks whose key is in `dropped`, figures `floated` behind so many blocks.

    The sheet's blocks come from `choose`, the full handout's from the whole article. A sheet has no room for
    references: it leads to them by its QR code.
    """
    article = edition.article
    kind = variant_named(product.variant)
    blocks = select(article.blocks, "handout", product.variant)
    writer = Writer(
        edition.lang,
        edition.words,
        article.pictures,
        {} if kind.fitted else article.references,
        Manner(
            image_url=lambda name: PICTURES + quote(name),
            link_url=lambda target: _address(edition, target),
            descriptions=not kind.fitted,
            spelled=_spelled(edition, product, blocks) if kind.body_pt > 12 else frozenset(),
            cell_labels=True,
            counters=True,
            sign_url=lambda kind: f"icons/{DRAWN[kind]}.svg",
        ),
    )
    common = _common(edition, writer)
    common["fields"] = field_words(edition) if kind.fields else ()
    common["state"], common["state_sentence"] = edition.state_words
    if kind.fitted:
        sheet = choose(blocks, product.variant).without(dropped)
        common |= {
            "front_xhtml": writer.blocks(sheet.front),
            "back_xhtml": writer.blocks(paired(sheet.back)),
            "call_xhtml": writer.blocks(sheet.call),
            "emergency": emergency_number(sheet.blocks, edition.brand),
            "whole": sheet.whole,
        }
    else:
        common |= {"body_xhtml": writer.blocks(floating(blocks, floated or {}))}
        common |= {"contents": _contents(writer)}
    references = tuple(article.references[key].xhtml for key in writer.cited)
    return View(**common, references=references, notes=tuple(writer.notes))  # type: ignore[arg-type]


FIGURE_MM = 90.0
"""The greatest height of a figure (styles/handout/system.css)."""


def _spelled(edition: Edition, product: Product, blocks: Blocks) -> frozenset[str]:
    """Keys of the figures whose words stay smaller than the variant promises: its readers get them in words.

    Letters in a drawing cannot be enlarged without its lines, so they are said below it (RNIB Clear Print: say in the
    text what a picture shows).
    """
    width, least = text_width(product) / PT_PER_MM, variant_named(product.variant).smallest_pt
    small = illegible_figures(blocks, edition.article.pictures, width, least, FIGURE_MM)
    return frozenset(each.key for each in small)


def facts_of(edition: Edition) -> tuple[tuple[str, str], ...]:
    """Label and value of the edition line at the foot of each page: id, version and check code, both days."""
    front, words = edition.article.front, edition.words
    return (
        (words("document-label"), front.id),
        (words("version-label"), " · ".join(filter(None, (front.version, shown(code_of(edition)))))),
        (words("reviewed-label"), words.date(front.reviewed)),
        (words("next-review-label"), words.date(front.next_review)),
    )


def _common(edition: Edition, writer: Writer) -> dict[str, object]:
    front, words, brand = edition.article.front, edition.words, edition.brand
    people = [
        (words("authors-label"), "; ".join(str(person) for person in front.authors)),
        (words("reviewers-label"), "; ".join(str(person) for person in front.reviewers)),
    ]
    if front.translators and not edition.article.original:
        people.append((words("translators-label"), "; ".join(str(person) for person in front.translators)))
    people += [
        (words("evidence-checked-label"), words.date(front.evidence_checked)),
        (words("funding-label"), front.funding),
        (words("conflicts-label"), front.conflicts),
    ]
    return {
        "lang": edition.lang,
        "direction": edition.direction,
        "title": front.title,
        "running": _running(front.title),
        "subtitle": front.subtitle or "",
        "summary_xhtml": writer.inlines((Text(front.summary),)),
        "main_message_xhtml": writer.inlines((Text(front.main_message),)),
        "kind": words("document-kind-publisher" if brand.kind == "publisher" else "document-kind"),
        "brand": brand.name,
        "logo_alt": brand.logo_alt,
        "facts": facts_of(edition),
        "people": tuple(people),
        "canonical": edition.canonical,
        "address": edition.canonical.removeprefix("https://").rstrip("/"),
        "scan_alt": words("scan-alt", url=edition.canonical),
        "contact": (
            *(((words("phone-label"), bind(brand.contact.phone)),) if brand.contact.phone else ()),
            (words("email-label"), brand.contact.email),
            # A line of an address ends where it ends on an envelope: "4" and "Quay Street" belong together.
            (words("address-label"), ", ".join(map(_in_one_line, brand.contact.address))),
        ),
        "phone": bind(brand.contact.phone),
        "disclaimer": words("disclaimer"),
        "words": words.messages,
    }


RUNNING = 64
"""A running head has at most so many characters: two lines of large print on A5 (house)."""


def _running(title: str) -> str:
    """The title, cut between words where it is too long for a running head."""
    if len(title) <= RUNNING:
        return title
    return title[:RUNNING].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


FIELDS = ("name", "date", "appointment", "phone")


def field_words(edition: Edition) -> tuple[tuple[str, str], ...]:
    """Name and label of each field a patient or nurse fills in."""
    return tuple((name, edition.words(f"form-{name}")) for name in FIELDS)


def _in_one_line(text: str) -> str:
    """Words with no-break spaces, as long as a narrow column can hold them."""
    return text.replace(" ", "\u00a0") if len(text) <= LONGEST_WHOLE else text


def _address(edition: Edition, target: str) -> str:
    if target.startswith(("https:", "http:", "mailto:", "tel:")):
        return target
    return edition.brand.contact.web + target


CONTENTS_FROM = 3
"""A handout with fewer sections than this needs no table of contents (house)."""


def _contents(writer: Writer) -> tuple[tuple[Entry, ...], ...]:
    """Sections and subsections in two columns of about equal length; none for a short article."""
    entries: list[Entry] = []
    for heading in writer.headings:
        entry = Entry(heading.id, heading.text)
        if heading.level == 2:
            entries.append(entry)
        elif heading.level == 3 and entries:
            entries[-1] = Entry(entries[-1].id, entries[-1].text, (*entries[-1].entries, entry))
    if len(entries) < CONTENTS_FROM:
        return ()
    lines = [1 + len(entry.entries) for entry in entries]
    cut = min(range(1, len(entries)), key=lambda at: abs(sum(lines[:at]) - sum(lines[at:])))
    return tuple(entries[:cut]), tuple(entries[cut:])

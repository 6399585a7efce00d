"""Rules about what leaves the house beside the message: the page for a browser, and the files for services."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.edition.edition import Edition
from pipeline.finding import Check, Finding, Place, Rule, Severity, Standing
from pipeline.formats.newsletter.reading import Element


@dataclass(frozen=True)
class Page:
    """A page or an export as read back. `file` names it in findings."""

    file: str
    raw: bytes = field(repr=False)
    edition: Edition = field(repr=False)

    @cached_property
    def html(self) -> str:
        return self.raw.decode("utf-8")

    @cached_property
    def tree(self) -> Element:
        import lxml.html

        return lxml.html.document_fromstring(self.html)

    def at(self, part: str) -> Place:
        return Place(self.file, part=part)


METADATA = Rule(
    "newsletter/page-metadata",
    Severity.ERROR,
    "the page for a browser has a title, a description, its canonical address, OpenGraph with the same address, and "
    "JSON-LD whose review date is the article's",
    ("WB-OG-01", "WB-OG-03", "WB-LD-01", "WB-LD-02", "WB-LD-03", "WB-HD-01"),
    "Open Graph protocol; schema.org MedicalWebPage",
    Standing.PRACTICE,
)


def _metadata(page: Page) -> Iterator[Finding]:
    hint = "render the issue anew"
    metas = {meta.get("property") or meta.get("name"): meta.get("content") for meta in page.tree.iter("meta")}
    canonical = [link.get("href") for link in page.tree.iter("link") if link.get("rel") == "canonical"]
    if canonical != [page.edition.canonical] or metas.get("og:url") != page.edition.canonical:
        yield METADATA.finding(page.at("head"), "its address is not the article's canonical one", hint)
    for name in ("description", "og:title", "og:type", "og:description"):
        if not (metas.get(name) or "").strip():
            yield METADATA.finding(page.at("head"), f"{name} is missing", hint)
    if "og:image" in metas and not str(metas["og:image"]).startswith("https://"):
        yield METADATA.finding(page.at("head"), "og:image is not an https address", hint)
    yield from _linked_data(page, hint)


def _linked_data(page: Page, hint: str) -> Iterator[Finding]:
    scripts = [s.text or "" for s in page.tree.iter("script") if s.get("type") == "application/ld+json"]
    try:
        (linked,) = map(json.loads, scripts)
    except ValueError:
        yield METADATA.finding(page.at("JSON-LD"), "the JSON-LD cannot be read", hint)
        return
    if linked.get("@context") != "https://schema.org":
        yield METADATA.finding(page.at("JSON-LD"), "the JSON-LD is not of schema.org", hint)
    wanted = page.edition.article.front.reviewed.isoformat()
    if not page.edition.publication.is_collection and linked.get("lastReviewed") != wanted:
        message = f'lastReviewed is "{linked.get("lastReviewed", "")}", the article was reviewed {wanted}'
        yield METADATA.finding(page.at("JSON-LD"), message, hint)


MERGE_TAGS = Rule(
    "newsletter/merge-tags",
    Severity.ERROR,
    "a file for a sending service carries that service's tag to leave the list, in HTML and text, and no other's",
    ("EM-LG-02",),
    "the services' own documentation",
    Standing.PRACTICE,
    reason="a foreign tag is printed as it stands, and the reader cannot leave",
)
_ANY_TAG = re.compile(
    r"\*\|[^|\n]{1,60}\|\*|\{\{[^{}\n]{1,60}\}\}|\{%[^%\n]{1,60}%\}|%%[^%\s]{1,40}%%|plainleaf\.invalid\S*"
)


def _merge_tags(page: Page) -> Iterator[Finding]:
    from pipeline.formats.newsletter.exports import SERVICES

    stem = page.file.rpartition("/")[2].rpartition(".")[0]
    service = next((service for service in SERVICES if stem.endswith(f"-{service.name}")), None)
    if service is None:
        return
    hint = "export the issue anew"
    own = {tag for tag in (service.unsubscribe, service.browser) if tag}
    found = set(_ANY_TAG.findall(page.html))
    for foreign in sorted(found - own):
        message = f'"{foreign}" means nothing to {service.title}'
        yield MERGE_TAGS.finding(page.at("merge tags"), message, hint)
    if service.unsubscribe and service.unsubscribe not in found:
        message = f'"{service.unsubscribe}" is missing: nobody could leave the list'
        yield MERGE_TAGS.finding(page.at("merge tags"), message, hint)


PAGE_CHECKS: tuple[Check[Page], ...] = (Check(METADATA, _metadata),)
EXPORT_CHECKS: tuple[Check[Page], ...] = (Check(MERGE_TAGS, _merge_tags),)

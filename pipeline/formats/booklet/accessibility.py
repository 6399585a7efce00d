"""The finished parts of a book come in; accessibility metadata, only what they prove, goes out."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.edition.binding import Evaluation, binding_of
from pipeline.edition.edition import Edition
from pipeline.house.words import Words

if TYPE_CHECKING:
    from pipeline.formats.booklet.book import Part
    from pipeline.formats.booklet.opening import OpenBook


@dataclass(frozen=True, slots=True)
class Facts:
    """What the finished XHTML, CSS and pictures show, counted."""

    pictures: int
    described_pictures: int
    long_descriptions: int
    headings: int
    formulas: int
    described_formulas: int
    animated: int
    scripted: bool
    sounding: bool
    reflowable: bool
    aria: bool
    page_list: bool
    contents: bool

    @property
    def all_described(self) -> bool:
        return self.pictures == self.described_pictures

    @property
    def harmless(self) -> bool:
        """Nothing moves, sounds or runs: that is how the absence of hazards is proven."""
        return not (self.animated or self.scripted or self.sounding)


_IMAGE = re.compile(r"<img\b[^<>]*>")
_ALT = re.compile(r'\balt="([^"]*)"')


def proven(parts: Sequence[Part], *, page_list: bool) -> Facts:
    """Read the parts as they will be packed and count what accessibility metadata speaks of."""
    return _count([(part.media_type, part.content) for part in parts], page_list=page_list)


def _count(parts: Sequence[tuple[str, bytes]], *, page_list: bool) -> Facts:
    texts = [content.decode("utf-8", "replace") for kind, content in parts if kind == "application/xhtml+xml"]
    styles = [content.decode("utf-8", "replace") for kind, content in parts if kind == "text/css"]
    everything = "\n".join(texts)
    images = _IMAGE.findall(everything)
    alts = [_ALT.search(image) for image in images]
    return Facts(
        pictures=len(images),
        described_pictures=sum(1 for alt in alts if alt and alt[1].strip()),
        long_descriptions=everything.count('class="long-description"'),
        headings=len(re.findall(r"<h[1-6]\b", everything)),
        formulas=everything.count("<math "),
        described_formulas=len(re.findall(r"<math [^<>]*alttext=", everything)),
        animated=sum(1 for kind, content in parts if kind.startswith("image/") and is_animated(content)),
        scripted="<script" in everything,
        sounding=bool(re.search(r"<(audio|video)\b", everything)),
        # A size in px or pt does not follow the reader's own choice, and then "displayTransformability" is not true.
        reflowable=not any(re.search(r"font-size:\s*[\d.]+(px|pt|mm|cm|in)|position:\s*fixed", css) for css in styles),
        aria=' role="doc-' in everything,
        page_list=page_list,
        contents='epub:type="toc"' in everything,
    )


def is_animated(content: bytes) -> bool:
    """Whether a raster picture has more than one frame."""
    if not content.startswith((b"GIF8", b"RIFF", b"\x89PNG")):
        return False
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        return bool(getattr(picture, "is_animated", False))


def claims_not_borne_out(book: OpenBook) -> Iterator[str]:
    """Each claim of an opened book that its content does not bear out, as a sentence."""
    parts = [(item.media_type, book.files.get(item.path, b"")) for item in book.manifest]
    facts = _count(parts, page_list=bool(book.nav and book.nav.find('//h:nav[@epub:type="page-list"]')))
    for feature in sorted(set(book.meta("schema:accessibilityFeature")) & set(PROOFS) - set(_features(facts))):
        yield f'"{feature}" is claimed, the content does not bear it out'
    if facts.pictures and "visual" not in book.meta("schema:accessMode"):
        yield 'there are pictures, and "visual" is not among the access modes'
    if "textual" in book.meta("schema:accessModeSufficient") and not facts.all_described:
        yield "text alone is called sufficient, and not every picture is described"
    if "none" in book.meta("schema:accessibilityHazard") and not facts.harmless:
        yield "no hazard is claimed, and something moves, sounds or runs"


@dataclass(frozen=True, slots=True)
class Accessibility:
    """The values to write, in the vocabulary of EPUB Accessibility 1.1 and schema.org."""

    modes: tuple[str, ...]
    sufficient: tuple[str, ...]
    features: tuple[str, ...]
    hazards: tuple[str, ...]
    summary: str
    evaluation: Evaluation | None = None
    page_source: str = ""

    @classmethod
    def of(cls, edition: Edition, facts: Facts) -> Accessibility:
        """Only what the facts prove; a claim of conformance only with an evaluation by a person."""
        evaluation, _ = standing_evaluation(edition)
        modes = ("textual", "visual") if facts.pictures or facts.formulas else ("textual",)
        sufficient: tuple[str, ...] = (
            ("textual",) if facts.all_described and facts.formulas == facts.described_formulas else ()
        )
        if "visual" in modes:
            # EPUB Accessibility 1.1: a set of modes with which all of the book can be read; text and sight together
            # always do.
            sufficient += ("textual,visual",)
        # schema.org: "none" is a claim on which people with epilepsy rely.
        hazards = ("none",) if facts.harmless else ("unknown",)
        source = f"{edition.canonical or edition.publication.slug}#pl:downloads" if facts.page_list else ""
        return cls(modes, sufficient, _features(facts), hazards, _summary(facts, edition.words), evaluation, source)

    def write(self, add: Callable[..., None]) -> None:
        """Hand each value to EbookLib's `add_metadata`."""
        for name, values in (
            ("accessMode", self.modes),
            ("accessModeSufficient", self.sufficient),
            ("accessibilityFeature", self.features),
            ("accessibilityHazard", self.hazards),
            ("accessibilitySummary", (self.summary,)),
        ):
            for value in values:
                add(None, "meta", value, {"property": f"schema:{name}"})
        if self.page_source:
            add(None, "meta", self.page_source, {"property": "pageBreakSource"})
        if self.evaluation is not None:
            # EPUB Accessibility 1.1 has one sentence for a claim, word for word, which catalogues read by machine.
            add(None, "meta", self.evaluation.conforms_to, {"property": "dcterms:conformsTo", "id": "conformance"})
            add(None, "meta", self.evaluation.evaluator, {"property": "a11y:certifiedBy", "id": "certifier"})
            if self.evaluation.credential:
                add(
                    None,
                    "meta",
                    self.evaluation.credential,
                    {"property": "a11y:certifierCredential", "refines": "#certifier"},
                )
            if self.evaluation.report:
                add(None, "link", None, {"rel": "a11y:certifierReport", "href": self.evaluation.report})
            add(None, "meta", self.evaluation.day.isoformat(), {"property": "dcterms:date", "refines": "#certifier"})


PROOFS: Mapping[str, Callable[[Facts], bool]] = {
    "ARIA": lambda facts: facts.aria,
    "MathML": lambda facts: facts.formulas > 0,
    "alternativeText": lambda facts: facts.pictures > 0 and facts.all_described,
    "describedMath": lambda facts: 0 < facts.formulas == facts.described_formulas,
    "displayTransformability": lambda facts: facts.reflowable,
    "longDescription": lambda facts: facts.long_descriptions > 0,
    "pageBreakMarkers": lambda facts: facts.page_list,
    "pageNavigation": lambda facts: facts.page_list,
    "readingOrder": lambda facts: facts.headings > 0,
    "structuralNavigation": lambda facts: facts.headings > 0,
    "tableOfContents": lambda facts: facts.contents,
}
"""What proves each feature that a booklet can have."""


def _features(facts: Facts) -> tuple[str, ...]:
    return tuple(name for name, proof in PROOFS.items() if proof(facts))


def _summary(facts: Facts, words: Words) -> str:
    """The sentences that are true of this book."""
    said = {
        "accessibility-headings": facts.headings > 0 and facts.contents,
        "accessibility-pictures": facts.pictures > 0 and facts.all_described,
        "accessibility-pictures-lacking": not facts.all_described,
        "accessibility-long-descriptions": facts.long_descriptions > 0,
        "accessibility-formulas": 0 < facts.formulas == facts.described_formulas,
        "accessibility-reflowable": facts.reflowable,
        "accessibility-page-list": facts.page_list,
        "accessibility-harmless": facts.harmless,
    }
    return " ".join(words(key) for key, true in said.items() if true)


def standing_evaluation(edition: Edition) -> tuple[Evaluation | None, str]:
    """The evaluation that holds for this very edition, or None and a sentence that says why there is none."""
    evaluation = binding_of(edition.publication.words, edition.lang).evaluation
    if evaluation is None:
        return None, "the book claims no conformance: no evaluation by a person lies beside the source"
    version = edition.article.front.version
    if not edition.publication.is_collection and evaluation.version != version:
        said = f"was of version {evaluation.version}, this is {version}"
    elif evaluation.languages and edition.lang not in evaluation.languages:
        said = f'did not cover "{edition.lang}"'
    elif evaluation.day < max(article.front.reviewed for article in edition.publication.articles):
        said = f"is of {evaluation.day}, the text was reviewed later"
    else:
        return evaluation, ""
    return None, f"the book claims no conformance: the evaluation by {evaluation.evaluator} {said}"

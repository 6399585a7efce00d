"""A finding and the text that it is about come in; the ways to mend it, each tried before it is offered, go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.article.source import Source
from pipeline.editing import doses, front, structure, wording
from pipeline.editing.mend import Mend, Offer, apply_mend
from pipeline.editing.sheet import Sheet
from pipeline.errors import PlainleafError
from pipeline.finding import Finding, Findings, Severity

Mender = Callable[[Sheet, Finding], Iterable[Mend]]

MENDERS: Mapping[str, Mender] = {
    "article/front-matter": front.front_matter,
    "article/control-character": wording.character,
    "article/hidden-character": wording.character,
    "article/look-alike": wording.character,
    "article/unclosed-block": structure.closes_nothing,
    "article/unknown-block": wording.as_told,
    "article/audience-unknown": wording.as_told,
    "article/struck-text": structure.struck,
    "article/markup-printed": structure.printed,
    "article/list-in-text": structure.list_in_text,
    "article/heading-skipped": structure.heading,
    "article/second-title": structure.second_title,
    "article/image-missing": structure.picture_name,
    "article/image-undescribed": wording.picture,
    "article/link-insecure": structure.secure,
    "article/link-broken": structure.link,
    "article/citation-unknown": structure.citation,
    "article/snippet-missing": structure.snippet,
    "article/waiver-unknown": front.waiver,
    "article/waiver-unused": front.waiver,
    "article/advertisement-undisclosed": front.advertisement,
    "article/kind-unsaid": front.kind,
    "article/jargon-unexplained": wording.term,
    "article/acronym-unexpanded": wording.acronym,
    "article/dose-notation": doses.notation,
    "article/dose-name-joined": wording.as_told,
    "article/dose-unspaced": wording.as_told,
    "article/unit-misread": doses.unit,
    "article/frequency-shorthand": doses.shorthand,
    "article/range-unclear": wording.as_told,
    "article/emergency-number": doses.emergency,
    "article/phone-malformed": doses.phone,
    "article/word-doubled": wording.doubled,
    "article/date-ambiguous": doses.day,
}
"""By rule: what proposes mends of its findings. A proposal is only offered once it was tried."""


def propose(sheet: Sheet, finding: Finding) -> tuple[Mend, ...]:
    """The mends that a finding's rule knows for it, untried; () for most rules, which only an author can mend."""
    mender = MENDERS.get(finding.rule)
    if mender is None or finding.where.file != sheet.file:
        return ()
    try:
        found = tuple(mender(sheet, finding))
    except PlainleafError:
        # A front matter that cannot be read is mended where it cannot, first.
        return ()
    return tuple({(mend.edits, mend.question): mend for mend in reversed(found)}.values())[::-1]


def sheet_of(source: Source, file: str) -> Sheet | None:
    """The text file of a source or a snippet by its path in the workspace; None for what is no UTF-8 text of it."""
    folder, _, name = file.rpartition("/")
    files = source.files if folder == source.folder else source.snippets if folder.endswith("/_snippets") else {}
    try:
        text = files[name].decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None
    pictures = tuple(each.removeprefix("images/") for each in source.files if each.startswith("images/"))
    snippets = tuple(dict.fromkeys(each.partition(".")[0] for each in source.snippets))
    return Sheet(file, text, pictures, snippets)


def with_text(source: Source, file: str, text: str) -> Source:
    """The source with the text of one of its files, or of a snippet, changed."""
    folder, _, name = file.rpartition("/")
    if folder == source.folder:
        return replace(source, files={**source.files, name: text.encode()})
    return replace(source, snippets={**source.snippets, name: text.encode()})


Checker = Callable[[Source], Findings]
"""Everything that is found in a source, as the rules of its house weigh it."""

SAMPLE_ANSWER = "A row of small boats at low water"
"""Stands for the answer of an author while a mend with a question is tried."""


def offers(source: Source, found: Findings, check: Checker) -> Iterator[Offer]:
    """For each finding that can be mended, in their order, the mends that were tried and hold: the finding is gone
    after them, and there is no new error. `found` is what `check` says of `source`.
    """
    for finding in found.found:
        offer = offer_for(source, finding, found, check)
        if offer.mends:
            yield offer


def offer_for(source: Source, finding: Finding, found: Findings, check: Checker) -> Offer:
    """The mends of one finding that were tried and hold."""
    sheet = sheet_of(source, finding.where.file)
    if sheet is None:
        return Offer(finding)
    kept = []
    for mend in propose(sheet, finding):
        text = apply_mend(sheet.text, mend, SAMPLE_ANSWER if mend.question else "")
        worst = added(finding, found, check(with_text(source, sheet.file, text))) if text != sheet.text else None
        if worst is Severity.INFO:
            kept.append(mend)
        elif worst is Severity.WARNING:
            kept.append(replace(mend, sure=False))
    return Offer(finding, tuple(kept))


def added(finding: Finding, before: Findings, after: Findings) -> Severity | None:
    """The worst that is found after an edit and was not before; information when nothing that counts is. None when
    the finding is still there, or there are more errors than before.

    "DVT" written out is a term that somebody has to explain: a mend may bring a warning, and is then not a sure one.
    What comes to light when a front matter can be read at last is none of the edit's making.
    """
    if _alike(finding, before) <= _alike(finding, after):
        return None
    if _blind(before) and not _blind(after):
        return Severity.INFO
    counted = _counted(before)
    more = {severity for (rule, severity), number in _counted(after).items() if number > counted[rule, severity]}
    return None if Severity.ERROR in more else Severity.WARNING if more else Severity.INFO


def _alike(finding: Finding, found: Findings) -> int:
    return sum(each.rule == finding.rule and each.message == finding.message for each in found.found)


def _counted(found: Findings) -> Counter[tuple[str, Severity]]:
    return Counter((each.rule, each.severity) for each in found.found if each.severity is not Severity.INFO)


def _blind(found: Findings) -> bool:
    """Whether the front matter could not be read, so that most rules did not look at the text."""
    return any("the front matter cannot be read" in each.message for each in found.found)


def sure_mends(source: Source, found: Findings, file: str) -> dict[Finding, Mend]:
    """Of one file, untried, the mends that are the one right answer and do not touch each other, by their finding."""
    sheet = sheet_of(source, file)
    chosen: dict[Finding, Mend] = {}
    taken: list[tuple[int, int]] = []
    for finding in found.found if sheet else ():
        proposed = propose(sheet, finding) if sheet else ()
        if len(proposed) != 1 or not proposed[0].sure or proposed[0].question:
            continue
        spans = [(edit.start, max(edit.end, edit.start + 1)) for edit in proposed[0].edits]
        if not any(start < end_ and start_ < end for start, end in spans for start_, end_ in taken):
            chosen[finding] = proposed[0]
            taken += spans
    return chosen

"""What a product says when it is made, and what the published file says, come in; where they differ goes out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher

from pipeline.edition.artifact import Artifact, Product
from pipeline.facts.containers import files_differ
from pipeline.facts.differing import short, tight, told
from pipeline.facts.proving import Said
from pipeline.facts.rules import ALTERED
from pipeline.facts.tokens import tokens_of
from pipeline.finding import Finding, Findings, Place

ANOTHER = 0.5
"""When less than this of the passages are the same, another document lies there (house; a share of all)."""


def altered(made: Artifact, said: Sequence[Said], found: Artifact, says: Sequence[Said], file: str) -> Findings:
    """How a published product differs from the same product made anew: in what is heard, in how it is marked up,
    linked and hidden, and in what is painted.

    Other bytes that say and show the same are no difference: recompressed, packed or encoded anew.
    """
    product = made.product
    fold = _unspaced if made.main.media_type == "application/pdf" else tight
    heard = list(_heard(said, says, product, file, fold))
    return Findings(tuple(dict.fromkeys((*heard, *_files(made, found, heard, file)))))


def other_document(made: Artifact, said: Sequence[Said], says: Sequence[Said], file: str) -> Findings:
    """That another document lies in the place of a product: its words would only be counted one by one."""
    another = _another(said, says)
    return Findings((_finding(made.product, file, "", another),) if another else ())


def _another(said: Sequence[Said], says: Sequence[Said]) -> str:
    if not said or not says:
        return ""
    ours, theirs = ({tokens_of(passage.text) for passage in passages} for passages in (said, says))
    if len(ours & theirs) >= ANOTHER * min(len(ours), len(theirs)):
        return ""
    begins = next((passage.text for passage in says if len(tokens_of(passage.text)) > 1), "")
    ours_in, theirs_in = (Counter(p.lang for p in passages if p.lang).most_common(1) for passages in (said, says))
    language = f' and is in "{theirs_in[0][0]}"' if theirs_in and theirs_in[0][0] != ours_in[0][0] else ""
    return f'another document lies here: it begins with "{short(begins)}"{language}'


def _unspaced(text: str) -> str:
    """As `tight`, and without spaces between letters: programs that clean PDFs drop marks in which nothing is drawn,
    and a space is one. What a page shows is compared by itself.
    """
    return _BETWEEN_LETTERS.sub("", tight(text))


_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d])\s+(?=[^\W\d])")


def _heard(
    said: Sequence[Said], says: Sequence[Said], product: Product, file: str, fold: Callable[[str], str]
) -> Iterator[Finding]:
    before, after = ([_key(passage, fold) for passage in passages] for passages in (said, says))
    if before == after:
        return
    for name, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if name == "equal":
            continue
        expected = " ".join(f"{_shown(passage)}" for passage in said[i1:i2])
        actual = " ".join(f"{_shown(passage)}" for passage in says[j1:j2])
        if fold(expected) == fold(actual):
            continue  # the same words, in other passages: lines of a text are broken elsewhere
        where = (says[j1].where if j1 < j2 else said[i1].where if i1 < i2 else "") or ""
        yield _finding(product, file, where, told(expected, actual))


def _key(passage: Said, fold: Callable[[str], str]) -> tuple[str, ...]:
    painted = fold(passage.painted)
    text = fold(passage.text)
    return (text, passage.label.strip(" .()[]"), "" if painted == text else painted, *passage.marks)


def _shown(passage: Said) -> str:
    return " ".join(filter(None, (passage.label, passage.text, *(f"[{mark}]" for mark in passage.marks))))


def _files(made: Artifact, found: Artifact, heard: Sequence[Finding], file: str) -> Iterator[Finding]:
    """What no passage tells: links, descriptions, styles, pictures, pages that show something else than they say."""
    names = {each.name: each for each in found.files}
    for name in names.keys() - {each.name for each in made.files}:
        yield _finding(made.product, file, "", f'the file "{name}" was added to it')
    told_of = {finding.where.part.rpartition(", ")[2] for finding in heard}
    for each in made.files:
        other = names.get(each.name)
        if other is None:
            yield _finding(made.product, file, "", f'the file "{each.name}" is not there any more')
            continue
        for differing in files_differ(each, other, painted=not heard):
            if differing.where.partition(" row ")[0] not in told_of or not differing.where:
                yield _finding(made.product, file, differing.where, differing.message)


def _finding(product: Product, file: str, where: str, message: str) -> Finding:
    place = Place(file, part=", ".join(part for part in (str(product), where) if part))
    hint = "build it again; if somebody changed the file on purpose, change the article instead"
    return ALTERED.finding(place, message, hint)

"""A letter as it was made and as a sending service or a list delivered it come in; what they changed goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.edition.artifact import Artifact, File
from pipeline.facts.containers import header_of, message_of, parts_of
from pipeline.facts.differing import Differing, short, told
from pipeline.facts.proving import Said
from pipeline.facts.rules import ALTERED, CARRIED
from pipeline.facts.tokens import tokens_of
from pipeline.finding import Finding, Findings, Place, Rule
from pipeline.language.amounts import Frequency, Quantity
from pipeline.language.quantities import read_quantities

ADDRESS = re.compile(r"https?://[^\s<>\"']+")

TOUCHED = ("tel:", "mailto:", "sms:")
"""Schemes that no sender leads round: a number to call has to arrive as it is (house)."""

HIDING = re.compile(r"visibility:hidden|opacity:0(?![.\d])|font-size:0|mso-hide:all|max-height:0|text-indent:-\d{3}")
"""Styles under which words are in the message and nobody sees them; what displays nothing is not read at all."""


def carried(made: Artifact, found: Artifact, copies: Sequence[tuple[str, Sequence[Said], Sequence[Said]]]) -> Findings:
    """What a sender changed in a letter: as errors what none may, as warnings what they do: a head or foot,
    links that lead over them.

    `copies` are the two forms of it, by name: what was said and what is said now.
    """
    places = {file.name: file for file in found.files}
    mails = [(file, places[file.name]) for file in made.files if _is_mail(file) and file.name in places]
    told_of = [each for name, said, says in copies for each in _words(name, said, says)]
    for before, after in mails:
        told_of += _subject(before.content, after.content)
        told_of += _links(before.content, after.content)
        told_of += _hidden(before.content, after.content)
        told_of += _parts(before.content, after.content)
    file = f"{made.product.format}/{mails[0][0].name}" if mails else made.product.format
    return Findings(tuple(dict.fromkeys(_finding(rule, made, file, each) for rule, each in told_of)))


def _is_mail(file: File) -> bool:
    return file.media_type == "message/rfc822"


def _words(name: str, said: Sequence[Said], says: Sequence[Said]) -> Iterator[tuple[Rule, Differing]]:
    """What we wrote has to stand there without a word between; a sender's own may stand before and behind it."""
    ours, theirs = (_body(passages) for passages in (said, says))
    wanted, stream = (tokens_of(ADDRESS.sub(" § ", text)) for text in (ours, theirs))
    at = _within(wanted, stream)
    if at is None:
        yield ALTERED, Differing(name, told(ours, theirs))
        return
    for added in (stream[:at], stream[at + len(wanted) :]):
        if added:
            text = " ".join(added).replace("§", "…")
            lang = next((passage.lang for passage in says if passage.lang), "en")
            doses = [value for value in read_quantities(text, lang) if _is_dose(value)]
            rule, what = (ALTERED, "a dose") if doses else (CARRIED, "words of its own")
            yield rule, Differing(name, f'the sender added {what}: "{short(text)}"')


def _is_dose(value: object) -> bool:
    kinds = {"mass", "volume", "activity", "form", "dose"}
    return isinstance(value, Frequency) or (isinstance(value, Quantity) and value.kind in kinds)


def _body(passages: Sequence[Said]) -> str:
    """What a form says, without the subject, to which a list sets its name."""
    return " ".join(f"{passage.label} {passage.text}" for passage in passages if passage.where != "subject")


def _within(wanted: Sequence[str], stream: Sequence[str]) -> int | None:
    """Where a run of tokens stands in another, whole."""
    return next((at for at in range(len(stream) - len(wanted) + 1) if stream[at : at + len(wanted)] == wanted), None)


def _subject(one: bytes, other: bytes) -> Iterator[tuple[Rule, Differing]]:
    had, has = (header_of(message_of(content), "Subject") for content in (one, other))
    if has != had:
        rule = CARRIED if re.fullmatch(rf"(?:\[[^\]]*\]|\*+\w+\*+)\s*{re.escape(had)}", has) else ALTERED
        yield rule, Differing("subject", told(had, has))


def _links(one: bytes, other: bytes) -> Iterator[tuple[Rule, Differing]]:
    """Each of our links, by its words and order: led over the sender it is told of, lost or turned it is named."""
    ours, theirs = _linked(one), _linked(other)
    round_about: dict[str, int] = {}
    at = 0
    for address, words in ours:
        number = next((n for n in range(at, len(theirs)) if theirs[n][1] == words), None)
        if number is None:
            yield ALTERED, Differing("HTML part", f'the link "{short(words)}" is not there any more')
            continue
        at, now = number + 1, theirs[number][0]
        if now == address:
            continue
        if address.startswith(TOUCHED) or not now.startswith(("https:", "http:")):
            message = f'the link "{short(words)}" leads to "{short(now)}" and not to "{short(address)}"'
            yield ALTERED, Differing("HTML part", message)
        else:
            house = now.split("/")[2] if now.count("/") > 1 else now
            round_about[house] = round_about.get(house, 0) + 1
    for house, count in sorted(round_about.items()):
        yield (
            CARRIED,
            Differing("HTML part", f'{count} link{"s" * (count > 1)} lead{"s" * (count == 1)} over "{house}"'),
        )


def _html_of(mail: bytes) -> Any:
    import lxml.html

    words = next((content for name, _, content in parts_of(message_of(mail)) if name == "HTML part"), b"<p></p>")
    return lxml.html.document_fromstring(words, parser=lxml.html.HTMLParser(encoding="utf-8"))


def _linked(mail: bytes) -> list[tuple[str, str]]:
    """Address and words of each link; a picture counts as its description."""
    return [
        (
            link.get("href"),
            " ".join(" ".join([link.text_content(), *(i.get("alt", "") for i in link.iter("img"))]).split()),
        )
        for link in _html_of(mail).iter("a")
        if link.get("href")
    ]


def _hidden(one: bytes, other: bytes) -> Iterator[tuple[Rule, Differing]]:
    styles = {style for style, _ in _styled(one)}
    for style, words in _styled(other):
        if style not in styles and HIDING.search(style) and words:
            yield ALTERED, Differing("HTML part", f'the style "{short(style)}" hides "{short(words)}"')


def _styled(mail: bytes) -> Iterator[tuple[str, str]]:
    for element in _html_of(mail).iter():
        if isinstance(element.tag, str) and element.get("style"):
            style = re.sub(r"\s*([:;,])\s*", r"\1", element.get("style").strip().lower())
            yield style, " ".join(element.text_content().split())


def _parts(one: bytes, other: bytes) -> Iterator[tuple[Rule, Differing]]:
    """Parts of the message: ours in their order, pictures as they are; a sender may add a text."""
    ours, theirs = ([*parts_of(message_of(content))] for content in (one, other))
    counts = {kind: sum(each[1] == kind for each in ours) for _, kind, _ in ours}
    for name, kind, content in theirs:
        counts[kind] = counts.get(kind, 0) - 1
        if counts[kind] < 0:
            rule = CARRIED if kind == "text/plain" else ALTERED
            text = content.decode("utf-8", "replace") if kind == "text/plain" else kind
            yield rule, Differing(name, f'the sender added a part: "{short(text)}"')
    for kind, count in counts.items():
        if count > 0:
            yield ALTERED, Differing("", f"a part of the message is not there any more ({kind})")


def _finding(rule: Rule, made: Artifact, file: str, differing: Differing) -> Finding:
    place = Place(file, part=", ".join(part for part in (str(made.product), differing.where) if part))
    hint = (
        "read it: nothing of yours was changed"
        if rule is CARRIED
        else "look at the settings of the sending service; readers got something else than you wrote"
    )
    return rule.finding(place, differing.message, hint)

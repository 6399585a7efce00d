"""What an imported article does not say yet comes in; named questions for its author go out, and answers become values.

An editor's query is a question to the author; each one here has a name, so that a report and a person can refer to it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from pipeline.article.model import Bullets, Comparison, Figure, Questions, Related, Steps, Struck, Table
from pipeline.article.walking import walk
from pipeline.errors import PlainleafError
from pipeline.finding import Place
from pipeline.language.characters import find_suspects
from pipeline.manuscript.accounting.ledger import Ledger
from pipeline.manuscript.pieces import Heading, Inference, Part, Query
from pipeline.manuscript.recognition import vocabulary
from pipeline.manuscript.wording import plain

FIELDS: Mapping[str, tuple[str, str]] = {
    "id": ("which document id is printed on it", "write 2 to 40 letters, digits, dots or dashes: PL-SKIN-001"),
    "title": ("what is its title", "write one line"),
    "summary": ("what is it about, in one to three sentences", "say who it is for and what it answers"),
    "main_message": ("what is the one thing a reader must know", "write one to three short sentences"),
    "lang": ("in which language is it written", 'write a tag such as "en" or "es"'),
    "authors": ("who wrote it", "write: name; credentials; organisation (several people: one after a |)"),
    "reviewers": ("who reviewed it, other than its author", "write: name; credentials; organisation"),
    "published": ("when is it published", "write year-month-day"),
    "reviewed": ("when was it last reviewed", "write year-month-day"),
    "evidence_checked": ("when was the evidence last checked", "write year-month-day"),
    "next_review": ("when is it to be reviewed again, at most 36 months after the review", "write year-month-day"),
    "funding": ("who paid for it", 'name them, or write "none"'),
    "conflicts": ("who gains from what it says", 'name them, or write "none"'),
    "advertisement": ("does the publisher sell what it is about", "write yes or no"),
}
"""What every front matter needs: question and hint by key. A test compares the keys with the schema."""

WRITTEN: Mapping[str, str] = {
    "authors": 'write one below "authors:", further in: "  - name: …", and "    credentials: …" below that',
    "reviewers": 'write one below "reviewers:", further in: "  - name: …", and "    credentials: MD" below that',
    "advertisement": "write true or false",
}
"""How an answer is written into the article itself, where that differs from how it is typed when somebody is asked."""

_DAYS = frozenset({"published", "reviewed", "evidence_checked", "next_review"})
_PEOPLE = frozenset({"authors", "reviewers"})


def front_matter_queries(front: Mapping[str, object], shared: Collection[str] = ()) -> list[Query]:
    """A question for each key that the front matter needs and does not have, in the order of the schema; none for what
    is `shared` by all articles.
    """
    return [Query(name, *asked, key=name) for name, asked in FIELDS.items() if name not in front and name not in shared]


def content_queries(parts: Sequence[Part], missing_pictures: frozenset[str], *, sourced: bool = False) -> list[Query]:
    """Questions that the parts raise: pictures without file or description, teasers cut off, sources not typed.

    `sourced` when the front matter names the sources.
    """
    found: list[Query] = []
    related = 0
    for part in _flat(parts):
        if isinstance(part, Figure):
            found.extend(_picture_queries(part, missing_pictures))
        elif isinstance(part, Related):
            for item in part.items:
                related += 1
                if not item.target:
                    asks = f'where does "{plain(item.title)[:60]}" stand, and how does its text go on'
                    hint = "put its address between the brackets ( ), and finish or delete the text that breaks off"
                    found.append(Query(f"related-{related}", asks, hint, place=item.node.place))
        elif isinstance(part, Heading) and vocabulary.REFERENCES.match(plain(part.inlines).strip()):
            asks = "which sources does the article rest on, with title, year and DOI, PMID or address"
            hint = "move the list into references: of the front matter and cite each one as [@id]"
            found.append(Query("references", asks, hint, place=part.node.place))
        elif isinstance(part, Table) and not part.head:
            asks = "what do the columns of this table hold"
            found.append(Query("table-head", asks, "write its first row", place=part.node.place))
    found.extend(_struck_queries(parts))
    if not sourced and not any(query.name == "references" for query in found):
        asks = "which sources does the article rest on, with title, year and DOI, PMID or address"
        found.append(Query("references", asks, "add references: to the front matter and cite each one as [@id]"))
    return found


def _picture_queries(figure: Figure, missing: frozenset[str]) -> Iterable[Query]:
    name = figure.image.name
    if name in missing:
        asks = f'where is the picture "{figure.image.alt[:60]}"'
        yield Query(f"picture:{name}", asks, f"put it into the images folder as {name}", place=figure.node.place)
    elif not figure.image.alt.strip():
        asks = f'what does someone who cannot see "{name}" need to know'
        yield Query(f"alt:{name}", asks, "write it between the brackets of ![ ]", place=figure.node.place)


MAX_STRUCK = 40
"""House: more struck passages are a file in which everything is struck, and one question for them all."""


def _struck_queries(parts: Sequence[Part]) -> list[Query]:
    """A question for each passage that is struck: it is neither said nor left out until somebody decides."""
    struck = [(part.node.place, plain(s.children)) for part in parts for s in walk(part) if isinstance(s, Struck)]
    if len(struck) > MAX_STRUCK:
        asks = f"which of {len(struck)} struck passages go and which stay"
        hint = "delete the words between ~~ and ~~, or take the tildes off those that are to stay"
        return [Query("struck", asks, hint, place=struck[0][0])]
    hint = "delete it with its tildes (~~), or take the tildes off if it is to stay"
    return [Query("struck", f'"{words[:60]}" is struck; does it go', hint, place=at) for at, words in struck if words]


def _flat(parts: Iterable[Part]) -> Iterable[Part]:
    for part in parts:
        yield part
        if isinstance(part, Comparison):
            for card in part.cards:
                yield from _flat(card.blocks)
        elif isinstance(part, Questions):
            for question in part.questions:
                yield from _flat(question.answer)
        elif isinstance(part, Bullets | Steps):
            for item in part.items:
                yield from _flat(item.blocks)
        else:
            yield from _flat(getattr(part, "blocks", ()))


def meaning_queries(ledger: Ledger) -> list[Query]:
    """A question for each piece whose words arrived and whose mark, number, depth or cell did not."""
    hint = "compare the place with the file, and write it into article.md as it should be"
    return [
        Query("meaning", f"is it right that {change}", hint, place=entry.piece.place)
        for entry in ledger.changed
        for change in entry.changed
    ]


MAX_CHARACTERS = 40
"""House: more suspects are a text in another writing or a damaged one, and one question for them all."""


def character_queries(text: str, lang: str, file: str) -> list[Query]:
    """A question for each character by which an article reads otherwise than it looks, at its line in `file`."""
    suspects = find_suspects(text, lang)
    if not suspects:
        return []
    found: list[Query] = []
    line = end = 0
    for suspect in suspects[:MAX_CHARACTERS]:
        line += text.count("\n", end, suspect.start)
        end = suspect.start
        place = Place(file, line + 1, line + 1)
        found.append(Query("character", f"what is meant where {suspect.message}", suspect.hint, place=place))
    if len(suspects) > MAX_CHARACTERS:
        asks = f"what is meant by {len(suspects) - MAX_CHARACTERS} more characters that read otherwise than they look"
        found.append(Query("character", asks, "`plainleaf check` names them all with their lines"))
    return found


def structure_queries(inferences: Iterable[Inference]) -> list[Query]:
    """A question for each guess that was not sure enough to act on."""
    found = []
    for guess in inferences:
        if not guess.sure:
            name = f"structure:{str(guess.place).rpartition('/')[2]}".replace(" ", "-")
            asks = f'is "{guess.text[:60]}" a {guess.what}'
            hint = (
                f"it is a plain paragraph now ({guess.confidence:.0%}: {guess.why}); mark it in article.md if it is one"
            )
            if guess.what == "questions":
                asks = f'do the headings from "{guess.text[:60]}" on ask what readers ask'
                hint = f"they are headings now ({guess.why}); put them into ::: questions in article.md if they do"
            if guess.what.startswith("level"):
                asks = f'does "{guess.text[:60]}" belong to the section above it'
                hint = f"it does now ({guess.why}); take one # away from its line in article.md if it stands for itself"
            found.append(Query(name, asks, hint, place=guess.place))
    return found


def read_answer(key: str, text: str) -> object:
    """An answer as a front matter value. Raises PlainleafError when it has not the form that the key asks for."""
    words = " ".join(text.split())
    if key in _DAYS:
        try:
            return date.fromisoformat(words).isoformat()
        except ValueError:
            raise PlainleafError(f'"{words}" is not a date', hint="write year-month-day: 2026-11-02") from None
    if key in _PEOPLE:
        return [_person(part) for part in words.split("|") if part.strip()]
    if key == "advertisement":
        if words.casefold() not in {"yes", "no", "y", "n", "true", "false"}:
            raise PlainleafError(f'"{words}" is neither yes nor no', hint="write yes or no")
        return words.casefold() in {"yes", "y", "true"}
    if key == "id" and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{1,39}", words):
        raise PlainleafError(f'"{words}" cannot be a document id', hint=FIELDS["id"][1])
    return words


def _person(text: str) -> dict[str, str]:
    values = [part.strip() for part in text.split(";")]
    return {key: value for key, value in zip(("name", "credentials", "organisation"), values, strict=False) if value}

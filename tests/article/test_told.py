"""An article with every kind of block comes in; what rules see of it, statement by statement."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.article.model import Article
from pipeline.article.rules.directives import directives, is_addressed
from pipeline.article.rules.statements import LONGEST, all_statements, sentences_of, statements
from tests.test_article_rules import PICTURE
from tests.workspace import reading_of

FOLDER = Path(__file__).parent / "told"


def article_of(text: str) -> Article:
    article = reading_of(text, {"map.svg": PICTURE}).article
    assert article is not None
    return article


def lines_of(article: Article) -> Iterator[str]:
    for each in all_statements(article):
        marks = {"lead": each.lead, "row": each.row, "column": each.column, "caption": each.caption}
        marks |= {"group": str(each.group or ""), "reported": "yes" if each.reported else ""}
        marks |= {"retells": "yes" if each.retells else ""}
        marks |= {"body": "yes" if each.body else "", "cited": " ".join(map(str, each.cites))}
        told = "".join(f" | {name}: {value}" for name, value in marks.items() if value)
        under = "/".join((*each.headings, *each.blocks))
        yield f"{each.place.first} {each.part.value} [{each.block}: {under}] {each.text}{told}"


@pytest.mark.golden
def test_what_an_article_tells_is_as_it_was_read(rewrite_golden: bool) -> None:
    """Whoever changes how rules see an article reads here what else they see now."""
    golden = FOLDER / "told.txt"
    told = "".join(f"{line}\n" for line in lines_of(article_of((FOLDER / "article.md").read_text(encoding="utf-8"))))
    if rewrite_golden:
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


def test_an_article_is_told_anew_when_another_was_asked_for() -> None:
    one, other = article_of("One sea."), article_of("Another sea.")
    for tell in (statements, all_statements):
        assert tell(one) is tell(one)
        assert [tell(each)[-1].text for each in (one, other, one)] == ["One sea.", "Another sea.", "One sea."]


def test_a_citation_stands_in_a_sentence_or_right_behind_it() -> None:
    (told,) = [each for each in statements(article_of("One[@table] sea. Two seas.[@table] Three.")) if each.body][-1:]
    assert told.text == "One sea. Two seas. Three." and told.cites == (3, 18)
    assert [told.is_cited(*span) for span in ((0, 8), (3, 8), (9, 18), (9, 17), (9, 16), (19, 25))] == [
        True,
        False,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("a, " * 400 + "b", [1199, 1201]),
        ("ab " * 500, [1200, 1499]),
        ("a" * 2500, [1200, 2400, 2500]),
        ("a" * 1200 + ", b", [1200, 1203]),
        ("a" * LONGEST, [LONGEST]),
    ],
)
def test_a_sentence_that_nobody_can_read_is_taken_in_parts(text: str, ends: list[int]) -> None:
    parts = sentences_of(text, "en")
    assert [part.end for part in parts] == ends
    assert all(part.text == text[part.start : part.end] for part in parts)


ORDERS = """
Swim. Do not swim. Please do not swim or dive today. Never swim, and rest for 2 days.

Do not drive, swim or dive. Do not drive but walk. Do not drive, and sign papers on that day.

Swim if you like. Do you swim? Rest. You can swim (never alone); rest. If you are well, swim. Rest.

Stop it without asking us. You must not swim until then. Do not take 2, 3 or 4 tablets.

Things to avoid:

- swim. Rest.
- never dive. Rest.
- you may rest

Please do not, until we tell you:

- swim

Do not drive if:

- you rest

## Do not

People who do not swim rest. Do not dive (or swim). Press, then do not rub. Rub.

- swim!
- (dive)

What helps after it was all that long and hard for you:

- walk
"""


@pytest.mark.golden
def test_what_the_reader_is_to_do_is_told_clause_by_clause(rewrite_golden: bool) -> None:
    """Each clause with what it stands in: what forbids it, whether it has a condition, whether the "not" is its own."""
    golden = FOLDER / "orders.txt"
    told = ""
    for each in directives(article_of(ORDERS)):
        marks = {"no": each.forbids, "if": each.conditional, "so": not each.explicit, "aside": not is_addressed(each)}
        told += f"{' '.join(name for name, holds in marks.items() if holds):12} {each.text} ({each.told})\n"
    if rewrite_golden:
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")

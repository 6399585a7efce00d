"""Names of medicines and amounts that a space breaks are asked about in their place, and whole ones are not."""

import pytest

from pipeline.article.medicine_names import known_names
from pipeline.article.model import Node, Prose, Text
from pipeline.article.rules.medicines import medicines_in
from pipeline.finding import Place
from pipeline.manuscript.broken import broken_queries
from pipeline.manuscript.importing import Wishes, import_manuscript


def asked(text: str) -> list[str]:
    part = Prose(Node(Place("a.txt", 3, 3)), (Text(text),))
    return [query.asks.split('"')[1] for query in broken_queries([part])]


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("Take one co- codamol tablet.", ["co- codamol"]),
        ("Take para cetamol and ibu profen.", ["para cetamol", "ibu profen"]),
        ("Take parace- tamol or PARA CETAMOL.", ["parace- tamol", "PARA CETAMOL"]),
        ("Take flu clox acillin or amoxi cillin.", ["flu clox acillin", "amoxi cillin"]),
        ("Take co -amoxiclav, co-codamol and para-cetamol.", ["para-cetamol", "co -amoxiclav"]),
        ("Take 0. 5 mg, 1 .5 mg or 5 00 mg.", ["1 .5", "0. 5 mg", "5 00 mg"]),
        ("Take 5 m g.", ["5 m g"]),
        ("Take insulin a day, heparin as needed, or a statin.", []),
        ("Pre- and post-natal care, short- or long-term.", []),
        ("Take 1 000 mg, 10 000 units, 1, 2 or 5 mg, 1,5 mg.", []),
        ("Toma insulina a diario y para el dolor paracetamol.", []),
        ("Ring 020 7946 0123 or 01632 960 017 on 3 May.", []),
    ],
)
def test_what_a_space_breaks_is_asked_about(text: str, broken: list[str]) -> None:
    assert asked(text) == broken


def test_the_question_stands_at_its_place() -> None:
    text = b"Care at home\n\nRest first, all of you.\n\nThen take one para cetamol tablet with some water.\n"
    (query,) = [q for q in import_manuscript(text, "a.txt", Wishes()).queries if q.name == "broken-name"]
    assert query.place == Place("a.txt", 5, 5)


def test_the_names_are_those_that_the_rules_know() -> None:
    assert all(medicines_in(name) for name in known_names())

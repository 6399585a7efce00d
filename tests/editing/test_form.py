"""The front matter is a form, and a change of one field changes no other byte of the file."""

from __future__ import annotations

import difflib
import random

import pytest

from pipeline.article.body.inlines import CITATION
from pipeline.article.front.fields import FrontMatter
from pipeline.editing.form import GROUPS, IN_THE_TEXT, change_form, read_form
from pipeline.editing.keys import entries_of, remove_value, set_value
from pipeline.editing.sheet import Sheet
from pipeline.errors import PlainleafError
from tests.workspace import with_head

FILE = "source/tides/article.md"
ODD = """---
# a comment on top
id: PL-1   # the id
title:   "A: b"
"quoted key": x
summary: >-
  folded text
  goes on

  in two paragraphs
main_message: |
  literal
    indented
lang: en
authors:
- name: A   # the first
  credentials: MD

- {name: B, credentials: RN}
reviewers:
    -   name: C
        credentials: >
          folded
          thing
    # between
    -
      name: D
keywords: [a, 'b, c', "d"]
funding:
conflicts: ~
published: 2026-10-01
approval_status: this is a plain value
  over two lines
  # a comment behind it
social:
  texts:
    x: hi
  hashtags:
  - "#a"
  - b
waivers:
  - rule: article/hype
    reason: r
    by: me
    until: 2999-01-01
references:
  - id: t
    author:
      - family: X
        given: Y
    issued: {date-parts: [[2024, 1]]}
# a comment at the end
---

The body, with spaces at its end.{spaces}
""".replace("{spaces}", "  ")


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in list(lines)[2:] if line[0] in "+-"]


CHANGES = [
    (["title"], "C: d", ['-title:   "A: b"', '+title:   "C: d"']),
    (["id"], "PL-2", ["-id: PL-1   # the id", "+id: PL-2   # the id"]),
    (["authors", 0, "name"], "Z", ["-- name: A   # the first", "+- name: Z   # the first"]),
    (["authors", 0, "organisation"], "O", ["+  organisation: O"]),
    (
        ["authors", 1, "credentials"],
        "MD, PhD",
        ["-- {name: B, credentials: RN}", '+- {name: B, credentials: "MD, PhD"}'],
    ),
    (["authors", 2], {"name": "E", "credentials": "RN"}, ["+- name: E", "+  credentials: RN"]),
    (["authors", 1], None, ["-- {name: B, credentials: RN}"]),
    (["reviewers", 1, "credentials"], "MD", ["+      credentials: MD"]),
    (["reviewers", 2], {"name": "Q"}, ["+    - name: Q"]),
    (["reviewers", 1], None, ["-    -", "-      name: D"]),
    (["funding"], "none", ["-funding:", "+funding: none"]),
    (["conflicts"], "no", ["-conflicts: ~", '+conflicts: "no"']),
    (["advertisement"], False, ["+advertisement: false"]),
    (["kind"], "medicine", ["+kind: medicine"]),
    (["published"], "2026-11-02", ["-published: 2026-10-01", "+published: 2026-11-02"]),
    (["social", "hashtags"], ["#a", "b", "c"], ["+  - c"]),
    (["newsletter", "subject"], "When: now", ["+newsletter:", '+  subject: "When: now"']),
    (
        ["waivers", 0],
        None,
        ["-waivers:", "-  - rule: article/hype", "-    reason: r", "-    by: me", "-    until: 2999-01-01"],
    ),
    (["references", 0, "DOI"], "10.1000/x", ["+    DOI: 10.1000/x"]),
    (
        ["references", 1],
        {"id": "u", "author": "Sea, Ann; The Body"},
        ["+  - id: u", "+    author:", "+      - family: Sea", "+        given: Ann", "+      - literal: The Body"],
    ),
    (["subtitle"], "", []),
    (["version"], "1.0", ['+version: "1.0"']),
    (["main_message"], "One thing.\nAnother.", ["-  literal", "-    indented", "+  One thing.", "+  Another."]),
]


@pytest.mark.parametrize(("path", "value", "lines"), CHANGES, ids=str)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_field_changes_its_own_lines_only(
    path: list[str | int], value: object, lines: list[str], ending: str
) -> None:
    before = ODD if ending == "\n" else "\ufeff" + ODD.replace("\n", ending)
    after = change_form(Sheet(FILE, before), [{"path": path, "value": value}])
    assert changed_lines(before, after) == lines
    assert after.count("\n") == after.count(ending)


VALUES = [
    "plain",
    "with: colon",
    "no",
    "1.0",
    "- dash",
    "a #b",
    "{{phone}}",
    "quote \" ' x",
    "tail ",
    "\t",
    "é",
]


def test_an_empty_list_gets_its_items_below_its_note() -> None:
    text = with_head("").replace("funding: none\n", "funding: none\nkeywords: []   # optional: [wound]\nwaivers: []\n")
    sheet = Sheet(FILE, text)
    after = change_form(
        sheet,
        [{"path": ["keywords"], "value": ["sea"]}, {"path": ["waivers", 0], "value": {"rule": "article/hype"}}],
    )
    lines = ["-keywords: []   # optional: [wound]", "-waivers: []", "+keywords:   # optional: [wound]", "+  - sea"]
    assert changed_lines(text, after) == [*lines, "+waivers:", "+  - rule: article/hype"]


@pytest.mark.parametrize("seed", range(40))
def test_any_value_can_stand_anywhere(seed: int) -> None:
    """Read back, the one value is there and every other is as it was (`set_value` compares); the lines of other keys
    are the same to the byte.
    """
    chosen = random.Random(seed)  # noqa: S311
    sheet = Sheet(FILE, ODD.replace("\n", chosen.choice(["\n", "\r\n"])))
    entries = entries_of(sheet)
    path = chosen.choice(sorted((p for p, e in entries.items() if e.node.id == "scalar"), key=str))
    text = set_value(sheet, path, chosen.choice(VALUES)) if seed % 4 else remove_value(sheet, path)
    top = entries[path[:1]]
    assert text.startswith(sheet.text[: sheet.offset(top.first)])
    assert text.endswith(sheet.text[sheet.offset(top.behind) :])


def test_the_form_has_every_key_of_the_schema_or_leaves_it_to_the_text() -> None:
    fields = {each.path[0] for group in GROUPS.values() for each in group}
    assert fields | IN_THE_TEXT == set(FrontMatter.model_fields)


def test_the_form_tells_what_is_written_and_what_is_missing() -> None:
    form = {each.field.name: each for each in read_form(Sheet(FILE, ODD)).filled}
    assert form["title"].value == "A: b" and form["summary"].value == "folded text goes on\nin two paragraphs"
    assert form["authors"].value[1] == {"name": "B", "credentials": "RN", "organisation": "", "orcid": ""}
    assert form["references"].value[0]["author"] == "X, Y" and form["references"].value[0]["issued"] == "2024-01"
    assert form["funding"].field.needed and not form["funding"].written
    assert form["funding"].faults == (('"funding" is missing', 'say who paid, or write "none"'),)
    assert form["keywords"].value == ["a", "b, c", "d"]


def test_a_translation_takes_from_its_original_what_it_does_not_say() -> None:
    form = {each.field.name: each for each in read_form(Sheet("source/tides/article.es.md", ODD)).filled}
    assert form["evidence_checked"].inherited and not form["evidence_checked"].field.needed
    assert form["funding"].field.needed


def test_what_the_form_cannot_show_is_left_to_the_text() -> None:
    text = with_head("").replace("authors:\n  - {name: Example Author, credentials: RN}", "authors: somebody")
    form = {each.field.name: each for each in read_form(Sheet(FILE, text)).filled}
    assert form["authors"].fixed and form["authors"].faults


def test_a_front_matter_that_cannot_be_read_is_no_form() -> None:
    with pytest.raises(PlainleafError, match="cannot be read"):
        read_form(Sheet(FILE, "---\ntitle: a: b\n---\n\nText\n"))
    with pytest.raises(PlainleafError, match="cannot be read"):
        change_form(Sheet(FILE, "---\ntitle: a: b\n---\n\nText\n"), [{"path": ["title"], "value": "x"}])


@pytest.mark.parametrize(
    "path",
    [
        ["pictures"],
        ["nothing"],
        [],
        None,
        ["authors", "x"],
        ["authors", -1],
        ["authors", 0, "email"],
        ["authors", 10**9],
        ["title", "x"],
        [["title"]],
        ["authors", True],
    ],
)
def test_nothing_but_the_forms_own_fields_can_be_changed(path: object) -> None:
    with pytest.raises(PlainleafError):
        change_form(Sheet(FILE, ODD), [{"path": path, "value": "x"}])


def test_a_value_of_another_shape_is_refused() -> None:
    with pytest.raises(PlainleafError):
        change_form(Sheet(FILE, ODD), [{"path": ["title"], "value": 1.5}])
    with pytest.raises(PlainleafError):
        change_form(Sheet(FILE, ODD), [{"path": ["authors", 0], "value": {"email": "x"}}])


@pytest.mark.parametrize("value", ["NHS hearing", "ear wax; 2024", "what?", "@tides"])
def test_an_id_that_nobody_could_cite_is_refused_with_one_that_can(value: str) -> None:
    for change in (
        {"path": ["references", 0, "id"], "value": value},
        {"path": ["references", 1], "value": {"id": value}},
    ):
        with pytest.raises(PlainleafError, match="cannot be cited") as told:
            change_form(Sheet(FILE, ODD), [change])
        assert CITATION.search(told.value.hint or "")


def test_an_id_that_can_be_cited_is_written() -> None:
    after = change_form(Sheet(FILE, ODD), [{"path": ["references", 0, "id"], "value": "nhs-hearing_2.1:a"}])
    assert "- id: nhs-hearing_2.1:a" in after

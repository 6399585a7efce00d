"""The Markdown of an article becomes typed blocks with places, keys and audiences."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.article.body.inlines import plain
from pipeline.article.body.parsing import parse_body
from pipeline.article.model import (
    About,
    Action,
    Block,
    Bullets,
    Callout,
    CalloutKind,
    CardKind,
    Cite,
    Comparison,
    Divider,
    Evidence,
    Figure,
    Glossary,
    Image,
    Invitation,
    KeyPoints,
    Link,
    MythFact,
    Note,
    Preformatted,
    Prose,
    Questions,
    Quotation,
    Recap,
    Related,
    Section,
    Steps,
    Table,
    Text,
    Value,
)
from pipeline.article.plaintext import text
from pipeline.article.walking import all_blocks, of_kind


def blocks_of(markdown: str, **snippets: str) -> tuple[Block, ...]:
    parsed = parse_body(markdown, "a.md", {name: (f"{name}.md", body) for name, body in snippets.items()})
    assert parsed.findings == []
    return parsed.blocks


def test_plain_article_needs_no_fences() -> None:
    """Headings nest into sections by level, and each block knows its line."""
    first, second = blocks_of("## Ebb\n\nWater goes.\n\n### Why\n\nThe moon.\n\n## Flood\n\nWater comes.\n")
    assert isinstance(first, Section) and isinstance(second, Section)
    assert plain(first.heading) == "Ebb"
    prose, inner = first.blocks
    assert isinstance(prose, Prose) and isinstance(inner, Section)
    assert inner.level == 3
    assert (prose.node.place.first, second.node.place.first) == (3, 9)


CASES: list[tuple[str, type]] = [
    ("- one\n- two\n", Bullets),
    ("1. one\n2. two\n", Steps),
    ("::: key-points\n- one\n:::\n", KeyPoints),
    ("::: comparison\n### A {.benefits}\nx\n\n### B {.risks}\ny\n:::\n", Comparison),
    ("::: questions\n### Is it deep?\nNo.\n:::\n", Questions),
    ('::: {.callout .warning title="Mind"}\nx\n:::\n', Callout),
    ("::: figure\n![a map](images/map.svg)\n\nThe bay.\n:::\n", Figure),
    ("| a | b |\n|---|---|\n| 1 | 2 |\n", Table),
    ("> Water is wet.\n", Quotation),
    ("::: myth-fact\n:::: myth\nx\n::::\n:::: fact\ny\n::::\n:::\n", MythFact),
    ("::: evidence\n:::: known\nx\n::::\n:::: unknown\ny\n::::\n:::\n", Evidence),
    ("::: action\nGo.\n:::\n", Action),
    ("::: glossary\nEbb\n: water goes\n:::\n", Glossary),
    ("::: invitation\nWrite.\n:::\n", Invitation),
    ("::: recap\n- x\n:::\n", Recap),
    ("::: about\nWe.\n:::\n", About),
    ("::: related\n- [Waves](https://sea.example.org) how they break\n:::\n", Related),
    ("```\nx\n```\n", Preformatted),
    ("a\n\n---\n", Divider),
]


@pytest.mark.parametrize(("markdown", "kind"), CASES, ids=[kind.__name__ for _, kind in CASES])
def test_each_block_kind_is_read(markdown: str, kind: type) -> None:
    assert isinstance(blocks_of(markdown)[-1], kind)


def test_cards_know_their_kind() -> None:
    (block,) = blocks_of("::: comparison\n### A {.benefits}\nx\n\n### B {.risks}\ny\n\n### C\nz\n:::\n")
    assert isinstance(block, Comparison)
    assert [card.kind for card in block.cards] == [CardKind.BENEFITS, CardKind.RISKS, CardKind.OTHER]


def test_heading_above_cards_heads_the_comparison() -> None:
    (block,) = blocks_of("::: comparison\n## Both sides\nAs it is.\n\n### A\nx\n\n### B\ny\n:::\n")
    assert isinstance(block, Comparison)
    assert plain(block.heading) == "Both sides"
    assert len(block.intro) == 1 and len(block.cards) == 2


def test_callout_has_kind_and_title() -> None:
    (block,) = blocks_of('::: {.callout .when-to-call title="Call us"}\nAt once.\n:::\n')
    assert isinstance(block, Callout)
    assert (block.kind, plain(block.heading)) == (CalloutKind.WHEN_TO_CALL, "Call us")


def test_figure_keeps_caption_and_long_description() -> None:
    (block,) = blocks_of(
        "::: figure\n![a map](images/map.svg)\n\nThe bay.\n\n:::: long-description\nNorth is up.\n::::\n:::\n"
    )
    assert isinstance(block, Figure)
    assert (block.image, plain(block.caption)) == (Image("images/map.svg", "a map"), "The bay.")
    assert text(block.description) == "North is up."


def test_dose_table_has_row_headers_and_caption() -> None:
    (block,) = blocks_of(
        '::: {.table .doses caption="Doses" header-column=true}\n| a | b |\n|---|--:|\n| 1 | 2 |\n:::\n'
    )
    assert isinstance(block, Table)
    assert block.doses and block.row_headers
    assert plain(block.caption) == "Doses"
    assert block.alignments[1] == "end"


def test_citations_notes_and_values_stay_nodes() -> None:
    """They are numbered or filled only when an edition shows them."""
    (block,) = blocks_of("See [@one; @two], call {{phone}}.[^n]\n\n[^n]: A note.\n")
    assert isinstance(block, Prose)
    assert [cite.keys for cite in of_kind((block,), Cite)] == [("one", "two")]
    assert [value.name for value in of_kind((block,), Value)] == ["phone"]
    assert len(list(of_kind((block,), Note))) == 1


def test_value_in_a_link_target_is_kept() -> None:
    (block,) = blocks_of("[Call](tel:{{phone}})\n")
    assert [link.target for link in of_kind((block,), Link)] == ["tel:{{phone}}"]


def test_audience_comes_from_only_not_and_priority() -> None:
    section, *_ = blocks_of('## A {only="handout booklet" priority=2}\n\nx\n')
    audience = section.node.audience
    assert audience.admits("handout", "sheet") and not audience.admits("social", "")
    assert audience.priority == 2


def test_variant_can_be_excluded_alone() -> None:
    (block,) = blocks_of('::: {.recap not="handout/sheet"}\n- x\n:::\n')
    assert block.node.audience.admits("handout", "full") and not block.node.audience.admits("handout", "sheet")


def test_keys_are_explicit_or_derived() -> None:
    section, *_ = blocks_of("## A {#alpha}\n\nx\n\n- y\n")
    keys = [(part.node.key, part.node.explicit) for part in all_blocks((section,))]
    assert keys[:3] == [("alpha", True), ("prose-1-1", False), ("bullets-1-2", False)]


def test_snippet_is_included_with_its_own_file() -> None:
    (block,) = blocks_of("::: {include=hours}\n:::\n", hours="Open daily.")
    assert isinstance(block, Prose)
    assert (text((block,)), block.node.place.file) == ("Open daily.", "hours.md")


def test_snippet_circle_is_named() -> None:
    parsed = parse_body("::: {include=a}\n:::\n", "x.md", {"a": ("a.md", "::: {include=a}\n:::\n")})
    assert [finding.message for finding in parsed.findings] == ['the snippet "a" includes itself']


def test_emoji_stay() -> None:
    (block,) = blocks_of("- ⚠️ Long-term effects\n- 💡 Ask\n")
    assert text((block,)) == "⚠️ Long-term effects\n💡 Ask"


def test_code_hides_fences() -> None:
    """A ::: inside a code block opens nothing."""
    blocks_of("```\n::: action\n```\n\ntext\n")


def test_moving_a_paragraph_changes_its_place_only() -> None:
    (here,) = blocks_of("Water goes.\n")
    (there,) = blocks_of("\n\n\nWater goes.\n")
    assert here.node.place != there.node.place
    assert text((here,)) == text((there,))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(alphabet="abc *_[](){}:#|>-`~\n\\<&", max_size=60), max_size=8))
def test_any_text_is_read_without_error(parts: list[str]) -> None:
    """Whatever an author types, reading ends with blocks and findings, and loses no letters outside markup."""
    parsed = parse_body("\n\n".join(parts), "a.md", {})
    for part in all_blocks(parsed.blocks):
        assert part.node.key
    keys = [part.node.key for part in all_blocks(parsed.blocks)]
    assert len(keys) == len(set(keys))


def test_text_inlines_are_merged() -> None:
    (block,) = blocks_of("one two\nthree\n")
    assert isinstance(block, Prose)
    assert block.inlines == (Text("one two three"),)


def test_a_table_begins_at_its_head() -> None:
    parsed = parse_body("Words.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nMore.\n", "a.md", {})
    (table,) = [block for block in parsed.blocks if isinstance(block, Table)]
    assert (table.node.place.first, table.node.place.last) == (3, 5)


def test_what_an_open_table_takes_in_and_each_row_keep_their_lines() -> None:
    """A table that nobody closes takes in all that follows; what is found there stands where it was written."""
    head = '::: {.table caption="Sizes"}\n| a | b |\n|---|---|\n'
    body = head + "| 1 | 2 |\n| 3 | 4 |\n\nAfter it.\n\n- An item.\n\nLast.\n"
    blocks = parse_body(body, "article.md", {}).blocks
    table = blocks[0]
    assert isinstance(table, Table)
    assert [row.node.place.first for row in table.rows] == [4, 5]
    assert [block.node.place.first for block in blocks[1:]] == [7, 9, 11]

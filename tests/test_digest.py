"""A block's digest follows what it says, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.article.digest import digest_of_block
from pipeline.article.material import Picture
from pipeline.article.model import Article
from tests.workspace import reading_of, with_head

DOSE = "Take **5 mg** at night.[^1]\n\n[^1]: With water."


def article(body: str) -> Article:
    made = reading_of(with_head(body)).article
    assert made
    return made


def digest(body: str) -> str:
    return digest_of_block(article(body).blocks)


@pytest.mark.parametrize(
    "same",
    [
        f"\n\n\n{DOSE}",
        "Take **5 mg**\nat night.[^9]\n\n[^9]: With water.",
        "Take  **5 mg** at night.[^1]\n\n\n\n[^1]: With water.",
    ],
)
def test_place_and_layout_of_the_source_change_nothing(same: str) -> None:
    assert digest(same) == digest(DOSE)


@pytest.mark.parametrize(
    "other",
    [
        DOSE.replace("5 mg", "50 mg"),
        DOSE.replace("Take", "Do not take"),
        DOSE.replace("**5 mg**", "5 mg"),
        DOSE.replace("With water", "Without water"),
        DOSE.replace("[^1]:", "[^2]:").replace("night.[^1]", "night."),
        f"- {DOSE}",
    ],
)
def test_what_it_says_changes_it(other: str) -> None:
    assert digest(other) != digest(DOSE)


def test_numbers_of_a_list_count() -> None:
    assert digest("1. Rest.\n2. Drink.") != digest("4. Rest.\n5. Drink.") != digest("4. Drink.\n5. Rest.")


def test_the_key_and_the_audience_do_not_count() -> None:
    plain = digest("::: {.callout .warning}\nCall 999.\n:::")
    assert digest("::: {#alarm .callout .warning only=handout}\nCall 999.\n:::") == plain
    assert digest("::: {.callout .tip}\nCall 999.\n:::") != plain


def test_moving_a_block_keeps_its_digest() -> None:
    first, second = article("One.\n\nTwo.").blocks
    moved, _ = article("Two.\n\nOne.").blocks
    assert digest_of_block(second) == digest_of_block(moved) != digest_of_block(first)


def test_a_link_counts_with_where_it_leads() -> None:
    assert digest("[Call](tel:999)") != digest("[Call](tel:111)")


def test_a_picture_counts_by_its_bytes_and_its_description() -> None:
    text = "::: figure\n![A hand](images/hand.png)\n\nA hand.\n:::"
    blocks = reading_of(with_head(text)).article
    assert blocks is not None
    (name,) = set(blocks.pictures) or {"hand.png"}
    one = {name: Picture(name, "image/png", b"1", 1, 1)}
    other = {name: replace(one[name], content=b"2")}
    assert digest_of_block(blocks.blocks, one) != digest_of_block(blocks.blocks, other)
    assert digest_of_block(blocks.blocks, one) == digest_of_block(blocks.blocks, {**one})

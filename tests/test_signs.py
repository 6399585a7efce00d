"""A sign that opens an item stands in the place of its bullet, once, and is not lost to anybody."""

from __future__ import annotations

import pytest

from pipeline.article.model import Bullets, Item
from pipeline.article.walking import of_kind
from pipeline.markup.signs import SIGNS, signed
from tests.test_edition import article_of
from tests.workspace import ROOT


def items(*lines: str) -> tuple[Item, ...]:
    body = "\n".join(f"- {line}" for line in lines)
    return next(of_kind(article_of(f"## Before\n\n{body}\n").blocks, Bullets)).items


@pytest.mark.parametrize(
    ("line", "kind"),
    [("⚠️ Do not walk alone.", "warning"), ("⚠ Do not walk.", "warning"), ("💡 Look at the **table**.", "tip")],
)
def test_a_sign_is_taken_for_its_bullet(line: str, kind: str) -> None:
    (item,) = items(line)
    found = signed(item)
    assert found is not None
    sign, bare = found
    assert sign.kind == kind and line.startswith(sign.typed)
    assert signed(bare) is None


@pytest.mark.parametrize("line", ["Do not walk ⚠️ alone.", "⚠️", "**⚠️ Stop.**", "🚗 Do not drive."])
def test_what_says_something_stays_in_its_line(line: str) -> None:
    assert signed(items(line)[0]) is None


def test_the_house_has_a_word_for_each_sign() -> None:
    words = (ROOT / "styles/words/en.po").read_text(encoding="utf-8")
    assert all(f'msgid "{kind}-label"' in words for kind in SIGNS)

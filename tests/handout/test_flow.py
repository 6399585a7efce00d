"""Where pages would end if figures stood elsewhere is told from the heights of one layout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.edition.artifact import Product
from pipeline.formats.handout import rendering
from pipeline.formats.handout.boxes import gaps
from pipeline.formats.handout.filling import WHITE, drawings, filled, planned
from pipeline.formats.handout.flow import Flow, flow_of
from pipeline.formats.handout.levers import Settings
from pipeline.press.press import Layout, lay_out
from tests.handout.sample import library_edition
from tests.workspace import bundled_typefaces

HEAD = """<!doctype html><html lang="en"><head><title>t</title><style>
@page{size:300px 220px;margin:10px}*{margin:0}body{font-size:16px;line-height:20px;orphans:2;widows:2}
p{margin-top:10px}figure{margin-top:20px;break-inside:avoid}h2{break-after:avoid;margin-top:20px}
</style></head><body><section>"""


def flow(*blocks: str) -> Flow:
    """The flow of blocks: "h", a figure's height in px, or how many lines a paragraph has."""
    html = HEAD
    for block in blocks:
        kind, _, number = block.partition(" ")
        lines = "<br>".join(["word"] * int(number or 1))
        html += {
            "h": "<h2>Title</h2>",
            "p": f"<p>{lines}</p>",
            "s": f"<section><h2>Title</h2><p>{lines}</p></section>",
            "fig": f'<figure id="drawing" style="height:{number}px"></figure>',
        }[kind]
    return flow_of(lay_out(html + "</section></body></html>", {}, bundled_typefaces()).document)


def rooms(told: Flow) -> list[int]:
    return [round(foot.room) for foot in told.feet()]


FLOWS = [
    ("h", "p 5", "fig 100", "p 2", "p 2", "s 3"),
    ("h", "p 7", "fig 60", "p 4", "p 9", "s 7"),
    ("h", "p 3", "p 3", "fig 120", "p 3", "p 1", "p 12", "s 2"),
    ("p 2", "fig 160", "p 8", "p 3", "s 4"),
]


@pytest.mark.parametrize("blocks", FLOWS)
def test_pages_end_where_a_layout_of_the_same_order_ends_them(blocks: tuple[str, ...]) -> None:
    told, at = flow(*blocks), next(at for at, block in enumerate(blocks) if block.startswith("fig"))
    assert told.is_true()
    for steps in (1, 2):
        behind = (*blocks[:at], *blocks[at + 1 : at + steps + 1], blocks[at], *blocks[at + steps + 1 :])
        assert rooms(told.behind("drawing", steps, _is_text)) == rooms(flow(*behind))
    lower = (*blocks[:at], "fig 40", *blocks[at + 1 :])
    assert rooms(told.lower("drawing", int(blocks[at][4:]) - 40)) == rooms(flow(*lower))


def _is_text(element: Any) -> bool:
    return bool(element.tag == "p")


def test_a_figure_goes_behind_what_goes_on_and_no_further() -> None:
    told = flow("p 2", "fig 100", "p 8", "s 4")
    assert told.behind("drawing", 2, _is_text) == told.behind("drawing", 1, _is_text) != told
    assert told.behind("nobody", 1, _is_text) == told


@pytest.fixture(scope="module")
def settled() -> tuple[Callable[[Settings], Layout], Layout, Settings, float]:
    edition = library_edition("wound-aftercare", "en", "fieldnote-press")
    attempt = rendering.setter(edition, Product("handout", "full", "Letter"))
    return attempt, *rendering._settled(attempt), 9.0


def test_what_heights_promise_a_layout_keeps(
    settled: tuple[Callable[[Settings], Layout], Layout, Settings, float],
) -> None:
    attempt, layout, settings, least = settled
    edition = library_edition("wound-aftercare", "en", "fieldnote-press")
    known = drawings(edition, least)
    tries: list[Settings] = []

    def counted(asked: Settings) -> Layout:
        tries.append(asked)
        return attempt(asked)

    before = flow_of(layout.document)
    assert before.is_true()
    assert max(gap.share for gap in gaps(layout.document)) > 0.3
    promised = planned(before, settings, known)
    done, kept = filled(counted, layout, settings, known)
    assert tries == [promised] == [kept]
    assert len(done.document.pages) == 5
    assert max(gap.share for gap in gaps(done.document)) < WHITE

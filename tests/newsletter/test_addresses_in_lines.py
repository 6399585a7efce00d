"""An address that is wider than a narrow window ends a line where whoever wrote it lets it."""

from __future__ import annotations

import lxml.html

from pipeline.markup.lines import LineStyle, lines_of, parted_in
from pipeline.markup.softening import soften_wide


def line_of(html: str) -> str:
    body = lxml.html.document_fromstring(f"<html><body>{html}</body></html>").find("body")
    assert body is not None
    style = LineStyle(
        is_held=lambda each: "nowrap" in (each.get("style") or ""),
        is_hidden=lambda each: False,
        is_part=lambda each: "inline-block" in (each.get("style") or ""),
    )
    (found,) = (line for line in lines_of(body, style) if line.text.strip())
    assert parted_in(found) == ""
    return found.text


def test_a_line_may_end_behind_each_box_of_an_address() -> None:
    boxes = "".join(f'<span style="display:inline-block">{part}</span>' for part in ("readers@", "tides.", "org"))
    assert line_of(f"Write to {boxes}.").split() == ["Write", "to", "readers@", "tides.", "org", "."]


def test_an_address_without_boxes_is_one_piece() -> None:
    assert (
        line_of("Write to <span style='white-space:nowrap'>readers@tides.org</span>.").split()[-1]
        == "readers@tides.org."
    )


def test_a_doi_is_parted_at_its_signs_and_its_entities_stay_whole() -> None:
    doi = "doi:10.5555/1521-4141(2002010)32:10&lt;2888::AID-IMMU2888&gt;3.0.CO;2-F"
    parted = soften_wide(f"<li>Tides. {doi}</li>", "en", lambda word, _: len(word) > 20, "|".join)
    inner = parted.removeprefix("<li>Tides. ").removesuffix("</li>")
    assert inner.replace("|", "") == doi
    assert "&lt;|2888" in inner
    assert max(map(len, inner.split("|"))) <= 12


def test_an_address_that_finds_room_stays_in_one_piece() -> None:
    assert soften_wide("<p>https://tides.org/a-b</p>", "en", lambda word, _: len(word) > 40, "|".join).count("|") == 0


def test_an_address_of_mail_in_a_paragraph_is_asked_of_its_whole_line() -> None:
    """A list in a box takes a sixth of a phone's line; an address parted for it was copied wrongly."""
    tags: list[str] = []

    def is_wide(word: str, tag: str) -> bool:
        tags.append(f"{word} {tag}")
        return False

    soften_wide(
        "<p>Write to care@tides.org or Gezeitenforschung</p><ul><li><p>care@tides.org</p></li></ul>", "de", is_wide
    )
    assert tags == ["care@tides.org line", "Gezeitenforschung p", "care@tides.org p"]

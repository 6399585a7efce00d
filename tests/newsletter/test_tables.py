"""A table of data in a mail is never so narrow that a word or a dose is broken."""

from __future__ import annotations

import lxml.html

from pipeline.formats.newsletter.markup import mail_safe
from pipeline.formats.newsletter.plain import plain_text

WIDE = """<table><caption>Doses by age</caption>
<thead><tr><th scope="col">Age<br/>group</th><th scope="col">Morning dose</th><th scope="col">Evening dose</th>
<th scope="col">Remarks</th></tr></thead>
<tbody><tr><th scope="row">Adults</th><td>1000\u00a0mg</td>
<td><ol start="2"><li>1000\u00a0mg</li><li>rest</li></ol></td>
<td>Suspension</td></tr>
<tr><th scope="row">Children</th><td>250\u00a0mg</td><td></td>
<td>Take <strong>with</strong> water</td></tr></tbody></table>"""


def rows(xhtml: str) -> list[list[str]]:
    return [[" ".join(cell.text_content().split()) for cell in row] for row in lxml.html.fromstring(xhtml).iter("tr")]


def test_a_wide_table_stands_one_block_a_row() -> None:
    made = mail_safe(WIDE, {})
    assert rows(made) == [
        ["Age group: Adults"], ["Morning dose", "1000 mg"], ["Evening dose", "1000 mgrest"], ["Remarks", "Suspension"],
        ["Age group: Children"], ["Morning dose", "250 mg"], ["Evening dose", ""], ["Remarks", "Take with water"],
    ]  # fmt: skip
    assert '<ol start="2">' in made and "<strong>with</strong>" in made and "<caption>" in made


def test_its_text_part_is_a_line_a_row() -> None:
    text = plain_text(f'<html lang="en"><body>{mail_safe(WIDE, {})}</body></html>', "Links")
    assert " ".join(text.split()) == (
        "Doses by age - Age group: Adults; Morning dose: 1000 mg; Evening dose: 2. 1000 mg 3. rest; "
        "Remarks: Suspension "
        "- Age group: Children; Morning dose: 250 mg; Remarks: Take with water"
    )


def test_a_table_that_finds_room_stays_a_table() -> None:
    narrow = WIDE.replace("Morning dose", "At 8").replace("Evening dose", "At 20").replace("Suspension", "Syrup")
    narrow = narrow.replace("Remarks", "How").replace("1000\u00a0mg", "5 g").replace("Children", "Child")
    assert "rowgroup" not in mail_safe(narrow.replace("250\u00a0mg", "1 g").replace("water", "tea"), {})


def test_two_columns_are_never_parted() -> None:
    assert "rowgroup" not in mail_safe(f"<table><tbody><tr><th>{'a' * 40}</th><td>x</td></tr></tbody></table>", {})

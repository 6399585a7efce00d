"""Merged cells, tables in cells and heads of two rows: every cell of an article's table has its words."""

from __future__ import annotations

from pipeline.manuscript.importing import Import, Wishes, import_manuscript


def imported(table: str) -> Import:
    page = f"<html lang=en><body><h1>Doses</h1><p>For parents.</p><h2>Table</h2>{table}<p>End.</p></body></html>"
    return import_manuscript(page.encode(), "a.html", Wishes())


def rows(done: Import) -> list[list[str]]:
    lines = [line for line in done.text.split("\n") if line.startswith("|") and "---" not in line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def names(done: Import) -> set[str]:
    return {query.name for query in done.queries if not query.key} - {"references"}


def test_a_merged_cell_says_its_words_in_every_place_and_is_asked() -> None:
    done = imported(
        "<table><tr><th>Age<th>Morning<th>Evening</tr><tr><td rowspan=2>Child<td>5 ml<td>2 ml</tr>"
        "<tr><td>6 ml<td>3 ml</tr><tr><td>Adult<td colspan=2>10 ml</tr></table>"
    )
    assert rows(done)[1:] == [["Child", "5 ml", "2 ml"], ["Child", "6 ml", "3 ml"], ["Adult", "10 ml", "10 ml"]]
    asked = next(query for query in done.queries if query.name == "merged-cells")
    assert '"Child" (2 rows), "10 ml" (2 columns)' in asked.asks
    assert asked.place


def test_a_block_of_merged_cells_covers_rows_and_columns() -> None:
    done = imported("<table><tr><th>a<th>b<th>c</tr><tr><td rowspan=2 colspan=2>x<td>1</tr><tr><td>2</tr></table>")
    assert rows(done)[1:] == [["x", "x", "1"], ["x", "x", "2"]]


def test_a_line_between_two_parts_of_a_table_stands_once() -> None:
    done = imported(
        "<table><tr><th>a<th>b<th>c</tr><tr><td colspan=3>In the morning</tr><tr><td>1<td>2<td>3</tr></table>"
    )
    assert rows(done)[1:] == [["In the morning", "", ""], ["1", "2", "3"]]
    assert "merged-cells" in names(done)


def test_a_head_of_two_rows_is_one() -> None:
    done = imported(
        "<table><thead><tr><th rowspan=2>Age<th colspan=2>Dose</tr><tr><th>Morning<th>Evening</tr></thead>"
        "<tr><td>Child<td>5 ml<td>2 ml</tr></table>"
    )
    assert rows(done) == [["Age", "Dose: Morning", "Dose: Evening"], ["Child", "5 ml", "2 ml"]]


def test_a_second_row_of_the_head_that_the_file_does_not_call_so_is_asked_about() -> None:
    done = imported(
        "<table><tr><th rowspan=2>Age<th colspan=2>Dose</tr><tr><td>Morning<td>Evening</tr>"
        "<tr><td>Child<td>5 ml<td>2 ml</tr></table>"
    )
    assert rows(done)[0] == ["Age", "Dose: Morning", "Dose: Evening"]
    assert "table-head" in names(done)


def test_head_cells_over_two_rows_hold_the_cells_below_in_their_columns() -> None:
    second = "<tr><th>Morning<th>Evening</tr>"
    for opening in ("<table>", "<table><tbody>"):
        done = imported(
            f"{opening}<tr><th rowspan=2>Age<th colspan=2>Dose</tr>{second}<tr><td>Child<td>5 ml<td>2 ml</tr></table>"
        )
        assert rows(done) == [["Age", "Dose: Morning", "Dose: Evening"], ["Child", "5 ml", "2 ml"]]
        assert "table-head" not in names(done)
    done = imported(f"<table><tr><th rowspan=2>Age<th colspan=2>Dose</tr>{second}</table>")
    assert rows(done)[-1] == ["Age", "Morning", "Evening"]


def test_a_row_of_data_below_merged_heads_stays_one() -> None:
    done = imported(
        "<table><tr><th colspan=2>Dose<th>For</tr><tr><td rowspan=2>Child<td>5 ml<td></tr>"
        "<tr><td>6 ml<td>Pain</tr><tr><td>Adult<td>10 ml<td>Fever</tr></table>"
    )
    assert rows(done)[1] == ["Child", "5 ml", ""]
    done = imported("<table><tr><th colspan=2>Dose</tr><tr><td>Child<td>5 ml</tr><tr><td>Adult<td>9 ml</tr></table>")
    assert rows(done)[1:] == [["Child", "5 ml"], ["Adult", "9 ml"]]


def test_a_row_longer_than_the_head_loses_no_cell() -> None:
    done = imported("<table><tr><th>Food<th>Protein</tr><tr><td>Milk<td>8 g<td>ask us first</tr></table>")
    assert rows(done)[1] == ["Milk", "8 g", "ask us first"]


def test_absurd_spans_make_no_absurd_table() -> None:
    done = imported("<table><tr><th>a<th>b</tr><tr><td colspan=100000 rowspan=60000>x</td></tr></table>")
    assert rows(done)[1] == ["x", "x"]


def test_a_table_in_a_cell_is_flattened_in_order_with_a_question() -> None:
    done = imported(
        "<table><tr><th>Part<th>Details</tr><tr><td>Medicines<td>See below:<table><tr><th>Name<th>Dose</tr>"
        "<tr><td>Iron<td>65 mg</tr></table>With juice.</tr></table>"
    )
    assert rows(done)[1] == ["Medicines", "See below:<br>Name – Dose<br>Iron – 65 mg<br>With juice."]
    assert "nested-table" in names(done)


def test_steps_and_paragraphs_in_a_cell_stay_apart_and_are_read_again() -> None:
    done = imported(
        "<table><tr><th>When<th>What</tr><tr><td>Morning<td><ol start=3><li>Wash<li>Take 4 units</ol></tr>"
        "<tr><td>Night<td><p>Take 6 units.<p>Eat a snack.</tr><tr><td>Noon<td><ul><li>Rest<li>Eat</ul></tr></table>"
    )
    assert [row[1] for row in rows(done)[1:]] == [
        "3. Wash<br>4. Take 4 units",
        "Take 6 units.<br>Eat a snack.",
        "- Rest<br>- Eat",
    ]
    assert not done.findings


def test_spans_that_are_no_numbers_are_none_and_zero_rows_are_all_that_follow() -> None:
    done = imported("<table><tr><td colspan=''>A<td colspan=x>B<td colspan='-5'>C</tr><tr><td>1<td>2<td>3</tr></table>")
    assert rows(done)[-2:] == [["A", "B", "C"], ["1", "2", "3"]]
    done = imported(
        "<table><tr><th>Who<th>Dose</tr><tr><td rowspan=0>Child<td>1 ml</tr><tr><td>2 ml</tr><tr><td>3 ml</tr></table>"
    )
    assert rows(done)[1:] == [["Child", "1 ml"], ["Child", "2 ml"], ["Child", "3 ml"]]


def test_numbered_lists_in_a_list_of_a_cell_are_lines_of_their_own() -> None:
    done = imported(
        "<table><tr><td>Steps<ol><li>Sit<ol type=a><li>down<li>back</ol><li>Lie</ol><td>x</tr><tr><td>a<td>b</table>"
    )
    assert done.ledger.balanced
    assert "Steps<br>1. Sit<br>a. down<br>b. back<br>2. Lie" in done.text


def test_a_bar_in_code_parts_no_cell() -> None:
    done = import_manuscript(b"# A\n\n| a | b |\n|---|---|\n| `x \\|\\| y` | 5 ml |\n", "a.md", Wishes())
    assert "| `x \\|\\| y` | 5 ml |" in done.text


def test_empty_cells_that_only_keep_a_distance_make_no_table_of_a_layout() -> None:
    done = imported(
        "<table><tr><td width=30></td><td>Home<p>Archive</p></td><td width=9></td><td><h3>Iron</h3><p>5 ml</p></td>"
        "<td></td></tr></table>"
    )
    assert "|" not in done.text.split("\n---\n", 1)[1]
    assert "Home\n\nArchive" in done.text

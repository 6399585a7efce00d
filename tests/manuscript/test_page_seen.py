"""Web pages and books: what a style sheet, a role or a field shows is read as a browser shows it, or asked about."""

import pytest

from pipeline.manuscript.importing import Import, Wishes, import_manuscript
from tests.manuscript.documents import epub

STYLES = """.gone{text-decoration:line-through} .off{display:none} .never::before{content:"Do not "}
.mg:after{content:' mg'} .dont li:before{content:"\\2717  "} .icon:before{content:"\\f101"} .plain{list-style:none}
@media (max-width:9em){.wide{display:none}}
.kix-1 > li:before{content:"" counter(k-1,lower-latin) ". "} .kix-0 > li:before{content:"" counter(k-0,decimal) ". "}"""

LONG = "Rest your knee on a chair for ten minutes in each hour, and put a cold pack on it for five of them."


def done(body: str, styles: str = STYLES) -> Import:
    page = f"<html lang=en><head><style>{styles}</style></head><body><h1>Care at home</h1>{body}</body></html>"
    return import_manuscript(page.encode(), "care.html", Wishes())


def text(read: Import) -> str:
    return read.text.split("\n---\n", 1)[1].strip()


def asked(read: Import) -> list[str]:
    return [q.name for q in read.queries if not q.key and q.name != "references"]


@pytest.mark.parametrize(
    ("body", "says", "asks"),
    [
        ('<p class="never">drive.</p>', "Do not drive.", []),
        ('<p>Take <span class="mg">5</span> now.</p>', "Take 5 mg now.", []),
        ('<p class="icon">Drive.</p>', "Drive.", []),
        ('<ul class="dont"><li>Smoke</li></ul>', "- ✗ Smoke", []),
        ('<p>Do <b class="off">not</b> drive.</p>', "Do **not** drive.", ["hidden"]),
        ('<p class="wide">Drive.</p>', "Drive.", []),
        ('<p>Take <input value="20 mg"> daily.</p>', "Take daily.", ["field"]),
        ('<p>Rest.</p><form><p>Name <input value="Example"></p></form>', "Rest.", []),
        (f"<form><h2>Rest</h2><p>{LONG}</p><p>{LONG}</p><input value=x></form>", f"## Rest\n\n{LONG}\n\n{LONG}", []),
        ('<p>Take <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> tablet.</p>', r"Take $\frac{1}{2}$ tablet.", []),
        ('<ol class="plain"><li>1.1 Sit</li><li>1.2 Lie</li></ol>', "- 1.1 Sit\n- 1.2 Lie", []),
        (
            '<ol class="kix-0"><li>Wash<ol class="kix-1"><li>soap</li></ol></li></ol>',
            "1. Wash\n\n   a. soap",
            [],
        ),
        (
            '<div role="table"><div role="row"><i role="columnheader">Age</i><i role="columnheader">Dose</i></div>'
            '<div role="row"><i role="cell">Adult</i><i role="cell">10 mg</i></div></div>',
            "| Age | Dose |\n|---|---|\n| Adult | 10 mg |",
            [],
        ),
        (
            '<p>Rest.<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p><div><p><a href="#cmnt_ref1" id="cmnt1">[a]'
            "</a>Is this right?</p></div>",
            "Rest.",
            [],
        ),
        ('<p>Rest.</p><div title="footer"><p>Page 1</p></div>', "Rest.", []),
        (
            "<table><tfoot><tr><td>Ask first.</td><td>us</td></tr></tfoot><tr><th>Age</th><th>Dose</th></tr>"
            "<tr><td>Adult</td><td><b>10</b> mg</td></tr></table>",
            "| Age | Dose |\n|---|---|\n| Adult | **10** mg |\n| Ask first. | us |",
            [],
        ),
    ],
)  # fmt: skip
def test_a_page_is_read_as_it_is_shown(body: str, says: str, asks: list[str]) -> None:
    read = done(body)
    assert text(read) == says
    assert asked(read) == asks


def test_a_book_is_struck_by_a_style_sheet_in_a_file_of_its_own() -> None:
    body = '</p><link rel="stylesheet" href="book.css"/><p>Take <span class="gone">20 mg</span> 10 mg.</p>'
    sheet: dict[str, str | bytes] = {"EPUB/book.css": ".gone{text-decoration:line-through}"}
    assert "Take ~~20 mg~~ 10 mg." in text(import_manuscript(epub([body], sheet), "care.epub", Wishes()))


def test_cells_are_compared_where_they_stand() -> None:
    read = done("<table><tr><th>Age</th><th>Dose</th></tr><tr><td rowspan=2>Child</td><td>5 ml</td></tr>"
                "<tr><td>6 ml</td></tr></table>")  # fmt: skip
    cells = [(entry.piece.text, entry.piece.cell) for entry in read.ledger.entries if entry.piece.cell]
    assert cells == [("Age", (0, 0)), ("Dose", (0, 1)), ("Child", (1, 0)), ("Child", (2, 0)), ("5 ml", (1, 1)),
                     ("6 ml", (2, 1))]  # fmt: skip
    assert read.ledger.added == () and asked(read) == ["merged-cells"]


def test_a_row_of_row_heads_is_no_second_head() -> None:
    read = done("<table><tr><th>Year</th><th>Month</th><th>Dose</th></tr><tr><th rowspan=3>First</th></tr><tr>"
                "<td>May</td><td>5 ml</td></tr><tr><td>June</td><td>6 ml</td></tr></table>")  # fmt: skip
    rows = "| First |  |  |\n| First | May | 5 ml |\n| First | June | 6 ml |"
    assert text(read) == f"| Year | Month | Dose |\n|---|---|---|\n{rows}"


def test_cells_that_repeat_are_compared_in_their_places() -> None:
    cells = "".join(f"<tr><td>{n % 2}</td><td>{n % 3}</td><td>no</td></tr>" for n in range(8))
    read = done(f"<table><tr><th>a</th><th>no</th><th>0</th></tr>{cells}</table>")
    assert asked(read) == [] and read.ledger.added == ()


def test_a_term_that_begins_with_a_number_is_a_term() -> None:
    read = done("<dl><dt>1. Find it</dt><dd>Look.</dd><dt>2. Do it</dt><dd>Now.</dd></dl>")
    assert "1\\. Find it\n: Look." in text(read)


def test_two_bold_lines_in_a_row_keep_the_space_between_them() -> None:
    page = "<b>Food and drink</b> <span><b>Alcohol</b><p>Do not drink with these tablets, but water.</p></span>"
    assert "Food and drink Alcohol" in text(done(page)).replace("*", "")

"""Where pages end: a heading stays with what follows it, and a block too tall for a page leaves no empty one."""

from __future__ import annotations

import pytest

from pipeline.edition.edition import Edition
from pipeline.formats import handout
from pipeline.formats.handout.document import read_pdf
from pipeline.formats.handout.pages import DocumentRead, Tag
from tests.handout.sample import edition, printed

SENTENCE = "Wash your hands and dry them with a clean towel. "
PARAGRAPH = SENTENCE * 4 + "\n\n"
ITEM = f"- {SENTENCE}\n"
NESTED = f"- {SENTENCE}\n" + f"  - {SENTENCE}\n" * 40
ROWS = "| Wound | Towel |\n|---|---|\n" + f"| Dressing | {SENTENCE * 6} |\n" * 8


def read_back(made: Edition, variant: str, paper: str) -> tuple[DocumentRead, list[str]]:
    artifact = printed(made, variant, paper)
    said = [f"{finding.rule}: {finding.message}" for finding in handout.check(handout.read(artifact), made).found]
    return read_pdf(artifact.main.content), said


def pages_of(document: DocumentRead, role: str) -> list[set[int]]:
    """The pages (from 1) on which each tag of a role stands."""
    assert document.root is not None
    return [{page + 1 for page, _ in tag.leaves()} for tag in document.root.tags() if tag.role == role]


@pytest.mark.parametrize(
    "tall",
    [
        f'::: {{.callout .warning title="Careful"}}\n{PARAGRAPH * 5}\n:::\n',
        NESTED,
        f"> {SENTENCE * 30}\n",
        f'::: {{.table .doses caption="Care" header-column=true}}\n{ROWS}\n:::\n',
    ],
    ids=["callout", "list", "quotation", "table"],
)
@pytest.mark.parametrize("before", [1, 3])
def test_a_heading_stays_with_a_block_taller_than_a_page(tall: str, before: int) -> None:
    """Kept whole, the block would begin on the next page and leave its heading alone on an empty one."""
    body = f"## Before\n\n{PARAGRAPH * before}\n## Each day\n\n{tall}"
    document, said = read_back(edition(body), "full", "A5")
    assert said == []
    headings = pages_of(document, "H2")
    used = {page.number for page in document.pages for run in page.content() if run.text.strip()}
    assert used == set(range(1, len(document.pages) + 1))
    assert headings[1] <= {1, 2, 3}


def test_a_list_that_fits_a_page_is_broken_between_its_items_only() -> None:
    document, said = read_back(edition(f"## Each day\n\n{ITEM * 30}"), "full", "A5")
    assert said == []
    assert all(len(pages) == 1 for pages in pages_of(document, "LI"))


def test_the_rows_of_a_table_taller_than_a_page_stay_whole() -> None:
    body = f'::: {{.table .doses caption="Care" header-column=true}}\n{ROWS}\n:::\n'
    document, said = read_back(edition(body), "full", "A5")
    assert said == []
    assert document.root is not None
    table = next(tag for tag in document.root.tags() if tag.role == "Table")
    assert len({page for page, _ in table.leaves()}) > 1
    assert all(len(pages) == 1 for pages in pages_of(document, "TR"))


def test_a_caption_stands_on_the_page_of_its_table() -> None:
    body = f'{PARAGRAPH * 2}\n::: {{.table .doses caption="Care" header-column=true}}\n{ROWS}\n:::\n'
    document, _ = read_back(edition(body), "full", "A5")
    assert document.root is not None
    table = next(tag for tag in document.root.tags() if tag.role == "Table")
    caption, head = (kid for kid in table.kids[:2] if isinstance(kid, Tag))
    assert {page for page, _ in caption.leaves()} == {min(head.leaves())[0]}

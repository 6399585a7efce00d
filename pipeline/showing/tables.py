"""Reports on published editions come in; a page with its table of facts stands beside the index for each of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources

from pipeline.building.report import EditionReport, ProductReport
from pipeline.edition.name import EditionName
from pipeline.facts.tracing import Trace, from_json
from pipeline.facts.ways import Ways
from pipeline.showing.facts_table import Table, facts_page, table_of
from pipeline.workspace.disk import digest
from pipeline.workspace.output import Output

FOLDER = "_facts"
_UP = "../../../"


@dataclass(frozen=True, slots=True)
class Summary:
    """What the index says of a table: its page, statements, artifacts, and how many facts are missing or changed."""

    page: str
    statements: int
    artifacts: int
    faults: int

    @property
    def words(self) -> str:
        """ "31 statements in 6 artifacts, nothing missing or changed"."""
        what = f"{self.faults} missing or changed" if self.faults else "nothing missing or changed"
        return f"{self.statements} statements in {self.artifacts} artifacts, {what}"


def write_tables(
    output: Output, editions: Iterable[EditionReport], ways: Mapping[EditionName, Sequence[Ways]] | None = None
) -> Mapping[EditionName, Summary]:
    """Write the page of each edition of which it is known where its facts went, unless it says so already; `ways` are
    those of imported articles from their manuscripts.
    """
    found = {}
    for edition in editions:
        if not any(product.trace for product in edition.products):
            continue
        own = tuple((ways or {}).get(edition.name, ()))
        said = digest(repr((_said(edition), [(each, each.ways, each.gone) for each in own])).encode())
        summary = _kept(output, edition.name, said)
        if summary is None:
            summary = _write(output, edition, said, own)
        found[edition.name] = summary
    return found


def prune_tables(output: Output, names: Iterable[EditionName]) -> None:
    """Take away the pages of editions that are not published any more."""
    wanted = {page_of(name) for name in names}
    for page in output.files_below(FOLDER):
        if page not in wanted:
            output.drop(page)


def page_of(name: EditionName) -> str:
    """Where the page of an edition lies in the output folder."""
    return f"{FOLDER}/{name}.html"


def table(output: Output, edition: EditionReport) -> Table:
    """The table of facts of an edition; addresses in it lead from its page."""

    def read(product: ProductReport) -> Trace | None:
        content = output.cached(product.trace) if product.trace else None
        return from_json(content) if content is not None else None

    return table_of(edition, read, _UP)


def _said(edition: EditionReport) -> str:
    """A digest of all that the page is made of."""
    template = resources.files(__package__).joinpath("facts_table.html").read_bytes()
    parts = [(product.name, product.trace, product.decisions, product.files[:1]) for product in edition.products]
    return digest(repr((edition.name, edition.title, parts, digest(template))).encode())


def _cache_name(name: EditionName) -> str:
    return f"tables/{name}.json"


def _kept(output: Output, name: EditionName, said: str) -> Summary | None:
    content = output.cached(_cache_name(name))
    if content is None or not output.has_file(page_of(name)):
        return None
    try:
        values = json.loads(content)
        if values.pop("said") != said:
            return None
        return Summary(**values)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _write(output: Output, edition: EditionReport, said: str, ways: Sequence[Ways]) -> Summary:
    made = table(output, edition)
    page = page_of(edition.name)
    output.write(page, facts_page(made, f"{_UP}index.html", ways).encode())
    summary = Summary(page, len(made.lines), len(made.columns), len(made.faults))
    output.cache(_cache_name(edition.name), json.dumps({"said": said, **asdict(summary)}).encode())
    return summary

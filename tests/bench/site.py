"""1,500 finished pages come in; how long their site takes, first and when nothing changed, and its search, goes out."""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.building.library import Library
from pipeline.edition.artifact import Product
from pipeline.formats import page
from pipeline.issuing.site.lists import search_data
from pipeline.workspace.disk import digest
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from tests.bench.measure import Measure
from tests.issuing.pages import WEB, guide
from tests.judges import chromium_path
from tests.newsletter.sample import library_edition
from tests.workspace import ROOT

ARTICLES, SEARCHED = 1_500, 5_000
SLUG = "wound-aftercare"
TOPICS = "wound skin heart sleep breath bone knee tooth cough fever rash child nurse dose tablet diet".split()


def measures() -> Iterator[Measure]:
    """Processor time of the command in a process of its own, with all that it imports."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        workspace = Workspace(root, root / "source", root / "styles", root / "output")
        _publish(workspace)
        name = f"site of {ARTICLES:,} finished pages"
        yield Measure(name, _processor_seconds(root), "s", 30)
        yield Measure(f"{name}, nothing changed", min(_processor_seconds(root) for _ in range(3)), "s", 1)
        made = root / "output/_site/harbour-clinic"
        files = [path for path in made.rglob("*") if path.is_file()]
        yield Measure("files of that site", len(files), "")
    yield from _search()


def _publish(workspace: Workspace) -> None:
    """A library whose articles were read, and whose pages lie in the output folder as a build leaves them."""
    edition = library_edition(SLUG, "en", "harbour-clinic")
    (finished, *rest) = page.render(edition, Product("page", "web")).files
    (workspace.root / "styles").symlink_to(ROOT / "styles", target_is_directory=True)
    article = (ROOT / "source" / SLUG / "article.md").read_text(encoding="utf-8")
    shutil.copytree(ROOT / "source/_snippets", workspace.source / "_snippets")
    slugs = [f"guide-{number}" for number in range(ARTICLES)]
    for number, slug in enumerate(slugs):
        own = workspace.source / slug
        own.mkdir(parents=True)
        (own / "article.md").write_text(article.replace("PL-SKN-002", f"PL-{number}"), encoding="utf-8")
        _edition(
            Output(workspace.output),
            slug,
            _varied(finished.content, number),
            {file.name: file.content for file in rest},
        )
    library = Library.open(workspace, date(2026, 11, 27))
    library.editions(slugs[0])
    table = library.memory()
    (entry,) = library.entries[slugs[0]]
    sources = {
        library.source_digests[slug]: [
            replace(entry, slug=slug, file=f"source/{slug}/article.md", document=f"PL-{number}").to_json()
        ]
        for number, slug in enumerate(slugs)
    }
    Output(workspace.output).memory.remember(table | {"sources": sources})


def _varied(content: bytes, number: int) -> bytes:
    """The page of another article: its own address, title, number and key words."""
    words = f'"{TOPICS[number % 16]}", "{TOPICS[number % 15]}"'.encode()
    title = f"{TOPICS[number % 16].title()} {TOPICS[number % 13]}: guide {number}".encode()
    said = content.replace(f"{WEB}{SLUG}".encode(), f"{WEB}guide-{number}".encode())
    said = said.replace(b'"keywords": [', b'"keywords": [' + words + b", ").replace(
        b"PL-SKN-002", f"PL-{number}".encode()
    )
    return said.replace(b"Your wound at home", title)


def _edition(output: Output, slug: str, finished: bytes, rest: dict[str, bytes]) -> None:
    from pipeline.building.manifest import edition_to_json
    from pipeline.building.report import EditionReport, Fate, FileReport, ProductReport
    from pipeline.edition.name import EditionName
    from pipeline.finding import Findings

    name = EditionName("harbour-clinic", "en", slug)
    leaflet = b"%PDF-1.7\n" + bytes(50_000)
    files = {"page/index.html": finished, **{f"page/{path}": content for path, content in rest.items()}}
    files |= dict.fromkeys(("handout/sheet-a4.pdf", "handout/full-a4.pdf", f"booklet/{SLUG}.epub"), leaflet)
    reports = tuple(FileReport(path, "", len(content), digest(content)) for path, content in files.items())
    product = ProductReport("page", "web", "", reports, Findings())
    report = EditionReport(name, slug, "", "current", False, Fate.BUILT, Findings(), (product,))
    with output.locked():
        output.publish(name, files, (), edition_to_json(report))


def _processor_seconds(root: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1795737600"}
    subprocess.run(
        [sys.executable, "-P", "-m", "pipeline", "site"], cwd=root, env=environment, check=True, capture_output=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


QUERIES = ("wound", "wou", "wuond skin", "heart sleep", "guide 4711", "tooth cough fever", "zzzz")


def _said(number: int) -> str:
    return " and ".join(TOPICS[number * step % 16] for step in range(1, 14))


def _search() -> Iterator[Measure]:
    from playwright.sync_api import sync_playwright

    one = guide("guide")
    guides = [
        replace(
            one,
            title=f"{TOPICS[n % 16].title()} {TOPICS[n % 13]}: guide {n}",
            description=f"What to know about {_said(n)}, and when to call."[:160],
            path=f"guide-{n}/index.html",
        )
        for n in range(SEARCHED)
    ]
    data = search_data(guides, "en", "library/search/en.js").encode()
    yield Measure(f"what the search of {SEARCHED:,} guides looks in", len(data) / 1e6, "MB", 2)
    with TemporaryDirectory() as folder, sync_playwright() as driver:
        root = Path(folder)
        (root / "search").mkdir()
        (root / "search/en.js").write_bytes(data)
        for name in ("minisearch.js", "search.js"):
            shutil.copy2(ROOT / "styles/site" / name, root / "search" / name)
        form = '<form class="search" hidden data-lang="en" data-folder="search" data-found="{count}" data-none="none">'
        inside = '<input id="search"><p class="status"></p><ol class="results"></ol></form>'
        script = '<script src="search/search.js"></script>'
        (root / "index.html").write_text(f"<!doctype html>{form}{inside}{script}", encoding="utf-8")
        shown = driver.chromium.launch(executable_path=chromium_path()).new_page()
        shown.goto((root / "index.html").as_uri())
        begun = shown.evaluate("performance.now()")
        shown.fill("#search", "wound")
        shown.wait_for_function("document.querySelector('.status').textContent !== ''", polling=20, timeout=60_000)
        yield Measure("its first answer, loading included", (shown.evaluate("performance.now()") - begun) / 1000)
        taken = []
        for query in QUERIES:
            once = "q => { const t = performance.now(); plainleafSearch.find(q); return performance.now() - t; }"
            taken.append(statistics.median(shown.evaluate(once, query) for _ in range(5)))
        yield Measure(
            "its slowest answer afterwards", max(taken), "ms", 50, f"median {statistics.median(taken):.1f} ms"
        )

"""A booklet of the sample article beside pandoc's own EPUB of it; a long book and how its time grows."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from pipeline.edition.artifact import Product
from pipeline.edition.edition import Edition
from pipeline.formats import booklet
from pipeline.formats.booklet import cover as covers
from pipeline.formats.booklet import rendering
from tests.bench.measure import Measure, seconds
from tests.booklet.library import ROOT, article, edition, sample

ARTICLE = "exosomes-hair-loss"
EPUB = Product("booklet", "epub")
REFERENCES = 'references: [{id: a, type: book, title: Tides, issued: 2020, URL: "https://www.example.org/a"}]\n'
SENTENCE = "Water rises and falls twice a day, and the people who live by the sea plan their work by it [@a]. "


def measures() -> Iterator[Measure]:
    made = edition(sample(ARTICLE))
    cover = covers.paint_cover(made, rendering.view_of(made, EPUB))  # type: ignore[attr-defined]
    painted = rendering.paint_cover  # type: ignore[attr-defined]
    rendering.paint_cover = lambda *_: cover  # type: ignore[attr-defined]
    try:
        booklet.render(made, EPUB)
        pandoc = seconds(pandoc_epub, 7)
        yield Measure("the sample article as an EPUB by pandoc, a process", pandoc)
        yield Measure(
            "our booklet of it, warm, parsing and cover aside", seconds(lambda: _render(made), 7), "s", 1.5 * pandoc
        )
        short, long = (_rendering_of(long_edition(chapters)) for chapters in (50, 200))
        yield Measure("rendering 50 chapters of 750 words", short)
        yield Measure("rendering 200 of them: four times as much", long, "s", 1.25 * 4 * short + 0.2)
    finally:
        rendering.paint_cover = painted  # type: ignore[attr-defined]
    wall, work, memory = long_book()
    note = f"{work:.1f} s of processor time"
    yield Measure("150,000 words in 200 chapters, parsing and cover included", wall, "s", 20.0, note)
    yield Measure("its memory, pandoc's included", memory, "MB", 1024.0)


def _render(made: Edition) -> None:
    booklet.render(made, EPUB)


def _rendering_of(made: Edition) -> float:
    return seconds(lambda: _render(made), 3)


def pandoc_epub() -> None:
    import pypandoc

    folder = ROOT / "source" / ARTICLE
    with tempfile.TemporaryDirectory() as out:
        subprocess.run(
            [
                pypandoc.get_pandoc_path(),
                "--from=commonmark_x",
                "--to=epub3",
                "--toc",
                f"--resource-path={folder}",
                f"--output={out}/article.epub",
                folder / "article.md",
            ],
            check=True,
            capture_output=True,
        )


def long_edition(chapters: int) -> Edition:
    """An edition of `chapters` chapters of about 750 words: sections, lists, notes, citations, links."""
    parts = ["Something to read first."]
    for chapter in range(chapters):
        parts.append(f"## Chapter {chapter} {{#c{chapter}}}")
        for part in range(5):
            link = f"See [the next](#c{(chapter + 1) % chapters}).[^{chapter}-{part}]"
            parts.append(f"### Part {part}\n\n{SENTENCE * 6}{link}\n\n- one point\n- another point\n")
    parts += [f"[^{chapter}-{part}]: A note." for chapter in range(chapters) for part in range(5)]
    return edition(article("\n\n".join(parts), more=REFERENCES))


def long_book() -> tuple[float, float, float]:
    """Seconds of wall and of processor time, and MB, of a process that parses and renders 200 chapters."""
    program = (
        "from tests.bench.booklet import EPUB, long_edition\nfrom pipeline.formats import booklet\n"
        "booklet.render(long_edition(200), EPUB)\n"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = seconds(lambda: subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True), 1)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, work, after.ru_maxrss / 1024

"""What a booklet is made of, read back from its bytes; and what EPUBCheck says of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.certifying import JavaWorker, certify
from pipeline.edition.artifact import Artifact
from pipeline.edition.edition import Edition
from pipeline.formats import booklet
from pipeline.formats.booklet.opening import OpenBook, open_book
from tests.booklet.library import ROOT, article, edition, sample
from tests.judges import ace


def render(made: Edition) -> Artifact:
    (product,) = booklet.products(made)
    return booklet.render(made, product)


def opened(made: Edition) -> OpenBook:
    return open_book(render(made).main.content)


def paths(book: OpenBook) -> list[str]:
    return [page.path.removeprefix("EPUB/") for page in book.spine]


def test_the_pages_stand_in_the_order_of_a_book() -> None:
    assert paths(opened(edition(sample("exosomes-hair-loss")))) == [
        "cover.xhtml",
        "title.xhtml",
        "imprint.xhtml",
        "nav.xhtml",
        "opening.xhtml",
        *(f"ch0{number}.xhtml" for number in range(1, 8)),
        "glossary.xhtml",
        "references.xhtml",
        "about.xhtml",
        "illustrations.xhtml",
    ]


def test_references_are_numbered_in_the_order_of_the_text_and_lead_back() -> None:
    references = """references:
  - {id: a, type: book, title: First, issued: 2020, URL: "https://www.example.org/a"}
  - {id: b, type: book, title: Second, issued: 2021, URL: "https://www.example.org/b"}
  - {id: c, type: book, title: Never cited, issued: 2021, URL: "https://www.example.org/c"}
"""
    book = opened(edition(article("Ebb [@b].\n\n## Flood\n\nFlood [@a; @b].\n", more=references)))
    page = book.page("EPUB/references.xhtml")
    entries = ["".join(entry.itertext()) for entry in page.find("//h:li")]
    assert [entry.split(".")[0] for entry in entries] == ["Second", "First"]
    assert page.find('//h:a[@role="doc-backlink"]/@href') == ["opening.xhtml#cite-1-1", "ch01.xhtml#cite-2-1"]
    assert book.page("EPUB/ch01.xhtml").find('//h:a[@role="doc-biblioref"]/@href') == [
        "references.xhtml#ref-2",
        "references.xhtml#ref-1",
    ]


def test_a_link_to_a_block_that_the_book_leaves_out_becomes_text() -> None:
    body = "See [the form](#form).\n\n::: {#form only=handout}\nName\n:::\n"
    page = opened(edition(article(body))).page("EPUB/opening.xhtml")
    assert not page.find("//h:a")
    assert "the form" in "".join(page.root.itertext())


def test_articles_with_the_same_keys_share_a_book_without_doubled_ids(worker: JavaWorker) -> None:
    body = "Tides.[^1] [More](#more), [theirs](waves#more).\n\n## More {#more}\n\nText.\n\n[^1]: A note.\n"
    made = edition(article(body), article(body.replace("waves", "tides"), slug="waves", title="Waves"), title="Sea")
    artifact = render(made)
    assert booklet.check(booklet.read(artifact), made).found == ()
    book = open_book(artifact.main.content)
    assert book.page("EPUB/ch01.xhtml").find("//h:a/@href")[1:3] == ["#tides--more", "ch02.xhtml#waves--more"]
    (certificate,) = certify([artifact.main], worker=worker)
    assert certificate.messages == ()


@pytest.mark.parametrize(
    ("slug", "lang", "brand"),
    [
        ("exosomes-hair-loss", "en", "harbour-clinic"),
        ("exosomes-hair-loss", "es", "fieldnote-press"),
        ("exosomes-hair-loss", "ar", "harbour-clinic"),
        ("wound-aftercare", "en", "fieldnote-press"),
    ],
)
def test_epubcheck_has_nothing_to_say_of_the_sample_library(
    slug: str, lang: str, brand: str, worker: JavaWorker
) -> None:
    (certificate,) = certify([render(edition(sample(slug, lang), brand=brand)).main], worker=worker)
    assert (certificate.passed, certificate.messages) == (True, ())


@pytest.mark.needs_node
@pytest.mark.needs_chromium
# What is said of a book does not depend on its language, but for the way it runs; a collection holds both samples.
@pytest.mark.parametrize("which", ["ar", "collection"])
def test_ace_has_nothing_to_say_of_the_sample_library(which: str, tmp_path: Path) -> None:
    if which == "collection":
        made = edition(sample("exosomes-hair-loss"), sample("wound-aftercare"), title="Hair and skin")
    else:
        made = edition(sample("exosomes-hair-loss", which))
    path = tmp_path / "book.epub"
    path.write_bytes(render(made).main.content)
    assert ace(path, tmp_path / "ace") == []


def test_a_formula_is_mathml_with_words_and_said_so(worker: JavaWorker) -> None:
    made = edition(article("The height is $h = \\frac{a}{2}$ on average.\n"))
    artifact = render(made)
    book = open_book(artifact.main.content)
    (formula,) = book.page("EPUB/opening.xhtml").find("//m:math")
    assert formula.get("alttext") == "h =\N{NO-BREAK SPACE}a/2"
    assert {"MathML", "describedMath"} <= set(book.meta("schema:accessibilityFeature"))
    (certificate,) = certify([artifact.main], worker=worker)
    assert certificate.messages == ()


PROGRAM = """
import hashlib
from pipeline.formats import booklet
from tests.booklet.library import edition, sample
made = edition(sample("wound-aftercare", "ar"))
print(hashlib.sha256(booklet.render(made, booklet.products(made)[0]).main.content).hexdigest())
"""


def test_the_same_edition_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    digests = set()
    for seed, zone, locale in (("1", "UTC", "C"), ("2", "Asia/Tokyo", "de_DE.UTF-8")):
        ran = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "TZ": zone, "LANG": locale, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        digests.add(ran.stdout.strip())
    assert len(digests) == 1


@pytest.mark.parametrize("key", ["note-1", "ref-1", "cite-1-1", "opening", "opening-title", "disclaimer", "ch01"])
def test_an_authors_key_never_meets_an_id_of_the_book(key: str) -> None:
    references = 'references: [{id: a, type: book, title: A, issued: 2020, URL: "https://www.example.org/a"}]\n'
    body = f"Text [@a].[^1]\n\n[there](#{key})\n\n## One {{#{key}}}\n\nText.\n\n::: about\nUs.\n:::\n\n[^1]: Note.\n"
    for section in (body, body.replace("## One {", "::: {.callout .tip ").replace("}\n\nText.", "}\nText.\n:::")):
        made = edition(article(section, more=references))
        assert booklet.check(booklet.read(render(made)), made).found == ()


@pytest.mark.parametrize(
    "body",
    ["## Who we are\n\n::: about\nWe write leaflets.\n:::\n", "::: about\n## Who we are\n\nWe write leaflets.\n:::\n"],
)
def test_the_heading_of_what_is_said_about_the_publisher_moves_with_it(body: str) -> None:
    made = edition(article(f"## One\n\nText.\n\n{body}"))
    page = opened(made).page("EPUB/about.xhtml")
    assert ["".join(heading.itertext()) for heading in page.find("//h:h2")] == ["Who we are"]

"""What escapes and character references bring into an article is found in the head, the blocks, snippets and drafts."""

from __future__ import annotations

import pytest

from pipeline.article.reading import read_articles
from pipeline.article.syntax import HIDDEN_CHARACTER
from pipeline.edition.binding import read_evaluation
from pipeline.edition.publication import read_collection
from pipeline.finding import Place
from pipeline.house.brand import read_brand
from pipeline.showing.display import finding_lines
from tests.workspace import HEAD, ROOT, reading_of, source_of

ACTION = "\n\n::: action\nLook at the label first.\n:::\n"


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("Take &#8238;05&#8236; mg.", "hidden-character"),
        ("Take 5&#x200b;0 mg.", "hidden-character"),
        ("Take par**\u0430**cetamol.", "look-alike"),
        ("Take par&#1072;cetamol.", "look-alike"),
        ("Take 5&#27;[2J mg.", "control-character"),
        ("`code &#xe000;` \ue000", "hidden-character"),
        ("![Show &#8238;05](images/a.svg)", "hidden-character"),
        ("See [this](https://exa\u00admple.org/5).", "hidden-character"),
        ('::: {.table caption="Take \u202e05"}\n| a | b |\n|---|---|\n| 1 | 2 |\n:::', "hidden-character"),
        ("A note.[^1]\n\n[^1]: Take &#8238;05.", "hidden-character"),
    ],
)
def test_a_disguise_in_the_body_is_an_error(body: str, rule: str) -> None:
    reading = reading_of(f"## Doses\n\n{body}{ACTION}", {"a.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>'})
    assert [f for f in reading.findings.errors if f.rule == f"article/{rule}" and f.where.first > 25]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Tides and how to read them", 'title: "Tides \\u202e05"'),
        ("name: Example Reviewer", 'name: "Example \\u202eReviewer"'),
        ("name: Example Reviewer", 'name: "Exam\\u00adple Reviewer"'),
        ("summary: When", 'summary: "\\e[2J When'),
    ],
)
def test_a_disguise_in_the_head_is_an_error_at_its_line(old: str, new: str) -> None:
    head = HEAD.replace(old, new)
    head = head.replace("take along.", 'take along."') if "summary" in new else head
    reading = reading_of(f"---\n{head}---\n\n## Doses\n\nOne.{ACTION}")
    [finding] = [f for f in reading.findings.errors if "character" in f.rule]
    assert old.split(":", maxsplit=1)[0] in f"---\n{head}".split("\n")[finding.where.first - 1]


def test_a_disguise_in_a_snippet_is_an_error_at_its_file() -> None:
    text = f'## Doses\n\n::: {{include="dose"}}\n:::{ACTION}'.encode()
    [reading] = read_articles(source_of({"article.md": text}, snippets={"dose.md": "Take \u202e05.\n".encode()}))
    assert [(f.where.file, f.where.first) for f in reading.findings.errors] == [("source/_snippets/dose.md", 1)]


def test_no_control_reaches_a_format_even_in_a_draft() -> None:
    """XML cannot hold them, so a draft that did would end in a traceback instead of a page."""
    reading = reading_of(f"## Doses\n\nTake 5&#27;[2J mg \u202enow\ufdd0.{ACTION}")
    assert reading.article and "Take 5[2J mg now." in repr(reading.article.blocks)


def test_translations_are_not_blamed_for_what_the_original_holds() -> None:
    head = HEAD.replace("name: Example Reviewer", 'name: "Example \\u202eReviewer"')
    spanish = "---\nlang: es\ntitle: Mareas\nsummary: Agua.\nmain_message: Mire.\n"
    spanish += "funding: none\nconflicts: none\n---\n\n## Uno\n\nDos.\n"
    files = {"article.md": f"---\n{head}---\n\nOne.{ACTION}".encode(), "article.es.md": spanish.encode()}
    original, translation = read_articles(source_of(files))
    assert original.findings.errors
    assert not [f for f in translation.findings.errors if "character" in f.rule]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "', 'name = "\\u202e'),
        ('accent = "', 'note = "\\u001b[2J"\naccent = "'),
    ],
)
def test_a_brand_that_disguises_something_is_refused(old: str, new: str) -> None:
    toml = (ROOT / "styles" / "brands" / "harbour-clinic" / "brand.toml").read_text(encoding="utf-8")
    brand, findings = read_brand("tide", {"brand.toml": toml.replace(old, new, 1).encode()})
    assert brand is None
    assert [f for f in findings.errors if "U+202E" in f.message or "U+001B" in f.message]


@pytest.mark.parametrize("title", ["Dose \\u202e05", "D\u043ese"])
def test_a_collection_that_disguises_something_is_refused(title: str) -> None:
    collection, findings = read_collection("book", f'articles = ["tides"]\ntitle = "{title}"\n'.encode())
    assert collection is None
    assert [finding.where.first for finding in findings.errors] == [2]


@pytest.mark.parametrize(
    "content",
    [b"a = " + b"[" * 100_000, b"a = " + b"9" * 9000, b"\xff", b"a", b"\xef\xbb\xbfa = [", b"a = {b = " * 5000],
)
def test_a_table_that_is_none_is_a_finding_on_its_file(content: bytes) -> None:
    assert [f.where.file for f in read_collection("book", content)[1].errors] == ["source/book.collection.toml"]
    assert [f.where.file for f in read_brand("tide", {"brand.toml": content})[1].errors] == [
        "styles/brands/tide/brand.toml"
    ]
    assert read_evaluation(content, "evaluation.toml")[1].errors


def test_messages_do_not_act_on_the_terminal() -> None:
    finding = HIDDEN_CHARACTER.finding(Place("a\x1b[2J.md"), "says \u202e05", "look\rup")
    assert not any(character in "".join(finding_lines(finding)) for character in "\u202e\r")
    assert "⟨U+001B⟩[2J" in finding_lines(finding)[0]

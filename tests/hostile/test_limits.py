"""What asks for more work than any reader is worth is named at its line, and costs seconds, not minutes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import limits
from pipeline.article.body import pandoc
from pipeline.article.body.bounds import check_bounds
from pipeline.article.body.pandoc import Allowance, PandocError, run_pandoc
from pipeline.article.reading import read_articles
from pipeline.fault import TOO_MUCH
from tests.workspace import reading_of, source_of

HEAD_LINES = 27
ACTION = "\n\n::: action\nLook first.\n:::\n"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("one\n\n" + "word " * 20_000, 3),
        ("one\n\n" + "[" * 50_000, 3),
        ("[a](b) " * 30 + "\n" + "![a " * 2_000, 2),
        ("one\n[^1]\n\n[^1]: see [^1]", 4),
        ("[^a]\n\n[^a]: see [^b]\n\n[^b]:\n    see [^A]", 3),
        ("[^0]\n\n" + "".join(f"[^{i}]: x[^{i + 1}] y[^{i + 1}]\n\n" for i in range(40)), 3),
        ("".join(":" * (3 + i) + " a\n" for i in range(800)), 31),
        ("".join(f"[r{i}]: /u\n" for i in range(3_000)), 1001),
        ("::: a" + " " * 10_000 + "x", 1),
        ("one\n" + "a" * 3_000, 2),
        ("https://example.org/" + "a" * 3_000, 1),
        ("".join(f"### H{i}\n\n" for i in range(1_500)), 2001),
        ("Heading\n---\n\n" * 1_500, 3002),
        ("a\n: b\n" * 1_500, 2002),
    ],
)
def test_what_no_article_needs_is_found_before_pandoc_runs(body: str, line: int) -> None:
    started = time.monotonic()
    found = check_bounds(body, "file")
    assert [(finding.rule, finding.where.first) for finding in found][:1] == [(TOO_MUCH.name, line)]
    assert time.monotonic() - started < 5
    assert [f.rule for f in reading_of(body + ACTION).findings.found if f.rule == TOO_MUCH.name]


def test_honest_texts_are_within_bounds() -> None:
    notes = "".join(f"A[^{i}] sentence [with a link](https://example.org/{i}).\n\n" for i in range(1_000))
    notes += "".join(f"[^{i}]: A note that names [^0-9] and `[^{i}]`.\n\n" for i in range(1_000))
    cites = " ".join(f"[@r{i}]" for i in range(400))
    links = "".join(f"[r{i}]: https://example.org/{i}\n\n" for i in range(400))
    assert check_bounds(f"{notes}\n{cites}\n\n{links}\n" + "long paragraph " * 2_000, "file") == []
    assert check_bounds("::: note\nWords.\n:::\n\n---\n\n" * 1_100 + "## Heading\n\n" * 900, "file") == []
    assert check_bounds("漢字" * 5_000 + "\n\n" + "ภาษาไทย" * 2_000, "file") == []


def test_a_table_without_end_is_found() -> None:
    table = "|a" * 300 + "\n" + "|-" * 300 + "\n" + "|b" * 300
    reading = reading_of(f'::: {{.table caption="x"}}\n{table}\n:::{ACTION}')
    assert [f.where.first for f in reading.findings.errors if f.rule == TOO_MUCH.name] == [HEAD_LINES]


def snippets(width: int, depth: int) -> dict[str, bytes]:
    made = {f"s{level}.md": f"::: {{include=s{level + 1}}}\n:::\n\n".encode() * width for level in range(depth)}
    return made | {f"s{depth}.md": b"Words.\n"}


def test_snippets_that_include_snippets_end() -> None:
    """40 × 40 × 40 would be 64,000 paragraphs."""
    started = time.monotonic()
    text = b"::: {include=s0}\n:::\n" + ACTION.encode()
    [reading] = read_articles(source_of({"article.md": text}, snippets=snippets(40, 3)))
    assert [f.rule for f in reading.findings.errors] == [TOO_MUCH.name]
    assert time.monotonic() - started < 15


@pytest.mark.parametrize(("width", "depth"), [(1, 11), (10, 2)])
def test_snippets_in_snippets_are_no_circle(width: int, depth: int) -> None:
    text = b"::: {include=s0}\n:::\n" + ACTION.encode()
    [reading] = read_articles(source_of({"article.md": text}, snippets=snippets(width, depth)))
    assert not reading.findings.errors
    assert repr(reading.article).count("Words.") == width**depth


def test_a_circle_of_snippets_is_named() -> None:
    circle = {"s0.md": b"::: {include=s1}\n:::\n", "s1.md": b"::: {include=s0}\n:::\n"}
    [reading] = read_articles(source_of({"article.md": b"::: {include=s0}\n:::\n" + ACTION.encode()}, snippets=circle))
    assert [(f.where.file, f.message) for f in reading.findings.errors] == [
        ("source/_snippets/s1.md", 'the snippet "s0" includes itself')
    ]


@pytest.mark.parametrize(
    ("allowance", "text", "said"),
    [
        (Allowance(seconds=0.5), "[^1]\n\n[^1]: [^1]\n", "longer than"),
        (Allowance(heap="64M"), "[^1]\n\n[^1]: [^1]\n", "64M of memory"),
        (Allowance(answer=100_000), "word *word* " * 4_000, "100,000 bytes"),
    ],
)
def test_pandoc_is_ended_at_its_limits(allowance: Allowance, text: str, said: str) -> None:
    started = time.monotonic()
    with pytest.raises(PandocError) as error:
        run_pandoc(["-f", pandoc.READER, "-t", "json"], text, allowance=allowance)
    assert said in error.value.message
    assert time.monotonic() - started < 30


def test_pandoc_answers_while_it_reads() -> None:
    """A text of megabytes fills the pipes both ways."""
    text = "word word\n\n" * 15_000
    assert len(run_pandoc(["-f", "commonmark", "-t", "plain"], text, allowance=Allowance())) > 150_000


@pytest.mark.skipif(sys.platform != "linux", reason="a child learns of its parent's death by prctl(2)")
def test_pandoc_dies_with_the_process_that_asked() -> None:
    """A worker that is killed leaves no pandoc behind that takes the machine's memory."""
    program = (
        "from pipeline.article.body.pandoc import run_pandoc, READER\n"
        'run_pandoc(["-f", READER, "-t", "json"], "[^1]\\n\\n[^1]: [^1]\\n", "500M")'
    )
    parent = subprocess.Popen([sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": str(Path.cwd())})
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    deadline = time.monotonic() + 20
    child = 0
    while not child and time.monotonic() < deadline:
        threads = Path(f"/proc/{parent.pid}/task").glob("*/children") if children.exists() else []
        found = " ".join(path.read_text() for path in threads).split()
        child = int(found[0]) if found else 0
        time.sleep(0.05)
    assert child
    time.sleep(0.3)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        if "\nState:\tZ" in Path(f"/proc/{child}/status").read_text():
            break
        time.sleep(0.05)
    assert time.monotonic() < deadline


def test_a_head_without_end_is_refused_unread() -> None:
    started = time.monotonic()
    reading = reading_of("---\na: [" + "b, " * 60_000 + "]\n---\n\nWords.\n")
    assert [f.rule for f in reading.findings.errors] == ["article/too-large"]
    assert time.monotonic() - started < 3
    assert limits.HEAD_BYTES < 180_000

"""A PDF that somebody worked on after it was made is never passed: locked, signed, cut off, noted on, without tags."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from tests.facts_bench.editions import edition_of
from tests.facts_bench.running import Bench, bench_of
from tests.facts_bench.splicing import with_file

Work = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def bench() -> Bench:
    return bench_of(edition_of("shot-day", "en", "harbour-clinic"))


def saved(change: Callable[[Any], object] = bool, **how: Any) -> Work:
    def work(content: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            change(pdf)
            out = io.BytesIO()
            pdf.save(out, **how)
        return out.getvalue()

    return work


def sign(pdf: Any) -> None:
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, T="Signature1", Rect=[0, 0, 0, 0]
        )
    )
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=3)


def attach(pdf: Any) -> None:
    pdf.attachments["more.txt"] = b"take 8"


def untag(pdf: Any) -> None:
    del pdf.Root.StructTreeRoot


def cover(pdf: Any) -> None:
    page = pdf.pages[0]
    page.contents_add(pdf.make_stream(b"q"), prepend=True)
    page.contents_add(pdf.make_stream(b"Q 1 1 1 rg 40 300 500 200 re f"))


@pytest.mark.parametrize(
    ("work", "rule", "said"),
    [
        (saved(encryption=pikepdf.Encryption(owner="o", user="u")), "facts/unreadable", "asks for a password"),
        (saved(encryption=pikepdf.Encryption(owner="o", user="")), "facts/unreadable", "a screen reader or a printer"),
        (lambda content: content[: len(content) // 2], "facts/unreadable", "its end is missing"),
        (lambda content: content[:-30], "facts/unreadable", "damaged or cut off"),
        (lambda content: b"<html>Not found</html>", "facts/unreadable", "it is no PDF"),
        (lambda content: b"", "facts/unreadable", "it is no PDF"),
        (saved(sign), "facts/altered", 'somebody signed it ("Signature1")'),
        (saved(attach), "facts/altered", "a file is attached to it"),
        (saved(untag), "facts/altered", "its tags are gone"),
        (saved(cover), "facts/altered", "should stand"),
    ],
)
def test_what_was_done_to_a_handout_is_said(bench: Bench, work: Work, rule: str, said: str) -> None:
    product = bench.products["handout", "full"]
    made = bench.original(product).made
    found = bench.say(product, with_file(made, made.main.name, work(made.main.content)))
    assert any(each.rule == rule and said in each.message for each in found.errors), found.found


def test_a_handout_saved_by_another_program_is_no_other_handout(bench: Bench) -> None:
    product = bench.products["handout", "full"]
    made = bench.original(product).made
    content = saved(linearize=True)(made.main.content)
    assert not bench.say(product, with_file(made, made.main.name, content)).found

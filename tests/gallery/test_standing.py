"""The gallery sees text that stands on other text, on paper and in a browser, and takes tight lines for none."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from tests.gallery.standing import covered, runs
from tests.handout.sample import edition, printed
from tests.judges import lines

PAGE = """<!doctype html><html lang="en"><title>a</title><body style="margin:0;line-height:1.1">
<p>Keep the wound clean and dry<br>and change the dressing every day.</p><div style="position:relative">
<p style="position:absolute;top:0;left:0">Take one tablet</p>
<p style="position:absolute;top:{apart}px;left:0">Call at once</p>
</div><div style="width:72px;height:90px;overflow:hidden;white-space:nowrap">200 mg {words}</div></body></html>"""


@pytest.mark.needs_node
@pytest.mark.needs_chromium
def test_a_browser_names_words_that_stand_on_others_and_words_behind_an_edge(tmp_path: Path) -> None:
    for name, apart, words in (("bad", 4, "paracetamol"), ("good", 40, "")):
        (tmp_path / f"{name}.html").write_text(PAGE.format(apart=apart, words=words), encoding="utf-8")
    (bad,), (good,) = (lines(tmp_path / f"{name}.html", (320,), ()) for name in ("bad", "good"))
    assert "Take / Call" in bad.covered
    assert bad.over == ("paracetamol",)
    assert (good.covered, good.over) == ((), ())


@pytest.mark.parametrize(("lang", "variant"), [("en", "sheet"), ("ar", "tri-fold")])
def test_nothing_on_a_small_leaflet_stands_on_other_text(lang: str, variant: str) -> None:
    pages = runs(printed(edition(lang=lang), variant).main.content)
    assert [pair for page in pages for pair in covered(page)] == []
    assert all(pages)


def test_a_run_that_is_printed_over_another_is_seen() -> None:
    content = printed(edition(), "sheet").main.content
    pdf, other = (pikepdf.open(io.BytesIO(content)) for _ in range(2))
    # The page once more, a little lower and to the right.
    again = pdf.copy_foreign(other.pages[0].as_form_xobject())
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary({"/P1": again})
    pdf.pages[0].contents_add(b"q 1 0 0 1 4 -3 cm /P1 Do Q", prepend=False)
    out = io.BytesIO()
    pdf.save(out)
    (first, *_) = runs(out.getvalue())
    assert "Medicine / a dressing is" in set(covered(first))

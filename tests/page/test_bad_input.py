"""What authors write in odd ways: nothing arrives unescaped, nothing is lost, and the rules find nothing wrong."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import lxml.html
import pytest

from pipeline.edition.edition import Edition
from pipeline.formats import page
from pipeline.formats.page.fonts import Set, fonts_of
from tests.booklet.library import article, edition, sample
from tests.judges import run_node
from tests.page.sample import rendered, tides

MANY = "\n\n".join(f"## Part {number} {{#part-{number}}}\n\nWater rises {number} times." for number in range(1, 41))
ODD = {
    "a title that would end a script": edition(
        article("Water rises.", title="Tides </script><script>alert(1)</script> & <b>waves</b> “quoted”")
    ),
    "forty sections": edition(article(MANY)),
    "one paragraph": edition(article("Water rises.")),
    "another direction": edition(article("يرتفع الماء. خذ 500 mg.", title="المد والجزر", lang="ar")),
    "a long word": edition(article("Water " + "rises" * 60 + ".", title="Tide" * 30)),
    "ids that look like ours": edition(article("## Notes {#notes}\n\nA.[^1]\n\n## Title {#title}\n\nB.\n\n[^1]: C.")),
    "letters that few fonts have": edition(article("Water ₂ rises → 3 ≤ 5, Ďáblická, Ελλάδα, Київ.")),
    "a wide table": edition(article("|" + " A |" * 12 + "\n|" + "---|" * 12 + "\n|" + " longer words |" * 12)),
}


@pytest.mark.parametrize("made", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("variant", ["web", "embed", "blocks"])
def test_odd_articles_become_sound_pages(made: Edition, variant: str) -> None:
    artifact = rendered(made, variant)
    found = page.check(page.read(artifact), made)
    assert [(finding.rule, finding.message) for finding in found.found] == []
    assert not found.faults
    title = " ".join(made.article.front.title.split())
    said = " ".join(passage.text for passage in page.read(artifact).passages).replace("\u00a0", " ")
    assert title in said


def test_a_title_ends_no_script() -> None:
    root = lxml.html.document_fromstring(rendered(ODD["a title that would end a script"]).main.content)
    (script,) = root.iter("script")
    record = json.loads(script.text)
    assert record["name"].startswith("Tides </script>")
    assert root.find(".//title").text.startswith("Tides </script>")
    assert not list(root.iter("b"))


@pytest.mark.needs_node
def test_blocks_keep_to_their_schema(tmp_path: Path) -> None:
    for number, made in enumerate((tides(), ODD["forty sections"], ODD["another direction"])):
        artifact = rendered(made, "blocks")
        (tmp_path / "schema.json").write_bytes(artifact.file("blocks.schema.json").content)
        (tmp_path / f"{number}.json").write_bytes(artifact.main.content)
        assert json.loads(run_node("schema.js", tmp_path / "schema.json", tmp_path / f"{number}.json")) == []


def test_the_sample_pages_are_light() -> None:
    """HTML packed as servers send it, and fonts."""
    for slug, lang in (
        ("wound-aftercare", "en"),
        ("wound-aftercare", "ar"),
        ("exosomes-hair-loss", "en"),
        ("exosomes-hair-loss", "ar"),
    ):
        files = rendered(edition(sample(slug, lang))).files
        fonts = sum(len(file.content) for file in files if file.media_type == "font/woff2")
        assert len(gzip.compress(files[0].content)) + fonts <= 60_000, (slug, lang)


def test_a_face_without_italics_is_brought_once() -> None:
    said: dict[Set, str] = {"text": "ماء ñ", "slanted": "بحر"}
    arabic = fonts_of(edition(sample("wound-aftercare", "ar")), said)
    assert (len(arabic.files), arabic.css.count("@font-face")) == (1, 1)
    english = fonts_of(edition(sample("wound-aftercare", "en")), {"text": "sea", "slanted": "tide"})
    assert (len(english.files), english.css.count("font-style:italic")) == (2, 1)

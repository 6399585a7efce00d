"""The files of a campaign are what other programs take them for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.edition.artifact import Product
from pipeline.formats import social
from pipeline.formats.social.schedule import read_timetable, schedule
from tests.judges import axe, page_size, run_node
from tests.social.sample import edition, listed, sound_campaign, sound_edition, with_settings
from tests.social.test_schedule import NOW


def written(folder: Path) -> Path:
    for file in sound_campaign().files:
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    return folder


@pytest.mark.needs_node
def test_posts_json_fits_its_schema(tmp_path: Path) -> None:
    """Ajv, a JSON Schema implementation that is not ours, reads both, before and after the times are given."""
    written(tmp_path)
    timed, _ = schedule(listed(sound_campaign()), read_timetable("2026-12-01", ("09:00",), 1, "", "UTC"), NOW)
    for values in (listed(sound_campaign()), timed):
        (tmp_path / "posts.json").write_text(json.dumps(values), encoding="utf-8")
        assert json.loads(run_node("schema.js", tmp_path / "posts.schema.json", tmp_path / "posts.json")) == []


@pytest.mark.needs_node
def test_the_schema_objects_to_what_is_not_a_post(tmp_path: Path) -> None:
    written(tmp_path)
    values = listed(sound_campaign())
    values["posts"][0]["network"] = "myspace"
    del values["posts"][1]["link"]
    (tmp_path / "posts.json").write_text(json.dumps(values), encoding="utf-8")
    complaints = json.loads(run_node("schema.js", tmp_path / "posts.schema.json", tmp_path / "posts.json"))
    assert len(complaints) == 2


@pytest.mark.needs_node
@pytest.mark.needs_chromium
def test_the_sheet_is_readable_for_everybody(tmp_path: Path) -> None:
    page = written(tmp_path) / "sheet.html"
    assert axe(page) == []
    for width in (360, 1300):
        assert page_size(page, width=width)[0] <= width


def test_the_sheet_shows_every_post_and_escapes_what_authors_write() -> None:
    sheet = sound_campaign().file("sheet.html").content.decode()
    for post in listed(sound_campaign())["posts"]:
        assert f'src="{post["media"][0]["file"]}"' in sheet
    sly = edition("::: key-points\n- Use `<script>alert(1)</script>` once.\n:::\n", settings={"networks": ["x"]})
    artifact = social.render(sly, Product("social", "posts"))
    assert b"<script" not in artifact.file("sheet.html").content


def test_open_graph_tags_lead_to_the_announcement_card() -> None:
    tags = sound_campaign().file("open-graph.html").content.decode()
    assert (
        '<meta property="og:image" '
        'content="https://harbour.example.org/pictures/cream/en/cards/01-announcement-1200x630.png">' in tags
    )
    assert '<meta property="og:url" content="https://harbour.example.org/leaflets/cream">' in tags
    assert "utm_" not in tags


def test_a_brand_without_an_address_for_pictures_has_no_open_graph_tags() -> None:
    given = with_settings(sound_edition(), pictures=None, networks=["x"])
    names = [file.name for file in social.render(given, Product("social", "posts")).files]
    assert "open-graph.html" not in names
    assert "cards/01-announcement-1200x630.png" in names


def test_the_same_edition_gives_the_same_bytes() -> None:
    again = social.render(sound_edition(), Product("social", "posts"))
    assert [(file.name, file.sha256) for file in again.files] == [
        (file.name, file.sha256) for file in sound_campaign().files
    ]


def test_a_collection_has_no_campaign() -> None:
    made = edition()
    assert social.products(replace(made, publication=replace(made.publication, is_collection=True))) == ()

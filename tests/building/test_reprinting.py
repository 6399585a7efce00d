"""What was published is made again out of the archive, a collection and what was asked for by name too, or it is told
why not; and what it said is read out of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.building.keeping.history import Event, events
from pipeline.building.keeping.reprinting import library_of, reprint, said_in
from pipeline.building.library import Library
from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError
from pipeline.workspace.archive import Archive
from pipeline.workspace.folder import Workspace
from tests.building.leaf import ARTICLE, DAY, TIDES, retitle, write
from tests.building.test_history import build

SEA = EditionName("tide", "en", "sea")
STEPS = ARTICLE.replace("::: action", "1. Look.\n2. Wait 2 hours.\n\n- Bring boots.\n\n::: action")


def last(workspace: Workspace, name: EditionName = TIDES) -> Event:
    return events(Archive.of(workspace), name)[0][-1]


def files_of(workspace: Workspace, name: EditionName, event: Event) -> dict[str, bytes]:
    return {file: (workspace.output / str(name) / file).read_bytes() for file in event.files}


def engine(workspace: Workspace) -> str:
    return Library.open(workspace, DAY.today).digests.engine


def test_a_collection_is_made_again(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    (workspace.source / "sea.collection.toml").write_text('title = "The sea"\narticles = ["tides", "waves"]\n')
    build(workspace)
    event = last(workspace, SEA)
    files = files_of(workspace, SEA, event)
    retitle(workspace, "Other waves", "waves")
    (workspace.source / "sea.collection.toml").unlink()
    made = reprint(Archive.of(workspace), SEA, event, engine(workspace))
    assert (made.files, made.reasons) == (files, {}) and set(files) == {"twig/full.json"}
    library = library_of(Archive.of(workspace), next(iter(event.inputs.values())))
    assert library.collections["sea"].articles == ("tides", "waves") and set(library.sources) == {"tides", "waves"}
    assert {"sea", "tides", "waves"} <= library.present == library.slugs | {"sea"}
    assert "# Waves" in said_in(Archive.of(workspace), SEA, event)


def test_what_was_asked_for_by_name_is_made_again_with_the_pages_of_the_whole(workspace: Workspace) -> None:
    build(workspace)
    build(workspace, request=replace(DAY, variants=("small",)))
    event = last(workspace)
    files = files_of(workspace, TIDES, event)
    assert set(files) == {f"{form}/{variant}.json" for form in ("leaf", "twig") for variant in ("full", "small")}
    made = reprint(Archive.of(workspace), TIDES, event, engine(workspace))
    assert (made.files, made.reasons) == (files, {})


def test_what_comes_out_otherwise_is_told_with_what_changed_since(workspace: Workspace) -> None:
    build(workspace)
    event, archive = last(workspace), Archive.of(workspace)
    other = replace(event, files={**event.files, "leaf/full.json": "0" * 64})
    made = reprint(archive, TIDES, other, engine(workspace))
    assert made.reasons == {"leaf/full": '"leaf/full.json" comes out otherwise; nothing that is known changed since'}
    assert set(made.files) == {"twig/full.json"}
    assert reprint(archive, TIDES, other, "newer").reasons["leaf/full"].endswith("; plainleaf changed since")
    values = archive.value(event.inputs["leaf/full"])
    older = archive.keep_value({**values, "tools": "older"})
    both = replace(other, inputs=dict.fromkeys(event.inputs, older))
    said = reprint(archive, TIDES, both, "newer").reasons["leaf/full"]
    assert said.endswith("; plainleaf and a library that renders changed since")


def test_why_nothing_can_be_made_is_told_by_product(workspace: Workspace) -> None:
    build(workspace)
    event, archive = last(workspace), Archive.of(workspace)
    only = {name: made_of for name, made_of in event.inputs.items() if name.startswith("leaf/")}
    made = reprint(archive, TIDES, replace(event, inputs=only), engine(workspace))
    assert made.reasons == {"twig": "it was published before plainleaf kept what it is made of"}
    values = archive.value(event.inputs["leaf/full"])
    bad = archive.keep_value({name: value for name, value in values.items() if name != "day"})
    torn = reprint(archive, TIDES, replace(event, inputs=dict.fromkeys(event.inputs, bad)), engine(workspace))
    assert torn.reasons == dict.fromkeys(event.inputs, "the archive's list of what it was made of is not whole")
    more = replace(event, files={**event.files, "leaf/map.json": "0" * 64})
    found = reprint(archive, TIDES, more, engine(workspace))
    assert found.reasons == {"leaf/map.json": "nothing that is made now has this name"}
    strange = replace(event, inputs={**event.inputs, "leaf/tiny": event.inputs["leaf/full"]})
    assert reprint(archive, TIDES, strange, engine(workspace)).reasons == {
        "leaf/tiny": "it cannot be made now; nothing that is known changed since"
    }


def test_what_a_leaflet_said_is_read_line_by_line_even_past_its_day(workspace: Workspace) -> None:
    write(workspace.root, STEPS)
    build(workspace)
    event, archive = last(workspace), Archive.of(workspace)
    values = archive.value(event.inputs["leaf/full"])
    late = archive.keep_value({**values, "day": "2030-01-01"})
    told = said_in(archive, TIDES, replace(event, inputs={"leaf/full": late}))
    assert told == said_in(archive, TIDES, event)
    assert told[0] == "# Tides and how to read them"
    assert "## Walking out" in told and "1. Look." in told and "2. Wait 2 hours." in told and "- Bring boots." in told
    assert "Call +44 20 7946 0999." in told


def test_what_was_published_before_anything_was_kept_cannot_be_read(workspace: Workspace) -> None:
    event = Event(datetime(2026, 1, 1, tzinfo=UTC), True)
    with pytest.raises(PlainleafError) as caught:
        said_in(Archive.of(workspace), TIDES, event)
    assert caught.value.message == "it was published before plainleaf kept what it is made of"
    assert (caught.value.place, caught.value.hint) == (
        "tide/en/tides",
        "look into the files themselves, if somebody kept them",
    )

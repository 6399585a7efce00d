"""A folder of the schedule holds what the last run wrote, and nothing of an earlier one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli.schedule import _earlier, _write, drop_others
from pipeline.edition.artifact import File
from pipeline.workspace.output import Output


def test_files_of_a_network_that_is_kept_out_are_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(tmp_path)
    folder = "_schedule/quay/en/tides"
    for name in ("buffer-x.csv", "buffer-instagram.csv", "campaign.ics"):
        output.write(f"{folder}/{name}", b"old")
    output.write("_schedule/quay/en/tides-2/buffer-instagram.csv", b"another's")
    drop_others(output, folder, {"buffer-x.csv", "campaign.ics"})
    assert sorted(output.files_below("_schedule")) == [
        "_schedule/quay/en/tides-2/buffer-instagram.csv",
        f"{folder}/buffer-x.csv",
        f"{folder}/campaign.ics",
    ]
    assert capsys.readouterr().out == f"removed {folder}/buffer-instagram.csv, which an earlier run wrote\n"


def calendar(*days: str) -> bytes:
    posts = [{"scheduled_at": f"{day}T09:00:00+00:00", "message": "1", "network": "x"} for day in days]
    return json.dumps({"posts": posts}).encode()


def test_an_article_s_own_week_before_counts_and_a_calendar_that_is_corrected_does_not(tmp_path: Path) -> None:
    output = Output(tmp_path)
    target = "quay/en/tides"
    output.write(f"_schedule/{target}/posts.json", calendar("2026-12-07", "2026-12-13"))
    output.write("_schedule/quay/en/surf/posts.json", calendar("2026-12-20"))
    surf, own = "output/_schedule/quay/en/surf/", "output/_schedule/quay/en/tides/"
    assert set(_earlier(output, "quay", "en", target, "2026-12-14")) == {surf, own}
    assert set(_earlier(output, "quay", "en", target, "2026-12-08")) == {surf}


def test_a_calendar_that_gives_way_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(tmp_path)
    output.write("_schedule/quay/en/tides/posts.json", calendar("2026-12-07", "2026-12-13"))
    _write(output, "quay/en/tides", [File("posts.json", "application/json", calendar("2026-12-08"))])
    said = capsys.readouterr().out
    assert "the calendar of 2026-12-07 to 2026-12-13 gives way to this one" in said

"""A folder of the schedule holds what the last run wrote, and nothing of an earlier one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli.schedule import drop_others
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

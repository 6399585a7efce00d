"""What is vendored is named, licensed and holds what the data files claim."""

import tomllib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from pipeline import typeface

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "styles" / "fonts"
TOML = (FONTS / "fonts.toml").read_text(encoding="utf-8")
FAMILIES = tomllib.loads(TOML)["family"]
THIRD_PARTY = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")


def test_every_font_file_is_named_and_every_name_is_a_file() -> None:
    required, optional = typeface.font_files(TOML)
    present = {path.name for path in FONTS.iterdir() if path.suffix not in (".toml", ".txt")}
    assert set(required) <= present <= set(required) | set(optional)


def test_every_family_is_in_the_notices() -> None:
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    for family in FAMILIES:
        name = "Noto Color Emoji" if family["role"] == "emoji" else family["name"]
        assert f"| {name} |" in THIRD_PARTY, name
        assert name in licence or "pack" in family, name


@pytest.mark.parametrize("family", [f for f in FAMILIES if "pack" not in f], ids=lambda family: family["name"])
def test_a_family_holds_exactly_the_range_it_claims(family: dict[str, object]) -> None:
    files = family["files"]
    assert isinstance(files, list)
    held = set.intersection(*(set(TTFont(FONTS / entry["file"], lazy=True).getBestCmap()) for entry in files))
    pairs = typeface.read_range(str(family["range"]))
    assert {point for first, last in pairs for point in range(first, last + 1)} == held


@pytest.mark.parametrize("family", [f for f in FAMILIES if "pack" not in f], ids=lambda family: family["name"])
def test_weight_and_style_are_those_of_the_file(family: dict[str, object]) -> None:
    files = family["files"]
    assert isinstance(files, list)
    for entry in files:
        table = TTFont(FONTS / entry["file"], lazy=True)["OS/2"]
        assert table.usWeightClass == entry["weight"], entry["file"]
        assert bool(table.fsSelection & 1) == (entry["style"] == "italic"), entry["file"]
        assert table.fsType == 0, "the licence bits of the font must allow embedding"

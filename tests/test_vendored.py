"""What is vendored is named, licensed and holds what the data files claim."""

import json
import lzma
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from pipeline.press import typeface

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "styles" / "fonts"
TOML = (FONTS / "fonts.toml").read_text(encoding="utf-8")
FAMILIES = tomllib.loads(TOML)["family"]
GAPS = {("css-clear", "2"), ("css-pseudo-class-link", "1")}
"""Notes that the original data refer to and do not have."""
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


def test_mail_client_features_are_dated_and_whole() -> None:
    table = json.loads((ROOT / "pipeline/formats/newsletter/caniemail.json").read_text(encoding="utf-8"))
    assert date.fromisoformat(table["as_of"]) >= date(2026, 5, 13)
    assert "MIT" in table["licence"]
    features = {feature["slug"]: feature for feature in table["features"]}
    assert len(features) == len(table["features"]) >= 300
    windows = features["css-display-flex"]["stats"]["outlook"]["windows"]
    assert windows["2019"].startswith("n")
    dangling: set[tuple[str, str]] = set()
    for feature in features.values():
        assert feature["title"]
        assert feature["category"] in table["names"]["category"]
        assert re.fullmatch(r"20\d\d-\d\d-\d{1,2}", feature["last_test_date"])
        for family, platforms in feature["stats"].items():
            assert family in table["names"]["family"]
            for versions in platforms.values():
                for support in versions.values():
                    assert support[0] in "ynau"
                    dangling |= {
                        (feature["slug"], number)
                        for number in re.findall(r"#(\d+)", support)
                        if number not in feature["notes_by_num"]
                    }
    assert dangling <= GAPS


def test_syllables_are_counted_for_many_words() -> None:
    packed = (ROOT / "pipeline/language/syllables.txt.xz").read_bytes()
    assert len(packed) < 1_000_000
    counts: dict[str, int] = {}
    for line in lzma.decompress(packed).decode().splitlines():
        number, *words = line.split(" ")
        for word in words:
            assert word not in counts
            counts[word] = int(number)
    assert len(counts) == 125_923
    assert {word: counts[word] for word in ("doctor", "hair", "medicine", "evidence", "every")} == {
        "doctor": 2,
        "hair": 1,
        "medicine": 3,
        "evidence": 3,
        "every": 3,
    }


@pytest.mark.parametrize(
    ("file", "space", "description"),
    [
        ("ISOcoated_v2_300_bas.icc", "CMYK", "ISO Coated v2 300% (basICColor)"),
        ("artifex_swop.icc", "CMYK", "Artifex CMYK SWOP Profile"),
        ("sRGB.icc", "RGB", "sRGB IEC61966-2.1"),
    ],
)
def test_colour_profiles_are_what_their_names_say(file: str, space: str, description: str) -> None:
    from PIL import ImageCms

    profile = ImageCms.getOpenProfile(str(ROOT / "styles/handout/press" / file)).profile
    assert profile.xcolor_space.strip() == space
    assert (profile.profile_description or "").startswith(description)
    assert profile.version < 3
    assert f"`{file}`" in THIRD_PARTY


def test_the_licence_is_the_whole_agpl() -> None:
    words = " ".join((ROOT / "LICENSE").read_text(encoding="utf-8").split())
    assert words.startswith("GNU AFFERO GENERAL PUBLIC LICENSE Version 3, 19 November 2007")
    assert "END OF TERMS AND CONDITIONS" in words
    assert all(f" {number}. " in words for number in range(18))


def test_every_package_of_the_lock_file_has_a_licence_here() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    section = THIRD_PARTY.partition("## Python packages at run time")[2]
    listed = dict(re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+) \|", section, re.MULTILINE))
    locked = set(re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE))
    assert locked - set(listed) == set()
    assert set(listed) - locked == {"---"}


def test_no_registry_is_named() -> None:
    hosts = re.compile(r"(pypi|pythonhoste[d]|npmjs|deb\.debian|jsdelivr|unpkg)\.", re.IGNORECASE)
    for path in [ROOT / "THIRD_PARTY.md", FONTS / "fonts.toml", FONTS / "OFL.txt"]:
        assert not hosts.search(path.read_text(encoding="utf-8")), path.name
    data = (ROOT / "pipeline/formats/newsletter/caniemail.json").read_text(encoding="utf-8")
    assert not hosts.search(data)

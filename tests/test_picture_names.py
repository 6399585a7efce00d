"""A picture is found under the name its file has, however the article writes it, and shown in every format."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from pipeline.article.pictures.proving import inside_name
from tests.newsletter.sample import LAYERS, edition, issue

COMPOSED = "Stiefel größe 2.png"
PARTED = unicodedata.normalize("NFD", COMPOSED)


@pytest.mark.parametrize(
    ("written", "file"),
    [
        ("images/Stiefel größe 2.png", COMPOSED),
        ("images/Stiefel%20gr%C3%B6%C3%9Fe%202.png", COMPOSED),
        ("images/Stiefel größe 2.png", PARTED),
        (f"images/{PARTED}", COMPOSED),
        ("images/50% off.png", "50% off.png"),
        ("images/%41.png", "%41.png"),
        ("./images/a#1.png", "a#1.png"),
        ("images/was?.png", "was?.png"),
        ("images/a+b.png", "a+b.png"),
        ("images/sub/a b.png", "sub/a b.png"),
    ],
)
def test_a_picture_is_found_under_the_name_of_its_file(written: str, file: str) -> None:
    assert inside_name(written, {f"images/{file}": b"", "images/A.png": b""}) == file


@pytest.mark.parametrize(
    "written",
    [
        "../images/a.png",
        "images/../a.png",
        "images\\a.png",
        "https://example.org/a.png",
        "a.png",
    ],
)
def test_what_leaves_the_folder_is_no_picture(written: str) -> None:
    assert inside_name(written, {"a.png": b"", "images/a.png": b""}) is None


def test_pictures_that_look_alike_in_a_mail_have_names_of_their_own() -> None:
    """A mail header takes ASCII without spaces, and "a b" and "a-b" and "ä b" come out the same."""
    names = ("a b.svg", "a-b.svg", "ä b.svg", "图.svg")
    body = "\n\n".join(f"![Layer {number}](<images/{name}>)" for number, name in enumerate(names))
    files: dict[str, Any] = dict.fromkeys(names, LAYERS)
    made = issue(edition(body=f"## Each day\n\n{body}\n", **files), "whole")
    shown = sorted(file.name for file in made.files if file.name.startswith("whole/wound-"))
    assert [name.removeprefix("whole/wound-") for name in shown] == sorted(
        f"{name}{night}.png" for name in ("a-b", "a-b-2", "a-b-3", "picture") for night in ("", "-night")
    )
    assert made.file("whole.eml").content.isascii()

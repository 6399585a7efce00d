"""Each rule of the handout with its broken and its repaired case: the broken one raises this rule and nothing else.

A case is a folder named after its rule. `broken.md` and `repaired.md` are bodies of articles; `tokens.css` is what a
designer does in the broken one, `publish.json` what its article publishes; `variant.txt` and `lang.txt` say which
handout it is. What our renderer never does by itself is done to the finished PDF of the sample by a function of
damages.py. `says.txt` is what is said then.
"""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from pipeline.article.front.fields import PublishWords
from pipeline.edition.artifact import Artifact, File
from pipeline.edition.edition import Edition
from pipeline.edition.publication import Publication
from pipeline.formats import handout
from tests.handout.sample import BODY, edition, printed
from tests.rules.handout.damages import damaged


def _small_picture() -> bytes:
    """40 × 30 px: far too few for a page."""
    out = io.BytesIO()
    Image.new("L", (40, 30), 128).save(out, "PNG")
    return out.getvalue()


HERE = Path(__file__).parent
SMALL = _small_picture()
CASES = sorted(folder.name for folder in HERE.iterdir() if folder.is_dir() and folder.name != "__pycache__")


def test_rules_and_cases_match_one_to_one() -> None:
    assert sorted(rule.name.removeprefix("handout/") for rule in handout.RULES) == CASES


@cache
def _made(body: str, variant: str, tokens: str = "", lang: str = "en") -> tuple[Edition, Artifact]:
    made = edition(body, pictures={"small.png": SMALL}, lang=lang)
    made = replace(made, brand=replace(made.brand, tokens=made.brand.tokens + tokens))
    return made, printed(made, variant)


def _publishing(publication: Publication, said: str) -> Publication:
    """A publication whose article says this of what is published."""
    front = publication.lead.front.model_copy(update={"publish": PublishWords.model_validate_json(said)})
    return replace(publication, articles=(replace(publication.lead, front=front),))


def _said(made: Edition, artifact: Artifact) -> list[str]:
    return [f"{finding.rule}: {finding.message}" for finding in handout.check(handout.read(artifact), made).found]


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _variant(case: Path) -> str:
    return _read(case / "variant.txt").strip() or "full"


def _lang(case: Path) -> str:
    return _read(case / "lang.txt").strip() or "en"


@pytest.mark.golden
@pytest.mark.parametrize("name", CASES)
def test_broken(name: str, request: pytest.FixtureRequest) -> None:
    case = HERE / name
    if (case / "publish.json").exists():
        made = replace(edition(), publication=_publishing(edition().publication, _read(case / "publish.json")))
        artifact = printed(made, _variant(case))
    elif (case / "broken.md").exists() or (case / "tokens.css").exists():
        body, tokens = _read(case / "broken.md") or BODY, _read(case / "tokens.css")
        made, artifact = _made(body, _variant(case), tokens, _lang(case))
    else:
        made, artifact = _made(BODY, _variant(case))
        content = damaged(name, artifact.main.content)
        artifact = replace(artifact, files=(File(artifact.main.name, artifact.main.media_type, content),))
    said = _said(made, artifact)
    if request.config.getoption("--golden-rewrite"):
        (case / "says.txt").write_text("\n".join(said) + "\n", encoding="utf-8")
    assert "\n".join(said) == (case / "says.txt").read_text(encoding="utf-8").strip()
    # Rewriting must not accept a rule that never speaks.
    assert said and all(line.startswith(f"handout/{name}: ") for line in said)


@pytest.mark.parametrize("name", CASES)
def test_repaired(name: str) -> None:
    case = HERE / name
    assert _said(*_made(_read(case / "repaired.md") or BODY, _variant(case), lang=_lang(case))) == []

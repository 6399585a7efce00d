"""What somebody says of their house becomes a whole brand; what cannot be used is refused before anything is there."""

from __future__ import annotations

import io
import json
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree
from PIL import Image

from pipeline.article.pictures.proving import PictureError
from pipeline.channels import FORMATS
from pipeline.cli import plainleaf
from pipeline.errors import PlainleafError, UsageError
from pipeline.house.brand import dialled, read_brand
from pipeline.house.founding import AnswerError, Answers, found, read_answer, read_handle, usual_emergency, usual_paper
from pipeline.house.logo import MAX_PX, read_logo
from pipeline.press.colour import contrast
from pipeline.workspace.arrivals import arriving
from pipeline.workspace.folder import Workspace
from pipeline.workspace.starter import removed_examples
from tests.building.leaf import workspace

__all__ = ["workspace"]

SAID = {
    "--name": "Millbrook Surgery",
    "--kind": "clinic",
    "--region": "UK",
    "--phone": "0161 234 5678",
    "--email": "care@millbrook-surgery.org.uk",
    "--web": "millbrook-surgery.org.uk/leaflets",
    "--address": "1 Mill Lane; Millbrook M1 2AB",
}
ANSWERED = "\n".join([*SAID.values(), "", "", "", "", ""]) + "\n"


def options(**more: str) -> list[str]:
    return [word for pair in (SAID | {f"--{name}": value for name, value in more.items()}).items() for word in pair]


def run(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, words: list[str], typed: str = "") -> tuple[str, int]:
    """What is printed, and the exit code; an error that ends the run as its message and hint."""
    monkeypatch.chdir(workspace.root)
    # A new brand has tables of the real formats, which are not those of this small library.
    monkeypatch.setattr("pipeline.channels.FORMATS", FORMATS)
    result = CliRunner().invoke(plainleaf, words, input=typed)
    if isinstance(result.exception, PlainleafError):
        return f"{result.output}{result.exception.message}; {result.exception.hint}", result.exception.exit_code
    return result.output, result.exit_code


@pytest.mark.parametrize(
    ("what", "said", "held"),
    [
        ("name", "  Millbrook   Surgery ", "Millbrook Surgery"),
        ("phone", "0161 234  5678", "0161 234 5678"),
        ("phone", "(0161) 234 5678", "(0161) 234 5678"),
        ("phone", "+1 (617) 253-1000", "+1 (617) 253-1000"),
        ("region", "uk", "GB"),
        ("web", "millbrook.org.uk", "https://millbrook.org.uk/"),
        ("accent", "1F4E79", "#1f4e79"),
        ("unsubscribe", "millbrook.org.uk/leave", "https://millbrook.org.uk/leave"),
        ("privacy", "https://millbrook.org.uk/privacy", "https://millbrook.org.uk/privacy"),
    ],
)
def test_an_answer_is_held_in_its_proper_form(what: str, said: str, held: str) -> None:
    assert read_answer(what, said, "GB") == held


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("name", ""),
        ("name", "Mill\nBcc: all@example.org"),
        ("phone", "0161 234"),
        ("phone", "ask at the desk"),
        ("region", "England"),
        ("email", "care at millbrook"),
        ("web", ""),
        ("web", "https://bank.org@millbrook.org.uk/"),
        ("web", "http://millbrook.org.uk/"),
        ("address", " ; "),
        ("languages", "en, english please"),
        ("accent", "blue"),
        ("unsubscribe", "http://millbrook.org.uk/leave"),
        ("unsubscribe", "leave@millbrook.org.uk"),
        ("sender", "news"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused_with_what_to_write(what: str, said: str) -> None:
    with pytest.raises(AnswerError) as refused:
        read_answer(what, said, "GB")
    assert refused.value.hint


def test_what_a_newsletter_still_lacks_is_told() -> None:
    notes = found(answers(sender="news@millbrook.org.uk", unsubscribe="https://millbrook.org.uk/leave")).notes
    assert [note.partition(":")[0] for note in notes] == [
        "no logo",
        "no privacy notice",
        "no posts",
        "codes and posts lead to https",
    ]


def test_handles_name_a_network_that_exists() -> None:
    assert read_handle("bluesky = @millbrook.org.uk") == ("bluesky", "@millbrook.org.uk")
    with pytest.raises(AnswerError) as refused:
        read_handle("blusky=@millbrook.org.uk")
    assert refused.value.hint == 'write "bluesky"'


def test_a_country_has_its_paper_and_its_number() -> None:
    assert (usual_paper("US"), usual_paper("GB")) == ("Letter", "A4")
    assert (usual_emergency("US"), usual_emergency("GB"), usual_emergency("ES")) == ("911", "999", "112")


def answers(**more: object) -> Answers:
    known = {
        "slug": "millbrook",
        "name": 'Millbrook "Surgery" */',
        "region": "GB",
        "phone": "+44 161 234 5678",
        "email": "care@millbrook-surgery.org.uk",
        "web": "https://millbrook-surgery.org.uk/",
        "address": ("1 Mill Lane", "Millbrook"),
    }
    return Answers(**(known | more))  # type: ignore[arg-type]


@pytest.mark.parametrize("more", [{}, {"sender": "news@millbrook.org.uk", "handles": {"x": "@mill"}}])
def test_a_brand_that_was_just_made_can_publish(more: dict[str, object]) -> None:
    made = found(answers(**more, logo=read_logo(drawing("#123456"))))
    brand, findings = read_brand("millbrook", made.files)
    assert findings.found == ()
    assert brand is not None
    assert brand.name == 'Millbrook "Surgery" */'
    assert ("newsletter" not in brand.settings.tables, brand.settings.variants("social") == ()) == (not more, not more)
    assert made.files["tokens.css"].count(b"*/") == 1
    assert b"example" not in b"".join(made.files.values())


def test_a_pale_colour_is_written_as_the_nearest_that_can_be_read() -> None:
    made = found(answers(accent="#8fb7c0"))
    accent = tomllib.loads(made.files["brand.toml"].decode())["colour"]["accent"]
    assert contrast(accent, "#ffffff") >= 4.5
    assert f"{accent} is the nearest with 4.5:1" in made.notes[0]
    assert "large print" in made.notes[1]


@pytest.mark.parametrize("said", ["#ffcc00", "#6699cc", "#767676", "#ff0000", "#00695c", "#ffffff"])
def test_a_colour_can_be_read_on_paper_and_in_its_own_boxes(said: str) -> None:
    made = found(answers(accent=said, warning=said))
    accent = tomllib.loads(made.files["brand.toml"].decode())["colour"]["accent"]
    soft = re.search(r"--accent-soft: (#\w{6});", made.files["tokens.css"].decode())
    assert soft is not None
    assert contrast(accent, soft[1]) >= 4.5
    assert (accent == said) is (said == "#00695c")


def drawing(*colours: str, size: str = 'viewBox="0 0 40 20"') -> bytes:
    bars = "".join(f'<rect x="{10 * at}" width="10" height="20" fill="{paint}"/>' for at, paint in enumerate(colours))
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{bars}</svg>'.encode()


def pixels(mode: str, colour: tuple[int, ...], form: str = "PNG", size: tuple[int, int] = (60, 30)) -> bytes:
    picture = Image.new(mode, size)
    picture.paste(colour, (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()


def test_a_dark_drawing_is_white_on_dark_grounds() -> None:
    logo = read_logo(drawing("#123456", "none", "teal"))
    fills = [one.get("fill") for one in etree.fromstring(logo.files["logo-dark.svg"]).iter("{*}rect")]
    assert fills == ["#ffffff", "none", "#ffffff"]
    assert "all of it white" in logo.notes[0]


@pytest.mark.parametrize("paints", [("#123456", "#ffffff"), ("#123456", "url(#g)"), ("#ffee00",)])
def test_a_drawing_with_light_parts_gets_a_white_plate(paints: tuple[str, ...]) -> None:
    logo = read_logo(drawing(*paints))
    root = etree.fromstring(logo.files["logo-dark.svg"])
    assert (root[0].get("fill"), root[0].get("width"), root.get("viewBox")) == (
        "#ffffff",
        "44.8",
        "-2.4 -2.4 44.8 24.8",
    )
    assert [one.get("fill") for one in root[1:]] == list(paints)


def test_a_dark_picture_with_a_clear_ground_is_white_on_dark_grounds() -> None:
    with Image.open(io.BytesIO(read_logo(pixels("RGBA", (10, 20, 60, 255))).files["logo-dark.png"])) as dark:
        assert (dark.getpixel((5, 5)), dark.getpixel((50, 5))) == ((255, 255, 255, 255), (255, 255, 255, 0))


def test_a_photograph_of_a_logo_in_printing_inks_gets_a_plate_and_the_colours_of_screens() -> None:
    logo = read_logo(pixels("CMYK", (0, 200, 200, 0), "JPEG"))
    with (
        Image.open(io.BytesIO(logo.files["logo.png"])) as plain,
        Image.open(io.BytesIO(logo.files["logo-dark.png"])) as dark,
    ):
        assert plain.mode == "RGB"
        assert dark.size == (68, 38)


def test_a_logo_loses_what_runs_and_what_is_too_large() -> None:
    script = drawing("#123456").replace(b"</svg>", b"<script>alert(1)</script></svg>")
    logo = read_logo(script)
    assert b"script" not in b"".join(logo.files.values())
    assert "script" in logo.notes[0]
    with Image.open(io.BytesIO(read_logo(pixels("RGB", (0, 0, 60), size=(3000, 30))).files["logo.png"])) as small:
        assert max(small.size) == MAX_PX
    with pytest.raises(PictureError):
        read_logo(b"%PDF-1.7")


def test_options_make_a_brand_without_a_question(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    said, code = run(workspace, monkeypatch, ["brand", "new", "millbrook", *options(accent="#1f4e79")])
    assert (code, said.splitlines()[0]) == (0, "wrote styles/brands/millbrook: brand.toml, tokens.css")
    assert run(workspace, monkeypatch, ["brand", "check", "millbrook"]) == (
        "millbrook: can publish, as Millbrook Surgery\n",
        0,
    )


def test_what_is_missing_is_asked_until_it_can_be_used(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = ANSWERED.replace("0161 234 5678\n", "0161\n0161 234 5678\n")
    said, code = run(workspace, monkeypatch, ["brand", "new", "millbrook"], typed)
    assert code == 0, said
    assert '"0161" is no phone number in GB; count the digits' in said
    toml = (workspace.styles / "brands/millbrook/brand.toml").read_text(encoding="utf-8")
    assert tomllib.loads(toml)["contact"]["phone"] == "0161 234 5678"


def test_an_empty_answer_is_asked_again_with_a_reason(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = ANSWERED.replace("0161 234 5678\n", "\n0161 234 5678\n")
    said, code = run(workspace, monkeypatch, ["brand", "new", "millbrook"], typed)
    assert code == 0, said
    assert "phone number" in said.partition(";")[0], said


def test_an_article_of_a_press_without_a_phone_sends_its_readers_to_their_doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(plainleaf, ["init", "ours"]).exit_code == 0
    root = tmp_path / "ours"
    given = Workspace(root, root / "source", root / "styles", root / "output")
    assert run(given, monkeypatch, ["new", "sleep"])[1] == 0
    without = options(kind="publisher")
    del without[without.index("--phone") : without.index("--phone") + 2]
    assert run(given, monkeypatch, ["brand", "new", "millbrook", *without, "--without-examples"])[1] == 0
    assert run(given, monkeypatch, ["new", "naps"])[1] == 0
    sleep, naps = ((root / "source" / name / "article.md").read_text(encoding="utf-8") for name in ("sleep", "naps"))
    assert ("{{phone}}" in sleep, "{{phone}}" in naps) == (True, False)
    assert "See your doctor or pharmacist if:" in naps


def test_a_newsletter_says_in_its_own_language_why_it_comes() -> None:
    made = found(answers(sender="news@millbrook.org.uk", languages=("de", "pl")))
    reasons = tomllib.loads(made.files["brand.toml"].decode())["newsletter"]["reasons"]
    assert list(reasons) == ["de"]
    assert reasons["de"].startswith("Sie bei Millbrook")


def test_only_a_clinic_must_have_a_phone(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    without = options(kind="publisher")
    del without[without.index("--phone") : without.index("--phone") + 2]
    said, code = run(workspace, monkeypatch, ["brand", "new", "millbrook", *without])
    assert code == 0, said
    toml = workspace.styles / "brands/millbrook/brand.toml"
    assert "phone" not in toml.read_text(encoding="utf-8")
    toml.write_text(toml.read_text(encoding="utf-8").replace('"publisher"', '"clinic"'), encoding="utf-8")
    said, code = run(workspace, monkeypatch, ["brand", "check", "millbrook"])
    assert code == 1
    assert '"contact.phone" is missing, and a clinic is rung by its patients' in said


@pytest.mark.parametrize(
    ("phone", "region", "dials"),
    [
        ("0161 234 5678", "GB", "+441612345678"),
        ("(617) 253-1000", "US", "+16172531000"),
        ("+49 (0)431 123456", "DE", "+49431123456"),
        ("116 117", "DE", "116117"),
        ("", "GB", ""),
    ],
)
def test_a_number_is_read_as_it_is_written_and_dialled_with_its_country(phone: str, region: str, dials: str) -> None:
    assert dialled(phone, region) == dials


def test_a_colour_in_words_is_repeated_as_it_was_said() -> None:
    with pytest.raises(AnswerError, match=r'^"blue" cannot'):
        read_answer("accent", "blue")


@pytest.mark.parametrize(
    ("logo", "said"),
    [
        ("source", 'there is no file "source"'),
        ("nope.png", 'there is no file "nope.png"'),
        ("noise.png", '"noise.png" cannot be a logo: it cannot be decoded as a picture'),
    ],
)
def test_a_logo_that_is_none_is_named_and_nothing_is_written(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, logo: str, said: str
) -> None:
    (workspace.root / "noise.png").write_bytes(bytes(range(256)) * 47_000)
    printed, code = run(workspace, monkeypatch, ["brand", "new", "millbrook", *options(), "--logo", logo])
    assert code != 0
    assert said in printed
    assert not (workspace.styles / "brands" / "millbrook").exists()


def test_a_home_that_cannot_be_written_is_no_trouble(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/proc/nobody")
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nobody/.cache")
    printed, code = run(workspace, monkeypatch, ["brand", "new", "millbrook", *options()])
    assert code == 0, printed


def test_a_brand_that_was_renamed_in_one_place_is_told_of_the_others(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(workspace, monkeypatch, ["brand", "new", "millbrook", *options(sender="n@millbrook.org.uk")])[1] == 0
    toml = workspace.styles / "brands/millbrook/brand.toml"
    text = toml.read_text(encoding="utf-8").replace('name = "Millbrook Surgery"', 'name = "Weir Practice"')
    toml.write_text(
        text.replace("[page]\nvariants", "[booklet]\nvariants").replace('"web"', '"epub"'), encoding="utf-8"
    )
    said, code = run(workspace, monkeypatch, ["brand", "check", "millbrook"])
    assert code == 0
    first, renamed, unmade = said.splitlines()
    assert first == "millbrook: can publish, as Weir Practice"
    assert renamed.startswith('  newsletter.reason says "Millbrook Surgery", and the brand is called "Weir Practice"')
    assert "https://millbrook-surgery.org.uk/leaflets/ that are not made here" in unmade


@pytest.mark.parametrize("answered", range(len(ANSWERED.splitlines())))
def test_whoever_stops_at_a_question_leaves_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, answered: int
) -> None:
    before = sorted(path for path in workspace.root.rglob("*"))
    typed = "".join(f"{line}\n" for line in ANSWERED.splitlines()[:answered])
    _, code = run(workspace, monkeypatch, ["brand", "new", "millbrook"], typed)
    assert code != 0
    assert sorted(path for path in workspace.root.rglob("*")) == before


def test_of_two_who_make_the_same_brand_the_second_is_told(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    brands = workspace.styles / "brands"
    first, second = (arriving(brands, "millbrook", fresh=True) for _ in range(2))
    with first, pytest.raises(PlainleafError, match="writing to brands/"), second:
        pass
    with pytest.raises(UsageError, match="already"), arriving(brands, "millbrook", fresh=True):
        pass
    said, code = run(workspace, monkeypatch, ["brand", "new", "millbrook", *options()])
    assert (code, 'there is a brand "millbrook" already' in said) == (2, True)


def test_an_option_that_cannot_be_used_is_named(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    said, code = run(workspace, monkeypatch, ["brand", "new", "millbrook", *options(logo="nowhere.png")])
    assert (code, said) == (2, '--logo: there is no file "nowhere.png"; give the path of a PNG or SVG file')


def test_untouched_examples_are_removed_and_changed_ones_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(plainleaf, ["init", "ours"]).exit_code == 0
    root = tmp_path / "ours"
    toml = root / "styles/brands/fieldnote-press/brand.toml"
    toml.write_text(f"# ours now\n{toml.read_text(encoding='utf-8')}", encoding="utf-8")
    given = Workspace(root, root / "source", root / "styles", root / "output")
    said, code = run(given, monkeypatch, ["brand", "new", "millbrook", *options(), "--without-examples"])
    assert code == 0, said
    assert [line for line in said.splitlines() if line.startswith("removed")] == [
        "removed source/your-appointment",
        "removed styles/brands/harbour-clinic",
    ]
    assert {path.name for path in (root / "styles/brands").iterdir()} == {"fieldnote-press", "millbrook"}
    assert removed_examples(given) == {"harbour-clinic"}
    assert json.loads((root / "styles/.laid-out.json").read_bytes())

"""An approval holds for what was approved: looks, brand, engine and place may change, what is said may not."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.building import approving
from pipeline.building.approving import approve, kept_at, signed_with
from pipeline.building.keys import with_keys
from pipeline.building.library import Library
from pipeline.building.report import Fate
from pipeline.edition.approvals import (
    APPROVALS_FILE,
    Approval,
    Approvals,
    Signed,
    read_approvals,
    with_approval,
)
from pipeline.errors import PlainleafError, UsageError
from pipeline.workspace import signatures, storage
from pipeline.workspace.archive import Archive
from pipeline.workspace.folder import Workspace
from tests.building.leaf import DAY, build, the_edition, write

TODAY = date(2026, 11, 1)
BODY = """## Pain {#pain}

Take **5 mg** at night.[@table] Call {{phone}} if it hurts.

- Do not drive.
- Rest for 2 days.

::: {.callout .warning #stop title="Stop"}
Never take more than 4 tablets in 24 hours.
:::

1. Wash your hands.
2. Dry the skin.

::: {.table caption="How much"}
| What | How much |
|:-----|:---------|
| One dose | 1 tablet |
:::

::: not-clinical
Our garden is open on 3 May for everybody.
:::

You find us [by the old harbour]{.not-clinical}, up to 2 stairs.
"""


@pytest.fixture
def leaflet(workspace: Workspace) -> Workspace:
    write(workspace.root, BODY)
    return workspace


def article(workspace: Workspace) -> Path:
    return workspace.source / "tides/article.md"


def sign(workspace: Workspace, role: str = "clinician", name: str = "Example Clinician", on: date = TODAY) -> Approval:
    made = approve(Library.open(workspace, TODAY), "tides", None, role, name, on).approval
    storage.change_file(workspace, "tides", APPROVALS_FILE, lambda old: with_approval(old, made, "approvals.toml"))
    return made


def stand(workspace: Workspace, role: str = "clinician") -> Signed:
    library = Library.open(workspace, TODAY)
    (target,) = (library.target(name) for name in library.editions("tides"))
    return next(each for each in target.signed if each.role == role)


def ask(workspace: Workspace, needs: str = '["clinician"]', more: str = "") -> None:
    file = workspace.styles / "brands/tide/brand.toml"
    file.write_text(f"{file.read_text()}\n[review]\nneeds = {needs}\n{more}\n")


SURVIVED = {
    "white space": ("Take **5 mg** at night", "Take  **5 mg**\nat night"),
    "a key": ("{#pain}", "{#hurt}"),
    "a key of a block": ("#stop title", "#halt title"),
    "the level of a heading": ("## Pain {#pain}\n", "## Pain {#pain}\n\n\n"),
    "a moved block": ("- Do not drive.\n- Rest for 2 days.\n\n", ""),
    "signs of a list": ("- Do not drive.\n- Rest", "* Do not drive.\n* Rest"),
    "a class": (".warning #stop title", ".warning .wide #stop title"),
    "a priority": (".warning #stop title", ".warning #stop priority=2 title"),
    "words that are not clinical": ("for everybody", "for all"),
    "spelling that is not clinical": ("by the old harbour", "by the old harbor"),
    "the order of the front matter": ("status: current\n", ""),
}


@pytest.mark.parametrize("what", SURVIVED)
def test_what_an_approval_survives(leaflet: Workspace, what: str) -> None:
    sign(leaflet)
    old, new = SURVIVED[what]
    text = article(leaflet).read_text()
    assert old in text or what == "the order of the front matter"
    changed = text.replace(old, new, 1)
    if what == "a moved block":
        changed += "\n- Do not drive.\n- Rest for 2 days.\n"
    article(leaflet).write_text(changed)
    assert stand(leaflet).holds, stand(leaflet)


REVOKED = {
    "a dose": ("5 mg", "10 mg"),
    "a unit": ("5 mg", "5 ml"),
    "a lost not": ("Do not drive", "Do drive"),
    "a limit": ("more than 4", "more than 8"),
    "a frequency": ("24 hours", "12 hours"),
    "the order of steps": ("1. Wash your hands.\n2. Dry the skin.", "1. Dry the skin.\n2. Wash your hands."),
    "a removed warning": (BODY[BODY.index("::: {.call") : BODY.index("1. Wash")], ""),
    "a warning that is a tip": (".callout .warning", ".callout .tip"),
    "a removed paragraph": ("Take **5 mg** at night.[@table] Call {{phone}} if it hurts.\n\n", ""),
    "a new paragraph": ("- Do not drive.", "You may drink.\n\n- Do not drive."),
    "a source": ("[@table]", ""),
    "a cell": ("1 tablet", "2 tablets"),
    "a heading": ("## Pain", "## No pain"),
    "a brand value": ("{{phone}}", "{{email}}"),
    "a warning that one format lacks": ("#stop title", '#stop not="leaf" title'),
    "the main message": ("main_message:", "main_message: Not so. "),
    "the day of the next review": ("next_review: 2028", "next_review: 2027"),
    "a number that is not clinical": ("3 May", "4 May"),
    "a number in words that are not clinical": ("2 stairs", "3 stairs"),
    "the mark itself": ("[by the old harbour]{.not-clinical}", "by the old harbour"),
}


@pytest.mark.parametrize("what", REVOKED)
def test_what_revokes_an_approval(leaflet: Workspace, what: str) -> None:
    sign(leaflet)
    old, new = REVOKED[what]
    text = article(leaflet).read_text()
    assert old in text
    article(leaflet).write_text(text.replace(old, new, 1))
    assert not stand(leaflet).holds


def test_a_mark_takes_no_warning_from_a_clinician(leaflet: Workspace) -> None:
    text = article(leaflet).read_text().replace(".callout .warning", ".callout .warning .not-clinical")
    article(leaflet).write_text(text)
    sign(leaflet)
    article(leaflet).write_text(text.replace("Never take", "Often take"))
    assert not stand(leaflet).holds


def test_brand_styles_and_engine_revoke_nothing(leaflet: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(leaflet)
    sign(leaflet)
    assert the_edition(build(leaflet)).fate is Fate.BUILT
    brand = leaflet.styles / "brands/tide/brand.toml"
    brand.write_text(re.sub(r"0\d\d\d\"", '0999"', brand.read_text(), count=1).replace("#0", "#1"))
    (leaflet.styles / "leaf/leaf.html").write_text("y")
    monkeypatch.setattr("pipeline.workspace.storage.code_digest", lambda: "another engine")
    edition = the_edition(build(leaflet))
    assert edition.fate is Fate.BUILT and edition.signed[0].holds


def test_an_edition_waits_for_its_signatures(leaflet: Workspace) -> None:
    ask(leaflet, '["clinician", "pharmacist"]')
    edition = the_edition(build(leaflet))
    assert edition.fate is Fate.FAILED
    assert [each.message for each in edition.findings.errors] == [
        "clinician has not approved it",
        "pharmacist has not approved it",
    ]
    draft = the_edition(build(leaflet, replace(DAY, draft=True)))
    assert (draft.fate, draft.draft) == (Fate.BUILT, True)
    sign(leaflet)
    sign(leaflet, "pharmacist", "Example Pharmacist")
    edition = the_edition(build(leaflet))
    assert edition.fate is Fate.BUILT
    assert [each.words for each in edition.signed] == [
        "clinician: Example Clinician, 2026-11-01",
        "pharmacist: Example Pharmacist, 2026-11-01",
    ]
    article(leaflet).write_text(article(leaflet).read_text().replace("5 mg", "6 mg"))
    changed = the_edition(build(leaflet))
    assert changed.fate is Fate.FAILED
    assert changed.findings.errors[0].message.startswith(
        'it was changed after clinician approved it on 2026-11-01: prose "Take 6 mg at night.'
    )
    assert (leaflet.output / "tide/en/tides/manifest.json").exists(), "what was signed and published stays"
    sign(leaflet)
    assert [each.message[:30] for each in the_edition(build(leaflet)).findings.errors] == [
        "it was changed after pharmacis"
    ]


def test_signing_again_makes_nothing_anew(leaflet: Workspace) -> None:
    sign(leaflet)
    assert the_edition(build(leaflet)).fate is Fate.BUILT
    sign(leaflet, "nurse", "Example Nurse")
    edition = the_edition(build(leaflet))
    assert edition.fate is Fate.UP_TO_DATE and len(edition.signed) == 2


def test_without_a_need_approvals_block_nothing(leaflet: Workspace) -> None:
    sign(leaflet)
    article(leaflet).write_text(article(leaflet).read_text().replace("5 mg", "6 mg"))
    edition = the_edition(build(leaflet))
    assert edition.fate is Fate.BUILT and not edition.signed[0].holds


def test_the_library_asks_and_no_brand_asks_for_less(leaflet: Workspace) -> None:
    (leaflet.source / "defaults.yml").write_text("review:\n  needs: [nurse]\n")
    (leaflet.styles / "rules.toml").write_text('[review]\nneeds = ["committee"]\n')
    ask(leaflet, "[]")
    edition = the_edition(build(leaflet))
    assert [each.role for each in edition.signed] == ["committee", "nurse"]
    assert all("has not approved" in each.message for each in edition.findings.errors)


@pytest.mark.parametrize("content", ["review: {needs: nurse}\n", "review: {neds: [nurse]}\n"])
def test_a_wish_that_nobody_understands_holds_back(leaflet: Workspace, content: str) -> None:
    (leaflet.source / "defaults.yml").write_text(content)
    assert [each.rule for each in the_edition(build(leaflet)).findings.errors] == ["brand/rules"]


def text_of(workspace: Workspace) -> str:
    return (workspace.source / "tides" / APPROVALS_FILE).read_text()


def damaged(workspace: Workspace) -> dict[str, tuple[str, str]]:
    """Files that count for nothing, with what is said of each."""
    good = text_of(workspace)
    entry = good[good.index("[[approval]]") :]
    return {
        "marks of a merge": (
            f"<<<<<<< HEAD\n{entry}=======\n{entry}>>>>>>> other\n",
            "it holds the marks of a merge",
        ),
        "no TOML": (good.replace("lang =", "lang"), "it is not TOML"),
        "another name": (good.replace("Example Clinician", "Example Nurse"), "it was edited after it was written"),
        "another digest": (re.sub(r'"[0-9a-f]{20} title"', '"' + "0" * 20 + ' title"', good), "it was edited"),
        "another day": (good.replace("2026-11-01", "2026-10-01"), "it was edited after it was written"),
        "no parts": (re.sub(r"parts = \[.*?\]", "parts = []", good, flags=re.S), "it approves nothing"),
        "a word for a day": (good.replace("on = 2026-11-01", 'on = "yesterday"'), '"on" is not what plainleaf writes'),
        "a key that is missing": (good.replace('seal = "', 'steal = "'), '"seal" is missing'),
    }


KINDS = (
    "marks of a merge|no TOML|another name|another digest|another day|no parts|a word for a day|a key that is missing"
).split("|")


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_approves_nothing_and_is_told(leaflet: Workspace, kind: str) -> None:
    ask(leaflet)
    sign(leaflet)
    content, said = damaged(leaflet)[kind]
    assert content != text_of(leaflet)
    (leaflet.source / "tides" / APPROVALS_FILE).write_text(content)
    edition = the_edition(build(leaflet))
    rules = {each.rule for each in edition.findings.found}
    assert edition.fate is Fate.FAILED and rules == {"article/approvals", "article/unsigned"}
    assert any(said in each.message for each in edition.findings.warnings)


@pytest.mark.parametrize("kind", ["marks of a merge", "no TOML"])
def test_nothing_is_written_over_a_file_that_is_not_whole(leaflet: Workspace, kind: str) -> None:
    sign(leaflet)
    content, _ = damaged(leaflet)[kind]
    (leaflet.source / "tides" / APPROVALS_FILE).write_text(content)
    with pytest.raises(PlainleafError, match="nothing was approved"):
        sign(leaflet, "nurse", "Example Nurse")
    assert text_of(leaflet) == content


def test_an_unknown_role_and_a_day_to_come_count_for_nothing(leaflet: Workspace) -> None:
    made = sign(leaflet)
    future = replace(made, on=date(2027, 1, 1))
    stranger = replace(made, role="wizard")
    for entry, said in ((future, "a day that has not come"), (stranger, 'nobody here has the role "wizard"')):
        found = read_approvals(with_approval(b"", entry, "a"), "a", TODAY)
        assert not found.entries and said in found.findings[0].message
    assert read_approvals(with_approval(b"", stranger, "a"), "a", TODAY, ["wizard"]).entries


def test_a_deleted_part_is_named(leaflet: Workspace) -> None:
    sign(leaflet)
    text = article(leaflet).read_text()
    article(leaflet).write_text(text.replace(REVOKED["a removed warning"][0], ""))
    assert stand(leaflet).words == 'clinician: Example Clinician, 2026-11-01; open: warning "stop" is gone'


def test_two_branches_that_approve_are_merged_by_git(leaflet: Workspace) -> None:
    """Two roles of two languages on two branches; of one language git may ask, and whole entries of both are right."""
    first = sign(leaflet)
    both = with_approval(with_approval(b"", first, "a"), replace(first, role="nurse"), "a")
    entries = read_approvals(both, "a", TODAY).entries
    assert [entry.role for entry in entries] == ["clinician", "nurse"]
    union = both + with_approval(b"", replace(first, name="Example Other"), "a")
    assert len(read_approvals(union, "a", TODAY).entries) == 3


def test_other_entries_stay_word_for_word(leaflet: Workspace) -> None:
    sign(leaflet)
    path = leaflet.source / "tides" / APPROVALS_FILE
    path.write_text(path.read_text().replace("role =", "# seen on paper\nrole ="))
    before = path.read_text()
    sign(leaflet, "nurse", "Example Nurse")
    assert before[before.index("[[") :].strip() in path.read_text()


@pytest.mark.parametrize(
    ("slug", "lang", "role", "name", "said"),
    [
        ("tidse", None, "clinician", "Example", "is not there"),
        ("tides", "xx", "clinician", "Example", 'is not there in "xx"'),
        ("tides", None, "wizard", "Example", 'there is no role "wizard"'),
        ("tides", None, "clinician", " \x1b[2J", "nobody's name"),
        ("tides", None, "clinician", "  ", "nobody's name"),
    ],
)
def test_what_cannot_be_approved(
    leaflet: Workspace, slug: str, lang: str | None, role: str, name: str, said: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        approve(Library.open(leaflet, TODAY), slug, lang, role, name, TODAY)


def refused(workspace: Workspace, slug: str, lang: str | None = None, name: str = "Example") -> list[str | None]:
    with pytest.raises(PlainleafError) as caught:
        approve(Library.open(workspace, TODAY), slug, lang, "clinician", name, TODAY)
    return [caught.value.message, caught.value.place, caught.value.hint]


def test_what_cannot_be_approved_is_said_with_the_nearest_that_can(leaflet: Workspace) -> None:
    (leaflet.source / "sea.collection.toml").write_text('title = "The sea"\narticles = ["tides"]\n')
    assert refused(leaflet, "tidse") == ['the article "tidse" is not there', None, 'did you mean "tides"?']
    sea, _, hint = refused(leaflet, "sea")
    assert sea == 'the article "sea" is a collection: approve its articles' and hint == "choose one of tides"
    assert refused(leaflet, "tides", "xx") == ['"tides" is not there in "xx"', None, "choose one of en"]
    nameless = ["nobody's name is given", None, 'write --name "…", the name of the person who approves']
    assert refused(leaflet, "tides", name="  ") == nameless


def test_what_cannot_be_read_is_not_approved(leaflet: Workspace) -> None:
    article(leaflet).write_bytes(b"\xff\xfe")
    message, place, hint = refused(leaflet, "tides")
    fault = Library.open(leaflet, TODAY)
    fault.editions("tides")
    first = fault.entries["tides"][0].findings.errors[0]
    assert [message, place, hint] == [first.message, str(first.where), "mend it first"]
    article(leaflet).write_bytes(b"")
    assert refused(leaflet, "tides")[1:] == ["source/tides/article.md", "mend it first"]


def test_a_front_matter_with_faults_is_not_approved(leaflet: Workspace) -> None:
    article(leaflet).write_text(article(leaflet).read_text().replace("funding:", "funds:"))
    library = Library.open(leaflet, TODAY)
    library.editions("tides")
    first = next(each for each in library.entries["tides"][0].findings.errors if each.rule == "article/front-matter")
    said = [f"it cannot be approved yet: {first.message}", str(first.where), first.hint]
    assert refused(leaflet, "tides") == said


def test_an_approval_knows_its_file_and_what_stood_before(leaflet: Workspace) -> None:
    made = approve(Library.open(leaflet, TODAY), "tides", None, "clinician", " Example  Clinician ", TODAY)
    assert (made.file, made.before, made.others) == ("source/tides/article.md", Signed("clinician", "", ""), ())
    assert (made.approval.name, made.approval.version, made.approval.kept) == ("Example Clinician", "1.0", "")
    assert kept_at(made, "a" * 20) == replace(made, approval=replace(made.approval, kept="a" * 20))
    sign(leaflet)
    again = approve(Library.open(leaflet, TODAY), "tides", None, "nurse", "Example Nurse", TODAY)
    assert [each.role for each in again.others] == ["clinician"] and again.before == Signed("nurse", "", "")
    twice = approve(Library.open(leaflet, TODAY), "tides", "en", "clinician", "Example Other", TODAY)
    assert (twice.before.name, twice.others) == ("Example Clinician", ())


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")
def test_a_key_signs_for_its_role_only(leaflet: Workspace, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key], check=True)
    public = key.with_suffix(".pub").read_text().strip()
    signers = f'one@example.org namespaces="clinician@plainleaf" {public}\n'.encode()
    made = approve(Library.open(leaflet, TODAY), "tides", None, "clinician", "Example Clinician", TODAY)
    signed = signed_with(made, signatures.sign(made.approval.statement, key, "clinician")).approval
    nurse = replace(signed, role="nurse")
    forged = replace(signed, name="Example Other")
    known: dict[str, str] = {}
    found = with_keys(Approvals((signed, nurse, forged)), "a", signers, known)
    assert [entry.key for entry in found.entries] == ["one@example.org"]
    assert len(found.findings) == 2 and len(known) == 3
    assert not with_keys(Approvals((signed,)), "a", b"", {}).entries[0].key
    ask(leaflet, more="signatures = true")
    sign(leaflet)
    assert not stand(leaflet).name, "an approval without a key counts for nothing where keys are asked for"
    (leaflet.source / signatures.SIGNERS).write_bytes(signers)
    storage.change_file(leaflet, "tides", APPROVALS_FILE, lambda old: with_approval(old, signed, "a"))
    assert stand(leaflet).words == "clinician: Example Clinician, 2026-11-01, key of one@example.org"


def test_an_approval_is_written_with_the_text_that_it_is_of(
    leaflet: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same word on the same text is one entry, whoever else has spoken; a key signs all of it."""
    sign(leaflet, "nurse", "Example Nurse")
    library = Library.open(leaflet, TODAY)
    made = approve(library, "tides", None, "clinician", "Example Clinician", TODAY)
    asked: list[tuple[bytes, Path, str]] = []

    def signed(message: bytes, key: Path, role: str) -> str:
        asked.append((message, key, role))
        return "a signature"

    monkeypatch.setattr(signatures, "sign", signed)
    assert approving.write(library, leaflet, "tides", made) == "source/tides/approvals.toml"
    approving.write(library, leaflet, "tides", made, Path("key"))
    content = (leaflet.source / "tides" / APPROVALS_FILE).read_bytes()
    entries = {entry.role: entry for entry in read_approvals(content, "a", TODAY).entries}
    assert set(entries) == {"clinician", "nurse"}
    last = entries["clinician"]
    assert last.signature.strip() == "a signature" and asked == [(last.statement, Path("key"), "clinician")]
    kept = Archive.of(leaflet).source(last.kept)
    assert set(kept.files) == {"article.md"} and kept.files["article.md"] == article(leaflet).read_bytes()


def test_what_changed_a_moment_ago_is_not_approved(leaflet: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library.open(leaflet, TODAY)
    made = approve(library, "tides", None, "clinician", "Example Clinician", TODAY)
    article(leaflet).write_text(article(leaflet).read_text().replace("5 mg", "50 mg"))
    monkeypatch.setattr(library, "source", lambda slug: None if slug == "tides" else library.sources[slug])
    with pytest.raises(PlainleafError) as caught:
        approving.write(library, leaflet, "tides", made)
    assert caught.value.message == "it was changed a moment ago, and was not approved"
    assert caught.value.hint == "read it again, then approve"
    assert not (leaflet.source / "tides" / APPROVALS_FILE).exists()


def test_where_each_role_stands_in_a_language(leaflet: Workspace) -> None:
    ask(leaflet, '["pharmacist"]')
    sign(leaflet)
    found = approving.stand(Library.open(leaflet, TODAY), "tides", "en")
    assert [(each.role, each.name, each.needed) for each in found] == [
        ("pharmacist", "", True),
        ("clinician", "Example Clinician", False),
    ]
    assert approving.stand(Library.open(leaflet, TODAY), "tides", None) == found
    with pytest.raises(UsageError, match='is not there in "es"'):
        approving.stand(Library.open(leaflet, TODAY), "tides", "es")


def test_a_role_that_there_is_not_is_said_with_the_nearest(leaflet: Workspace) -> None:
    ask(leaflet, '["ward-sister"]')
    with pytest.raises(UsageError) as caught:
        approve(Library.open(leaflet, TODAY), "tides", None, "ward-sistre", "Example", TODAY)
    hint = caught.value.hint or ""
    assert hint.startswith("choose one of author, clinician") and 'perhaps "ward-sister"' in hint
    assert hint.endswith("; a house names others in [review] needs")


def test_digests_of_parts_stay_what_they_are(leaflet: Workspace) -> None:
    """An engine that changes one of these revokes every approval that anybody gave: find another way."""
    entry = next(iter(Library.open(leaflet, TODAY).sources))
    assert entry == "tides"
    kept = {name: digest for digest, name in sign(leaflet).parts}
    assert {name: kept[name] for name in ("title", 'heading "Pain"', 'warning "stop"', "days")} == KEPT


KEPT = {
    "title": "3f2b2a01862dafc8a5c7",
    'heading "Pain"': "cb532dc851f62ae74934",
    'warning "stop"': "e931e8c85c9ba03e094d",
    "days": "9d07297822b02b22f9ed",
}

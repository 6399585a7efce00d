"""Two people approve on two branches, and git merges them: both entries stay, or the file counts for nothing."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from pipeline.building.report import Fate
from pipeline.edition.approvals import APPROVALS_FILE
from pipeline.errors import PlainleafError
from pipeline.workspace.folder import Workspace
from tests.building.leaf import build, the_edition
from tests.building.test_approving import article, ask, leaflet, sign, stand

__all__ = ["leaflet"]

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is what is tried here")


def git(workspace: Workspace, *words: str, check: bool = True) -> int:
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "merge.conflictStyle=diff3")
    return subprocess.run(["git", *who, *words], cwd=workspace.root, check=check, capture_output=True).returncode


def merged(workspace: Workspace, *signers: tuple[str, str], change: str = "") -> int:
    """What git says to a branch that another signed, after the main one was signed as well."""
    git(workspace, "init", "-qb", "main")
    git(workspace, "add", "source", "styles")
    git(workspace, "commit", "-qm", "one")
    one, other = signers
    git(workspace, "checkout", "-qb", "second")
    sign(workspace, *other)
    git(workspace, "add", "-A", "source")
    git(workspace, "commit", "-qm", "second")
    git(workspace, "checkout", "-q", "main")
    if change:
        article(workspace).write_text(article(workspace).read_text().replace("5 mg", change))
    sign(workspace, *one)
    git(workspace, "add", "-A", "source")
    git(workspace, "commit", "-qm", "first")
    return git(workspace, "merge", "-q", "--no-edit", "second", check=False)


ONE, OTHER = ("clinician", "Example Clinician"), ("pharmacist", "Example Pharmacist")


def without_marks(workspace: Workspace) -> None:
    """What the manual asks for: the entries of both sides, whole, and no line that git put between them."""
    path = workspace.source / "tides" / APPROVALS_FILE
    text = re.sub(r"(?ms)^\|{7}.*?(?=^={7})", "", path.read_text())
    path.write_text(re.sub(r"(?m)^(?:<{7}|={7}|>{7}).*\n", "", text))


def test_two_roles_that_sign_on_two_branches_are_both_kept(leaflet: Workspace) -> None:
    ask(leaflet, '["clinician", "pharmacist"]')
    conflict = merged(leaflet, ONE, OTHER)
    if conflict:
        assert the_edition(build(leaflet)).fate is Fate.FAILED
        with pytest.raises(PlainleafError, match="nothing was approved"):
            sign(leaflet)
        without_marks(leaflet)
    edition = the_edition(build(leaflet))
    assert edition.fate is Fate.BUILT
    assert [(each.role, each.holds) for each in edition.signed] == [("clinician", True), ("pharmacist", True)]


def test_with_an_earlier_entry_nothing_is_lost_either(leaflet: Workspace) -> None:
    sign(leaflet, "nurse", "Example Nurse")
    if merged(leaflet, ONE, OTHER):
        without_marks(leaflet)
    edition = the_edition(build(leaflet))
    assert {each.role for each in edition.signed if each.holds} == {"clinician", "nurse", "pharmacist"}


def test_two_people_of_one_role_leave_no_entry_of_two_halves(leaflet: Workspace) -> None:
    """Git asks; lines of two entries in one would be an approval that nobody gave, and their seal does not fit."""
    ask(leaflet)
    assert merged(leaflet, ONE, ("clinician", "Example Other"))
    said = the_edition(build(leaflet)).findings
    assert any("marks of a merge" in each.message for each in said.warnings)
    without_marks(leaflet)
    edition = the_edition(build(leaflet))
    (signed,) = edition.signed
    assert edition.fate is (Fate.BUILT if signed.holds else Fate.FAILED)
    assert signed.name in {"", "Example Clinician", "Example Other"}
    assert signed.holds or any(each.rule == "article/approvals" for each in edition.findings.warnings)


def test_a_signature_of_an_earlier_text_is_not_one_of_the_merged_text(leaflet: Workspace) -> None:
    ask(leaflet, '["clinician", "pharmacist"]')
    if merged(leaflet, ONE, OTHER, change="6 mg"):
        without_marks(leaflet)
    edition = the_edition(build(leaflet))
    assert edition.fate is Fate.FAILED
    assert [(each.role, each.holds) for each in edition.signed] == [("clinician", True), ("pharmacist", False)]


def test_a_text_that_git_merged_of_two_has_no_approval(leaflet: Workspace) -> None:
    """Each side signed its own text; the merge says what neither read."""
    git(leaflet, "init", "-qb", "main")
    git(leaflet, "add", "source", "styles")
    git(leaflet, "commit", "-qm", "one")
    git(leaflet, "checkout", "-qb", "second")
    article(leaflet).write_text(article(leaflet).read_text().replace("Rest for 2 days", "Rest for 3 days"))
    git(leaflet, "commit", "-qam", "second")
    git(leaflet, "checkout", "-q", "main")
    article(leaflet).write_text(article(leaflet).read_text().replace("5 mg", "6 mg"))
    sign(leaflet)
    git(leaflet, "add", "-A", "source")
    git(leaflet, "commit", "-qm", "first")
    assert git(leaflet, "merge", "-q", "--no-edit", "second", check=False) == 0
    assert "3 days" in article(leaflet).read_text() and not stand(leaflet).holds

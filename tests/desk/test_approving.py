"""In a browser: whoever reads an edition approves it, and a proof goes to colleagues."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import Page, expect

from tests.desk.conftest import EDITION, Desk, checked
from tests.desk.test_editing import accessible

pytestmark = pytest.mark.needs_chromium

POST = """([path, values]) => fetch(path, { method: "POST", headers: { "Content-Type": "application/json" },
  body: values }).then(async (answer) => [answer.status, await answer.json()])"""


@pytest.fixture
def menu(page: Page) -> Iterator[Page]:
    """The desk with all that can be handed on."""
    page.locator("summary", has_text="Hand on").click()
    yield page
    page.locator("summary", has_text="Hand on").click()


def test_whoever_reads_it_approves_it_as_it_stands(desk: Desk, menu: Page) -> None:
    form = menu.locator("#approving form")
    expect(menu.locator("#approving")).to_contain_text("Nobody has approved it yet.")
    assert accessible(menu, "#approving") == []
    form.locator("select").select_option("clinician")
    form.locator("input").fill("Example Reader")
    form.locator("button").click()
    expect(menu.locator("#approving .signed li")).to_contain_text("Example Reader")
    written = (desk.text.parent / "approvals.toml").read_text(encoding="utf-8")
    assert 'role = "clinician"' in written and "Example Reader" in written
    (desk.text.parent / "approvals.toml").unlink()


def test_nobody_approves_what_was_not_before_their_eyes(desk: Desk, menu: Page) -> None:
    checked(menu, desk.text)
    values = {"role": "nurse", "name": "Example Reader", "texts": {"source/tides/article.md": "0" * 64}}
    status, said = menu.evaluate(POST, [f"/approvals/{EDITION}", json.dumps(values)])
    assert status == 409 and "changed meanwhile" in said["message"]
    status, said = menu.evaluate(POST, [f"/approvals/{EDITION}", json.dumps({**values, "role": "wizard"})])
    assert status == 409 and "wizard" in said["message"]
    assert not (desk.text.parent / "approvals.toml").exists()


def test_a_proof_goes_to_colleagues_and_never_twice_unasked(desk: Desk, menu: Page) -> None:
    form = menu.locator("#letters form")
    assert accessible(menu, "#letters") == []
    form.locator("input[name=to]").fill("one@example.org, two@example.org")
    form.locator("button").click()
    said = form.locator("p[role=status]")
    expect(said).to_contain_text("Sent to one@example.org, two@example.org")
    (taken,) = desk.mailbox.taken
    assert taken.rcpt_tos == ["one@example.org", "two@example.org"]
    subject = message_from_bytes(taken.content or b"", policy=policy.default)["subject"]  # type: ignore[arg-type]
    assert "tides" in subject.casefold()
    form.locator("button").click()
    expect(said).to_contain_text("this letter was sent before")
    assert len(desk.mailbox.taken) == 1
    form.get_by_label("Send it again").check()
    form.locator("button").click()
    expect(said).to_contain_text("Sent to")
    assert len(desk.mailbox.taken) == 2
    form.locator("input[name=to]").fill("no address")
    form.locator("button").click()
    expect(said).to_contain_text("no")
    expect(said).to_have_class("error")

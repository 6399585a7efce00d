"""In a browser: a button mends, the front matter is a form, pictures are dropped, texts and houses come in."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.desk.conftest import Desk
from tests.judges import ORACLES
from tests.workspace import with_head

pytestmark = pytest.mark.needs_chromium

AXE = ORACLES / "node_modules" / "axe-core" / "axe.min.js"
BODY = """
::: action
1. Look at the tide table.
:::

::: {.callout .when-to-call}
Call {{phone}} if:

- you feel faint
- you feel sick
:::

Take .5 mg of it with the the food.[@table]

Ask the RNLI, on 03/04/2027.[@table]
"""


@pytest.fixture(scope="module")
def window(desk: Desk, first_page: Page) -> Iterator[Page]:
    """The desk on an article that has something to mend; only its text and its findings are looked at."""
    (desk.folder / "source/dunes/article.md").write_text(
        with_head(BODY).replace("PL-TEST-001", "PL-TEST-002").replace("funding: none", "funding: none   # as told"),
        encoding="utf-8",
    )
    first_page.goto(f"{desk.address}/edition/harbour-clinic/en/dunes")
    first_page.evaluate("""localStorage.setItem("plainleaf panes", '[]')""")
    first_page.reload()
    expect(first_page.locator("#findings .mend").first).to_be_visible()
    yield first_page


def text_of(desk: Desk, slug: str = "dunes") -> str:
    return (desk.folder / f"source/{slug}/article.md").read_text(encoding="utf-8")


def saved(desk: Desk, page: Page, words: str) -> str:
    """The text on disk once it holds these words."""
    for _ in range(200):
        if words in text_of(desk):
            break
        page.wait_for_timeout(50)
    assert words in text_of(desk)
    return text_of(desk)


def settled(page: Page) -> None:
    """Wait until nothing is checked any more: a list of findings that changes takes the focus with it."""
    page.wait_for_timeout(500)
    page.wait_for_function("() => document.getElementById('checks').className !== 'checking'")


def accessible(page: Page, within: str) -> list[str]:
    """What axe finds within an element, in dark as in light."""
    found = []
    expect(page.locator(within).first).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        told = page.evaluate("within => axe.run(within, { resultTypes: ['violations'] })", within)
        found += [f"{each['id']}: {each['nodes'][0]['html'][:100]}" for each in told["violations"]]
    page.emulate_media(color_scheme="light")
    return found


def test_a_button_mends_a_finding_and_can_be_undone(desk: Desk, window: Page) -> None:
    before = text_of(desk)
    window.locator("#findings .mend", has_text='Write "0.5 mg"').first.click()
    assert saved(desk, window, "0.5 mg") == before.replace("Take .5 mg", "Take 0.5 mg")
    window.keyboard.press("Control+z")
    assert saved(desk, window, "Take .5 mg") == before


def test_where_only_the_author_knows_the_desk_asks(desk: Desk, window: Page) -> None:
    """With the keyboard alone."""
    before = text_of(desk)
    settled(window)
    window.locator("#findings .mend", has_text='Write "RNLI" out').first.focus()
    window.keyboard.press("Enter")
    expect(window.locator("dialog input")).to_be_focused()
    assert accessible(window, "dialog") == []
    window.keyboard.type("royal boat men")
    window.keyboard.press("Enter")
    assert saved(desk, window, "boat men") == before.replace("the RNLI", "the royal boat men (RNLI)")
    settled(window)
    window.locator("#findings .mend", has_text="Mend").first.focus()
    window.keyboard.press("Enter")
    expect(window.locator("dialog button", has_text='Write "4 March 2027"')).to_be_visible()
    window.keyboard.press("Escape")
    expect(window.locator("dialog")).to_have_count(0)


def test_the_front_matter_is_a_form(desk: Desk, window: Page) -> None:
    before = text_of(desk)
    window.locator("#tools button", has_text="About the article").click()
    assert accessible(window, "dialog") == []
    funding = window.locator("[id='f-funding']")
    funding.fill("the town: its port")
    funding.press("Tab")
    saved(desk, window, "its port")
    window.locator("button", has_text="Add: Reviewers").click()
    window.keyboard.type("Second Reviewer")
    window.keyboard.press("Tab")
    expect(window.locator("[id='f-reviewers-1-credentials']")).to_be_focused()
    window.keyboard.type("RN")
    window.keyboard.press("Tab")
    after = saved(desk, window, "credentials: RN\npublished")
    assert after == before.replace("funding: none   #", 'funding: "the town: its port"   #').replace(
        "credentials: MD}\n", "credentials: MD}\n  - name: Second Reviewer\n    credentials: RN\n"
    )
    window.locator("summary", has_text="Sources").click()
    window.locator("button", has_text="Add: Sources").click()
    window.keyboard.type("guide")
    window.keyboard.press("Tab")
    expect(window.locator("[id='f-references-1-type']")).to_be_visible()
    saved(desk, window, "  - id: guide\n")
    title = window.locator("[id='f-title']")
    title.fill("")
    title.press("Tab")
    expect(window.locator("[id='fault-title']")).to_have_text("this is needed")
    title.fill("Tides and how to read them")
    title.press("Tab")
    expect(window.locator("[id='fault-title']")).to_have_text("")
    window.locator("dialog button", has_text="Done").click()
    expect(window.locator("dialog")).to_have_count(0)


def picture() -> bytes:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Example camera"
    Image.new("RGB", (400, 300), "teal").save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def test_a_picture_is_dropped_described_and_put_in(desk: Desk, window: Page) -> None:
    """Behind the block in which the cursor stands, never inside it."""
    line = window.locator(".cm-line", has_text="1. Look at the tide table")
    window.evaluate("document.querySelector('.cm-scroller').scrollTop = 500")
    line.first.click()
    window.evaluate(
        """([bytes]) => {
          const data = new DataTransfer();
          data.items.add(new File([Uint8Array.from(bytes)], "Our Bay (2).JPG", { type: "image/jpeg" }));
          const lines = [...document.querySelectorAll(".cm-line")];
          const line = lines.find((each) => each.textContent.includes("1. Look at the tide"));
          const box = line.getBoundingClientRect();
          const at = { bubbles: true, cancelable: true, dataTransfer: data, clientX: box.x + 20, clientY: box.y + 5 };
          line.dispatchEvent(new DragEvent("drop", at));
        }""",
        [list(picture())],
    )
    window.locator("dialog button", has_text="Put it in").click()
    assert not (desk.folder / "source/dunes/images").exists()
    window.locator("dialog textarea").fill("The bay at high water")
    assert accessible(window, "dialog") == []
    window.locator("dialog button", has_text="Put it in").click()
    after = saved(desk, window, "::: figure")
    figure = "::: figure\n![The bay at high water](images/our-bay-2.jpg)\n:::"
    assert f"1. Look at the tide table.\n:::\n\n{figure}\n\n::: {{.callout" in after
    kept = (desk.folder / "source/dunes/images/our-bay-2.jpg").read_bytes()
    assert b"Example camera" not in kept


def test_blocks_are_put_in_and_values_completed(desk: Desk, window: Page) -> None:
    window.locator(".cm-content").click()
    window.keyboard.press("Control+End")
    window.keyboard.type("\nCall {{pho")
    expect(window.locator(".cm-tooltip-autocomplete")).to_be_visible()
    # A list that has only just come takes no Enter, which was meant for the text (CodeMirror, interactionDelay).
    window.wait_for_timeout(200)
    window.keyboard.press("Enter")
    saved(desk, window, "[@table]\n\nCall {{phone}}")
    window.locator("summary", has_text="Insert").click()
    assert accessible(window, "#tools") == []
    window.locator(".insert button", has_text="Key points").click()
    window.keyboard.type("Mind the tide")
    after = saved(desk, window, "Mind the tide")
    assert "Call {{phone}}\n\n::: key-points\n- Mind the tide\n- To do: second point" in after


def posted(page: Page, path: str, body: Any) -> tuple[int, dict[str, Any]]:
    """What the desk answers to JSON that no page of its own would send."""
    told = page.evaluate(
        """async ([path, body]) => {
          const answer = await fetch(path, { method: "POST", body, headers: { "Content-Type": "application/json" } });
          return [answer.status, await answer.json()];
        }""",
        [path, body if isinstance(body, str) else json.dumps(body)],
    )
    return told[0], told[1]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/mends", "[]"),
        ("/mends", "{" * 5000),
        ("/mends", {"file": "source/../../etc/passwd", "text": "x", "findings": [{"rule": "article/word-doubled"}]}),
        ("/mends/try", {"file": "source/dunes/article.md", "text": "x" * 600_000, "finding": {}}),
        ("/mends/try", {"file": "styles/brands/harbour-clinic/brand.toml", "text": "x", "finding": {"rule": "x"}}),
        ("/front", {"file": "source/dunes/article.md", "text": "---\na: b: c\n---\n"}),
        ("/front", {"file": "source/dunes/article.md", "text": with_head("x"), "changes": [{"path": ["pictures"]}]}),
        ("/new", {"title": " "}),
        ("/new", {"title": "Sea", "slug": "../sea"}),
        ("/new", {"title": "Sea", "slug": "sea", "lang": "English"}),
        ("/new", {"title": "Sea", "slug": "dunes"}),
        ("/new", {"title": "Sea", "kind": "joke"}),
    ],
)
def test_what_no_page_would_send_is_refused_in_words(window: Page, path: str, body: Any) -> None:
    status, said = posted(window, path, body)
    assert status == 409 and said["message"], said


def upload(page: Page, path: str, field: str, name: str, content: bytes, **more: str) -> tuple[int, dict[str, Any]]:
    address = page.url.split("/", 3)
    sent: dict[str, Any] = {field: {"name": name, "mimeType": "application/octet-stream", "buffer": content}, **more}
    origin = "/".join(address[:3])
    answer = page.request.post(f"{origin}{path}", multipart=sent, headers={"Origin": origin})
    return answer.status, answer.json()


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", bytes(120_000_000))
    return buffer.getvalue()


def test_what_is_no_manuscript_or_picture_is_refused_by_what_it_holds(desk: Desk, window: Page) -> None:
    before = sorted(path.name for path in (desk.folder / "source").iterdir())
    status, said = upload(window, "/bring", "manuscript", "letter.docx", bomb())
    assert status == 409 and "zip bomb" in said["message"]
    status, said = upload(window, "/bring", "manuscript", "letter.docx", picture())
    assert status == 409 and "not a text" in said["message"]
    status, said = upload(window, "/pictures/dunes", "picture", "bay.png", b"%PDF-1.7 and more", description="The bay")
    assert status == 409 and "no picture" in said["message"]
    status, said = upload(window, "/pictures/..%2Fdunes", "picture", "bay.png", picture(), description="The bay")
    assert status in {404, 409}
    assert sorted(path.name for path in (desk.folder / "source").iterdir()) == before


def manuscript() -> bytes:
    from docx import Document

    document = Document()
    document.add_heading("Keeping a wound dry", 0)
    document.add_paragraph("Keep the dressing dry for 48 hours.")
    document.add_heading("What to do", 1)
    for step in ("Wash your hands.", "Take the dressing off."):
        document.add_paragraph(step, style="List Number")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_word_file_becomes_an_article_and_its_questions_are_a_form(desk: Desk, window: Page) -> None:
    window.goto(f"{desk.address}/bring")
    assert accessible(window, "body") == []
    window.set_input_files("#manuscript", {"name": "wound.docx", "mimeType": "", "buffer": manuscript()})
    expect(window.locator("#questions-count")).to_contain_text("questions are open")
    expect(window.locator("#pieces li", has_text="Keep the dressing dry")).to_have_count(1)
    assert not (desk.folder / "source/keeping-a-wound-dry").exists()
    # As a browser sends it that has no calendar for days.
    window.evaluate("document.getElementById('q-published').type = 'text'")
    window.fill("#q-published", "02/11/2026")
    window.locator("#answers button.first").click()
    expect(window.locator("#q-published-fault")).to_contain_text("is not a date")
    assert accessible(window, "body") == []
    window.fill("#q-published", "2026-11-02")
    window.fill("#q-reviewers", "Example Reviewer; MD")
    window.select_option("#q-advertisement", "no")
    window.locator("#answers button.first").click()
    window.wait_for_url("**/edition/harbour-clinic/en/keeping-a-wound-dry")
    text = text_of(desk, "keeping-a-wound-dry")
    assert "id: PL-TEST-003" in text and "published: 2026-11-02" in text and "1. Wash your hands." in text
    assert "name: Example Reviewer" in text and "advertisement: false" in text


def test_an_article_is_begun_on_a_page(desk: Desk, window: Page) -> None:
    window.goto(f"{desk.address}/new")
    assert accessible(window, "body") == []
    window.fill("[name=title]", "Taking your sea tablets")
    window.check("[value=medicine]")
    window.locator("button.first").click()
    window.wait_for_url("**/edition/harbour-clinic/en/taking-your-sea-tablets")
    assert "kind: medicine" in text_of(desk, "taking-your-sea-tablets")


def test_a_brand_is_begun_on_a_page(desk: Desk, window: Page) -> None:
    """Last: with another brand every article has another edition."""
    window.goto(f"{desk.address}/new-brand")
    assert accessible(window, "body") == []
    said = {"name": "Bay Practice", "region": "gb", "phone": "020 7946 0321", "email": "care@bay.example.org"}
    for name, words in said.items():
        window.fill(f"[name={name}]", words)
    window.fill("[name=web]", "bay.example.org/leaflets")
    window.locator("button.first").click()
    expect(window.locator("[name=address]")).to_be_focused()
    expect(window.locator("#fault-address")).to_have_text("this is needed")
    window.fill("[name=address]", "1 Bay Road\nBay Town")
    window.locator("button.first").click()
    expect(window.locator("#made")).to_be_visible()
    assert accessible(window, "body") == []
    written = (desk.folder / "styles/brands/bay-practice/brand.toml").read_text(encoding="utf-8")
    assert 'phone = "020 7946 0321"' in written and 'address = ["1 Bay Road", "Bay Town"]' in written

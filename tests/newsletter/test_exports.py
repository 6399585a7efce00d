"""Leaving the house: files for sending services, and the page for a browser."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import lxml.html
import pytest

from pipeline.edition.artifact import Artifact, File, Product
from pipeline.edition.edition import Edition
from pipeline.formats import newsletter
from pipeline.formats.newsletter.exports import BROWSER, CARD, SERVICES, UNSUBSCRIBE, Service, blank, filled
from pipeline.formats.newsletter.reading import Subject
from pipeline.formats.newsletter.settings import settings_of
from pipeline.formats.newsletter.styling import tokens
from pipeline.formats.newsletter.view import view_of
from tests.deciding import deciding
from tests.newsletter.sample import ROOT, digest_edition, edition, issue

EXPORTS = Product("newsletter", "exports", on_request=True)
TAGGED = [service for service in SERVICES if service.unsubscribe]
MARKS = "::: key-points\n- Write \\{\\{ vorname \\}\\}, \\*|NAME|\\* and {% name %} as they are.\n:::\n"


def hosted(given: Edition, **more: object) -> Edition:
    own = {"hosted": "https://harbour.example.org/letters/", **more}
    return replace(given, brand=deciding(given.brand, newsletter=own))


@pytest.mark.parametrize("service", TAGGED, ids=lambda service: service.name)
def test_an_export_has_its_service_s_tags_and_no_other_s(service: Service) -> None:
    artifact = newsletter.render(edition(), EXPORTS)
    for ending in ("html", "txt"):
        content = artifact.file(f"exports/single-{service.name}.{ending}").content.decode()
        assert service.unsubscribe in content and service.browser in content
        for other in TAGGED:
            assert other is service or other.unsubscribe not in content
    assert newsletter.check(newsletter.read(artifact), edition()).found == ()


def read_back(html: str, service: Service) -> str:
    """The blank HTML that an export was made of: tags turned back into addresses, defused marks into marks."""
    for address, tag in ((UNSUBSCRIBE, service.unsubscribe), (BROWSER, service.browser)):
        html = html.replace(tag, address) if tag else html
    for mark in service.marks:
        html = html.replace(f"{mark[0]}&#{ord(mark[1])};", mark) if len(mark) > 1 else html
    return html


@pytest.mark.parametrize("variant", ["single", "whole", "digest"])
@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_an_export_read_back_is_what_was_exported(service: Service, variant: str) -> None:
    for made in (digest_edition("ar"),) if variant == "digest" else (edition(), edition(body=MARKS)):
        view = view_of(made, variant)
        assert read_back(filled(made, view, service)[0], service) == blank(made, view, service)[0]


@pytest.mark.parametrize("service", TAGGED, ids=lambda service: service.name)
def test_words_that_look_like_a_tag_are_printed_and_not_filled(service: Service) -> None:
    made = edition(body=MARKS)
    html, text = filled(made, view_of(made, "single"), service)
    for mark in service.marks:
        assert html.count(mark) == sum(tag.startswith(mark) for tag in re.findall(r"\*\|\w+\|\*|\{\{ \w+ \}\}", html))
        assert f"{mark[0]}\u2060{mark[1]}" in text
    words = lxml.html.document_fromstring(html).text_content()
    assert all(mark in words for mark in service.marks)


def test_a_foreign_or_missing_tag_is_found() -> None:
    artifact = newsletter.render(edition(), EXPORTS)
    name = "exports/single-mailchimp.html"
    for old, new, said in (
        ("*|UNSUB|*", "{{ unsubscribe }}", '"{{ unsubscribe }}" means nothing to Mailchimp'),
        ("*|UNSUB|*", "https://harbour.example.org/", '"*|UNSUB|*" is missing'),
    ):
        broken = artifact.file(name).content.replace(old.encode(), new.encode())
        files = (File(name, "text/html", broken),)
        found = newsletter.check(newsletter.read(Artifact(EXPORTS, files)), edition()).found
        assert {finding.rule for finding in found} == {"newsletter/merge-tags"}
        assert any(said in finding.message for finding in found)


def test_ghost_gets_a_draft_without_a_frame() -> None:
    table = json.loads(newsletter.render(edition(), EXPORTS).file("exports/single-ghost.json").content)
    (post,) = table["data"]["posts"]
    assert post["status"] == "draft" and post["title"] == "Care for a small wound"
    assert post["html"].startswith(CARD[0]) and post["html"].endswith(CARD[1])
    assert "<body" not in post["html"] and "/unsubscribe" not in post["html"]


@pytest.mark.parametrize("service", TAGGED, ids=lambda service: service.name)
def test_an_imported_file_shows_the_words_and_links_of_the_issue(service: Service) -> None:
    """As a service fills it: its tags become addresses; everything else is the message's own."""
    made = edition()
    exported = newsletter.render(made, EXPORTS).file(f"exports/whole-{service.name}.html").content.decode()
    imported = exported.replace(service.unsubscribe, "https://x.example/leave").replace(
        service.browser, "https://x.example/"
    )
    shown = Subject("a.eml", issue(made, "whole").file("whole.eml").content, made)
    page = Subject("b.eml", b"Content-Type: text/html; charset=utf-8\r\n\r\n" + imported.encode(), made)
    table = settings_of(made.brand)
    brands = {table.unsubscribe} if table else set()
    assert [link for link in page.links if "x.example" not in link[0]] == [
        link for link in shown.links if link[0] not in brands
    ]
    assert (
        page.seen.partition(" Unsubscribe")[0].removesuffix("View in your browser ·").strip()
        == (shown.seen.partition(" Unsubscribe")[0])
    )


def test_subject_and_sender_come_along() -> None:
    fields = json.loads(newsletter.render(edition(), EXPORTS).file("exports/single.json").content)
    assert fields["subject"] == "How to look after a small wound" and fields["from_address"].endswith("example.org")


def test_two_subjects_stand_side_by_side_as_a_spreadsheet_opens_them() -> None:
    second = "Vier Schritte täglich für Ihre Wunde, und wann Sie anrufen"
    made = edition(subject=f"How to look after a small wound\n  subject_b: {second}")
    files = newsletter.render(made, EXPORTS)
    content = files.file("exports/subjects.csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    head, single, whole = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    row = dict(zip(head, single, strict=True))
    assert (row["A"], row["B"], row["B, length"]) == ("How to look after a small wound", second, "58")
    assert row["B, on a phone"] == second[:41] + "…"
    assert whole[0] == "whole"
    assert json.loads(files.file("exports/single.json").content)["subject_b"] == second
    assert "exports/subjects.csv" not in [file.name for file in newsletter.render(edition(), EXPORTS).files]


def test_where_each_service_wants_its_files_and_pictures_is_told() -> None:
    made = newsletter.render(edition(), EXPORTS)
    told = made.file("exports/what-goes-where.txt").content.decode()
    names = {file.name.removeprefix("exports/") for file in made.files}
    for service in SERVICES:
        assert service.title in told
        assert {
            f"{kind}-{service.name}.{'json' if service.name == 'ghost' else 'html'}" for kind in ("single", "whole")
        } <= names
    assert all(f"pictures/{name.rpartition('/')[2]}" in told for name in names if name.startswith("pictures/"))
    assert "exports/what-goes-where.txt" not in [
        file.name for file in newsletter.render(hosted(edition()), EXPORTS).files
    ]


def test_a_digest_is_exported_too() -> None:
    names = {file.name for file in newsletter.render(digest_edition(), EXPORTS).files}
    assert "exports/digest-listmonk.html" in names


def test_hosted_pictures_have_https_addresses_in_message_and_exports() -> None:
    made = hosted(edition(), pictures="hosted")
    message = issue(made).file("single.eml").content
    assert b"Content-ID" not in message and b"multipart/related" not in message
    html = newsletter.render(made, EXPORTS).file("exports/single-brevo.html").content.decode()
    address = "https://harbour.example.org/letters/en/wound/newsletter/single/wound-layers.png"
    assert f'src="{address}"' in html
    assert newsletter.check(newsletter.read(issue(made)), made).errors == ()


def test_a_hosted_issue_can_be_read_in_a_browser() -> None:
    made = hosted(edition())
    text = issue(made).file("single.txt").content.decode()
    assert "View in your browser" in text
    assert "https://harbour.example.org/letters/en/wound/newsletter/single.html" in text
    assert "View in your browser" not in issue(edition()).file("single.txt").content.decode()


def page_of(made: Edition) -> str:
    return issue(made).file("single.html").content.decode()


def test_the_page_for_a_browser_says_what_it_is() -> None:
    made = hosted(edition())
    tree = lxml.html.document_fromstring(page_of(made))
    metas = {meta.get("property") or meta.get("name"): meta.get("content") for meta in tree.iter("meta")}
    assert metas["og:url"] == made.canonical == tree.find("head/link[@rel='canonical']").get("href")
    assert metas["og:image"] == "https://harbour.example.org/letters/en/wound/newsletter/single/wound-layers.png"
    assert metas["og:image:alt"] == "Three layers over a wound: gauze, pad and tape."
    (script,) = (script for script in tree.iter("script"))
    linked = json.loads(script.text)
    assert linked["@type"] == ["MedicalWebPage", "Article"] and linked["lastReviewed"] == "2026-10-05"
    assert linked["audience"]["audienceType"] == "Patient" and linked["citation"] == ["https://www.example.org/wounds"]
    assert tree.find("body/main") is not None and "[if mso]" not in page_of(made)


def test_a_script_in_a_title_stays_words() -> None:
    html = page_of(edition(title='"A </script><script>alert(1)</script> wound"'))
    assert "<script>alert" not in html and html.count("<script") == 1
    script = html.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert json.loads(script)["headline"] == "A </script><script>alert(1)</script> wound"


def test_a_page_that_lies_about_its_review_is_found() -> None:
    made = edition()
    artifact = issue(made)
    for old, new, said in (
        ('"lastReviewed": "2026-10-05"', '"lastReviewed": "2026-11-05"', "the article was reviewed 2026-10-05"),
        ('property="og:url"', 'property="og:uri"', "canonical"),
        ('<meta name="description"', '<meta name="descriptio"', "description is missing"),
    ):
        html = artifact.main.content.decode()
        assert old in html
        files = (replace(artifact.main, content=html.replace(old, new).encode()),)
        found = newsletter.check(newsletter.read(replace(artifact, files=files)), made).found
        assert [finding.rule for finding in found] == ["newsletter/page-metadata"]
        assert said in found[0].message


def test_the_manual_names_the_tags_and_the_custom_properties_that_there_are() -> None:
    manual = (ROOT / "docs" / "newsletter.md").read_text(encoding="utf-8").replace("\\|", "|")
    for service in TAGGED:
        assert f"| {service.title} | `{service.unsubscribe}` | `{service.browser}` |" in manual
    for name in tokens(edition().brand):
        assert f"`{name.removeprefix('dark-')}`" in manual, name

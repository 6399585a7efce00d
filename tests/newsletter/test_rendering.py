"""The issue: the same bytes from the same edition, in any process, and nothing that an author wrote gets lost."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace

import lxml.html
import pytest

from pipeline.article.body.inlines import plain
from pipeline.article.model import Prose
from pipeline.article.walking import walk
from pipeline.edition.artifact import Product
from pipeline.edition.review import State
from pipeline.errors import PlainleafError
from pipeline.formats import newsletter
from pipeline.formats.newsletter.reading import Subject, style_of
from pipeline.formats.newsletter.rendering import filled_template
from pipeline.formats.newsletter.view import view_of
from pipeline.formats.newsletter.wording import summary
from pipeline.language.sentences import split_sentences
from tests import judges
from tests.newsletter.sample import BODY, ROOT, digest_edition, edition, issue, library_edition, with_brand, with_sender


def test_an_article_becomes_a_teaser_and_the_whole() -> None:
    assert [str(product) for product in newsletter.products(edition())] == [
        "newsletter/single",
        "newsletter/whole",
        "newsletter/exports",
    ]


def test_a_brand_that_sends_no_mail_has_no_newsletter() -> None:
    made = edition()
    silent = with_brand(made, settings=replace(made.brand.settings, tables={}))
    assert newsletter.products(silent) == ()
    with pytest.raises(PlainleafError, match="sends no newsletter"):
        newsletter.render(silent, Product("newsletter", "single"))


@pytest.mark.parametrize("variant", ["single", "whole", "digest", "exports"])
def test_the_same_edition_gives_the_same_bytes(variant: str) -> None:
    """MRML writes the classes of an element in any order; the correcting pass puts them into one."""
    made = digest_edition("ar") if variant == "digest" else edition()
    assert len({tuple(file.sha256 for file in issue(made, variant).files) for _ in range(12)}) == 1


def test_hash_seed_locale_and_time_zone_do_not_reach_the_bytes() -> None:
    script = (
        "import hashlib;from tests.newsletter.sample import edition,issue;"
        "print([hashlib.sha256(f.content).hexdigest() for f in issue(edition(),'whole').files])"
    )
    seen = set()
    for seed, zone, locale in (("1", "UTC", "C"), ("99", "Asia/Tokyo", "C.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONPATH": str(ROOT)}
        run = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True, cwd=ROOT
        )
        seen.add(run.stdout)
    expected = [hashlib.sha256(file.content).hexdigest() for file in issue(edition(), "whole").files]
    assert seen == {f"{expected}\n"}


def test_a_draft_says_so_at_the_top_of_both_parts() -> None:
    artifact = issue(edition(draft=True))
    words = edition().words("draft-sentence")
    assert artifact.file("single.txt").content.decode().startswith(words)
    assert words in artifact.file("single.html").content.decode()


def test_an_expired_issue_says_so() -> None:
    text = issue(edition(state=State.EXPIRED)).file("single.txt").content.decode()
    assert text.startswith(edition().words("expired-sentence"))


def test_a_line_break_in_the_sender_s_name_ends_the_run() -> None:
    with pytest.raises(PlainleafError, match="line break"):
        issue(with_sender(edition(), sender="Clinic\r\nBcc: all@example.org"))


def test_a_line_break_in_the_title_becomes_a_space() -> None:
    made = edition(title='"Care\\r\\nBcc: x@example.org"', subject='"Care\\r\\nBcc: x@example.org"')
    message = issue(made).file("single.eml").content
    assert b"\r\nBcc" not in message and b"Subject: Care Bcc: x@example.org\r\n" in message


def test_a_subject_of_emoji_arrives() -> None:
    from email import message_from_bytes, policy

    raw = issue(edition(subject="🩹👩‍⚕️ Care for a wound")).file("single.eml").content
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == "🩹👩‍⚕️ Care for a wound"


def test_words_that_look_like_a_template_stay_words() -> None:
    body = "::: key-points\n- Write \\{\\{ view.lang \\}\\} and {% raw %} and <mj-text> as they are.\n:::\n"
    html = issue(edition(body=body)).file("single.html").content.decode()
    assert "{{ view.lang }} and {% raw %}" in html


def test_a_template_cannot_leave_its_box() -> None:
    from dataclasses import replace

    made = edition()
    evil = dict(made.styles) | {"newsletter/single.mjml": b"{{ ''.__class__.__mro__[1].__subclasses__() }}"}
    with pytest.raises(PlainleafError, match="cannot be filled"):
        issue(replace(made, styles=evil))


def test_a_template_that_is_not_mjml_names_its_file() -> None:
    from dataclasses import replace

    made = edition()
    broken = dict(made.styles) | {"newsletter/single.mjml": b"<mjml><mj-body><mj-secti"}
    with pytest.raises(PlainleafError, match="not MJML") as caught:
        issue(replace(made, styles=broken))
    assert caught.value.place == "styles/newsletter/single.mjml"


def test_every_block_of_the_article_is_in_the_whole() -> None:
    text = issue(edition(), "whole").file("whole.txt").content.decode()
    for words in ("Wash your hands", "1. Wash your hands.", "Medicine: Paracetamol; Dose: 500", "38 °C", "germs in",
                  "Wound care", "https://www.example.com/dressings", "The layers of a dressing"):  # fmt: skip
        assert words in text.replace("\u00a0", " "), words


def test_right_to_left_runs_through_to_the_last_cell() -> None:
    """MRML writes direction:ltr on every column."""
    html = (
        issue(library_edition("wound-aftercare", "ar", "harbour-clinic"), "whole").file("whole.html").content.decode()
    )
    assert '<html lang="ar" dir="rtl"' in html and "direction:ltr" not in html


def test_the_words_of_a_picture_can_be_read_when_it_is_off() -> None:
    html = issue(edition()).file("single.html").content.decode()
    # A drawing has a twin for dark grounds.
    images = [part.partition(">")[0] for part in html.split("<img ")[1:] if "Three layers" in part]
    assert images and all("font-size:16px" in image for image in images)


@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_a_digest_shows_every_article_in_its_own_words(lang: str) -> None:
    made = digest_edition(lang)
    assert [str(product) for product in newsletter.products(made)] == ["newsletter/digest", "newsletter/exports"]
    artifact = issue(made, "digest")
    text = " ".join(artifact.file("digest.txt").content.decode().replace("\u200f", "").split())
    for article in made.publication.articles:
        assert article.front.title in text
        assert " ".join(article.front.main_message.split())[:60] in text.replace("\u2066", "").replace("\u2069", "")
    assert newsletter.check(newsletter.read(artifact), made).found == ()


@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_a_digest_s_summaries_have_forty_to_sixty_words_of_the_article_s_own_sentences(lang: str) -> None:
    for article in digest_edition(lang).publication.articles:
        said = summary(article, lang, "Risks")
        assert 40 <= len(said.split()) <= 60
        own = " ".join(" ".join(text.split()) for text in (article.front.main_message, article.front.summary))
        own += " " + " ".join(plain(part.inlines) for part in walk(article.blocks) if isinstance(part, Prose))
        for sentence in split_sentences(said, lang):
            assert sentence.text in own


@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_a_digest_opens_with_its_note_and_leads_to_each_story_whose_title_stands_once(lang: str) -> None:
    made = digest_edition(lang)
    view = view_of(made, "digest")
    page = lxml.html.document_fromstring(issue(made, "digest").file("digest.html").content.decode())
    words = [" ".join(part.text_content().split()) for part in page.iter("h1", "h2", "p", "li")]
    order = [view.title, *view.opening, *(story.title for story in view.stories)]
    assert len(view.opening) == 2 and [word for word in words if word in order] == order
    buttons = {link.get("aria-label") for link in page.iter("a") if link.get("aria-label")}
    # What is heard begins with what is seen (WCAG 2.2, 2.5.3), or nobody could call the button by its words.
    assert buttons == {f"{story.label}: {story.title}" for story in view.stories} and len(buttons) == 2
    assert all(story.picture and story.picture.source in view.pictures for story in view.stories)
    for article in made.publication.articles:
        assert any(f"/{article.slug}?" in (link.get("href") or "") for link in page.iter("a"))


def test_a_teaser_has_the_points_and_one_button_that_leads_on() -> None:
    made = edition()
    page = lxml.html.document_fromstring(issue(made).file("single.html").content.decode())
    points = [" ".join(item.text_content().split()) for item in page.iter("li")]
    assert points[0] == "Wash your hands before you touch the dressing." and len(points) == 3
    buttons = [link for link in page.iter("a") if "display:inline-block" in style_of(link) and link.get("href")]
    (button,) = [link for link in buttons if "background" in style_of(link)]
    assert button.get("href").startswith(made.canonical) and button.text_content().strip() == "Read the whole guide"


def test_styles_stand_on_every_word_and_media_queries_in_the_head() -> None:
    """Whoever drops the style sheet still has all of the light design."""
    html = Subject("a.eml", issue(edition(), "whole").file("whole.eml").content, edition()).html
    head, _, body = html.partition("</head>")
    assert "@media only screen and (max-width:480px)" in head and "@media (prefers-color-scheme:dark)" in head
    for element in lxml.html.document_fromstring(body).iter("h1", "h2", "p", "li", "th", "td"):
        if element.tag != "td" or (element.text or "").strip():
            assert element.get("style"), element.text_content()[:40]


def test_messages_that_differ_have_ids_that_differ_and_the_same_message_the_same() -> None:
    """RFC 5322, 3.6.4."""

    def mark(body: str) -> str:
        made = edition(body=body)
        return Subject("a.eml", issue(made, "whole").file("whole.eml").content, made).header("Message-ID")

    assert mark(BODY) == mark(BODY) != mark(BODY.replace("Wash your hands.", "Wash both hands."))


@pytest.mark.needs_node
@pytest.mark.parametrize("variant", ["single", "whole", "digest"])
def test_npm_mjml_takes_the_templates_without_a_complaint(variant: str) -> None:
    """Designers try templates out with the original; what only MRML takes would be lost on them."""
    made = digest_edition("ar") if variant == "digest" else library_edition("wound-aftercare", "es", "fieldnote-press")
    view = view_of(made, variant)
    html = judges.mjml(filled_template(made, view))
    ours = Subject("a.eml", issue(made, variant).file(f"{variant}.eml").content, made)
    theirs = Subject("b.eml", b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode(), made)
    assert "".join(theirs.seen.split()) == "".join(ours.seen.split())

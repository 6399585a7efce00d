"""Client support: what caniemail knows of the features a message uses, and what falls back."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from pipeline.formats import newsletter
from pipeline.formats.newsletter.reading import Display, Subject
from pipeline.formats.newsletter.rules.clients import share
from pipeline.formats.newsletter.support import CLIENTS, CONDITIONS, REMEDIES, fallbacks, features, gaps
from tests.newsletter.sample import digest_edition, edition, issue, library_edition

WRAPPER = 'role="article" style="background-color:#ffffff"'
SLUGS = ("exosomes-hair-loss", "wound-aftercare")


@dataclass(frozen=True)
class Document(Display):
    """HTML that never was in a message."""

    html: str


def found(body: str, *, sheet: str = "", picture: str = "image/png") -> dict[str, tuple[str, ...]]:
    """Slug of each gap in a small message → the clients that lack the feature, or have a part of it."""
    html = f"<html><head><style>{sheet}</style></head><body>{body}</body></html>"
    return {gap.feature.slug: gap.lacking or gap.partial for gap in gaps(Document(html), [picture])}


@pytest.mark.parametrize(
    ("body", "slug", "client"),
    [
        ('<p style="display:flex">a</p>', "css-display-flex", "Outlook classic on Windows"),
        ('<p style="padding:4px">a</p>', "css-padding", "Outlook classic on Windows"),
        ('<p style="margin:-4px">a</p>', "css-margin", "Gmail on the web"),
        ('<p style="box-shadow:0 0 1px #000000">a</p>', "css-box-shadow", "Outlook classic on Windows"),
        ('<p style="color:var(--ink)">a</p>', "css-variables", "Gmail on the web"),
        ('<div style="border-top:1px solid #000000">a</div>', "css-border", "Outlook classic on Windows"),
        ('<div style="display:none">a</div>', "css-display-none", "Outlook classic on Windows"),
        ("<section>a</section>", "html-semantics", "Outlook classic on Windows"),
        ('<img src="https://example.org/a.webp" alt="">', "image-webp", "Outlook classic on Windows"),
        ('<img src="data:image/png;base64,aa" alt="">', "image-base64", "Gmail on the web"),
        ('<a href="mailto:a@example.org?bcc=b@example.org">a</a>', "html-mailto-links", "Yahoo on Android"),
    ],
)
def test_a_feature_that_a_client_lacks_is_a_gap(body: str, slug: str, client: str) -> None:
    assert client in found(body)[slug]


def test_the_type_of_a_picture_part_counts() -> None:
    assert "Gmail on the web" in found("<p>a</p>", picture="image/svg+xml")["image-svg"]


def test_the_style_sheet_only_adds() -> None:
    """Outlook classic reads no @media: that is what the style attributes are for."""
    assert (
        found(f"<div {WRAPPER}>a</div>", sheet="@media (prefers-color-scheme: dark) { .a > b { display: flex } }") == {}
    )


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("variant", ["single", "whole"])
@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_the_sample_library_has_no_gap(slug: str, variant: str, lang: str) -> None:
    made = library_edition(slug, lang, "harbour-clinic")
    message = Subject("a.eml", issue(made, variant).file(f"{variant}.eml").content, made)
    assert gaps(message, [part.media_type for part in message.parts]) == ()


@pytest.mark.parametrize("brand", ["harbour-clinic", "fieldnote-press"])
@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_the_sample_digest_has_no_gap(lang: str, brand: str) -> None:
    made = digest_edition(lang, brand)
    message = Subject("a.eml", issue(made, "digest").file("digest.eml").content, made)
    assert gaps(message, [part.media_type for part in message.parts]) == ()


def test_a_word_wider_than_a_phone_is_said_once_and_in_words() -> None:
    made = edition(title="W" * 80)
    found = newsletter.check(newsletter.read(issue(made)), made).found
    assert [each.rule for each in found if "sub" not in each.rule] == ["newsletter/too-wide"]
    assert "wider than a window of 320 px" in found[-1].message


def test_every_condition_has_a_remedy() -> None:
    assert set(REMEDIES) == set(CONDITIONS)


def test_a_fallback_is_lost_with_what_it_needs() -> None:
    html = Subject("a.eml", issue(edition()).file("single.eml").content, edition()).html
    for broken in (re.sub(r"<v:roundrect.*?</v:roundrect>", "", html), html.replace("mso-hide:all", "")):
        assert gaps(Document(broken), []) != ()


def test_the_table_of_fallbacks_holds_only_what_it_must() -> None:
    for slug, fallback in fallbacks().items():
        assert any(features()[slug].answer(client) in "na" for client in CLIENTS), slug
        assert fallback.because and (not fallback.needs or fallback.needs in CONDITIONS)


def test_every_declared_client_is_in_the_data() -> None:
    for client in CLIENTS:
        assert any(feature.answer(client) == "y" for feature in features().values()), client


def test_the_share_is_of_declared_clients_and_of_readers_where_known() -> None:
    clients = ["Gmail on the web", "Samsung Email"]
    assert share(clients, {}) == "2 of 14 declared clients"
    assert share(clients, {"Gmail on the web": 31, "Samsung Email": 0.5}).endswith(", 31.5 % of the brand's readers")

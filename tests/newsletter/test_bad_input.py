"""Bad input: each kind is a clear finding or error, or is mended and said; nothing slips through to a mailbox."""

from __future__ import annotations

import io
import random
from dataclasses import replace

import pytest
from PIL import Image

from pipeline.article.reading import read_articles
from pipeline.article.source import Source
from pipeline.edition.artifact import Artifact, File, Product
from pipeline.edition.binding import BindingWords
from pipeline.errors import PlainleafError
from pipeline.finding import Finding
from pipeline.formats import newsletter
from pipeline.formats.newsletter.pictures import PICTURE_BYTES, raster
from pipeline.formats.newsletter.wording import propose_preheader, propose_subject
from tests.newsletter.sample import BODY, HEAD, digest_edition, edition, issue, styles, with_brand, with_sender

SINGLE = Product("newsletter", "single")


def found(body: str, variant: str = "whole", **words: str) -> tuple[Finding, ...]:
    made = edition(body=body, **words)  # type: ignore[arg-type]
    return newsletter.check(newsletter.read(issue(made, variant)), made).found


def html_of(body: str, variant: str = "whole") -> str:
    return issue(edition(body=body), variant).file(f"{variant}.html").content.decode()


def photograph(width: int, height: int, kind: str) -> bytes:
    """A picture of clouds: smooth enough to be a photograph, noisy enough to weigh several megabytes as PNG."""
    chance = random.Random(7)  # noqa: S311 (a test picture)
    small = Image.frombytes("RGB", (width // 16, height // 16), chance.randbytes(width // 16 * (height // 16) * 3))
    clouds = small.resize((width, height), Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", (width, height), chance.randbytes(width * height))
    out = io.BytesIO()
    Image.composite(clouds, clouds.point(lambda value: min(255, value + 12)), grain).save(out, kind)
    return out.getvalue()


def test_a_title_of_five_hundred_characters_is_an_error_of_the_subject() -> None:
    title = "A wound and " * 42
    made = edition(title=title, subject=title)
    (finding,) = [
        f for f in newsletter.check(newsletter.read(issue(made)), made).errors if f.rule == "newsletter/subject-length"
    ]
    assert "characters, 78 is the limit" in finding.message and finding.where.file == "source/wound/article.md"


@pytest.mark.parametrize(
    ("title", "subtitle", "subject"),
    [
        ("Short title", "", "Short title"),
        ("Exosome treatment for hair loss: what we know so far and what not", "", "Exosome treatment for hair loss"),
        ("A: " + "long " * 20, "A subtitle that fits", "A subtitle that fits"),
        ("long " * 20, "", "long " * 20),
    ],
)
def test_a_subject_is_proposed_and_never_cut_inside(title: str, subtitle: str, subject: str) -> None:
    assert propose_subject(title, subtitle) == subject


def test_a_preheader_is_proposed_from_the_article_s_own_sentences() -> None:
    said = propose_preheader(["Keep the wound dry. Call us if it bleeds and does not stop."], "Wounds", "en")
    assert said == "Keep the wound dry. Call us if it bleeds and does not stop."
    assert propose_preheader(["word " * 60], "Wounds", "en").endswith("…")


def test_a_picture_of_four_megabytes_arrives_small() -> None:
    heavy = photograph(2_400, 1_600, "PNG")
    assert len(heavy) > 4_000_000
    made = raster(heavy, "image/png", (2_400, 1_600), 552, styles().typefaces)
    assert (made.media_type, made.width, made.height) == ("image/jpeg", 552, 368)
    assert len(made.content) <= PICTURE_BYTES
    body = BODY.replace("images/layers.svg", "images/photo.png")
    issued = edition(body=body, photo_png=heavy)
    assert newsletter.check(newsletter.read(issue(issued, "whole")), issued).errors == ()


def test_a_picture_that_cannot_be_made_small_says_so() -> None:
    chance = random.Random(7)  # noqa: S311 (a test picture)
    noise = Image.frombytes("RGB", (600, 4_800), chance.randbytes(600 * 4_800 * 3))
    out = io.BytesIO()
    noise.save(out, "PNG")
    with pytest.raises(PlainleafError, match="still weighs") as caught:
        raster(out.getvalue(), "image/png", noise.size, 552, styles().typefaces)
    assert "crop it" in str(caught.value.hint)


def test_an_image_without_a_description_is_found_in_the_article() -> None:
    body = BODY.replace("Three layers over a wound: gauze, pad and tape.", "")
    source = Source("wound", "source/wound", {"article.md": (HEAD.format(title="T", subject="S", advertisement="false")
                                                           + body).encode(), "images/layers.svg": b""})  # fmt: skip
    (reading,) = read_articles(source)
    assert reading.findings.errors


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"])
def test_a_link_that_runs_or_reads_is_words_only(target: str) -> None:
    html = html_of(f"## Part\n\nRead [this page]({target}) first.\n")
    assert "this page" in html and target.partition(":")[0] + ":" not in html


def test_a_relative_link_leads_to_the_brand_s_pages() -> None:
    html = html_of("## Part\n\nRead [about scars](scar-care) and [its risks](scar-care#risks).\n")
    assert 'href="https://harbour.example.org/leaflets/scar-care?utm_source=newsletter' in html
    assert "utm_content=text#risks" in html


def test_a_link_to_a_part_of_the_same_article_is_words() -> None:
    html = html_of("## Part {#part}\n\nSee [this part](#part).\n")
    assert "See this part." in html and 'href="#' not in html


def test_a_body_over_the_budget_says_what_to_cut() -> None:
    words = "Keep the wound clean and covered, and change the dressing every day. " * 40
    body = "".join(f"## Day {day}\n\n{words}\n\n" for day in range(1, 40))
    (finding,) = [f for f in found(body) if f.rule == "newsletter/too-heavy"]
    assert finding.severity == "error" and "102,400 is the limit" in finding.message
    assert '"Keep the wound clean' in finding.hint and 'not="newsletter/whole"' in finding.hint
    assert not [f for f in found(body, "single") if f.rule == "newsletter/too-heavy"]


def test_a_brand_whose_address_is_none_ends_the_run() -> None:
    with pytest.raises(PlainleafError, match='"news at harbour" is not an e-mail address'):
        issue(with_sender(edition(), address="news at harbour"))


def test_a_brand_without_a_postal_address_is_an_error() -> None:
    made = edition()
    homeless = with_brand(made, contact=replace(made.brand.contact, address=()))
    rules = [finding.rule for finding in newsletter.check(newsletter.read(issue(homeless)), homeless).errors]
    assert rules == ["newsletter/postal-address"]


def test_a_brand_that_names_no_way_out_is_an_error() -> None:
    made = with_sender(edition(), unsubscribe="", unsubscribe_mailto="")
    rules = {finding.rule for finding in newsletter.check(newsletter.read(issue(made)), made).errors}
    assert rules == {"newsletter/way-out", "newsletter/list-unsubscribe"}


def test_a_way_out_by_mail_alone_is_a_warning() -> None:
    made = with_sender(edition(), unsubscribe="")
    message = issue(made).file("single.eml").content
    assert b"List-Unsubscribe-Post" not in message
    (finding,) = newsletter.check(newsletter.read(issue(made)), made).found
    assert (finding.rule, finding.severity) == ("newsletter/list-unsubscribe", "warning")


def test_raw_html_does_not_reach_the_message() -> None:
    html = html_of('## Part\n\nWords <script>alert(1)</script> and <b onclick="x()">more</b>.\n')
    assert html.count("<script") == 1 and "onclick" not in html and "<b " not in html


def test_an_article_of_one_paragraph_is_a_newsletter() -> None:
    made = edition(body="Keep the wound dry.\n")
    assert newsletter.check(newsletter.read(issue(made)), made).errors == ()


def test_a_message_that_lost_its_html_is_found_and_ends_nothing() -> None:
    made = edition()
    message = issue(made).file("single.eml")
    without = File(message.name, message.media_type, message.content.replace(b"text/html", b"text/htmx"))
    rules = {finding.rule for finding in newsletter.check(newsletter.read(Artifact(SINGLE, (without,))), made).errors}
    assert {"newsletter/parts-order", "newsletter/language", "newsletter/disclaimer"} <= rules


def test_a_frame_set_has_no_body_and_ends_nothing() -> None:
    made = edition()
    message = issue(made).file("single.eml")
    frames = File(message.name, message.media_type, message.content.replace(b"<body", b"<frameset"))
    assert newsletter.check(newsletter.read(Artifact(SINGLE, (frames,))), made).errors


def test_a_selector_that_no_client_knows_is_dropped_as_clients_do() -> None:
    made = edition()
    sheet = made.styles["newsletter/head.css"] + (
        b"@media (prefers-color-scheme: dark) { .page .= p { color: #000000 !important; } }\n"
        b"@media (prefers-color-scheme: dark) { .page .foot p { color: #222222 !important; } }\n"
    )
    odd = replace(made, styles={**made.styles, "newsletter/head.css": sheet})
    found = newsletter.check(newsletter.read(issue(odd)), odd).found
    assert {finding.rule for finding in found} == {"newsletter/contrast"}
    assert all("in dark" in finding.message for finding in found)


def test_a_line_break_in_the_subject_of_a_collection_ends_the_run() -> None:
    made = digest_edition()
    letter = {"subject": "Two guides\r\nBcc: all@example.org"}
    broken = replace(
        made, publication=replace(made.publication, words=BindingWords.model_validate({"newsletter": letter}))
    )
    with pytest.raises(PlainleafError, match="must not carry a line break"):
        issue(broken, "digest")


def test_a_digest_without_words_of_its_own_proposes_them() -> None:
    made = digest_edition()
    plain = replace(made, publication=replace(made.publication, words=BindingWords()))
    artifact = issue(plain, "digest")
    assert newsletter.check(newsletter.read(artifact), plain).found == ()
    fields = newsletter.render(plain, Product("newsletter", "exports")).file("exports/digest.json").content.decode()
    assert '"subject": "Hair and skin: two plain guides"' in fields
    assert '"preheader": "What to ask about exosomes, and how to look after a small wound"' in fields

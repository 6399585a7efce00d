"""What every format owes: the same shape, the same bytes, the title, the publisher and the disclaimer, no findings."""

from __future__ import annotations

import html
import importlib
import inspect
import io
import json
import re
import unicodedata
import zipfile
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from functools import cache

import pypdfium2
import pytest

from pipeline.article.plaintext import paragraphs
from pipeline.article.reading import read_articles
from pipeline.article.selecting import select
from pipeline.article.source import Source
from pipeline.channels import FORMATS
from pipeline.edition.artifact import Artifact, File
from pipeline.edition.edition import Edition, make_edition
from pipeline.edition.publication import single
from pipeline.edition.review import State
from pipeline.finding import Severity
from pipeline.formats import format_named
from pipeline.formats.passages import Role
from pipeline.formats.protocol import Format
from pipeline.house.styles import Styles, read_styles
from tests.workspace import ROOT, folder_files


@cache
def styles() -> Styles:
    return read_styles(folder_files(ROOT / "styles"))


@cache
def sample(slug: str = "wound-aftercare", lang: str = "en", brand: str = "harbour-clinic") -> Edition:
    files = folder_files(ROOT / "source" / slug)
    source = Source(slug, f"source/{slug}", files, folder_files(ROOT / "source/_snippets"))
    article = next(r.article for r in read_articles(source) if r.article and r.article.lang == lang)
    edition, findings = make_edition(
        single(article), lang, styles().brands[brand], styles(), State.CURRENT, draft=False
    )
    assert findings.found == ()
    return edition


@cache
def rendered(name: str) -> tuple[Artifact, ...]:
    form = format_named(name)
    return tuple(form.render(sample(), product) for product in form.products(sample()) if not product.on_request)


def letters(text: str) -> str:
    """Letters and digits alone."""
    return "".join(character for character in text if unicodedata.category(character)[0] in "LN")


def words_of(file: File) -> str:
    """The words a reader finds in a file, white space folded; "" for a picture."""
    if file.media_type == "application/pdf":
        pages = pypdfium2.PdfDocument(file.content)
        found = " ".join(page.get_textpage().get_text_range() for page in pages)
    elif file.media_type == "application/epub+zip":
        with zipfile.ZipFile(io.BytesIO(file.content)) as book:
            chapters = [book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")]
        found = html.unescape(re.sub(r"<[^>]+>", " ", " ".join(chapters)))
    elif file.media_type == "message/rfc822":
        message = message_from_bytes(file.content, policy=SMTP)
        body = message.get_body(("plain",))
        found = f"{message['Subject']} {body.get_content() if body else ''}"
    elif file.media_type.startswith("text/") or file.media_type == "application/json":
        found = html.unescape(re.sub(r"<[^>]+>", " ", file.content.decode("utf-8-sig")))
    else:
        found = ""
    return re.sub(r"[\s\u00a0\u00ad\u2010\u202f]+", " ", found)


MODULES = ("settings", "view", "rendering", "reading", "rules")
"""What every format consists of, besides what only one needs."""


@pytest.mark.parametrize("name", FORMATS)
def test_format_has_the_one_shape(name: str) -> None:
    """Who knows one format knows all of them: the same names with the same signatures."""
    form = format_named(name)
    for member in ("products", "render", "read", "check"):
        asked = inspect.signature(getattr(Format, member))
        given = inspect.signature(getattr(form, member))
        assert [p for p in asked.parameters if p != "self"] == list(given.parameters), member
    assert name == form.NAME
    assert form.uses(sample().brand) <= set(FORMATS)
    assert all(rule.name.startswith(f"{name}/") for rule in form.RULES)
    assert len(form.RULES) >= 6
    parts = {module: importlib.import_module(f"pipeline.formats.{name}.{module}") for module in MODULES}
    assert form.Settings in vars(parts["settings"]).values() and parts["settings"].settings_of
    assert parts["view"].view_of and parts["view"].__dict__.get("View")
    assert parts["reading"].Reading and parts["reading"].Subject
    assert parts["rules"].CHECKS and parts["rules"].RULES and parts["rules"].check and parts["rules"].__path__


@pytest.mark.parametrize("name", FORMATS)
def test_formats_do_not_import_each_other(name: str) -> None:
    others = [f"pipeline.formats.{other}" for other in FORMATS if other != name]
    for path in (ROOT / "pipeline/formats" / name).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [other for other in others if other in text], path.name


@pytest.mark.parametrize("name", FORMATS)
def test_variants_are_those_that_products_name(name: str) -> None:
    form = format_named(name)
    assert {product.variant for product in form.products(sample())} <= set(form.VARIANTS)
    assert {product.format for product in form.products(sample())} == {name}


@pytest.mark.parametrize("name", FORMATS)
def test_same_edition_gives_the_same_bytes(name: str) -> None:
    form = format_named(name)
    for artifact in rendered(name):
        again = form.render(sample(), artifact.product)
        assert [(f.name, f.sha256) for f in again.files] == [(f.name, f.sha256) for f in artifact.files]


@pytest.mark.parametrize("name", FORMATS)
def test_sample_article_raises_no_error_or_warning(name: str) -> None:
    form = format_named(name)
    for artifact in rendered(name):
        heavy = [f for f in form.check(form.read(artifact), sample()).found if f.severity is not Severity.INFO]
        assert heavy == [], artifact.product


@pytest.mark.parametrize("name", FORMATS)
def test_title_and_publisher_arrive(name: str) -> None:
    """A reader of any format finds what it is and who answers for it."""
    title = re.sub(r"\s+", " ", sample().article.front.title)
    publisher = sample().brand.name.removesuffix(" (example)")
    for artifact in rendered(name):
        said = " ".join(words_of(file) for file in artifact.files)
        assert title.casefold() in said.casefold(), artifact.product
        assert publisher.casefold() in said.casefold(), artifact.product


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "social"])
def test_disclaimer_arrives(name: str) -> None:
    """Posts are too short for it; they link to the page that carries it."""
    for artifact in rendered(name):
        said = " ".join(words_of(file) for file in artifact.files)
        texts = [sample().words("disclaimer"), sample().words("disclaimer-short")]
        assert any(re.sub(r"[\s\u00a0]+", " ", text) in said for text in texts), artifact.product


@pytest.mark.parametrize("name", FORMATS)
def test_draft_is_marked(name: str) -> None:
    """Whoever holds a draft can see that it is one."""
    form = format_named(name)
    draft = replace(sample(), draft=True)
    product = next(product for product in form.products(draft) if not product.on_request)
    said = " ".join(words_of(file) for file in form.render(draft, product).files)
    assert sample().words("draft-mark").casefold() in said.casefold()


@pytest.mark.parametrize("name", FORMATS)
def test_a_draft_passes_the_rules_that_the_edition_passes(name: str) -> None:
    """The mark is part of what is checked: whoever looks at a draft sees the findings of the article, and no others."""
    form = format_named(name)
    draft = replace(sample(), draft=True)
    for product in form.products(draft):
        if not product.on_request:
            found = form.check(form.read(form.render(draft, product)), draft).found
            assert [finding for finding in found if finding.severity is not Severity.INFO] == [], product


def test_file_names_are_plain() -> None:
    """Names that every system, mail client and store takes: letters, digits, dot, dash."""
    for name in FORMATS:
        for artifact in rendered(name):
            for file in artifact.files:
                assert re.fullmatch(r"[a-z0-9][a-z0-9._/-]*", file.name), file.name


def test_json_files_are_json() -> None:
    for name in FORMATS:
        for artifact in rendered(name):
            for file in artifact.files:
                if file.media_type == "application/json":
                    json.loads(file.content)


@pytest.mark.parametrize("name", FORMATS)
def test_a_reading_says_what_its_receiver_gets_and_needs_no_edition(name: str) -> None:
    """Title, main message and publisher are passages; each says where it stands, in which language, on one line."""
    front = sample().article.front
    for artifact in rendered(name):
        reading = format_named(name).read(artifact)
        assert reading.artifact is artifact
        passages = reading.passages
        assert passages is reading.passages, "it is read once"
        said = " ".join(passage.text for passage in passages)
        assert front.title in said
        assert front.main_message.split(". ")[0] in said
        assert {passage.lang for passage in passages} == {"en"}
        assert all(passage.where or passage.role is Role.FIELD for passage in passages)
        assert all(passage.text == " ".join(passage.text.split()) for passage in passages)
        assert all((passage.level > 0) is (passage.role is Role.HEADING) for passage in passages)


@pytest.mark.parametrize(
    ("name", "pictures"), [("handout", 2), ("booklet", 1), ("newsletter", 0), ("social", 0), ("page", 0)]
)
def test_a_reading_has_the_small_pictures_that_the_report_shows(name: str, pictures: int) -> None:
    """A page each of a handout, the cover of a book; the rest can be opened as it is."""
    previews = format_named(name).read(rendered(name)[0]).previews
    assert len(previews) == pictures
    assert all(file.content.startswith(b"\x89PNG") and file.media_type == "image/png" for file in previews)


@pytest.mark.parametrize("name", ["handout", "booklet", "newsletter"])
def test_marks_of_references_are_no_part_of_what_is_said(name: str) -> None:
    """ "500 mg4" would be another dose."""
    for artifact in rendered(name):
        passages = format_named(name).read(artifact).passages
        said = [passage for passage in passages if passage.text.startswith("Keep the dressing dry for 48 hours")]
        assert said and all(passage.text.endswith("rest the area.") for passage in said), said
        assert all(passage.label in {"•", "-", "–"} for passage in said)
        if artifact.product.variant in {"full", "epub"}:
            assert {passage.marks for passage in said} <= {("1", "2"), ("1,2",), ("1,", "2")}, said


def test_the_steps_of_every_format_have_the_same_labels() -> None:
    """A reader who is told "step 3" on the phone finds it whatever she holds."""
    for name in ("handout", "booklet", "page"):
        for artifact in rendered(name):
            passages = format_named(name).read(artifact).passages
            steps = [passage for passage in passages if passage.text.startswith("Wash the wound with mild soap")]
            assert [step.label.rstrip(".") for step in steps] == ["3"], artifact.product


@pytest.mark.parametrize("lang", ["es", "ar"])
@pytest.mark.parametrize(
    ("name", "variant"), [("handout", "full"), ("booklet", "epub"), ("newsletter", "whole"), ("page", "web")]
)
def test_every_paragraph_of_the_article_is_a_passage(name: str, variant: str, lang: str) -> None:
    """Also with notes and references behind its words, and where glyphs extract as garbage."""
    made, form = sample("exosomes-hair-loss", lang), format_named(name)
    product = next(each for each in form.products(made) if each.variant == variant)
    passages = form.read(form.render(made, product)).passages
    said = "".join(letters(passage.text) for passage in passages)
    written = paragraphs(select(made.article.blocks, name, variant))
    assert [text for text in written if letters(text) not in said] == []
    assert {passage.lang for passage in passages} == {lang}
    if (name, lang) == ("handout", "ar"):
        assert sum(bool(passage.painted) for passage in passages) > len(passages) / 2

"""What a brand decides: every key has a meaning, every fault its line and the nearest right name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.article.model import Article
from pipeline.channels import FORMATS, NETWORKS
from pipeline.edition.edition import Edition, make_edition
from pipeline.edition.publication import collect, read_collection, single
from pipeline.edition.review import State
from pipeline.finding import Finding
from pipeline.formats import format_named, handout
from pipeline.formats.social.networks import networks
from pipeline.house.brand import Brand, read_brand
from pipeline.house.settings import model_of
from pipeline.tables import lines_of, place_in
from tests.handout.sample import edition
from tests.test_edition import BRAND
from tests.test_every_format import styles
from tests.workspace import HEAD, reading_of


def read(more: str) -> tuple[Brand | None, tuple[Finding, ...]]:
    brand, findings = read_brand("tide", {"brand.toml": BRAND + more.encode()})
    return brand, findings.found


@pytest.mark.parametrize(
    ("more", "line", "message", "hint"),
    [
        ("[scoial]\n", 1, '"scoial" is not a key of brand.toml', 'write "social"'),
        ("[social]\nnetwork = ['x']\n", 2, '"social.network" is not a key of brand.toml', 'write "networks"'),
        ("[social]\n\nnetworks = ['x',\n 'blusky']\n", 3, '"social.networks" knows no "blusky"', 'write "bluesky"'),
        ("[social.handles]\nmastodn = '@a'\n", 2, '"social.handles.mastodn" knows no "mastodn"', 'write "mastodon"'),
        ("[social.plan]\nevrey = 2\n", 2, '"social.plan.evrey" is not a key of brand.toml', 'write "every"'),
        (
            "[handout]\nvariants = ['sheet', 'large']\n",
            2,
            '"handout.variants" knows no "large"',
            'write "large-print"',
        ),
        ("[handout]\npapers = ['a4']\n", 2, '"handout.papers" knows no "a4"', 'write "A4"'),
        (
            "[handout.papers]\nfull = ['A4']\nsheet = ['A6']\n",
            3,
            '"handout.papers.sheet" knows no "A6"',
            "write one of A4",
        ),
        ("[utm]\npolicy = 'medium'\n", 2, '"utm.policy" knows no "medium"', 'write "medium-and-campaign"'),
        ("[booklet]\npage_list = 'yes'\n", 2, '"booklet.page_list" is neither true nor false', "see the manual"),
        (
            "[social]\npictures = 'http://x/'\n",
            2,
            '"social.pictures" has a form that cannot be used',
            "see the manual",
        ),
        ('[handout.papers]\ntri-fold = ["A5"]\n', 1, "tri-fold is set on A4 or Letter, not on A5", "take A5 out"),
    ],
)
def test_a_fault_is_said_at_its_line_with_the_nearest_name(more: str, line: int, message: str, hint: str) -> None:
    brand, found = read(more)
    assert brand is None
    (finding,) = found
    assert (finding.rule, finding.where.first) == ("brand/file", BRAND.count(b"\n") + line)
    assert finding.message.startswith(message)
    assert finding.hint.startswith(hint)


def test_a_brand_that_decides_nothing_publishes_what_is_usual() -> None:
    brand, found = read("")
    assert brand is not None and not found
    assert {name: brand.settings.variants(name) for name in FORMATS} == {
        "handout": ("sheet", "full"),
        "booklet": ("epub",),
        "newsletter": ("single", "whole", "digest"),
        "social": ("posts",),
        "page": ("web",),
    }


def test_a_brand_says_what_is_published_and_on_which_papers() -> None:
    brand, _ = read(
        "[handout]\nvariants = ['form', 'sheet', 'tri-fold', 'sheet']\n"
        "papers = { sheet = ['A5', 'A4'], form = ['Letter'] }\n"
        "[newsletter]\nsender = 'T'\naddress = 'a@example.org'\nreason = 'r'\nvariants = ['exports']\n"
        "[social]\nvariants = []\n"
    )
    assert brand is not None
    made = replace(edition(), brand=brand)
    published = [str(product) for product in handout.products(made) if not product.on_request]
    assert published == ["handout/form/Letter", "handout/sheet/A5", "handout/sheet/A4", "handout/tri-fold/A4"]
    letters = format_named("newsletter").products(made)
    assert [(each.variant, each.on_request) for each in letters] == [
        ("exports", False),
        ("single", True),
        ("whole", True),
    ]
    assert all(product.on_request for product in format_named("social").products(made))


def test_names_are_those_that_the_formats_know() -> None:
    for name in FORMATS:
        assert set(model_of(name).model_fields["variants"].default) <= set(format_named(name).VARIANTS)
    assert tuple(networks()) == NETWORKS


def test_every_key_has_its_line() -> None:
    lines = lines_of(
        b'a = 1 # [no]\nb = """\nc = 2\n"""\n[d.e]\n"f g" = [\n  "h = 1",\n  { i = "]" },\n]\nj.k = {l = 1}\n'
        b"[[m]]\nn=1\n[[m]]\nn=2\n"
    )
    assert lines == {
        "a": 1, "b": 2, "d.e": 5, "d.e.f g": 6, "d.e.j.k": 10, "m": 11, "m.0": 11, "m.0.n": 12, "m.1": 13, "m.1.n": 14,
    }  # fmt: skip
    assert place_in(lines, "f", "d.e.j.k.l").first == 10
    assert place_in(lines, "f", "z").first == 0


def chosen(choice: str) -> tuple[Article, tuple[Finding, ...]]:
    reading = reading_of(f"---\n{HEAD}publish: {choice}\n---\n\n## Walking\n\nLook at the table.\n")
    assert reading.article is not None
    return reading.article, reading.findings.found


def narrowed(choice: str) -> tuple[Edition, tuple[Finding, ...]]:
    article, found = chosen(choice)
    assert not found
    brand = replace(styles().brands["harbour-clinic"], languages=())
    made, findings = make_edition(single(article), "en", brand, styles(), State.CURRENT, False)
    return made, findings.found


@pytest.mark.parametrize(
    ("choice", "published"),
    [
        ("{}", ["sheet", "full", "epub", "single", "whole", "posts", "web"]),
        ("{handout: [full], social: no}", ["full", "epub", "single", "whole", "web"]),
        ("{handout: full, booklet: [], newsletter: single}", ["full", "single", "posts", "web"]),
        ("{handout: [large-print, sheet]}", ["sheet", "epub", "single", "whole", "posts", "web"]),
    ],
)
def test_an_article_narrows_what_its_brand_publishes(choice: str, published: list[str]) -> None:
    made, found = narrowed(choice)
    assert not found
    products = [product for name in FORMATS for product in format_named(name).products(made)]
    assert [product.variant for product in products if not product.on_request] == published
    assert "large-print" in {product.variant for product in products if product.on_request}


def test_an_article_that_chooses_what_its_brand_does_not_publish_is_told() -> None:
    made, (finding,) = narrowed("{handout: [large-print]}")
    assert (finding.rule, finding.where.file) == ("article/not-published", made.article.file)
    assert finding.message == 'the brand "harbour-clinic" publishes no large-print as handout'
    assert finding.hint == "choose from sheet, full, or add to [handout] variants in its brand.toml"


@pytest.mark.parametrize(
    ("choice", "message", "hint"),
    [
        ("{handuot: [sheet]}", '"publish.handuot" is not a key of the front matter', 'write "handout"'),
        ("{handout: [shet]}", '"publish.handout" knows no "shet"', 'write "sheet"'),
        (
            "{}\nsocial: {texts: {blusky/question: Ask.}}",
            '"social.texts" knows no "blusky/question"',
            'write "bluesky"',
        ),
    ],
)
def test_a_choice_that_has_no_meaning_is_told(choice: str, message: str, hint: str) -> None:
    _, (finding,) = chosen(choice)
    assert finding.message.startswith(message)
    assert finding.hint == hint
    assert finding.where.first > 1


def test_a_collection_chooses_too() -> None:
    given = b"title = 'T'\narticles = ['a']\npublish = { newsletter = [], bookelt = ['epub'] }\n"
    _, findings = read_collection("guides", given)
    (finding,) = findings.found
    assert (finding.message, finding.hint) == (
        '"publish.bookelt" is not a key of the collection file',
        'write "booklet"',
    )
    collection, _ = read_collection("guides", given.replace(b"bookelt", b"booklet"))
    assert collection is not None
    publication = collect(collection, "en", {"a": chosen("{}")[0]})
    assert publication.publish.variants("newsletter") == ()
    assert publication.publish.variants("booklet") == ("epub",)
    assert publication.publish.variants("handout") is None

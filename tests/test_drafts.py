"""An article that cannot be published yet can be looked at: what is missing has a stand-in, and stays an error."""

from datetime import date

from pipeline.article.model import Article, Figure, Image
from pipeline.article.pictures.proving import STAND_IN
from pipeline.article.reading import read_articles
from pipeline.article.source import Source
from pipeline.article.walking import of_kind
from pipeline.finding import Severity

BODY = "## Wash\n\nUse water ![drop](images/drop.png).\n\n::: figure\n![A hand](images/hand.svg)\n\nA caption\n:::\n"


def read(head: str) -> tuple[Article, set[str]]:
    files = {"article.md": f"---\n{head}---\n\n{BODY}".encode()}
    (reading,) = read_articles(Source("skin", "source/skin", files))
    messages = {f.message for f in reading.findings.found if f.severity is Severity.ERROR}
    assert reading.article
    return reading.article, messages


def test_an_article_without_front_matter_values_can_be_drafted() -> None:
    article, messages = read("title: Skin\nlang: en\nfunding: none\n")
    assert article.front.title == "Skin"
    assert article.front.funding == "none"
    assert article.front.main_message == "To do: main message"
    assert {'"reviewers" is missing', '"next_review" is missing'} <= messages


def test_days_get_stand_ins_together_so_that_none_seems_wrong_beside_another() -> None:
    article, messages = read("title: Skin\nlang: en\nreviewed: 2026-01-01\n")
    assert article.front.reviewed > date(2900, 1, 1)
    assert not any("reviewed" in message and "missing" in message for message in messages)


def test_missing_pictures_show_a_stand_in_and_stay_errors() -> None:
    article, messages = read("title: Skin\nlang: en\n")
    images = list(of_kind(article.blocks, Image))
    assert {image.name for image in images} == {STAND_IN}
    assert set(article.pictures) == {STAND_IN}
    assert [figure.image.alt for figure in of_kind(article.blocks, Figure)] == ["A hand"]
    assert {'the image "images/drop.png" is missing', 'the image "images/hand.svg" is missing'} <= messages

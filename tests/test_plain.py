"""Plain text leaves no trace of what it leaves out."""

from pipeline.article.body.inlines import plain
from pipeline.article.model import Cite, Note, Strong, Text


def test_a_citation_takes_the_space_before_it_along() -> None:
    assert plain((Text("to other cells "), Cite(("a",)), Text("."))) == "to other cells."
    assert plain((Text("cells "), Cite(("a",)), Text(" and "), Strong((Text("more "),)), Note(()))) == "cells and more"

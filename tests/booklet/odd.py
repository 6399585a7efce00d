"""A number comes in; an odd article goes out: what authors, importers and translators come up with, all at once."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable

from pipeline.article.model import Article
from tests.booklet.library import article

TITLES = (
    "Tides",
    "🌊",
    "👩‍⚕️ Ask your doctor 🏳️‍🌈 first",
    "A < B & C > D \"quoted\" 'twice'",
    "…",
    "Water: rising, falling; and — always — coming back",
    "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente",
    "ما نعرفه عن المد والجزر (2 – 4 أمتار)",
    "מה שאנחנו יודעים על הגאות",
    "ज्वार-भाटा के बारे में",
    "潮の満ち引きについて",
    "e\u0301tude ﬁne \u200bzero\u200dwidth \ufeff",
    "x" * 160,
    "word " * 40 + "end",
    "1",
    "Chapter 1",
)
HEADINGS = (
    "Moon",
    "Moon",
    "",
    "🌕",
    "*Emphasis* and `code` and $x^2$",
    "What is [it](https://www.example.org)?",
    "A note[^1] and a source [@a]",
    "<b>raw</b> & amp",
    "المد",
    "Moon {#moon}",
    "One {#1st}",
    "Ref {#ref-1}",
    "Note {#note-1}",
    "Cite {#cite-1-1}",
    "Contents {#toc}",
    "Start {#opening}",
    "Title {#title-page}",
    "Chapter {#ch01}",
    "Page {#page-1}",
    "Spaces {#a.b:c}",
    "Unicode {#ebbe-und-flut-größe}",
    "long " * 60,
    "]]> --> <!-- ",
)
WORDS = (
    "Water rises and falls twice a day.",
    "It is *not* **always** the same ***anywhere***.",
    "Take 500 mg, 2–4 times; call +44 20 7946 0123.",
    "See [the moon](#moon), [nothing](#nowhere), [them](waves#x), [us](https://www.example.org/a?b=c&d=e).",
    "Mail [us](mailto:care@example.org?subject=a%20b) or [call](tel:+442079460123).",
    "Sources [@a; @b], [@unknown] and [@c].",
    "A note[^1] and another[^2] and again[^1].",
    "Inline $\\frac{a}{b} < c$ and broken $\\frac{a$ and $$\\sum_{i=1}^n i$$",
    "`code with <tags> & ampersands`",
    "[texto en español]{lang=es} and [نص عربي]{lang=ar} and [x]{.odd-class}",
    "H~2~O and x^2^ and a  \nhard break",
    "\\<script>alert(1)\\</script> &lt; &amp; &nbsp; &copy; ]]>",
    "Ⅷ ﷽ 👨‍👩‍👧‍👦 \U0001f9a0 ⚠️ 💡 1️⃣ 🇬🇧 \u202eoverride\u202c",
    "averyveryverylongword" * 30,
    "- [ ] a task\n- [x] done",
    "> quoted\n>\n> > deeper\n> > > deepest",
    "1. one\n2. two\n\n   with a paragraph\n3. three",
    "7. seven\n8. eight",
    "Term\n: what it means\n: and also this\n\nOther\n: [@b]",
    "***",
    "```\ncode\n  block <&>\n```",
    "{{phone}} and {{nothing}}",
    "<div>raw</div>\n\n<script>alert(1)</script>",
    "![an inline picture](images/moon.png) in words",
    "![](images/moon.png)",
    "| a | b |\n|---|---|\n| 1 | |\n| | [@a] |",
    "| only |\n|---|\n| cells |",
    "|" + " c |" * 24 + "\n|" + "---|" * 24 + "\n|" + " v |" * 24,
)
BLOCKS = (
    "::: key-points\n- one\n- two [@a]\n- three[^1]\n:::",
    "::: comparison\n### Good {.benefits}\n\n- a\n\n### Bad {.risks}\n\nBad.\n\n### {.considerations}\n\nHm.\n:::",
    "::: questions\n### What?\n\nThat.\n\n### What?\n\nThis [@b].\n\n- list\n:::",
    '::: {.callout .warning title="Stop & <think>"}\nNow.\n:::',
    "::: {.callout .when-to-call}\n- now\n- later\n:::",
    "::: {.callout .tip}\n:::",
    "::: figure\n![A moon.](images/moon.png)\n\nA *caption* [@c].\n\n:::: long-description\nRound.\n\n- x\n::::\n:::",
    "::: figure\n![Lines.](images/lines.svg)\n:::",
    '::: {.table .doses caption="Doses < 5" header-column=true}\n| a | b |\n|---|--:|\n| x | 5 mg |\n:::',
    "::: myth-fact\n:::: myth\nNo.\n::::\n:::: fact\nYes.\n::::\n:::",
    "::: evidence\n:::: known\n- this\n::::\n:::: unknown\nThat.\n::::\n:::",
    "::: action\n1. Go.\n2. Stay.\n:::",
    "::: {.glossary #words}\nTide\n: Water.\n\nTide\n: Water again.\n:::",
    "::: recap\n- in short\n:::",
    "::: about\nWe are an example.\n:::",
    "::: related\n- [Waves](waves) More.\n- [Web](https://www.example.org) More.\n:::",
    '::: {.quotation by="Example & Co" source="https://www.example.org"}\nSaid.\n:::',
    "::: {only=handout}\nNot here.\n:::",
    "::: {lang=ar}\nنص عربي مع رقم 5 mg.\n:::",
)
REFERENCES = json.dumps(
    [
        {
            "id": key,
            "type": "book",
            "title": f"Book <{key}> & more",
            "issued": 2020,
            "URL": f"https://www.example.org/{key}",
        }
        for key in "abc"
    ]
)
LANGS = ("en", "en", "en", "es", "ar", "he", "en-GB")
LINES = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60"><path d="M0 0L90 60" stroke="#000"/>'
    b"<text x='5' y='30'>\xd9\x85\xd8\xaf</text></svg>"
)


def deep_list(levels: int) -> str:
    return "\n".join("  " * level + f"- level {level}" for level in range(levels))


def moon() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (30, 20), "#334455").save(out, "PNG")
    return out.getvalue()


def odd_article(number: int) -> Article:
    """The odd article with this number, the same one every time; some have no sections, some 40, one 200."""
    chance = random.Random(number)  # noqa: S311 (a fixed sequence is the point)
    pick: Callable[[tuple[str, ...]], str] = chance.choice
    parts: list[str] = []
    sections = 200 if number == 200 else chance.choice((0, 1, 2, 3, 5, 9))

    def some(most: int) -> None:
        for _ in range(chance.randint(0, most)):
            parts.append(pick(WORDS if chance.random() < 0.6 else BLOCKS))
        if chance.random() < 0.1:
            parts.append(deep_list(10))

    parts.append("Something to read.")
    some(3)
    for _ in range(sections):
        parts.append(f"{'#' * chance.choice((2, 2, 2, 2, 3, 4, 6))} {pick(HEADINGS)}")
        some(2 if sections > 20 else 5)
    parts.append("[^1]: A note with *words* [@b].\n\n[^2]: Two paragraphs.\n\n    - and a list\n")
    body = "\n\n".join(parts)
    if chance.random() < 0.1:
        body += "\x0bcontrol\x1f"
    files = {"images/moon.png": moon(), "images/lines.svg": LINES}
    title = json.dumps(pick(TITLES), ensure_ascii=False)
    return article(
        body, title=title, lang=pick(LANGS), more=f"references: {REFERENCES}\n", slug=f"odd-{number}", files=files
    )

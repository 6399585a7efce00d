"""An article goes to a clinician as a Word file and comes home: what was edited is in it, the rest to the letter."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from pipeline.article.material import Picture
from pipeline.errors import PlainleafError
from pipeline.manuscript import filing
from pipeline.manuscript.importing import Import, Wishes, import_manuscript
from pipeline.manuscript.returning.exporting import export_word
from tests.manuscript.documents import changed, png

ARTICLE = """---
id: PL-T-001
title: Skin at Night
lang: en
summary: A short guide to the skin
  while you sleep.
main_message: Rest helps the skin.
topic: exosomes
---

The skin mends itself at night[^a]. See [the page](https://example.org/skin), [dryness](dry-skin) or call
{{phone}} [@one; @two].

[^a]: A note on nights.

::: {.key-points #learn}
- Sleep helps.
- Water helps.
- Creams help a little.
:::

## Both sides {#sides priority=2}

Some words before the cards.

::: {.comparison #cards not="social"}
### Benefits {.benefits #good}

- Softer skin

### Risks {.risks #bad}

- Redness
:::

### What to do

1. Wash the face.
2. Dry it.
   - Pat, do not rub.

::: {.callout .warning title="Stop now"}
Stop when it burns.
:::

::: {.figure #night}
![A face in bed](images/night.png)

The skin at night.

:::: long-description
A longer description of the bed.
::::
:::

::: {.table .doses caption="Creams" header-column=true}
| Cream | Dose |
|---|---|
| Balm | thin |
:::

::: {include=opening-hours}
:::

::: {.quotation by="Example Nurse" source="https://example.org/q"}
Night is for rest.
:::

## Questions

::: questions
### Does it hurt? {#hurt priority=1}

No, it does not.

### How long?

A week.
:::

::: myth-fact
:::: myth
Soap is bad.
::::

:::: fact
Mild soap is fine.
::::
:::

::: evidence
:::: known
- Sleep matters.
::::

:::: unknown
How much sleep is best.
::::
:::

::: glossary
Balm
: A thick cream

Flare
: A bad spell
:::

::: invitation
Write to us.
:::

::: related
- [Dry skin](https://example.org/dry) Why skin dries
:::
"""


def exported() -> bytes:
    return export_word(ARTICLE, "skin", {"night.png": Picture("night.png", "image/png", png(), 12, 8)})


def edited(*edits: tuple[str, str]) -> Import:
    """The article after somebody replaced words in Word."""

    def change(content: bytes) -> bytes:
        text = content.decode()
        for before, after in edits:
            assert before in text, before
            text = text.replace(before, after)
        return text.encode()

    return import_manuscript(changed(exported(), "word/document.xml", change), "skin.docx", Wishes())


def test_what_nobody_edited_comes_back_to_the_letter() -> None:
    done = import_manuscript(exported(), "skin.docx", Wishes())
    assert done.text == ARTICLE
    assert done.changes == ()
    assert done.slug == "skin"
    assert done.ledger.balanced


def test_the_same_article_makes_the_same_file() -> None:
    assert exported() == exported()


def test_blocks_are_named_styles() -> None:
    with zipfile.ZipFile(BytesIO(exported())) as archive:
        styles = set(re.findall(r'w:name w:val="(Leaf [^"]+)"', archive.read("word/styles.xml").decode()))
    assert {
        "Leaf Key Points",
        "Leaf Card Risks",
        "Leaf Callout Warning",
        "Leaf Question",
        "Leaf Answer",
        "Leaf Myth",
    } <= styles


EDITS = (
    ("mends itself", "heals itself", "The skin heals itself at night"),
    ("Water helps.", "Cool water helps.", "- Cool water helps."),
    ("Both sides", "Two sides", "## Two sides {#sides priority=2}"),
    ("Redness", "Red skin", "### Risks {.risks #bad}\n\n- Red skin"),
    ("Pat, do not rub.", "Pat it.", "   - Pat it."),
    ("when it burns", "at once when it burns", 'title="Stop now"}\nStop at once when it burns.'),
    ("The skin at night.", "Skin in the dark.", "![A face in bed](images/night.png)\n\nSkin in the dark."),
    (">A face in bed<", ">A child in bed<", "![A child in bed](images/night.png)"),
    ("A longer description", "A full description", ":::: long-description\nA full description of the bed."),
    (">thin<", ">thick<", "| Balm | thick |"),
    ("Night is for rest.", "Night is for sleep.", "Night is for sleep."),
    ("No, it does not.", "No, it feels warm.", "### Does it hurt? {#hurt priority=1}\n\nNo, it feels warm."),
    ("How long?", "For how long?", "### For how long?"),
    ("Mild soap is fine.", "Any mild soap is fine.", ":::: fact\nAny mild soap is fine."),
    ("Sleep matters.", "Long sleep matters.", ":::: known\n- Long sleep matters."),
    ("A thick cream", "A thick ointment", "Balm\n: A thick ointment"),
    ("Write to us.", "Write to our team.", "::: invitation\nWrite to our team."),
    ("Why skin dries", "Why skin gets dry", "- [Dry skin](https://example.org/dry) Why skin gets dry"),
    ("Rest helps the skin.", "Sleep helps the skin.", "main_message: Sleep helps the skin."),
    ("A short guide to", "A plain guide to", "summary: A plain guide to the skin while you sleep."),
    ("Skin at Night", "Skin by Night", "title: Skin by Night"),
)  # fmt: skip


@pytest.mark.parametrize(("before", "after", "written"), EDITS, ids=[e[0].strip("<>") for e in EDITS])
def test_an_edit_changes_its_block_and_nothing_else(before: str, after: str, written: str) -> None:
    done = edited((before, after))
    assert written in done.text
    assert [change.what for change in done.changes] == ["changed"]
    old, new = set(ARTICLE.split("\n")), set(done.text.split("\n"))
    assert len(old - new) <= 8, sorted(old - new)
    assert done.ledger.balanced


def test_attributes_citations_values_and_notes_survive_an_edit_beside_them() -> None:
    done = edited(("mends itself", "heals itself"))
    (line,) = [line for line in done.text.split("\n") if "heals itself" in line]
    assert "[@one; @two]" in line
    assert "{{phone}}" in line
    assert "[the page](https://example.org/skin), [dryness](dry-skin)" in line
    assert re.search(r"\[\^edit-1-1\]: A note on nights\.", done.text)
    assert "[^a]" not in done.text


def test_a_new_paragraph_and_a_new_heading_find_their_place() -> None:
    heading = "<w:p><w:pPr><w:pStyle w:val='Heading3'/></w:pPr><w:r><w:t>After care</w:t></w:r></w:p>"
    new = heading + "<w:p><w:r><w:t>Rest a day.</w:t></w:r></w:p>"
    pattern = re.compile(r'(<w:bookmarkStart w:id="\d+" w:name="leaf_8" />)')

    def change(content: bytes) -> bytes:
        text, count = pattern.subn(new.replace("\\", "\\\\") + r"\1", content.decode())
        assert count == 1
        return text.encode()

    done = import_manuscript(changed(exported(), "word/document.xml", change), "skin.docx", Wishes())
    assert [change_.what for change_ in done.changes] == ["added"]
    assert "### After care\n\nRest a day.\n" in done.text
    assert done.text.replace("### After care\n\nRest a day.\n", "").replace("\n\n\n", "\n\n") == ARTICLE


def test_a_removed_block_is_named_and_gone() -> None:
    def change(content: bytes) -> bytes:
        text = content.decode()
        return re.sub(r"<w:p>(?:(?!</w:p>).)*Write to us\.(?:(?!</w:p>).)*</w:p>", "", text, flags=re.DOTALL).encode()

    done = import_manuscript(changed(exported(), "word/document.xml", change), "skin.docx", Wishes())
    assert [(c.what, c.kind, c.before) for c in done.changes] == [("removed", "invitation", "Write to us.")]
    assert "invitation" not in done.text


def test_tracked_changes_are_taken_as_they_read_and_comments_become_questions() -> None:
    insertion = (
        '</w:t></w:r><w:ins w:id="900" w:author="Example Nurse"><w:r><w:t xml:space="preserve">for long </w:t></w:r>'
        "</w:ins>"
        '<w:del w:id="901" w:author="Example Clinician"><w:r><w:delText>at all</w:delText></w:r></w:del>'
        '<w:r><w:t xml:space="preserve">'
    )
    done = edited(("No, it does not.", f"No, not {insertion}now."))
    assert "No, not for long now." in done.text
    assert {"tracked insertion", "tracked deletion"} <= {e.piece.kind.value for e in done.ledger.left_out}


def test_bookmark_ends_where_word_puts_them_after_saving() -> None:
    """Word writes the end of a bookmark over paragraphs into the one that follows."""

    def change(content: bytes) -> bytes:
        return re.sub(
            r'(<w:bookmarkEnd w:id="\d+" />)\s*((?:<w:bookmarkStart [^>]*/>\s*)?)<w:p>(<w:pPr>.*?</w:pPr>)?',
            lambda m: f"{m[2]}<w:p>{m[3] or ''}{m[1]}",
            content.decode(),
        ).encode()

    done = import_manuscript(changed(exported(), "word/document.xml", change), "skin.docx", Wishes())
    assert done.changes == ()
    assert done.text == ARTICLE


def test_an_article_changed_at_home_is_not_overwritten(tmp_path: Path) -> None:
    done = edited(("mends itself", "heals itself"))
    (tmp_path / "skin").mkdir()
    (tmp_path / "skin" / "article.md").write_text(ARTICLE + "\nMore words.\n", encoding="utf-8")
    with pytest.raises(PlainleafError, match="changed here since it was exported"):
        filing.write_import(tmp_path, done, force=True)
    (tmp_path / "skin" / "article.md").write_text(ARTICLE, encoding="utf-8")
    filing.write_import(tmp_path, done, force=True)
    assert "heals itself" in (tmp_path / "skin" / "article.md").read_text(encoding="utf-8")
    assert "[-mends-] {+heals+}" in (tmp_path / "skin" / filing.REPORT_TEXT).read_text(encoding="utf-8")


def test_a_translation_comes_home_as_a_translation(tmp_path: Path) -> None:
    done = import_manuscript(export_word(ARTICLE, "skin", {}, name="article.es.md"), "skin.es.docx", Wishes())
    (tmp_path / "skin").mkdir()
    (tmp_path / "skin" / "article.md").write_text("the original", encoding="utf-8")
    filing.write_import(tmp_path, done, force=True)
    assert (tmp_path / "skin" / "article.md").read_text(encoding="utf-8") == "the original"
    assert (tmp_path / "skin" / "article.es.md").read_text(encoding="utf-8") == ARTICLE

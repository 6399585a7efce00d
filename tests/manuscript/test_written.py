"""What import writes is an article that our own parser and rules take: only questions that a person can answer stay."""

from __future__ import annotations

from pipeline.article.body.parsing import parse_body
from pipeline.article.model import Callout, CalloutKind, Section
from pipeline.article.walking import all_blocks
from pipeline.manuscript.importing import Import, Wishes, import_manuscript
from pipeline.manuscript.reporting import report_text
from pipeline.workspace.starter.drafts import skeleton_head


def imported(text: str, name: str = "a.md") -> Import:
    return import_manuscript(text.encode(), name, Wishes())


def body(done: Import) -> str:
    return done.text.split("---\n", 2)[2].strip()


def callouts(done: Import) -> list[tuple[CalloutKind, bool]]:
    parsed = parse_body(body(done), "a.md", {})
    assert not parsed.findings
    return [(b.kind, bool(b.heading)) for b in all_blocks(parsed.blocks) if isinstance(b, Callout)]


def test_a_section_on_when_to_call_is_a_callout_that_the_parser_reads() -> None:
    done = imported("# Burns\n\n## Care\n\nCool it.\n\n## When to call\n\n- The burn is large\n- You have a fever\n")
    assert "::: {.callout .when-to-call}\n- The burn" in done.text
    assert callouts(done) == [(CalloutKind.WHEN_TO_CALL, False)]
    assert isinstance(parse_body(body(done), "a.md", {}).blocks[0], Section)


def test_labels_in_capitals_become_titles_that_are_no_acronyms() -> None:
    done = imported("After your tooth is out\n\nBite on it.\n\nWARNING: Do not smoke.\n\nNOTE: It swells.\n", "a.txt")
    assert callouts(done) == [(CalloutKind.WARNING, True), (CalloutKind.NOTE, True)]
    assert "title=Warning" in done.text
    assert "title=Note" in done.text


def test_the_head_is_the_skeleton_that_new_writes_with_what_is_known() -> None:
    done = imported("# Burns\n\n## Care\n\nCool it with water.\n")
    head = done.text.split("---\n")[1]
    skeleton = [line.split(":")[0] for line in skeleton_head().split("\n")]
    assert [line.split(":")[0] for line in head.split("\n")] == skeleton
    assert "title: Burns\n" in head
    assert "reviewers:            # to do: who checked the medicine\n  # - name" in head
    assert "@" not in head.replace("[@key]", "")


def test_a_head_that_is_whole_gets_no_notes_and_there_is_nothing_to_answer() -> None:
    front = (
        "id: PL-1\ntitle: Burns\nsummary: About burns.\nmain_message: Cool it.\nlang: en\nauthors: One Group\n"
        "reviewers: Two Group\npublished: 2026-11-02\nreviewed: 2026-11-02\nevidence_checked: 2026-11-02\n"
        "next_review: 2028-11-02\nfunding: none\nconflicts: none\nadvertisement: no\n"
        "references:\n  - id: one\n    type: webpage\n    title: A page\n"
    )
    done = imported(f"---\n{front}---\n\n## Care\n\nCool it with water.\n")
    assert "#" not in done.text.split("---\n")[1]
    assert done.queries == ()
    assert "nothing to answer" in report_text(done)


def test_jumps_find_the_headings_that_they_mean() -> None:
    done = imported(
        "# Ears\n\n- [Care](#care)\n- [Call us](#who-to-call-1)\n- [Gone](#gone)\n\n## Care\n\nKeep dry.\n\n"
        "## Who to call?\n\nNobody.\n\n## Who to call?\n\nRing.\n"
    )
    assert "## Care {#care}" in done.text
    assert done.text.count("{#who-to-call") == 1
    assert done.text.index("{#who-to-call-1}") > done.text.index("Nobody")
    assert "[Gone]" not in done.text
    assert "- Gone\n" in done.text
    assert [e.piece.text for e in done.ledger.left_out] == ["#gone"]


def test_a_title_that_only_the_file_name_gives_is_asked() -> None:
    done = imported("Keep your ears dry, and do not put drops into them for a week.\n", "ears-care.txt")
    assert done.front["title"] == "Ears care"
    assert next(query for query in done.queries if query.name == "title").key == "title"


def test_characters_that_deceive_are_asked_at_their_line() -> None:
    text = "# Doses\n\n## Take\n\nTake \u202e05\u202c mg.\n\nTake p\u0430racetamol, 1\u200b0 drops.\n\n"
    text += "Press \x1b or \x7f.\n"
    for name in ("a.md", "a.html"):
        done = imported(text if name == "a.md" else f"<h1>Doses</h1><h2>Take</h2><p>{text[18:]}</p>", name)
        asked = [query for query in done.queries if query.name.startswith("character")]
        assert len(asked) >= 4
        lines = done.text.split("\n")
        assert all(query.place and "ake" in lines[query.place.first - 1] + "Take" for query in asked)

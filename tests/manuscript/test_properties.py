"""What holds for any manuscript, not only for those that somebody thought of."""

import random
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.article.body.parsing import parse_body
from pipeline.article.model import Bullets, Emphasis, Inline, Item, Link, Node, Prose, Steps, Strong, Text
from pipeline.errors import PlainleafError
from pipeline.finding import Place
from pipeline.manuscript.accounting.stream import Stream, fill
from pipeline.manuscript.characters.decoding import decode
from pipeline.manuscript.importing import Wishes, import_manuscript
from pipeline.manuscript.pieces import fold
from pipeline.manuscript.writing.body import Writer
from tests.manuscript.cases import cases
from tests.manuscript.documents import BODY, word

LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn", "Zl", "Zp"), max_codepoint=0x2FFF)
MARKUP = st.text(alphabet="ab *_`[](){}<>#|~^$\\:!&;-+.1)=@\"'", min_size=1, max_size=40)
WORDS = st.one_of(MARKUP, st.text(LETTERS, min_size=1, max_size=40)).filter(lambda t: fold(t) != "")
NODE = Node(Place("a.md"))
CASES = tuple(case for case in cases() if "long" not in case.name)


def said(markdown: str) -> str:
    """Everything that the article parser reads out of Markdown, folded."""
    stream = Stream()
    fill(stream, parse_body(markdown, "a.md", {}).blocks)
    stream.close()
    return stream.text


@settings(max_examples=25, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=25))
def test_any_words_are_written_so_that_they_are_read_again(texts: list[str]) -> None:
    blocks = [Prose(NODE, (Text(text),)) for text in texts]
    wanted = "".join(fold(" ".join(re.sub(r"\s+", " ", t).split())) for t in texts)
    assert said(Writer().body(blocks)) == wanted


@st.composite
def inlines(draw: st.DrawFn, depth: int = 2) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(("text", "text", "strong", "emphasis", "link")))
        words = Text(draw(st.sampled_from(("warm", " soft ", "dry.", "(wash)", "and ", " 3", "“so”"))))
        inner = draw(inlines(depth - 1)) if depth > 1 else (words,)
        match kind:
            case "text":
                found.append(words)
            case "strong":
                found.append(Strong(inner))
            case "emphasis":
                found.append(Emphasis(inner))
            case _:
                found.append(Link("https://example.org/a", (words,)))
    return tuple(found)


@settings(max_examples=30, deadline=None)
@given(st.lists(inlines(), min_size=1, max_size=15))
def test_stress_and_links_lose_no_letter_and_show_no_mark(rows: list[tuple[Inline, ...]]) -> None:
    blocks = [Prose(NODE, row) for row in rows]
    stream = Stream()
    fill(stream, tuple(blocks))
    stream.close()
    read = parse_body(Writer().body(blocks), "a.md", {})
    again = Stream()
    fill(again, read.blocks)
    again.close()
    assert again.text == stream.text
    shown = "".join(getattr(i, "text", "") for b in read.blocks if isinstance(b, Prose) for i in b.inlines)
    assert "**" not in shown


@st.composite
def lists(draw: st.DrawFn, depth: int = 3) -> Bullets | Steps:
    items = []
    for number in range(draw(st.integers(1, 3))):
        blocks: list[Prose | Bullets | Steps] = [Prose(NODE, (Text(f"item {depth} {number}"),))]
        if draw(st.booleans()) and draw(st.booleans()):
            blocks.append(Prose(NODE, (Text("more words"),)))
        if depth > 1 and draw(st.booleans()):
            blocks.append(draw(lists(depth - 1)))
        items.append(Item(NODE, tuple(blocks)))
    return Bullets(NODE, tuple(items)) if draw(st.booleans()) else Steps(NODE, tuple(items))


def shape(block: object) -> object:
    match block:
        case Bullets(_, items) | Steps(_, items):
            return (type(block).__name__, [[shape(inner) for inner in item.blocks] for item in items])
        case Prose(_, (Text(text), *_)):
            return text
    return type(block).__name__


@settings(max_examples=40, deadline=None)
@given(st.lists(lists(), min_size=1, max_size=4))
def test_lists_keep_their_shape(found: list[Bullets | Steps]) -> None:
    read = parse_body(Writer().body(found), "a.md", {})
    assert [shape(block) for block in read.blocks] == [shape(block) for block in found]


@settings(max_examples=15, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=20))
def test_any_words_in_word_are_accounted_for(texts: list[str]) -> None:
    def write(d: object) -> None:
        for text in texts:
            d.add_paragraph(text)  # type: ignore[attr-defined]

    assert import_manuscript(word(write), "a.docx", Wishes()).ledger.balanced


LINES = st.lists(
    st.one_of(
        st.just(""),
        st.builds(
            lambda mark, indent, words: " " * indent + mark + words,
            st.sampled_from(
                ("", "", "• ", "- ", "1. ", "2) ", "Q: ", "A: ", "# ", "⚠️ ", "Warning: ", "Myth: ", "a\tb\t")
            ),
            st.integers(0, 4),
            st.sampled_from(
                ("Skin Care at Night", "It keeps water in.", "does it hurt?", BODY, "one, two and three", "so that")
            ),
        ),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_any_lines_of_text_are_accounted_for(lines: list[str]) -> None:
    text = "\n".join([*lines, "Last words."])
    done = import_manuscript(text.encode(), "a.txt", Wishes())
    assert done.ledger.balanced
    kinds = {entry.piece.kind.value for entry in done.ledger.entries if not entry.piece.left_out}
    assert kinds <= {"paragraph", "heading", "list item", "table cell", "link"}


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    try:
        decoded = decode(content, "a.txt")
    except PlainleafError:
        return
    assert "\r" not in decoded.text


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_damaged_files_are_read_or_refused_and_never_crash(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (not a secret)
    case = chance.choice(CASES)
    content = bytearray(case.content)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(content))
        if chance.random() < 0.5:
            del content[at : at + chance.randint(1, 30)]
        else:
            content[at : at + 1] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 4)))
    try:
        done = import_manuscript(bytes(content), case.file, Wishes())
    except PlainleafError as refused:
        assert refused.hint
    else:
        assert done.ledger.balanced

"""Articles made up at random from a seed, with what a reader must find in every finished format.

`python -m tests.article.generated 200` renders that many articles in each format, reads the bytes back through
`Format.read` and says what differs: the number before a step, the order and number of words, cells and notes, a mark.
A second number is the seed to begin with. Each word of such an article stands in it once, so that nothing is found by
chance.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import lxml.etree
import lxml.html

from pipeline.article.model import Delimiter, NumberStyle
from pipeline.article.numbering import label
from pipeline.edition.artifact import Artifact, Product
from pipeline.edition.edition import Edition
from pipeline.formats import booklet, handout, newsletter
from pipeline.formats.passages import Passage, Role
from tests.social.sample import campaign_of
from tests.social.sample import edition as small_edition

CONSONANTS, VOWELS = "bdfgklmnprstv", "aeiou"
MARKS = {"**{}**": "strong", "*{}*": "em", "^{}^": "sup", "~{}~": "sub", "`{}`": "code", "[{}]{{lang=es}}": "span"}


@dataclass(frozen=True, slots=True)
class Step:
    """The first word of a step, and the label before it."""

    word: str
    label: str


@dataclass
class Made:
    """An article: its Markdown, every word in reading order, its steps, cells (with the order of their words), the
    element that marks a word, the words of notes and of head cells, and those of the question.
    """

    body: str = ""
    words: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    cells: list[tuple[str, ...]] = field(default_factory=list)
    marked: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


class Author:
    """Writes an article; the same seed writes the same one."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311
        self.made = Made()
        self._used: set[str] = set()
        self._notes: list[str] = []

    def write(self) -> Made:
        parts = []
        for _ in range(self.dice.randint(2, 3)):
            parts.append(f"## {self.word().title()}")
            parts += [self.dice.choice((self.prose, self.steps, self.table, self.bullets))() for _ in range(3)]
        parts.append(self.questions())
        notes = [f"[^n{number}]: {note}" for number, note in enumerate(self._notes, start=1)]
        self.made.body = "\n\n".join([*parts, *notes]) + "\n"
        return self.made

    def word(self, into: list[str] | None = None) -> str:
        while True:
            sounds = (self.dice.choice(CONSONANTS) + self.dice.choice(VOWELS) for _ in range(4))
            word = "".join(sounds) + self.dice.choice(CONSONANTS)
            if word not in self._used:
                self._used.add(word)
                (self.made.words if into is None else into).append(word)
                return word

    def line(self) -> str:
        """Some words, one of them marked at times, and a note at times."""
        words = [self.word() for _ in range(self.dice.randint(2, 4))]
        if self.dice.random() < 0.5:
            mark = self.dice.choice(list(MARKS))
            self.made.marked[words[1]] = MARKS[mark]
            words[1] = mark.format(words[1])
        text = " ".join(words)
        if self.dice.random() < 0.15:
            self._notes.append(self.word(self.made.notes))
            text += f"[^n{len(self._notes)}]"
        return text + "."

    def prose(self) -> str:
        return " ".join(self.line() for _ in range(self.dice.randint(1, 3)))

    def bullets(self) -> str:
        return "\n".join(f"- {self.line()}" for _ in range(self.dice.randint(2, 4)))

    def steps(self, depth: int = 0) -> str:
        """Steps with a start, a style and a delimiter; some hold a second paragraph, a callout or steps."""
        style = self.dice.choice(list(NumberStyle))
        delimiter = self.dice.choice(list(Delimiter))
        count = self.dice.randint(2, 4)
        number = self.dice.choice((1, 1, 2, 4, 9, 24, 99))
        if style in {NumberStyle.LOWER_ALPHA, NumberStyle.UPPER_ALPHA}:
            number = min(number, 22)
        step = -1 if style is NumberStyle.DECIMAL and number > count and self.dice.random() < 0.3 else 1
        written = []
        for _ in range(count):
            shown = label(number, style, delimiter)
            number += step
            first = self.line_of_step(shown)
            inner = [first]
            if self.dice.random() < 0.25:
                inner.append(self.line())
            if self.dice.random() < 0.1:
                inner.append(f"::: {{.callout .tip}}\n{self.line()}\n:::")
            if depth < 2 and self.dice.random() < 0.25:
                inner.append(self.steps(depth + 1))
            lead = f"{shown}  " if shown[0].isupper() and delimiter is Delimiter.PERIOD else f"{shown} "
            indented = "\n\n".join(inner).replace("\n", "\n" + " " * len(lead))
            written.append(lead + "\n".join(line.rstrip() for line in indented.split("\n")))
        return "\n\n".join(written)

    def line_of_step(self, shown: str) -> str:
        first = self.word()
        self.made.steps.append(Step(first, shown))
        return f"{first} {self.line()}"

    def table(self) -> str:
        caption = self.word().title()
        columns = self.dice.randint(2, 4)
        rows = []
        for number in range(self.dice.randint(2, 4)):
            cells = []
            for _ in range(columns):
                words = [self.word() for _ in range(self.dice.randint(1, 3))]
                if not number:
                    self.made.heads += words
                self.made.cells.append(tuple(words))
                listed = number and len(words) > 1 and self.dice.random() < 0.3
                if listed:
                    self.made.steps += [Step(word, f"{at}.") for at, word in enumerate(words, start=5)]
                    cells.append("<br>".join(f"{at}. {word}" for at, word in enumerate(words, start=5)))
                else:
                    cells.append(self.dice.choice((" ", "<br>")).join(words))
            rows.append("| " + " | ".join(cells) + " |")
        rule = "|" + "---|" * columns
        return "\n".join(['::: {.table caption="' + caption + '"}', rows[0], rule, *rows[1:], ":::"])

    def questions(self) -> str:
        """A question whose answer holds steps: posts say it."""
        question, known = self.word().title(), len(self.made.steps)
        self.made.asked.append(question.lower())
        first = self.word().title()
        answer = self.steps(depth=2)
        self.made.asked += [step.word for step in self.made.steps[known:]]
        return f"::: questions\n### {question}?\n\n{first}.\n\n{answer}\n:::"


def differences(seed: int) -> list[str]:
    """What a reader of each format would miss or misread of the article of this seed."""
    made = Author(seed).write()
    given = small_edition(made.body, status="")
    found: list[str] = []
    paper = handout.render(given, Product("handout", "full", "A4"))
    found += _in_passages("PDF", handout.read(paper).passages, made)
    book = booklet.render(given, booklet.products(given)[0])
    found += _in_passages("EPUB", booklet.read(book).passages, made)
    found += _in_markup("EPUB", _book_roots(book), made)
    mail = newsletter.render(given, Product("newsletter", "whole"))
    shown = tuple(each for each in newsletter.read(mail).passages if each.where == "HTML part")
    found += _in_passages("mail", shown, made)
    found += _in_markup("mail", [lxml.html.document_fromstring(mail.main.content)], made)
    found += _in_text("text part", mail.file("whole.txt").content.decode(), made)
    found += _in_posts(given, made)
    return [f"seed {seed}: {each}" for each in found]


def _book_roots(book: Artifact) -> list[lxml.etree._Element]:
    import io
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(book.main.content)) as epub:
        return [lxml.etree.fromstring(epub.read(name)) for name in epub.namelist() if name.endswith(".xhtml")]


def _order(where: str, text: str, wanted: list[str], notes: list[str]) -> Iterator[str]:
    """Every word once, in the order of the article; those of notes anywhere."""
    spoken = text.casefold()
    at = 0
    for word in wanted:
        times = spoken.count(word)
        if times != 1:
            yield f'{where}: "{word}" stands {times} times'
        elif (found := spoken.find(word)) < at:
            yield f'{where}: "{word}" stands too early'
        else:
            at = found
    yield from (f'{where}: the note "{word}" stands {n} times' for word in notes if (n := spoken.count(word)) != 1)


def _body(passages: tuple[Passage, ...], made: Made) -> list[Passage]:
    """The passages from the first heading to the last word, without a table of contents before them."""
    wanted = {*made.words, *made.notes}
    return [each for each in passages if each.role is not Role.LINK and set(_words(each.text)) & wanted]


def _words(text: str) -> list[str]:
    return ["".join(filter(str.isalpha, word)) for word in text.casefold().split()]


def _in_passages(where: str, passages: tuple[Passage, ...], made: Made) -> list[str]:
    headed = [each for each in passages if each.role is Role.HEADING]
    first = made.words[0]
    start = next((at for at, each in enumerate(passages) if each in headed and first in each.text.casefold()), 0)
    body = _body(passages[start:], made)
    # A mail and a book say the heads of a wide table in each row.
    once = [word for word in made.words if where == "PDF" or word not in made.heads]
    found = list(_order(where, "\n".join(each.text for each in body), once, made.notes))
    for step in made.steps:
        held = next((each for each in body if _words(each.text)[:1] == [step.word]), None)
        shown = held.label if held else None
        if shown != step.label:
            found.append(f'{where}: "{step.label}" stands before "{step.word}" as "{shown}"')
    for cell in made.cells:
        if not any(set(cell) <= set(_words(each.text)) for each in body) and not _as_steps(cell, body):
            found.append(f"{where}: the cell {cell} is torn")
    return found


def _as_steps(cell: tuple[str, ...], body: list[Passage]) -> bool:
    """Whether the words of a cell are neighbours, as the steps of a list are."""
    firsts = [next(iter(_words(each.text)), "") for each in body]
    return any(tuple(firsts[at : at + len(cell)]) == cell for at in range(len(firsts)))


def _in_markup(where: str, roots: list[lxml.etree._Element], made: Made) -> list[str]:
    """Whether each marked word stands in the element that marks it."""
    seen: dict[str, set[str]] = {}
    for root in roots:
        for element in root.iter(lxml.etree.Element):
            word = "".join(filter(str.isalpha, (element.text or "").casefold()))
            if word in made.marked:
                tag = str(element.tag).rpartition("}")[2]
                seen.setdefault(word, set()).add(tag)
    return [
        f'{where}: "{word}" is in {seen.get(word)}, not in <{tag}>'
        for word, tag in made.marked.items()
        if tag not in seen.get(word, set())
    ]


def _in_text(where: str, text: str, made: Made) -> list[str]:
    """The text part: every word in order, and every step behind its label."""
    lowered = text.casefold()
    lowered = lowered[max(lowered.find(made.words[0]), 0) :]
    once = [word for word in made.words if word not in made.heads]  # each row says the words of its heads
    found = list(_order(where, lowered, once, made.notes))
    folded = " ".join(lowered.split())
    for step in made.steps:
        if f"{step.label.casefold()} {step.word}" not in folded:
            found.append(f'{where}: "{step.label}" does not stand before "{step.word}"')
    return found


def _in_posts(given: Edition, made: Made) -> list[str]:
    """The post of the question: every step behind its label, in order."""
    values, _ = campaign_of(given)
    texts = ["\n".join(t["text"] for t in post["texts"]) for post in values["posts"] if "question" in post["id"]]
    full = [text for text in texts if all(word in text.casefold() for word in made.asked)]
    found = [] if full else ["posts: no network has the whole answer"]
    for text in full:
        folded = " ".join(text.casefold().split())
        for step in made.steps:
            if step.word in made.asked and f"{step.label.casefold()} {step.word}" not in folded:
                found.append(f'posts: "{step.label}" does not stand before "{step.word}"')
    return found


def main(count: int, first: int) -> int:
    """Print what differs in `count` articles from the seed `first` on; how many differ."""
    wrong = 0
    for seed in range(first, first + count):
        found = differences(seed)
        wrong += bool(found)
        for each in found:
            print(each)
    print(f"{count - wrong} of {count} articles are the same in every format")
    return wrong


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    sys.exit(min(main(numbers[0] if numbers else 100, numbers[1] if len(numbers) > 1 else 1), 1))

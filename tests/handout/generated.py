"""Articles made up at random from a seed: deep lists, long tables, notes, terms, figures at page ends, long words.

`python -m tests.handout.generated 200` prints and certifies that many and says what failed; a second number is the seed
to begin with. Errors and warnings of our own rules count as failures.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import replace

from pipeline.certifying import JavaWorker
from pipeline.edition.artifact import Artifact
from pipeline.edition.edition import Edition
from pipeline.formats import handout
from tests.handout.matrix import faults
from tests.handout.sample import edition, printed

WORDS = {
    "en": "wash hands before dressing clean towel wound dry skin doctor water day night rest tablets".split(),
    "ar": "اغسل يديك قبل الضماد منشفة نظيفة الجرح جاف الجلد الطبيب الماء يوم ليلة راحة أقراص".split(),
    "el": "πλύνε χέρια πριν τον επίδεσμο καθαρή πετσέτα πληγή στεγνή δέρμα γιατρός νερό ημέρα νύχτα".split(),
    "ru": "мойте руки перед перевязкой чистое полотенце рана сухая кожа врач вода день ночь покой".split(),
    "he": "רחצו ידיים לפני החבישה מגבת נקייה פצע יבש עור רופא מים יום לילה מנוחה".split(),
    "hi": "हाथ धोएँ पट्टी साफ़ तौलिया घाव सूखा त्वचा डॉक्टर पानी दिन रात आराम गोलियाँ".split(),
}
LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 2


class _Author:
    """Writes a body; the same seed writes the same one."""

    def __init__(self, seed: int, lang: str) -> None:
        self.dice = random.Random(seed)  # noqa: S311
        self.words = WORDS[lang]
        self.notes: list[str] = []

    def sentence(self, count: int = 0) -> str:
        words = self.dice.choices(self.words, k=count or self.dice.randint(4, 16))
        if self.dice.random() < 0.05:
            words.insert(1, LONG)
        if self.dice.random() < 0.2:
            words.insert(1, self.dice.choice(["5–7 mg", "**500 mg**", "*4*", "≤ 3", "→", "☐", "+44 20 7946 0123"]))
        if self.dice.random() < 0.1:
            words[0] = f"[{words[0]}](https://www.example.org/{self.dice.randint(1, 99)})"
        return " ".join(words) + "."

    def prose(self) -> str:
        text = " ".join(self.sentence() for _ in range(self.dice.randint(1, 9)))
        if self.dice.random() < 0.2:
            self.notes.append(self.sentence())
            text += f"[^n{len(self.notes)}]"
        return text + (" [@leaflet]" if self.dice.random() < 0.2 else "")

    def items(self, depth: int, indent: str = "") -> str:
        ordered = self.dice.random() < 0.4
        lines = []
        for number in range(1, self.dice.randint(2, 5)):
            mark = f"{number}. " if ordered else "- "
            lines.append(f"{indent}{mark}{self.sentence()}")
            if depth and self.dice.random() < 0.5:
                lines.append(self.items(depth - 1, indent + " " * len(mark)))
        return "\n".join(lines)

    def table(self) -> str:
        columns, rows = self.dice.randint(2, 4), self.dice.randint(2, 40)
        lines = ["| " + " | ".join(self.sentence(2) for _ in range(columns)) + " |", "|" + "---|" * columns]
        lines += ["| " + " | ".join(self.sentence(self.dice.randint(1, 6)) for _ in range(columns)) + " |"] * rows
        kind = self.dice.choice([".table", ".table .doses"])
        inner = "\n".join(lines)
        column = self.dice.choice(["true", "false"])
        return f'::: {{{kind} caption="{self.sentence(3)}" header-column={column}}}\n{inner}\n:::'

    def block(self) -> str:
        figure = f"::: figure\n![{self.sentence(5)}](images/layers.svg)\n\n{self.sentence()}\n:::"
        terms = "\n\n".join(f"{self.dice.choice(self.words)}{n}\n: {self.sentence()}" for n in range(3))
        cards = "\n\n".join(f"### {self.sentence(2)} {{.{kind}}}\n\n{self.items(0)}" for kind in ("benefits", "risks"))
        kinds: list[Callable[[], str]] = [
            self.prose,
            self.prose,
            lambda: self.items(self.dice.randint(0, 4)),
            self.table,
            lambda: figure,
            lambda: f"::: glossary\n{terms}\n:::",
            lambda: f'::: {{.callout .warning title="{self.sentence(3)}"}}\n{self.prose()}\n:::',
            lambda: f"::: comparison\n{cards}\n:::",
            lambda: f"> {self.prose()}",
        ]
        return self.dice.choice(kinds)()

    def body(self) -> str:
        sections = []
        for number in range(self.dice.randint(1, 5)):
            blocks = "\n\n".join(self.block() for _ in range(self.dice.randint(1, 6)))
            sections.append(f"## {self.sentence(3)} {number}\n\n{blocks}\n")
        notes = "\n\n".join(f"[^n{number}]: {note}" for number, note in enumerate(self.notes, start=1))
        return "\n".join(sections) + "\n" + notes + "\n"


def made_up(seed: int) -> tuple[Edition, Artifact]:
    """The article of a seed and its handout, in a language, variant and paper that the seed chooses."""
    dice = random.Random(seed)  # noqa: S311
    lang = dice.choice(list(WORDS))
    made = edition(_Author(seed, lang).body(), pictures={})
    made = replace(made, lang=lang, direction="rtl" if lang in ("ar", "he") else "ltr")
    variant = dice.choice(["full", "full", "large-print", "easy-print"])
    return made, printed(made, variant, dice.choice(["A4", "Letter", "A5"]))


def main(count: int, first: int = 0) -> int:
    worker, failed = JavaWorker(), 0
    for seed in range(first, first + count):
        made, artifact = made_up(seed)
        said = faults(artifact.main, handout.check(handout.read(artifact), made), worker)
        if said:
            failed += 1
            print(f"{seed} {made.lang} {artifact.product}", *said[:6], sep="\n    ", flush=True)
    worker.close()
    print(f"{count} articles, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(min(1, main(*map(int, sys.argv[1:3]))))

"""Made-up tables whose cells wrap, written as plain text; what an import makes of each, cell by cell.

`python -m tests.manuscript.generated.wrapped 300` runs that many.
"""

from __future__ import annotations

import random
import sys
import textwrap
from collections import Counter

from pipeline.article.body.parsing import parse_body
from pipeline.article.front.head import split_head
from pipeline.article.model import Cell, Prose, Table
from pipeline.article.walking import of_kind
from pipeline.manuscript.importing import Wishes, import_manuscript
from pipeline.manuscript.wording import plain

NAMES = (
    "Paracetamol,Ibuprofen,Aspirin,Codeine tablets,Ibuprofen gel,Calamine lotion,Aspirin and codeine,Loratadine".split(
        ","
    )
)
WORDS = (
    "take with food or milk not more than four doses a day ask your GP first it can harm the skin stop if in doubt"
).split()
AMOUNTS = ("500 mg", "1 g", "2.5 ml", "Yes", "No", "10 ml", "No, never", "Half a tablet", "two puffs")


def made(seed: int) -> tuple[str, list[list[str]]]:
    """A text with one table, and the cells that it says."""
    chance = random.Random(seed)  # noqa: S311
    width = chance.randint(2, 4)
    names = chance.sample(NAMES, chance.randint(3, 5))
    if chance.random() < 0.2:
        names = [name.lower() for name in names]
    rows = [[name, *(_cell(chance) for _ in range(width - 1))] for name in names]
    if chance.random() < 0.7:
        rows.insert(0, ["Medicine", *chance.sample(["May I take it?", "Dose", "How often", "What to know"], width - 1)])
    return _written(chance, rows), rows


def _cell(chance: random.Random) -> str:
    if chance.random() < 0.4:
        return chance.choice(AMOUNTS)
    words = chance.sample(WORDS, chance.randint(1, 12))
    if chance.random() < 0.2:
        words.insert(chance.randrange(len(words)), chance.choice(["500 mg", "4 hours", "16 years"]))
    text = " ".join(words)
    return (text[0].upper() + text[1:] if chance.random() < 0.8 else text) + chance.choice(["", "", "."])


def _written(chance: random.Random, rows: list[list[str]]) -> str:
    widths = [chance.randint(9, 30) for _ in rows[0]]
    gap, tabs, blank = chance.randint(2, 5), chance.random() < 0.3, chance.random() < 0.3
    longest = [max([w, *(len(said) for row in rows for said in _wrapped(row[c], w))]) for c, w in enumerate(widths)]
    lines: list[str] = []
    for row in rows:
        cells = list(map(_wrapped, row, widths))
        for at in range(max(map(len, cells))):
            parts = [cell[at] if at < len(cell) else "" for cell in cells]
            spaced = "".join(part.ljust(w + gap) for part, w in zip(parts, longest, strict=True))
            lines.append(("\t".join(parts) if tabs else spaced).rstrip())
        lines += [""] if blank else []
    return (
        "Medicines at home\n\nThis tells what you may take at home, and what not.\n\n"
        + "\n".join(lines).rstrip()
        + "\n\nAsk your pharmacist if you are not sure about any of them.\n"
    )


def _wrapped(cell: str, width: int) -> list[str]:
    return textwrap.wrap(cell, width, break_long_words=False)


def outcome(seed: int) -> str:
    """ "equal", "asked", or the cells that changed."""
    text, rows = made(seed)
    done = import_manuscript(text.encode(), "a.txt", Wishes())
    tables = list(of_kind(parse_body(split_head(done.text)[1], "article.md", {}).blocks, Table))
    read = [[_said(cell) for cell in cells] for t in tables for cells in (t.head, *(r.cells for r in t.rows))]
    if read == rows:
        return "equal"
    if any(query.name.startswith(("table", "columns")) for query in done.queries):
        return "asked"
    return f"{seed}: {text}\n{read}\n{done.text.split('---')[-1]}"


def _said(cell: Cell) -> str:
    return " ".join(plain(block.inlines) for block in cell.blocks if isinstance(block, Prose)).strip()


def main(many: int) -> None:
    found = Counter[str]()
    for seed in range(many):
        said = outcome(seed)
        if said not in {"equal", "asked"}:
            print(said)
        found[said if said in {"equal", "asked"} else "changed"] += 1
    print(dict(found))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)

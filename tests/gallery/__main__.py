"""Makes the gallery: `python -m tests.gallery [--format handout] [--variant sheet] [--lang de] [--to FOLDER] [name …]`.

For each article and language one contact sheet a variant goes into FOLDER (output/_gallery), and a line a fault to the
terminal, then the counts. A format takes part by a line in FORMATS. `python -m tests.gallery manual` makes the
pictures of the manual instead.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.edition.edition import Edition
from tests.gallery import handouts, manual, screens
from tests.gallery.articles import PLAIN, editions
from tests.gallery.sheets import Leaf, contact_sheet

FORMATS: dict[str, Callable[[Edition, tuple[str, ...]], Iterator[tuple[str, list[Leaf]]]]] = {
    "handout": handouts.leaves,
    "newsletter": screens.messages,
    "booklet": screens.books,
    "social": screens.cards,
}
EMPTY = 0.12
"""More white than this below the last line of a page that is not the last one is counted."""


def main(words: list[str]) -> int:
    if words[:1] == ["manual"]:
        return manual.main()
    parser = argparse.ArgumentParser(prog="python -m tests.gallery")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--format", action="append", choices=list(FORMATS))
    parser.add_argument("--variant", action="append", default=[])
    parser.add_argument("--lang", action="append", choices=list(PLAIN))
    parser.add_argument("--to", type=Path, default=Path("output/_gallery"))
    asked = parser.parse_args(words)
    counts: Counter[str] = Counter()
    for title, edition in editions(tuple(asked.names), tuple(asked.lang or PLAIN)):
        for name in asked.format or FORMATS:
            for product, leaves in FORMATS[name](edition, tuple(asked.variant)):
                file = f"{title} {name} {product}".replace(" ", "-").replace("/", "-")
                contact_sheet(leaves, asked.to / f"{file}.png")
                counts += _counted(product, leaves)
                for leaf in leaves:
                    said = [f"broken: {words}" for words in leaf.broken]
                    said += [f"cut: {words}" for words in leaf.cut]
                    said += [f"covered: {words}" for words in leaf.covered] + list(leaf.findings)
                    if said:
                        print(f"{title} {leaf.caption}", *said[:8], sep="\n    ", flush=True)
    for key, count in sorted(counts.items()):
        print(f"{key:40}{count:6}")
    return 1 if any(counts[f"all {fault}"] for fault in ("broken", "cut", "covered")) else 0


def _counted(product: str, leaves: list[Leaf]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for of in ("all", product):
        counts[f"{of} pages"] += len(leaves)
        counts[f"{of} broken"] += sum(len(leaf.broken) for leaf in leaves)
        counts[f"{of} cut"] += sum(len(leaf.cut) for leaf in leaves)
        counts[f"{of} covered"] += sum(len(leaf.covered) for leaf in leaves)
        counts[f"{of} findings"] += sum(len(leaf.findings) for leaf in leaves)
        white = [leaf for leaf in leaves[:-1] if leaf.white is not None and leaf.white > EMPTY]
        counts[f"{of} pages too white"] += len(white)
    return counts


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

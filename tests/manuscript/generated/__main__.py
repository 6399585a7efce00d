"""`python -m tests.manuscript.generated 500 [SEED]`: so many documents, eight files each, and what changed silently."""

from __future__ import annotations

import sys
from collections import Counter

from tests.manuscript.generated.running import KINDS, WRITERS, differences


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    kinds = sys.argv[3].split(",") if len(sys.argv) > 3 else list(KINDS)
    faults: Counter[str] = Counter()
    for seed in range(first, first + count):
        for kind in kinds:
            for writer in WRITERS:
                for said in differences(seed, kind, writer):
                    faults[f"{writer} {kind}"] += 1
                    print(f"{seed} {writer} {kind}: {said}")
    print(f"{count} documents, {count * len(kinds) * len(WRITERS)} files: {sum(faults.values())} silent differences")
    for name, number in sorted(faults.items()):
        print(f"  {name}: {number}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

"""Strings come in; where our count and npm twitter-text disagree goes out.

`python -m tests.social.judge 100000` compares that many generated strings (about two minutes) and prints the count.
"""

from __future__ import annotations

import sys

from pipeline.formats.social.counting import weigh
from tests.judges import verdicts_of_x
from tests.social.generated import Strings


def disagreements(texts: list[str]) -> list[str]:
    """One line for each text that we weigh differently."""
    verdicts = verdicts_of_x(texts)
    assert len(verdicts) == len(texts)
    differing = []
    for text, (length, valid, urls) in zip(texts, verdicts, strict=True):
        ours = weigh(text)
        if (ours.length, ours.valid) != (length, valid):
            differing.append(f"{text!a}: judge {length} {valid} {urls!a}, we {ours.length} {ours.valid}")
    return differing


def main(count: int, seed: int) -> int:
    differing = 0
    strings = Strings(seed).make(count)
    while batch := [text for text, _ in zip(strings, range(5000), strict=False)]:
        for line in disagreements(batch):
            differing += 1
            print(line)
    print(f"{differing} of {count} strings differ (seed {seed})")
    return 1 if differing else 0


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(*(arguments + [100_000, 1][len(arguments) :])))

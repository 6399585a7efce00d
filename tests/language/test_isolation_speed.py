"""Looking for numbers in right-to-left text takes time in proportion to the text, whatever it holds."""

import time

import pytest

from pipeline.language.isolation import isolate


@pytest.mark.parametrize("part", ["x", "x-", "x1", "1", "1 ", "1-", "1.", "(", "+1 (", "a@", "a.", "é", "\u00a0"])
def test_a_long_run_of_anything_takes_no_time(part: str) -> None:
    start = time.process_time()
    isolate(part * (10_000 // len(part)) + "!")
    assert time.process_time() - start < 2


def test_a_document_number_stays_together() -> None:
    assert isolate("مستند PL-EXO-001 هنا") == "مستند \u2066PL-EXO-001\u2069 هنا"
    assert isolate("ABC/12.3-x") == "\u2066ABC/12.3-x\u2069"

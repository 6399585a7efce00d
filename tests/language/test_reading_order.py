"""A line as it stands on paper is read from the right where its letters are, and its numbers from the left."""

from __future__ import annotations

import pytest

from pipeline.language.reading_order import as_it_stands, in_reading_order


def standing(parts: tuple[str, ...]) -> str:
    """A line of parts that stand from right to left; a part of Arabic letters is read from the right."""
    return "".join(as_it_stands(part) for part in reversed(parts))


@pytest.mark.parametrize(
    "parts",
    [
        ("معلومات للمرضى",),
        ("حتى نوفمبر ", "2026", "، لم توافق (", "FDA", ") على أي منتج"),
        ("السعر ", "1.5", " ملغ"),
        ("اغسل يديك بالماء ثم ", "020\u00a07946\u00a00123", " قبل ذلك"),
        ("لا تأخذ ", "Example 5 mg", " مع الطعام أبدًا"),
        ("من ", "9:30", " إلى ", "16:00", "؟"),
    ],
)
def test_a_line_is_read_from_the_right(parts: tuple[str, ...]) -> None:
    assert in_reading_order(standing(parts)) == "".join(parts)


def test_a_word_from_elsewhere_is_read_in_its_own_direction() -> None:
    assert in_reading_order(f"The word {'كتاب'[::-1]} means a book (1 of 2).") == "The word كتاب means a book (1 of 2)."


def test_what_has_no_such_letters_stays() -> None:
    assert in_reading_order("1 / 2 – naïve") == "1 / 2 – naïve"
    assert as_it_stands("ffi") == "ffi"


def test_one_glyph_of_two_letters_stands_turned() -> None:
    assert as_it_stands("لا") == "ال"
    assert in_reading_order(as_it_stands("لا")) == "لا"

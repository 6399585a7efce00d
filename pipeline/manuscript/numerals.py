"""A count and the way a list counts come in; the number, letter or word that a reader sees goes out, and back again."""

from __future__ import annotations

from pipeline.article import numbering
from pipeline.article.model import NumberStyle

_ALPHABETS = {
    "lower-alpha": "abcdefghijklmnopqrstuvwxyz",
    "upper-alpha": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lower-greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "lower-russian": "абвгдежзиклмнопрстуфхцчшщыэюя",
    "upper-russian": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ",
    "arabic-alpha": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "abjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "hebrew-alpha": "אבגדהוזחטיכלמנסעפצקרשת",
    "aiueo": "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    "ganada": "가나다라마바사아자차카타파하",
}
_DIGITS = {"devanagari": "०१२३४५६७८९", "thai": "๐๑๒๓๔๕๖๗๘๙", "full-width": "０１２３４５６７８９"}
_CARDINALS = (
    "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen Seventeen "
    "Eighteen Nineteen Twenty"
).split()
_HEBREW = (
    (400, "ת"),
    (300, "ש"),
    (200, "ר"),
    (100, "ק"),
    (90, "צ"),
    (80, "פ"),
    (70, "ע"),
    (60, "ס"),
    (50, "נ"),
    (40, "מ"),
    (30, "ל"),
    (20, "כ"),
    (16, "טז"),
    (15, "טו"),
    (10, "י"),
    *((9 - i, letter) for i, letter in enumerate("טחזוהדגבא")),
)

KEPT = frozenset(style.value for style in NumberStyle)
"""The ways of counting that the lists of an article know."""


def written(count: int, style: str) -> str:
    """The number as it is shown ("4", "b", "iv"); digits for a style that is not known here, or a count below 1.

    Beyond its last letter an alphabet doubles ("aa", "bb"), as Word and LibreOffice do.
    """
    if style == "decimal" or count < 1:
        return str(count)
    if style in {"lower-roman", "upper-roman"}:
        return numbering.written(count, NumberStyle(style))
    if alphabet := _ALPHABETS.get(style):
        times, index = divmod(count - 1, len(alphabet))
        return alphabet[index] * (times + 1)
    if digits := _DIGITS.get(style):
        return "".join(digits[int(d)] for d in str(count))
    if style == "hebrew":
        return _composed(count, _HEBREW)
    return _spelled(count, style)


def _spelled(count: int, style: str) -> str:
    match style:
        case "decimal-zero":
            return f"{count:02}"
        case "ordinal":
            last = count % 10 if count % 100 not in {11, 12, 13} else 0
            return f"{count}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"
        case "cardinal-text" if count < len(_CARDINALS):
            return _CARDINALS[count]
        case "circled" if count <= 20:
            return chr(0x245F + count)
        case "in-dashes":
            return f"- {count} -"
        case "ideographic" if count < 100:
            tens, ones = divmod(count, 10)
            digits = "〇一二三四五六七八九"
            return f"{digits[tens] if tens > 1 else ''}{'十' if tens else ''}{digits[ones] if ones or not tens else ''}"
        case _:
            return str(count)


def _composed(count: int, signs: tuple[tuple[int, str], ...]) -> str:
    text = ""
    for worth, letters in signs:
        while count >= worth:
            text += letters
            count -= worth
    return text

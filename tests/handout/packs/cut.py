"""Whole fonts of the font packs come in (a folder); the cuts that the tests carry go out, beside this file.

`python -m tests.handout.packs.cut FOLDER` keeps the characters of texts.toml and of the interface words, which is
all that the tests print. Fonts and cuts are under the SIL Open Font License 1.1; THIRD_PARTY.md names them.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
WORDS = HERE.parents[2] / "styles" / "words"
DATES = "年月日 년월일 জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর ০১২৩৪৫৬৭৮৯"
FILES = {"zh": "NotoSansSC", "ja": "NotoSansJP", "ko": "NotoSansKR", "bn": "NotoSansBengali"}


def characters(lang: str) -> str:
    """Every character that a test page in `lang` may show."""
    texts = tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))[lang]
    words = (WORDS / f"{lang}.po").read_text(encoding="utf-8")
    cited = "查阅见于参照접근閲覧"  # what the citation style says for "accessed"
    return "".join(sorted(set("".join(texts.values()) + words + DATES + cited)))


def main(folder: Path) -> None:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    for lang, name in FILES.items():
        for weight in ("Regular", "Bold"):
            font = TTFont(folder / f"{name}-{weight}.ttf", recalcTimestamp=False)
            subsetter = Subsetter(Options(hinting=False, notdef_outline=True, name_IDs=["*"], recalc_timestamp=False))
            subsetter.populate(text=characters(lang))
            subsetter.subset(font)
            font.save(HERE / f"{name}-{weight}.ttf")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

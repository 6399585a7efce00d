"""Two runs of words come in; whether they are the same words, spelt otherwise, goes out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from pipeline.language.syllables import is_word
from pipeline.tags import primary_of

SHORTEST = 4
"""A word of fewer letters is another word when one letter changes: "now" and "not" (house)."""

_SHORT = {"won't": ("will", "not"), "can't": ("can", "not"), "cannot": ("can", "not"), "shan't": ("shall", "not")}
_ENDS = {"'re": "are", "'ve": "have", "'ll": "will", "'m": "am"}

_VARIANTS = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        # British and American spelling (Oxford Guide to Style, 2.3; Chicago Manual, 7): each turned into the American.
        (r"programme", "program"),
        (r"oedema", "edema"),
        (r"oesoph", "esoph"),
        (r"diarrhoea", "diarrhea"),
        (r"foet", "fet"),
        (r"(?<!s)paed", "ped"),
        (r"gynaec", "gynec"),
        (r"haem", "hem"),
        (r"anaem", "anem"),
        (r"aemia", "emia"),
        (r"anaesth", "anesth"),
        (r"leuka", "leuke"),
        (r"caes", "ces"),
        (r"oestro", "estro"),
        (r"manoeuv", "maneuv"),
        (r"sulph", "sulf"),
        (r"aluminium", "aluminum"),
        (r"(?<=[a-z]{2})our(?=s?$|ed$|ing$|ite|able|ful|less|y$)", "or"),
        (r"is(?=(e|es|ed|ing|er|ation|ations)$)", "iz"),
        (r"yse(?=s?$|d$)", "yze"),
        (r"ysing$", "yzing"),
        (r"tre(?=s?$|d$)", "ter"),
        (r"bre(?=s?$)", "ber"),
        (r"ogue(?=s?$)", "og"),
        (r"ll(?=(ed|ing|er|ers|ation)$)", "l"),
        (r"fulfil(?!l)", "fulfill"),
        (r"enrol(?!l)", "enroll"),
        (r"skilful", "skillful"),
        (r"ence(?=s?$)", "ense"),
        (r"(?<=pract)ice", "ise"),
        (r"^grey", "gray"),
        (r"ageing$", "aging"),
        (r"(?<=dg)ement", "ment"),
        (r"mould", "mold"),
        (r"^whilst$", "while"),
        (r"^amongst$", "among"),
        (r"^learnt$", "learned"),
        (r"^burnt$", "burned"),
        (r"^spelt$", "spelled"),
        (r"wards$", "ward"),
    )
)
"""What of a word is spelt in two ways by the same people of two countries."""

_PREFIXES = tuple(
    tuple(pair.split("/"))
    for pair in (
        "hypo/hyper inter/intra ante/anti pre/pro per/pre ab/ad en/un im/un ecto/endo macro/micro supra/infra"
    ).split()
)
CONFUSED = frozenset(
    frozenset(pair.split("/"))
    for pair in (
        "ileum/ilium perineal/peroneal dysphagia/dysphasia mucus/mucous abduct/adduct abduction/adduction oral/aural "
        "palpation/palpitation form/from causal/casual trail/trial diet/died breath/breathe loose/lose quiet/quite "
        "then/than dairy/diary scare/scar morning/mourning week/weak meet/meat wound/would"
    ).split()
)
"""Words a letter apart that are no misspellings of each other, whatever a dictionary lacks (house)."""


def expanded(tokens: Sequence[str]) -> list[str]:
    """The tokens with short forms written out: "don't" is "do", "not"."""
    found: list[str] = []
    for token in tokens:
        if token in _SHORT:
            found += _SHORT[token]
        elif token.endswith("n't"):
            found += [token[:-3], "not"]
        elif (end := next((each for each in _ENDS if token.endswith(each)), "")) and len(token) > len(end):
            found += [token[: -len(end)], _ENDS[end]]
        else:
            found.append(token)
    return found


def same_words(old: Sequence[str], new: Sequence[str], lang: str, known: Collection[str]) -> bool:
    """Whether two runs of folded tokens are the same words spelt otherwise: parted or joined, with or without accents,
    by the custom of another country, or one of them a slip of the pen. `known` are words that stand elsewhere in both.
    """
    if "".join(old) == "".join(new) and "".join(old).isalpha():
        return True
    return len(old) == len(new) and all(_same(a, b, lang, known) for a, b in zip(old, new, strict=True))


def _same(old: str, new: str, lang: str, known: Collection[str]) -> bool:
    if old == new:
        return True
    if not old.replace("'", "").isalpha() or not new.replace("'", "").isalpha():
        return False
    one, other = _bare(old), _bare(new)
    english = primary_of(lang) == "en"
    if one == other:
        # "tomo" and "tomó" are two persons and two times; an accent within a word is one that somebody forgot.
        tells = not english and _bare(old[-1]) == _bare(new[-1]) and old[-1] != new[-1]
        return frozenset((old, new)) not in _TOLD_BY_ACCENT and (not tells or (old in known) is not (new in known))
    if english and _american(one) == _american(other):
        return True
    return _is_slip(one, other, known, english=english)


_TOLD_BY_ACCENT = frozenset(
    frozenset(pair.split("/"))
    for pair in "si/sí el/él tu/tú te/té se/sé de/dé mas/más esta/está estas/estás tome/tomé tomo/tomó aun/aún".split()
)
"""Spanish words that an accent tells apart."""


def _bare(word: str) -> str:
    """A word without accents and vowel signs; of Arabic letters, alef without its hamza and ya as it is typed."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return plain.translate(_ARABIC)


_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ـ": None})


def _american(word: str) -> str:
    if len(word) < SHORTEST:
        return word
    for pattern, put in _VARIANTS:
        word = pattern.sub(put, word)
    return word


def _is_slip(one: str, other: str, known: Collection[str], *, english: bool) -> bool:
    """Whether one of two words is no word, and a slip of the pen away from the other, which is one."""
    if min(len(one), len(other)) < SHORTEST or not _one_slip(one, other) or frozenset((one, other)) in CONFUSED:
        return False
    if any({_begins(one, pair), _begins(other, pair)} == set(pair) for pair in _PREFIXES):
        return False
    shorter, longer = sorted((one, other), key=len)
    if longer == f"a{shorter}" or ({_ends(one), _ends(other)} <= _ENDINGS and _ends(one) != _ends(other)):
        return False  # "afebrile" and "febrile", "nitrate" and "nitrite"
    one_is, other_is = (word in known or (english and is_word(word)) for word in (one, other))
    return one_is is not other_is


_ENDINGS = frozenset("ate ite ide ine one ane ene ole".split())
"""Ends of the names of substances: one letter makes another substance of it."""


def _ends(word: str) -> str:
    return word[-3:]


def _begins(word: str, pair: tuple[str, ...]) -> str:
    return next((prefix for prefix in pair if word.startswith(prefix)), "")


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter was added, dropped or changed, or two that stand side by side took each other's place."""
    if abs(len(one) - len(other)) > 1:
        return False
    first = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[first:], other[first:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])

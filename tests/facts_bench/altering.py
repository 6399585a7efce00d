"""An edition comes in; the same edition with one fault of a kind planted in what it says goes out."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipeline.article.model import (
    Article,
    Bullets,
    Callout,
    CalloutKind,
    Prose,
    Section,
    Steps,
    Table,
    Text,
)
from pipeline.article.walking import change_inlines, of_kind, part_names, walk
from pipeline.edition.edition import Edition

Alter = Callable[[Edition, random.Random], Edition | None]


@dataclass(frozen=True)
class Kind:
    """A kind of fault; `grave` when it could harm a reader at once."""

    name: str
    alter: Alter
    grave: bool = False


def _with_article(edition: Edition, number: int, article: Article) -> Edition:
    articles = list(edition.publication.articles)
    articles[number] = article
    return replace(edition, publication=replace(edition.publication, articles=tuple(articles)))


def _texts(change: Callable[[str, str], Iterator[str]]) -> Alter:
    """Change one of the texts of which `change(text, language)` gives other forms."""

    def alter(edition: Edition, rng: random.Random) -> Edition | None:
        number = rng.randrange(len(edition.publication.articles))
        article = edition.publication.articles[number]
        forms = [
            (each, form)
            for each in walk(article.blocks)
            if isinstance(each, Text)
            for form in change(each.text, edition.lang)
            if form != each.text
        ]
        if not forms:
            return None
        chosen, form = rng.choice(forms)
        blocks = change_inlines(article.blocks, lambda inline: (Text(form),) if inline is chosen else (inline,))
        return _with_article(edition, number, replace(article, blocks=blocks))

    return alter


def _pattern(found: str, put: Callable[[re.Match[str]], str]) -> Callable[[str, str], Iterator[str]]:
    def change(text: str, lang: str) -> Iterator[str]:
        for match in re.finditer(found, text):
            yield text[: match.start()] + put(match) + text[match.end() :]

    return change


UNITS = r"[ \u00a0\u202f](?:mg|ml|g|kg|ملغ|مل|كغ|غ|tablets|comprimidos|قرص|أقراص)\b"
LATIN, INDIC = "0123456789", "٠١٢٣٤٥٦٧٨٩"


def _other_digit(digit: str) -> str:
    row = INDIC if digit in INDIC else LATIN
    return row[(row.index(digit) + 1) % 10 or 1]


def _digit(match: re.Match[str]) -> str:
    said = match[0]
    return _other_digit(said[0]) + said[1:]


def _tenfold(match: re.Match[str]) -> str:
    return match[1] + ("٠" if match[1][-1] in INDIC else "0") + match[2]


SWAPPED = {
    "mg": "g", "ml": "mg", "g": "mg", "kg": "g", "hours": "days", "minutes": "hours", "days": "weeks", "horas": "días",
    "minutos": "horas", "días": "semanas", "ملغ": "غ", "مل": "ملغ", "كغ": "غ", "ساعة": "يوم", "دقيقة": "ساعة",
    "دقائق": "ساعات", "أيام": "أسابيع",
}  # fmt: skip
MEDICINES = {
    "paracetamol": "ibuprofen", "ibuprofen": "aspirin", "aspirin": "paracetamol", "naproxen": "codeine",
    "warfarin": "insulin", "paracetamol ": "ibuprofeno ", "ibuprofeno": "naproxeno", "aspirina": "heparina",
    "warfarina": "insulina", "naproxeno": "codeína", "باراسيتامول": "إيبوبروفين", "الإيبوبروفين": "النابروكسين",
    "الأسبرين": "الباراسيتامول", "وارفارين": "هيبارين", "النابروكسين": "الكودايين",
}  # fmt: skip
NOT = {
    "en": r"\b(?:not|never|no|cannot) ", "es": r"\b(?:[Nn]o|nunca|ni|sin) ", "ar": r"(?<!\w)(?:لا|لم|بدون|ليس|أبدًا) "
}  # fmt: skip
PUT = {"en": "not ", "es": "no ", "ar": "لا "}


def _instead(words: dict[str, str]) -> Callable[[str, str], Iterator[str]]:
    names = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return _pattern(rf"(?<!\w)(?:{names})(?!\w)", lambda match: words[match[0]])


def _negated(text: str, lang: str) -> Iterator[str]:
    yield from _pattern(NOT[lang], lambda _: "")(text, lang)


def _turned(text: str, lang: str) -> Iterator[str]:
    """A "not" where there was none: behind the second word."""
    words = text.split(" ")
    if len(words) > 4 and not re.search(NOT[lang], text):
        yield " ".join([*words[:2], PUT[lang].strip(), *words[2:]])


def _doubled(text: str, lang: str) -> Iterator[str]:
    yield from _pattern(r"(?<!\w)[^\W\d_]{2,}(?= )", lambda match: f"{match[0]} {match[0]}")(text, lang)


# blocks


def _parts(edition: Edition, wanted: Callable[[Any], bool]) -> list[tuple[int, Any]]:
    return [
        (number, part)
        for number, article in enumerate(edition.publication.articles)
        for part in walk(article.blocks)
        if wanted(part)
    ]


def _exchanged(value: Any, old: Any, new: Any) -> Any:
    """A tree with one part exchanged; `new` None takes it out."""
    if isinstance(value, tuple):
        renewed = (new if part is old else _exchanged(part, old, new) for part in value)
        return tuple(part for part in renewed if part is not None)
    names = part_names(value)
    changed = {name: _exchanged(getattr(value, name), old, new) for name in names}
    changed = {name: part for name, part in changed.items() if part is not getattr(value, name)}
    return replace(value, **changed) if changed else value


def _blocks(wanted: Callable[[Any], bool], put: Callable[[Any, random.Random], Any]) -> Alter:
    def alter(edition: Edition, rng: random.Random) -> Edition | None:
        found = _parts(edition, wanted)
        if not found:
            return None
        number, part = rng.choice(found)
        article = edition.publication.articles[number]
        return _with_article(edition, number, replace(article, blocks=_exchanged(article.blocks, part, put(part, rng))))

    return alter


def _callout(kind: CalloutKind) -> Callable[[Any], bool]:
    return lambda part: isinstance(part, Callout) and part.kind is kind


def _without_item(part: Any, rng: random.Random) -> Any:
    (first, *_) = [*of_kind(part.blocks, Bullets)]
    return _exchanged(part, first, replace(first, items=_without_one(first.items, rng)))


def _without_one(parts: tuple[Any, ...], rng: random.Random) -> tuple[Any, ...]:
    gone = rng.randrange(len(parts))
    return tuple(part for number, part in enumerate(parts) if number != gone)


def _turned_round(parts: tuple[Any, ...], rng: random.Random) -> tuple[Any, ...]:
    at = rng.randrange(len(parts) - 1)
    return (*parts[:at], parts[at + 1], parts[at], *parts[at + 2 :])


def _listed(kind: CalloutKind) -> Callable[[Any], bool]:
    return lambda part: _callout(kind)(part) and any(True for _ in of_kind(part.blocks, Bullets))


def _is_doses(part: Any) -> bool:
    return isinstance(part, Table) and part.doses


def _is_steps(part: Any) -> bool:
    return isinstance(part, Steps) and len(part.items) > 1


def _empty_cell(table: Table, rng: random.Random) -> Table:
    at = rng.randrange(len(table.rows))
    row = table.rows[at]
    cells = (*row.cells[:-1], replace(row.cells[-1], blocks=()))
    return replace(table, rows=(*table.rows[:at], replace(row, cells=cells), *table.rows[at + 1 :]))


def _swapped_cells(table: Table, rng: random.Random) -> Table:
    at = rng.randrange(len(table.rows) - 1)
    one, other = table.rows[at], table.rows[at + 1]
    rows = (
        replace(one, cells=(*one.cells[:-1], other.cells[-1])),
        replace(other, cells=(*other.cells[:-1], one.cells[-1])),
    )
    return replace(table, rows=(*table.rows[:at], *rows, *table.rows[at + 2 :]))


def _mixed_columns(table: Table, _: random.Random) -> Table:
    """The columns read in another order: the last two change places, below their heads."""
    rows = (replace(row, cells=(*row.cells[:-2], row.cells[-1], row.cells[-2])) for row in table.rows)
    return replace(table, rows=tuple(rows))


def _sections_turned(edition: Edition, rng: random.Random) -> Edition | None:
    number = rng.randrange(len(edition.publication.articles))
    article = edition.publication.articles[number]
    places = [at for at, block in enumerate(article.blocks) if isinstance(block, Section)]
    if len(places) < 3:
        return None
    one, other = rng.sample(places, 2)
    blocks = list(article.blocks)
    blocks[one], blocks[other] = blocks[other], blocks[one]
    return _with_article(edition, number, replace(article, blocks=tuple(blocks)))


INVENTED = {
    "en": "You can take twice as much when it hurts a lot.",
    "es": "Puede tomar el doble si le duele mucho.",
    "ar": "يمكنك أن تأخذ الضعف إذا اشتد الألم.",
}


def _invented(edition: Edition, rng: random.Random) -> Edition | None:
    found = _parts(edition, lambda part: isinstance(part, Section) and any(isinstance(b, Prose) for b in part.blocks))
    if not found:
        return None
    number, section = rng.choice(found)
    at, prose = rng.choice([(at, b) for at, b in enumerate(section.blocks) if isinstance(b, Prose)])
    added = replace(prose, node=replace(prose.node, key="", explicit=False), inlines=(Text(INVENTED[edition.lang]),))
    put = replace(section, blocks=(*section.blocks[: at + 1], added, *section.blocks[at + 1 :]))
    article = edition.publication.articles[number]
    return _with_article(edition, number, replace(article, blocks=_exchanged(article.blocks, section, put)))


# what stands beside the blocks


def _front(**change: Callable[[Any], Any]) -> Alter:
    def alter(edition: Edition, _: random.Random) -> Edition | None:
        article = edition.article
        values = {name: put(getattr(article.front, name)) for name, put in change.items()}
        if all(value == getattr(article.front, name) for name, value in values.items()):
            return None
        return _with_article(edition, 0, replace(article, front=article.front.model_copy(update=values)))

    return alter


def _contact(**change: Callable[[Any], Any]) -> Alter:
    def alter(edition: Edition, _: random.Random) -> Edition | None:
        contact = edition.brand.contact
        values = {name: put(getattr(contact, name)) for name, put in change.items()}
        return replace(edition, brand=replace(edition.brand, contact=replace(contact, **values)))

    return alter


def _reference(edition: Edition, rng: random.Random) -> Edition | None:
    number = rng.randrange(len(edition.publication.articles))
    article = edition.publication.articles[number]
    key = rng.choice(sorted(article.references))
    old = article.references[key]

    def put(text: str) -> str:
        return re.sub(r"\d{4}", lambda match: str(int(match[0]) + 1), text, count=1)

    new = replace(old, text=put(old.text), xhtml=put(old.xhtml))
    return _with_article(edition, number, replace(article, references={**article.references, key: new}))


def _main_message(message: str) -> str:
    return re.sub(r"[0-9٠-٩]", lambda match: _other_digit(match[0]), message, count=1)


def _last(match: re.Match[str]) -> str:
    return match[0][:-1] + _other_digit(match[0][-1])


def _later(value: Any) -> Any:
    return value.replace(year=value.year + 1)


_D = "[0-9٠-٩]"
KINDS = (
    Kind("digit of a dose", _texts(_pattern(rf"{_D}+(?:[.,٫]{_D}+)?(?={UNITS})", _digit)), True),
    Kind("tenfold dose", _texts(_pattern(rf"({_D}+)({UNITS})", _tenfold)), True),
    Kind("unit", _texts(_instead(SWAPPED)), True),
    Kind("range", _texts(_pattern(rf"({_D}+)(?:–| to | a | إلى )({_D}+)", lambda match: match[1] + match[2])), True),
    Kind("decimal", _texts(_pattern(rf"({_D}+)[.,٫]({_D}+)", lambda match: match[1] + match[2])), True),
    Kind("minus sign", _texts(_pattern(r"−(?=[0-9٠-٩])", lambda _: "")), True),
    Kind("percent", _texts(_pattern(rf"{_D}+(?=[ \u00a0\u202f]?[%٪]| in 1| de cada 1| من كل )", _digit))),
    Kind("other number", _texts(_pattern(rf"(?<!{_D}){_D}{{2,}}", _digit))),
    Kind("negation lost", _texts(_negated), True),
    Kind("negation added", _texts(_turned), True),
    Kind("medicine", _texts(_instead(MEDICINES)), True),
    Kind("phone in the text", _texts(_pattern(r"\+\d[\d \u00a0\u202f-]{9,}", _last)), True),
    Kind("phone of the house", _contact(phone=lambda phone: re.sub(r"\d$", lambda m: _other_digit(m[0]), phone)), True),
    Kind("address", _contact(address=lambda lines: tuple(re.sub(r"^[12]", "7", line) for line in lines))),
    Kind("web address", _contact(web=lambda web: web.replace("/l", "/m").replace("/g", "/h"))),
    Kind("date of review", _front(reviewed=_later, published=_later, next_review=_later)),
    Kind("time", _texts(_pattern(rf"({_D}{{1,2}})(:{_D}{{2}}| am| pm| صباحًا| مساءً)", _digit)), True),
    Kind("title", _front(title=lambda title: title.replace(":", " 2:"))),
    Kind("main message", _front(main_message=_main_message), True),
    Kind("reference", _reference),
    Kind("doubled word", _texts(_doubled)),
    Kind("warning dropped", _blocks(_callout(CalloutKind.WARNING), lambda *_: None), True),
    Kind("warning item dropped", _blocks(_listed(CalloutKind.WARNING), _without_item), True),
    Kind("when to call dropped", _blocks(_callout(CalloutKind.WHEN_TO_CALL), lambda *_: None), True),
    Kind("sign to call dropped", _blocks(_listed(CalloutKind.WHEN_TO_CALL), _without_item), True),
    Kind("dose row dropped", _blocks(_is_doses, lambda t, rng: replace(t, rows=_without_one(t.rows, rng))), True),
    Kind("dose rows turned", _blocks(_is_doses, lambda t, rng: replace(t, rows=_turned_round(t.rows, rng)))),
    Kind("dose cell dropped", _blocks(_is_doses, _empty_cell), True),
    Kind("dose cells swapped", _blocks(_is_doses, _swapped_cells), True),
    Kind("columns mixed", _blocks(_is_doses, _mixed_columns), True),
    Kind("steps turned", _blocks(_is_steps, lambda s, rng: replace(s, items=_turned_round(s.items, rng)))),
    Kind("step dropped", _blocks(_is_steps, lambda s, rng: replace(s, items=_without_one(s.items, rng))), True),
    Kind("steps renumbered", _blocks(_is_steps, lambda steps, _: replace(steps, start=2))),
    Kind("sections turned", _sections_turned),
    Kind("sentence invented", _invented, True),
)

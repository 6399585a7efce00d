"""What somebody says of their house comes in; the files of a whole brand, and what was changed on the way, go out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel, ValidationError

from pipeline.article.front.schema import explain
from pipeline.article.rules.calling import emergency_numbers, is_possible
from pipeline.channels import FORMATS
from pipeline.house.brand_file import HINTS, BrandFile, ColourTable, ContactTable
from pipeline.house.leftovers import is_example, leftovers
from pipeline.house.logo import Logo
from pipeline.house.settings import model_of
from pipeline.press.colour import contrast, mixed, nearest_passing
from pipeline.tags import primary_of

PAPER, INK = "#ffffff", "#1b1b1b"
ACCENT, WARNING = "#1f4e79", "#8c2a12"
"""Of a brand that names no colours (house): a blue and a red that pass 7:1 on white, as large print needs."""

SOFT = 0.1
"""How much of a colour the ground of its boxes holds (house)."""

TEXT_CONTRAST, LARGE_PRINT_CONTRAST = 4.5, 7.0
"""WCAG 2.2, 1.4.3 (AA) for text, 1.4.6 (AAA) for large print."""

LETTER_COUNTRIES = frozenset("US CA MX PH CL CO VE CR GT PA SV NI DO".split())
"""Where paper is Letter and not A4: CLDR, "territoryInfo" measurement data for paper size (from memory, U)."""

_USUAL_NUMBERS = ("999", "911", "000", "111")
"""Better known to their country than the 112 that works there as well (house)."""


REASONS = {
    "de": "Sie bei {name} darum gebeten haben",
    "es": "lo pidió a {name}",
    "fr": "vous l'avez demandé à {name}",
    "pt": "o pediu a {name}",
}
"""Why readers get the newsletter, in the languages whose sentence we know how to go on (house)."""


class AnswerError(Exception):
    """An answer that cannot be used; the message says why, `hint` what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Answers:
    """What a brand is made of. What is "" or empty is left out of it; `logo` may be None.

    `handles` are by network; `sender` is the address that a newsletter comes from, and without it there is none; `page`
    asks for a web page of each leaflet.
    """

    slug: str
    name: str
    region: str
    email: str
    web: str
    address: tuple[str, ...]
    phone: str = ""
    kind: str = "clinic"
    languages: tuple[str, ...] = ("en",)
    paper: str = ""
    emergency: str = ""
    accent: str = ACCENT
    warning: str = WARNING
    sender: str = ""
    unsubscribe: str = ""
    privacy: str = ""
    reason: str = ""
    handles: Mapping[str, str] = field(default_factory=dict)
    logo: Logo | None = None
    page: bool = True


@dataclass(frozen=True, slots=True)
class Founded:
    """A brand's files by name, and notes: what was written otherwise than it was said, and what is still missing, each
    with what to write into brand.toml; `told` are the notes for somebody who writes no file.
    """

    files: Mapping[str, bytes]
    notes: tuple[str, ...]
    told: tuple[str, ...] = ()


# One answer

PATHS: Mapping[str, str] = {
    "name": "name",
    "region": "region",
    "phone": "contact.phone",
    "email": "contact.email",
    "web": "contact.web",
    "address": "contact.address",
    "languages": "languages",
    "emergency": "values.emergency",
    "accent": "colour.accent",
    "warning": "colour.warning",
    "sender": "newsletter.address",
    "unsubscribe": "newsletter.unsubscribe",
    "privacy": "newsletter.privacy",
    "reason": "newsletter.reason",
}
"""What may be said of a brand in one line → its path in brand.toml."""


def read_answer(what: str, said: str, region: str = "") -> str:
    """An answer as brand.toml holds it: folded to one line, an address completed.

    `what` is a key of `PATHS`; address and languages stay one line, their parts by ";" and ",". Raises AnswerError.
    """
    # A line break is left in it, to be refused: in a sender's name it would begin another header of the mail.
    text = re.sub(r"[ \t\u00a0]+", " ", said).strip()
    if what in {"unsubscribe", "privacy"} and text and ":" not in text and "@" not in text:
        text = f"https://{text}"
    elif what == "web":
        whole = text if "://" in text else f"https://{text}"
        # Before an @ stands a user's name: what looks like a house's address would lead to another one's.
        text = f"{whole.removesuffix('/')}/" if text and "@" not in text else ""
    elif what == "phone":
        _dial(text, region)
    elif what == "region":
        text = _country(text)
    elif what in {"accent", "warning"}:
        bare = text.lower().removeprefix("#")
        text = f"#{bare}" if re.fullmatch("[0-9a-f]{6}", bare) else text
    parts = split_answer(what, text) if what in _PARTED else text
    _check(PATHS[what], parts)
    return text


_PARTED = {"address": ";", "languages": ","}


def split_answer(what: str, text: str) -> tuple[str, ...]:
    """The parts of an answer that has several, as `read_answer` gave it."""
    return tuple(part.strip() for part in text.split(_PARTED[what]) if part.strip())


def _dial(text: str, region: str) -> None:
    """Raises AnswerError unless the number, which stays as it is written, can be dialled in the country."""
    if not text:
        raise AnswerError("a clinic names the phone number that its patients ring", "a publisher or charity needs none")
    if not is_possible(text, region):
        raise AnswerError(f'"{text}" is no phone number in {region}', "count the digits, and call it once")


def _country(text: str) -> str:
    import phonenumbers

    country = {"UK": "GB", "EL": "GR"}.get(text.upper(), text.upper())
    if country not in phonenumbers.SUPPORTED_REGIONS:
        raise AnswerError(f'"{text}" is no country', "write its two letters, for instance GB, US or ES")
    return country


_HINTS = {
    "contact.email": "write one address, for instance care@my-clinic.org",
    "contact.web": "write the address of a page or folder, for instance my-clinic.org/leaflets",
    "contact.address": "write its lines parted by ;, for instance 1 Mill Lane; Milltown",
    "languages": "write tags parted by commas, for instance en, es",
    "newsletter.address": "write one address, for instance news@my-clinic.org",
    "newsletter.unsubscribe": "write the address of a page, beginning with https://",
    "newsletter.privacy": "write the address of a page, beginning with https://",
}

_IN_WORDS = {"contact.web": "web address", "contact.address": "postal address", "contact.email": "e-mail address"}

_TABLES: Mapping[str, type[BaseModel]] = {"contact": ContactTable, "colour": ColourTable}


def _check(path: str, value: str | tuple[str, ...]) -> None:
    """Raises AnswerError unless brand.toml may say this there."""
    table, _, name = path.rpartition(".")
    if table == "values":
        return
    model = model_of(table) if table in FORMATS else _TABLES.get(table, BrandFile)
    if not value:
        words = _IN_WORDS.get(path, name)
        raise AnswerError(f"every leaflet names the {words} of its publisher", _HINTS.get(path, "write it in words"))
    try:
        model.__pydantic_validator__.validate_assignment(model.model_construct(), name, value)
    except ValidationError as faults:
        hint = next(explain(faults, model, "brand.toml", HINTS, "write it", "see the manual for its form"))[2]
        shown = value if isinstance(value, str) else ", ".join(value)
        raise AnswerError(f'"{" ".join(shown.split())}" cannot be the {name}', _HINTS.get(path, hint)) from None


def usual_paper(region: str) -> str:
    """The paper of a country's printers."""
    return "Letter" if region in LETTER_COUNTRIES else "A4"


def usual_emergency(region: str) -> str:
    """The number for medical help that a country knows best; "" where none is known to us."""
    known = emergency_numbers(region)
    return next((number for number in _USUAL_NUMBERS if number in known), known[0] if known else "")


def read_handle(said: str) -> tuple[str, str]:
    """A network and the handle there, out of "bluesky=@clinic.org". Raises AnswerError."""
    from pipeline.channels import NETWORKS
    from pipeline.naming import nearest

    network, equals, handle = (part.strip() for part in said.partition("="))
    if not equals or not handle:
        raise AnswerError(
            f'"{said}" names no handle', 'write the network and the handle, for instance "bluesky=@clinic.org"'
        )
    if network not in NETWORKS:
        near = nearest(network, NETWORKS)
        raise AnswerError(
            f'there is no network "{network}"', f'write "{near}"' if near else f"write one of {', '.join(NETWORKS)}"
        )
    return network, handle


# The whole


def found(answers: Answers) -> Founded:
    """The files of the brand. A colour that is too pale is written as the nearest that can be read, and told."""
    notes: list[str] = []
    colours = _legible({"accent": answers.accent, "warning": answers.warning}, notes)
    files = {
        "brand.toml": _brand_toml(answers, colours).encode(),
        "tokens.css": _tokens_css(answers.name, colours).encode(),
    }
    if answers.logo is not None:
        files |= answers.logo.files
        notes += answers.logo.notes
    missing, left = tuple(_missing(answers)), tuple(_left(answers))
    written = (f"{what}{remedy}" for what, remedy in missing)
    return Founded(files, (*notes, *written, *left), (*notes, *(what for what, _ in missing), *left))


def _legible(said: Mapping[str, str], notes: list[str]) -> dict[str, str]:
    """The colours, darkened until each can be read on paper and in boxes of both: a phone number is a link, and stands
    in a warning too.
    """
    taken = dict(said)
    boxes = [_soft(colour) for colour in taken.values()]
    # A darker colour has darker boxes: again, until it stays. At black it does.
    while any(contrast(colour, ground) < TEXT_CONTRAST for colour in taken.values() for ground in (PAPER, *boxes)):
        taken = {name: nearest_passing(colour, PAPER, TEXT_CONTRAST, *boxes) for name, colour in taken.items()}
        boxes = [_soft(colour) for colour in taken.values()]
    for name, colour in said.items():
        if taken[name] != colour:
            least = min(contrast(colour, ground) for ground in (PAPER, *boxes))
            where = "to the paper" if contrast(colour, PAPER) < TEXT_CONTRAST else "to the ground of boxes"
            told = contrast(colour, PAPER) if where == "to the paper" else least
            message = f"{name} {colour} has a contrast of {told:.1f}:1 {where}"
            notes.append(f"{message}; {taken[name]} is the nearest with 4.5:1 on paper and in boxes")
    for name, colour in taken.items():
        darker = nearest_passing(colour, PAPER, LARGE_PRINT_CONTRAST, *boxes)
        if darker != colour:
            notes.append(f"large print, which needs 7:1, sets {name} as {darker}")
    return taken


def _soft(colour: str) -> str:
    """The ground of boxes in a brand's colour."""
    return mixed(colour, PAPER, SOFT)


def _missing(answers: Answers) -> Iterator[tuple[str, str]]:
    """What a brand lacks, and what to write for it."""
    if answers.logo is None:
        yield "no logo: the name stands in its place", "; put logo.svg beside brand.toml and name it in [logo]"
    if not answers.sender:
        yield "no newsletter", ": add [newsletter] to brand.toml when there is one"
    if answers.sender and not answers.unsubscribe:
        yield "no way to leave the newsletter", ": add unsubscribe to [newsletter] before one is published"
    if answers.sender and not answers.privacy:
        remedy = ": add privacy to [newsletter] before one is published, as the law wants it in Europe"
        yield "no privacy notice", remedy
    if not answers.handles:
        yield "no posts", ": add networks and handles to [social] when there are some"
    where = f"codes and posts lead to {answers.web}NAME/"
    yield where, ": put there what plainleaf site makes before you hand them out"


def _left(answers: Answers) -> Iterator[str]:
    """What is still of an example."""
    if is_example(answers.name):
        return
    said = (answers.name, answers.phone, answers.email, answers.web, *answers.address, answers.sender)
    for left in dict.fromkeys(left for words in said for left in leftovers(words, answers.region)):
        yield f'"{left}" is kept for examples; nothing is published until it is your own'


def _brand_toml(answers: Answers, colours: Mapping[str, str]) -> str:
    said = _text
    lines = [
        "# Whatever a leaflet says of its publisher stands here, and only here.",
        f"name = {said(answers.name)}",
        f"kind = {said(answers.kind)}",
        f"paper = {said(answers.paper or usual_paper(answers.region))}",
        f"languages = {_list(answers.languages)}",
        f"region = {said(answers.region)}",
        "",
        "[contact]",
        *([f"phone = {said(answers.phone)}"] if answers.phone else ()),
        f"email = {said(answers.email)}",
        f"web = {said(answers.web)}",
        f"address = {_list(answers.address)}",
        "",
        "# Articles say {{publisher}} and {{emergency}}; whatever you add here they may say too.",
        "[values]",
        *([f"emergency = {said(number)}"] if (number := answers.emergency or usual_emergency(answers.region)) else ()),
        "",
        "[colour]",
        f"accent = {said(colours['accent'])}",
        f"warning = {said(colours['warning'])}",
        f"ink = {said(INK)}",
        f"paper = {said(PAPER)}",
    ]
    if answers.logo is not None:
        lines += ["", "[logo]", f"file = {said(answers.logo.file)}", f"dark = {said(answers.logo.dark)}"]
    lines += ["", "# The pages that codes and posts lead to; variants = [] if yours stand there already.", "[page]"]
    lines += [f"variants = {_list(('web',) if answers.page else ())}"]
    return "\n".join([*lines, *_newsletter(answers), *_social(answers)]) + "\n"


def _newsletter(answers: Answers) -> Iterator[str]:
    if not answers.sender:
        return
    yield from ("", "[newsletter]", f"address = {_text(answers.sender)}")
    yield f"reply_to = {_text(answers.email)}"
    yield f"reason = {_text(answers.reason or f'you asked {answers.name} for it')}"
    for key in ("unsubscribe", "privacy"):
        if value := getattr(answers, key):
            yield f"{key} = {_text(value)}"
    asked = {primary_of(lang) for lang in answers.languages} & set(REASONS)
    if asked and not answers.reason:
        yield from ("", "[newsletter.reasons]")
        yield from (f"{lang} = {_text(REASONS[lang].format(name=answers.name))}" for lang in sorted(asked))


def _social(answers: Answers) -> Iterator[str]:
    yield from ("", "[social]")
    if not answers.handles:
        yield "variants = []"
        return
    yield f"networks = {_list(tuple(answers.handles))}"
    yield from ("", "[social.handles]")
    yield from (f"{network} = {_text(handle)}" for network, handle in answers.handles.items())


def _tokens_css(name: str, colours: Mapping[str, str]) -> str:
    """What a designer may change, in tones of the brand's own colours."""
    # A comment of CSS ends at the first */, whatever stands in a name.
    title = re.sub(r"[*/\\]", " ", name)
    return f"""/* {title}: what its designer changes. Only custom properties stand here. */
:root {{
  --font-title: "Source Serif 4", "Noto Naskh Arabic", serif;
  --font-text: "Atkinson Hyperlegible Next", "Noto Sans Arabic", sans-serif;
  --accent-soft: {_soft(colours["accent"])};
  --warning-soft: {_soft(colours["warning"])};
  --rule: {mixed(colours["accent"], PAPER, 0.4)};
  --corner: 2mm;
}}
"""


def _text(text: str) -> str:
    """A basic string of TOML; JSON writes every character that TOML wants escaped in the same way, but for DEL, which
    no answer may hold.
    """
    return json.dumps(text, ensure_ascii=False)


def _list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, texts))}]"

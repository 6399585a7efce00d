"""An article comes in; sentences that show by themselves, or by what the article is on, that a "not" fell out go out.

A purpose that nobody has ("so that it gets infected"), a stressed "does" where a "does not" stood, a reason against
what was ordered, a medicine as company for another, more than a limit, an "or" as only a prohibition has it, and what
leaflets on the topic only ever forbid (never.toml).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from pipeline.article.model import Article
from pipeline.article.rules.directives import ORDER, Directive, directives, flat, forbidden_by, is_addressed
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.tags import primary_of

Shown = tuple[Statement, str, str]
"""Where it stands, the sentence, and what shows the loss."""


def polarity_lost(article: Article) -> Iterator[Shown]:
    """Each sentence that shows that a "not" fell out of it."""
    lang = primary_of(article.lang)
    if lang not in {"en", "es"}:
        return
    for statement in statements(article):
        if statement.reported or statement.part in {Part.TITLE, Part.HEADING, Part.CAPTION, Part.CELL}:
            continue
        yield from _by_itself(statement, lang)
        if lang == "en":
            yield from _by_the_next(statement)
            yield from _among_prohibitions(statement)
    yield from _by_topic(article, lang)


_PURPOSE = {
    "en": re.compile(
        r"\bso that (?:it|they|you|your|the|a|an|scratches|germs|\w+s)\b (?:[\w']+ ){0,3}?(?:gets?|get|becomes?|be|"
        r"is|are|"
        r"can|will|may|go|goes)? ?(?:(?:more|very) )?(?:infected|worse|burned|burnt|hurt|sick|ill\b|dirty|damaged|"
        r"blocked|"
        r"sore|swollen|bleed\w*|faint|fall\b|break|spread|choke|poisoned|harm\w*|injured|dizzy|constipated|"
        r"dehydrated)"
    ),
    "es": re.compile(
        r"\bpara que (?:no )?(?:\w+ ){0,4}?(?:se infect\w+|empeor\w+|duel\w+|sangr\w+|se ensuci\w+|se tape|se dañe|"
        r"se caiga)"
    ),
}
_SPARED = re.compile(r"\b(?:not|no|never|n't|less|without|cannot|stop\w*|if|before|avoid\w*|nunca|sin|menos)\b|n't\b")
_STRESSED = re.compile(
    r"(?<!what )(?<!how )(?<!why )(?<!when )(?<!where )(?<!it )(?<!this )(?<!that )\bdoes (?!not\b|n't|the\b|your\b|"
    r"it\b|this\b|so\b|an?\b|my\b|any|that\b|he\b|she\b|happen|"
    r"occur|need|have|take|to\b|all\b|more\b|less\b|no\b|nothing\b|harm\b|good\b|well\b)(?P<verb>[a-z]{3,})\b"
)
_AFTER_ALL = re.compile(
    r"\b(?:when|once|where|but|although|though|however|yet|still|while|sometimes|what|how|who|which|if it|as)\b"
)
_NO_USE = re.compile(
    r"(?:[:;]|,? because|,? as|\.) ?(?:they|it|this|these|that) (?:do|does|will) not (?:help|work|cure|treat|"
    r"make it better)\b|"
    r"(?:[:;]|,? porque|\.) ?no (?:l[oa]s? )?(?:curan?|sirven?|ayudan?|funcionan?)\b"
)
_COMPANY = re.compile(
    r"^(?:please |always )?(?:take|use|have|swallow) (?:it|them|this|the (?:tablets?|capsules?|"
    r"medicine)) (?:together )?with "
    r"(?P<what>[a-z-]{6,})\b"
)
_MEDICINE = re.compile(
    r"[a-z]+(?:ine|ol|in|ide|ate|pril|sartan|vir|mab|nib|azole|illin|mycin|statin|xaban|oxin|olone|arin|epam|pam|"
    r"tine|zine)$"
)
_FOODSTUFF = frozenset(
    "alcohol medicine caffeine margarine gelatine protein raisin raisins vitamin muffin chocolate insulin "
    "aspirin".split()
)
_BEYOND = re.compile(
    r"^(?:please |always |you (?:can|may|should) )?(?:drink|have|eat|take|use|smoke|lift|wear|wait|leave|keep|stay|"
    r"store|carry)\b"
    r"(?: (?:it|them|in|on|out))?(?: for)? (?:more|longer) than (?:\d|an?\b|one|two|three|four|six|half)"
)
_BEYOND_IS = re.compile(
    r"\b(?:is|are) (?:only )?(?:meant|made|suitable|intended|used|recommended|licensed|approved|safe) for (?:more|"
    r"longer) than\b"
)
_PLENTY = re.compile(
    r"\b(?:water|fluids?|fruit|vegetables|steps|portions|fibre|fiber|walk|exercise|sleep|liquids?|agua|sunscreen)\b"
)


def _by_itself(statement: Statement, lang: str) -> Iterator[Shown]:
    for number, sentence in enumerate(statement.sentences):
        text = flat(sentence.text)
        if text.endswith("?") or (number == 0 and forbidden_by(statement, lang)):
            continue
        purpose = _PURPOSE[lang].search(text)
        if purpose and not _SPARED.search(purpose[0]):
            yield statement, sentence.text, f'tells "{purpose[0]}" as a purpose'
        stressed = _STRESSED.search(text) if lang == "en" else None
        if stressed and not _AFTER_ALL.search(text[: stressed.start()]):
            yield statement, sentence.text, f'stresses "{stressed[0]}", as if a "not" had stood in it'
        orders = (
            ORDER.match(text) if lang == "en" else re.match(r"(?:use|tome|de|dele|ponga|aplique|beba|coma)\b", text)
        )
        following = _following(statement, number)
        useless = _NO_USE.search(text) or (_NO_USE.match(f". {following}") if following else None)
        if orders and useless and not _SPARED.search(text[: useless.start() if useless.string == text else len(text)]):
            yield statement, sentence.text, "orders what does not help"
        company = _COMPANY.match(text)
        if company and company["what"] not in _FOODSTUFF and _MEDICINE.match(company["what"]):
            yield statement, sentence.text, "orders two medicines together"
        if (_BEYOND.match(text) or _BEYOND_IS.search(text)) and not _PLENTY.search(text) and not _SPARED.search(text):
            yield statement, sentence.text, "orders more than a limit"


def _following(statement: Statement, number: int) -> str:
    rest = statement.sentences[number + 1 : number + 2]
    return flat(rest[0].text) if rest else ""


_HARMFUL = re.compile(
    r"^(?:it|this|they|these|both|doing (?:so|this)|that) (?:can|could|may|might|will|would) (?:also |even |both )?"
    r"(?:make (?:\w+ ){0,5}?worse|harm (?:the|your|an?)(?: \w+)? (?:baby|child|unborn)|harm the baby|kill|poison|"
    r"burn (?:you|the skin|your)|choke|"
    r"be (?:very )?(?:dangerous|deadly|harmful|fatal)|spread (?:the )?(?:infection|germs|it)|damage (?:the|your|it)|"
    r"tear|"
    r"push (?:\w+ ){0,3}?(?:deeper|further)|start (?:\w+ ){0,2}?bleeding|open (?:the )?wound|"
    r"cause (?:\w+ ){0,2}?(?:scar|fit|stroke|bleeding|overdose|infection|burn)\w*)"
)
_GOOD = re.compile(
    r"\b(?:wear|keep away|keep out|stop|avoid|call|tell|ask|wash|cover|protect|check|rinse|only|carefully|limit|"
    r"less|slowly|"
    r"gently|with food|no more|gloves|watch|read|away from|careful|before|plenty|report|wait|stay out)\b"
)


def _by_the_next(statement: Statement) -> Iterator[Shown]:
    """ "Give ibuprofen. It can make the skin infection worse." """
    for number, sentence in enumerate(statement.sentences[:-1]):
        text = flat(sentence.text)
        following = _following(statement, number)
        if ORDER.match(text) and not _SPARED.search(text) and not _GOOD.search(text) and _HARMFUL.match(following):
            yield statement, sentence.text, "orders what the next sentence warns of"


_OR_LIST = re.compile(r"^(?:[a-z]+)(?: [\w'-]+){0,4}(?:,(?: [\w'-]+){1,3}){0,3},? or (?:[\w'-]+ ?){1,5}")
_BARE = re.compile(r"^(?P<first>[a-z]+) or (?P<second>[a-z]+)\b")
_RISKY = frozenset(
    "run jump wax pluck swim bathe climb lift carry push pull strain bend twist kneel squat crush chew crack cut "
    "touch rub "
    "scratch pick squeeze smoke vape drive cycle dive fly rinse spit gargle burst pop freeze shake open break soak "
    "share".split()
)
_PROHIBITS = re.compile(r"^(?:do not|don't|never|avoid)\b")
_CHOICE = re.compile(
    r"\b(?:you (?:can|may)|if|either|when|ask|call|tell|see|with|water|doctor|nurse|pharmacist|cold|cool|"
    r"paracetamol|help|every|"
    r"times?|\d)\b"
)


def _among_prohibitions(statement: Statement) -> Iterator[Shown]:
    """ "Run or jump.", "Use ice, butter or oil. Do not pop blisters.": orders as only a prohibition joins them."""
    told = [flat(sentence.text) for sentence in statement.sentences]
    for number, text in enumerate(told):
        if not text.endswith((".", "!")) or _CHOICE.search(text) or _SPARED.search(text):
            continue
        beside = any(_PROHIBITS.match(told[other]) for other in (number - 1, number + 1) if 0 <= other < len(told))
        bare = _BARE.match(text)
        first = text.split(" ")[0]
        if bare and {bare["first"], bare["second"]} <= _RISKY:
            yield statement, statement.sentences[number].text, 'joins by "or" what nobody is told to do'
        elif beside and ((ORDER.match(text) and _OR_LIST.match(text)) or (first in _RISKY and first not in _MILD)):
            yield statement, statement.sentences[number].text, "orders, beside what is forbidden"


_MILD = frozenset("open shake rinse rub soak bathe swim cut lift push pull bend twist".split()) - {"pull", "lift"}
"""Verbs that stand beside a prohibition as an order as well: "Shake the bottle. Do not freeze it."."""


# Topics


@cache
def _topics(lang: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    table = tomllib.loads((resources.files(__package__) / "never.toml").read_text(encoding="utf-8"))
    return tuple(
        (re.compile(each["topic"]), re.compile(rf"(?:{'|'.join(each['acts'])})(?!\w)")) for each in table.get(lang, ())
    )


_LIMITED = re.compile(
    r"(?<!freeze milk )(?<!freeze it )\b(?:again|once|only|as soon as|unless|until|instead|except|less|carefully|"
    r"gently|slowly|lightly|doctor|nurse|gp|surgeon|"
    r"pharmacist|tells?|told|says?|agree\w*|if (?:we|your|the|a|it)|after \d|after (?:a|one|two|the|that|about)|"
    r"then|plenty|"
    r"no more|up to|at most|"
    r"solo|vuelva|hasta que|medico|salvo|despues de|menos|si se lo|poco a poco|con cuidado)\b"
)
_STILL_BARS = re.compile(
    r"\b(?:until|unless|hasta que) (?:your|the|a|we|you|su|el|se)\b.{0,24}\b(?:says?|tells?|healed|dry|may|can)\b"
)


_EXERCISE = re.compile(
    r"\b(?:exercis\w*|stretch\w*|bends|raises|slides|squats|lifts|pumps|straighten\w*|moves|ejercicio\w*|"
    r"estiramiento\w*)\b"
)
_MOVES = re.compile(r"(?:bend|raise|lift|push|pull|squat|kneel|cross|doble|levante|suba|empuje)\b")
"""What an exercise asks for, and leaflets on the same topic forbid at other times."""


def _by_topic(article: Article, lang: str) -> Iterator[Shown]:
    front = article.front
    about = flat(f"{front.title} {front.summary or ''}")
    barred = [acts for topic, acts in _topics(lang) if topic.search(about)]
    if not barred:
        return
    for each in directives(article):
        if (
            each.forbids
            or each.statement.part in {Part.TITLE, Part.CAPTION, Part.ALT, Part.CELL}
            or not _speaks(each, lang)
        ):
            continue
        if " " not in each.text or _LIMITED.search(each.text) or _ON_CASE.search(flat(each.statement.lead)):
            continue
        found = next((match for acts in barred if (match := acts.match(each.text))), None)
        exercise = _EXERCISE.search(flat(f"{front.title} {' '.join(each.statement.headings)}"))
        if found and not _SPARED.search(found[0]) and not (exercise and _MOVES.match(each.text)):
            yield each.statement, each.told, "orders or allows what leaflets on this only ever forbid"


_ON_CASE = re.compile(r"\b(?:if|when|si|cuando|may|can|may happen|puede|puedo|again)\b\W*(?:you|your child)?\W*$")
_MAY = re.compile(r"\b(?:can|may|could|might|puede\w*|podra\w*)\b")


def _speaks(each: Directive, lang: str) -> bool:
    """Whether it orders; what it allows counts where nothing but the act is said, as in "you can drive"."""
    whole = flat(each.told)
    if lang == "en":
        at = whole.find(each.text[:24])
        return is_addressed(each) and not _MAY.search(whole[: max(at, 0)])
    return not _MAY.search(whole) and not whole.startswith(("si ", "cuando "))

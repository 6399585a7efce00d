"""An article comes in; sentences that put two things the other way round go out in pairs.

First and last, left and right, no need and every week, the sign to call for and the sign to wait with, above and below.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.opposites import Clash
from pipeline.article.rules.contradictions.signs import signs
from pipeline.article.rules.directives import flat, stem, stems_of
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.language.amounts import Moment
from pipeline.tags import primary_of

_Told = tuple[str, str, Statement]
"""A sentence folded flat, the same as it is written, and where it stands."""


def relations_that_clash(article: Article) -> Iterator[Clash]:
    """Each pair of sentences of which one turns the other round."""
    lang = primary_of(article.lang)
    if lang not in {"en", "es"}:
        return
    told = [
        (flat(sentence.text), sentence.text, statement)
        for statement in statements(article)
        if not statement.reported and statement.part not in {Part.TITLE, Part.HEADING, Part.CAPTION}
        for sentence in statement.sentences
        if not sentence.text.rstrip().endswith("?")
    ]
    yield from _order(told)
    yield from _sides(told)
    yield from _needs(told, lang)
    yield from _waits(article, told)
    yield from _both_up(told)
    yield from _yes_and_no(article)
    yield from _arrivals(told)
    yield from _only_then(told)
    yield from _colours(article, told)
    yield from _welcome(told)
    yield from _off_and_on(told)


# Which comes first


_FIRST_LAST = (
    re.compile(r"\bthe (?P<a>[a-z]+) first\b[^.;]{0,20}\b(?:the|your) (?P<b>[a-z]+) (?:last|second|"
    r"after(?:wards)?)\b"),
    re.compile(r"\b(?:use|put|take|apply|give|do)\b[^.;,]*?\b(?:the|your) (?P<a>[a-z]+)(?: in| on)? before (?:the|"
    r"your) (?P<b>[a-z]+)\b"),
    re.compile(r"\bfirst (?:use |put |take |apply )?(?:the|your) (?P<a>[a-z]+)\b[^.;]{0,24}\bthen (?:the|"
    r"your) (?P<b>[a-z]+)\b"),
    re.compile(r"\b(?:use|put|take|apply|give)\b[^.;,]*?\b(?:the|your) (?P<b>[a-z]+)(?: in| on)? after (?:the|"
    r"your) (?P<a>[a-z]+)\b"),
    re.compile(r"\bprimero (?:el|la|los|las) (?P<a>[a-zñ]+)\b[^.;]{0,30}\b(?:despues|luego) (?:el|la|los|"
    r"las) (?P<b>[a-zñ]+)\b"),
    re.compile(r"\b(?:el|la|los|las) (?P<a>[a-zñ]+) antes (?:de|que) (?:el|la|los|las) (?P<b>[a-zñ]+)\b"),
)  # fmt: skip


def _order(told: Sequence[_Told]) -> Iterator[Clash]:
    """ "Use the drops first and the ointment last" beside "put the ointment in before the drops"."""
    known: dict[tuple[str, str], str] = {}
    for text, shown, statement in told:
        for pattern in _FIRST_LAST:
            match = pattern.search(text)
            if not match or re.search(r"\b(?:not|never|no)\b", text):
                continue
            pair = stem(match["a"]), stem(match["b"])
            turned = known.get(pair[::-1])
            if turned and turned != shown:
                yield Clash(statement, shown, turned)
            known.setdefault(pair, shown)


_SIDE = re.compile(
    r"\b(?:the|your|each) (?P<side>left|right)(?:-hand)? (?P<thing>eye|ear|leg|arm|knee|hip|foot|"
    r"hand|side|breast|nostril)\b"
)
_LADO = re.compile(r"\b(?P<thing>ojo|oido|pierna|brazo|rodilla|cadera|pie|mano) (?P<side>derech|izquierd)[oa]\b")


def _sides(told: Sequence[_Told]) -> Iterator[Clash]:
    """ "1 drop in the right eye" throughout, and once in the left one."""
    found: dict[str, list[tuple[str, str, Statement]]] = defaultdict(list)
    for text, shown, statement in told:
        matches = [match for pattern in (_SIDE, _LADO) for match in pattern.finditer(text)]
        if re.search(r"\b(?:other|both|then|opposite|lie|turn|if|not|ambos|otro|si)\b", text):
            continue
        for match in matches:
            found[match["thing"]].append((match["side"], shown, statement))
    for places in found.values():
        sides = [side for side, _, _ in places]
        if len(set(sides)) != 2 or len(places) < 3 or min(map(sides.count, set(sides))) != 1:
            continue
        rare = min(set(sides), key=sides.count)
        _, shown, statement = next(place for place in places if place[0] == rare)
        yield Clash(statement, shown, next(place[1] for place in places if place[0] != rare))


# Needed or not


_NO_NEED = {
    "en": re.compile(
        r"\b(?:do not need|don't need|needs? no|need not have|no need for|there is no need for|"
        r"do not have to have) (?:an? |"
        r"any |the |to have (?:an? )?)?"
        r"(?P<thing>[a-z][a-z -]{2,30}?)(?= (?:with|when|while|for|if|to|after|before|because)\b|[.,;(]|$)"
    ),
    "es": re.compile(
        r"\bno (?:necesita|hace falta|son necesari[oa]s|es necesari[oa]) (?:un |una |el |la |hacerse )?"
        r"(?P<thing>[a-zñ][a-zñ ]{2,30}?)(?= (?:con|cuando|mientras|para|si|antes|despues)\b|[.,;(]|$)"
    ),
}  # fmt: skip
_DONE = re.compile(
    r"\b(?:we (?:measure|check|test|do|take|give|repeat|change)|(?:change|put on|renew) (?:the|your)|(?:have|get|"
    r"come for|need|must have|has) (?:an?|your|the)|"
    r"every (?:day|week|month)|"
    r"once a|twice a|\d times a|each (?:day|week|month)|necesita|hagase|le hacemos|medimos|cada (?:dia|semana|mes))\b"
)
_COMMON = stems_of(
    "test blood check special help more medicine dose prueba analisis sangre nada something anything much"
)


def _needs(told: Sequence[_Told], lang: str) -> Iterator[Clash]:
    """ "You do not need an INR test" beside "we measure your INR every week"."""
    for text, shown, _ in told:
        for match in _NO_NEED[lang].finditer(text):
            things = stems_of(match["thing"])
            rare = things - _COMMON
            if not rare:
                continue
            for other, there, statement in told:
                denied = re.search(r"\b(?:not|no|never|without|if|unless|may|si|sin)\b", other)
                if there != shown and rare <= stems_of(other) and _DONE.search(other) and not denied:
                    yield Clash(statement, there, shown)
                    break


# Call or wait


_WAIT = re.compile(
    r"^(?:please |you can |you may )?(?:wait|stay at home|do not (?:call|worry|come)|you (?:do not|need not|"
    r"don't) (?:need to |have to )?call|"
    r"there is no need to call|espere|no llame|no hace falta (?:que )?llam\w+|quedese en casa)\b(?P<rest>[^.;]*)"
)


def _waits(article: Article, told: Sequence[_Told]) -> Iterator[Clash]:
    """ "Wait a week if your sight gets worse", which is a sign to call for."""
    known = [sign for group in signs(article) for sign in group]
    for text, shown, statement in told:
        match = _WAIT.match(text)
        case = re.search(r"\b(?:if|when|si|cuando)\b(?P<case>[^.;]*)", match["rest"]) if match else None
        if not case or statement.inside("callout/when-to-call"):
            continue
        words = stems_of(case["case"])
        for sign in known:
            named = stems_of(sign.text) - _FEELING
            if named and named <= words and len(words) <= len(named) + 3:
                yield Clash(statement, shown, sign.text)
                break


_FEELING = stems_of("feel feels start have has get gets your very more siente tiene nota")


# Above and below


_OVER = re.compile(
    r"^if (?:it|your [a-z ]+|the [a-z ]+) is (?:above|over|more than|"
    r"higher than)\b[^,]*, (?P<act>[^.;,]*)"
)
_UNDER = re.compile(
    r"^if (?:it|your [a-z ]+|the [a-z ]+) is (?:below|under|less than|"
    r"lower than)\b[^,]*, (?P<act>[^.;,]*)"
)
_UP = re.compile(r"^(?:add|raise|increase|go up|take \d+ (?:more|extra)|inject \d+ more)\b")
_DOWN = re.compile(r"^(?:take off|reduce|lower|decrease|go down|take \d+ (?:less|fewer))\b")


def _both_up(told: Sequence[_Told]) -> Iterator[Clash]:
    """ "If it is above 7, add 2 units. If it is below 4, add 4 units": both raise the dose."""
    over = [(match["act"], shown) for text, shown, _ in told if (match := _OVER.match(text))]
    for text, shown, statement in told:
        under = _UNDER.match(text)
        for act, there in over if under else ():
            same = any(way.match(act) and way.match(under["act"]) for way in (_UP, _DOWN)) if under else False
            if same:
                yield Clash(statement, shown, there)
                break


# Yes and no


def _yes_and_no(article: Article) -> Iterator[Clash]:
    """An answer that says "no" and "yes" to one question."""
    answers: dict[tuple[str, ...], list[tuple[str, str, Statement]]] = defaultdict(list)
    for statement in statements(article):
        if (
            statement.part is Part.HEADING
            or not statement.headings
            or not statement.headings[-1].rstrip().endswith("?")
        ):
            continue
        for sentence in statement.sentences:
            match = re.match(r"(yes|no|si)\b(?=[.,!])", flat(sentence.text))
            if match:
                answers[statement.headings].append((match[1], sentence.text, statement))
    for headings, told in answers.items():
        ways = {way for way, _, _ in told}
        if "no" in ways and len(ways) == 2:
            other = next(each for each in told if each[0] != told[0][0])
            yield Clash(other[2], f"{other[1]}", f"{told[0][1]} ({headings[-1]})")


_ARRIVE = re.compile(
    r"\b(?:come|arrive|be (?:here|there)|report|check in|expect you|venga|acuda|llegue|presentese|"
    r"esperamos)\b"
)


def _arrivals(told: Sequence[_Told]) -> Iterator[Clash]:
    """Two times of the day at which to come."""
    first: tuple[str, str] | None = None
    for text, shown, statement in told:
        if not _ARRIVE.search(text) or re.search(r"\b(?:or|if|between|from|until|o|si|entre|hasta)\b", text):
            continue
        start = statement.text.find(shown)
        clocks = [
            v for v in statement.values if isinstance(v, Moment) and v.clock and start <= v.start < start + len(shown)
        ]
        if len(clocks) != 1:
            continue
        if first and flat(clocks[0].text) != first[0]:
            yield Clash(statement, shown, first[1])
        first = first or (flat(clocks[0].text), shown)


_TAKES = re.compile(r"(?:please |always )?(?:take|use|give|inject|tome|use|dele|ponga\w*|inyecte)\b")
_DAYTIME = re.compile(
    r"\b(?:every|each|in the|at|por la|de la|al|la) (morning|evening|bedtime|night|noon|lunchtime|mañana|noche|"
    r"mediodia)\b"
)
_ONLY = re.compile(r"\b(?:only|just|nothing else|solo|solamente)\b")


def _only_then(told: Sequence[_Told]) -> Iterator[Clash]:
    """ "In the evening only" beside "in the morning and in the evening"."""
    timed = [(frozenset(_DAYTIME.findall(text)), text, shown, statement) for text, shown, statement in told]
    timed = [each for each in timed if each[0] and not re.search(r"\b(?:if|not|never|si|no)\b", each[1])]
    for times, text, shown, statement in timed:
        if not _TAKES.match(text) or not re.search(
            rf"{_DAYTIME.pattern} {_ONLY.pattern}|"
            "{_ONLY.pattern} {_DAYTIME.pattern}",
            text,
        ):
            continue
        for others, also, there, _ in timed:
            shared = stems_of(text) & stems_of(also) - _LIGHT
            if (
                there != shown
                and not others <= times
                and re.search(_TAKES.pattern, also)
                and (shared or times <= others)
            ):
                yield Clash(statement, shown, there)
                break


_LIGHT = stems_of("take use give morning evening night day every each time")


# The colour of the title


_COLOUR = re.compile(
    r"\b(?P<colour>blue|brown|orange|pink|purple|green|red|white|yellow|azul|marron|naranja|rosa|"
    r"verde|roj[oa])\b"
)


def _colours(article: Article, told: Sequence[_Told]) -> Iterator[Clash]:
    """The blue inhaler of the title, and a brown one in the main message."""
    title = flat(article.front.title)
    colours = {match["colour"] for match in _COLOUR.finditer(title)}
    if len(colours) != 1:
        return
    things = stems_of(title)
    for text, shown, statement in told:
        if statement.part not in {Part.MAIN, Part.SUMMARY}:
            continue
        here = {match["colour"] for match in _COLOUR.finditer(text)}
        if (
            here
            and not here & colours
            and stems_of(text) & things
            and not re.search(
                r"\b(?:not|never|no|as well|"
                r"too)\b",
                text,
            )
        ):
            yield Clash(statement, shown, article.front.title)


# Allowed and not allowed, on and off


_BANNED = (
    re.compile(
        r"^(?P<thing>[a-z][a-z ,-]{2,40}?) (?:is|are) (?:not allowed|forbidden|banned|off limits|"
        r"not permitted)\b"
    ),
    re.compile(r"^(?:sorry, )?no (?P<thing>[a-z][a-z -]{2,30}?) (?:may|can|is allowed|are allowed|is permitted)\b"),
)
_WELCOME = (
    re.compile(
        r"^(?:your )?(?P<thing>[a-z][a-z ,-]{2,40}?) (?:is|are) (?:always |very )?(?:welcome|allowed|"
        r"permitted|fine|safe)\b"
    ),
    re.compile(
        r"^you (?:can|may) (?:also |still )?(?:drink|eat|have|bring|use|"
        r"wear) (?P<thing>[a-z][a-z ,-]{2,40}?)(?=[.!]|$)"
    ),
)


def _welcome(told: Sequence[_Told]) -> Iterator[Clash]:
    """ "Visitors are welcome" beside "no visitors may come to the ward"."""
    banned = [(_parts(m["thing"]), shown) for text, shown, _ in told for p in _BANNED if (m := p.match(text))]
    for text, shown, statement in told if banned else ():
        match = next((m for p in _WELCOME if (m := p.match(text))), None)
        if match is None or re.search(r"\b(?:not|no|if|after|once|again|only|except)\b", text):
            continue
        mine = _parts(match["thing"])
        for things, there in banned:
            if shown != there and mine & things:
                yield Clash(statement, shown, there)
                break


def _parts(things: str) -> frozenset[frozenset[str]]:
    return frozenset(stems for part in re.split(r",| and | or ", things) if (stems := stems_of(part)))


_ON = re.compile(r"\b(?:wear|keep|leave) (?:the|your|a) (?P<thing>[a-z]+)(?: on)?(?P<rest>[^.;]*)")
_OFF = re.compile(
    r"\btake (?:the|your) (?P<thing>[a-z]+) off(?P<rest>[^.;]*)|\btake off (?:the|"
    r"your) (?P<other>[a-z]+)(?P<more>[^.;]*)"
)
_AT = re.compile(
    r"\b(?:at night|in bed|day and night|all the time|in the shower|in the bath|while you (?:sleep|"
    r"wash|shower|walk))\b"
)


def _off_and_on(told: Sequence[_Told]) -> Iterator[Clash]:
    """ "Wear the brace at night" beside "take the brace off at night"."""
    on = [
        (stem(m["thing"]), frozenset(_AT.findall(m["rest"])), shown)
        for text, shown, _ in told
        if (m := _ON.search(text))
    ]
    for text, shown, statement in told:
        match = _OFF.search(text)
        if not match or re.search(r"\b(?:not|never|do not|then|if|before|after|until)\b", text):
            continue
        thing = stem(match["thing"] or match["other"])
        times = frozenset(_AT.findall(match["rest"] or match["more"] or ""))
        for worn, when, there in on:
            always = "day and night" in when or "all the time" in when
            if worn == thing and there != shown and ((times & when) or (times and always)):
                yield Clash(statement, shown, there)
                break

"""What the posts of a campaign say comes in; what is wrong with their words goes out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipeline.article.balance import fold, names_benefit, repeats, tempers
from pipeline.article.gravity import Rank
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.social.reading import NUMBER, ReadPost, Subject, without_links
from pipeline.language.phrases import phrase_book

OVERCLAIMING = ("claim", "hype", "fear", "approval")


TOO_LONG = Rule(
    "social/too-long",
    Severity.ERROR,
    "a post is within its network's limit, counted as the network counts",
    ("SO-LEN-01", "SO-LEN-02", "SO-LEN-04"),
    "limits.toml: each network's own documents",
    Standing.STANDARD,
    reason='a post that is too long is cut by the scheduler, and the cut may take the "not"',
)


def too_long(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        for text in post.texts:
            for limit, length in post.network.lengths(post.listed["content_warning"] + text) if post.network else ():
                if length > limit.value:
                    says = f"{length} {limit.unit}, {post.listed['network']} takes {limit.value}"
                    yield TOO_LONG.finding(post.place, says, "write a shorter text for this network in social.texts")


FOREIGN_SENTENCE = Rule(
    "social/foreign-sentence",
    Severity.ERROR,
    "each sentence of a post is the article's own, or the author wrote it for the network",
    (),
    "house",
    Standing.HOUSE,
    reason="what nobody reviewed must not be posted under the reviewers' names",
)


def foreign_sentence(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        for text in (*post.texts, *post.card_words):
            for said in reading.sentences(text):
                if not reading.is_written(said):
                    says = f'the article does not say "{said}"'
                    yield FOREIGN_SENTENCE.finding(post.place, says, "use a sentence of the article, or social.texts")


MYTH_ALONE = Rule(
    "social/myth-alone",
    Severity.ERROR,
    "a myth stands in a post only under its label, with its fact",
    (),
    "house",
    Standing.HOUSE,
    reason="what people remember of a myth without its fact is the myth",
)


def myth_alone(reading: Subject) -> Iterator[Finding]:
    label = fold(reading.edition.words("myth-label"))
    for post in reading.posts:
        for text in (*post.texts, "\n".join(post.card_words)):
            lines = [fold(line) for line in text.split("\n")]
            for myth, fact in reading.myths:
                said = [line for line in lines if myth in line]
                if said and not (all(line.startswith(label) for line in said) and fact in fold(text)):
                    says = f'it says what the article calls a myth: "{myth}"'
                    yield MYTH_ALONE.finding(post.place, says, "label it as a myth and put the fact beside it")


NUMBER_UNKNOWN = Rule(
    "social/number-unknown",
    Severity.ERROR,
    "each number in a post stands in the article",
    (),
    "house",
    Standing.HOUSE,
    reason="a wrong digit in a dose or a rate travels further than its correction",
)


def number_unknown(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        for text in (*post.texts, *post.card_words):
            said = " ".join(reading.sentences(text))
            for number in NUMBER.findall(said):
                if number not in reading.numbers:
                    says = f'the number "{number}" does not stand in the article'
                    yield NUMBER_UNKNOWN.finding(
                        post.place, says, "correct it, or say it in the article with its source"
                    )


STATUS_MISSING = Rule(
    "social/status-missing",
    Severity.ERROR,
    "each post of an article with an approval status states it, in its text or on its card",
    ("HC-EXO-01",),
    "FDA, Public Safety Notification on Exosome Products, 2019-12-06",
    Standing.PRACTICE,
    reason="a post is read alone: who sees only it must learn that the treatment is not approved",
)


def status_missing(reading: Subject) -> Iterator[Finding]:
    status = reading.edition.article.front.approval_status
    if not status:
        return
    for post in reading.posts:
        if not any(repeats(status, text) for text in (*post.texts, " ".join(post.card_words))):
            says = "neither the post nor its card states the approval status"
            yield STATUS_MISSING.finding(
                post.place, says, "keep the sentence of approval_status in the post or on the card"
            )


BENEFIT_ALONE = Rule(
    "social/benefit-alone",
    Severity.ERROR,
    "a post that names a benefit carries a risk or a limit, in its text or on its card",
    ("HC-BAL-02",),
    "FTC, Health Products Compliance Guidance; CDC Clear Communication Index, item 19",
    Standing.PRACTICE,
    reason="readers of one post never see the next one",
)


def benefit_alone(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        for benefit in _alone(reading, post):
            says = f'it names a benefit and no risk: "{benefit}"'
            yield BENEFIT_ALONE.finding(post.place, says, "put a sentence of the risks card beside it")


def _alone(reading: Subject, post: ReadPost) -> Iterator[str]:
    """The benefits that the texts of a post name without any risk or limit, in the text or on the card."""
    status = reading.edition.article.front.approval_status or ""
    card = fold(" ".join(post.card_words))
    for text in post.texts:
        said = fold(text)
        benefit = next((each for each in reading.benefits if each in said), "") or (
            names_benefit(said, reading.edition.lang) if not reading.benefits else ""
        )
        whole = f"{said} {card}"
        risks = (*reading.risks, *(fold(risk.text) for risk in reading.balance.risks if risk.sure))
        tempered = any(risk in whole for risk in risks) or (status and repeats(status, whole))
        if benefit and not tempered and not tempers(said.replace(benefit, ""), reading.edition.lang):
            yield benefit


GRAVEST_RISK = Rule(
    "social/gravest-risk",
    Severity.ERROR,
    "a post or card that names a benefit carries the gravest risk of the article, not the mildest",
    ("HC-BAL-02",),
    "FTC, Health Products Compliance Guidance; how risks are ranked where none is marked is house",
    Standing.HOUSE,
    reason="a sore arm is no answer to who asks what a vaccine can do; readers of one post never see the next one",
)


def gravest_risk(reading: Subject) -> Iterator[Finding]:
    balance, gravest = reading.balance, reading.balance.gravest
    if gravest is None:
        yield from _too_long_a_warning(reading)
        return
    yield from _order_unknown(reading)
    for post in reading.posts:
        if any(_alone(reading, post)):
            continue
        card, text = "\n".join(post.card_words), "\n".join(post.texts)
        for said, whole, what in ((text, f"{text}\n{card}", "it"), (card, card, "its card")):
            benefit = balance.benefit_in(said)
            if benefit and not balance.carries(whole):
                says = f'{what} says "{benefit}" without the gravest risk: "{gravest.core}"'
                hint = "put that sentence beside it, or mark another one in the article: [words]{.grave}"
                yield GRAVEST_RISK.finding(post.place, says, hint)
                break


def _order_unknown(reading: Subject) -> Iterator[Finding]:
    """The risks of an article of which nothing tells which one is the gravest, when posts name a benefit."""
    untold = [risk for risk in reading.balance.risks if risk.rank is Rank.UNTOLD]
    first = reading.balance.risks[0]
    if len(untold) < 2 or first.rank is not Rank.UNTOLD:
        return
    if any(reading.balance.benefit_in("\n".join((*post.texts, *post.card_words))) for post in reading.posts):
        says = f'nothing tells which of {len(untold)} risks is the gravest; posts carry the first: "{first.core}"'
        yield GRAVEST_RISK.finding(first.place, says, "mark the gravest: [words]{.grave}", Severity.INFO)


def _too_long_a_warning(reading: Subject) -> Iterator[Finding]:
    """Posts that name a benefit while all that the article says of risks is a warning that no post can carry."""
    balance = reading.balance
    risk = next((each for each in balance.risks[:1] if each.rank is Rank.LONG_WARNING), None)
    benefit = next(filter(None, (balance.benefit_in("\n".join(post.texts)) for post in reading.posts)), "")
    if risk and benefit:
        says = f'posts say "{benefit}" and cannot carry a warning of {len(risk.text)} characters'
        hint = "mark the gravest sentence of the warning: [words]{.grave}"
        yield GRAVEST_RISK.finding(risk.place, says, hint, Severity.WARNING)


OVERCLAIM = Rule(
    "social/overclaim",
    Severity.ERROR,
    "posts, cards, alt texts and hashtags hold no word that promises, praises or presses",
    ("HC-CLAIM-01", "HC-CLAIM-02", "HC-CLAIM-07", "SO-TAG-02"),
    "FTC, Health Products Compliance Guidance; FDA, health fraud warning signs",
    Standing.PRACTICE,
    languages=frozenset({"en", "es"}),
    reason="such words sell hope that the evidence does not carry",
)


def overclaim(reading: Subject) -> Iterator[Finding]:
    # A card and its words go to many networks.
    find = cache(lambda text: phrase_book().find(without_links(text), reading.edition.lang, OVERCLAIMING))
    for post in reading.posts:
        for text in dict.fromkeys((*post.texts, *post.card_words, *post.alts, *post.listed["tags"])):
            for match in find(text):
                if match.claimed:
                    says = f'"{match.text}" promises, praises or presses'
                    hint = match.hint or "say what was found, in whom, and what is not known"
                    yield OVERCLAIM.finding(post.place, says, hint)


CHECKS: tuple[Check[Subject], ...] = (
    Check(TOO_LONG, too_long),
    Check(FOREIGN_SENTENCE, foreign_sentence),
    Check(MYTH_ALONE, myth_alone),
    Check(NUMBER_UNKNOWN, number_unknown),
    Check(STATUS_MISSING, status_missing),
    Check(BENEFIT_ALONE, benefit_alone),
    Check(GRAVEST_RISK, gravest_risk),
    Check(OVERCLAIM, overclaim),
)

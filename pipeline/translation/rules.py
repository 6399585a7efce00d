"""The rules on translations: what must be equal in every language, and how much it weighs when it is not."""

from __future__ import annotations

from pipeline.finding import Rule, Severity, Standing
from pipeline.translation.drift import Drift


def _rule(name: str, severity: Severity, says: str, reason: str) -> Rule:
    return Rule(f"translation/{name}", severity, says, (), "house: the translation against its original",
                Standing.HOUSE, None, reason)  # fmt: skip


_E, _W = Severity.ERROR, Severity.WARNING

NUMBER = _rule(
    "number", _E, "a translation tells each dose, unit, share, time and number of its original, and no other",
    "the reader of the other language takes what stands there",
)  # fmt: skip
PHONE = _rule(
    "phone", _E, "phone and emergency numbers are those of the original", "a wrong number is found out in an emergency"
)
DAY = _rule("day", _E, "days and times are those of the original", "the reader comes on the wrong day")
LIMIT = _rule(
    "limit", _E, 'a limit stays what it is: "at most" is no "at least"', "an upper limit read as a lower one is a harm"
)
RATE = _rule(
    "rate", _E, "a frequency is meant for the same time: a day, a week", "a weekly dose taken daily has killed people"
)
ROUTE = _rule("route", _E, "a medicine goes the same way into the body", "drops for the ear harm the eye")
NEGATION = _rule(
    "negation", _E, 'a sentence says "not" in every language or in none', "a lost not turns a warning into advice"
)
SENSE = _rule(
    "sense", _E, "left is not right, before not after, hot not cold, in any language",
    "a word of two opposites is the slip that no speller finds",
)  # fmt: skip
MEDICINE = _rule("medicine", _E, "the medicines named are those of the original", "names of medicines look alike")
ADDRESS = _rule(
    "address", _W, "web and mail addresses are those of the original", "a page in another language has another address"
)
LINK = _rule(
    "link", _W, "links lead where those of the original lead", "a page in another language has another address"
)
MISSING = _rule(
    "missing", _E, "a translation holds every block, item, row and cell of its original",
    "what is left out in one language is a warning or a step that its readers never see",
)  # fmt: skip
ADDED = _rule("added", _W, "a translation holds no block that its original lacks", "nobody reviewed what stands in it")
ORDER = _rule(
    "order", _E, "steps, rows and sections stand in the order of the original", "steps in another order are others"
)
KIND = _rule("kind", _E, "a block is of the same kind in every language", "a warning set as a tip is read as a tip")
KEY = _rule(
    "key", _W, "a block has the same key in every language", "links, approvals and translations find it by its key"
)
UNTRANSLATED = _rule(
    "untranslated", _E, "a translation holds no passage in the words of its original",
    "a reader of the other language stops where the text does",
)  # fmt: skip
VALUE = _rule(
    "value", _E, "values of the brand and formulas are those of the original", "the phone may be such a value"
)
CITATION = _rule(
    "citation", _W, "a passage cites what its original cites", "every language stands on the same evidence"
)
GRAVE = _rule(
    "grave", _E, "what is marked as the gravest risk is marked in every language",
    "short formats set this risk beside each benefit",
)  # fmt: skip
STALE = _rule(
    "stale", _E, "a translation was made from what its original says now",
    "what was corrected in one language still stands in the other",
)  # fmt: skip
UNCONFIRMED = _rule(
    "unconfirmed", _W, "who changes a translation after its original says that it is up to date",
    "an edit of the same block need not be that of the original",
)  # fmt: skip
RECORD = _rule(
    "record", _W, "translations.toml says by language from which blocks a translation was made",
    "a record that nobody can read makes no translation stale",
)  # fmt: skip
BUREAU = _rule(
    "bureau", _E, "what comes back from a bureau is the file that went there, with each passage whole",
    "a placeholder that is lost is a phone number or a source that is lost",
)  # fmt: skip

RULES = (
    NUMBER, PHONE, DAY, LIMIT, RATE, ROUTE, NEGATION, SENSE, MEDICINE, ADDRESS, LINK, MISSING, ADDED, ORDER, KIND, KEY,
    UNTRANSLATED, VALUE, CITATION, GRAVE, STALE, UNCONFIRMED, RECORD,
    BUREAU,
)  # fmt: skip

OF_DRIFT = {
    Drift.NUMBER: NUMBER,
    Drift.PHONE: PHONE,
    Drift.DAY: DAY,
    Drift.WEEKDAY: DAY,
    Drift.PART: MISSING,
    Drift.ADDRESS: ADDRESS,
    Drift.LIMIT: LIMIT,
    Drift.RATE: RATE,
    Drift.ROUTE: ROUTE,
    Drift.NEGATION: NEGATION,
    Drift.SENSE: SENSE,
    Drift.MEDICINE: MEDICINE,
}

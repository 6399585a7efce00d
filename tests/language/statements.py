"""A seed comes in; paragraphs whose parts are known to belong together go out.

The grammar knows by construction which part qualifies which claim. It shares no word list with the shortening: a
checker that reads these parts is independent of the code that it checks.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A piece of text with the number of the claim it belongs to; neutral pieces belong to none (-1).

    `joint` is what stands before it: " " after a full stop, "; ", " – ", ", " or "" for the first.
    """

    text: str
    joint: str
    claim: int = -1


@dataclass(frozen=True)
class Statement:
    """A paragraph made of parts, and the strings in it that must never be cut in two."""

    parts: tuple[Part, ...]
    whole: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(part.joint + part.text for part in self.parts)


@dataclass(frozen=True)
class Grammar:
    """Sentences in one language. {n} is a number, {m} a larger one, {dose} a number with its unit, {range} a range."""

    lang: str
    claims: tuple[str, ...]
    qualifiers: tuple[str, ...]
    clauses: tuple[str, ...]
    neutral: tuple[str, ...]
    neutral_clauses: tuple[str, ...]
    openings: tuple[str, ...] = ("",)


ENGLISH = Grammar(
    "en",
    claims=(
        "The cream calmed itching in {n} of {m} people",
        "A dose of {dose} lowered fever within {n} hours",
        "Dr. Example's team saw thicker hair after {range} weeks",
        "Stitches come out after {range} days",
        "The tablet eases pain for {n} hours",
        "Hair counts went up by {n} %",
        "Exposure to light clears the skin",
        "The vaccine protects {n} in {m} children",
        "You can shower after {n} hours 🚿",
        "St. John's wort lifted the mood",
        "Exosomes act on hair cells",
        "Walking {range} minutes a day strengthens the heart",
    ),
    qualifiers=(
        "This was not seen in women.",
        "It does not work for everyone.",
        "But nobody has tested it for longer than {n} weeks.",
        "However, {n} of {m} people had a rash.",
        "No study has compared it with no treatment.",
        "Do this only if your doctor agrees.",
        "Never take more than {dose} a day.",
        "That may be chance.",
        "Side effects include bleeding and fever.",
        "Serious harm has been reported.",
        "The study was too small to be sure.",
        "Stop if your skin turns red.",
        "Unless your nurse says so, keep it dry.",
        "Without a prescription it cannot be sold.",
        "Whether it lasts is unknown.",
        "Call us at once if you bleed.",
        "Only {n} people took part.",
        "These results might not hold for others.",
        "Evidence from people is still lacking.",
        "Little is known about its long-term effects.",
        "Experts doubt it.",
        "It failed in a second study.",
        "In mice, that is.",
        "Pregnant women must avoid it.",
        "Provided that the wound is closed, it is fine.",
        "Hardly any of the {m} people kept the gain.",
        "The makers paid for the trial.",
        "The effect wore off after {n} weeks.",
        "Results vary.",
        "Your risk rises with each dose.",
        "Animals were studied, people were left out.",
        "As long as you eat first, it is safe.",
        "Until then, wait.",
        "Overdoses can kill.",
        "An allergy is possible.",
        "At most {dose} was tested.",
        "So far it is a guess.",
        "Skin went numb.",
        "Regulators have yet to look at it.",
        "Doses above that are toxic.",
        "Your mileage will differ.",
        "Blood clots formed.",
        "The finding is disputed.",
        "Sunlight undoes it.",
        "Kidneys suffer.",
        "Long use thins the skin.",
        "Half dropped out.",
        "The gain is slight.",
        "Placebo did as well.",
        "Keep it away from your eyes.",
        "Insurers refuse it.",
        "Vision blurred in some.",
        "The label forbids driving.",
        "Swallowing it is poisonous.",
        "Replication is pending.",
        "Larger groups showed otherwise.",
        "Relief was brief.",
    ),
    clauses=(
        "it does not help everyone",
        "only if the wound is closed",
        "never after {n} days",
        "unless you have a fever",
        "but the gain faded",
        "nobody knows why",
        "it may irritate the skin",
        "no more than {dose} a day",
        "serious rashes have occurred",
    ),
    neutral=(
        "Pharmacies sell tubes of {dose}.",
        "Tubes are white.",
        "Shops stock both sizes.",
        "Leaflets explain the steps at https://example.org/a?b=1.",
        "Nurses show the steps in a film.",
        "Mesenchymal stem cells live in fat and bone marrow.",
        "Exosomes are tiny bubbles that cells release.",
        "Alopecia is the medical word for hair loss.",
        "A follicle is a small pocket in the skin.",
        "Proteins are chains of amino acids.",
        "Follicles sit in the skin 💡.",
        "Dr. A. Example leads the ward.",
    ),
    neutral_clauses=("tubes are white", "shops stock both sizes", "nurses show the steps"),
)

SPANISH = Grammar(
    "es",
    claims=(
        "La crema calmó el picor en {n} de cada {m} personas",
        "Una dosis de {dose} bajó la fiebre",
        "El recuento de pelos subió un {n} %",
        "Los puntos se quitan entre {range} días",
        "La Dra. Ejemplo vio más pelo tras {n} semanas",
        "El sol aclara la piel",
        "Caminar fortalece el corazón",
    ),
    qualifiers=(
        "No sirve para todos.",
        "Pero nadie lo ha probado más de {n} semanas.",
        "Sin embargo, {n} de {m} personas tuvieron una erupción.",
        "Nunca tome más de {dose} al día.",
        "Solo si su médico está de acuerdo.",
        "Puede ser casualidad.",
        "Hubo daños graves.",
        "El estudio fue demasiado pequeño.",
        "Se desconoce si dura.",
        "Llámenos si sangra.",
        "Aunque mejora, el efecto se pierde.",
        "Existe riesgo de infección.",
        "Las embarazadas deben evitarla.",
    ),
    clauses=("no ayuda a todos", "salvo que tenga fiebre", "nadie sabe por qué", "puede irritar la piel"),
    neutral=(
        "Las farmacias venden tubos de {dose}.",
        "Los tubos son blancos.",
        "Los exosomas son burbujas diminutas que las células liberan.",
        "La alopecia es el nombre médico de la caída del pelo.",
        "Las tiendas tienen ambos tamaños.",
    ),
    neutral_clauses=("los tubos son blancos", "las tiendas tienen ambos tamaños"),
)

ARABIC = Grammar(
    "ar",
    claims=("خفف الكريم الحكة عند {n} من {m} شخصا", "خفضت جرعة {dose} الحرارة", "زاد عدد الشعر بنسبة {n} %"),
    qualifiers=(
        "لا ينفع الجميع.",
        "لكن لم يجربه أحد أكثر من {n} أسابيع.",
        "لم تشمل الدراسة النساء.",
        "استخدمه فقط إذا وافق طبيبك.",
        "قد يكون ذلك صدفة.",
        "حدثت أضرار خطيرة.",
        "كانت الدراسة صغيرة جدا.",
        "يجب على الحوامل تجنبه.",
        "اتصل بنا إذا نزفت.",
    ),
    clauses=("لا ينفع الجميع", "قد يهيج الجلد"),
    neutral=("تبيع الصيدليات أنابيب بيضاء.", "في المتاجر كلا الحجمين."),
    neutral_clauses=("الأنابيب بيضاء",),
)

GRAMMARS = (ENGLISH, SPANISH, ARABIC)
UNITS = ("mg", "ml", "g", "µg", "%", "°C")


class Statements:
    """Statements from one seed: the same seed, the same statements."""

    def __init__(self, grammar: Grammar, seed: int) -> None:
        self.grammar = grammar
        self.random = random.Random(seed)  # noqa: S311 (no secret)
        self.whole: list[str] = []

    def make(self) -> Statement:
        """One to four claims, each with one or two things that qualify it, among neutral sentences."""
        self.whole = []
        parts: list[Part] = []
        for claim in range(self.random.randint(1, 4)):
            while self.random.random() < 0.5:
                parts += self._neutral(first=not parts)
            parts += self._claim(claim, first=not parts)
            if self.random.random() < 0.5:
                parts += self._neutral(first=False)
        return Statement(tuple(parts), tuple(self.whole))

    def _claim(self, claim: int, first: bool) -> list[Part]:
        choose = self.random.choice
        made = self._fill(choose(self.grammar.claims))
        joint = "" if first else " "
        if self.random.random() < 0.3:
            clause = Part(self._fill(choose(self.grammar.clauses)) + ".", choose(["; ", " – "]), claim)
            parts = [Part(made, joint, claim), clause]
        else:
            qualifier = self._fill(choose(self.grammar.qualifiers))
            parts = [Part(f"{made}.", joint, claim), Part(qualifier, " ", claim)]
        if self.random.random() < 0.3:
            parts.append(Part(self._fill(choose(self.grammar.qualifiers)), " ", claim))
        return parts

    def _neutral(self, first: bool) -> list[Part]:
        made = self._fill(self.random.choice(self.grammar.neutral))
        joint = "" if first else " "
        if self.random.random() < 0.3:
            clause = self.random.choice(self.grammar.neutral_clauses)
            return [Part(made.removesuffix("."), joint), Part(f"{clause}.", "; ")]
        return [Part(made, joint)]

    def _fill(self, words: str) -> str:
        fills: dict[str, Callable[[], str]] = {
            "{n}": lambda: str(self.random.randint(2, 9)),
            "{m}": lambda: self.random.choice(["10", "20", "1,000", "37.5"]),
            "{dose}": lambda: f"{self.random.choice(['5', '0.5', '1,000', '2½'])} {self.random.choice(UNITS)}",
            "{range}": lambda: self.random.choice(["4–6", "7 to 10", "2-3"]),
        }
        for mark, fill in fills.items():
            while mark in words:
                filled = fill()
                self.whole.append(filled)
                words = words.replace(mark, filled, 1)
        self.whole += [
            name for name in ("Dr. Example", "St. John", "Dr. A. Example", "https://example.org/a?b=1") if name in words
        ]
        return words

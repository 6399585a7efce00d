"""Articles that strain a layout, one strain each: a name comes in; an edition in one language goes out.

Nobody would write most of them; each is what some author writes one day, and more of it.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pipeline.edition.edition import Edition
from tests.gallery.harder import FORMS, HARDER
from tests.handout.sample import LAYERS, edition

PLAIN = {
    "en": "keep the wound clean and dry change the dressing every morning wash your hands first rest when you are"
    " tired drink enough water tell the nurse what you take and ask before you start something new".split(),
    "de": "halten Sie die Wunde sauber und trocken wechseln Sie den Verband jeden Morgen waschen Sie vorher die"
    " Hände trinken Sie genug Wasser Verbandwechselsprechstunde Blutgerinnungshemmer fragen Sie nach".split(),
    "ar": "حافظ على الجرح نظيفا وجافا غير الضماد كل صباح اغسل يديك أولا استرح عندما تتعب اشرب ما يكفي من الماء"
    " أخبر الممرضة بما تتناوله واسأل قبل أن تبدأ شيئا جديدا".split(),
}
VALUES = {
    "en": "500 mg|1.5 mg|2 to 3 times a day|9 am|10:30|16:00|12 March 2026|[3].|4–6 hours|38.5 °C|+44 20 7946 0123"
    "|020 7946 0456|1,000 ml|5 mg/kg|1 or 2 tablets|48 hours|7–10 days|0.25 ml|8 tablets|1/2".split("|"),
    "de": "500 mg|1,5 mg|2 bis 3 Mal am Tag|9 Uhr|10:30|16:00|12. März 2026|[3].|4–6 Stunden|38,5 °C"
    "|+44 20 7946 0123|1.000 ml|5 mg/kg|1 oder 2 Tabletten|48 Stunden|7–10 Tage|0,25 ml".split("|"),
    "ar": "500 mg|1.5 mg|2 إلى 3 مرات|10:30|16:00|12 مارس 2026|[3].|4–6|38.5 °C|+44 20 7946 0123|020 7946 0456"
    "|1,000 ml|5 mg/kg|48 ساعة|7–10 أيام|0.25 ml|1/2|2026-03-12".split("|"),
}
HEADS = {
    "en": "Medicine|Morning|Noon|Evening|With food|Longest time|Side effect|Stop and call|Child|Adult|Over 65"
    "|Kidney|Liver|Notes".split("|"),
    "de": "Arzneimittel|Morgens|Mittags|Abends|Zum Essen|Höchstdauer|Nebenwirkung|Absetzen|Kind|Erwachsene|Über 65"
    "|Niere|Leber|Anmerkung".split("|"),
    "ar": "الدواء|الصباح|الظهر|المساء|مع الطعام|أطول مدة|أثر جانبي|توقف واتصل|طفل|بالغ|فوق 65|الكلى"
    "|الكبد|ملاحظات".split("|"),
}
MEDICINES = "Paracetamol|Ibuprofen|Amoxicillin|Methylprednisolone|Co-trimoxazole|Warfarin|Levothyroxine".split("|")
COMPOUND = {
    "en": "Esophagogastroduodenoscopy",
    "de": "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "ar": "Esophagogastroduodenoscopy",
}
CALL = "::: {.callout .when-to-call}\nCall {{phone}} at once if you have a temperature above 38 °C.\n:::\n"


@dataclass
class Writer:
    """Makes up text in one language; the same seed writes the same text."""

    lang: str
    dice: random.Random = field(default_factory=lambda: random.Random(16))  # noqa: S311 (a layout's input)

    def sentence(self, words: int = 12, values: int = 1) -> str:
        found = self.dice.choices(PLAIN[self.lang], k=words)
        for _ in range(values):
            found.insert(self.dice.randint(2, len(found)), self.dice.choice(VALUES[self.lang]))
        said = " ".join(found)
        return said[0].upper() + said[1:] + "."

    def form(self, number: int) -> str:
        return FORMS[self.lang][number % len(FORMS[self.lang])]

    def formed(self, sentences: int) -> str:
        """Sentences with two values of the less usual forms each."""
        said = []
        for _ in range(sentences):
            words = self.sentence(self.dice.randint(8, 16), 0).split()
            for _ in range(2):
                words.insert(self.dice.randint(1, len(words) - 1), self.dice.choice(FORMS[self.lang]))
            said.append(" ".join(words))
        return " ".join(said)

    def text(self, sentences: int) -> str:
        return " ".join(self.sentence(self.dice.randint(8, 18)) for _ in range(sentences))

    def points(self, count: int) -> str:
        items = "\n".join(f"- {self.sentence(9)}" for _ in range(count))
        return f"::: key-points\n{items}\n:::\n"

    def questions(self, count: int, sentences: int = 3) -> str:
        inner = "\n\n".join(f"### {self.sentence(6, 0)[:-1]}?\n\n{self.text(sentences)}" for _ in range(count))
        return f"::: questions\n{inner}\n:::\n"

    def comparison(self) -> str:
        kinds = ("benefits", "risks", "considerations")
        cards = "\n\n".join(
            f"### {self.sentence(2, 0)[:-1]} {{.{kind}}}\n\n" + "\n".join(f"- {self.sentence(7)}" for _ in range(3))
            for kind in kinds
        )
        return f"::: comparison\n{cards}\n:::\n"

    def table(self, columns: int, rows: int, words: int = 1) -> str:
        heads = HEADS[self.lang][:columns]
        lines = [f"| {' | '.join(heads)} |", "|" + "---|" * columns]
        for row in range(rows):
            cells = [MEDICINES[row % len(MEDICINES)]]
            for _ in range(columns - 1):
                value = self.dice.choice(VALUES[self.lang])
                cells.append(value if words == 1 else self.sentence(words))
            lines.append(f"| {' | '.join(cells)} |")
        inner = "\n".join(lines)
        return f'::: {{.table .doses caption="{self.sentence(4, 0)}" header-column=true}}\n{inner}\n:::\n'

    def figure(self, name: str) -> str:
        return f"::: figure\n![{self.sentence(6, 0)}](images/{name})\n\n{self.sentence(8)}\n:::\n"

    def sections(self, count: int, sentences: int = 6) -> str:
        return "\n".join(
            f"## {self.sentence(3, 0)[:-1]} {number}\n\n{self.text(sentences)}\n\n{self.text(sentences)}\n"
            for number in range(1, count + 1)
        )

    def callout(self, kind: str, sentences: int = 2) -> str:
        return f"::: {{.callout .{kind}}}\n{self.text(sentences)}\n:::\n"

    def steps(self, count: int) -> str:
        return "::: action\n" + "\n".join(f"{n}. {self.sentence(8)}" for n in range(1, count + 1)) + "\n:::\n"


def usual(w: Writer) -> str:
    return w.points(5) + "\n" + w.comparison() + "\n" + w.questions(5) + "\n" + w.steps(3) + "\n" + CALL


def wide_tables(w: Writer) -> str:
    return (
        f"{w.points(4)}\n## {w.sentence(3, 0)}\n\n{w.text(4)}\n\n{w.table(6, 5)}\n{w.text(3)}\n\n"
        f"{w.table(4, 12)}\n{w.questions(3)}\n{CALL}"
    )


def table_of_14(w: Writer) -> str:
    return f"## {w.sentence(3, 0)}\n\n{w.text(3)}\n\n{w.table(14, 4)}\n{w.text(2)}\n\n{CALL}"


def long_cell(w: Writer) -> str:
    table = w.table(3, 3).replace("Ibuprofen |", f"Ibuprofen | {w.text(25)} |", 1)
    head, _, rest = table.partition("Ibuprofen | ")
    cells = rest.split(" | ")
    return f"## {w.sentence(3, 0)}\n\n{w.text(3)}\n\n{head}Ibuprofen | {' | '.join([cells[0], *cells[2:]])}\n{CALL}"


def long_title(w: Writer) -> str:
    return usual(w)


def prose_only(w: Writer) -> str:
    return f"{w.text(9)}\n"


def sections_only(w: Writer) -> str:
    return w.sections(4, 4) + CALL


def many_questions(w: Writer) -> str:
    return w.points(4) + "\n" + w.questions(30, 2) + "\n" + CALL


def many_points(w: Writer) -> str:
    return w.points(14) + "\n" + w.comparison() + "\n" + w.questions(4) + "\n" + CALL


def two_comparisons(w: Writer) -> str:
    return (
        f"{w.points(4)}\n## Surgery\n\n{w.comparison()}\n## Physiotherapy\n\n{w.comparison()}\n{w.questions(5)}\n{CALL}"
    )


def portraits(w: Writer) -> str:
    return (
        f"## {w.sentence(3, 0)}\n\n{w.text(8)}\n\n{w.figure('tall.svg')}\n{w.text(5)}\n\n{w.figure('strip.png')}\n"
        f"{w.text(8)}\n\n{w.figure('labelled.svg')}\n{w.text(4)}\n\n{CALL}"
    )


def twelve_pictures(w: Writer) -> str:
    return (
        f"## {w.sentence(3, 0)}\n\n" + "\n".join(f"{w.text(3)}\n\n{w.figure('layers.svg')}" for _ in range(12)) + CALL
    )


def long_answers(w: Writer) -> str:
    return w.points(4) + "\n" + w.questions(6, 9) + "\n" + w.callout("tip") + "\n" + CALL


def lists_and_callouts(w: Writer) -> str:
    items = "\n".join(f"- {w.sentence(14)}" for _ in range(18))
    return (
        f"{w.points(6)}\n## {w.sentence(3, 0)}\n\n{w.text(6)}\n\n{items}\n\n{w.callout('warning', 4)}\n{w.steps(9)}\n"
        f"{w.callout('tip', 2)}\n## {w.sentence(3, 0)}\n\n{w.text(8)}\n\n{items}\n\n{CALL}"
    )


def long_call(w: Writer) -> str:
    items = "\n".join(f"- {w.sentence(14)}" for _ in range(60))
    return f"{w.points(3)}\n{w.questions(3)}\n::: {{.callout .when-to-call}}\nCall {{{{phone}}}}:\n\n{items}\n:::\n"


ARTICLES: dict[str, Callable[[Writer], str]] = {
    "usual": usual,
    "wide-tables": wide_tables,
    "table-of-14": table_of_14,
    "long-cell": long_cell,
    "long-title": long_title,
    "long-word": usual,
    "prose-only": prose_only,
    "sections-only": sections_only,
    "many-questions": many_questions,
    "many-points": many_points,
    "two-comparisons": two_comparisons,
    "portraits": portraits,
    "twelve-pictures": twelve_pictures,
    "long-answers": long_answers,
    "lists-and-callouts": lists_and_callouts,
    "long-call": long_call,
    **HARDER,
}


def _titled(name: str, w: Writer) -> str:
    if name == "long-title":
        return w.sentence(40, 0)[:160].rsplit(" ", 1)[0]
    return COMPOUND[w.lang] if name == "long-word" else w.sentence(5, 0)[:-1]


def _pictures() -> dict[str, bytes]:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (30, 4000), "#0b4f5c").save(out, "PNG")
    tall = LAYERS.replace(
        b'viewBox="0 0 320 160" width="320" height="160"', b'viewBox="0 0 320 900" width="320" height="900"'
    )
    words = "".join(f'<text x="24" y="{24 + 44 * n}" font-size="13">Layer number {n}</text>' for n in range(3))
    return {
        **_small_pictures(),
        "strip.png": out.getvalue(),
        "tall.svg": tall,
        "labelled.svg": LAYERS.replace(b"</svg>", f"{words}</svg>".encode()),
    }


def _small_pictures() -> dict[str, bytes]:
    """A portrait photo, an icon, and a code of 109 px that is a picture."""
    import segno
    from PIL import Image

    photo, icon, code = io.BytesIO(), io.BytesIO(), io.BytesIO()
    Image.radial_gradient("L").resize((700, 1400)).convert("RGB").save(photo, "JPEG", quality=80)
    Image.new("RGB", (64, 64), "#8b2f10").save(icon, "PNG")
    segno.make_qr("https://example.org/wounds", error="m").save(code, kind="png", scale=3)
    return {"photo.jpg": photo.getvalue(), "icon.png": icon.getvalue(), "code.png": code.getvalue()}


def counted(lang: str) -> list[str]:
    """All values that the articles of a language are made of; none may stand on two lines."""
    known = lang if lang in VALUES else "en"
    return [*VALUES[known], *FORMS[known], "care@harbour.example.org"]


def made(name: str, lang: str) -> Edition:
    """The edition of one article of the gallery."""
    writer = Writer(lang)
    title = _titled(name, writer)
    return edition(ARTICLES[name](writer), title=title, lang=lang, pictures=_pictures())


def editions(names: tuple[str, ...] = (), langs: tuple[str, ...] = ("en", "de", "ar")) -> Iterator[tuple[str, Edition]]:
    """Each article in each language with its name ("long-title de"); only those named, when some are."""
    for name in names or ARTICLES:
        for lang in langs:
            yield f"{name} {lang}", made(name, lang)

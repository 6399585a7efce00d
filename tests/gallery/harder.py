"""Articles with names, prices, ranges, addresses and telephones as leaflets really write them; text goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.gallery.articles import Writer

FORMS = {
    "en": "5–10 mg/kg|+44 (0)20 7946 0123|24/7|£1,250.00|12.03.2026|2026-03-12|2–8 °C|1 in 1,000|120/80 mmHg"
    "|18.5–24.9 kg/m²|10,000 IU/day|1 × 10⁹/L|90–97 %|0.5–1 ml/hour|(555) 555-0123|8:00 am–5:30 pm"
    "|500/125 mg|2 × 250 mg|−20 °C|1.5 g/1.73 m²|¼ tablet|48 h|EX1 2MP|Mon–Fri|+1 555-0142"
    "|≥ 37.8 °C|48 mmol/mol|3½ hours|6-monthly|50 %".split("|"),
    "de": "5–10 mg/kg|+49 (0)30 555 0123|24/7|1.250,00 €|12.03.2026|2026-03-12|2–8 °C|1 von 1.000|120/80 mmHg"
    "|18,5–24,9 kg/m²|10.000 I. E./Tag|0,5–1 ml/Stunde|8–17:30 Uhr|2 × 250 mg|−20 °C|¼ Tablette|z. B.|50 %"
    "|9–17 Uhr|≥ 37,8 °C|3½ Stunden".split("|"),
    "ar": "5–10 mg/kg|+44 (0)20 7946 0123|24/7|1,250.00 £|12.03.2026|2026-03-12|2–8 °C|120/80 mmHg|18.5–24.9 kg/m²"
    "|8:00–17:30|500/125 mg|2 × 250 mg|−20 °C|≥ 37.8 °C|50 %|10,000 IU|0.5–1 ml".split("|"),
}
"""What may never stand on two lines, in forms beside those of the other articles."""

NAMES = (
    "Hydroxychloroquine sulfate|Medroxyprogesterone acetate|Ethinylestradiol/levonorgestrel|Phenoxymethylpenicillin"
    "|Co-amoxiclav 500/125|Benzylpenicillinbenzathine|Insulin glargine (Example®)|Sulfamethoxazole-trimethoprim"
).split("|")
COMPOUNDS = {
    "en": "otorhinolaryngology|electroencephalography|immunohistochemistry|gastroenterologist".split("|"),
    "de": "Lebensmittelunverträglichkeitsuntersuchung|Krankenversicherungskostenübernahmeerklärung"
    "|Magen-Darm-Spiegelung|Blutgerinnungshemmerbehandlungsausweis|Arzneimittelwechselwirkungsprüfung".split("|"),
    "ar": "levonorgestrel|paracetamol 500 mg|Methylprednisolone|ibuprofen".split("|"),
}
MAIL = "wound-care.nurses@harbour.example.org"
PLACE = "https://harbour.example.org/leaflets/wound-care-after-surgery-at-home.html"


def drug_names(w: Writer) -> str:
    heads = ("Medicine", "Dose", "How often", "Price", "Call")
    rows = "\n".join(
        f"| {name} | {w.form(2 * n)} | {w.form(2 * n + 1)} | {w.form(3 * n)} | {w.form(1)} |"
        for n, name in enumerate(NAMES)
    )
    table = f'::: {{.table .doses caption="{w.sentence(4, 0)}" header-column=true}}\n| {" | ".join(heads)} |\n'
    return (
        f"{w.points(4)}\n## {w.sentence(3, 0)[:-1]}\n\n{w.formed(4)}\n\n{table}|{'---|' * 5}\n{rows}\n:::\n\n"
        f"{w.formed(3)}\n\nWrite to <{MAIL}> or read [{w.sentence(3, 0)[:-1]}]({PLACE}).\n\n{w.questions(3)}\n"
        f"::: {{.callout .when-to-call}}\nCall {{{{phone}}}} or {w.form(1)}, {w.form(2)}, or write to {MAIL}.\n\n"
        f"- {w.formed(1)}\n- {w.formed(1)}\n- {w.formed(1)}\n:::\n"
    )


def nested_lists(w: Writer) -> str:
    inner = f"- {w.formed(1)}\n  - {w.formed(1)}\n    - {w.formed(1)}\n    - {w.formed(1)}\n  - {w.formed(1)}\n"
    steps = f"1. {w.formed(1)}\n   - {w.formed(1)}\n   - {w.formed(2)}\n2. {w.formed(1)}\n3. {w.formed(1)}\n"
    call = f"::: {{.callout .when-to-call}}\nCall {{{{phone}}}} if:\n\n{inner}{inner}\n:::\n"
    return (
        f"{w.points(4)}\n## {w.sentence(3, 0)[:-1]}\n\n{w.formed(2)}\n\n::: {{.callout .warning}}\n{w.formed(1)}\n\n"
        f"{inner}\n:::\n\n::: action\n{steps}\n:::\n\n::: {{.callout .tip}}\n{steps}\n:::\n\n{call}"
    )


def compounds(w: Writer) -> str:
    words = COMPOUNDS[w.lang]
    points = "\n".join(f"- {word} {w.formed(1)}" for word in words)
    cards = "\n\n".join(
        f"### {word} {{.{kind}}}\n\n- {word} {w.formed(1)}\n- {w.formed(1)} {word}\n- {w.sentence(6)}"
        for word, kind in zip(words, ("benefits", "risks", "considerations"), strict=False)
    )
    asked = "\n\n".join(f"### {word}?\n\n{w.formed(2)} {word}." for word in words)
    rows = "\n".join(f"| {word} | {w.form(n)} | {words[-n]} |" for n, word in enumerate(words, start=1))
    return (
        f"::: key-points\n{points}\n:::\n\n## {words[0]}\n\n{w.formed(3)} {words[1]}.\n\n"
        f"::: comparison\n{cards}\n:::\n\n"
        f'::: {{.table caption="{words[-1]}" header-column=true}}\n| {" | ".join(words[:3])} |\n|---|---|---|\n'
        f"{rows}\n:::\n\n::: questions\n{asked}\n:::\n\n{w.callout('when-to-call')}"
    )


def rare_kinds(w: Writer) -> str:
    terms = "\n\n".join(f"{word}\n\n: {w.formed(1)}" for word in COMPOUNDS[w.lang])
    items = "\n".join(f"- {w.formed(1)}" for _ in range(4))
    pairs = "".join(
        f":::: myth\n{w.formed(1)}\n::::\n\n:::: fact\n{w.formed(2)}\n::::\n\n".join(("", "")) for _ in range(1)
    )
    return (
        f"{w.points(3)}\n## {w.sentence(3, 0)[:-1]}\n\n{w.formed(3)}\n\n::: myth-fact\n{pairs}:::\n\n::: evidence\n"
        f":::: known\n{items}\n::::\n\n:::: unknown\n{items}\n::::\n:::\n\n"
        f'::: {{.quotation by="Example Organisation" source="{PLACE}"}}\n{w.formed(2)}\n:::\n\n'
        f"::: glossary\n{terms}\n:::\n\n::: recap\n{items}\n:::\n\n"
        f"{w.callout('note', 3)}\n{w.callout('when-to-call', 2)}"
    )


def small_figures(w: Writer) -> str:
    return (
        f"## {w.sentence(3, 0)[:-1]}\n\n{w.formed(2)}\n\n{w.figure('photo.jpg')}\n{w.formed(4)}\n\n"
        + "\n".join(f"{w.formed(1)}\n\n{w.figure('icon.png')}" for _ in range(6))
        + f"\n{w.formed(3)}\n\n{w.figure('code.png')}\n\n{w.callout('when-to-call')}"
    )


def wide_comparison(w: Writer) -> str:
    """A table that is read across: ten rows of values under seven heads."""
    return (
        f"{w.points(3)}\n## {w.sentence(3, 0)[:-1]}\n\n{w.formed(3)}\n\n{w.table(7, 12)}\n{w.formed(4)}\n\n"
        f"{w.questions(4)}"
    )


HARDER = {
    "drug-names": drug_names,
    "nested-lists": nested_lists,
    "compounds": compounds,
    "rare-kinds": rare_kinds,
    "small-figures": small_figures,
    "wide-comparison": wide_comparison,
}

"""Rules on how an article is built: pictures, tables, sections, lists, what a reader can do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article.body.inlines import plain
from pipeline.article.model import (
    Action,
    Article,
    Block,
    Bullets,
    Cite,
    Comparison,
    Evidence,
    Figure,
    Image,
    KeyPoints,
    Link,
    Recap,
    Section,
    Steps,
    Table,
)
from pipeline.article.plaintext import text
from pipeline.article.rules.statements import all_statements
from pipeline.article.walking import all_blocks, of_kind, walk
from pipeline.finding import Check, Finding, Place, Rule, Severity, Standing
from pipeline.language.sentences import split_sentences
from pipeline.tags import primary_of

_PRACTICE = Standing.PRACTICE

IMAGE_UNDESCRIBED = Rule(
    "article/image-undescribed",
    Severity.ERROR,
    "each image has a description that says what it shows, not that it is an image",
    ("HC-FIG-01", "PDF-UA-06", "EP-HT-02"),
    "WCAG 2.2 SC 1.1.1",
    reason="a reader who cannot see the picture has only these words",
)
FIGURE_UNCAPTIONED = Rule(
    "article/figure-uncaptioned",
    Severity.WARNING,
    "each figure and table has a caption; a table without head row and row headers is an error",
    ("HC-FIG-01", "EP-HT-03", "PDF-UA-08"),
    "PEMAT-P items 17 and 19",
    _PRACTICE,
    reason="a picture or table without a title leaves the reader to guess what it shows",
)
SECTION_TOO_LONG = Rule(
    "article/section-too-long",
    Severity.WARNING,
    "a section without a subheading has at most 200 words; over 300 is an error",
    ("HC-STRUC-03",),
    "PEMAT-P item 8; the numbers are house",
    Standing.HOUSE,
    reason="short chunks under telling headings are found again and remembered",
)
LIST_TOO_LONG = Rule(
    "article/list-too-long",
    Severity.WARNING,
    "a list has at most 7 items",
    ("HC-STRUC-04",),
    "CDC Clear Communication Index, item 8",
    _PRACTICE,
    reason="longer lists are skipped; split them under headings of their own",
)
NO_KEY_POINTS = Rule(
    "article/no-key-points",
    Severity.WARNING,
    "an article of more than 500 words has key points or a recap",
    ("HC-STRUC-02",),
    "PEMAT-P item 11",
    _PRACTICE,
    reason="many readers read nothing else",
)
NO_ACTION = Rule(
    "article/no-action",
    Severity.ERROR,
    "an article says what the reader can do: an action block, steps, or when to call",
    ("HC-ACT-01",),
    "PEMAT-P items 20 to 22",
    _PRACTICE,
    reason="information without a next step leaves a worried reader alone",
)
EVIDENCE_ONE_SIDED = Rule(
    "article/evidence-one-sided",
    Severity.ERROR,
    "an article with a comparison of a treatment says what is known and what is not",
    ("HC-STRUC-05",),
    "CDC Clear Communication Index, item 11",
    _PRACTICE,
    reason="readers decide better when they see where knowledge ends",
)
EVIDENCE_EMPTY = Rule(
    "article/evidence-empty",
    Severity.ERROR,
    "what is known and what is not is said in words that tell something",
    ("HC-STRUC-05",),
    "CDC Clear Communication Index, item 11; the list of empty words is house",
    _PRACTICE,
    reason="a heading over nothing says that somebody looked, and nobody did",
)
LINK_WORDS = Rule(
    "article/link-words",
    Severity.WARNING,
    "the words of a link say where it leads",
    ("LK-02",),
    "WCAG 2.2 SC 2.4.4",
    reason='who hears a list of links, or reads on paper, hears "here, here, here"',
)
MAIN_MESSAGE = Rule(
    "article/main-message-weak",
    Severity.WARNING,
    "the main message tells one thing in one to three short sentences; it is neither the title nor an announcement",
    ("HC-STRUC-01",),
    "CDC Clear Communication Index, items 1 to 3; 50 words are house",
    _PRACTICE,
    reason="it is the one thing that stays when everything else is forgotten",
)
IMAGE_OF_TEXT = Rule(
    "article/image-of-text",
    Severity.WARNING,
    "what can be read is text, not a picture of text",
    ("HC-FIG-01",),
    "WCAG 2.2 SC 1.4.5",
    reason="a picture of words cannot be enlarged, translated or read aloud, and no check sees a wrong dose in it",
)
BENEFIT_UNBALANCED = Rule(
    "article/benefit-unbalanced",
    Severity.ERROR,
    "where benefits stand, risks stand beside them, with at least half as many words",
    ("HC-BAL-01",),
    "FTC Health Products Compliance Guidance (2022); the share of words is house",
    Standing.HOUSE,
    reason="a benefit without its risk is advertising",
)
REFERENCE_UNUSED = Rule(
    "article/reference-unused",
    Severity.WARNING,
    "each reference of the front matter is cited in the text",
    ("HC-META-05",),
    "HONcode principles 4 and 5",
    _PRACTICE,
    reason="a list of sources that support nothing looks like evidence and is none",
)


_SAYS_NOTHING = re.compile(
    r"(?:an? |the |una? |la |el )?(?:image|picture|photo|photograph|graphic|diagram|figure|illustration|chart"
    r"|drawing|logo"
    r"|screenshot|img|imagen|foto|fotografía|gráfico|dibujo|figura|ilustración)s?(?: of| de)?(?: ?\d+)?[.:]?"
    r"|.*\.(?:png|jpe?g|gif|svg|webp)|(?:img|dsc|dscn|p|pict|image|screenshot|photo)[_ -]?\d+|untitled.*|\W+"
    r"|alt(?: text)?"
    r"|(?:to do|todo|tbd|tbc|placeholder|description|descripción).*",
    re.I,
)
_OF_TEXT = re.compile(
    r"\b(?:screenshot|scan|photo|photograph|picture|image|snapshot|fax) of (?:(?:a|an|the|our|your|some) )?(?:\w+ )?"
    r"(?:text|table|leaflet|page|letter|list|document|instructions?|prescription|label|notice|sheet|slide|dosing"
    r"|schedule)\b"
    r"|\btext (?:reads|says|saying|reading)\b|\b(?:poster|sign|card|slide|banner) (?:that |which )?(?:says|reads"
    r"|with the (?:words|text))"
    r"|\b(?:captura|foto|imagen|escaneo) de (?:(?:un|una|el|la) )?(?:texto|tabla|folleto|página|carta|lista"
    r"|receta|etiqueta)\b"
    r"|\bel texto dice\b",
    re.I,
)


def _images(article: Article) -> Iterator[tuple[Place, Image, str]]:
    """Each image with its place and, in a figure, its caption."""
    place, caption = Place(article.file), ""
    for part in walk(article.blocks):
        if hasattr(part, "node"):
            place = part.node.place
            caption = plain(part.caption) if isinstance(part, Figure) else ""
        if isinstance(part, Image):
            yield place, part, caption


def image_undescribed(article: Article) -> Iterator[Finding]:
    for place, image, caption in _images(article):
        alt = image.alt.strip()
        hint = f"say what someone who cannot see it needs to know: ![…](images/{image.name})"
        stem = re.sub(r"[_-]+", " ", image.name.rpartition("/")[2].rpartition(".")[0]).casefold()
        if not alt:
            yield IMAGE_UNDESCRIBED.finding(place, f'image "{image.name}" has no description', hint)
        elif _SAYS_NOTHING.fullmatch(alt) or re.sub(r"[_-]+", " ", alt).casefold() == stem:
            yield IMAGE_UNDESCRIBED.finding(place, f'the description of "{image.name}" says nothing: "{alt}"', hint)
        elif caption and alt.casefold().rstrip(".") == caption.strip().casefold().rstrip("."):
            message = f'the description of "{image.name}" only repeats its caption'
            yield IMAGE_UNDESCRIBED.finding(place, message, hint, Severity.WARNING)


def image_of_text(article: Article) -> Iterator[Finding]:
    for place, image, _ in _images(article):
        found = _OF_TEXT.search(image.alt)
        if found:
            message = f'the picture "{image.name}" seems to hold text: "{found[0]}"'
            yield IMAGE_OF_TEXT.finding(place, message, "write its words into the article, as text, a list or a table")


def figure_uncaptioned(article: Article) -> Iterator[Finding]:
    for part in all_blocks(article.blocks):
        if isinstance(part, Figure) and not plain(part.caption).strip():
            message = f'the figure "{part.image.name}" has no caption'
            hint = (
                "write ::: figure above the picture, its caption as a paragraph below it, and ::: in a line after that"
            )
            yield FIGURE_UNCAPTIONED.finding(part.node.place, message, hint)
        elif isinstance(part, Table):
            if not plain(part.caption).strip():
                hint = 'write ::: {.table caption="…"} in a line above the table, and ::: in a line below it'
                yield FIGURE_UNCAPTIONED.finding(part.node.place, "the table has no caption", hint)
            heads = [text(cell.blocks).strip() for cell in part.head]
            if not any(heads) and not part.row_headers:
                hint = "write a head row, or header-column=true"
                message = "the table has no head row and no row headers"
                yield FIGURE_UNCAPTIONED.finding(part.node.place, message, hint, Severity.ERROR)
            elif any(heads) and not all(heads[1:]):
                hint = "say in each cell of the head row what the column holds"
                message = "a column of the table has no heading"
                yield FIGURE_UNCAPTIONED.finding(part.node.place, message, hint, Severity.ERROR)


def section_too_long(article: Article) -> Iterator[Finding]:
    for section in of_kind(article.blocks, Section):
        own = tuple(block for block in section.blocks if _is_running_text(block))
        words = len(text(own).split())
        if words > 200:
            severity = Severity.ERROR if words > 300 else Severity.WARNING
            message = f'the section "{plain(section.heading)}" runs over {words} words without a subheading'
            yield SECTION_TOO_LONG.finding(section.node.place, message, "split it with a ### heading", severity)


def _is_running_text(block: Block) -> bool:
    return not isinstance(block, Section | Comparison | Figure | Table) and not hasattr(block, "heading")


def list_too_long(article: Article) -> Iterator[Finding]:
    for part in of_kind(article.blocks, Bullets):
        if len(part.items) > 7:
            message = f"the list has {len(part.items)} items"
            yield LIST_TOO_LONG.finding(part.node.place, message, "split it into lists of at most 7 items")


def no_key_points(article: Article) -> Iterator[Finding]:
    words = len(text(article.blocks).split())
    if words > 500 and not any(isinstance(part, KeyPoints | Recap) for part in all_blocks(article.blocks)):
        message = f"an article of {words} words has neither key points nor a recap"
        yield NO_KEY_POINTS.finding(
            Place(article.file, 1), message, "add ::: key-points, three to five points, and a line ::: after them"
        )


_VERBS = {
    "en": "ask avoid bring call check clean come contact cover cut do drink eat exercise find follow get give go"
    " hold keep"
    " lie lift look make move place press put raise read remove rest rinse rub see set sit sleep speak stand"
    " start stay stop"
    " swallow take talk tell throw try turn use wait walk wash watch wear write take-care inhale breathe measure"
    " note phone"
    " plan book store shake switch remember limit choose help learn pack apply leave lower open close eat-less"
    " stretch bend"
    " dry pat tie wrap visit report record",
    "es": "pregunte evite traiga llame compruebe limpie venga cubra corte haga beba coma siga tome vaya mantenga"
    " mire ponga"
    " presione levante lea quite descanse enjuague vea siéntese duerma hable empiece pare trague diga use espere"
    " camine lave"
    " lleve escriba guarde agite recuerde elija aprenda deje abra cierre seque visite anote pida avise acuda"
    " consulte lávese"
    " dé mida respire apriete cambie no",
}
_TOLD = {
    "en": re.compile(
        r"^(?:please |always |never |do not |don't |first,? |then,? |now,? |next,? |if [^,.]{3,80}, (?:please )?"
        r"|to [^,.]{3,60}, )*"
        rf"(?:{'|'.join(sorted(_VERBS['en'].split()))})\b|^(?:do not|don't|never|please) \w+"
        r"|\byou (?:can|should|must|need to|may want to|have to|could) \w+|\bplease (?:\w+)",
        re.I,
    ),
    "es": re.compile(
        r"^(?:por favor,? |siempre |nunca |no |primero,? |después,? |luego,? |si [^,.]{3,80}, )*"
        rf"(?:{'|'.join(sorted(_VERBS['es'].split()))})\b|\b(?:puede|debe|tiene que|debería) \w+r\b|\bpor favor\b",
        re.I,
    ),
}


def no_action(article: Article) -> Iterator[Finding]:
    calls = any(getattr(part, "kind", "") == "when-to-call" for part in all_blocks(article.blocks))
    if calls or any(isinstance(part, Action | Steps) for part in all_blocks(article.blocks)):
        return
    told = _TOLD.get(primary_of(article.lang))
    if told is None:
        # Without a list of verbs, any list may be one of things to do.
        if any(True for _ in of_kind(article.blocks, Bullets)):
            return
    elif any(
        told.search(sentence.text)
        for statement in all_statements(article)
        if not (statement.apart or statement.reported)
        and statement.block not in {"title", "subtitle", "summary", "main_message"}
        for sentence in statement.sentences
    ):
        return
    hint = "add ::: action, what the reader can do as numbered steps, and a line ::: after them"
    yield NO_ACTION.finding(Place(article.file, 1), "the article says nothing that the reader can do", hint)


def evidence_one_sided(article: Article) -> Iterator[Finding]:
    comparisons = list(of_kind(article.blocks, Comparison))
    if comparisons and not any(True for _ in of_kind(article.blocks, Evidence)):
        hint = "add ::: evidence, in it :::: known and :::: unknown, each with a line :::: after it, and ::: at the end"
        message = "the article compares benefits and risks, and does not say what is known and what is not"
        # Who says in a sentence what nobody knows has begun; who says nothing of it sells.
        begun = any(s.matches("limit") for s in all_statements(article) if s.body)
        severity = Severity.WARNING if begun else None
        yield EVIDENCE_ONE_SIDED.finding(comparisons[0].node.place, message, hint, severity)
    for evidence in of_kind(article.blocks, Evidence):
        for name, side in (("known", evidence.known), ("not known", evidence.unknown)):
            if not text(side).strip():
                message = f"the evidence says nothing of what is {name}"
                yield EVIDENCE_ONE_SIDED.finding(
                    evidence.node.place, message, f"say what is {name}, and from which studies"
                )


_EMPTY = re.compile(
    r"(?:nothing|none|no|not|nada|ninguna?)(?: (?:of note|much|known|else|more|special|new|important|relevant|yet"
    r"|further|to report|to"
    r" add|applicable|importante|nuevo|especial|más|conocido|relevante|aplicable))*|n ?/? ?a|unknown|some|a lot"
    r"|a little|little|much|many|various"
    r"|several (?:things|studies)|see (?:above|below)|to be (?:added|confirmed)|tbc|tbd|more research is needed"
    r"|mucho|poco"
    r"|algo|desconocido|véase (?:arriba|abajo)|no (?:procede|consta)|everything|all|todo|it works|funciona|\W*",
    re.I,
)


def evidence_empty(article: Article) -> Iterator[Finding]:
    for evidence in of_kind(article.blocks, Evidence):
        for name, side in (("known", evidence.known), ("not known", evidence.unknown)):
            lines = [line.strip(" .-–!") for line in text(side).split("\n") if line.strip()]
            if lines and all(_EMPTY.fullmatch(line) for line in lines):
                message = f'what is {name} is said to be "{lines[0]}"'
                hint = "say it in a sentence: how many studies there are, in whom, what they could not show"
                yield EVIDENCE_EMPTY.finding(evidence.node.place, message, hint)


_LINK_SAYS_NOTHING = re.compile(
    r"(?:please )?(?:click|tap|press)?(?: on)?(?: |^)?(?:here|this|this link|the link|link|this page|this site"
    r"|this website|website|page"
    r"|more|read more|learn more|find out more|more information|more info|info|details|see more|download|pdf"
    r"|source)[.:]?"
    r"|click|(?:haga|haz|pulse|pinche)?(?: clic)?(?: en)? ?(?:aquí|este enlace|enlace|esta página)"
    r"|más(?: información)?|leer más|ver más"
    r"|https?://\S+|www\.\S+",
    re.I,
)


def link_words(article: Article) -> Iterator[Finding]:
    place = Place(article.file)
    for part in walk(article.blocks):
        if hasattr(part, "node"):
            place = part.node.place
        if isinstance(part, Link):
            words = plain(part.children).strip()
            if _LINK_SAYS_NOTHING.fullmatch(words):
                message = f'the link "{words[:60]}" does not say where it leads'
                yield LINK_WORDS.finding(place, message, "write the name of the page or of who publishes it")


_ANNOUNCES = re.compile(
    r"^(?:this (?:leaflet|article|guide|page|booklet|handout|text|sheet)|here you|in this (?:leaflet|article"
    r"|guide)|we (?:explain|describe|tell))\b"
    r"(?![^.]*\b(?:not|never|call)\b)|^(?:welcome|about|everything about|all about|información sobre|todo sobre)\b"
    r"|^(?:est[ea] (?:folleto|artículo|guía|hoja|texto)|aquí (?:encontrará|se explica)|en est[ea] (?:folleto"
    r"|artículo))\b",
    re.I,
)


def main_message_weak(article: Article) -> Iterator[Finding]:
    front, place = article.front, article.place("main_message")
    message = front.main_message
    if message.startswith("To do:"):
        return
    sentences = split_sentences(message, article.lang)
    same = {
        re.sub(r"\W+", " ", words).strip().casefold() for words in (front.title, front.subtitle or "", front.summary)
    }
    hint = "write the one thing a reader must know or do, in one to three short sentences"
    if re.sub(r"\W+", " ", message).strip().casefold() in same:
        yield MAIN_MESSAGE.finding(place, "the main message only repeats the title or the summary", hint)
    elif len(sentences) > 3 or len(message.split()) > 60:
        said = f"the main message has {len(sentences)} sentences and {len(message.split())} words"
        yield MAIN_MESSAGE.finding(place, said, hint)
    elif _ANNOUNCES.search(message):
        yield MAIN_MESSAGE.finding(place, "the main message says what the article is about, and not what to know", hint)


def benefit_unbalanced(article: Article) -> Iterator[Finding]:
    for comparison in of_kind(article.blocks, Comparison):
        words = {"benefits": 0, "risks": 0}
        for card in comparison.cards:
            if card.kind in words:
                words[card.kind] += len(text(card.blocks).split())
            elif _BAD.search(plain(card.heading)):
                words["risks"] += len(text(card.blocks).split())
        if words["benefits"] and words["risks"] * 2 < words["benefits"]:
            message = f"benefits take {words['benefits']} words, risks {words['risks']}"
            hint = "say what can go wrong as plainly as what can go well, in a card {.risks}"
            yield BENEFIT_UNBALANCED.finding(comparison.node.place, message, hint)


def _benefits(article: Article) -> Iterator[Finding]:
    yield from benefit_unbalanced(article)
    yield from benefit_without_risk(article)


_GOOD = re.compile(r"\b(?:benefits?|advantages?|why it helps|beneficios?|ventajas?)\b", re.I)
_BAD = re.compile(
    r"\b(?:risks?|harms?|side effects?|complications?|disadvantages?|dangers?|drawbacks?|can go wrong|problems?"
    r"|cons|unknowns?"
    r"|warnings?|riesgos?|daños?|efectos secundarios|complicaciones|desventajas|inconvenientes|peligros?"
    r"|problemas)\b",
    re.I,
)


def benefit_without_risk(article: Article) -> Iterator[Finding]:
    headed = [section for section in of_kind(article.blocks, Section) if _GOOD.search(plain(section.heading))]
    if headed and not any(_BAD.search(statement.text) for statement in all_statements(article) if not statement.apart):
        message = f'the section "{plain(headed[0].heading)}" stands alone: nothing is said of risks'
        hint = 'say what can go wrong under a heading of its own ("Risks"), how often, and what to do then'
        yield BENEFIT_UNBALANCED.finding(headed[0].node.place, message, hint)


def reference_unused(article: Article) -> Iterator[Finding]:
    cited = {key for cite in of_kind(article.blocks, Cite) for key in cite.keys}
    for index, key in enumerate(article.references):
        if key not in cited:
            hint = f"cite it where it supports a statement, [@{key}], or take it out"
            message = f'the reference "{key}" is cited nowhere'
            yield REFERENCE_UNUSED.finding(article.place(f"references.{index}"), message, hint)


CHECKS = (
    Check(IMAGE_UNDESCRIBED, image_undescribed),
    Check(FIGURE_UNCAPTIONED, figure_uncaptioned),
    Check(SECTION_TOO_LONG, section_too_long),
    Check(LIST_TOO_LONG, list_too_long),
    Check(NO_KEY_POINTS, no_key_points),
    Check(NO_ACTION, no_action),
    Check(EVIDENCE_ONE_SIDED, evidence_one_sided),
    Check(EVIDENCE_EMPTY, evidence_empty),
    Check(IMAGE_OF_TEXT, image_of_text),
    Check(LINK_WORDS, link_words),
    Check(MAIN_MESSAGE, main_message_weak),
    Check(BENEFIT_UNBALANCED, _benefits),
    Check(REFERENCE_UNUSED, reference_unused),
)

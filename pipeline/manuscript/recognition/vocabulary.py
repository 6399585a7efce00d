"""The words by which a heading or a line says what it is: key points, questions, recap, about, navigation."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from pipeline.article.medicine_names import known_names
from pipeline.article.model import CalloutKind, CardKind


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)


KEY_POINTS: Final = _any(
    r"what you(?:'|’)?(?:ll| will) learn", r"key (?:points|takeaways|facts|messages|insights)", r"at a glance",
    r"in brief",
    r"highlights", r"the short version", r"puntos clave", r"lo esencial", r"auf einen blick", r"das wichtigste",
    r"points clés", r"l(?:'|’)essentiel", r"النقاط الرئيسية", r"أهم النقاط",
)  # fmt: skip
QUESTIONS: Final = _any(
    r"faqs?", r"frequently asked", r"common questions", r"questions (?:people|patients) (?:often )?ask",
    r"questions and answers", r"q ?& ?a", r"your questions", r"preguntas frecuentes", r"häufige fragen",
    r"questions fréquentes", r"foire aux questions", r"أسئلة شائعة", r"الأسئلة الشائعة",
)  # fmt: skip
RECAP: Final = _any(
    r"recap", r"(?:quick |final )?summary of (?:the )?(?:key |main )?points", r"in summary", r"to sum up",
    r"wrap[- ]?up",
    r"key takeaways", r"takeaways", r"the bottom line", r"resumen", r"en resumen", r"zusammenfassung",
    r"en résumé", r"الخلاصة", r"ملخص",
)  # fmt: skip
CLOSING: Final = _any(r"conclusions?", r"final thoughts", r"summary", r"conclusión", r"fazit", r"خاتمة")
ABOUT: Final = re.compile(
    r"^\s*(?:about\b|who we are\b|sobre\b|acerca de\b|über\b|à propos\b|qui sommes|من نحن|حول\b)", re.IGNORECASE
)
INVITATION: Final = _any(
    r"(?:want|love|like) to hear from you", r"hear from you", r"tell us (?:what|how|about|your)",
    r"share your (?:thoughts|story|view|views|experience|insights)",
    r"join the conversation", r"leave a comment", r"what do you think", r"have your say", r"send us your",
    r"cuéntenos", r"queremos saber", r"ihre meinung", r"votre avis", r"شاركنا", r"نود أن نسمع",
)  # fmt: skip
RELATED: Final = _any(
    r"related (?:articles|reading|posts|pages|guides|topics)", r"read (?:more|next)",
    r"more (?:articles|from|on this)",
    r"you (?:may|might) also like", r"further reading", r"see also", r"keep reading", r"artículos relacionados",
    r"verwandte artikel", r"à lire aussi", r"مقالات ذات صلة",
)  # fmt: skip
GLOSSARY: Final = _any(
    r"glossary",
    r"words to know",
    r"terms to know",
    r"what the words mean",
    r"glosario",
    r"glossar",
    r"glossaire",
    r"مسرد",
)
ACTION: Final = _any(r"what (?:you can|to) do(?: now| next)?", r"what should i do", r"your next steps?", r"action plan")
REFERENCES: Final = re.compile(
    r"^(?:references|sources|bibliography|citations|referencias|quellen|bibliographie|المراجع)\W*$", re.IGNORECASE
)
CALL: Final = _any(
    r"when to (?:call|see|get|seek|contact)", r"call (?:a|your) (?:doctor|clinic|nurse)",
    r"get (?:medical )?help (?:now|if)",
    r"seek (?:medical )?help", r"cuándo llamar", r"wann .{0,20}arzt", r"متى تتصل",
)  # fmt: skip
STANDING: Final = (KEY_POINTS, QUESTIONS, RECAP, CLOSING, ABOUT, RELATED, GLOSSARY, REFERENCES)
"""Headings that stand for themselves: a section of the article, whatever was before."""

CARDS: Final = {
    CardKind.BENEFITS: _any(r"benefits?", r"advantages?", r"pros", r"beneficios", r"ventajas", r"vorteile",
    r"avantages", r"فوائد"),
    CardKind.RISKS: _any(
        r"risks?", r"side[- ]effects?", r"drawbacks?", r"cons", r"harms?", r"disadvantages?",
    r"long[- ]term effects?",
        r"riesgos", r"risiken", r"risques", r"مخاطر",
    ),
    CardKind.CONSIDERATIONS: _any(
        r"considerations?", r"(?:things |what )?to consider", r"consideraciones", r"zu beachten",
    r"à considérer", r"اعتبارات"
    ),
}  # fmt: skip

CALLOUTS: Final = {
    CalloutKind.WARNING: re.compile(
        r"^(?:⚠️?|🚨|❗)?\s*(?:warning|caution|important|danger|advertencia|atención|warnung|achtung|attention|"
        r"تحذير)\s*[:!]\s*",
        re.IGNORECASE,
    ),
    CalloutKind.TIP: re.compile(
        r"^💡?\s*(?:(?:quick |pro )?tip|consejo|tipp|astuce|conseil|نصيحة)\s*:\s*", re.IGNORECASE
    ),
    CalloutKind.NOTE: re.compile(r"^(?:please )?(?:note|nota|hinweis|remarque|ملاحظة)\s*:\s*", re.IGNORECASE),
}
MYTH: Final = re.compile(r"^(?:myth|mito|mythos|mythe|خرافة)\s*\d*\s*[:.]\s*", re.IGNORECASE)
FACT: Final = re.compile(r"^(?:fact|truth|hecho|realidad|fakt|fait|حقيقة)\s*\d*\s*[:.]\s*", re.IGNORECASE)

BULLET: Final = re.compile(
    "^(?P<mark>[•◦▪▫‣⁃●○■□◆◇►▶➤➢·∙✓✔→⇒\uf0b7\uf0a7\uf0d8\uf0fc]|[-–—*+§](?=\\s)|o(?=\\s{2}|\\t))\\s*(?P<text>\\S.*)$"
)
CROSSES: Final = frozenset("✗✘✖☒❌❎⛔🚫")
"""Signs before an item that say no: a list without them says the opposite."""

EMOJI_BULLET: Final = re.compile(
    "^(?P<mark>[\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff]\ufe0f?)\\s*(?P<text>\\S.*)$"
)
NUMBERED: Final = re.compile(
    r"^(?:step\s+|paso\s+|schritt\s+|étape\s+)?(?P<mark>\(?(?P<number>(?!0\d)\d{1,3}|[ivx]{2,5}|[a-zA-Z])[.):]\)?)\s+(?P<text>\S.*)$",
    re.IGNORECASE,
)
OUTLINE: Final = re.compile(r"^(?P<mark>(?P<number>\d{1,2}(?:\.\d{1,2})*)\.?)\s+(?P<text>\S.*)$")
QUESTION: Final = re.compile(
    r"^(?P<mark>(?:(?:q(?:uestion)?|pregunta|frage|سؤال|س)\s*\d*\s*[:.)؟]|p\s*\d*\s*[:.)](?=\s*¿)))\s*(?P<text>(?=.*\w)\S.*)$",
    re.IGNORECASE,
)
ANSWER: Final = re.compile(
    r"^(?P<mark>(?:a(?:nswer)?|r|respuesta|antwort|réponse|إجابة|جواب|ج)\s*\d*\s*[:.])\s*(?P<text>(?=.*\w)\S.*)$",
    re.IGNORECASE,
)
PICTURE_LABEL: Final = re.compile(
    r"^\W{0,2}(?:(?:image|picture|photo|photograph|illustration|figure|diagram|graphic|alt(?: text)?|imagen|"
    r"foto|bild|صورة)"
    r"(?: (?:description|placeholder|of))?\s*\d*\s*:\s*|(?:picture|photo|image) of\s+(?=\S+.*\]$))",
    re.IGNORECASE,
)
PICTURE_CUES: Final = _any(
    r"illustrations?", r"photo(?:graph)?s?", r"photorealistic", r"close[- ]up",
    r"(?:microscopic|aerial|side|front|top|cross-section(?:al)?) view",
    r"high (?:detail|resolution|quality)", r"infographics?", r"diagram", r"rendering", r"render", r"atmosphere",
    r"background",
    r"(?:soft|natural|warm|studio|bright) light(?:ing)?", r"realistic",
    r"(?:clinical|outdoor|indoor|home|hospital|office) setting",
    r"portrait", r"watercolou?r", r"digital art", r"vector", r"minimalist", r"flat design", r"depicting", r"showing",
    r"scientific", r"sharp focus", r"style", r"4k", r"8k",
)  # fmt: skip
RESIDUE: Final = re.compile(
    r"^(?:skip to (?:main )?content|(?:back|return) to (?:the )?top|(?:main )?menu|toggle navigation|"
    r"search(?: this site)?|"
    r"share(?: this)?(?: (?:article|page|post))?(?: (?:on|via) [\w ,/]+)?|tweet|print(?: this page)?|"
    r"(?:sign|log) (?:in|up|out)|subscribe(?: to (?:our|the) newsletter)?|accept (?:all )?cookies|"
    r"cookie (?:settings|policy)|"
    r"we use cookies\b.*|privacy policy|terms (?:of use|and conditions|of service)|all rights reserved\.?|"
    r"(?:©|\(c\)|copyright)\s.*\d{4}.*|(?:previous|next)(?: (?:article|post|page))?|(?:« ?|‹ ?)?prev(?:ious)?|"
    r"\d+ (?:comments?|min(?:ute)?s? read)|(?!x$)(?:facebook|twitter|instagram|linkedin|pinterest|whatsapp|youtube|"
    r"x)(?: ?[|·,/] ?"
    r"(?:facebook|twitter|instagram|linkedin|pinterest|whatsapp|youtube|x))*|advertisement|sponsored(?: content)?|"
    r"home(?:\s*[>»/›|]\s*[\w &'’-]+)+|you are here:.*|page \d+ of \d+|load more|show (?:more|less)|click here)$",
    re.IGNORECASE,
)
"""Whole lines that belong to a web page and not to its article."""

REFERENCE: Final = (
    r"(?:sections?|chapters?|parts?|points?|paragraphs?|see|§|abschnitt|kapitel|punkt|siehe|sección|apartado|capítulo|"
    r"véase|partie|chapitre|voir|القسم|الفصل)\s*"
)
"""What stands before a number that refers to a heading, as the beginning of a pattern."""

CONTENTS_LINE: Final = re.compile(r"^.*\w.*?(?:\s*[.·…_]){3,}\s*\d{1,4}$")
"""A line of a typed table of contents: "Before you go ........ 1"."""

CONTENTS: Final = re.compile(
    r"^(?:table of |list of )?contents\W*$|^(?:in this leaflet|índice|contenido|inhalt(?:sverzeichnis)?|sommaire|"
    r"table des matières|المحتويات)\W*$",
    re.IGNORECASE,
)
"""The heading of a table of contents."""

LEAD_ON: Final = re.compile(r"^(?:read|learn|find out) more(?: about this)?\W*$|^continue reading\W*$", re.IGNORECASE)
"""The last line of a teaser."""

_MINOR: Final = frozenset(
    "a an and as at but by en for from how if in into is its nor of off on onto or out over per so than that the to up "
    "via vs with yet your you it de del la el los las y o und oder der die das für mit et ou le les des du".split()
)
_UNFINISHED: Final = frozenset(
    "a an and are as at be because but by can could for from had has have how if in into is it its just like may might "
    "of on or our over she should so some than that the their then they this to was we were what when where which "
    "while who will with would you your".split()
)


PRODUCT: Final = re.compile(
    r"^(?P<name>(?:[^\W\d_][\w'’®™-]*\s+){1,4})\(?(?P<strength>\d[\d.,]*(?:\s?[/+–-]\s?\d[\d.,]*)?\s?"
    r"(?:mg|mcg|micrograms?|microgramos|mikrogramm|[µμ]g|g|ml|iu|i\.?e\.?|ui|units?|unidades|mmol|%|ملغ|مجم|مل|ميكروغرام)"
    r"(?:\s?/\s?\d*[.,]?\d*\s?(?:mg|g|ml|dose|dosis|puff|h|مل))?)\)?(?P<form>(?:\s+\(?[^\W\d_][\w-]*\)?){0,3})\s*[:.?]?$",
    re.IGNORECASE,
)
"""A medicine with its strength and perhaps its form: what leaflets write above the text on it."""

ORDERS: Final = frozenset(
    "take give use apply swallow drink inject chew suck dissolve put have start stop try add mix about only max "
    "maximum up another next first one two three four half tome tomar dar dé use aplique beba nehmen geben trinken bis "
    "prenez prendre donner donnez خذ تناول أعط".split()
)
"""First words of a dose, which is no title."""

DOSING: Final = frozenset(
    "daily once twice every each needed required maximum max day night morning evening hourly weekly days hours weeks "
    "diario diaria veces cada noche día días täglich morgens abends jour jours fois matin soir يوميا".split()
)
"""Words that say how often: they make a dose of a medicine and its strength."""


COMPOUNDS: Final = frozenset(
    "amilofruse amilozide amoxiclav beneldopa careldopa codamol codaprin cyprindiol danthramer danthrusate dydramol "
    "fluampicil flumactone magaldrox phenotrope prenozide proxamol simalcite tenidone tetroxazine triamterzide "
    "trimoxazole zidocapt".split()
)
"""British Approved Names of fixed compounds of two medicines, as of 2026-11-27; each is "co-" and a name."""

_FORMS: Final = frozenset(
    "tablet tablets capsule capsules caplets cream ointment gel spray drops syrup solution suspension liquid inhaler "
    "injection injections patch patches suppositories lozenges sachets powder pen pens oral nasal eye ear "
    "comprimidos cápsulas crema pomada gotas jarabe tabletten kapseln salbe tropfen saft comprimés gélules".split()
)


def words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation."""
    return [w.casefold() for w in re.findall(r"[^\W_][\w'’-]*", text)]


def is_product(text: str) -> bool:
    """Whether a line is a medicine with its strength and nothing else: "Ibuprofen 400mg tablets"."""
    match = PRODUCT.match(text.strip())
    if not match:
        return False
    name, form = words(match["name"]), words(match["form"])
    small = DOSING | _UNFINISHED | _MINOR
    return bool(name) and name[0] not in ORDERS and not small.intersection(form) and not DOSING.intersection(name)


def is_medicine(text: str) -> bool:
    """Whether a line is the name of a known medicine and at most its form: "Aspirin", "Co-codamol tablets"."""
    name, *form = words(text) or [""]
    known = name in known_names() or (name.startswith("co-") and name[3:] in COMPOUNDS)
    return known and len(form) <= 3 and _FORMS.issuperset(form) and not any(c.isdigit() for c in text)


def names_medicine(text: str) -> bool:
    """Whether a line names one medicine, with its strength or without, and nothing else."""
    return is_product(text) or is_medicine(text)


def refers_to(number: str, text: str) -> bool:
    """Whether a text refers to the heading of this number: "see section 1.2"."""
    return bool(re.search(rf"(?<!\w){REFERENCE}{re.escape(number)}(?![\w.]*\w)", text, re.IGNORECASE))


def content_words(text: str) -> set[str]:
    """The words that carry meaning: more than two letters and no article, preposition or conjunction."""
    return {w for w in words(text) if len(w) > 2 and w not in _MINOR and w not in _UNFINISHED}


def stems(text: str) -> set[str]:
    """The content words cut to five letters, so that "signals" and "signaling" meet."""
    return {w[:5] for w in content_words(text)}


def is_title_case(text: str) -> bool:
    """Whether at least four of five words that could stay small are written large ("Daily Care of the Skin")."""
    counted = [w for w in re.findall(r"[^\W\d_][\w'’]*", text) if w.casefold() not in _MINOR]
    if len(counted) < 2:
        return False
    large = sum(1 for w in counted if str(w)[0].isupper())
    return large >= 0.8 * len(counted)


def has_case(text: str) -> bool:
    """Whether the script knows capitals; Arabic, Hebrew, Devanagari and Chinese do not."""
    return any(c.lower() != c.upper() for c in text)


def is_open(text: str) -> bool:
    """Whether the last word is one that no sentence ends with ("in", "and", "the")."""
    said = words(text)
    return bool(said) and text.rstrip()[-1].isalpha() and said[-1] in _UNFINISHED


def is_unfinished(text: str) -> bool:
    """Whether a text breaks off: no end mark, and not a short line that never wanted one."""
    stripped = text.rstrip()
    if stripped.endswith(("…", "...", "[…]", "[...]")):
        return True
    if not stripped or unicodedata.category(stripped[-1])[0] in "PS":
        return False
    said = words(stripped)
    return bool(said) and (said[-1] in _UNFINISHED or len(said) > 12)

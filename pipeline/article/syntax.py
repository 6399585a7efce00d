"""The rules of the source syntax: what reading an article can find wrong before any prose is looked at."""

from __future__ import annotations

from pipeline.finding import Rule, Severity, Standing

_HOUSE = Standing.HOUSE


def _syntax(name: str, says: str, reason: str, severity: Severity = Severity.ERROR, encodes: str = "") -> Rule:
    ids = tuple(encodes.split())
    return Rule(f"article/{name}", severity, says, ids, "house", _HOUSE, reason=reason)


FRONT_MATTER = Rule(
    "article/front-matter",
    Severity.ERROR,
    "the front matter is YAML that fits the schema",
    encodes=("HC-META-01", "HC-META-02", "HC-META-04"),
    source="house",
    standing=Standing.HOUSE,
    reason="every format prints these fields; one that is missing or misread would be missing on paper too",
)

NOT_UTF8 = _syntax(
    "not-utf-8",
    "an article is UTF-8 text",
    "other encodings would be guessed, and a wrong guess changes letters and signs without a word",
)
CONTROL_CHARACTER = _syntax(
    "control-character",
    "an article holds no control characters besides tab and line break",
    "XML, EPUB and mail refuse them, and they can hide text",
)
HIDDEN_CHARACTER = _syntax(
    "hidden-character",
    "no character turns text around, hides inside a word or number, or means nothing outside one font",
    "a dose is seen as 50 and read out, copied and searched as 05; what a script or an emoji needs may stand",
)
LOOK_ALIKE = _syntax(
    "look-alike",
    "a word is written in one alphabet, a number in the digits of one script",
    "a medicine's name with one Cyrillic letter looks right and is found by no search and no check",
)
EMPTY = _syntax("empty", "an article holds text", "there is nothing to publish")
TOO_LARGE = _syntax(
    "too-large",
    "an article's text is at most 500 kB, its head 150 kB, a picture 30 MB",
    "a file of that size is a mistake or an attack, and no reader wants it",
)
UNCLOSED_BLOCK = _syntax(
    "unclosed-block",
    "each ::: that opens a block is closed",
    "an open block swallows the rest of the article without a word",
)
UNKNOWN_BLOCK = _syntax(
    "unknown-block",
    "a block has one of the kinds of the source syntax",
    "a mistyped kind would be printed as plain text, and lose its place and its look",
)
AUDIENCE_UNKNOWN = _syntax(
    "audience-unknown",
    'what only="…" and not="…" name are formats and variants that exist',
    "a block that is not for posts would be posted, or one for the handout be nowhere, for a slip of the pen",
)
MALFORMED_BLOCK = _syntax(
    "malformed-block",
    "a block holds what its kind asks for",
    "a comparison without cards or a figure without picture cannot be laid out",
)
RAW_MARKUP = _syntax(
    "raw-markup",
    "an article holds no raw HTML or TeX",
    "raw markup means something in one format only, and can carry scripts; it is dropped",
)
STRUCK_TEXT = _syntax(
    "struck-text",
    "no text is struck through",
    "what was crossed out is not meant: printed it gives two doses, or turns a warning into its opposite, and people "
    "who listen to a page do not hear the stroke",
)
MARKUP_PRINTED = _syntax(
    "markup-printed",
    "no markup is printed with the words",
    "a link, picture, note or formula written a little wrongly is printed as signs, and what it stood for is lost",
)
FORMULA_UNSET = _syntax(
    "formula-unset",
    "a formula can be set in a line of text",
    "paper, mail and posts have no matrices and stacks; what they cannot show would be printed as TeX",
)
LIST_NUMBER = _syntax(
    "list-number",
    "the numbers of a list go on by one, up or down",
    "a reader looks for the step that is missing, and a reference to a number that stands twice leads to either",
    severity=Severity.WARNING,
)
LIST_IN_TEXT = _syntax(
    "list-in-text",
    "a list has an empty line above it",
    "without it the steps are printed one after the other as running text",
)
HEADING_SKIPPED = _syntax(
    "heading-skipped",
    "headings go down one level at a time",
    "people who listen to a page find their way by its headings",
    encodes="HC-STRUC-03 PDF-UA-07",
)
SECOND_TITLE = _syntax(
    "second-title",
    "the title stands in the front matter only; sections begin at ##",
    "every format has one h1, the title",
    encodes="PDF-UA-07",
)
DUPLICATE_KEY = _syntax(
    "duplicate-key",
    "a block's {#key} is unique within the article",
    "links, notes and translations find blocks by their keys",
)
IMAGE_MISSING = _syntax("image-missing", "each image lies in the article's images folder", "nobody would see it")
IMAGE_OUTSIDE = _syntax(
    "image-outside",
    "images come from the article's own images folder only",
    "a path that leaves the folder or goes to the network could print a file that is nobody's business",
)
IMAGE_UNREADABLE = _syntax(
    "image-unreadable",
    "an image is an SVG, PNG, JPEG, GIF or WebP file that can be decoded",
    "a picture that only looks like one prints as a hole",
)
IMAGE_UNSAFE = _syntax(
    "image-unsafe",
    "an SVG holds no script, event handler, foreign object, entity or remote reference",
    "such parts can run code or reach the network in a reader's hands; they are taken out",
    severity=Severity.WARNING,
)
LINK_UNSAFE = _syntax(
    "link-unsafe",
    "a link leads to https:, http:, mailto:, tel:, a #key or another article",
    "other schemes can run code or reach into the reader's machine",
    encodes="LK-01",
)
LINK_INSECURE = _syntax(
    "link-insecure",
    "a link to the web is https",
    "on the way to an http page others can read and change it; mail programs and browsers warn of it",
    encodes="LK-01",
)
LINK_BROKEN = _syntax(
    "link-broken",
    "a link to a #key or another article finds it",
    "a reader who follows it would stand in the dark",
    encodes="LK-01",
)
CITATION_UNKNOWN = _syntax(
    "citation-unknown",
    "each [@key] names a reference of the front matter",
    "a claim would lose its source",
    encodes="HC-META-05",
)
SNIPPET_MISSING = _syntax(
    "snippet-missing",
    "each included snippet exists in the article's language",
    "opening hours or a phone number would be missing on paper",
)
NOT_PUBLISHED = _syntax(
    "not-published",
    "what an article chooses under `publish` is something that its brand publishes",
    "a format that nobody chose would be missing without a word",
    Severity.WARNING,
)
VALUE_UNKNOWN = _syntax(
    "value-unknown",
    "each {{value}} is defined by the brand",
    "a reader would see the braces, or no phone number at all",
)

RULES = (
    FRONT_MATTER,
    NOT_UTF8,
    CONTROL_CHARACTER,
    HIDDEN_CHARACTER,
    LOOK_ALIKE,
    EMPTY,
    TOO_LARGE,
    UNCLOSED_BLOCK,
    UNKNOWN_BLOCK,
    AUDIENCE_UNKNOWN,
    MALFORMED_BLOCK,
    RAW_MARKUP,
    STRUCK_TEXT,
    MARKUP_PRINTED,
    FORMULA_UNSET,
    LIST_NUMBER,
    LIST_IN_TEXT,
    HEADING_SKIPPED,
    SECOND_TITLE,
    DUPLICATE_KEY,
    IMAGE_MISSING,
    IMAGE_OUTSIDE,
    IMAGE_UNREADABLE,
    IMAGE_UNSAFE,
    LINK_UNSAFE,
    LINK_INSECURE,
    LINK_BROKEN,
    CITATION_UNKNOWN,
    SNIPPET_MISSING,
    VALUE_UNKNOWN,
    NOT_PUBLISHED,
)

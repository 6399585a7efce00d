"""What the checks on posts say, each with its number and who says so."""

from __future__ import annotations

from pipeline.finding import Rule, Severity, Standing

TOO_LONG = Rule(
    "social/too-long",
    Severity.ERROR,
    "a post is within its network's limit, counted as the network counts",
    ("SO-LEN-01", "SO-LEN-02", "SO-LEN-04"),
    "limits.toml: each network's own documents",
    Standing.STANDARD,
    reason='a post that is too long is cut by the scheduler, and the cut may take the "not"',
)
FOREIGN_SENTENCE = Rule(
    "social/foreign-sentence",
    Severity.ERROR,
    "each sentence of a post is the article's own, or the author wrote it for the network",
    (),
    "house",
    Standing.HOUSE,
    reason="what nobody reviewed must not be posted under the reviewers' names",
)
MYTH_ALONE = Rule(
    "social/myth-alone",
    Severity.ERROR,
    "a myth stands in a post only under its label, with its fact",
    (),
    "house",
    Standing.HOUSE,
    reason="what people remember of a myth without its fact is the myth",
)
NUMBER_UNKNOWN = Rule(
    "social/number-unknown",
    Severity.ERROR,
    "each number in a post stands in the article",
    (),
    "house",
    Standing.HOUSE,
    reason="a wrong digit in a dose or a rate travels further than its correction",
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
BENEFIT_ALONE = Rule(
    "social/benefit-alone",
    Severity.ERROR,
    "a post that names a benefit carries a risk or a limit, in its text or on its card",
    ("HC-BAL-02",),
    "FTC, Health Products Compliance Guidance; CDC Clear Communication Index, item 19",
    Standing.PRACTICE,
    reason="readers of one post never see the next one",
)
GRAVEST_RISK = Rule(
    "social/gravest-risk",
    Severity.ERROR,
    "a post or card that names a benefit carries the gravest risk of the article, not the mildest",
    ("HC-BAL-02",),
    "FTC, Health Products Compliance Guidance; how risks are ranked where none is marked is house",
    Standing.HOUSE,
    reason="a sore arm is no answer to who asks what a vaccine can do; readers of one post never see the next one",
)
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
ALT_TEXT = Rule(
    "social/alt-text",
    Severity.ERROR,
    'each card has an alt text within its network\'s limit that does not begin with "image of"',
    ("SO-ALT-01",),
    "limits.toml: each network's own documents",
    Standing.STANDARD,
    reason="people who cannot see the card have nothing else",
)
PICTURE = Rule(
    "social/picture",
    Severity.ERROR,
    "each card is a picture in the type, size and weight that its network takes",
    ("SO-IMG-01",),
    "limits.toml: each network's own documents",
    Standing.STANDARD,
    reason="a refused picture stops the post, or it goes out without its warning",
)
CONTRAST = Rule(
    "social/contrast",
    Severity.ERROR,
    "text on a card has a contrast of at least 4.5:1, measured on its pixels",
    ("SO-IMG-01",),
    "WCAG 2.2, 1.4.3",
    Standing.STANDARD,
    reason="cards are read on phones in the sun",
)
SMALL_TEXT = Rule(
    "social/small-text",
    Severity.ERROR,
    "text on a card is at least 32 px high at 1080 px wide",
    (),
    "house",
    Standing.HOUSE,
    reason="a card is shown at a third of its size",
)
HASHTAGS = Rule(
    "social/hashtags",
    Severity.ERROR,
    "a post has no more hashtags than its network takes",
    ("SO-TAG-01",),
    "limits.toml: Instagram 5 and Threads 1 are hard limits, the others house",
    Standing.PRACTICE,
    reason="more tags are cut or lower a post's reach",
)
HASHTAG_CASE = Rule(
    "social/hashtag-case",
    Severity.WARNING,
    "a hashtag of several words begins each with a capital",
    ("SO-TAG-02",),
    "Mastodon documentation, posting",
    Standing.PRACTICE,
    reason="a screen reader says #HairLoss as two words and #hairloss as one",
)
LINK = Rule(
    "social/link",
    Severity.ERROR,
    "a post leads to the article by its own https address where the network makes it live, and shows none elsewhere",
    ("SO-LNK-01", "EM-LK-01"),
    "Mastodon documentation discourages shorteners; the rest house",
    Standing.PRACTICE,
    reason="readers need the way to all risks and sources",
)
PHONE_NUMBER = Rule(
    "social/phone-number",
    Severity.ERROR,
    "a post for a network that refuses phone numbers holds none",
    ("SO-GBP-01",),
    "docs.zernio.com/platforms/google-business",
    Standing.UNVERIFIED,
    reason="Google rejects such posts without a word",
)
FACETS = Rule(
    "social/facets",
    Severity.ERROR,
    "each address and hashtag of a Bluesky post has a facet with its byte offsets",
    ("SO-BSK-01",),
    "lexicon app.bsky.richtext.facet",
    Standing.STANDARD,
    reason="without a facet it is dead text; a wrong offset links half a word",
)
THREAD = Rule(
    "social/thread",
    Severity.ERROR,
    "the posts of a thread are numbered, and the last one names source and edition",
    ("SO-THR-01",),
    "house",
    Standing.HOUSE,
    reason="a post of a thread is often read alone",
)
LISTING = Rule(
    "social/listing",
    Severity.ERROR,
    "posts.csv holds the texts of posts.json and no cell that runs as a formula",
    ("SO-CSV-01", "SO-CSV-02"),
    "RFC 4180; OWASP, CSV injection",
    Standing.STANDARD,
    reason="a spreadsheet runs what begins with = + - or @",
)
TIME_PAST = Rule(
    "social/time-past",
    Severity.ERROR,
    "each post goes out at a time to come",
    (),
    "house",
    Standing.HOUSE,
    reason="schedulers post what has passed at once, or drop it",
)
TIME_MISSING = Rule(
    "social/time-missing",
    Severity.WARNING,
    "each post goes out at a time that exists in its time zone",
    (),
    "IANA time zone database",
    Standing.STANDARD,
    reason="clocks that are set forward skip an hour, and schedulers disagree on what it means",
)
AFTER_REVIEW = Rule(
    "social/after-review",
    Severity.ERROR,
    "no post goes out after the article's next review",
    ("HC-META-03",),
    "house",
    Standing.HOUSE,
    reason="what was due for review is not to be spread as current",
)
QUIET_HOURS = Rule(
    "social/quiet-hours",
    Severity.WARNING,
    "no post goes out in the quiet hours",
    (),
    "house",
    Standing.HOUSE,
    reason="a health warning at night worries and nobody answers",
)
TOO_MANY_ROWS = Rule(
    "social/too-many-rows",
    Severity.INFO,
    "an export has no more rows than its importer takes",
    ("SO-CSV-01",),
    "importers.toml",
    Standing.PRACTICE,
    reason="importers drop the rest without a word",
)
IMPORTER_UNVERIFIED = Rule(
    "social/importer-unverified",
    Severity.INFO,
    "the columns of an export were read in the importer's own documents",
    ("SO-CSV-01",),
    "importers.toml",
    Standing.UNVERIFIED,
    reason="an importer that changed its columns fails late",
)
HANDLE_MISSING = Rule(
    "social/handle-missing",
    Severity.WARNING,
    "the brand has a handle on each network that it posts to",
    (),
    "house",
    Standing.HOUSE,
    reason="without it the sheet cannot show who speaks, and nobody can be sure where the post belongs",
)
SAFE_AREA = Rule(
    "social/safe-area",
    Severity.ERROR,
    "the outer 5 % of a card hold nothing",
    ("SO-IMG-01",),
    "house",
    Standing.HOUSE,
    reason="networks cut and round the edges of pictures",
)
OPEN_GRAPH = Rule(
    "social/open-graph",
    Severity.ERROR,
    "the web page's Open Graph tags are complete, with an absolute picture of at least 1200 × 630 px",
    ("WB-OG-01", "WB-OG-02", "WB-OG-03", "WB-TW-01"),
    "The Open Graph protocol; Meta, Images in Link Shares",
    Standing.PRACTICE,
    reason="a shared link shows what these tags say",
)
OMITTED = Rule(
    "social/not-posted",
    Severity.WARNING,
    "everything that the plan asks for can be posted",
    (),
    "house",
    Standing.HOUSE,
    reason="what was left out has to be written by a person, or left out on purpose",
)
TEXT_UNKNOWN = Rule(
    "social/text-unknown",
    Severity.WARNING,
    "each text written for a network belongs to a message of the article",
    (),
    "house",
    Standing.HOUSE,
    reason="under a name that no message has, a text is never posted, and the one it was to replace goes out",
)
NO_SAFE_CUT = Rule(
    "social/no-safe-cut",
    Severity.INFO,
    "a message fits its network whole, or has a safe cut",
    ("SO-THR-01",),
    "house",
    Standing.HOUSE,
    reason='a cut that loses a "not", a condition or a warning changes what the article says',
)
RULES: tuple[Rule, ...] = (
    TOO_LONG,
    FOREIGN_SENTENCE,
    MYTH_ALONE,
    NUMBER_UNKNOWN,
    STATUS_MISSING,
    BENEFIT_ALONE,
    GRAVEST_RISK,
    OVERCLAIM,
    ALT_TEXT,
    PICTURE,
    CONTRAST,
    SMALL_TEXT,
    HASHTAGS,
    HASHTAG_CASE,
    LINK,
    PHONE_NUMBER,
    FACETS,
    THREAD,
    LISTING,
    TIME_PAST,
    TIME_MISSING,
    AFTER_REVIEW,
    QUIET_HOURS,
    TOO_MANY_ROWS,
    IMPORTER_UNVERIFIED,
    HANDLE_MISSING,
    SAFE_AREA,
    OPEN_GRAPH,
    OMITTED,
    TEXT_UNKNOWN,
    NO_SAFE_CUT,
)

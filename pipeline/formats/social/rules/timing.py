"""When posts go out, and to which tool, is judged by these; schedules and exports name them."""

from __future__ import annotations

from pipeline.finding import Rule, Severity, Standing

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


PAST_THE_END = Rule(
    "social/past-the-end",
    Severity.ERROR,
    "everything that is to go out goes out by the last day that was asked for",
    (),
    "house",
    Standing.HOUSE,
    reason="a campaign that ends on a day says then that something ended",
)
QUIET_HOURS = Rule(
    "social/quiet-hours",
    Severity.ERROR,
    "no post goes out in the quiet hours",
    (),
    "house",
    Standing.HOUSE,
    reason="a health warning at night worries and nobody answers",
)


REPEATED = Rule(
    "social/repeated",
    Severity.ERROR,
    "no post goes out on its network again within the days that lie between repeats",
    (),
    "house",
    Standing.HOUSE,
    reason="who reads the same twice in a week takes the third for noise, the warning in it too",
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


RULES: tuple[Rule, ...] = (
    TIME_PAST,
    TIME_MISSING,
    AFTER_REVIEW,
    PAST_THE_END,
    QUIET_HOURS,
    REPEATED,
    TOO_MANY_ROWS,
    IMPORTER_UNVERIFIED,
)

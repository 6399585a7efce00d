"""What was printed of a brand comes in; what its page for checking a printed copy shows goes out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.edition.check_codes import shown
from pipeline.edition.copies import Printed, Standing
from pipeline.house.words import Words

SAYS: Mapping[Standing, str] = {
    Standing.LATEST: "copy-latest",
    Standing.OLDER: "copy-newer",
    Standing.WITHDRAWN: "copy-withdrawn",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A printed copy in the list: its code, what it is, what holds of it in words, and the guide that it was made of,
    with the place of its page, or of the page that says why it is gone.
    """

    code: str
    shown: str
    name: str
    standing: str
    says: str
    title: str
    lang: str
    path: str
    document: str


def rows(
    printed: Iterable[Printed],
    words: Words,
    places: Mapping[str, str],
    gone: Mapping[str, str] | None = None,
    pageless: Collection[str] = (),
) -> list[Row]:
    """The list in the words of one language, in the order of codes; `places` are the guides' by name, `gone` those of
    the pages that say why one is no longer published, `pageless` the editions that are published without a page.
    """
    found: dict[str, Row] = {}
    where, held = {**(gone or {}), **places}, {*places, *pageless}
    for each in printed:
        copy, name = each.answer.copy, str(each.edition)
        # What the calendar or a lost signature stopped is not shown, and what was printed of it does not hold either.
        standing = Standing.WITHDRAWN if name not in held else each.answer.standing
        day = words.date(date.fromisoformat(copy.reviewed))
        about = f"{words('edition-line', id=copy.document, version=copy.version)}, {words('reviewed-label')}: {day}"
        says = words(SAYS[standing])
        row = Row(
            copy.code,
            shown(copy.code),
            about,
            standing,
            says,
            each.title,
            each.edition.lang,
            where.get(name, ""),
            copy.document,
        )
        found.setdefault(copy.code, row)
    return [found[code] for code in sorted(found)]

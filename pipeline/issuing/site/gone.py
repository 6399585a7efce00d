"""Guides that are no longer published come in; the pages that say so, at their places, and their list go out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.article.front.withdrawal import NOTHING_SAID, Withdrawal
from pipeline.finding import Finding, Place
from pipeline.house.words import Words
from pipeline.issuing.rules import SITE_LINK
from pipeline.issuing.site.addresses import folded, place_of
from pipeline.issuing.site.guide import Guide


@dataclass(frozen=True, slots=True)
class Gone:
    """A guide whose page is not made any more: `why` is "withdrawn", "expired", "gone" when its article left the house,
    or "moved" when the article stands and only has no page now; `said` is what its author told readers, `name` the
    edition and `document` its id, "" where nobody knows them any more.
    """

    title: str
    lang: str
    address: str
    why: str
    path: str = ""
    name: str = ""
    said: Withdrawal = NOTHING_SAID
    document: str = ""

    @property
    def key(self) -> str:
        """The word for its sentence."""
        return f"library-{self.why}-sentence" if self.why in {"gone", "moved"} else f"{self.why}-sentence"

    @property
    def memory(self) -> tuple[str, ...]:
        """What a site keeps of it, so that the page says the same when nothing else tells of it any more."""
        day = self.said.day.isoformat() if self.said.day else ""
        return "", self.lang, self.title, self.why, self.said.because, day, self.said.instead, self.name


@dataclass(frozen=True, slots=True)
class Notice:
    """What readers are told of it, on its page and in lists: in words, each in its own language. `instead` is the
    title, place and language of the guide to read instead, where the site has it; `withdrawn` that somebody took it
    back, and not the calendar; `mark` is "" for one that is published still, only not here.
    """

    title: str
    path: str
    lang: str
    mark: str
    sentence: str
    reason: str
    day: str
    iso_day: str
    instead: tuple[str, str, str] | None
    withdrawn: bool

    @property
    def told(self) -> str:
        """The whole of it in one line, for programs that show no markup."""
        return " ".join(part for part in (self.sentence, self.reason) if part)


def placed(gone: Sequence[Gone], guides: Sequence[Guide], web: str, own: str) -> list[Gone]:
    """The guides that are gone, each with its place where none has taken it; `own` is the library's own folder."""
    taken = {folded(guide.path) for guide in guides}
    found: dict[str, Gone] = {}
    for each in gone:
        path = each.path or place_of(each.address, web)
        if path and folded(path) not in taken and path.partition("/")[0] != own and path != "index.html":
            found.setdefault(folded(path), replace(each, path=path))
    return sorted(found.values(), key=lambda each: (each.title, each.path))


def notices(gone: Sequence[Gone], guides: Sequence[Guide], words: Mapping[str, Words]) -> list[Notice]:
    """What is told of each, in the words of its language."""
    return [_notice(each, guides, words[each.lang]) for each in gone]


def _notice(gone: Gone, guides: Sequence[Guide], words: Words) -> Notice:
    other = _instead(gone, guides)
    day = gone.said.day
    return Notice(
        gone.title,
        gone.path,
        gone.lang,
        "" if gone.why == "moved" else words("expired-mark" if gone.why == "expired" else "withdrawn-mark"),
        words(gone.key),
        gone.said.because,
        words.date(day) if day else "",
        day.isoformat() if day else "",
        (other.title, other.path, other.lang) if other else None,
        gone.why == "withdrawn",
    )


def _instead(gone: Gone, guides: Sequence[Guide]) -> Guide | None:
    """The guide to read instead, in the language of the one that is gone, or else in any."""
    found = [guide for guide in guides if gone.said.instead and guide.slug == gone.said.instead]
    return min(found, key=lambda guide: (guide.lang != gone.lang, guide.name), default=None)


def without_other(gone: Sequence[Gone], guides: Sequence[Guide]) -> Iterator[Finding]:
    """The findings on guides that send readers to one that the site lacks."""
    for each in gone:
        if each.said.instead and _instead(each, guides) is None:
            message = f'its readers are told to read "{each.said.instead}" instead, which the site does not have'
            hint = "write the folder name of a published article as read_instead, or take it out"
            yield SITE_LINK.finding(Place(each.name or each.path), message, hint)

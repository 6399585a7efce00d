"""The guides of a brand, and those that are gone, come in; the files of its site, and what is wrong with it, go out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from pipeline.edition.copies import Printed
from pipeline.finding import Finding, Findings, Place
from pipeline.formats.page.pictures import picture_size
from pipeline.house.brand import Brand
from pipeline.house.styles import Styles
from pipeline.issuing.rules import (
    SITE_ADDRESS,
    SITE_ALTERED,
    SITE_LINK,
    SITE_SAME,
    SITE_SEARCH,
)
from pipeline.issuing.site import feeds
from pipeline.issuing.site.addresses import Base, address_of, folded, place_of, way
from pipeline.issuing.site.copies import rows
from pipeline.issuing.site.gone import Gone, Notice, notices, without_other
from pipeline.issuing.site.gone import placed as placed_gone
from pipeline.issuing.site.guide import Guide
from pipeline.issuing.site.linking import FONTS, Places, lead, same_words
from pipeline.issuing.site.lists import Part, by_letter, by_topic, newest, search_data
from pipeline.issuing.site.shelf import FOLDER, Shelf, fill, shelves, style_sheet

NEWEST, NEW = 6, 60
"""So many guides stand on the first page, and on the page of new ones (house)."""

MOST_IN_LIST = 600
"""So many guides stand in one list; with more each letter or topic has a page of its own (house: 150 kB)."""

MOST_LED_TO = 60
"""A part of a list leads to so many others at most: more than the letters of any alphabet (house)."""

MOST_SEARCH = 2_000_000
"""Bytes of what the search of one language looks in (house: 5,000 guides)."""

LOGO = (240, 46)
"""CSS px that a logo takes at most, as on a page."""


@dataclass(frozen=True, slots=True)
class Collected:
    """A collection in one language: its name, title and address, the articles that it is made of, and its files that
    readers may take, by their path in the edition's folder. `prices` as "4.99 GBP" are those of a book for sale, which
    nobody may take; `isbn` and `summary` are "" where the collection says none.
    """

    name: str
    title: str
    lang: str
    address: str
    articles: tuple[str, ...]
    files: tuple[str, ...]
    path: str = ""
    prices: tuple[str, ...] = ()
    isbn: str = ""
    summary: str = ""


@dataclass(frozen=True)
class Site:
    """The files of a site by path, in the order in which they are to be written, and what is wrong with it. A file
    that belongs to a guide is named by the guide's name and its path in the edition's folder.
    """

    files: Mapping[str, bytes] = field(repr=False)
    copies: Mapping[str, tuple[str, str]] = field(repr=False)
    findings: Findings
    gone: tuple[Gone, ...] = ()
    remembered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Page:
    """What the frame shows of one page of the library."""

    path: str
    title: str
    heading: str
    address: str
    description: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    hidden: bool = False
    searched: bool = False
    values: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["values"][name]
        except KeyError:
            raise AttributeError(name) from None


class _Maker:
    def __init__(self, brand: Brand, styles: Styles, base: Base, guides: list[Guide], gone: list[Gone]) -> None:
        self.brand, self.styles, self.base = brand, styles, base
        self.guides, self.gone = guides, gone
        langs = _languages(brand, guides, gone)
        self.shelves = shelves(brand, styles, langs, [each.lang for each in gone if each.why != "moved"])
        self.files: dict[str, bytes] = {}
        self.said: dict[str, list[str]] = {lang: [] for lang in langs}
        self.listed: dict[str, date | None] = {}
        self.bound: Sequence[Collected] = ()
        self.published: Mapping[str, Collection[str]] = {}
        self.logo = self._logo()
        self.checks = False
        words = {lang: shelf.words for lang, shelf in self.shelves.items()}
        self.notices: Sequence[Notice] = notices(gone, guides, words)

    def _logo(self) -> dict[str, Any] | None:
        brand, names = self.brand, []
        for name, content in (("logo", brand.logo), ("logo-dark", brand.logo_dark)):
            path = f"{FOLDER}/{name}.{'svg' if content.lstrip().startswith(b'<') else 'png'}"
            if content:
                self.files[path] = content
            names.append(path if content else "")
        if not brand.logo:
            return None
        width, height = picture_size(brand.logo)
        scale = min(LOGO[0] / width, LOGO[1] / height)
        size = {"width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
        return {"light": names[0], "dark": names[1], "alt": brand.logo_alt} | size

    def render(self, shelf: Shelf, template: str, page: _Page, to: Callable[[str], str] | None = None) -> None:
        """Put one page of the library among the files."""
        contact = self.brand.contact
        lines = (
            (shelf.words("phone-label"), contact.phone, f"tel:{contact.dialled}"),
            (shelf.words("email-label"), contact.email, f"mailto:{contact.email}"),
        )
        html = fill(
            shelf.edition,
            template,
            shelf=shelf,
            page=page,
            words=shelf.words,
            publisher=self.brand.name,
            logo=self.logo,
            contact=[line for line in lines if line[1]],
            check=shelf.own("check.html") if self.checks else "",
            search_script=f"{FOLDER}/search/search.js",
            to=to or partial(_way, page.path),
        )
        self.files[page.path] = html.encode()
        self.said[shelf.lang].append(html)

    def page(self, shelf: Shelf, path: str, heading: str, **more: Any) -> _Page:
        """A page of the library that search engines may show."""
        kept = {key: more.pop(key) for key in ("description", "hidden", "searched", "alternates") if key in more}
        if not kept.get("hidden"):
            self.listed[path] = more.get("changed")
        return _Page(path, heading, heading, address_of(self.base, path), values=more, **kept)


def _way(here: str, there: str) -> str:
    path, hash_, key = there.partition("#")
    return way(here, path) + hash_ + key


def make_site(
    brand: Brand,
    styles: Styles,
    base: Base,
    guides: Sequence[Guide],
    gone: Sequence[Gone],
    published: Mapping[str, Collection[str]],
    collected: Sequence[Collected] = (),
    printed: Sequence[Printed] = (),
    pageless: Collection[str] = (),
) -> Site:
    """The site of a brand's library; `published` are the files of each guide's edition, by the guide's name. What is
    refused is a finding, and nothing is to be written then. `printed` are the copies that its page for checking knows,
    `pageless` the editions that are published and have no page here.
    """
    placed, findings = _placed(guides, brand)
    bound = list(_bound(collected, placed, brand))
    lost = placed_gone(gone, placed, brand.contact.web, FOLDER)
    findings += without_other(lost, placed)
    if any(finding.severity == "error" for finding in findings):
        return Site({}, {}, Findings(tuple(findings)))
    maker = _Maker(brand, styles, base, placed, lost)
    maker.published, maker.bound, maker.checks = published, bound, bool(printed)
    for shelf in maker.shelves.values():
        _shelf_pages(maker, shelf)
    _missing(maker)
    _check_pages(maker, printed, {*pageless, *(each.name for each in collected)})
    bound_copies = _collections(maker, bound)
    _gone_pages(maker)
    for shelf in maker.shelves.values():
        said = " ".join(maker.said[shelf.lang])
        maker.files |= style_sheet(shelf, {"text": said, "strong": said, "title": said})
    findings += _search(maker)
    pages, copies, more = _guide_pages(maker)
    findings += more
    listed: dict[str, date | None] = dict(maker.listed)
    listed |= {guide.path: guide.changed for guide in placed if not guide.marked}
    ends = {"sitemap.xml": feeds.sitemap(dict(sorted(listed.items())), base), "robots.txt": feeds.robots(base)}
    # Files first, then the pages that need them, then the lists that lead to the pages.
    own = maker.files
    assets = {path: content for path, content in own.items() if not path.endswith(".html")}
    lists = {path: content for path, content in own.items() if path.endswith(".html")}
    kept = {each.path: each.memory for each in lost}
    kept |= {guide.path: (guide.name, guide.lang, guide.title) for guide in placed}
    return Site(
        {**assets, **pages, **lists, **ends}, {**copies, **bound_copies}, Findings(tuple(findings)), tuple(lost), kept
    )


def _placed(guides: Sequence[Guide], brand: Brand) -> tuple[list[Guide], list[Finding]]:
    """The guides with their places, and the findings on those that have none of their own."""
    found: list[Finding] = []
    placed: list[Guide] = []
    taken: dict[str, Guide] = {}
    for guide in sorted(guides, key=lambda each: each.name):
        place, path = Place(guide.name), place_of(guide.address, brand.contact.web)
        if not path:
            path = f"{guide.slug}.{guide.lang}/index.html"
            message = f'its address "{guide.address}" is not below "{brand.contact.web}", where the site stands'
            hint = "codes and links in print lead there: put the page there too, or take canonical out"
            found.append(SITE_ADDRESS.finding(place, message, hint))
        same = taken.get(folded(path))
        if same is not None or path.partition("/")[0] == FOLDER or path == "index.html":
            other = f'that of "{same.name}"' if same else "one of the library's own"
            differ = " but for case" if same and same.path != path else ""
            message = f'its place "{path}" is {other}{differ}'
            hint = "give one of the two another address with canonical, or another folder"
            found.append(SITE_SAME.finding(place, message, hint))
            continue
        placed.append(replace(guide, path=path))
        taken[folded(path)] = placed[-1]
    return placed, found


def _languages(brand: Brand, guides: Sequence[Guide], gone: Sequence[Gone]) -> list[str]:
    """The languages of a library: the brand's in its order, then others; the first one that has guides begins."""
    there = {guide.lang for guide in guides}
    known = there | {each.lang for each in gone}
    ordered = [lang for lang in brand.languages if lang in known] + sorted(known - set(brand.languages))
    return sorted(ordered, key=lambda lang: lang not in there) or ["en"]


def _shelf_pages(maker: _Maker, shelf: Shelf) -> None:
    words = shelf.words
    own = [guide for guide in maker.guides if guide.lang == shelf.lang]
    latest, topics, letters = newest(own), by_topic(own, shelf.lang), by_letter(own, shelf.lang)
    topic_page = shelf.own("topics.html")
    ways = _split(maker, shelf, topic_page, words("library-topics"), topics, described=False)
    _split(maker, shelf, shelf.a_z, words("library-a-z"), letters, described=len(own) <= MOST_IN_LIST)
    largest = sorted(topics, key=lambda part: -len(part.guides))[:24]
    shown = sorted(largest, key=topics.index)
    alternates = tuple((each.lang, address_of(maker.base, each.start)) for each in maker.shelves.values())
    page = maker.page(
        shelf,
        shelf.start,
        words("library-heading"),
        description=f"{words('library-heading')}: {maker.brand.name}",
        alternates=alternates if len(alternates) > 1 else (),
        searched=True,
        guides=latest[:NEWEST],
        more=shelf.own("new.html") if len(latest) > NEWEST else "",
        topics=[(part.heading, ways[part.id], len(part.guides)) for part in shown],
        changed=latest[0].changed if latest else None,
    )
    maker.render(shelf, "start.html", page)
    path = shelf.own("new.html")
    parts = [Part("", "", tuple(latest[:NEW]))]
    heading = words("library-new")
    listing = maker.page(
        shelf, path, heading, parts=parts, index=[], described=True, dated=True, feed=True, downloads=[]
    )
    maker.render(shelf, "list.html", listing)
    title = f"{maker.brand.name}: {words('library-new')}"
    taken = [each for each in maker.notices if each.lang == shelf.lang and each.withdrawn]
    for name, feed in (("feed.xml", feeds.rss), ("feed.json", feeds.json_feed)):
        own_path = shelf.own(name)
        maker.files[own_path] = feed(latest, taken, maker.base, title, shelf.lang, shelf.start, own_path)


def _split(
    maker: _Maker, shelf: Shelf, path: str, heading: str, parts: Sequence[Part], *, described: bool
) -> dict[str, str]:
    """A list in parts on one page, or on a page for each part where there are many; where each part is, by its id."""
    shown: dict[str, Any] = {"described": described, "dated": False, "feed": False, "downloads": []}
    if sum(len(part.guides) for part in parts) <= MOST_IN_LIST:
        index = [(part.heading, f"#{part.id}") for part in parts if part.heading]
        page = maker.page(
            shelf, path, heading, searched=True, parts=parts, index=index if len(index) > 1 else [], **shown
        )
        maker.render(shelf, "list.html", page)
        return {part.id: f"{path}#{part.id}" for part in parts}
    stem = path.removesuffix(".html")
    # Most key words are those of one guide alone: they lead to it, and need no page between.
    single = {part.id: part.guides[0].path for part in parts if path.endswith("topics.html") and len(part.guides) == 1}
    own = {part.id: f"{stem}-{part.id}.html" for part in parts} | single
    index = [(part.heading or str(number), own[part.id]) for number, part in enumerate(parts, start=1)]
    maker.render(shelf, "list.html", maker.page(shelf, path, heading, searched=True, parts=[], index=index, **shown))
    # Each of a thousand topics would lead to all others: a million links.
    index = index if len(index) <= MOST_LED_TO else []
    for part in parts:
        if part.id in single:
            continue
        title = f"{heading}: {part.heading}" if part.heading else heading
        one = replace(part, heading="")
        listing = maker.page(shelf, own[part.id], title, parts=[one], index=index, **shown)
        maker.render(shelf, "list.html", listing)
    return own


def _bound(collected: Sequence[Collected], placed: Sequence[Guide], brand: Brand) -> Iterator[Collected]:
    """The collections with their places. One whose address is that of its first article has none of its own."""
    taken = {folded(guide.path) for guide in placed}
    for each in collected:
        path = place_of(each.address, brand.contact.web)
        if path and folded(path) not in taken and path.partition("/")[0] != FOLDER and path != "index.html":
            taken.add(folded(path))
            yield replace(each, path=path)


def _collections(maker: _Maker, bound: Sequence[Collected]) -> dict[str, tuple[str, str]]:
    """A page for each collection, to which its book and its digest lead: its articles, and its files."""
    copies: dict[str, tuple[str, str]] = {}
    for each in bound:
        shelf, folder = maker.shelves.get(each.lang), each.path.rpartition("/")[0]
        if shelf is None:
            continue
        own = {guide.slug: guide for guide in maker.guides if guide.lang == each.lang}
        # A book that a store sells is not given away beside it.
        files = {f"{folder}/{file}": (each.name, file) for file in each.files if not each.prices}
        parts = [Part("", "", tuple(own[slug] for slug in each.articles if slug in own))]
        taken = [(shelf.words("download-booklet"), path) for path in files]
        shown = {"described": True, "dated": True, "feed": False, "downloads": taken, "book": each}
        page = maker.page(shelf, each.path, each.title, parts=parts, index=[], description=each.summary, **shown)
        maker.render(shelf, "list.html", page)
        copies |= files
    return copies


def _missing(maker: _Maker) -> None:
    """404.html, which a host shows at any address: its links begin at the top of the host."""
    shelf = next(iter(maker.shelves.values()))
    heading, sentence = shelf.words("library-missing"), shelf.words("library-missing-hint")
    page = maker.page(
        shelf,
        "404.html",
        heading,
        hidden=True,
        searched=True,
        notice=None,
        sentence=sentence,
        gone=[],
        onward=shelf.a_z,
    )
    maker.render(shelf, "gone.html", page, lambda there: maker.base.path + there)


def _check_pages(maker: _Maker, printed: Sequence[Printed], pageless: Collection[str]) -> None:
    """The page that says whether a printed copy is still true, in each language; the first one at check/ too, which is
    short enough to be read out on the telephone.
    """
    if not printed:
        return
    places, script = {guide.name: guide.path for guide in maker.guides}, f"{FOLDER}/check.js"
    gone = {each.name: each.path for each in maker.gone if each.name}
    maker.files[script] = maker.styles.files["site/check.js"]
    for number, shelf in enumerate(maker.shelves.values()):
        found = rows(printed, shelf.words, places, gone, pageless)
        for path in (shelf.own("check.html"), *(["check/index.html"] if number == 0 else [])):
            hidden = path == "check/index.html"
            heading = shelf.words("check-heading")
            page = maker.page(shelf, path, heading, hidden=hidden, copies=found, script=script)
            maker.render(shelf, "check.html", page)


def _gone_pages(maker: _Maker) -> None:
    """A page at the place of each guide that is gone, which says so and why, and the list of them."""
    for notice in maker.notices:
        shelf = maker.shelves[notice.lang]
        shown = {"notice": notice, "sentence": "", "gone": [], "onward": shelf.a_z}
        maker.render(
            shelf, "gone.html", maker.page(shelf, notice.path, notice.title, hidden=True, searched=True, **shown)
        )
    for shelf in maker.shelves.values():
        own = [notice for notice in maker.notices if notice.lang == shelf.lang and notice.mark]
        if own:
            path, heading = shelf.own("withdrawn.html"), shelf.words("library-withdrawn")
            listing = maker.page(shelf, path, heading, notice=None, sentence="", gone=own, onward="")
            maker.render(shelf, "gone.html", listing)


def _search(maker: _Maker) -> Iterator[Finding]:
    """What the search needs, and the finding on a language that has more than a telephone should load."""
    for name in ("search.js", "minisearch.js"):
        maker.files[f"{FOLDER}/search/{name}"] = maker.styles.files[f"site/{name}"]
    for lang in maker.shelves:
        own = [guide for guide in maker.guides if guide.lang == lang]
        path = f"{FOLDER}/search/{lang}.js"
        maker.files[path] = search_data(own, lang, path).encode()
        size = len(maker.files[path])
        if size > MOST_SEARCH:
            message = f'what the search in "{lang}" looks in weighs {size:,} bytes, {MOST_SEARCH:,} is the most'
            yield SITE_SEARCH.finding(Place(path), message, "shorten summaries, or part the library by brand")


def _guide_pages(maker: _Maker) -> tuple[dict[str, bytes], dict[str, tuple[str, str]], list[Finding]]:
    """The pages of guides led to their places, the files that go with them, and their dead links."""
    by_address = {guide.address.rstrip("/"): guide.path for guide in maker.guides}
    by_address |= {each.address.rstrip("/"): each.path for each in maker.gone if each.address}
    by_address |= {each.address.rstrip("/"): each.path for each in maker.bound}
    places = Places(
        maker.brand.contact.web,
        maker.base,
        by_address,
        {guide.path: guide.ids for guide in maker.guides},
        {lang: shelf.start for lang, shelf in maker.shelves.items()},
        {lang: shelf.a_z for lang, shelf in maker.shelves.items()},
    )
    pages: dict[str, bytes] = {}
    copies: dict[str, tuple[str, str]] = {}
    found: list[Finding] = []
    for guide in maker.guides:
        words = maker.shelves[guide.lang].words
        labels = words("library-label"), words("library-start"), words("library-a-z")
        led = lead(guide, places, labels, maker.published.get(guide.name, ()))
        for address, said in led.lost:
            message = f'the link "{said[:60]}" leads to "{address}", which the site does not have'
            hint = "publish it in this brand and language, or take the link out; the site shows its words only"
            found.append(SITE_LINK.finding(Place(guide.name), message, hint))
        if not same_words(guide.html, led.html):
            message = "its page on the site would not say what the finished page says"
            found.append(SITE_ALTERED.finding(Place(guide.name), message, "report it: this is a fault of plainleaf"))
        pages[guide.path] = led.html.encode()
        folder = guide.path.rpartition("/")[0]
        for file in guide.files_below():
            if file not in maker.published.get(guide.name, ()):
                continue
            copies[f"{folder}/{file}" if folder else file] = (guide.name, file)
        for file in guide.own_files():
            place = f"{FONTS}/{file.removeprefix('fonts/')}" if file.startswith("fonts/") else f"{folder}/{file}"
            copies[place] = (guide.name, f"page/{file}")
    return pages, copies, found

"""A library and its output folder come in; the guides that a brand's site shows, and those that are gone, go out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from pipeline import limits
from pipeline.article.front.status import Status
from pipeline.article.front.withdrawal import NOTHING_SAID, Withdrawal, withdrawal_of
from pipeline.building.manifest import edition_from_json
from pipeline.building.refusing import WITHDREW
from pipeline.building.report import EditionReport, Fate
from pipeline.edition.binding import binding_of
from pipeline.edition.edition import address_of
from pipeline.edition.name import EditionName
from pipeline.edition.review import State, state_of
from pipeline.errors import PlainleafError
from pipeline.finding import Finding, Place
from pipeline.formats.page.settings import settings_of as page_settings_of
from pipeline.issuing.rules import SITE_PAGE
from pipeline.issuing.site.gone import Gone
from pipeline.issuing.site.guide import Guide, PageError, read_guide
from pipeline.issuing.site.making import Collected
from pipeline.workspace.disk import digest
from pipeline.workspace.issued import Linked

if TYPE_CHECKING:
    from pipeline.building.library import Library
    from pipeline.house.brand import Brand
    from pipeline.workspace.output import Output

PAGE = "page/index.html"
REMEMBERED = ".plainleaf-pages.json"
"""What a site showed: path → [edition, language, title], and of what is gone already [why, reason, day, article to
read instead, edition]; so that a page that is gone can say so.
"""


@dataclass
class Shown:
    """What a brand's site is made of. `files` are the published files of each guide, by its name, with their hashes;
    `pageless` the editions that are published and have no page.
    """

    guides: list[Guide] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    files: dict[str, Mapping[str, str]] = field(default_factory=dict)
    collected: list[Collected] = field(default_factory=list)
    pageless: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def stopped(library: Library, names: Sequence[EditionName]) -> dict[EditionName, str]:
    """The published editions that their source has taken back since, with the reason: "withdrawn", "expired", "moved"
    for one that is parked, "gone" for one that nothing stands for any more.
    """
    # Only the heads are looked at: a site is made of finished pages, and reading 1,500 articles takes minutes.
    heads = {name: head_of(library, name.slug, name.lang) for name in names}
    library.read([name.slug for name in names if _is_doubtful(name, heads[name])])
    orphans = library.orphans(names)
    found = {name: _why(heads[name], library.today) or ("gone" if name in orphans else "") for name in names}
    return {name: why for name, why in found.items() if why}


def _is_doubtful(name: EditionName, head: Mapping[str, str]) -> bool:
    """Whether a head looks as if its article were not for this brand or language any more: reading it tells."""
    return bool(head) and (head.get("lang") != name.lang or name.brand not in head.get("brands", name.brand))


def next_change(library: Library, names: Sequence[EditionName]) -> str:
    """The last day, ISO 8601, on which a site of these editions is as it is today: that of the next review."""
    reviews = {head_of(library, name.slug, name.lang).get("next_review", "") for name in names}
    return min((day for day in reviews if day >= library.today.isoformat()), default="9999-12-31")


_CONSENT = re.compile(r"""(?m)^[ \t]+["']?consent_until["']?:[ \t]*["']?(\d{4}-\d\d-\d\d)""")
_BRANDS = re.compile(r"(?m)^brands:(.*(?:\n[ \t-].*)*)")
_KEY = re.compile(r"""(?m)^(id|status|next_review|canonical|lang):[ \t]*["']?([^"'#\s]+)""")


def head_of(library: Library, slug: str, lang: str) -> dict[str, str]:
    """What the front matter of an article in one language says of its status, review and address, as it is written; {}
    where there is no such article. A translation takes what it leaves out from the original.
    """
    files = library.sources[slug].files if slug in library.sources else {}
    original = _head(files.get("article.md", b""))
    if not files or original.get("lang") == lang:
        return original | ({"original": "yes"} if original else {})
    own = _head(files.get(f"article.{lang}.md", b""))
    # An address is the original's own: a translation's would be that of two pages.
    return {"canonical": "", **{key: value for key, value in original.items() if key != "canonical"}, **own}


def _head(content: bytes) -> dict[str, str]:
    text = content[: limits.HEAD_BYTES].decode("utf-8", "replace").replace("\r\n", "\n")
    head = text.partition("\n---")[0]
    found = dict(_KEY.findall(head))
    if brands := _BRANDS.search(head):
        found["brands"] = brands[1]
    consents = _CONSENT.findall(head)
    if consents and "next_review" in found:
        # What shows a picture that may not be shown any more is as good as past its review.
        found["next_review"] = min(found["next_review"], *consents)
    return found


def _why(head: Mapping[str, str], today: date) -> str:
    status, review = head.get("status", ""), head.get("next_review", "")
    if status in {Status.WITHDRAWN, Status.DRAFT}:
        return "withdrawn" if status == Status.WITHDRAWN else "moved"
    try:
        return "expired" if state_of(date.fromisoformat(review), today) is State.EXPIRED else ""
    except ValueError:
        return ""


def shown(library: Library, output: Output, house: Brand, taken_back: Mapping[EditionName, str]) -> Shown:
    """The finished pages of a brand as they lie in the output folder, each read and compared with its manifest."""
    found, brand = Shown(), house.id
    for name in output.editions():
        if name.brand != brand:
            continue
        edition = edition_from_json(output.manifest(name), name, Fate.UP_TO_DATE)
        if name.slug in library.collections:
            if edition is not None and name not in taken_back:
                found.collected.append(_collected(library, house, name, edition))
                found.files[str(name)] = _hashes(edition)
            continue
        if name in taken_back:
            message = "its article is not to be published any more, and its files still are"
            known = name.slug in library.slugs
            hint = f"run plainleaf build {name.slug}" if known else "run plainleaf build"
            found.findings.append(SITE_PAGE.finding(Place(str(name)), message, hint))
        elif edition is not None and PAGE not in _hashes(edition):
            _without_page(house, name, edition, found)
            continue
        if name in taken_back and PAGE not in _hashes(edition):
            continue
        guide = _guide(output, name, edition, found)
        if guide is not None and name in taken_back:
            found.gone.append(_gone(library, name, guide, taken_back[name]))
        elif guide is not None:
            found.guides.append(guide)
    there = {guide.name for guide in found.guides}
    found.gone += [gone for name, gone in _withdrawn(library, output, brand) if name not in there]
    return found


def _without_page(house: Brand, name: EditionName, edition: EditionReport, found: Shown) -> None:
    """An edition that has no page, and the finding on it, unless its article wants none (`page: no`)."""
    if not edition.products:
        return
    found.pageless.add(str(name))
    has_table = page_settings_of(house) is not None
    if has_table and edition.consists_of.get("page") == ():
        return
    hint = f"run plainleaf build {name.slug}"
    mend = hint if has_table else f"add a [page] table to styles/brands/{name.brand}/brand.toml, then {hint}"
    found.findings.append(
        SITE_PAGE.finding(Place(str(name)), "it has no finished page, and is left out of the site", mend)
    )


def _hashes(edition: EditionReport | None) -> dict[str, str]:
    return {file.name: file.sha256 for product in (edition.products if edition else ()) for file in product.files}


def _collected(library: Library, house: Brand, name: EditionName, edition: EditionReport) -> Collected:
    """A collection as its book says where it stands on the web: at the address of an article that leads it."""
    articles, words = library.collections[name.slug].articles, library.collections[name.slug].words
    lead = head_of(library, articles[0], name.lang)
    address = address_of(house, name.slug, name.lang, lead.get("canonical", ""), original="original" in lead)
    books = [
        file.name
        for product in edition.products
        for file in product.files
        if file.media_type == "application/epub+zip" and not product.added
    ]
    book = binding_of(words, name.lang)
    return Collected(
        str(name),
        edition.title,
        name.lang,
        address,
        articles,
        tuple(books),
        # A book that is free somewhere is given away here.
        prices=() if any(not currency for _, currency in book.prices) else words.price,
        isbn=book.isbn,
        summary=book.summary,
    )


def _guide(output: Output, name: EditionName, edition: EditionReport | None, found: Shown) -> Guide | None:
    place, hint = Place(str(name)), f"run plainleaf build {name.slug}"
    hashes = _hashes(edition)
    try:
        if PAGE not in hashes:
            raise PageError("its manifest cannot be read")
        content = output.read(name, PAGE)
        if digest(content) != hashes[PAGE]:
            raise PageError("somebody changed it after it was published")
        guide = read_guide(content, str(name), name.slug)
    except (PlainleafError, PageError) as fault:
        message = f"its page is left out of the site: {fault}"
        # A build looks at sizes, not into files: what is there and as large as ever is up to date to it.
        mend = f"delete the folder page of {name} in the output folder, then {hint}"
        found.findings.append(SITE_PAGE.finding(place, message, mend))
        return None
    found.files[str(name)] = hashes
    return guide


def _gone(library: Library, name: EditionName, guide: Guide, why: str, otherwise: Withdrawal = NOTHING_SAID) -> Gone:
    said = NOTHING_SAID
    if why == "withdrawn" and name.slug in library.sources:
        said = withdrawal_of(library.sources[name.slug].files, name.lang)
    said = replace(said, because=said.because or otherwise.because)
    return Gone(guide.title, guide.lang, guide.address, why, name=str(name), said=said, document=guide.document)


def _withdrawn(library: Library, output: Output, brand: str) -> Iterator[tuple[str, Gone]]:
    """The pages that lie in _withdrawn/, by the name of their edition."""
    for name in output.withdrawn_editions():
        content = output.read_withdrawn(name, PAGE) if name.brand == brand else None
        if content is None:
            continue
        why = output.withdrawn(name).get(PAGE, "")
        kind = "withdrawn" if why.startswith(WITHDREW) else "expired" if "due for review" in why else "gone"
        try:
            guide = read_guide(content, str(name), name.slug)
        except PageError:
            continue
        # The last word is the source's; where that is gone too, what the build wrote down of it.
        kept = Withdrawal(why.removeprefix(WITHDREW).removeprefix(": ")) if kind == "withdrawn" else NOTHING_SAID
        yield str(name), _gone(library, name, guide, kind, kept)


def remembered(content: bytes | None, found: Shown) -> list[Gone]:
    """What a site showed once and nothing else tells of any more: a folder was emptied, an address was changed."""
    try:
        pages = json.loads(content or b"{}")
        return [_remembered(str(path), kept) for path, kept in pages.items() if kept[0] not in found.files]
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return []


def _remembered(path: str, kept: Sequence[object]) -> Gone:
    shown_as, lang, title, why, because, day, instead, name = (*map(str, kept), *[""] * (8 - len(kept)))
    said = Withdrawal(because, date.fromisoformat(day) if day else None, instead)
    # A list that somebody edited says no other words than ours.
    why = why if why in {"withdrawn", "expired", "moved"} else "gone"
    return Gone(title, lang, "", why, path, name or shown_as, said)


def settled(library: Library, found: Shown, gone: Sequence[Gone]) -> list[Gone]:
    """What is gone, each as its source has it now: withdrawn is what its author withdrew, gone what left the house."""
    documents: dict[str, str] = {}
    if any(each.document and each.why == "gone" for each in gone):
        documents = {head_of(library, slug, "").get("id", ""): slug for slug in library.sources}
    return [_settled(library, found, each, documents) for each in gone]


def _settled(library: Library, found: Shown, gone: Gone, documents: Mapping[str, str]) -> Gone:
    instead, shown_here = gone.said.instead, {guide.slug for guide in found.guides}
    try:
        name = EditionName.parse(gone.name)
    except ValueError:
        return gone if gone.why != "moved" else replace(gone, why="gone")
    if name.slug in library.slugs:
        library.read(library.members((name.slug,)))
        if name not in library.orphans((name,)):
            why = _why(head_of(library, name.slug, name.lang), library.today) or "moved"
            return gone if why == gone.why else replace(gone, why=why)
    elif gone.why == "gone" and gone.document in documents:
        # Its folder was given another name: readers are led to the page that it has there, once it has one.
        other = documents[gone.document]
        said = replace(gone.said, instead=other) if other in shown_here else gone.said
        return replace(gone, why="moved", said=said)
    if gone.why == "moved" and instead not in shown_here:
        return replace(gone, why="gone", said=replace(gone.said, instead=""))
    return gone


def copied(output: Output, found: Shown, copies: Mapping[str, tuple[str, str]]) -> dict[str, Linked]:
    """The files that go with the guides, by their place in the site."""
    made: dict[str, Linked] = {}
    for path, (name, file) in copies.items():
        value = found.files[name].get(file)
        if value is not None:
            made[path] = Linked(output.path_of(EditionName.parse(name), file), value)
    return made

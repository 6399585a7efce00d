"""An edition, what was published of it and a wish come in; what is to be rendered, and why, goes out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pipeline import channels
from pipeline.building.digests import SAID, Digests
from pipeline.building.report import EditionReport, ProductReport
from pipeline.building.survey import Target
from pipeline.edition.copies import Copy
from pipeline.edition.name import EditionName
from pipeline.edition.review import State
from pipeline.formats import format_named


@dataclass(frozen=True)
class Request:
    """What this run works on; empty tuples mean everything. It never says what is published: brand and article do.

    `without` are variants that are published because somebody asked for them by name, and shall be no longer. `today`
    decides review states and nothing else.
    """

    today: date
    articles: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    draft: bool = False
    save: bool = True

    def works_on(self, name: EditionName) -> bool:
        """Whether an edition is among those that this run works on."""
        return (
            (not self.articles or name.slug in self.articles)
            and (not self.brands or name.brand in self.brands)
            and (not self.langs or name.lang in self.langs)
        )


@dataclass(frozen=True)
class Work:
    """What is to be rendered of one format, and why.

    `variants` None means all that the edition consists of; otherwise just these. `added` are variants that it consists
    of although neither brand nor article lists them.
    """

    why: str
    variants: tuple[str, ...] | None = None
    added: tuple[str, ...] = ()


@dataclass(frozen=True)
class EditionPlan:
    """What a run does with one edition: the work by format, and what each format depends on now.

    `taken_out` shall be published no longer, `not_taken_out` cannot be taken out by name since a setting lists it;
    `left_alone` says by format what changed of those that this run does not work on; `copies` is what was printed
    before.
    """

    target: Target
    earlier: EditionReport | None
    parts: Mapping[str, Mapping[str, str]] = field(repr=False)
    work: Mapping[str, Work]
    taken_out: tuple[ProductReport, ...] = ()
    not_taken_out: tuple[str, ...] = ()
    left_alone: Mapping[str, str] = field(default_factory=dict)
    copies: tuple[Copy, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether anything is to be done."""
        return bool(self.work or self.taken_out)


@dataclass(frozen=True)
class Step:
    """One format of one edition that is to be rendered, or an edition that is to leave (`format` ""), and why."""

    edition: EditionName
    format: str
    why: str


def plan_edition(
    target: Target,
    earlier: EditionReport | None,
    digests: Digests,
    request: Request,
    *,
    whole: bool,
    uses: Mapping[str, Collection[str]],
) -> EditionPlan:
    """Plan one edition that the run works on.

    `whole` says that all files of `earlier` are there; `uses` which formats a format prints page numbers of.
    Whatever was published before and does not say what the source says now is made again too, asked for or not.
    """
    parts = {form: parts_of(digests, target, form, request.draft) for form in channels.FORMATS}
    work: dict[str, Work] = {}
    left: dict[str, str] = {}
    taken_out = tuple(product for product in _named(earlier, request) if product.added)
    for form in channels.FORMATS:
        former = [product for product in _products(earlier, form) if product not in taken_out]
        changed = _changed(earlier, form, former, parts[form])
        # Of a variant that the edition has not in this form, nothing comes until something changes.
        never = _unmade(earlier, form, parts[form])
        planned = _plan_format(form, former, changed, request, earlier, whole, never)
        if planned:
            work[form] = planned
        elif changed:
            left[form] = ", ".join(f"{name} changed" for name in changed)
    # Whoever prints the page numbers of a handout that leaves prints none.
    moved = {*work, *(product.format for product in taken_out)}
    for form in channels.FORMATS:
        stays = [product for product in _products(earlier, form) if product not in taken_out]
        if stays and set(uses.get(form, ())) & moved:
            work[form] = _with_former(work.get(form), stays)
            left.pop(form, None)
    listed = tuple(product.name for product in _named(earlier, request) if not product.added)
    return EditionPlan(target, earlier, parts, work, taken_out, listed, left)


def _with_former(work: Work | None, former: Sequence[ProductReport]) -> Work:
    """The work on a format with all that was published of it: it prints page numbers that may be others now."""
    again, added = (product.variant for product in former), (product.variant for product in former if product.added)
    if work is None:
        return Work("pages changed", tuple(dict.fromkeys(again)), tuple(added))
    variants = None if work.variants is None else tuple(dict.fromkeys((*work.variants, *again)))
    return replace(work, variants=variants, added=tuple(dict.fromkeys((*work.added, *added))))


def _plan_format(
    form: str,
    former: Sequence[ProductReport],
    changed: Sequence[str],
    request: Request,
    earlier: EditionReport | None,
    whole: bool,
    never: Collection[str],
) -> Work | None:
    """The work on one format, or None when it is up to date, or not asked for and still true."""
    asked, wanted = _asked(form, request)
    idle = earlier is not None and form in earlier.idle
    lost = bool(former) and not whole
    why = "files are missing from the output folder" if lost else ", ".join(f"{name} changed" for name in changed)
    untrue = lost or any(name in SAID for name in changed)
    before = [product.variant for product in former]
    added = tuple(dict.fromkeys((*(product.variant for product in former if product.added), *wanted)))
    if why and (untrue or (asked and not wanted)):
        # In a run that works on a part only, what was never published waits for a run that works on all.
        narrow = tuple(dict.fromkeys((*before, *wanted))) if wanted or not asked else None
        return Work(why, narrow, added)
    if not asked:
        return None
    if wanted:
        expected = wanted
    elif earlier is None or not (former or idle):
        return Work("not built yet")
    else:
        expected = tuple(_variants(earlier, form))
    absent = tuple(v for v in dict.fromkeys(expected) if v not in {*before, *request.without, *never})
    again = tuple(variant for variant in wanted if variant in before) if why else ()
    if not absent and not again:
        return None
    return Work(f"{', '.join(absent)} not built yet" if absent else why, (*absent, *again), added)


def _asked(form: str, request: Request) -> tuple[bool, tuple[str, ...]]:
    """Whether the run works on a format, and on which of its variants only."""
    if request.formats and form not in request.formats:
        return False, ()
    wanted = tuple(variant for variant in request.variants if variant in format_named(form).VARIANTS)
    return bool(wanted) or not request.variants, wanted


def _unmade(earlier: EditionReport | None, form: str, parts: Mapping[str, str]) -> frozenset[str]:
    """The variants that were asked for by name, and of which nothing came out of just these parts."""
    found = earlier.idle.items() if earlier else ()
    return frozenset(
        name.partition("/")[2] for name, made_of in found if name.startswith(f"{form}/") and made_of == parts
    )


def _variants(earlier: EditionReport, form: str) -> list[str]:
    """The variants of all that an edition consists of in this format, published yet or not."""
    return [name.split("/")[1] for name in earlier.consists_of.get(form, ())]


def _products(earlier: EditionReport | None, form: str) -> list[ProductReport]:
    """What there was of a format, published or held back."""
    return [product for product in (*earlier.products, *earlier.held) if product.format == form] if earlier else []


def _named(earlier: EditionReport | None, request: Request) -> list[ProductReport]:
    """The products that somebody wants to be published no longer. Only those that were added by name can go so."""
    return [
        product
        for product in ((*earlier.products, *earlier.held) if earlier else ())
        if product.variant in request.without and (not request.formats or product.format in request.formats)
    ]


def _changed(
    earlier: EditionReport | None, form: str, former: Sequence[ProductReport], parts: Mapping[str, str]
) -> list[str]:
    """The names of the parts that differ from those that the products of a format were made of."""
    if earlier is None:
        return []
    made_of = [product.parts for product in former] or ([earlier.idle[form]] if form in earlier.idle else [])
    names = {name for before in made_of for name in {*before, *parts} if before.get(name) != parts.get(name)}
    return sorted(names - {"pages"})


def parts_of(digests: Digests, target: Target, form: str, draft: bool) -> dict[str, str]:
    """Everything one format of one edition depends on, by name, as hashes or plain words."""
    name = target.name
    return digests.parts(
        brand=name.brand,
        lang=name.lang,
        sources=target.sources,
        state=target.state,
        waivers=target.weighing.standing,
        draft=draft,
        form=form,
    )


def is_true(product: ProductReport, parts: Mapping[str, str]) -> bool:
    """Whether an earlier product says what the source says now, however it looks."""
    return _is_said(product.parts, parts)


def _is_said(earlier: Mapping[str, str], parts: Mapping[str, str]) -> bool:
    return all(earlier.get(name) == parts.get(name) for name in SAID)


def says_nothing_still(earlier: EditionReport, target: Target, digests: Digests) -> bool:
    """Whether an edition of which nothing was published, since no format makes anything of it, is so by its source now:
    a chapter that is given out only in a collection. What was held back is none.
    """
    if earlier.products or earlier.held or not earlier.idle:
        return False
    return all(
        _is_said(parts, parts_of(digests, target, name.partition("/")[0], False))
        for name, parts in earlier.idle.items()
    )


def stale_unread(earlier: EditionReport, sources: tuple[str, ...], digests: Digests) -> str:
    """As `stale_parts`, for an edition whose articles were not read: what only reading tells is left open."""
    changed: set[str] = set()
    for form in channels.FORMATS:
        former = _products(earlier, form)
        if former or form in earlier.idle:
            name = earlier.name
            parts = digests.parts(
                brand=name.brand,
                lang=name.lang,
                sources=sources,
                state=State.CURRENT,
                waivers="",
                draft=earlier.draft,
                form=form,
            )
            changed |= set(_changed(earlier, form, former, parts)) - {"review", "waivers"}
    return ", ".join(f"{name} changed" for name in sorted(changed))


def stale_parts(earlier: EditionReport, target: Target, digests: Digests) -> str:
    """What changed since an edition was published, in words; "" when it is up to date."""
    changed: set[str] = set()
    for form in channels.FORMATS:
        former = _products(earlier, form)
        if former or form in earlier.idle:
            changed |= set(_changed(earlier, form, former, parts_of(digests, target, form, earlier.draft)))
    return ", ".join(f"{name} changed" for name in sorted(changed))

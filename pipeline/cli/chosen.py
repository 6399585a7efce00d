"""Names that somebody asks for come in; the published editions that are meant, and what stands against them, go out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.building.library import Library
    from pipeline.building.report import EditionReport
    from pipeline.finding import Finding
    from pipeline.workspace.output import Output


def published_editions(
    output: Output, articles: Sequence[str] = (), brands: Sequence[str] = (), langs: Sequence[str] = ()
) -> list[EditionReport]:
    """The published editions that are meant, all where nothing is named; one that no format makes anything of, such as
    a chapter of a collection, is none. Raises UsageError for a name of which nothing is published, or when there are
    none at all.
    """
    from pipeline.cli.options import slug_of
    from pipeline.errors import UsageError
    from pipeline.naming import choose
    from pipeline.showing.publishing import published

    editions = [each for each in published(output).editions if each.products or each.held]
    slugs = list(dict.fromkeys(map(slug_of, articles)))
    for wanted, known, what in (
        (slugs, {each.name.slug for each in editions}, "article"),
        (brands, {each.name.brand for each in editions}, "brand"),
        (langs, {each.name.lang for each in editions}, "language"),
    ):
        for name in wanted:
            if name not in known:
                hint = choose(name, known) if known else "run plainleaf build first"
                raise UsageError(f'nothing is published of the {what} "{name}"', hint=hint)
    found = [
        each
        for each in editions
        if (not slugs or each.name.slug in slugs)
        and (not brands or each.name.brand in brands)
        and (not langs or each.name.lang in langs)
    ]
    if not found:
        raise UsageError("nothing of that is published", hint="run plainleaf build first")
    return found


def brands_of(output: Output, brands: Sequence[str]) -> list[str]:
    """The brands that are meant, all that have published something where none is named. Raises UsageError for one that
    has published nothing, or when none has.
    """
    from pipeline.errors import UsageError
    from pipeline.naming import choose

    known = sorted({name.brand for name in (*output.editions(), *output.withdrawn_editions())})
    if not known:
        raise UsageError("nothing is published yet", hint="run plainleaf build first")
    for brand in brands:
        if brand not in known:
            raise UsageError(f'nothing is published of the brand "{brand}"', hint=choose(brand, known))
    return list(dict.fromkeys(brands)) or known


def against(library: Library, output: Output, editions: Sequence[EditionReport]) -> list[Finding]:
    """What stands against handing on these editions: that one was withdrawn, or says something else by now."""
    return [
        finding
        for edition in editions
        for finding in library.against(edition.name, output.manifest(edition.name)).errors
    ]

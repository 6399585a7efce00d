"""The sample article comes in; how long its campaign and all its cards take goes out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from pipeline.article.balance import words_of
from pipeline.edition.artifact import Product
from pipeline.formats import social
from pipeline.formats.social.composing import compose
from pipeline.formats.social.counting import count_graphemes, count_mastodon, count_threads, weigh
from pipeline.formats.social.view import view_of, write_csv, write_json
from tests.bench.measure import Measure
from tests.newsletter.sample import library_edition


def measures() -> Iterator[Measure]:
    """Time of one core, so that other work on the machine does not count: the aims are for one core."""
    edition = library_edition("exosomes-hair-loss", "en", "harbour-clinic")

    def campaign() -> None:
        for remembering in (weigh, count_graphemes, count_mastodon, count_threads, words_of):
            remembering.cache_clear()
        listed = view_of(edition, compose(edition), {}).to_json()
        write_json(listed)
        write_csv(listed)

    def cards() -> None:
        social.render(edition, Product("social", "cards"))

    campaign()
    yield Measure("a campaign on eight networks, without cards", _processor_seconds(campaign, 5), "s", 0.05)
    cards()
    yield Measure("cards: six sizes of five templates, typefaces reused", _processor_seconds(cards, 3), "s", 4.5)


def _processor_seconds(work: Callable[[], object], times: int) -> float:
    """The least processor time of `work`, done `times` times."""
    taken = []
    for _ in range(times):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return min(taken)

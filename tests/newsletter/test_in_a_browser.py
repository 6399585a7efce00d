"""The message in a real browser: 320 to 1200 px, light, dark, turned around by force, and without pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.formats.newsletter.reading import Reading
from tests.judges import Look, axe, views
from tests.newsletter.sample import digest_edition, edition, issue, library_edition

pytestmark = [pytest.mark.needs_node, pytest.mark.needs_chromium]

OF_A_WHOLE_PAGE = {"landmark-one-main", "region"}
"""axe asks these of a page. A message is an article inside the page of a webmail, which has its own landmarks; the
issue's page for a browser has them, too, and is held to every rule."""

ISSUES = {
    "single in English": ("exosomes-hair-loss", "en", "single"),
    "whole in English": ("exosomes-hair-loss", "en", "whole"),
    "whole with a dose table in Arabic": ("wound-aftercare", "ar", "whole"),
}


@pytest.fixture(scope="module", params=[*ISSUES, "digest in Spanish"])
def message(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The HTML part of a finished message, as a mail client unpacks it."""
    if request.param in ISSUES:
        slug, lang, variant = ISSUES[request.param]
        made = library_edition(slug, lang, "fieldnote-press")
    else:
        made, variant = digest_edition("es", "fieldnote-press"), "digest"
    reading = Reading("a.eml", issue(made, variant).file(f"{variant}.eml").content, made)
    folder = tmp_path_factory.mktemp("message")
    html = reading.html
    for cid, part in reading.pictures.items():
        (folder / part.name).write_bytes(part.content)
        html = html.replace(f"cid:{cid}", part.name)
    page = folder / "message.html"
    page.write_text(html, encoding="utf-8")
    return page


def test_every_width_and_colour_scheme_shows_it_whole(message: Path) -> None:
    """No sideways scrolling, nothing for axe to say (its contrast rule reads the colours as shown: 4.5:1, WCAG 2.2,
    1.4.3), and with pictures off every link is still there, one of them at least 44 px high."""
    wanted = [(320, Look()), (600, Look()), (1200, Look()), (600, Look(dark=True)), (600, Look(inverted=True)),
              (320, Look(pictures=False))]  # fmt: skip
    seen = views(message, wanted)
    assert [view.width for view in seen] == [width for width, _ in wanted]
    for (width, look), view in zip(wanted, seen, strict=True):
        found = [violation for violation in view.violations if violation["id"] not in OF_A_WHOLE_PAGE]
        assert found == [], (width, look)
    without = seen[-1].links
    assert [link["href"] for link in without] == [link["href"] for link in seen[0].links] != []
    assert any(link["height"] >= 44 for link in without)


def test_the_page_for_a_browser_passes_every_rule_of_axe(tmp_path: Path) -> None:
    for file in issue(edition()).files:
        path = tmp_path / file.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(file.content)
    assert axe(tmp_path / "single.html", width=700) == []

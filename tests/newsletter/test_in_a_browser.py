"""The message in a real browser: 320 to 1200 px, light, dark, turned around by force, and without pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.formats.newsletter.reading import Subject
from tests.judges import Look, axe, views
from tests.newsletter.sample import digest_edition, edition, issue, library_edition

pytestmark = [pytest.mark.needs_node, pytest.mark.needs_chromium]

# Each variant once, each direction once; what a language adds to that is tried by `make gallery`.
ISSUES = [
    ("exosomes-hair-loss", "ar", "single"),
    ("wound-aftercare", "ar", "whole"),
    ("exosomes-hair-loss", "en", "whole"),
    ("", "es", "digest"),
]
WIDTHS = (320, 600, 1200)
LOOKS = (Look(), Look(dark=True), Look(inverted=True))


@pytest.fixture(scope="module", params=ISSUES, ids="-".join)
def message(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The HTML part of a finished message, as a mail client unpacks it."""
    slug, lang, variant = request.param
    brand = "harbour-clinic" if lang == "ar" else "fieldnote-press"
    made = library_edition(slug, lang, brand) if slug else digest_edition(lang, brand)
    reading = Subject("a.eml", issue(made, variant).file(f"{variant}.eml").content, made)
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
    1.4.3), a link that stands alone at least 44 px high, and with pictures off every link is still there."""
    wanted = [(width, look) for look in LOOKS for width in WIDTHS] + [(320, Look(pictures=False))]
    seen = views(message, wanted)
    assert [view.width for view in seen] == [width for width, _ in wanted]
    for (width, look), view in zip(wanted, seen, strict=True):
        assert view.violations == (), (width, look)
        alone = [link for link in view.links if link["alone"]]
        assert alone and [link["words"] for link in alone if link["height"] < 44] == [], (width, look)
    without = seen[-1].links
    assert [link["href"] for link in without] == [link["href"] for link in seen[0].links] != []


def test_in_a_webmail_it_adds_no_landmark_to_the_page(message: Path) -> None:
    """A webmail takes <main> out (caniemail, html-semantics), keeps roles, and shows the body inside its own main."""
    body = message.read_text(encoding="utf-8").partition("<body")[2].partition(">")[2].partition("</body>")[0]
    shown = body.replace("<main>", "<u></u>").replace("</main>", "<u></u>")
    webmail = message.with_name("webmail.html")
    frame = f'<header>Mail</header><main><div class="message">{shown}</div></main>'
    webmail.write_text(f'<!doctype html><html lang="en"><title>Mail</title><body>{frame}</body></html>', "utf-8")
    assert axe(webmail) == []


def test_the_page_for_a_browser_passes_every_rule_of_axe(tmp_path: Path) -> None:
    for file in issue(edition()).files:
        path = tmp_path / file.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(file.content)
    assert axe(tmp_path / "single.html", width=700) == []

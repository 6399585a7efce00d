"""The folder of a site comes in; what axe and a narrow window show of each of its pages goes out.

`python -m tests.issuing.looks FOLDER [PICTURES]` opens every page of a site from its folder in Chromium, at 320, 768
and 1280 px, light, dark and in print, and without scripts; about a second of a core for a page. Pictures of the whole
pages go into the second folder.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.showing.serving import server_of
from tests.issuing.links import Links
from tests.judges import ORACLES, browser_environment, chromium_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS, SCHEMES = (320, 768, 1280), ("light", "dark", "print")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults(page: Page, judged: Sequence[tuple[int, str]] = ()) -> Iterator[str]:
    """What is wrong with an open page at any width and in any scheme; axe looks at those `judged`, all by default."""
    page.evaluate((ORACLES / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            media: Any = {"media": "print" if scheme == "print" else "screen"}
            page.emulate_media(**media, color_scheme="dark" if scheme == "dark" else "light")
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                yield f"{width} {scheme}: {wide} px too wide"
            if not judged or (width, scheme) in judged:
                for each in page.evaluate("tags => axe.run({runOnly: tags})", TAGS)["violations"]:
                    yield f"{width} {scheme}: {each['id']}: {each['nodes'][0]['html'][:140]}"


def unscripted(browser: Browser, path: Path) -> Iterator[str]:
    """What is wrong with a page where no script runs."""
    context = browser.new_context(viewport={"width": 320, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    if page.locator("main").count() != 1 or not page.locator("h1").first.is_visible():
        yield "without scripts: no heading is shown"
    for form in page.locator("form").all():
        if form.is_visible():
            yield "without scripts: a form is shown that does nothing"
    context.close()


def main(folder: Path, pictures: Path | None) -> int:
    """Look at every page below a folder; 1 when something is wrong."""
    from playwright.sync_api import sync_playwright

    links = Links((folder / "404.html").read_bytes()).links
    below = next(link for link in links if link.endswith("library.css")).partition("library/")[0]
    wrong, pages = 0, sorted(folder.absolute().rglob("*.html"))
    with sync_playwright() as driver, server_of(folder, 0, below) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = driver.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox"], env={**browser_environment()}
        )
        for path in pages:
            name = path.relative_to(folder.absolute()).as_posix()
            page = browser.new_page()
            if name == "404.html":
                # Its links begin at the top of the host: it is looked at where a host shows it.
                page.goto(f"http://127.0.0.1:{server.server_address[1]}/no-such-page/")
            else:
                page.goto(path.as_uri())
            for fault in (*faults(page), *unscripted(browser, path)):
                wrong += 1
                print(f"{name}: {fault}")
            if pictures:
                _photograph(page, pictures, name.removesuffix(".html").replace("/", "+"))
            page.close()
        browser.close()
        server.shutdown()
    print(f"{len(pages)} pages at {len(WIDTHS)} widths in {len(SCHEMES)} ways: {wrong} faults")
    return 1 if wrong else 0


def _photograph(page: Page, pictures: Path, name: str) -> None:
    pictures.mkdir(parents=True, exist_ok=True)
    for width, scheme in ((320, "light"), (1280, "light"), (768, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="screen", color_scheme="dark" if scheme == "dark" else "light")
        page.screenshot(path=pictures / f"{name}-{width}-{scheme}.png", full_page=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))

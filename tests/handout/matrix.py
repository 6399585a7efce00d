"""The sample library in every reader's variant, paper, language and brand, certified by veraPDF and by our own rules.

`python -m tests.handout.matrix` prints what failed and the counts; words after it ("sheet", "A5", "ar") keep only the
handouts whose name has them all. A sheet that is refused because its article is too long for two pages of a small paper
is counted apart: its file still has to pass everything else.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from pipeline.certifying import JavaWorker, certify
from pipeline.edition.artifact import File
from pipeline.edition.edition import Edition
from pipeline.finding import Findings, Severity
from pipeline.formats import handout
from pipeline.formats.handout.rules.layout import TOO_LONG
from pipeline.formats.handout.variants import VARIANTS
from pipeline.house.settings import PAPERS
from tests.handout.sample import ROOT, library_edition, printed, styles

READERS = tuple(variant.name for variant in VARIANTS if variant.for_reader)


def editions() -> Iterator[tuple[str, Edition]]:
    """Each article of the library in each language that each brand publishes, with its name."""
    slugs = sorted(path.name for path in (ROOT / "source").iterdir() if (path / "article.md").is_file())
    for slug in slugs:
        for name, brand in sorted(styles().brands.items()):
            for lang in brand.languages:
                yield f"{slug} {lang} {name}", library_edition(slug, lang, name)


def faults(file: File, findings: Findings, worker: JavaWorker) -> list[str]:
    """What veraPDF and our own rules (errors and warnings) say of a finished handout, a line each."""
    said = [
        f"{finding.rule} ({finding.where.part}): {finding.message}"
        for finding in findings.found
        if finding.severity is not Severity.INFO
    ]
    for certificate in certify([file], worker=worker):
        if certificate.passed is None:
            said.append(f"{certificate.profile}: not checked: {certificate.reason}")
        said += [f"{certificate.profile}: {message.rule} {message.text[:90]}" for message in certificate.messages]
    return said


def main(words: list[str]) -> int:
    worker, made, failed, refused = JavaWorker(), 0, 0, 0
    for title, edition in editions():
        for variant in READERS:
            for paper in PAPERS:
                name = f"{title} {variant} {paper}"
                if not set(words) <= set(name.split()):
                    continue
                artifact = printed(edition, variant, paper)
                said = faults(artifact.main, handout.check(handout.read(artifact), edition), worker)
                more = [line for line in said if not line.startswith(TOO_LONG.name)]
                made, failed, refused = made + 1, failed + bool(more), refused + (more != said)
                if said:
                    print(name, *said[:6], sep="\n    ", flush=True)
    worker.close()
    print(f"{made} handouts, {failed} failed, {refused} refused as too long for their paper")
    return failed


if __name__ == "__main__":
    sys.exit(min(1, main(sys.argv[1:])))

"""A case of the table comes in; what is wrong with what became of it goes out, each within 20 seconds and 1 GiB.

A case is read, surveyed and, when nothing stands against it, rendered in every format, in a fork of a warm process. No
case may end in a traceback, harm the article beside it, or be published when it must be refused.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import tempfile
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tests.hostile.cases import Case
from tests.workspace import ROOT, with_head

SECONDS = 20
BYTES = 1 << 30
DAY = date(2026, 11, 27)
GOOD = with_head("## One\n\nThe sand is firm.[@table]\n\n::: action\nLook at the table first.\n:::\n")


@dataclass(frozen=True)
class Verdict:
    """What became of a case: "" when it is what must become of it; seconds of the processor and bytes that it took at
    most.
    """

    case: Case
    fault: str
    seconds: float
    memory: int


def try_all(cases: Iterable[Case]) -> Iterator[Verdict]:
    """Try each case in turn."""
    _warm_up()
    for case in cases:
        with tempfile.TemporaryDirectory() as parent:
            folder = Path(parent) / "place"
            _fill(folder, case)
            yield _try(case, folder)


@cache
def _warm_up() -> None:
    """Publish one sound article in every format before the first fork: what each case would load and compile anew."""
    from tests.hostile.cases import FIGURE, odd
    from tests.hostile.pictures import saved

    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "place"
        _fill(folder, odd("sound", FIGURE, "", a__png=saved("PNG")))
        told = _become(folder)
    assert told["rendered"], told


def _fill(folder: Path, case: Case) -> None:
    (folder / "source/good").mkdir(parents=True)
    (folder / "source/good/article.md").write_text(GOOD, encoding="utf-8")
    (folder / "styles/brands").mkdir(parents=True)
    for entry in (ROOT / "styles").iterdir():
        if entry.name != "brands":
            # Copied by link: the engine reads only plain files, and a case is to cost no 36 MB.
            _link_tree(entry, folder / "styles" / entry.name)
    _link_tree(ROOT / "styles/brands/harbour-clinic", folder / "styles/brands/harbour-clinic")
    for name, content in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)


def _link_tree(source: Path, target: Path) -> None:
    for path in [source, *source.rglob("*")] if source.is_dir() else [source]:
        place = target / path.relative_to(source) if path != source else target
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        else:
            try:
                os.link(path, place)
            except OSError:
                place.write_bytes(path.read_bytes())


def _try(case: Case, folder: Path) -> Verdict:
    report = folder / "report.json"
    beyond = held_beyond()
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            # Seconds of the processor, for other work on the machine is no fault of the case's; then of the clock.
            resource.setrlimit(resource.RLIMIT_CPU, (2 * SECONDS, 2 * SECONDS))
            signal.alarm(30 * SECONDS)
            report.write_text(json.dumps(_become(folder)), encoding="utf-8")
        except BaseException:
            report.write_text(json.dumps({"traceback": traceback.format_exc()}), encoding="utf-8")
        finally:
            os._exit(0)
    _, status, used = os.wait4(pid, 0)
    told: dict[str, Any] = (
        json.loads(report.read_text(encoding="utf-8")) if report.exists() else {"traceback": f"ended: {status}"}
    )
    memory = taken_above(beyond, used.ru_maxrss * 1024, int(told.get("children", 0)))
    busy = max(float(told.get("seconds", 0)), used.ru_utime + used.ru_stime)
    return Verdict(case, _fault(case, told) or _over(busy, memory), busy, memory)


USUAL = 256 << 20
"""Bytes that a process holds which has loaded everything and read nothing (measured): they count as the case's."""


def held_beyond() -> int:
    """Bytes that this process holds beyond the usual: after thousands of tests, a gigabyte."""
    return max(0, int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() - USUAL)


def taken_above(beyond: int, *peaks: int) -> int:
    """Bytes that a fork of a process took, without those that its parent held `beyond` the usual.

    A fork holds what its parent holds, and Linux carries that peak over into the programs that it starts.
    """
    return max(0, max(peaks) - beyond)


def _over(seconds: float, memory: int) -> str:
    if seconds > SECONDS:
        return f"it took {seconds:.0f} s of the processor"
    return f"it took {memory >> 20} MiB" if memory > BYTES else ""


def _become(folder: Path) -> dict[str, object]:
    """Read everything as a build does, and render the odd article when nothing stands against it."""
    from pipeline.building.library import Library
    from pipeline.workspace.folder import find_workspace

    library = Library.open(find_workspace(folder), DAY)
    library.recall(None)
    for slug in library.slugs:
        library.editions(slug)
    survey = library.survey()
    findings = survey.findings
    for target in survey.targets:
        findings += target.findings
    for brand in library.brands.values():
        findings += brand.findings
    sound = [target for target in survey.targets if not target.findings.errors]
    rendered = [_render(library.edition(target.name)) for target in sound if target.name.slug == "odd"]
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "errors": [[f.rule, f.where.file, f.message] for f in findings.found if f.severity.value != "info"],
        "faults": list(findings.faults),
        "sound": [str(target.name) for target in sound],
        "rendered": rendered,
        "children": used[1].ru_maxrss * 1024,
        "seconds": sum(each.ru_utime + each.ru_stime for each in used),
    }


def _render(edition: object) -> str:
    """What went wrong when the odd article was rendered in each format; findings of a format are an honest answer."""
    from pipeline.channels import FORMATS
    from pipeline.edition.edition import Edition
    from pipeline.errors import PlainleafError
    from pipeline.formats import format_named

    if not isinstance(edition, Edition):
        return ""
    for name in FORMATS:
        form = format_named(name)
        for product in form.products(edition)[:1]:
            try:
                findings = form.check(form.read(form.render(edition, product)), edition)
            except PlainleafError:
                continue
            if findings.faults:
                return f"{name}: {findings.faults[0][-400:]}"
    return ""


def _fault(case: Case, told: dict[str, Any]) -> str:
    if "traceback" in told:
        return f"traceback: {str(told['traceback'])[-500:]}"
    errors, faults = told["errors"], told["faults"]
    sound, rendered = told["sound"], told["rendered"]
    if faults:
        return f"a fault of ours: {faults[0][-500:]}"
    if "harbour-clinic/en/good" not in sound:
        return "the article beside it is not published any more"
    if any(rendered):
        return f"rendering: {next(filter(None, rendered))}"
    published = [name for name in sound if name.endswith("/odd") and name.startswith("harbour")]
    blamed = [error for error in errors if str(error[1]).startswith(case.refused)]
    if case.refused == "?":
        return "" if published or errors else "nothing was said, and nothing published"
    if case.refused and not blamed:
        said = "; ".join(f"{file}: {message}" for _, file, message in errors) or "nothing"
        return f"nothing is said of {case.refused!r}, but: {said[:300]}"
    if case.refused == "source/odd/article.md" and published:
        return "it is published"
    if not case.refused and not published:
        return f"it is refused: {errors[:2]}"
    return ""

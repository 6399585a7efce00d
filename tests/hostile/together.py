"""A writing command and a number come in; it is typed three times at once, so many times, and what went wrong goes out.

    python -m tests.hostile together 20             20 times three of each writing command
    python -m tests.hostile together 20 build       of one

Each ends as one alone does or says in one error who is in its way; no edition leaves its place for a moment, and in the
end everything is as after one.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from tests.hostile import killing
from tests.hostile.killing import NONE, Course, Watch
from tests.hostile.more_stories import EVERY
from tests.hostile.stories import Story

AT_ONCE = 3


def together(name: str, rounds: int, seed: int = 1) -> Iterator[str]:
    """What went wrong in so many rounds of a story's command, typed three times within the time that it takes."""
    story = EVERY[name]
    chance = random.Random(seed)  # noqa: S311 (when they begin, not a secret)
    met = 0
    with tempfile.TemporaryDirectory() as parent:
        course = killing.course_of(story, Path(parent).resolve())
        for number in range(rounds):
            place = Path(parent).resolve() / f"round{number}"
            delays = [0.0, *(chance.uniform(0, course.seconds) for _ in range(AT_ONCE - 1))]
            codes, fault = _round(story, course, place, sorted(delays))
            met += sum(1 for code in codes if code != course.first)
            if fault:
                yield f"{name}, begun at {', '.join(f'{delay:.3f}' for delay in sorted(delays))} s: {fault}"
    killing.COUNTED[name] = f"{rounds} times {AT_ONCE} at once, {met} told that another is there or has been"


def _round(story: Story, course: Course, place: Path, delays: list[float]) -> tuple[list[int], str]:
    folder = killing.copied(course.base, place)
    began = time.monotonic()
    running: dict[int, Path] = {}
    for number, delay in enumerate(delays):
        time.sleep(max(0.0, began + delay - time.monotonic()))
        told = place / f"told{number}.json"
        running[_begin(folder, story, told)] = told
    always = [folder / unit for unit in story.units if unit in course.before and unit in course.after]
    codes, gone = [], ""
    said = []
    while running:
        gone = gone or next((f"{path.name} was not in its place" for path in always if not os.path.lexists(path)), "")
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid in running:
            codes.append(os.waitstatus_to_exitcode(status))
            words = running.pop(pid).with_suffix(".said")
            said.append(words.read_text(errors="replace") if words.exists() else "")
    for code, text in zip(codes, said, strict=True):
        if "Traceback" in text:
            return codes, f"a traceback: {text[-600:]}"
        if code not in {2, 3, course.first} or (code in {2, 3} - {course.first} and text.count("error:") != 1):
            return codes, f"one ended with {code} and said {text[-200:]!r}"
        if "no such file" in text:
            return codes, f"one took away what another was writing: {text[-300:]!r}"
    if course.first not in codes:
        return codes, f"none came to its end: {said[0][-200:]!r}"
    return codes, gone or killing.ended_well(story, course, place)


def _begin(folder: Path, story: Story, told: Path) -> int:
    pid = os.fork()
    if pid == 0:
        code = 3
        try:
            code = killing.child(folder, story, story.arguments, Watch(str(folder), NONE), told)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return pid

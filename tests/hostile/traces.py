"""A build under strace comes in; each connection, each file read outside and each strange program goes out.

    python -m tests.hostile traces

One article in every format of one brand, certified: two workers, pandoc and the Java machine run. What the system
itself reads to start a program is let through by name.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.workspace import ROOT, with_head

CALLS = "socket,connect,bind,sendto,sendmsg,sendmmsg,execve,execveat,open,openat,openat2,creat"
ARTICLE = with_head("## One\n\nThe sand is firm.[@table]\n\n![The bay](images/a.png)\n\n::: action\nLook first.\n:::\n")

_SYSTEM = (
    "/lib/", "/lib64/", "/usr/lib", "/usr/local/lib",
    "/etc/ld.so", "/etc/ssl/openssl.cnf", "/etc/locale", "/usr/share/locale/", "/usr/share/zoneinfo", "/etc/localtime",
    # fontconfig's own settings: no font of the machine is taken (FONTCONFIG_FILE), but Pango starts it.
    "/etc/fonts/", "/usr/share/fontconfig/", "/usr/share/fonts/",
    # Which kinds of file there are, for Python's mimetypes.
    "/etc/mime.types", "/usr/share/mime",
    # The Java machine asks what the machine is, how much memory it has, and who runs it.
    "/proc/", "/sys/", "/etc/os-release", "/etc/nsswitch.conf", "/etc/passwd",
    "/dev/null", "/dev/urandom", "/dev/random", "pipe:", "anon_inode:",
    # The locks of our own pool of processes.
    "/dev/shm/sem.",  # noqa: S108
)  # fmt: skip

_LINE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)(?:<([^>]*)>)?")
_BEGUN = re.compile(r"^(\d+) +(\w+\(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. \w+ resumed>(.*)$")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def traces() -> Iterator[str]:
    """What a build did that SECURITY.md says it does not."""
    program = shutil.which("strace")
    if program is None:
        sys.stdout.write("TRACES DID NOT RUN: there is no strace on this machine\n")
        return
    with tempfile.TemporaryDirectory(prefix="traced-") as name:
        parent = Path(name).resolve()
        folder, temporary = parent / "place", parent / "tmp"
        _fill(folder)
        temporary.mkdir()
        log = parent / "log"
        # -f follows children, -y names what a descriptor leads to; --seccomp-bpf stops at these calls only.
        start = [program, "-f", "-y", "-qq", "--seccomp-bpf", "-e", f"trace={CALLS}", "-o", str(log)]
        command = [sys.executable, "-m", "pipeline", "build", "--jobs", "2", "--certify"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
        done = subprocess.run(
            [*start, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        calls = list(_calls(log.read_text(errors="replace"))) if log.exists() else []
        if not (folder / "output/index.html").exists() or len(calls) < 100:
            yield f"the build did not run under strace: {(done.stdout + done.stderr)[-400:]}"
            return
        java = {call.process for call in calls if call.leads.endswith("/libjvm.so")}
        places = allowed(folder, temporary)
        found = sorted({fault for call in calls if (fault := fault_of(call, places, java))})
        yield from found
        started = sorted({Path(_program(call)).name for call in calls if call.name == "execve" and call.gave == 0})
        asked = sum(call.name == "socket" for call in calls)
        sys.stdout.write(
            f"{len(calls):,} calls of a build of one article ({len(list(folder.glob('output/**/*.*')))} files): "
            f"{len(found)} connections, reads outside or strange programs; started: {', '.join(started)}; "
            f"the Java machine made {asked} sockets to see which protocols there are, and connected none\n"
        )


@dataclass(frozen=True)
class Call:
    """One call of the system: who made it, with what, what it gave, and what the descriptor that it gave leads to."""

    process: str
    name: str
    arguments: str
    gave: int
    leads: str


def _calls(log: str) -> Iterator[Call]:
    """The calls of a log; one that another process interrupted stands in two lines."""
    begun: dict[str, str] = {}
    for line in log.splitlines():
        start, rest = _BEGUN.match(line), _RESUMED.match(line)
        if start:
            begun[start[1]] = start[2]
            continue
        whole = f"{rest[1]} {begun.pop(rest[1], '')}{rest[2]}" if rest else line
        match = _LINE.match(whole)
        if match:
            yield Call(match[1], match[2], match[3], int(match[4]), match[5] or "")


def _fill(folder: Path) -> None:
    from tests.hostile.pictures import saved

    (folder / "source/bay/images").mkdir(parents=True)
    (folder / "source/bay/article.md").write_text(ARTICLE)
    (folder / "source/bay/images/a.png").write_bytes(saved("PNG"))
    shutil.copytree(ROOT / "styles", folder / "styles")
    for brand in (folder / "styles/brands").iterdir():
        if brand.name != "harbour-clinic":
            shutil.rmtree(brand)


def allowed(folder: Path, temporary: Path) -> tuple[str, ...]:
    """Where a build may read: its workspace, its temporary files, our program with its libraries, the system's."""
    paths = sysconfig.get_paths()
    own = {str(folder), str(temporary), str(ROOT), sys.prefix, sys.base_prefix, paths["stdlib"], paths["purelib"]}
    own |= {os.path.realpath(each) for each in own}
    return (*(f"{each}/" for each in own), *own, *_SYSTEM)


def _program(call: Call) -> str:
    return call.arguments.split('"')[1]


def fault_of(call: Call, places: tuple[str, ...], java: Collection[str] = ()) -> str:
    """What is wrong with one call, "" when nothing is; `java` are the processes that hold the Java machine."""
    if call.name == "socket":
        # It makes one of each kind as it loads its library of the network, and closes it again (ipv4_available()).
        return "" if call.process in java or call.gave < 0 else f"it made a socket: {call.arguments[:80]}"
    if call.name in {"connect", "bind", "sendto", "sendmsg", "sendmmsg"}:
        # glibc asks for a cache of the list of users, where there is one (nscd).
        return "" if "/nscd/" in call.arguments else f"it opened a connection: {call.name} {call.arguments[:80]}"
    if call.gave < 0:
        # What the system refused or does not have was not read.
        return ""
    if call.name.startswith("execve"):
        program = os.path.realpath(_program(call))
        ours = program == os.path.realpath(sys.executable) or program.endswith(("/files/pandoc", "/bin/java"))
        return "" if ours else f"it started {program}"
    path = call.leads or next(iter(_QUOTED.findall(call.arguments)), "")
    return "" if path.startswith(places) else f"it read {path}"

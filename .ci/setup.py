"""The name of a need (run, check, test) comes in; a machine that has what the need asks for goes out.

It uses nothing but Python's own library, because it runs before anything is installed. Set-up may use the
package registries (with hashes from the lock files only); what runs afterwards uses no network.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "set-up.json"
ORACLES = ROOT / "tests" / "oracles"
ORACLES_STAMP = ORACLES / "node_modules" / "set-up.json"

# What a need is served by: tests and checks share one environment, which holds all of the run-time lock too.
LEVELS = {"run": "run", "check": "tests", "test": "tests"}
LOCKS = {"run": "requirements.lock", "tests": "requirements-dev.lock"}

# Debian package and the library in it, as its dynamic linker knows it (WeasyPrint 70 loads these at run time).
LIBRARIES = {
    "libpango-1.0-0": ("libpango-1.0.so.0", "libpango-1.0.0.dylib"),
    "libpangoft2-1.0-0": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib"),
    "libharfbuzz-subset0": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
}
HOMEBREW = (Path("/opt/homebrew/lib"), Path("/usr/local/lib"))

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROME = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


class MissingError(Exception):
    """Something that only a person can put there; `command` is what they type."""

    def __init__(self, what: str, command: str) -> None:
        super().__init__(what)
        self.what = what
        self.command = command


def say(words: str) -> None:
    print(f"set-up: {words}", flush=True)


# ── what is there ────────────────────────────────────────────────────────────────────────────────────────


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def interpreter() -> str:
    """The file behind `python`, so that an upgraded Python is noticed."""
    return os.path.realpath(VENV / "bin" / "python")


def wanted(level: str) -> dict[str, str]:
    """What the stamp of a finished virtual environment says."""
    return {
        "level": level,
        "folder": str(ROOT),
        "interpreter": interpreter(),
        "lock": digest(ROOT / LOCKS[level]),
        "project": digest(ROOT / "pyproject.toml"),
    }


def stamped(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_stamp(path: Path, stamp: dict[str, str]) -> None:
    half = path.with_suffix(".half")
    half.write_text(json.dumps(stamp, indent=2) + "\n", encoding="utf-8")
    half.replace(path)


def venv_is_ready(level: str) -> bool:
    stamp = stamped(STAMP)
    return any(stamp == wanted(present) for present in {level, "tests"})


def absent_libraries() -> list[str]:
    """The Debian names of the system libraries that cannot be loaded."""
    absent = []
    for package, (elf, mac) in LIBRARIES.items():
        names = [elf] if sys.platform != "darwin" else [mac, *(str(folder / mac) for folder in HOMEBREW)]
        for name in names:
            try:
                ctypes.CDLL(name)
                break
            except OSError:
                continue
        else:
            absent.append(package)
    return absent


def chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    for name in (named, *CHROMIUMS, str(MAC_CHROME)):
        found = shutil.which(name) if name else None
        if found:
            return found
    return None


def oracles_wanted() -> dict[str, str]:
    return {"lock": digest(ORACLES / "package-lock.json"), "node": os.path.realpath(shutil.which("node") or "")}


def oracles_are_ready() -> bool:
    return shutil.which("node") is not None and stamped(ORACLES_STAMP) == oracles_wanted()


def is_ready(need: str) -> bool:
    if absent_libraries() or not venv_is_ready(LEVELS[need]):
        return False
    return need != "test" or (oracles_are_ready() and chromium() is not None)


# ── putting there what is not ────────────────────────────────────────────────────────────────────────────


def is_debian() -> bool:
    return Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def is_ubuntu() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "ID=ubuntu" in release.read_text(encoding="utf-8").splitlines()


def apt_install(packages: list[str], why: str) -> None:
    """Installs Debian packages as root and says so; otherwise raises MissingError with the command."""
    command = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if not is_debian():
        raise MissingError(why, f"install the counterparts of {' '.join(packages)}")
    if os.geteuid() != 0:
        raise MissingError(why, f"sudo {command}")
    say(f"{why}; installing as root: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    update = ["apt-get", "-q", "update"]
    install = ["apt-get", "-q", "install", "--yes", "--no-install-recommends", *packages]
    for step in (update, install):
        done = subprocess.run(step, env=environment, capture_output=True, text=True, check=False)
        if done.returncode and step is install:
            print(done.stdout[-4000:], done.stderr[-4000:], sep="\n", file=sys.stderr)
            raise MissingError(f"apt-get could not install {' '.join(packages)}", command)


def venv_package() -> str:
    """Debian splits venv off Python; a Python that is not Debian's default has a package of its own."""
    default = os.path.realpath("/usr/bin/python3")
    if os.path.realpath(sys.executable) == default:
        return "python3-venv"
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def venv_is_possible() -> bool:
    probe = [sys.executable, "-I", "-c", "import venv, ensurepip"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def set_up_system() -> None:
    absent = absent_libraries()
    if sys.platform == "darwin":
        if absent:
            raise MissingError("Pango, which sets the type in the PDFs, is missing", "brew install pango")
        return
    why = []
    if absent:
        why.append(f"WeasyPrint, which makes the PDFs, lacks {len(absent)} of its system libraries")
    if not venv_is_possible():
        why.append("Python cannot make virtual environments")
        absent = [venv_package(), *absent]
    if absent:
        apt_install(absent, " and ".join(why))
        if absent_libraries() or not venv_is_possible():
            raise MissingError(
                "the packages are installed, yet Python does not find them", "make build PYTHON=/usr/bin/python3"
            )


def run(*command: str | Path, environment: dict[str, str] | None = None, folder: Path = ROOT) -> bool:
    return (
        subprocess.run(
            [str(part) for part in command], cwd=folder, env={**os.environ, **(environment or {})}, check=False
        ).returncode
        == 0
    )


def install(level: str) -> bool:
    """Wheels only and every file by its hash: no compiler runs and nothing unknown is installed."""
    pip = (VENV / "bin" / "python", "-m", "pip", "-qq", "--disable-pip-version-check", "install")
    return run(*pip, "--require-hashes", "--only-binary", ":all:", "--requirement", ROOT / LOCKS[level]) and run(
        *pip, "--no-deps", "--no-index", "--no-build-isolation", "--editable", ROOT
    )


def set_up_venv(level: str) -> None:
    """Makes .venv, or brings it up to date; one that is half made, moved or of another Python is made anew."""
    if venv_is_ready(level):
        return
    before = stamped(STAMP)
    whole = before.get("folder") == str(ROOT) and before.get("interpreter") == interpreter()
    if whole and before.get("level") == "tests":
        level = "tests"
    STAMP.unlink(missing_ok=True)
    if whole:
        say(f"bringing .venv up to date with {LOCKS[level]}")
    if not (whole and install(level)):
        make_venv(level)
    write_stamp(STAMP, wanted(level))


def make_venv(level: str) -> None:
    version = ".".join(str(part) for part in sys.version_info[:3])
    say(f"making .venv with Python {version} and the wheels of {LOCKS[level]} (about a minute)")
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    shutil.rmtree(VENV, ignore_errors=True)
    if not run(sys.executable, "-I", "-m", "venv", VENV):
        raise MissingError("Python could not make a virtual environment in .venv", f"apt-get install {venv_package()}")
    if not install(level):
        raise MissingError("pip could not install the locked packages", "the same command again, once that is mended")


def set_up_oracles() -> None:
    """Node and Chromium, and the outside judges from npm: only tests use them."""
    if not (shutil.which("node") and shutil.which("npm")):
        apt_install(["nodejs", "npm"], "the outside judges of the tests need Node")
    if chromium() is None:
        if is_ubuntu():
            # Ubuntu's package of that name is a snap, which neither root nor a container can start headless.
            raise MissingError(
                "tests that look at pages need Chromium", "install Google Chrome, or set CHROMIUM=/path/to/it"
            )
        if sys.platform == "darwin":
            raise MissingError("tests that look at pages need Chromium", "brew install --cask google-chrome")
        apt_install(["chromium"], "tests that look at pages need Chromium")
    if not oracles_are_ready():
        say("installing the outside judges of tests/oracles (npm ci)")
        quiet = {"PUPPETEER_SKIP_DOWNLOAD": "true", "npm_config_loglevel": "error"}
        if not run("npm", "ci", environment=quiet, folder=ORACLES):
            raise MissingError("npm could not install the outside judges", "npm ci, in tests/oracles")
        write_stamp(ORACLES_STAMP, oracles_wanted())


def set_up(need: str) -> None:
    set_up_system()
    set_up_venv(LEVELS[need])
    if need == "test":
        try:
            set_up_oracles()
        except MissingError as missing:
            if os.environ.get("CI") == "true":
                raise
            say(f"WARNING: {missing.what}: some tests will not run")
            say(f"  hint: {missing.command}")


def main(arguments: list[str]) -> int:
    *options, need = arguments or [""]
    if need not in LEVELS or options not in ([], ["--is-ready"]):
        print(f"usage: .ci/setup.sh {'|'.join(LEVELS)}", file=sys.stderr)
        return 2
    if options:
        return 0 if is_ready(need) else 1
    try:
        set_up(need)
    except MissingError as missing:
        print(f"set-up: error: {missing.what}\n  hint: type: {missing.command}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

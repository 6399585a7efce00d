"""Every test runs without a network, and says loudly when Node or Chromium was missing for it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from pipeline.article.body import pandoc
from pipeline.certifying import JavaWorker
from tests.isolation import close_network, refuse_sockets
from tests.judges import chromium_path, node_path

# The same examples in every run, and no deadline: a busy machine is not a fault of the code.
settings.register_profile("plainleaf", deadline=None, derandomize=True, database=None)
settings.load_profile("plainleaf")

NEEDS = {
    "needs_node": (node_path, "Node and the outside judges of tests/oracles"),
    "needs_chromium": (chromium_path, "Chromium"),
}
MEND = "make test installs them as root on Debian; elsewhere see CONTRIBUTING.md"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden-rewrite", action="store_true", help="write the golden texts anew instead of comparing")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "golden: compares with a text in tests/ that `make golden` rewrites")
    for marker, (_, what) in NEEDS.items():
        config.addinivalue_line("markers", f"{marker}: runs only where there is {what}")
    if not hasattr(config, "workerinput"):
        # The workers of pytest-xdist are children of this process and inherit what is closed here.
        os.environ["PLAINLEAF_TEST_NETWORK"] = close_network()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for marker, (find, what) in NEEDS.items():
            if item.get_closest_marker(marker) and find() is None:
                item.add_marker(pytest.mark.skip(reason=f"NOT RUN: there is no {what}"))


def _not_run(reporter: pytest.TerminalReporter) -> list[pytest.TestReport]:
    return [report for report in reporter.stats.get("skipped", []) if "NOT RUN: " in str(report.longrepr)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.line(f"network during the tests: {os.environ['PLAINLEAF_TEST_NETWORK']}")
    reports = _not_run(terminalreporter)
    if reports:
        terminalreporter.section(f"{len(reports)} TESTS DID NOT RUN", sep="!", red=True, bold=True)
        for report in reports:
            reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
            terminalreporter.line(f"{report.nodeid}: {reason.partition('NOT RUN: ')[2]}")
        terminalreporter.line(f"hint: {MEND}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In continuous integration a test that could not run has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter is not None and _not_run(reporter) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    with refuse_sockets():
        yield


@pytest.fixture(autouse=True, scope="session")
def _starts_quickly() -> None:
    """Whatever Python does in a child before pandoc starts makes it copy this process first, which holds a gigabyte
    after some thousand tests: 50 ms each time. What it does is tried in processes of their own (tests/hostile).
    """
    setattr(pandoc, "_die_with_parent", None)  # noqa: B010 (mypy knows it as a function)


@pytest.fixture(scope="session")
def worker() -> Iterator[JavaWorker]:
    """The outside validators, started once in each process of the tests: their machine takes seconds to begin."""
    with JavaWorker() as java:
        yield java


@pytest.fixture
def rewrite_golden(request: pytest.FixtureRequest) -> bool:
    """Whether `make golden` asks for the golden texts to be written."""
    return bool(request.config.getoption("--golden-rewrite"))

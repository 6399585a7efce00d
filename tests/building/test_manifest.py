"""A report goes into a manifest and comes back as it was; what somebody else wrote into one is not believed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipeline.building.manifest import edition_from_json, edition_to_json, report_to_json
from pipeline.building.report import EditionReport, Fate, FileReport, Report
from pipeline.certifying.certificate import Certificate
from pipeline.edition.approvals import Signed
from pipeline.edition.copies import Copy
from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError
from pipeline.finding import Finding, Findings, Place, Severity
from tests.building.values import NAME, edition, finding, findings, parts, product

CERTIFICATE = Certificate("leaf/full.json", "abc", "veraPDF", "1", "PDF/UA-1", True)
WHOLE = edition(
    product(
        "leaf/full/A4",
        findings=findings("it is loud"),
        decisions=("the map was left out",),
        previews=("previews/1.png",),
        placements={"walk": 3},
        added=True,
        trace="leaf/full.trace.json",
        inputs="3f" * 32,
    ),
    product("twig/small"),
    held=(replace(product("leaf/small"), files=()),),
    findings=findings("the dose is missing"),
    draft=True,
    consists_of={"leaf": ("leaf/full/A4", "leaf/small"), "twig": ("twig/small",)},
    idle={"bark": {"source": "x"}},
    signed=(
        Signed("clinician", "Example Clinician", "2026-11-01", (("title", 5),), ("a table",), True, "one@example.org"),
        Signed("nurse", "", ""),
    ),
    version="1.0",
    content="ab12",
    copies=(Copy("27W4KR3", "PL-1", "1.0", "2026-11-02", ("Take 1 tablet.",)),),
)


def through_json(report: EditionReport) -> Any:
    return json.loads(json.dumps(edition_to_json(report)))


def test_an_edition_comes_back_from_its_manifest_as_it_was() -> None:
    assert edition_from_json(through_json(WHOLE), NAME, Fate.UP_TO_DATE) == WHOLE
    assert edition_from_json(through_json(edition()), NAME, Fate.WITHDRAWN) == edition(fate=Fate.WITHDRAWN)


def test_a_manifest_is_plain_enough_for_other_programs() -> None:
    """Its names are promised: the index, other tools and older copies of plainleaf read them."""
    values = through_json(WHOLE)
    assert list(values) == [
        "manifest",
        "edition",
        "title",
        "file",
        "state",
        "draft",
        "findings",
        "products",
        "held",
        "consists_of",
        "idle",
        "version",
        "content",
        "signed",
        "copies",
    ]
    assert (values["manifest"], values["edition"], values["state"]) == (2, "tide/en/tides", "current")
    assert values["products"][1] == {
        "format": "twig",
        "variant": "small",
        "paper": "",
        "added": False,
        "files": {"twig/small.json": {"media_type": "application/json", "bytes": 3, "sha256": "abc"}},
        "findings": {"found": [], "not_run": [], "lowered": []},
        "decisions": [],
        "previews": [],
        "parts": parts("twig"),
        "placements": {},
        "trace": "",
        "inputs": "",
    }
    assert values["consists_of"] == {"leaf": ["leaf/full/A4", "leaf/small"], "twig": ["twig/small"]}


def test_a_manifest_of_the_first_version_is_understood() -> None:
    old = through_json(WHOLE)
    for name in ("manifest", "held", "consists_of", "version", "content", "signed", "copies"):
        del old[name]
    for each in old["products"]:
        del each["added"], each["trace"], each["inputs"]
    found = edition_from_json(old, NAME, Fate.UP_TO_DATE)
    assert found is not None and (found.held, found.consists_of) == ((), {})
    assert [(each.added, each.trace, each.inputs) for each in found.products] == [(False, "", "")] * 2
    assert (found.version, found.content, found.signed, found.copies) == ("", "", (), ())


def test_a_manifest_of_a_newer_plainleaf_is_refused_with_a_way_out() -> None:
    with pytest.raises(PlainleafError) as caught:
        edition_from_json(through_json(WHOLE) | {"manifest": 3}, NAME, Fate.UP_TO_DATE)
    error = caught.value
    assert error.message == 'the edition "tide/en/tides" was published by a newer plainleaf'
    assert (error.place, error.hint) == (
        "tide/en/tides/manifest.json",
        "upgrade plainleaf, or choose another folder with --out",
    )


def test_the_manifest_of_another_edition_is_not_believed() -> None:
    assert edition_from_json(through_json(WHOLE), EditionName("tide", "es", "tides"), Fate.UP_TO_DATE) is None


def without(*keys: str) -> Callable[[Any], None]:
    def change(values: Any) -> None:
        for key in keys[:-1]:
            values = values[int(key) if key.isdigit() else key]
        del values[keys[-1]]

    return change


def put(value: Any, *keys: str) -> Callable[[Any], None]:
    def change(values: Any) -> None:
        for key in keys[:-1]:
            values = values[int(key) if key.isdigit() else key]
        values[keys[-1]] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        *(without(name) for name in ("edition", "title", "file", "state", "draft", "findings", "products", "idle")),
        *(
            without("products", "0", name)
            for name in (
                "format",
                "variant",
                "paper",
                "files",
                "findings",
                "decisions",
                "previews",
                "parts",
                "placements",
            )
        ),
        *(without("products", "0", "files", "leaf/fullA4.json", name) for name in ("media_type", "bytes", "sha256")),
        put("large", "products", "0", "files", "leaf/fullA4.json", "bytes"),
        put("three", "products", "0", "placements", "walk"),
        put(["leaf"], "consists_of", "leaf"),
        put(["leaf/full", "small"], "consists_of", "leaf"),
        put(7, "products"),
        put(None, "idle"),
        put([], "idle", "bark"),
        put(7, "held"),
    ],
)
def test_a_manifest_that_lacks_something_is_not_believed(change: Callable[[Any], None]) -> None:
    values = through_json(WHOLE)
    change(values)
    assert edition_from_json(values, NAME, Fate.UP_TO_DATE) is None


@pytest.mark.parametrize(
    ("path", "believed"),
    [
        ("leaf/full.json", True),
        ("leaf/..full/a..b.json", True),
        ("leaf/.hidden", True),
        ("../secret", False),
        ("leaf/../../secret", False),
        ("leaf/..", False),
        ("./leaf", False),
        ("leaf/./full", False),
        ("/etc/passwd", False),
        ("leaf\\full", False),
        ("\\full", False),
        ("leaf\0", False),
        ("\0", False),
        ("", False),
    ],
)
def test_a_manifest_cannot_name_files_elsewhere(path: str, believed: bool) -> None:
    values = through_json(edition(product("leaf/full")))
    values["products"][0]["files"] = {path: {"media_type": "text/plain", "bytes": 1, "sha256": "x"}}
    found = edition_from_json(values, NAME, Fate.UP_TO_DATE)
    assert (found is not None) is believed
    assert not found or found.products[0].files == (FileReport(path, "text/plain", 1, "x"),)
    values = through_json(edition(product("leaf/full", previews=(path,))))
    assert (edition_from_json(values, NAME, Fate.UP_TO_DATE) is not None) is believed


def test_a_report_is_printed_with_all_that_was_found() -> None:
    built = replace(WHOLE, fate=Fate.BUILT, notes=("left alone",), certificates=(CERTIFICATE,), findings=Findings())
    loose = Findings((finding("nobody publishes it", Severity.WARNING),), faults=("Traceback: …",))
    report = Report((built,), loose, ((EditionName("wave", "en", "sea"), "source changed"),))
    values = json.loads(json.dumps(report_to_json(report, strict=False)))
    assert list(values) == ["passed", "errors", "warnings", "editions", "findings", "crashes", "stale"]
    assert (values["passed"], values["errors"], values["warnings"]) == (False, 1, 1)
    assert values["stale"] == {"wave/en/sea": "source changed"}
    assert values["crashes"] == ["Traceback: …"]
    assert [each["message"] for each in values["findings"]["found"]] == ["nobody publishes it"]
    (said,) = values["editions"]
    assert (said["fate"], said["notes"], said["edition"]) == ("built", ["left alone"], "tide/en/tides")
    assert said["certificates"] == [
        {"file": CERTIFICATE.name, "statement": CERTIFICATE.statement, "passed": True, "sha256": "abc"}
    ]


@pytest.mark.parametrize("strict", [False, True])
def test_a_strict_report_does_not_pass_with_warnings(strict: bool) -> None:
    warned = edition(findings=Findings((Finding("leaf/x", Severity.WARNING, Place("a"), "it is loud", "hush"),)))
    assert report_to_json(Report((warned,)), strict)["passed"] is not strict

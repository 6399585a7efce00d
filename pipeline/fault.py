"""An exception that nobody foresaw comes in; a finding on the file that met it, with the traceback once, goes out."""

from __future__ import annotations

import traceback

from pipeline.errors import PlainleafError
from pipeline.finding import Findings, Place, Rule, Severity, Standing

FAULT = Rule(
    "plainleaf/fault",
    Severity.ERROR,
    "plainleaf comes to an end with every file that it is given",
    (),
    "house",
    Standing.HOUSE,
    reason="a fault of ours costs the file that met it, and nothing else",
)
TOO_MUCH = Rule(
    "plainleaf/too-much",
    Severity.ERROR,
    "a file can be read within the limits of depth, memory and time",
    (),
    "house",
    Standing.HOUSE,
    reason="a file that asks for more is a mistake or an attack, and must not hold up the others",
)
RULES = (FAULT, TOO_MUCH)


def faults_of(error: Exception, where: Place, doing: str) -> Findings:
    """What is said of `error`, met at `where` while `doing` something ("reading it"): one finding, and the traceback
    when it is a fault of ours. Nesting and memory are limits of every program, and no fault.
    """
    if isinstance(error, PlainleafError):
        place = Place(error.place) if error.place else where
        return Findings((TOO_MUCH.finding(place, error.message, error.hint or "simplify it"),))
    if isinstance(error, RecursionError):
        hint = "look for hundreds of brackets, quotes or list signs in a row"
        return Findings((TOO_MUCH.finding(where, f"it is nested too deeply: {doing} was given up", hint),))
    if isinstance(error, MemoryError):
        hint = "look for a huge picture, table or line"
        return Findings((TOO_MUCH.finding(where, f"the memory did not suffice: {doing} was given up", hint),))
    said = " ".join(str(error).split())[:120]
    message = f"plainleaf failed while {doing}, which is a fault of ours: {type(error).__name__}" + (
        f": {said}" if said else ""
    )
    hint = "report it with the traceback below; until it is mended, look at what was changed in the file last"
    told = "".join(traceback.format_exception(error))
    return Findings((FAULT.finding(where, message, hint),), faults=(told,))

"""A name of who wrote, drew or reviewed comes in; whether it is an organisation's goes out."""

from __future__ import annotations

import re

_ORGANISATION = re.compile(
    r"(?i)\b(?:group|team|panel|board|committee|council|editors|writers|reviewers|desk|unit|department|service|services|"
    r"press|books|publish\w+|studios?|agency|association|society|college|institut\w*|university|school|foundation|trust|"
    r"charity|centre|center|clinic|hospital|practice|surgery|pharmacy|library|network|alliance|federation|company|ltd|"
    r"limited|llc|inc|gmbh|e\.v|nhs|who|grupo|equipo|comit[ée]|editorial|estudio|asociaci[oó]n|sociedad|fundaci[oó]n|"
    r"universidad|hospital|cl[ií]nica|colegio|servicio|gruppe|verlag|verein|gesellschaft|klinik\w*|redaktion|stiftung|"
    r"universit\w+|praxis)\b"
)


def is_organisation(name: str) -> bool:
    """Whether a name holds a word that houses bear and people do not (house); all other names are people's."""
    return bool(_ORGANISATION.search(name))

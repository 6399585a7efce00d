"""The rule about mail clients: nothing that a declared client lacks goes without a fallback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.newsletter.reading import Subject
from pipeline.formats.newsletter.settings import settings_of

UNSUPPORTED = Rule(
    "newsletter/unsupported",
    Severity.ERROR,
    "every feature of HTML and CSS works in the 14 declared clients or has a fallback; partly supported is a warning",
    ("EM-HT-05", "EM-HT-06"),
    "caniemail data (MIT); the hint says when it was tested",
    Standing.PRACTICE,
)


def _unsupported(reading: Subject) -> Iterator[Finding]:
    from pipeline.formats.newsletter.support import REMEDIES, gaps

    settings = settings_of(reading.edition.brand)
    shares = settings.clients if settings else {}
    media_types = [part.media_type for part in reading.parts]
    for gap in gaps(reading, media_types):
        clients = gap.lacking or gap.partial
        said = "does not work in" if gap.lacking else "works only partly in"
        tags = ", ".join(f"<{tag}>" for tag in gap.tags)
        message = f'"{gap.feature.title}" on {tags} {said} {", ".join(clients)}: {share(clients, shares)}'
        note = gap.feature.note(clients[0])
        hint = REMEDIES.get(gap.unmet, "add a fallback and its entry in fallbacks.toml, or do without it")
        hint += f"; {note[0].lower()}{note[1:].rstrip('.')}" if note else ""
        hint += f" (caniemail, {gap.feature.tested})"
        severity = Severity.ERROR if gap.lacking else Severity.WARNING
        yield UNSUPPORTED.finding(reading.at(tags), message, hint, severity)


def share(clients: Sequence[str], shares: Mapping[str, float]) -> str:
    """How many of the declared clients these are, and of the brand's readers when it knows (brand.toml,
    `[newsletter.clients]`, percent by client)."""
    from pipeline.formats.newsletter.support import CLIENTS

    said = f"{len(clients)} of {len(CLIENTS)} declared clients"
    known = [shares[client] for client in clients if client in shares]
    return f"{said}, {sum(known):g} % of the brand's readers" if known else said


CHECKS: tuple[Check[Subject], ...] = (Check(UNSUPPORTED, _unsupported),)

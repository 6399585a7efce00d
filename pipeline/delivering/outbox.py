"""A letter and those who should get it come in; who got it before goes out, and what becomes of it is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError
from pipeline.workspace.archive import SENT, Archive

_BEGUN, _TAKEN, _NOT_SENT = "begun", "sent", "not sent"


@dataclass(frozen=True)
class Letter:
    """One issue of an edition, whatever its number and hour: `digest` is that of its finished files."""

    edition: EditionName
    variant: str
    digest: str


@dataclass(frozen=True)
class Outbox:
    """What was sent of a workspace's newsletters. Addresses are kept as digests: the archive is shared with a house."""

    archive: Archive

    def check(self, letter: Letter, recipients: Sequence[str]) -> None:
        """Raises PlainleafError when somebody has this letter already, or may have it, by the name and the day."""
        got = {}
        for record in self.archive.records(letter.edition, SENT)[0]:
            if (record.get("variant"), record.get("letter")) == (letter.variant, letter.digest):
                got[record.get("to")] = str(record.get("state")), str(record.get("at"))[:10]
        said = []
        for recipient in recipients:
            state, day = got.get(_digest(recipient), (_NOT_SENT, ""))
            if state == _TAKEN:
                said.append(f"{recipient} got it on {day}")
            elif state == _BEGUN:
                said.append(f"{recipient} may have got it on {day}")
        if said:
            raise PlainleafError(
                f"this letter was sent before: {', '.join(said)}; nothing was sent",
                hint="take the address out, or add --again to send it once more",
            )

    @contextmanager
    def sending(self, letter: Letter, recipients: Sequence[str], moment: datetime) -> Iterator[None]:
        """Note that a letter goes out before it does, and then what became of it: whatever ends this process between
        the two, the next one knows that it may have gone.
        """
        self._note(letter, recipients, moment, _BEGUN)
        try:
            yield
        except PlainleafError as fault:
            if "nothing was sent" in fault.message:
                self._note(letter, recipients, moment, _NOT_SENT)
            raise
        self._note(letter, recipients, moment, _TAKEN)

    def _note(self, letter: Letter, recipients: Sequence[str], moment: datetime, state: str) -> None:
        at = moment.isoformat(timespec="seconds")
        for recipient in recipients:
            record = {"at": at, "letter": letter.digest, "state": state, "to": _digest(recipient)}
            self.archive.append(letter.edition, {**record, "variant": letter.variant}, SENT)


def _digest(recipient: str) -> str:
    return hashlib.sha256(recipient.casefold().encode()).hexdigest()

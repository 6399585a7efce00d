"""A run that cannot go on comes in; one exception with message, place and hint goes out to the command line."""

from __future__ import annotations


class PlainleafError(Exception):
    """The run cannot go on; the command line shows message, place and hint, and exits with `exit_code`.

    Anything that an author can mend in the content is a Finding instead; any other exception is a bug.
    """

    exit_code = 3

    def __init__(self, message: str, *, place: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        return (_restore, (type(self), self.message, self.place, self.hint))


def _restore(kind: type[PlainleafError], message: str, place: str | None, hint: str | None) -> PlainleafError:
    return kind(message, place=place, hint=hint)


class UsageError(PlainleafError):
    """The command line asks for something that does not exist: an unknown article, brand or variant."""

    exit_code = 2

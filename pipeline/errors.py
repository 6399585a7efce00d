"""The reason a run cannot go on: a message, its place and a hint go in, the words to show come out."""


class PlainleafError(Exception):
    """A run that cannot go on; the command line shows it without a traceback and leaves with `exit_code`.

    A fault in an article or in a finished file is a Finding, not an error: findings are collected,
    errors end the run.
    """

    exit_code: int = 3

    def __init__(self, message: str, *, place: str | None = None, hint: str | None = None) -> None:
        """`message` states what is wrong, `place` is a file, line or option, `hint` starts with a verb."""
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        """The text of the error, as `place: error: message`, the hint on a line of its own."""
        where = f"{self.place}: " if self.place else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{where}error: {self.message}{hint}"

    def __reduce__(self) -> tuple[object, ...]:
        """Survives the way back from a worker process, where pickling drops keyword arguments."""
        return _restore, (type(self), self.message, self.place, self.hint)


def _restore(kind: type[PlainleafError], message: str, place: str | None, hint: str | None) -> PlainleafError:
    return kind(message, place=place, hint=hint)

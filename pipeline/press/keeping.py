"""What was made goes in under all that it was made of; the same comes out, in this process, when that comes again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The last `most` values by what they were made of: the whole of it and not its digest, so that a change of one
    letter makes a new one. With 0, as everything is that has no `keep`, each is made anew.
    """

    def __init__(self, most: int = 0) -> None:
        self.most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def clear(self) -> None:
        """Drop all of them."""
        self._values.clear()

    def get(self, made_of: Hashable) -> Value | None:
        """The value that was made of this; None when there is none."""
        if made_of not in self._values:
            return None
        self._values.move_to_end(made_of)
        return self._values[made_of]

    def put(self, made_of: Hashable, value: Value) -> None:
        """Keep a value, and drop what was asked for longest ago."""
        self._values[made_of] = value
        while len(self._values) > self.most:
            self._values.popitem(last=False)

    def made(self, made_of: Hashable, make: Callable[[], Value]) -> Value:
        """The value that was made of this, made now unless it is kept."""
        if not self.most:
            return make()
        found = self.get(made_of)
        if found is None:
            found = make()
            self.put(made_of, found)
        return found

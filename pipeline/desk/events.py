"""What happened comes in; every open page is told, in the order in which it happened."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

WAITING = 1_000
"""So many events wait for a page that does not take them: one that slept so long is told to load itself anew."""

RELOAD = "reload"


class Events:
    """The desk's channel: `tell` from anywhere in the event loop, `listen` once an open page."""

    def __init__(self) -> None:
        self._open: set[asyncio.Queue[tuple[str, str]]] = set()

    def tell(self, name: str, **values: Any) -> None:
        """Send an event with values that JSON has to every open page."""
        said = json.dumps(values, ensure_ascii=False)
        for queue in self._open:
            if queue.qsize() >= WAITING:
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait((RELOAD, "{}"))
            queue.put_nowait((name, said))

    async def listen(self) -> AsyncIterator[dict[str, str]]:
        """What happens from now on, as sse-starlette takes it."""
        queue: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self._open.add(queue)
        try:
            while True:
                name, said = await queue.get()
                yield {"event": name, "data": said}
        finally:
            self._open.discard(queue)

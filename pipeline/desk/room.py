"""A workspace comes in; what lies in it, what becomes of it, and word of every change go out to the desk's routes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.building.build import MEMORY
from pipeline.building.jobs import ReadArticle, ReadJob, read
from pipeline.building.library import Library
from pipeline.building.running import READ_SECONDS, EndedError, Processes, processor_count
from pipeline.building.settling import ended
from pipeline.desk.events import Events
from pipeline.workspace.disk import to_json
from pipeline.workspace.output import Output

if TYPE_CHECKING:
    from pipeline.building.running import Executor
    from pipeline.workspace.folder import Workspace

Answer = TypeVar("Answer")


class Room:
    """The workspace as the desk has it. Routes ask `ask` for what the library knows, and listen to `events`.

    Nothing is read or rendered in the event loop: the library belongs to one thread (`ask`), and rendering, which is
    not safe in threads, to worker processes.
    """

    def __init__(self, workspace: Workspace, today: Callable[[], date], width: int | None = None) -> None:
        self.workspace = workspace
        self.output = Output(workspace.output)
        self.events = Events()
        self.name = workspace.root.name
        self.reading = True
        self._today = today
        self._width = width or processor_count()
        self._hand = ThreadPoolExecutor(1, "library")
        self._library: Library | None = None
        self._executor: Executor | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Look at the workspace, and begin to read what nobody has read yet."""
        await self._look()
        self.begin(self._read_all())

    async def close(self) -> None:
        """End what is under way; nothing of the workspace is lost by it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._executor is not None:
            await asyncio.to_thread(self._executor.close)
        self._hand.shutdown(wait=False, cancel_futures=True)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something run beside the answers, until it ends or the desk is closed."""
        task = asyncio.create_task(work)
        # The event loop holds tasks weakly: one that nobody keeps may vanish in the middle (asyncio's documentation).
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def ask(self, question: Callable[[Library], Answer]) -> Answer:
        """What the library says to a question; questions wait for one another. Raises what the question raises."""

        def asked() -> Answer:
            assert self._library is not None  # noqa: S101 (set when the room was opened)
            return question(self._library)

        return await asyncio.get_running_loop().run_in_executor(self._hand, asked)

    async def _look(self) -> None:
        def look() -> None:
            library = Library.open(self.workspace, self._today())
            library.recall(self.output.cached(MEMORY))
            if self._executor is None:
                self._executor = Processes(self._width, library.style_files)
                self._executor.warm_up()
            self._library = library

        await asyncio.get_running_loop().run_in_executor(self._hand, look)

    async def _read_all(self) -> None:
        """Read every article of which nothing is known, and tell of each."""
        self.reading = True
        unread = await self.ask(lambda library: library.unread(sorted(library.slugs)))
        for start in range(0, len(unread), 2 * self._width):
            await asyncio.gather(*(self.read(slug) for slug in unread[start : start + 2 * self._width]))
        self.reading = False
        self.events.tell("shelf", reading=False)

    async def read(self, slug: str) -> None:
        """Read an article in a worker, and let the library learn what it says."""
        assert self._executor is not None  # noqa: S101 (made when the room was opened)
        executor = self._executor
        source = await self.ask(lambda library: library.sources[slug])
        try:
            found = await asyncio.wrap_future(executor.submit(read, ReadJob(source), READ_SECONDS))
        except EndedError as why:
            file = f"{source.folder}/article.md"
            found = (ReadArticle(file, None, ended(file, "reading", str(why)), ended=True),)
        await self.ask(lambda library: library.learn(slug, found, executor.share))
        self.events.tell("shelf", slug=slug, reading=self.reading)

    def keep(self, library: Library) -> None:
        """Keep what was learnt for the next run, as a build does."""
        self.output.cache(MEMORY, to_json(library.memory()))

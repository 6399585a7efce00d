"""A workspace comes in; what lies in it, what becomes of it, and word of every change go out to the desk's routes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.building.digests import source_digest
from pipeline.building.jobs import ReadArticle, ReadJob, read
from pipeline.building.library import Library
from pipeline.building.processes.running import DIED, NO_PROCESS, READ_SECONDS, EndedError, processor_count
from pipeline.building.settling import ended
from pipeline.building.shared import SPOOL
from pipeline.building.warm import Lanes
from pipeline.desk.events import Events
from pipeline.desk.galleys import Galleys
from pipeline.edition.approvals import APPROVALS_FILE
from pipeline.errors import PlainleafError, UsageError
from pipeline.limits import TEXT_BYTES
from pipeline.workspace import storage
from pipeline.workspace.folder import find_workspace, is_workspace
from pipeline.workspace.folders import read_plain
from pipeline.workspace.output import Output

if TYPE_CHECKING:
    from pipeline.desk.galley import Galley
    from pipeline.edition.name import EditionName
    from pipeline.workspace.folder import Workspace

Answer = TypeVar("Answer")
Job = TypeVar("Job")
Result = TypeVar("Result")

PICTURE_SECONDS = 30
"""How long a picture of a page or a frame may take: a book of 200 pages takes 5 (house)."""


class Room:
    """The workspace as the desk has it. Routes ask `ask` for what the library knows, and listen to `events`.

    `server` is the address of the mail server that proofs are sent over, if one was named; `moment` is the instant that
    histories tell of what is published.

    Nothing is read or rendered in the event loop: the library belongs to one thread (`ask`), and rendering, which is
    not safe in threads, to worker processes.
    """

    def __init__(
        self,
        workspace: Workspace,
        today: Callable[[], date],
        width: int | None = None,
        server: str = "",
        moment: Callable[[], datetime] | None = None,
    ) -> None:
        self.workspace = workspace
        self.server = server
        self.output = Output(workspace.output)
        self.events = Events()
        self.reading = True
        self.today = today
        self.moment = moment or (lambda: datetime.combine(today(), time(), UTC))
        self._width = width or processor_count()
        self._hand = ThreadPoolExecutor(1, "library")
        self._library: Library | None = None
        self._executor: Lanes | None = None
        self._reader: Lanes | None = None
        self._camera: Lanes | None = None
        self.galleys = Galleys(self)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    @property
    def name(self) -> str:
        return self.workspace.root.name

    @property
    def begun(self) -> bool:
        """Whether there is a workspace; where there is none, the desk offers to begin one."""
        return self._library is not None

    @property
    def width(self) -> int:
        """How many jobs run at once."""
        return self._width

    async def open(self) -> None:
        """Look at the workspace, if there is one, and begin to read what nobody has read yet."""
        if not is_workspace(self.workspace.root):
            return
        await self._look()
        self.begin(self._read_all())
        self.begin(self._watch())

    async def begin_in(self, folder: Path) -> None:
        """Take the workspace of a folder for that of the desk, which had none."""
        self.workspace = find_workspace(folder)
        self.output = Output(self.workspace.output)
        await self.open()

    async def close(self) -> None:
        """End what is under way; nothing of the workspace is lost by it."""
        self._closing = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for executor in (self._executor, self._reader, self._camera):
            if executor is not None:
                await asyncio.to_thread(executor.close)
        self._hand.shutdown(wait=False, cancel_futures=True)

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Let something run beside the answers, until it ends or the desk is closed."""
        task = asyncio.create_task(work)
        # The event loop holds tasks weakly: one that nobody keeps may vanish in the middle (asyncio's documentation).
        self._tasks.add(task)
        task.add_done_callback(self._end)
        return task

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        # A question that still runs in its thread loses the folder that it shares articles in when the desk closes.
        if not task.cancelled() and (fault := task.exception()) and not self._closing:
            # A fault of ours beside the answers: the desk goes on, and says so where it was started.
            logging.getLogger("uvicorn.error").error("the desk failed beside its answers", exc_info=fault)
            self.events.tell("fault", message=str(fault))

    async def ask(self, question: Callable[[Library], Answer]) -> Answer:
        """What the library says to a question; questions wait for one another. Raises what the question raises."""

        def asked() -> Answer:
            if self._library is None:
                raise PlainleafError("there is no workspace yet", hint="go back to the shelf, and begin one")
            return question(self._library)

        return await asyncio.get_running_loop().run_in_executor(self._hand, asked)

    async def work(self, function: Callable[[Job], Result], job: Job, seconds: int) -> Result:
        """Run a job in a worker process. Raises EndedError when it gave no result, PlainleafError as the job does."""
        assert self._executor is not None  # noqa: S101 (made when the room was opened)
        return await _result(self._executor, function, job, seconds)

    def lane_of(self, job: object, idle: Collection[int]) -> int:
        """Which worker process a job will go to: that which keeps what the last of its kind made, or an idle one."""
        assert self._executor is not None  # noqa: S101 (made when the room was opened)
        return self._executor.lane_of(job, idle)

    async def look(self, function: Callable[[Job], Result], job: Job) -> Result:
        """Run a job of the reader, a process of its own: no text waits to be read until an older one is rendered."""
        assert self._reader is not None  # noqa: S101 (made when the room was opened)
        return await _result(self._reader, function, job, READ_SECONDS, (NO_PROCESS, DIED))

    async def photograph(self, function: Callable[[Job], Result], job: Job) -> Result:
        """Run a job of the camera, a process of its own, so that no picture waits for a format to be rendered."""
        assert self._camera is not None  # noqa: S101 (made when the room was opened)
        return await _result(self._camera, function, job, PICTURE_SECONDS, (NO_PROCESS, DIED))

    async def errand(self, function: Callable[[Job], Result], job: Job, seconds: int) -> Result:
        """Run a job in a process of its own, and only once, whatever becomes of it: a letter cannot be taken back."""
        executor = Lanes(1, {})
        try:
            return await _result(executor, function, job, seconds, ())
        finally:
            await asyncio.to_thread(executor.close)

    async def _look(self) -> None:
        """Take in the whole workspace anew; with other styles, or a new engine, by other processes."""

        def look() -> None:
            library = Library.open(self.workspace, self.today())
            library.recall(self.output.memory.recall())
            before, self._library = self._library, library
            gone = self._executor is not None and not self._executor.whole
            if gone or before is None or before.digests != library.digests:
                former = self._executor, self._reader
                self._executor, self._reader = Lanes(self._width, library.style_files), Lanes(1, library.style_files)
                self._executor.warm_up()
                self._camera = self._camera or Lanes(1, {})
                for lanes in former:
                    if lanes is not None:
                        lanes.close()

        await asyncio.get_running_loop().run_in_executor(self._hand, look)

    async def try_again(self, galley: Galley) -> None:
        """Make everything of an edition anew, for instance after a process died or the disk was full."""
        if self._executor is not None and not self._executor.whole:
            await self._look()
        self.galleys.try_again(galley)

    async def _read_all(self) -> None:
        """Read every article of which nothing is known, and tell of each."""
        self.reading = True
        unread = unread_before = await self.ask(lambda library: library.unread(sorted(library.slugs)))
        while unread:
            # Whoever looks at an edition goes first: the shelf takes what is left of the processors.
            many = 1 if any(galley.checking for galley in self.galleys) else 2 * self._width
            now, unread = unread[:many], unread[many:]
            await asyncio.gather(*(self.read(slug) for slug in now))
        self.reading = False
        self.events.tell("shelf", reading=False)
        if unread_before:
            # As a build does, so that the next start reads only what has changed; a disk that is full costs only time.
            with contextlib.suppress(PlainleafError):
                await self.ask(lambda library: self.output.memory.remember(library.memory()))

    async def read(self, slug: str, *, at_once: bool = False) -> None:
        """Read an article in a worker, `at_once` in the reader, and let the library learn what it says."""
        source = await self.ask(lambda library: library.sources[slug])
        executor = self._executor
        try:
            job = ReadJob(source)
            found = await (self.look(read, job) if at_once else self.work(read, job, READ_SECONDS))
        except EndedError as why:
            file = f"{source.folder}/article.md"
            found = (ReadArticle(file, None, ended(file, "reading", str(why)), ended=True),)

        def learn(library: Library) -> None:
            # A newer text may have come meanwhile: it is read by whoever asked for it.
            if executor is not None and library.sources.get(slug) == source:
                library.learn(slug, found, executor.share)

        await self.ask(learn)
        self.events.tell("shelf", slug=slug, reading=self.reading)

    async def read_for(self, name: EditionName, question: Callable[[Library], Answer]) -> Answer:
        """What the library says to a question on an edition whose articles are read: in workers, for what the library
        itself reads cannot be sent to one. Raises UsageError when there is no such article.
        """

        def asked(library: Library) -> tuple[list[str], list[Answer]]:
            if name.slug not in library.slugs:
                raise UsageError(f'there is no article "{name.slug}" under source/')
            missing = [slug for slug in library.members((name.slug,)) if not _is_read(library, slug)]
            return missing, [] if missing else [question(library)]

        while True:
            missing, answers = await self.ask(asked)
            if not missing:
                return answers[0]
            # A newer text may come while one is read, and is then read in its place.
            await asyncio.gather(*(self.read(slug, at_once=len(missing) == 1) for slug in missing))

    async def read_file(self, name: str) -> bytes:
        """The bytes of a text of the workspace, as they are on disk now. Raises PlainleafError when it is no plain file
        inside it, or too large.
        """

        def read_now() -> bytes:
            content = read_plain(self.workspace.root / name, self.workspace.root, TEXT_BYTES)
            if isinstance(content, bytes):
                return content
            why = content if isinstance(content, str) else f"it weighs {content:,} bytes; {TEXT_BYTES:,} is the most"
            raise PlainleafError(f'"{name}" cannot be read: {why}', place=name, hint="look at it on your disk")

        return await asyncio.to_thread(read_now)

    # changes

    async def _watch(self) -> None:
        """Take in every change of the workspace's files, whoever made it, and tell of it."""
        from watchfiles import awatch

        folders = (self.workspace.source, self.workspace.styles)
        async for changes in awatch(*folders, debounce=50, step=20):
            await self.take_in({Path(path) for _, path in changes})

    async def take_in(self, paths: set[Path]) -> None:
        """These files were written or are gone: renew what is made of them."""
        paths = {path for path in paths if not _is_passing(path)}
        slugs = {self._slug_of(path) for path in paths}
        if not slugs:
            return
        root = self.workspace.root
        self.events.tell("changed", files=sorted(path.relative_to(root).as_posix() for path in paths))
        if None in slugs:
            await self._look()
            self.galleys.renew()
            await self._read_all()
            return
        known = {slug for slug in slugs if slug is not None}
        known = await self.ask(lambda library: _renew(library, self.workspace, known))
        if not known:
            # The desk took it in when it saved it, and is now told of it by the system.
            return
        self.galleys.renew(known)
        open_now = {slug for galley in self.galleys for slug in (galley.name.slug,)}
        for slug in sorted(known - open_now):
            self.begin(self.read(slug))

    def _slug_of(self, path: Path) -> str | None:
        """The article whose folder a file lies in; None for what all of them may depend on."""
        source = self.workspace.source
        if not path.is_relative_to(source):
            return None
        parts = path.relative_to(source).parts
        library = self._library
        there = library is not None and parts and parts[0] in library.sources
        # A folder that came or went is another library; what is in a folder that was there is its article's.
        return parts[0] if there and len(parts) > 1 and (source / parts[0] / "article.md").is_file() else None


async def _result(
    executor: Lanes,
    function: Callable[[Job], Result],
    job: Job,
    seconds: int,
    once_more: tuple[str, ...] = (NO_PROCESS,),
) -> Result:
    """What a job gives, once more in a new process where it ended for such a reason. Cancelling this calls it off."""
    for tries_left in (1, 0):
        # Shielded: a page that was closed ends its question, and the pool has no use for a future that was taken back.
        given = executor.submit(function, job, seconds)
        future = asyncio.wrap_future(given)
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            executor.call_off(given)
            raise
        except FileNotFoundError as fault:
            # What the processes of former styles shared went with them; who needs it is renewed when new ones come.
            if not Path(str(fault.filename)).parent.name.startswith(SPOOL):
                raise
            raise EndedError("the styles were changed meanwhile") from None
        except EndedError as why:
            if not tries_left or str(why) not in once_more:
                raise
    raise AssertionError("the loop returns or raises")


def _is_passing(path: Path) -> bool:
    """Whether a file is an editor's own, which comes and goes while it saves."""
    return path.name.startswith((".", "#", "~")) or path.name.endswith((".new", ".swp", ".tmp", "~"))


def _is_read(library: Library, slug: str) -> bool:
    return slug in library.entries and (
        library.has_articles(slug) or not any(entry.readable for entry in library.entries[slug])
    )


def _renew(library: Library, workspace: Workspace, slugs: set[str]) -> set[str]:
    """Take in the folders of these articles anew; what was known of them is forgotten where their bytes changed. Gives
    those that changed.
    """
    digests, changed = dict(library.source_digests), set()
    for slug in slugs:
        source = storage.read_source(workspace, slug)
        before = library.sources[slug].files.get(APPROVALS_FILE) if slug in library.sources else None
        # Whoever signs changes no word, and yet what may be published.
        signed = source.files.get(APPROVALS_FILE) != before
        if digests.get(slug) == (now := source_digest(source)) and not signed:
            continue
        library.put(source)
        changed.add(slug)
        digests[slug] = now
        library.entries.pop(slug, None)
        for name in [name for name in library.articles if name[0] == slug]:
            del library.articles[name]
    library.source_digests = digests
    return changed

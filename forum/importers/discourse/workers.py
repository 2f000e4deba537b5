"""Has texts drawn by worker processes, one for each processor, or here if there can be none.

Processes of their own and not forks: a fork would inherit the locks of the database.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType

from forum.importers.discourse.drawing import Limits, Text, draw
from forum.importers.discourse.here import Here
from forum.importers.discourse.records import Post
from forum.importers.discourse.staging import Reader

MOST = 8
Order = tuple[Post, int]  # a post, and the id of the category here that it goes to
_ROOT = Path(__file__).parents[3]


class Lost(Exception):  # noqa: N818
    """A worker process is gone."""


class Worker:
    """One process. For one thread at a time."""

    def __init__(self, file: Path, host: str, limits: Limits) -> None:
        self._connection, theirs = Pipe()
        path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH", "")]))
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "forum.importers.discourse.worker", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONPATH": path},
                stdin=subprocess.DEVNULL,
            )
        self._connection.send((file, host, limits))

    def draw(self, order: Order) -> Text:
        """Raises Lost when the process has died, whatever of."""
        try:
            self._connection.send(order)
            drawn: Text = self._connection.recv()
        except (EOFError, OSError) as error:
            raise Lost from error
        return drawn

    def end(self) -> None:
        self._connection.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Workers:
    """`with Workers(…) as workers:` asks `count` processes; without any it draws by itself."""

    def __init__(self, file: Path, host: str, limits: Limits, count: int | None = None) -> None:
        self._start = (file, host, limits)
        self._count = min(MOST, os.cpu_count() or 1) if count is None else count
        self._idle: SimpleQueue[Worker | None] = SimpleQueue()
        self._all: list[Worker] = []

    def __enter__(self) -> "Workers":
        with suppress(OSError):
            self._all = [Worker(*self._start) for _ in range(self._count if self._count > 1 else 0)]
        for worker in self._all:
            self._idle.put(worker)
        if not self._all:
            self._idle.put(None)
        self._threads = ThreadPoolExecutor(max(len(self._all), 1), "import")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown(cancel_futures=True)
        for worker in self._all:
            worker.end()

    def begin(self, orders: Iterable[Order]) -> list[Future[Text]]:
        """Have these drawn, while the caller does something else."""
        return [self._threads.submit(self._draw, order) for order in orders]

    def draw(self, orders: Iterable[Order]) -> list[Text]:
        """The texts of these, in their order."""
        return [future.result() for future in self.begin(orders)]

    def _draw(self, order: Order) -> Text:
        worker = self._idle.get()
        try:
            if worker is not None:
                return worker.draw(order)
        except Lost:
            worker = None  # from now on this thread draws by itself
        finally:
            self._idle.put(worker)
        return self._draw_here(order)

    def _draw_here(self, order: Order) -> Text:
        file, host, limits = self._start
        reader = Reader(file)
        try:
            return draw(*order, Here(reader, host), limits)
        finally:
            reader.close()

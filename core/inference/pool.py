"""Leading the workers: tasks go out as they have room, events come in, trouble is contained.

A worker that dies is replaced, and the files it had open are tried once more, one by one; one
that says nothing for too long is ended, and its file given up. The others go on meanwhile.
"""

import multiprocessing
import time
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import replace
from multiprocessing.connection import wait

from core.errors import NetworkUnavailableError
from core.inference.messages import Event, Failed, Setup, Task, Unable
from core.inference.process import WorkerProcess
from core.networks.threads import limit_threads

LANES = 2
"""Engines in one process: with more, Python's lock begins to be felt."""

HANG_LIMIT_S = 120.0
"""A lane that has a file open and says nothing for so long is taken to hang."""

_TICK_S = 0.5
_TRIES = 2


class Pool:
    """Worker processes hearing tasks. Use ``events`` once, to its end or close it."""

    def __init__(
        self, setup: Setup, tasks: Iterator[Task], workers: int, hang_limit_s: float = HANG_LIMIT_S
    ) -> None:
        """``workers`` is the number of engines, in as few processes as can be."""
        self._context = multiprocessing.get_context("spawn")
        self._setup, self._hang_limit_s = setup, hang_limit_s
        self._lanes = [LANES] * (workers // LANES) + [1] * (workers % LANES)
        self._tasks = tasks
        self._again: deque[Task] = deque()
        self._suspects: deque[Task] = deque()
        self._tries: dict[int, int] = {}
        self._workers: list[WorkerProcess] = []
        self._no_more = False
        self._stillborn = 0

    def events(self) -> Generator[Event | None]:
        """Yield what the workers say, and None at least twice a second for the time between.

        After a Failed, parts of its task that came before do not count; a task that is tried
        again sends all its parts again after another Began. Raises NetworkUnavailableError.
        """
        limit_threads()
        try:
            self._start_first()
            while self._workers:
                yield from self._listen()
                self._hand_out()
        finally:
            self._stop()

    def _start_first(self) -> None:
        """Start no more processes than there are tasks for."""
        for lanes in self._lanes:
            if (task := self._next()) is None:
                return
            fresh = self._start(lanes)
            fresh.give(task)
        self._hand_out()

    def _start(self, lanes: int) -> WorkerProcess:
        fresh = WorkerProcess.start(self._context, replace(self._setup, lanes=lanes))
        self._workers.append(fresh)
        return fresh

    def _hand_out(self) -> None:
        for w in self._workers:
            if not w.tasks and self._suspects:
                w.give(self._suspects.popleft(), alone=True)
            while w.has_room and (task := self._next()) is not None:
                w.give(task)
        if not self._more and not any(w.tasks for w in self._workers):
            self._stop()

    @property
    def _more(self) -> bool:
        return bool(self._again or self._suspects or not self._no_more)

    def _next(self) -> Task | None:
        if self._again:
            return self._again.popleft()
        if self._no_more:
            return None
        task = next(self._tasks, None)
        self._no_more = task is None
        return task

    def _listen(self) -> Iterator[Event | None]:
        before = time.monotonic()
        ready = wait([w.connection for w in self._workers], timeout=_TICK_S)
        # A computer that slept has not waited: count no more than was asked for.
        passed = min(time.monotonic() - before, 2 * _TICK_S)
        for w in list(self._workers):
            w.wait(passed)
            if w.connection in ready:
                yield from self._hear(w)
            elif w.hanging(self._hang_limit_s):
                yield from self._end_hanging(w)
        yield None

    def _hear(self, w: WorkerProcess) -> Iterator[Event]:
        try:
            for event in w.hear():
                if isinstance(event, Unable):
                    raise NetworkUnavailableError(event.text)
                yield event
        except (EOFError, OSError):  # OSError: it died in the middle of a message
            yield from self._replace(w)

    def _end_hanging(self, w: WorkerProcess) -> Iterator[Event]:
        task = w.hung_task(self._hang_limit_s)
        if task is not None:
            yield Failed(
                task.id,
                "hung",
                "Reading this file took too long and was ended. Copy it to another disk and "
                "try again, or leave it out.",
            )
        yield from self._replace(w, suspicious=False)

    def _replace(self, w: WorkerProcess, *, suspicious: bool = True) -> Iterator[Event]:
        """Put another worker in the place of a dead one, and its tasks back in the queue."""
        w.end()
        self._workers.remove(w)
        self._stillborn += not w.ready
        if self._stillborn > len(self._lanes):
            raise NetworkUnavailableError(
                "The worker processes end before they begin. Close other programs to free "
                "memory, then start again."
            )
        suspects = w.suspects if suspicious else set()
        for task in w.tasks.values():
            if task.id not in suspects:
                self._again.append(task)
                continue
            self._tries[task.id] = self._tries.get(task.id, 0) + 1
            if self._tries[task.id] < _TRIES:
                self._suspects.append(task)
            else:
                yield Failed(
                    task.id,
                    "crashed",
                    "Analysing this file ended the worker process twice. Check the file, and "
                    "that the computer has memory left.",
                )
        if self._more:
            self._start(w.lanes)

    def _stop(self) -> None:
        for w in self._workers:
            w.end()
        self._workers.clear()

"""Leading the workers: tasks go out as they have room, events come in, trouble is contained.

A worker that dies is replaced, and the file it was reading is tried once more by itself; one that
says nothing for too long is ended, and its file given up. The others go on meanwhile.
"""

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from core.errors import NetworkUnavailableError
from core.inference import worker
from core.inference.messages import Began, Done, Event, Failed, Ready, Setup, Task, Unable

QUEUED_WINDOWS = 96
"""Windows that wait at a worker beside the task in hand, so that it never runs dry."""

HANG_LIMIT_S = 120.0
"""A worker that has tasks and says nothing for so long is taken to hang."""

START_LIMIT_S = 300.0
"""A worker that has not loaded its network by then is taken to hang."""

_TICK_S = 0.5
_END_S = 5.0  # a process that waits for a dead disk cannot even be killed: go on without it
_TRIES = 2


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: Connection
    tasks: dict[int, Task] = field(default_factory=dict)
    """What it was given and has not finished, in order."""
    silent_s: float = 0.0
    ready: bool = False
    opening: int | None = None
    """The task whose file it opened last."""

    @property
    def queued(self) -> int:
        return sum(t.count for t in self.tasks.values())

    @property
    def has_room(self) -> bool:
        return len(self.tasks) < 2 or self.queued < QUEUED_WINDOWS


class Pool:
    """A set of worker processes hearing tasks. Use ``events`` once, to its end or close it."""

    def __init__(
        self, setup: Setup, tasks: Iterator[Task], workers: int, hang_limit_s: float = HANG_LIMIT_S
    ) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._setup, self._wanted, self._hang_limit_s = setup, workers, hang_limit_s
        self._tasks = tasks
        self._again: deque[Task] = deque()
        self._tries: dict[int, int] = {}
        self._workers: list[_Worker] = []
        self._no_more = False
        self._stillborn = 0

    def events(self) -> Generator[Event | None]:
        """Yield what the workers say, and None at least twice a second for the time between.

        After a Failed, parts of its task that came before do not count; a task that is tried
        again sends all its parts again after another Began. Raises NetworkUnavailableError.
        """
        try:
            self._hand_out()
            while self._workers:
                yield from self._listen()
                self._hand_out()
        finally:
            self._stop()

    def _hand_out(self) -> None:
        if not self._workers:
            self._start_first()
        for w in self._workers:
            while w.has_room and (task := self._next()) is not None:
                self._give(w, task)
        if self._no_more and not self._again and not any(w.tasks for w in self._workers):
            self._stop()

    def _start_first(self) -> None:
        """Start no more workers than there are tasks for."""
        for _ in range(self._wanted):
            if (task := self._next()) is None:
                return
            fresh = self._start()
            self._workers.append(fresh)
            self._give(fresh, task)

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=worker.main, args=(theirs, self._setup), daemon=True, name="undersong-worker"
        )
        with _deaf_to_ctrl_c():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _next(self) -> Task | None:
        if self._again:
            return self._again.popleft()
        if self._no_more:
            return None
        task = next(self._tasks, None)
        self._no_more = task is None
        return task

    def _give(self, w: _Worker, task: Task) -> None:
        if not w.tasks:
            w.silent_s = 0.0  # it had nothing to say
        w.tasks[task.id] = task
        try:
            w.connection.send(task)
        except OSError:
            w.silent_s = 0.0  # it has died: the next look at its connection tells

    def _listen(self) -> Iterator[Event | None]:
        before = time.monotonic()
        ready = wait([w.connection for w in self._workers], timeout=_TICK_S)
        # A computer that slept has not waited: count no more than was asked for.
        passed = min(time.monotonic() - before, 2 * _TICK_S)
        for w in list(self._workers):
            w.silent_s += passed
            if w.connection in ready:
                yield from self._hear(w)
            elif w.tasks and w.silent_s > (self._hang_limit_s if w.ready else START_LIMIT_S):
                yield from self._end_hanging(w)
        yield None

    def _hear(self, w: _Worker) -> Iterator[Event]:
        w.silent_s = 0.0
        try:
            while w.connection.poll():
                event: Event = w.connection.recv()
                self._note(w, event)
                yield event
        except (EOFError, OSError):  # OSError: it died in the middle of a message
            yield from self._replace(w)

    def _note(self, w: _Worker, event: Event) -> None:
        if isinstance(event, Unable):
            raise NetworkUnavailableError(event.text)
        if isinstance(event, Ready):
            w.ready = True
        elif isinstance(event, Began):
            w.opening = event.task_id
        elif isinstance(event, Done | Failed):
            w.tasks.pop(event.task_id, None)

    def _end_hanging(self, w: _Worker) -> Iterator[Event]:
        w.process.kill()
        if w.opening in w.tasks:
            yield Failed(
                w.tasks.pop(w.opening).id,
                "hung",
                "Reading this file took too long and was ended. Copy it to another disk and "
                "try again, or leave it out.",
            )
        yield from self._replace(w)

    def _replace(self, w: _Worker) -> Iterator[Event]:
        """Put another worker in the place of a dead one, and its tasks back in the queue."""
        w.process.kill()
        w.process.join(_END_S)
        w.connection.close()
        self._workers.remove(w)
        self._stillborn += not w.ready
        if self._stillborn > self._wanted:
            raise NetworkUnavailableError(
                "The worker processes end before they begin. Close other programs to free "
                "memory, then start again."
            )
        for task in w.tasks.values():
            if task.id == w.opening:
                self._tries[task.id] = self._tries.get(task.id, 0) + 1
            if self._tries.get(task.id, 0) >= _TRIES:
                yield Failed(
                    task.id,
                    "crashed",
                    "Analysing this file ended the worker process twice. Check the file, and "
                    "that the computer has memory left.",
                )
            else:
                self._again.append(task)
        if self._again or not self._no_more:
            self._workers.append(self._start())

    def _stop(self) -> None:
        for w in self._workers:
            w.connection.close()
            w.process.kill() if w.tasks else w.process.terminate()
        for w in self._workers:
            w.process.join(_END_S)
        self._workers.clear()


@contextmanager
def _deaf_to_ctrl_c() -> Generator[None]:
    """Start a process that never hears Ctrl+C, not even before its own first line."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # the first start would lift the block in passing
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

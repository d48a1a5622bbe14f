"""Leading the workers: tasks go out as they have room, events come in, trouble is contained.

A worker that dies is replaced. The recordings it had open are put behind all others and then
heard again one at a time, with nothing else under way: one that ends its worker then too is given
up. A worker that says nothing for too long is ended, and the recording it hangs on given up.
Of a recording that is given up no other part is tried; the others go on meanwhile.
"""

import logging
import multiprocessing
import time
from collections.abc import Generator, Iterator
from dataclasses import replace
from multiprocessing.connection import wait

from core.errors import NetworkUnavailableError
from core.inference.messages import (
    CRASHED,
    HUNG,
    NO_MEMORY,
    UNTRIED,
    Alone,
    Done,
    Event,
    Failed,
    Ready,
    Setup,
    Task,
    Unable,
)
from core.inference.order import TaskOrder
from core.inference.process import WorkerProcess
from core.networks.threads import limit_threads

log = logging.getLogger(__name__)

HANG_LIMIT_S = 120.0
"""A lane that has a file open and says nothing for so long is taken to hang."""

MOST_IN_VAIN = 20
"""So many recordings in a row that end their workers: what is left is spared until another start.
A worker takes seconds to load, and a thousand of them an hour."""

_TICK_S = 0.5
_MOST_STILLBORN = 5
_TRIED_AGAIN = frozenset({CRASHED, NO_MEMORY})


class Pool:
    """Worker processes hearing tasks. Use ``events`` once, to its end or close it."""

    def __init__(
        self, setup: Setup, tasks: Iterator[Task], workers: int, hang_limit_s: float = HANG_LIMIT_S
    ) -> None:
        """``workers`` is the number of engines, in as few processes as suits the network."""
        self._context = multiprocessing.get_context("spawn")
        self._setup, self._hang_limit_s = setup, hang_limit_s
        lanes = setup.manifest.lanes
        self._lanes = [min(lanes, workers - first) for first in range(0, workers, lanes)]
        self._order = TaskOrder(tasks)
        self._workers: list[WorkerProcess] = []
        self._stillborn = 0
        self._in_vain = 0

    def events(self) -> Generator[Event | None]:
        """Yield what the workers say, and None at least twice a second for the time between.

        After a Failed, parts of its task that came before do not count; a task that is tried
        again sends all its parts again after another Began. Raises NetworkUnavailableError.
        """
        limit_threads()
        try:
            self._start_first()
            yield from self._hand_out()
            while self._workers:
                yield from self._listen()
                yield from self._hand_out()
        finally:
            self._stop()

    def _start_first(self) -> None:
        """Start no more processes than there are tasks for."""
        for lanes in self._lanes:
            if (task := self._order.next()) is None:
                break
            self._start(lanes).give(task)

    def _start(self, lanes: int) -> WorkerProcess:
        fresh = WorkerProcess.start(self._context, replace(self._setup, lanes=lanes))
        self._workers.append(fresh)
        return fresh

    def _hand_out(self) -> Iterator[Event]:
        self._fill()
        yield from self._order.refused()
        if any(w.tasks for w in self._workers):
            return
        if self._order.try_next():
            yield Alone()
            self._keep_one()
            self._fill()
        else:
            self._stop()

    def _fill(self) -> None:
        for w in self._workers:
            while w.has_room and (task := self._order.next()) is not None:
                w.give(task)

    def _keep_one(self) -> None:
        """Leave all memory to one process."""
        for w in self._workers[1:]:
            w.end()
        del self._workers[1:]
        if not self._workers:
            self._start(self._lanes[0])

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
            for event, task in w.hear():
                if isinstance(event, Unable):
                    raise NetworkUnavailableError(event.text)
                if isinstance(event, Failed) and task and event.code in _TRIED_AGAIN:
                    yield from self._contain(event, task)
                    continue
                if isinstance(event, Ready):
                    self._stillborn = 0
                elif isinstance(event, Done):
                    self._in_vain = 0
                yield event
        except (EOFError, OSError):  # OSError: it died in the middle of a message
            yield from self._bury(w)

    def _contain(self, failed: Failed, task: Task) -> Iterator[Event]:
        if failed.trace:
            log.error("A recording could not be read: %s", failed.trace)
        yield from self._set_back(task.recording_id, failed, likely=True)
        self._order.put_back([task])

    def _set_back(self, recording_id: int, why: Failed, *, likely: bool) -> Iterator[Event]:
        """Hold back a recording that is in doubt, or give it up where it was alone."""
        if not self._order.is_trying(recording_id):
            self._order.hold(recording_id, likely=likely)
            return
        self._order.give_up(recording_id, why)
        self._in_vain += 1
        if self._in_vain >= MOST_IN_VAIN:
            self._order.leave_held(replace(why, code=UNTRIED, text=_UNTRIED_TEXT))
        yield from self._order.refused()

    def _end_hanging(self, w: WorkerProcess) -> Iterator[Event]:
        task = w.hung_task(self._hang_limit_s)
        if task is not None:
            why = Failed(task.id, HUNG, _HUNG_TEXT)
            self._order.give_up(task.recording_id, why)
            yield why
        yield from self._replace(w)

    def _bury(self, w: WorkerProcess) -> Iterator[Event]:
        by_itself, suspects = w.died_by_itself(), w.suspects
        text = _CRASHED_TEXT if by_itself else _KILLED_TEXT
        for recording_id in suspects:
            likely = recording_id == suspects[-1]
            yield from self._set_back(recording_id, Failed(0, CRASHED, text), likely=likely)
        yield from self._replace(w, apart=by_itself and len(suspects) > 1)

    def _replace(self, w: WorkerProcess, *, apart: bool = False) -> Iterator[Event]:
        """Put another worker in the place of a dead one, and its tasks back in the queue.

        ``apart``: a process for each lane, so that the next file that ends one is alone in it.
        """
        w.end()
        self._workers.remove(w)
        self._stillborn += not w.ready
        if self._stillborn > _MOST_STILLBORN:
            raise NetworkUnavailableError(
                "The worker processes end before they begin. Close other programs to free "
                "memory, then start again."
            )
        self._order.put_back(w.tasks.values())
        yield from self._order.refused()
        if self._order.more:
            for lanes in [1] * w.lanes if apart else [w.lanes]:
                self._start(lanes)

    def _stop(self) -> None:
        for w in self._workers:
            w.end()
        self._workers.clear()


_HUNG_TEXT = (
    "Reading this recording took too long and was ended. Copy it to another disk and try again, "
    "or leave it out."
)
_CRASHED_TEXT = (
    "Reading this recording ended the worker process, also with nothing else under way. Check "
    "the file: play it, or copy it from the card again."
)
_KILLED_TEXT = (
    "The worker process was ended from outside while it read this recording, also with nothing "
    "else under way: perhaps the computer had no memory left. Close other programs."
)
_UNTRIED_TEXT = (
    f"It was not tried again, because {MOST_IN_VAIN} recordings in a row had ended their worker "
    "processes. Close other programs to free memory, and check the card."
)

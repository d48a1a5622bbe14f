"""Inspecting many files: at once in processes of their own where there are thousands."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path

from core.domain import Inspection

READERS = 2
"""A slow card answers two questions at once; more only wait for each other."""

_FEW = 2_048  # read before two processes have begun
_AT_ONCE = 64  # handing files over one by one costs a tenth of reading them

Inspect = Callable[[Path], Inspection]
Reading = Callable[[], list[Inspection]]


class Readers:
    """Inspects files ahead of whoever stores them; close it at the end.

    Not in threads: they wait for Python's lock (two take longer than one), and so does a window.
    """

    def __init__(self, inspect: Inspect) -> None:
        """``inspect`` must be a module's function: other processes are told its name."""
        self._inspect = inspect
        self._pool: ProcessPoolExecutor | None = None
        self._begun = 0

    def begin(self, paths: Sequence[Path]) -> Reading:
        """Begin with these files; what is returned waits for them, in order."""
        self._begun += len(paths)
        if self._begun <= _FEW:
            return lambda: _all(self._inspect, paths)
        parts = [paths[at : at + _AT_ONCE] for at in range(0, len(paths), _AT_ONCE)]
        try:
            waiting = [(part, self._hand_out(part)) for part in parts]
        except BrokenProcessPool:
            return lambda: _all(self._inspect, paths)
        return lambda: [one for part, later in waiting for one in self._result(part, later)]

    def close(self) -> None:
        """Let the processes end, and forget what was begun."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _hand_out(self, part: Sequence[Path]) -> "Future[list[Inspection]]":
        if self._pool is None:
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(READERS, spawn, _begin_process)
        return self._pool.submit(_all, self._inspect, part)

    def _result(self, part: Sequence[Path], later: "Future[list[Inspection]]") -> list[Inspection]:
        try:
            return later.result()
        except BrokenProcessPool:
            return _all(self._inspect, part)  # the system ended a process: go on in this one


def _all(inspect: Inspect, paths: Sequence[Path]) -> list[Inspection]:
    return [inspect(path) for path in paths]


def _begin_process() -> None:
    """Leave Ctrl+C to the process that leads, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    leader = multiprocessing.parent_process()
    if leader is not None:
        threading.Thread(target=_end_with, args=(leader.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    with suppress(OSError):
        wait([sentinel])
    os._exit(1)

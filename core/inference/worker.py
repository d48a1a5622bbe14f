"""A worker process: reads tasks, hears their windows in batches, and sends back what it heard.

It works in lanes, each with an engine and two threads: one decodes ahead while the other runs the
network, so neither waits for the other. A network that is all of a runtime lets go of Python's
lock, so two lanes are as quick as two processes, in two thirds of the memory; one that works in
numpy too has one lane, and a process for each worker.
"""

import os
import queue
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

from core.errors import NetworkUnavailableError
from core.inference.hearing import Flush, Item, Listener, windows_of
from core.inference.messages import Began, Event, Ready, Setup, Task, Unable
from core.inference.priority import give_way
from core.networks.network import Engine
from core.networks.runtimes import open_engine

READ_AHEAD_WINDOWS = 8
"""In each lane: a batch, while another is being heard."""


class _Line:
    """The way back to the leader. Several threads speak on it: their messages must not mingle."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._lock = connection, threading.Lock()

    def send(self, event: Event) -> None:
        with self._lock:
            try:
                self._connection.send(event)
            except (BrokenPipeError, ConnectionResetError):
                os._exit(0)  # nobody listens any more


def main(said: Connection, taken: Connection, setup: Setup) -> None:
    """Serve until no more tasks can be taken: the other side closed the line, or was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that leads
    threading.excepthook = _end_at_once
    if setup.give_way:
        give_way()
    try:
        engines = [open_engine(setup.manifest) for _ in range(setup.lanes)]
    except NetworkUnavailableError as error:
        said.send(Unable(str(error)))
        return
    line = _Line(said)
    tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
    line.send(Ready(engines[0].note))
    for lane, engine in enumerate(engines):
        ahead: queue.Queue[Item] = queue.Queue(max(READ_AHEAD_WINDOWS, engine.batch_size))
        _begin(_decode, lane, tasks, line, setup, ahead)
        _begin(_listen, lane, line, setup, engine, ahead)
    _receive(taken, tasks)


def _begin(work: Callable[..., None], *arguments: object) -> None:
    threading.Thread(target=work, args=arguments, daemon=True).start()


def _end_at_once(args: threading.ExceptHookArgs) -> None:
    """End the process when one of its threads fails: the leader sees that, and tries again."""
    threading.__excepthook__(args)
    os._exit(1)


def _receive(taken: Connection, tasks: queue.SimpleQueue[Task]) -> None:
    """Take tasks off the line as they come, so that the leader never waits to hand one out."""
    try:
        while True:
            tasks.put(taken.recv())
    except (EOFError, OSError):
        os._exit(0)  # nobody listens any more; reading may hang, so nothing waits for it


def _decode(
    lane: int,
    tasks: queue.SimpleQueue[Task],
    line: _Line,
    setup: Setup,
    ahead: queue.Queue[Item],
) -> None:
    while True:
        if tasks.empty():
            ahead.put(Flush())
        task = tasks.get()
        line.send(Began(task.id, lane))
        for item in windows_of(task, setup):
            ahead.put(item)


def _listen(lane: int, line: _Line, setup: Setup, engine: Engine, ahead: queue.Queue[Item]) -> None:
    listener = Listener(setup, engine, lane)
    try:
        while True:
            for event in listener.take(ahead.get()):
                line.send(event)
    except NetworkUnavailableError as error:
        line.send(Unable(str(error)))

"""A worker process: reads tasks, hears their windows in batches, and sends back what it heard.

It works in lanes, each with an engine and two threads: one decodes ahead while the other runs the
network, so neither waits for the other. Decoding, numpy and the network let go of Python's lock,
so two lanes are as quick as two processes in two thirds of the memory. A batch is filled across
tasks: many short files run as quickly as one long one.
"""

import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.audio import contents, defects
from core.audio.samples import refusal
from core.audio.silence import Silence
from core.audio.source import Source, open_source
from core.audio.windows import read_windows
from core.errors import NetworkUnavailableError, UnreadableRecordingError
from core.inference.messages import (
    CRASHED,
    NO_MEMORY,
    Alive,
    Began,
    Done,
    Event,
    Failed,
    Ready,
    Setup,
    Task,
    Unable,
)
from core.inference.priority import give_way
from core.inference.tally import Tally
from core.log_lines import without_data
from core.networks.network import Engine
from core.networks.runtimes import open_engine

READ_AHEAD_WINDOWS = 8
"""In each lane: a batch, while another is being heard."""

_NO_MEMORY_TEXT = (
    "There was not enough memory to read this recording. Close other programs, or analyse with "
    "fewer workers."
)
_FAULT_TEXT = (
    "Reading this recording failed inside Undersong. Check the file: play it, or copy it from the "
    "card again. The details are in the log."
)


class _Window(NamedTuple):
    task: Task
    number: int
    samples: NDArray[np.float32]


class _End(NamedTuple):
    """The last of a task: how it went."""

    message: Done | Failed


class _Flush:
    """Nothing more is known to come: run what is there."""


_Item = _Window | _End | _Flush


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
        ahead: queue.Queue[_Item] = queue.Queue(READ_AHEAD_WINDOWS)
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
    ahead: queue.Queue[_Item],
) -> None:
    while True:
        if tasks.empty():
            ahead.put(_Flush())
        task = tasks.get()
        line.send(Began(task.id, lane))
        for item in _windows_of(task, setup):
            ahead.put(item)


def _windows_of(task: Task, setup: Setup) -> Iterator[_Item]:
    number = task.first
    try:
        with open_source(task.path, content_hash=task.content_hash) as source:
            written = _written(task)
            channel = min(setup.channel, source.channels - 1)
            silence = Silence(channel, source.channels, coarse=source.coarse)
            for samples in read_windows(
                source, setup.windowing, channel, task.first, task.count, silence.heed
            ):
                yield _Window(task, number, samples)
                number += 1
            if _written(task) != written:
                raise refusal(task.path, defects.CHANGED)  # under our hands
            yield _End(_done(task, number - task.first, source, channel, silence))
    except UnreadableRecordingError as error:
        yield _End(Failed(task.id, error.code, str(error)))
    except MemoryError:
        yield _End(Failed(task.id, NO_MEMORY, _NO_MEMORY_TEXT))
    except Exception as error:  # noqa: BLE001 - told to the leader: one file must not end the others
        yield _End(Failed(task.id, CRASHED, _FAULT_TEXT, without_data(error)))


def _done(task: Task, windows: int, source: Source, channel: int, silence: Silence) -> Done:
    return Done(
        task.id,
        windows,
        source.bad_samples,
        end_s=source.frames / source.sample_rate,  # damage has brought it forward
        channel=channel + 1,
        silent=silence.is_silent,
        sounding=silence.sounding,
    )


def _written(task: Task) -> tuple[int, int]:
    try:
        return contents.written(task.path)
    except OSError as error:
        raise refusal(task.path, defects.VANISHED) from error


def _listen(
    lane: int, line: _Line, setup: Setup, engine: Engine, ahead: queue.Queue[_Item]
) -> None:
    tally = Tally(setup)
    (head,) = setup.manifest.heads
    batch: list[_Window] = []
    while True:
        item = ahead.get()
        if isinstance(item, _Window):
            batch.append(item)
            if len(batch) < engine.batch_size:
                continue
        if isinstance(item, _End):  # a batch that is not full waits for the next task's windows
            if isinstance(item.message, Failed):
                batch = [w for w in batch if w.task.id != item.message.task_id]
            tally.ends(item.message)
        elif batch:
            for task, windows in _run(engine, head.output, batch, tally):
                line.send(Alive(task.id, windows, lane))
            batch = []
        for event in tally.news():
            line.send(event)


def _run(
    engine: Engine, role: str, batch: list[_Window], tally: Tally
) -> Iterator[tuple[Task, int]]:
    buffer = engine.buffer(len(batch))
    for row, window in zip(buffer, batch, strict=True):
        row[:] = window.samples
    outputs = engine.run(buffer)
    for task, first, rows in _by_task(batch):
        assert outputs.embeddings is not None
        tally.add(task.id, first, outputs.scores[role][rows], outputs.embeddings[rows])
        yield task, rows.stop - rows.start


def _by_task(batch: list[_Window]) -> Iterator[tuple[Task, int, slice]]:
    start = 0
    for end in range(1, len(batch) + 1):
        if end == len(batch) or batch[end].task.id != batch[start].task.id:
            yield batch[start].task, batch[start].number, slice(start, end)
            start = end

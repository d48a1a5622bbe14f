"""Hearing a task: its windows are decoded on one side, and run in batches on the other.

Nothing here knows of processes or threads: an executor calls both sides, in one thread or two.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from core.audio import contents, defects
from core.audio.media_files import MediaFile
from core.audio.samples import refusal
from core.audio.silence import Silence
from core.audio.source import Source, open_source
from core.audio.windows import read_windows
from core.errors import UnreadableRecordingError
from core.inference.messages import (
    CRASHED,
    NO_MEMORY,
    Alive,
    Began,
    Done,
    Event,
    Failed,
    Setup,
    Task,
)
from core.inference.outputs import answers
from core.inference.tally import Tally
from core.log_lines import without_data
from core.networks.network import Engine, Float32

_NO_MEMORY_TEXT = (
    "There was not enough memory to read this recording. Close other programs, or analyse with "
    "fewer workers."
)
_FAULT_TEXT = (
    "Reading this recording failed inside Undersong. Check the file: play it, or copy it from the "
    "card again. The details are in the log."
)


class Window(NamedTuple):
    """A window of a task, decoded."""

    task: Task
    number: int
    """In the recording."""
    samples: Float32


class End(NamedTuple):
    """The last of a task: how decoding it went."""

    message: Done | Failed


class Flush:
    """Nothing more is known to come: run what is there."""


Item = Window | End | Flush


def hear(task: Task, setup: Setup, engine: Engine) -> Iterator[Event]:
    """Yield all that is to be said of a task, from Began to Done or Failed.

    Raises NetworkUnavailableError where the network gives something else than it promised.
    """
    yield Began(task.id)
    listener = Listener(setup, engine)
    for item in windows_of(task, setup):
        yield from listener.take(item)
    yield from listener.take(Flush())


def windows_of(task: Task, setup: Setup) -> Iterator[Window | End]:
    """Decode a task: its windows, then how it went. Nothing that is wrong with a file is raised."""
    number = task.first
    try:
        path = _path(task, setup)
        with open_source(path, content_hash=task.content_hash) as source:
            written = _written(path)
            channel = min(setup.channel, source.channels - 1)
            silence = Silence(channel, source.channels, coarse=source.coarse)
            for samples in read_windows(
                source, setup.windowing, channel, task.first, task.count, silence.heed
            ):
                yield Window(task, number, samples)
                number += 1
            if _written(path) != written:
                raise refusal(path, defects.CHANGED)  # under our hands
            yield End(_done(task, number - task.first, source, channel, silence))
    except Exception as error:  # noqa: BLE001 - told to the leader: one file must not end the others
        yield End(failed(task, error))


def failed(task: Task, error: Exception) -> Failed:
    """Return what to say of a task that an error has ended."""
    if isinstance(error, UnreadableRecordingError):
        return Failed(task.id, error.code, str(error))
    if isinstance(error, MemoryError):
        return Failed(task.id, NO_MEMORY, _NO_MEMORY_TEXT)
    return Failed(task.id, CRASHED, _FAULT_TEXT, without_data(error))


class Listener:
    """Runs the windows of one task behind the other through an engine, in batches.

    A batch that is not full waits for the next task's windows: many short files run as quickly as
    one long one.
    """

    def __init__(self, setup: Setup, engine: Engine, lane: int = 0) -> None:
        self._setup, self._engine, self._lane = setup, engine, lane
        self._tally = Tally(setup)
        self._batch: list[Window] = []

    def take(self, item: Item) -> Iterator[Event]:
        """Yield what can be said now. Raises NetworkUnavailableError: see ``hear``."""
        if isinstance(item, Window):
            self._batch.append(item)
            if len(self._batch) >= self._engine.batch_size:
                yield from self._run()
        elif isinstance(item, End):
            if isinstance(item.message, Failed):
                gone = item.message.task_id
                self._batch = [w for w in self._batch if w.task.id != gone]
            self._tally.ends(item.message)
        elif self._batch:
            yield from self._run()
        yield from self._tally.news()

    def _run(self) -> Iterator[Event]:
        batch, self._batch = self._batch, []
        buffer = self._engine.buffer(len(batch))
        for row, window in zip(buffer, batch, strict=True):
            row[:] = window.samples
        setup = self._setup
        found = answers(
            self._engine.run(buffer), len(batch), setup.manifest, setup.label_counts,
            keep=setup.keeps_embeddings,
        )  # fmt: skip
        for task, first, rows in _by_task(batch):
            self._tally.add(task.id, first, found.rows(rows))
            yield Alive(task.id, rows.stop - rows.start, self._lane)


def _by_task(batch: list[Window]) -> Iterator[tuple[Task, int, slice]]:
    start = 0
    for end in range(1, len(batch) + 1):
        if end == len(batch) or batch[end].task.id != batch[start].task.id:
            yield batch[start].task, batch[start].number, slice(start, end)
            start = end


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


def _path(task: Task, setup: Setup) -> MediaFile:
    try:
        return setup.path(task)
    except KeyError:
        raise refusal(Path(task.path), defects.VANISHED) from None


def _written(path: MediaFile) -> tuple[int, int]:
    try:
        return contents.written(path)
    except OSError as error:
        raise refusal(path, defects.VANISHED) from error

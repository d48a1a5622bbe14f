"""Embeddings of the frames inside windows: they are not kept, so windows are heard again for them.

What is kept of a window is one embedding; its frames would take up to 150 times the room.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from core.audio.source import open_source
from core.audio.windows import read_windows
from core.counted import counted
from core.domain import Recording
from core.errors import UnreadableRecordingError, UserError
from core.heads.features import Float32, WindowFeatures, stacked
from core.heads.hearing import frames_of, network_of
from core.heads.trained_head import TrainedHead
from core.heads.windows import PassWindows, Window
from core.networks.runtimes import open_engine
from core.store import recordings
from core.store.embeddings import Float16

_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class FramedWindows:
    """Windows that were heard again."""

    places: list[int]
    """Which of those that were asked for: parallel [windows]."""
    rows: WindowFeatures
    """With their frames."""
    unheard: list[int]
    """Places of those that cannot be heard again: their recordings are not where they were."""
    empty: int
    """Windows more of which nothing is kept."""


def framed(heard: PassWindows, windows: Sequence[Window]) -> Iterator[FramedWindows]:
    """Yield windows of a pass, given in their order, with their frames, some at a time.

    Raises UserError where the network is not here or gives one embedding of a window.
    """
    ear = _Ear(heard)
    for first in range(0, len(windows), _AT_ONCE):
        some = windows[first : first + _AT_ONCE]
        with heard.project.reading() as db:
            there, rows = heard.rows(db, some)
            known = recordings.by_ids(db, {recording_id for recording_id, _ in some})
        again, frames = ear.frames([some[n] for n in there], known)
        rows = replace(rows[np.array(again, np.int64)], frames=frames)
        places = [first + there[n] for n in again]
        unheard = sorted({first + n for n in there} - set(places))
        yield FramedWindows(places, rows, unheard, len(some) - len(there))


def with_frames(heard: PassWindows, windows: Sequence[Window]) -> FramedWindows:
    """Return windows of a pass with their frames, all at once.

    Raises UserError where none can be heard again: see also ``framed``.
    """
    parts = list(framed(heard, windows))
    there = [part for part in parts if part.places]
    if not there:
        raise UserError(
            "None of these windows can be heard again: their recordings are not where they were. "
            "Connect the drive that they are on, or relink their folder."
        )
    return FramedWindows(
        [place for part in there for place in part.places],
        stacked([part.rows for part in there]),
        [place for part in parts for place in part.unheard],
        sum(part.empty for part in parts),
    )


def not_heard_again(recordings: int) -> list[str]:
    """Return in a sentence how many recordings a head could not hear again, if any."""
    if not recordings:
        return []
    where = "is not where it was" if recordings == 1 else "are not where they were"
    return [
        f"{counted(recordings, 'recording')} {where}, and this head has to hear it again: left "
        "out. Connect the drive, or relink the folder, and score once more."
    ]


def rows_for(
    head: TrainedHead, heard: PassWindows, windows: Sequence[Window]
) -> tuple[list[int], WindowFeatures]:
    """Return (places of windows that can be used, what a head reads of those)."""
    if head.reads_frames and windows:
        again = with_frames(heard, windows)
        return again.places, again.rows
    with heard.project.reading() as db:
        return heard.rows(db, windows)


class _Ear:
    """Hears windows of a pass once more, as they were heard."""

    def __init__(self, heard: PassWindows) -> None:
        self._manifest = network_of(heard.of).manifest
        self._engine = open_engine(self._manifest)
        self._cut = heard.cut
        self._channel = int(heard.of.settings.get("channel") or 1) - 1

    def frames(
        self, windows: Sequence[Window], known: dict[int, Recording]
    ) -> tuple[list[int], Float16]:
        """Return (places of windows that can be heard, their frames [n, frames, size])."""
        places: list[int] = []
        samples: list[Float32] = []
        for recording_id, group in groupby(range(len(windows)), lambda n: windows[n][0]):
            mine = list(group)
            found = self._samples(known[recording_id], [windows[n][1] for n in mine])
            places += mine[: len(found)]
            samples += found
        batch = self._engine.batch_size
        parts = [
            frames_of(self._engine.run(np.stack(samples[at : at + batch])), self._manifest)
            for at in range(0, len(samples), batch)
        ]
        none = np.zeros((0, 1, self._manifest.embedding_size), np.float16)
        return places, np.concatenate(parts) if parts else none

    def _samples(self, recording: Recording, numbers: Sequence[int]) -> list[Float32]:
        """Return the samples of windows, which rise, as far as they can be read."""
        found: list[Float32] = []
        try:
            with open_source(recording.path, content_hash=recording.content_hash) as source:
                for first, count in _runs(numbers):
                    before = len(found)
                    found += read_windows(source, self._cut, self._channel, first, count)
                    if len(found) < before + count:
                        break
        except UnreadableRecordingError:
            return found
        return found


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield (first, count) of numbers that follow each other."""
    start = 0
    for end in range(1, len(numbers) + 1):
        if end == len(numbers) or numbers[end] != numbers[end - 1] + 1:
            yield numbers[start], end - start
            start = end

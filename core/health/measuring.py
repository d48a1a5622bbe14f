"""Reads short samples of recordings and keeps how loud each channel is: a job that resumes."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.audio.source import Source, open_source
from core.errors import UnreadableRecordingError
from core.jobs import Job, Progress
from core.store import Project, levels
from core.store.levels import Level

_AT_ONCE = 64
_PIECE_S = 1.0
_PIECES = 4
_MOST_SAMPLES = 1 << 22
"""Of all channels of a piece."""
_FULL_SCALE = 0.999
_UNREAD = Level(channel=0, measured_s=0.0, rms=0.0, peak=0.0, mean=0.0, clipped=0.0)


def measure(project: Project, *, every: int = 1) -> Job:
    """Measure the levels of every n-th recording that was not measured yet. Counts files.

    Four seconds of each are read, spread over its length. Each step is saved: the same call
    again goes on. Files that cannot be read are noted and left out; a card that is gone only
    leaves its files for the next time. In a read-only project nothing is measured: it shows the
    levels that it has.
    """
    if project.read_only:
        return
    with project.reading() as db:
        total = levels.count_waiting(db, every)
    done, problems, after = 0, 0, 0
    yield Progress(0, total)
    while True:
        with project.reading() as db:
            batch = levels.waiting(db, every, after, _AT_ONCE)
        if not batch:
            return
        found = [(one, _levels(Path(one.root) / one.path, one.content_hash)) for one in batch]
        with project.writing() as db:
            for recording, channels in found:
                levels.save(db, recording, channels)
        problems += sum(not any(level.channel for level in channels) for _, channels in found)
        done, after = done + len(batch), batch[-1].id
        yield Progress(done, max(total, done), batch[-1].path, problems=problems)


def levels_of(source: Source) -> list[Level]:
    """Return the levels of each channel of an open recording, from short pieces of it."""
    pieces = [piece for piece in _pieces(source) if len(piece)]
    if not pieces:
        return [_UNREAD]
    samples = np.concatenate(pieces)
    return [
        _level(number, samples[:, number - 1], source.sample_rate)
        for number in range(1, source.channels + 1)
    ]


def _levels(path: Path, content_hash: str) -> list[Level]:
    """Return the levels of a file; none where it may be readable the next time."""
    try:
        with open_source(path, content_hash=content_hash) as source:
            return levels_of(source)
    except UnreadableRecordingError as error:
        return [] if error.code in ("vanished", "unreadable", "changed") else [_UNREAD]


def _pieces(source: Source) -> Iterator[npt.NDArray[np.float32]]:
    length = min(round(_PIECE_S * source.sample_rate), _MOST_SAMPLES // source.channels)
    pieces = _PIECES if source.exact_seek else 1  # elsewhere seeking decodes all before it
    for number in range(pieces):
        source.seek(round(max(0, source.frames - length) * number / max(1, pieces - 1)))
        yield source.read(length)


def _level(channel: int, samples: npt.NDArray[np.float32], sample_rate: int) -> Level:
    mean = float(np.mean(samples, dtype=np.float64))
    centred = samples.astype(np.float64) - mean
    return Level(
        channel=channel,
        measured_s=len(samples) / sample_rate,
        rms=float(np.sqrt(np.mean(centred * centred))),
        peak=float(np.max(np.abs(samples))),
        mean=mean,
        clipped=float(np.mean(np.abs(samples) >= _FULL_SCALE)),
    )

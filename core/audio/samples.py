"""What every open recording can do: hand out its samples as numbers, from any place on."""

import logging
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from core.audio import defects
from core.audio.layout import Layout
from core.audio.media_files import MediaFile
from core.domain import Problem
from core.errors import UnreadableRecordingError

log = logging.getLogger(__name__)

Samples = npt.NDArray[np.float32]

_LARGEST = 1e9
"""Full scale is 1, in floating point perhaps a few thousands; beyond, resampling would overflow."""


class Source(ABC):
    """The samples of one recording, from its first to its last.

    Use it as a context manager, from one thread. ``frames`` is what can really be decoded, and
    the best estimate where only decoding could tell. Errors while reading are
    UnreadableRecordingError: ``vanished`` when the card is gone, ``truncated`` when the file
    has become shorter, ``unreadable`` otherwise.
    """

    coarse = False
    """Whether its samples are of 16 bits."""
    exact_seek = True
    """False where seeking decodes everything before the place: read from start to end then."""
    edges: tuple[int, ...] = ()
    """Frames at which sound begins and ends, where only excerpts of the recording are here."""

    def __init__(self, path: MediaFile, layout: Layout) -> None:
        self.path = path
        self.sample_rate = layout.sample_rate
        self.channels = layout.channels
        self.frames = layout.frames
        self.position = 0
        self.bad_samples = 0
        """Samples met so far that are no numbers, or absurdly large; they are read as 0."""
        self.lost_frames = 0
        """Frames at the end that turned out not to be decodable; ``frames`` shrinks by them."""

    def seek(self, frame: int) -> None:
        """Make ``frame`` the next one to be read; beyond the end there is nothing to read."""
        self.position = min(max(0, frame), self.frames)

    def read(self, frames: int) -> Samples:
        """Return the next samples, float32 [n, channels] in -1..1; n < frames only at the end."""
        wanted = min(frames, self.frames - self.position)
        if wanted <= 0:
            return np.zeros((0, self.channels), dtype=np.float32)
        samples = self._clean(self._foreseen(wanted))
        self.position += len(samples)
        return samples

    def _foreseen(self, frames: int) -> Samples:
        try:
            return self._read(frames)
        except defects.UNFORESEEN as error:
            log.exception("a sound cannot be read")
            raise refusal(self.path, defects.DAMAGED_SOUND) from error

    @abstractmethod
    def close(self) -> None:
        """Let go of the file."""

    @abstractmethod
    def _read(self, frames: int) -> Samples: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _clean(self, samples: Samples) -> Samples:
        good = np.abs(samples) < _LARGEST  # so is nothing that is no number
        if good.all():
            return samples
        self.bad_samples += int(good.size - np.count_nonzero(good))
        return np.where(good, samples, np.float32(0))


def one_channel(samples: Samples, channel: int | None) -> Samples:
    """Return [n] of [n, channels]: a channel, or the mean of all where it is None or missing."""
    if channel is not None and channel < samples.shape[1]:
        return samples[:, channel]
    mean: Samples = samples.mean(axis=1, dtype=np.float32)
    return mean


def refusal(path: MediaFile, problem: Problem) -> UnreadableRecordingError:
    """Return the error that says why a recording cannot be read."""
    return UnreadableRecordingError(problem.code, f"{path.name}: {problem.text}")

"""Reads on where a card or disk cannot: silence in place of what is lost, and a note of where."""

from itertools import pairwise

import numpy as np

from core.audio import defects
from core.audio.samples import Samples, Source
from core.errors import UnreadableRecordingError

_STEP_FRAMES = 8192
_PASSED_OVER = (defects.UNREADABLE.code, defects.NOT_HERE.code)


class ReadingOn:
    """A source for looking and listening; an analysis must fail instead."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.sample_rate, self.channels = source.sample_rate, source.channels
        self._lost: list[tuple[int, int]] = []

    @property
    def frames(self) -> int:
        """Return how many frames there are, as far as is known by now."""
        return self._source.frames

    @property
    def lost_s(self) -> list[tuple[float, float]]:
        """Return the stretches in seconds that could not be read so far."""
        found = list(self._lost)
        if self._source.lost_frames:
            found.append((self.frames, self.frames + self._source.lost_frames))
        return [(first / self.sample_rate, last / self.sample_rate) for first, last in found]

    def seek(self, frame: int) -> None:
        """Make ``frame`` the next one to be read."""
        self._source.seek(frame)

    def read(self, frames: int) -> Samples:
        """Return the next samples [n, channels], zeros where they cannot be read.

        Raises UnreadableRecordingError where the file itself is gone or became shorter.
        """
        begin = self._source.position
        end = min(begin + frames, self.frames)
        try:
            return self._source.read(frames)
        except UnreadableRecordingError as error:
            if error.code not in _PASSED_OVER:
                raise
            missing = error.code == defects.NOT_HERE.code
        self._source.seek(begin)
        if missing:
            steps = [begin, *(edge for edge in self._source.edges if begin < edge < end), end]
        else:
            # Once more in small steps: a bad spot of a card is a few thousand bytes.
            steps = [*range(begin, end, _STEP_FRAMES), end]
        if len(steps) > 2:
            return np.concatenate([self.read(last - first) for first, last in pairwise(steps)])
        self._lost.append((begin, end))
        self._source.seek(end)
        return np.zeros((end - begin, self.channels), np.float32)

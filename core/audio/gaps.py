"""Reads on where a card or disk cannot: silence in place of what is lost, and a note of where."""

import numpy as np

from core.audio import defects
from core.audio.samples import Samples, Source
from core.errors import UnreadableRecordingError

_STEP_FRAMES = 8192


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
            if error.code != defects.UNREADABLE.code:
                raise
        self._source.seek(begin)
        if end - begin > _STEP_FRAMES:
            # Once more in small steps: a bad spot of a card is a few thousand bytes.
            steps = range(begin, end, _STEP_FRAMES)
            return np.concatenate([self.read(min(_STEP_FRAMES, end - at)) for at in steps])
        self._lost.append((begin, end))
        self._source.seek(end)
        return np.zeros((end - begin, self.channels), np.float32)

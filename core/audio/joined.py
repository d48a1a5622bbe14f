"""Reads sounds that lie one behind the other in a file as one."""

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

import numpy as np

from core.audio.layout import Layout
from core.audio.media_files import MediaFile
from core.audio.samples import Samples, Source

_NO_LOSS_S = 0.1
"""Lengths of coded parts are estimates: so little less is filled up with silence."""


class JoinedSource(Source):
    """Parts in their order, of which only the one that is read is open.

    Where a part is damaged the sound ends, as in other recordings.
    """

    def __init__(
        self, path: MediaFile, layout: Layout, open_part: Callable[[Layout], Source]
    ) -> None:
        super().__init__(path, layout)
        self._parts, self._open_part = layout.parts, open_part
        self._firsts = [0, *accumulate(part.frames for part in layout.parts)][:-1]
        self._number = 0
        self._part = open_part(layout.parts[0])
        self.exact_seek, self.coarse = self._part.exact_seek, self._part.coarse

    def close(self) -> None:
        """Let go of the file."""
        self._part.close()

    def _read(self, frames: int) -> Samples:
        blocks: list[Samples] = []
        done = 0
        while done < frames and self.position + done < self.frames:
            block = self._within_part(self.position + done, frames - done)
            if not len(block):
                break
            blocks.append(block)
            done += len(block)
        return np.concatenate(blocks) if blocks else np.zeros((0, self.channels), np.float32)

    def _within_part(self, at: int, frames: int) -> Samples:
        """Return what one part holds from a frame on; shorter at its end, nothing at damage."""
        number = bisect_right(self._firsts, at) - 1
        self._go_to(number)
        left = self._firsts[number] + self._parts[number].frames - at
        wanted = min(frames, left)
        self._part.seek(at - self._firsts[number])
        bad_before = self._part.bad_samples
        block = self._part.read(wanted)
        self.bad_samples += self._part.bad_samples - bad_before
        missing = wanted - len(block)
        if not missing:
            return block
        last = number == len(self._parts) - 1
        if not last and left - len(block) <= _NO_LOSS_S * self.sample_rate:
            return np.concatenate([block, np.zeros((missing, self.channels), np.float32)])
        self.lost_frames += self.frames - (at + len(block))
        self.frames = at + len(block)
        return block

    def _go_to(self, number: int) -> None:
        if number != self._number:
            self._part.close()
            self._part = self._open_part(self._parts[number])
            self._number = number

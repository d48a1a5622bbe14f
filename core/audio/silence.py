"""Tells a channel that holds no sound at all from one that is only quiet."""

import numpy as np
from numpy.typing import NDArray

from core.audio.samples import Samples

_CONSTANT = 1e-6
"""Between the lowest and the highest sample: a sixtieth of what 24 bits of a microphone's own noise
come to. Whatever moves less is a number that does not change."""

_ONE_STEP = 2.1 / 32768
"""As above, of samples of 16 bits that flicker around one value, as those of a converter do that
has no microphone. A quiet recording of 24 bits may be as low, so that it needs a witness: another
channel that is a hundred times louder."""
_LOUDER = 100.0


class Silence:
    """Watches what is read of a recording until the channel that counts is known to hold sound."""

    def __init__(self, channel: int, channels: int, *, coarse: bool) -> None:
        """``channel`` counts from 0; ``coarse``: no finer than 16 bits."""
        self._channel, self._coarse = channel, coarse
        self._low = np.full(channels, np.inf)
        self._high = np.full(channels, -np.inf)
        self._is_sound = False

    def heed(self, samples: Samples) -> None:
        """Take in samples [n, channels] that were read."""
        if self._is_sound or not len(samples):
            return
        for channel in range(samples.shape[1]):  # many times as quick as along the other axis
            its = samples[:, channel]
            self._low[channel] = min(self._low[channel], float(its.min()))
            self._high[channel] = max(self._high[channel], float(its.max()))
        self._is_sound = bool(self._range[self._channel] > _ONE_STEP)

    @property
    def is_silent(self) -> bool:
        """Tell whether the channel holds no sound in all that was read."""
        mine, loudest = self._range[self._channel], self._range.max()
        if self._is_sound or not np.isfinite(mine):
            return False
        return bool(mine <= _CONSTANT or self._coarse or loudest >= _LOUDER * mine)

    @property
    def sounding(self) -> tuple[int, ...]:
        """Return the channels that do hold sound, counted from 1."""
        return tuple(int(n) + 1 for n in np.flatnonzero(self._range > _ONE_STEP))

    @property
    def _range(self) -> NDArray[np.float64]:
        found: NDArray[np.float64] = self._high - self._low
        return found

"""The one form that all front ends have: windows in, what the network is given out."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]

_BLOCK_SAMPLES = 1 << 18
"""Windows are taken so many samples at a time: what is made of them then stays in the cache."""


@dataclass(frozen=True, slots=True)
class FrontEndFunction:
    """Turns windows into what a network is given, each by itself."""

    shape: tuple[int, ...]
    """Of what comes out of one window."""
    window_samples: int
    of_block: Callable[[Float32], Float32]
    """Of a few windows [n, samples]."""

    def __call__(self, windows: Float32) -> Float32:
        """Return float32 [n, *shape] of windows [n, window_samples]; n may be 0."""
        if windows.ndim != 2 or windows.shape[1] != self.window_samples:
            raise ValueError(f"windows of {self.window_samples} samples, not {windows.shape}")
        given = np.empty((len(windows), *self.shape), np.float32)
        step = math.ceil(_BLOCK_SAMPLES / self.window_samples)
        for first in range(0, len(windows), step):
            given[first : first + step] = self.of_block(windows[first : first + step])
        return given

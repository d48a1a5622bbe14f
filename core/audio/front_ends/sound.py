"""What is done to the samples of a window before anything else."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audio.front_ends.parameters import require
from core.errors import UnusableValueError

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The first steps of all front ends, in this order."""

    pad_to: int = 0
    """Silence is added at the end up to so many samples; 0: none."""
    subtract_mean: bool = False
    """Whether the mean of the window is subtracted from each sample."""

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises UnusableValueError."""
        require("pad_to", self.pad_to, 0, 1 << 26)

    def count(self, samples: int) -> int:
        """Return how many samples a window has then. Raises UnusableValueError if fewer."""
        if 0 < self.pad_to < samples:
            raise UnusableValueError(f"pad_to is {self.pad_to}, and the window has {samples}")
        return self.pad_to or samples

    def apply(self, windows: Float32) -> Float32:
        """Return [n, count] of windows [n, samples]."""
        more = self.count(windows.shape[1]) - windows.shape[1]
        if more:
            windows = np.pad(windows, ((0, 0), (0, more)))
        if self.subtract_mean:
            windows = windows - windows.mean(axis=1, keepdims=True)
        return windows

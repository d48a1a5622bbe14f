"""What all front ends end with: so many frames, a common range, and the axes in order."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.audio.front_ends.parameters import require
from core.errors import UnusableValueError

Float32 = NDArray[np.float32]

_TINY = np.float32(1e-10)


class WindowNorm(StrEnum):
    """What each window is brought to by itself."""

    NONE = "none"
    MIN_MAX = "min-max"
    """Its lowest value 0 and its highest 1."""
    MAX = "max"
    """Divided by its highest value."""
    TIME_MEAN = "time-mean"
    """Each band without its mean over time."""


class AxisOrder(StrEnum):
    """Which axis comes first."""

    FRAMES_BANDS = "frames-bands"
    BANDS_FRAMES = "bands-frames"


class Channel(StrEnum):
    """Where an axis of length 1 stands besides."""

    NONE = "none"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Finish:
    """The last steps, in this order."""

    frames: int = 0
    """How many there must be; 0: as many as there are."""
    pad_value: float = 0.0
    """Of frames that are added at the end."""
    pad_lowest: bool = False
    """Whether they have the window's lowest value instead."""
    normalise: WindowNorm = WindowNorm.NONE
    exponent: float = 1.0
    """What comes of it is raised to this power: below 1, faint sounds show more."""
    mean: float = 0.0
    """Subtracted."""
    std: float = 1.0
    """Divided by."""
    layout: AxisOrder = AxisOrder.FRAMES_BANDS
    channel: Channel = Channel.NONE

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises UnusableValueError."""
        require("frames", self.frames, 0, 1 << 20)
        if self.std <= 0:
            raise UnusableValueError("std must be more than 0")
        if self.exponent <= 0:
            raise UnusableValueError("exponent must be more than 0")
        if self.exponent != 1 and self.normalise not in _NEVER_BELOW_0:
            raise UnusableValueError("exponent needs normalise to be min-max or max")

    def shape(self, frames: int, bands: int) -> tuple[int, ...]:
        """Return the shape of one window that had so many frames."""
        axes = [self.frames or frames, bands]
        if self.layout is AxisOrder.BANDS_FRAMES:
            axes.reverse()
        return self._with_channel(tuple(axes))

    def apply(self, levels: Float32) -> Float32:
        """Return [n, *shape] of levels [n, frames, bands], which are changed."""
        levels = self._of_length(levels)
        _NORMS[self.normalise](levels)
        if self.exponent != 1:
            np.power(np.maximum(levels, 0, out=levels), np.float32(self.exponent), out=levels)
        if self.mean:
            levels -= np.float32(self.mean)
        if self.std != 1:
            levels /= np.float32(self.std)
        if self.layout is AxisOrder.BANDS_FRAMES:
            levels = levels.swapaxes(1, 2)
        return levels.reshape(len(levels), *self._with_channel(levels.shape[1:]))

    def _with_channel(self, axes: tuple[int, ...]) -> tuple[int, ...]:
        if self.channel is Channel.NONE:
            return axes
        return (1, *axes) if self.channel is Channel.FIRST else (*axes, 1)

    def _of_length(self, levels: Float32) -> Float32:
        lacking = self.frames - levels.shape[1]
        if not self.frames or lacking == 0:
            return levels
        if lacking < 0:
            return levels[:, : self.frames]
        added = np.full((len(levels), lacking, levels.shape[2]), self.pad_value, np.float32)
        if self.pad_lowest:
            added[:] = levels.min(axis=(1, 2), keepdims=True)
        return np.concatenate((levels, added), axis=1)


def _min_max(levels: Float32) -> None:
    levels -= levels.min(axis=(1, 2), keepdims=True)
    levels /= levels.max(axis=(1, 2), keepdims=True) + _TINY


def _max(levels: Float32) -> None:
    levels /= np.maximum(levels.max(axis=(1, 2), keepdims=True), _TINY)


def _time_mean(levels: Float32) -> None:
    levels -= levels.mean(axis=1, keepdims=True)


_NEVER_BELOW_0 = (WindowNorm.MIN_MAX, WindowNorm.MAX)

_NORMS: dict[WindowNorm, Callable[[Float32], None]] = {
    WindowNorm.NONE: lambda _: None,
    WindowNorm.MIN_MAX: _min_max,
    WindowNorm.MAX: _max,
    WindowNorm.TIME_MEAN: _time_mean,
}

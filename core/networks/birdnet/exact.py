"""The front end's products as BirdNET's graph rounds them, for bands in which little else is left.

A band far below the loudest sound of a window (above 11 kHz, say, in a recording made at 22 kHz)
holds mostly what was lost when the graph rounded the windowed samples to single precision. The
network sees these bands through a root that lifts them up, so that any other rounding shows in
the scores. Here the samples are rounded as there, and all that follows is exact enough.
"""

from functools import cached_property

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from core.networks.birdnet.kernels import (
    FRAME_ORDER,
    FRAMES,
    HIGH_FRAME,
    HIGH_HOP,
    LOW_FRAME,
    LOW_HOP,
    Kernels,
)
from core.networks.network import Float32

Float64 = NDArray[np.float64]


class ExactProducts:
    """The products of some bands and frames. Takes no memory until it is needed."""

    def __init__(self, kernels: Kernels) -> None:
        self._kernels = kernels

    def folded(self, channel: int, samples: Float32) -> Float64:
        """Return what products of normalised samples [144000] in spectrogram 0 or 1 are made of.

        It is the same memory at every call.
        """
        return (self._high_frames if channel else self._low_frames).folded(samples)

    def whole(self, channel: int, folded: Float64, bands: NDArray[np.intp]) -> Float64:
        """Return the products [bands, 511]."""
        product: Float64 = self._weights(channel)[bands] @ folded.T
        return product[:, FRAME_ORDER]

    def single(
        self, channel: int, folded: Float64, bands: NDArray[np.intp], frames: NDArray[np.intp]
    ) -> Float64:
        """Return the products [n] of ``bands`` [n] at ``frames`` [n], in the order of ``whole``."""
        weights = self._weights(channel)[bands]
        products: Float64 = np.einsum("ij,ij->i", weights, folded[FRAME_ORDER[frames]])
        return products

    def _weights(self, channel: int) -> Float64:
        return self._high_weights if channel else self._low_weights

    @cached_property
    def _low_frames(self) -> "_WindowedFrames":
        return _WindowedFrames(self._kernels.low_window, LOW_HOP)

    @cached_property
    def _high_frames(self) -> "_WindowedFrames":
        return _WindowedFrames(self._kernels.high_window, HIGH_HOP)

    @cached_property
    def _low_weights(self) -> Float64:
        return _cosines(self._kernels.low_mel, LOW_FRAME)

    @cached_property
    def _high_weights(self) -> Float64:
        return _cosines(self._kernels.high_mel, HIGH_FRAME)


class _WindowedFrames:
    """Frames times their window, rounded as in the graph, then folded about their middle.

    The memory is kept: a system takes longer to give out some megabytes than to fill them.
    """

    def __init__(self, window: Float32, hop: int) -> None:
        middle = len(window) // 2
        self._hop = hop
        self._rising_window = window[1 : middle + 1]
        self._falling_window = np.ascontiguousarray(window[: middle - 1 : -1])
        self._rising, self._falling = np.empty((2, FRAMES, middle), np.float32)
        self._folded = np.empty((FRAMES, middle))

    def folded(self, samples: Float32) -> Float64:
        """Return the sums [511, pairs] of the samples n and length - n of each frame, n from 1."""
        # Forwards through a reversed copy: reading a signal backwards is slow.
        backwards = np.ascontiguousarray(samples[::-1])
        pairs, step = self._rising.shape[1], samples.itemsize
        hop = self._hop * step
        rising = as_strided(samples[1:], self._rising.shape, (hop, step))
        falling = as_strided(
            backwards[len(samples) - 2 * pairs :], self._falling.shape, (-hop, step)
        )
        np.multiply(rising, self._rising_window, out=self._rising)
        np.multiply(falling, self._falling_window, out=self._falling)
        return np.add(self._rising, self._falling, out=self._folded, dtype=np.float64)


def _cosines(mel: Float32, length: int) -> Float64:
    """Return the weights [96, length / 2] of the pairs n and length - n, n from 1."""
    used = np.flatnonzero(mel.any(axis=0))
    turns = np.outer(used, np.arange(1, length // 2 + 1)) % length / length
    weights: Float64 = mel[:, used].astype(np.float64) @ np.cos(2 * np.pi * turns)
    # The middle sample is its own partner, and counts twice in a folded frame.
    weights[:, -1] /= 2
    return weights

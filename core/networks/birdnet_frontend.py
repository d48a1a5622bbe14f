"""BirdNET's two spectrograms as plain matrix products, computed outside its graph.

The graph keeps only the real part of its short-time Fourier transforms, so that each of its mel
bands is a fixed weighted sum of a frame's samples. Window and cosine are both symmetric about the
middle of the frame, which halves the arithmetic; the lower spectrogram ends at 3 kHz, so that a
quarter of the samples carries it.
"""

from typing import Protocol

import numpy as np
from numpy.lib.stride_tricks import as_strided

from core.networks.birdnet_exact import ExactProducts
from core.networks.birdnet_kernels import (
    DECIMATION,
    FRAMES,
    HIGH_FRAME,
    HIGH_HOP,
    INSIDE,
    LOW_FRAME,
    LOW_HOP,
    REACH,
    WINDOW_SAMPLES,
    Kernels,
)
from core.networks.network import Float32

_LEVEL_FLOOR = np.float32(1e-6)
_HALF = np.float32(0.5)
_TWO = np.float32(2)

# A frame of either kind holds at least four samples this far apart: where they are not equal,
# no frame is constant.
_PROBE_STEP = 256

# Below this share of what white noise as loud as the window would give, rounding shows.
_FAINT = np.float32(3e-4)
# A sound's product crosses zero now and then; a band is faint if it is so more often than that.
_MANY = 0.02

_LOW_STARTS = np.arange(FRAMES) * LOW_HOP
_HIGH_STARTS = np.arange(FRAMES) * HIGH_HOP


class FrontEnd:
    """Turns windows of samples into the image that BirdNET's network looks at. For one thread."""

    def __init__(self, kernels: Kernels) -> None:
        self._kernels = kernels
        self._padded = np.zeros(WINDOW_SAMPLES + 2 * REACH, np.float32)
        self._samples = self._padded[REACH:-REACH]
        self._low = _DecimatedProduct(kernels, self._padded)
        self._high = _FoldedProduct(
            kernels.high, self._samples, (1, HIGH_FRAME - 1), (HIGH_HOP, FRAMES)
        )
        self._exact = ExactProducts(kernels)
        self._normal = np.empty(WINDOW_SAMPLES, np.float32)
        self._raw = np.empty((len(kernels.low_even), FRAMES), np.float32)

    def run(self, window: Float32, image: Float32) -> None:
        """Write what the network looks at, for ``window`` [144000] at any level, to ``image``.

        The image [2, 98, 518] holds two spectrograms, bands from high to low and frames in order,
        and a border, which is left alone and must be zero. The window is left as it was.
        """
        samples, normal = self._samples, self._normal
        _normalise(window, normal)
        steady = _constant_frames(normal)
        # A click or a DC offset puts all that is quiet far from zero. Taking that level out
        # keeps the rounding of the products small beside what they measure.
        level = _usual_level(normal)
        np.subtract(normal, level, out=samples)
        at_level = self._kernels.of_constant(level)
        loudness = np.sqrt(np.dot(normal, normal) / np.float32(WINDOW_SAMPLES))
        products: tuple[_Product, _Product] = (self._low, self._high)
        for channel, product in enumerate(products):
            raw = product.run(self._raw)
            raw += at_level[channel][:, np.newaxis]
            np.abs(raw, out=raw)
            constant = sum(len(frames) for _value, frames in steady[channel])
            self._mend(raw, channel, loudness, constant)
            for value, frames in steady[channel]:
                held = np.abs(self._kernels.of_constant(value)[channel])
                raw[:, frames] = held[:, np.newaxis]
            self._compress(raw, channel, image[channel][INSIDE])

    def _mend(self, raw: Float32, channel: int, loudness: np.float32, constant: int) -> None:
        """Replace bands that hold little but the graph's own rounding by what the graph has.

        So many frames are ``constant``: those are faint in all bands, and need no mending.
        """
        faint = raw < self._kernels.gains[channel][:, np.newaxis] * (loudness * _FAINT)
        bands = np.flatnonzero(np.count_nonzero(faint, axis=1) > constant + FRAMES * _MANY)
        if len(bands):
            raw[bands] = np.abs(self._exact.run(channel, self._normal, bands))

    def _compress(self, raw: Float32, channel: int, image: Float32) -> None:
        # The graph's (raw ** 2) ** exponent. A power of float32 has no fast path on many
        # processors; logarithm and exponential have.
        np.log(raw, out=raw)
        raw *= self._kernels.exponents[channel]
        np.exp(raw, out=raw)
        np.add(raw, self._kernels.shifts[channel], out=image)


class _Product(Protocol):
    def run(self, out: Float32) -> Float32: ...


class _FoldedProduct:
    """Frames of a signal folded about their middle, times the half of a symmetric kernel."""

    def __init__(
        self, weights: Float32, signal: Float32, outer: tuple[int, int], frames: tuple[int, int]
    ) -> None:
        """Prepare for ``weights`` [bands, pairs], from the outermost pair of a frame to its middle.

        ``outer`` are the two places of the first frame's outermost pair in ``signal``;
        ``frames`` is how far apart frames are, and how many.
        """
        (first, last), (hop, count) = outer, frames
        half = weights.shape[1]
        self._weights = weights
        self._signal = signal
        # Reading a signal backwards is slow; a reversed copy is read forwards.
        self._mirrored = np.empty_like(signal)
        step = signal.itemsize
        self._rising = as_strided(signal[first:], (count, half), (hop * step, step))
        end = len(signal) - 1 - last
        self._falling = as_strided(self._mirrored[end:], (count, half), (-hop * step, step))
        self._folded = np.empty((count, half), np.float32)

    def run(self, out: Float32) -> Float32:
        """Write the product [bands, frames] to ``out`` and return it."""
        self._mirrored[...] = self._signal[::-1]
        np.add(self._rising, self._falling, out=self._folded)
        return np.matmul(self._weights, self._folded.T, out=out)


class _DecimatedProduct:
    """The low spectrogram's product, from every fourth sample of a low-passed signal."""

    def __init__(self, kernels: Kernels, padded: Float32) -> None:
        length, block = kernels.low_pass.shape
        blocks = WINDOW_SAMPLES // DECIMATION // block
        step = padded.itemsize
        self._low_pass = kernels.low_pass
        self._overlapping = as_strided(padded, (blocks, length), (block * DECIMATION * step, step))
        self._blocks = np.empty((blocks, length), np.float32)
        self._decimated = np.empty((blocks, block), np.float32)
        signal = self._decimated.reshape(-1)
        # A hop is 69.5 of these samples: every other frame begins between two of them.
        hop = 2 * LOW_HOP // DECIMATION
        even, odd = (FRAMES + 1) // 2, FRAMES // 2
        length, first = LOW_FRAME // DECIMATION, LOW_HOP // DECIMATION + 1
        self._even = _FoldedProduct(kernels.low_even, signal, (1, length - 1), (hop, even))
        self._odd = _FoldedProduct(kernels.low_odd, signal, (first, first + length - 1), (hop, odd))
        self._even_out = np.empty((len(kernels.low_even), even), np.float32)
        self._odd_out = np.empty((len(kernels.low_odd), odd), np.float32)

    def run(self, out: Float32) -> Float32:
        """Write the product [bands, frames] to ``out`` and return it."""
        self._blocks[...] = self._overlapping
        np.matmul(self._blocks, self._low_pass, out=self._decimated)
        out[:, 0::2] = self._even.run(self._even_out)
        out[:, 1::2] = self._odd.run(self._odd_out)
        return out


def _normalise(window: Float32, samples: Float32) -> None:
    # Step by step as the graph does it, so that equal samples stay equal to the last bit.
    np.subtract(window, window.min(), out=samples)
    samples /= samples.max() + _LEVEL_FLOOR
    samples -= _HALF
    samples *= _TWO


def _usual_level(samples: Float32) -> np.float32:
    probes = samples[::_PROBE_STEP]
    level: np.float32 = np.partition(probes, len(probes) // 2)[len(probes) // 2]
    return level


_Steady = list[tuple[np.float32, np.ndarray[tuple[int], np.dtype[np.intp]]]]


def _constant_frames(samples: Float32) -> tuple[_Steady, _Steady]:
    """Find the frames of both spectrograms in which nothing changes, by their value.

    There the graph gives out its own rounding, which the network hears as clearly as a sound.
    """
    probes = samples[::_PROBE_STEP]
    same = probes[1:] == probes[:-1]
    if not (same[2:] & same[1:-1] & same[:-2]).any():
        return [], []
    changes = np.zeros(len(samples), np.int32)
    np.cumsum(samples[1:] != samples[:-1], out=changes[1:])
    return (
        _steady(samples, changes, _LOW_STARTS, LOW_FRAME),
        _steady(samples, changes, _HIGH_STARTS, HIGH_FRAME),
    )


def _steady(
    samples: Float32,
    changes: np.ndarray[tuple[int], np.dtype[np.int32]],
    starts: np.ndarray[tuple[int], np.dtype[np.intp]],
    length: int,
) -> _Steady:
    frames = np.flatnonzero(changes[starts] == changes[starts + length - 1])
    values = samples[starts[frames]]
    return [(value, frames[values == value]) for value in np.unique(values)]

"""BirdNET's two spectrograms as plain matrix products, computed outside its graph.

The graph keeps only the real part of its short-time Fourier transforms, so that each of its mel
bands is a fixed weighted sum of a frame's samples. Window and cosine are both symmetric about the
middle of the frame, which halves the arithmetic; the lower spectrogram ends at 3 kHz, so that a
quarter of the samples carries it.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from core.networks.birdnet.exact import ExactProducts
from core.networks.birdnet.kernels import (
    BANDS,
    DECIMATION,
    EVEN_FRAMES,
    FRAME_ORDER,
    FRAMES,
    HIGH_FRAME,
    HIGH_HOP,
    LOW_FRAME,
    LOW_HOP,
    ODD_FRAMES,
    QUARTERS,
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
_FAINT = np.float32(6e-4)
# A sound's product crosses zero now and then; a band is faint if it is so more often than that.
_MANY = 0.02

_LOW_STARTS = FRAME_ORDER * LOW_HOP
_HIGH_STARTS = FRAME_ORDER * HIGH_HOP


class BirdNetFrontEnd:
    """Turns windows of samples into the image that BirdNET's network looks at. For one thread."""

    def __init__(self, kernels: Kernels) -> None:
        self._kernels = kernels
        self._padded = np.zeros(WINDOW_SAMPLES + 2 * REACH, np.float32)
        self._samples = self._padded[REACH:-REACH]
        self._normal = np.empty(WINDOW_SAMPLES, np.float32)
        self._products: tuple[_LowProduct | _HighProduct, ...] = (
            _LowProduct(kernels, self._padded),
            _HighProduct(kernels, self._samples),
        )
        self._exact = ExactProducts(kernels)
        self._raw = np.empty((BANDS, FRAMES), np.float32)

    def run(self, window: Float32, image: Float32) -> None:
        """Write what the network looks at, for ``window`` [144000] at any level, to ``image``.

        The image has ``IMAGE_SHAPE`` (see birdnet_kernels). Its border is left alone and must be
        zero. The window is left as it was.
        """
        _normalise(window, self._normal)
        steady = _constant_frames(self._normal)
        # A click or a DC offset puts all that is quiet far from zero. Taking that level out
        # keeps the rounding of the products small beside what they measure.
        level = _usual_level(self._normal)
        np.subtract(self._normal, level, out=self._samples)
        at_level = self._of_level(level, rounded=bool(steady[1]))
        loudness = np.sqrt(np.dot(self._normal, self._normal) / np.float32(WINDOW_SAMPLES))
        for channel, product in enumerate(self._products):
            raw = self._raw
            product.run(raw)
            raw += at_level[channel]
            np.abs(raw, out=raw)
            self._mend(raw, channel, loudness, steady[channel])
            for value, frames in steady[channel]:
                held = np.abs(self._kernels.of_constant(value)[channel])
                raw[:, frames] = held[:, np.newaxis]
            self._compress(raw, channel, image)

    def _of_level(self, level: np.float32, *, rounded: bool) -> Float32:
        """Return what a constant comes to [2, 96, 1]; ``rounded`` as in the graph.

        Beside silence, frames that are nearly constant hold nearly the same rounding.
        """
        if not rounded:
            return np.asarray(level * self._kernels.sums)
        return np.stack(self._kernels.of_constant(level))[:, :, np.newaxis]

    def _mend(self, raw: Float32, channel: int, loudness: np.float32, steady: "_Frames") -> None:
        """Replace what holds little but the graph's own rounding by what the graph has.

        ``steady`` frames are faint in all bands, and need no mending.
        """
        faint = raw < self._kernels.gains[channel] * (loudness * _FAINT)
        count = faint.view(np.uint8).sum(axis=1, dtype=np.uint16)
        constant = sum(len(frames) for _value, frames in steady)
        bands = np.flatnonzero(count > constant + FRAMES * _MANY)
        if not len(bands):
            return
        folded = self._exact.folded(channel, self._normal)
        raw[bands] = np.abs(self._exact.whole(channel, folded, bands))
        # Next to them lie bands that are faint here and there.
        faint[bands] = False
        for _value, frames in steady:
            faint[:, frames] = False
        single = np.nonzero(faint)
        if len(single[0]):
            raw[single] = np.abs(self._exact.single(channel, folded, *single))

    def _compress(self, raw: Float32, channel: int, image: Float32) -> None:
        # The graph's (raw ** 2) ** exponent. A power of float32 has no fast path on many
        # processors; logarithm and exponential have.
        with np.errstate(divide="ignore"):  # Nothing at all stays nothing: exp(log(0)) is 0.
            np.log(raw, out=raw)
        raw *= self._kernels.exponents[channel]
        np.exp(raw, out=raw)
        for quarter, place in QUARTERS:
            np.add(raw[quarter], self._kernels.shifts[channel], out=image[channel::2][place])


class _Mirror:
    """A signal and its reversed copy: reading a signal backwards is slow."""

    def __init__(self, signal: Float32) -> None:
        self.signal = signal
        self.reversed = np.empty_like(signal)

    def refresh(self) -> None:
        self.reversed[...] = self.signal[::-1]


class _Folded:
    """Every other frame of a signal folded about its middle, times half a symmetric kernel."""

    def __init__(
        self, weights: Float32, mirror: _Mirror, frames: tuple[int, int, int, int]
    ) -> None:
        """Prepare for ``weights`` [bands, pairs], from the outermost pair of a frame to its middle.

        ``frames`` are the two places of the first frame's outermost pair in the signal, how far
        apart frames are, and how many.
        """
        first, last, hop, count = frames
        pairs = weights.shape[1]
        step = mirror.signal.itemsize
        self._weights = weights
        self._rising = as_strided(mirror.signal[first:], (count, pairs), (hop * step, step))
        start = len(mirror.signal) - 1 - last
        self._falling = as_strided(mirror.reversed[start:], (count, pairs), (-hop * step, step))
        self._folded = np.empty((count, pairs), np.float32)

    def run(self, out: Float32) -> None:
        """Write the product [bands, frames] to ``out``."""
        np.add(self._rising, self._falling, out=self._folded)
        np.matmul(self._weights, self._folded.T, out=out)


class _HighProduct:
    """The high spectrogram's product."""

    def __init__(self, kernels: Kernels, samples: Float32) -> None:
        self._mirror = _Mirror(samples)
        first, last, hop = 1, HIGH_FRAME - 1, 2 * HIGH_HOP
        self._even = _Folded(kernels.high, self._mirror, (first, last, hop, EVEN_FRAMES))
        self._odd = _Folded(
            kernels.high, self._mirror, (first + HIGH_HOP, last + HIGH_HOP, hop, ODD_FRAMES)
        )

    def run(self, out: Float32) -> None:
        """Write the product [bands, frames] to ``out``."""
        self._mirror.refresh()
        self._even.run(out[:, :EVEN_FRAMES])
        self._odd.run(out[:, EVEN_FRAMES:])


class _LowProduct:
    """The low spectrogram's product, from every fourth sample of a low-passed signal."""

    def __init__(self, kernels: Kernels, padded: Float32) -> None:
        length, block = kernels.low_pass.shape
        blocks = WINDOW_SAMPLES // DECIMATION // block
        step = padded.itemsize
        self._low_pass = kernels.low_pass
        self._overlapping = as_strided(padded, (blocks, length), (block * DECIMATION * step, step))
        self._blocks = np.empty((blocks, length), np.float32)
        self._decimated = np.empty((blocks, block), np.float32)
        self._mirror = _Mirror(self._decimated.reshape(-1))
        # A hop is 69.5 of these samples: every other frame begins between two of them.
        hop, last = 2 * LOW_HOP // DECIMATION, LOW_FRAME // DECIMATION - 1
        shift = LOW_HOP // DECIMATION + 1
        self._even = _Folded(kernels.low_even, self._mirror, (1, last, hop, EVEN_FRAMES))
        self._odd = _Folded(kernels.low_odd, self._mirror, (shift, shift + last, hop, ODD_FRAMES))

    def run(self, out: Float32) -> None:
        """Write the product [bands, frames] to ``out``."""
        self._blocks[...] = self._overlapping
        np.matmul(self._blocks, self._low_pass, out=self._decimated)
        self._mirror.refresh()
        self._even.run(out[:, :EVEN_FRAMES])
        self._odd.run(out[:, EVEN_FRAMES:])


def _normalise(window: Float32, samples: Float32) -> None:
    # Step by step as the graph does it, so that equal samples stay equal to the last bit.
    lowest, highest = window.min(), window.max()
    np.subtract(window, lowest, out=samples)
    samples /= highest - lowest + _LEVEL_FLOOR
    samples -= _HALF
    samples *= _TWO


def _usual_level(samples: Float32) -> np.float32:
    probes = samples[::_PROBE_STEP]
    level: np.float32 = np.partition(probes, len(probes) // 2)[len(probes) // 2]
    return level


_Frames = list[tuple[np.float32, np.ndarray[tuple[int], np.dtype[np.intp]]]]


def _constant_frames(samples: Float32) -> tuple[_Frames, _Frames]:
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
) -> _Frames:
    frames = np.flatnonzero(changes[starts] == changes[starts + length - 1])
    values = samples[starts[frames]]
    return [(value, frames[values == value]) for value in np.unique(values)]

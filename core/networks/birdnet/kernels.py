"""The constants of BirdNET's front end, made from those inside its graph."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.networks.network import Float32

Float64 = NDArray[np.float64]

WINDOW_SAMPLES = 144_000
BANDS = 96
FRAMES = 511
LOW_FRAME, LOW_HOP = 2048, 278
HIGH_FRAME, HIGH_HOP = 1024, 280

EVEN_FRAMES, ODD_FRAMES = 256, 255

# The network's first convolution moves in steps of two bands and two frames. So its image comes
# as eight planes, one for each place in such a step and each spectrogram (band, frame, low or
# high), and the front end works on even frames and odd ones, odd bands and even ones, in turn.
# Bands are counted from the highest.
FRAME_ORDER = np.r_[0:FRAMES:2, 1:FRAMES:2]
_BAND_ORDER = np.r_[1:BANDS:2, 0:BANDS:2]
# What that convolution adds at the edges is part of it: one band before and after the others,
# three frames before and four after.
IMAGE_SHAPE = (8, (BANDS + 2) // 2, (FRAMES + 7) // 2)
_ODD_BANDS, _EVEN_BANDS = slice(0, BANDS // 2), slice(BANDS // 2, BANDS)
_EVENS, _ODDS = slice(0, EVEN_FRAMES), slice(EVEN_FRAMES, FRAMES)
# Where the products [96, 511] in these orders go, in every other plane of the image.
QUARTERS = (
    ((_ODD_BANDS, _ODDS), (0, slice(1, 49), slice(2, 257))),
    ((_ODD_BANDS, _EVENS), (1, slice(1, 49), slice(1, 257))),
    ((_EVEN_BANDS, _ODDS), (2, slice(0, 48), slice(2, 257))),
    ((_EVEN_BANDS, _EVENS), (3, slice(0, 48), slice(1, 257))),
)

# The low spectrogram ends at 3 kHz. At 12 kHz, what folds onto that was above 9 kHz, and the
# filter has all the way from 3 to 9 kHz to fall by 120 dB.
DECIMATION = 4
_TAPS = 81
_KAISER_BETA = 12.0
_CUTOFF = 0.5 / DECIMATION
REACH = _TAPS // 2
_BLOCK = 32


@dataclass(frozen=True, slots=True)
class Recipe:
    """The front end's constants as the graph holds them; [0] low, [1] high spectrogram."""

    windows: tuple[Float32, Float32]
    """Hann windows [2048] and [1024]."""
    mels: tuple[Float32, Float32]
    """Mel bands, lowest first, [96, 1025] and [96, 513]."""
    exponents: tuple[float, float]
    """Of the squared product."""
    shifts: tuple[float, float]
    """What is added after the power, before any scale."""


@dataclass(frozen=True, slots=True)
class Kernels:
    """The front end ready to run, its bands in the order of the image's planes."""

    low_pass: Float32
    """[samples of a block, decimated samples of a block]."""
    low_even: Float32
    """[96, 256] for decimated frames that begin on a sample."""
    low_odd: Float32
    """[96, 256] for those that begin between two."""
    high: Float32
    """[96, 512]."""
    low_window: Float32
    high_window: Float32
    low_mel: Float32
    high_mel: Float32
    sums: Float32
    """[2, 96, 1], what the products of a constant 1 come to."""
    gains: Float32
    """[2, 96, 1], the root mean square of the products of white noise whose own is 1."""
    exponents: Float32
    """[2], of the product itself."""
    shifts: Float32
    """[2]."""

    @classmethod
    def of(cls, recipe: Recipe) -> Self:
        """Work the kernels out in double precision. Takes a second."""
        mels = [mel[::-1][_BAND_ORDER] for mel in recipe.mels]
        low, high = map(_weights, recipe.windows, mels)
        taps = _low_pass_taps()
        return cls(
            low_pass=_single(_filter_matrix(taps)),
            low_even=_single(_decimated(low, taps, DECIMATION)),
            low_odd=_single(_decimated(low, taps, DECIMATION // 2)),
            high=_single(_folded(high)),
            low_window=recipe.windows[0],
            high_window=recipe.windows[1],
            low_mel=_single(mels[0]),
            high_mel=_single(mels[1]),
            sums=_single(np.stack([each.sum(axis=1, keepdims=True) for each in (low, high)])),
            gains=_single(
                np.stack([np.linalg.norm(each, axis=1, keepdims=True) for each in (low, high)])
            ),
            exponents=np.multiply(recipe.exponents, 2, dtype=np.float32),
            shifts=np.array(recipe.shifts, np.float32),
        )

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what ``save`` wrote. Raises OSError, ValueError or KeyError where it is damaged."""
        with np.load(path) as arrays:
            return cls(**{name.name: arrays[name.name] for name in fields(cls)})

    def save(self, path: Path) -> None:
        """Write the kernels to a file that ends in .npz."""
        np.savez(path, **{name.name: getattr(self, name.name) for name in fields(self)})

    def of_constant(self, value: np.float32) -> tuple[Float32, Float32]:
        """Return what both spectrograms' products [96] are in frames that hold but ``value``.

        In exact arithmetic most bands would be zero. The graph rounds the windowed samples to
        single precision before its transform, and that rounding is all such frames are made of.
        """
        return (
            _as_the_graph(value * self.low_window, self.low_mel),
            _as_the_graph(value * self.high_window, self.high_mel),
        )


def _as_the_graph(windowed: Float32, mel: Float32) -> Float32:
    spectrum = np.fft.rfft(windowed.astype(np.float64)).real.astype(np.float32)
    product: Float32 = mel @ spectrum
    return product


def _weights(window: Float32, mel: Float32) -> Float64:
    """Return the weight of each sample of a frame in each band [96, frame]."""
    length = len(window)
    turns = np.outer(np.arange(mel.shape[1]), np.arange(length)) % length / length
    bands = mel.astype(np.float64) @ np.cos(2 * np.pi * turns)
    return np.asarray(bands * window)


def _folded(weights: Float64) -> Float64:
    """Return the weights of the pairs n and N - n, n from 1 to N / 2 [96, N / 2].

    The last pair is the middle sample twice; the first sample has no weight and no partner.
    """
    return _paired(weights[:, 1:])


def _decimated(weights: Float64, taps: Float64, first: int) -> Float64:
    """Return the folded weights that do the same to every fourth low-passed sample.

    ``first`` is the place of the first of them in a frame. The weights are those whose sum with
    the filter comes closest, in least squares, to the weights of the full signal.
    """
    places = np.arange(first, LOW_FRAME, DECIMATION)
    responses = np.zeros((LOW_FRAME + 2 * REACH, len(places)))
    for column, place in enumerate(places):
        responses[place : place + len(taps), column] = taps
    target = np.pad(weights, ((0, 0), (REACH, REACH)))
    fitted = np.linalg.solve(responses.T @ responses, responses.T @ target.T)
    return _paired(np.asarray(fitted.T, np.float64))


def _paired(weights: Float64) -> Float64:
    pairs = (weights.shape[1] + 1) // 2
    mean: Float64 = (weights + weights[:, ::-1])[:, :pairs] / 2
    if weights.shape[1] % 2:
        mean[:, -1] /= 2
    return mean


def _low_pass_taps() -> Float64:
    places = np.arange(-REACH, REACH + 1)
    taps = np.sinc(2 * _CUTOFF * places) * np.kaiser(_TAPS, _KAISER_BETA)
    return np.asarray(taps / taps.sum())


def _filter_matrix(taps: Float64) -> Float64:
    matrix = np.zeros(((_BLOCK - 1) * DECIMATION + len(taps), _BLOCK))
    for column in range(_BLOCK):
        matrix[column * DECIMATION : column * DECIMATION + len(taps), column] = taps
    return matrix


def _single(array: NDArray[np.floating]) -> Float32:
    return np.ascontiguousarray(array, np.float32)

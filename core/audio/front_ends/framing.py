"""From samples to the spectra of short, overlapping frames."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from core.audio.front_ends.parameters import require
from core.errors import UnusableValueError

Float32 = NDArray[np.float32]

_AT_ONCE = 1 << 16
"""Samples of frames that are transformed together."""


class Taper(StrEnum):
    """The curve that a frame is multiplied by; N is its length in samples."""

    HANN = "hann"
    """.5 - .5 cos(2 pi n / N), periodic."""
    HANN_SYMMETRIC = "hann-symmetric"
    """.5 - .5 cos(2 pi n / (N - 1)); Kaldi's hanning."""
    HAMMING = "hamming"
    """.54 - .46 cos(2 pi n / N), periodic."""
    HAMMING_SYMMETRIC = "hamming-symmetric"
    """.54 - .46 cos(2 pi n / (N - 1))."""
    POVEY = "povey"
    """The symmetric Hann curve to the power of .85: Kaldi's own."""
    RECTANGLE = "rectangle"

    def curve(self, length: int) -> Float32:
        """Return it as [length]."""
        return _CURVES[self](length).astype(np.float32)


class Padding(StrEnum):
    """What lies before the first and after the last sample of a window."""

    REFLECT = "reflect"
    CONSTANT = "constant"
    """Silence."""
    EDGE = "edge"


class FrameReach(StrEnum):
    """What must lie within the window for a frame to be taken."""

    N_FFT = "n_fft"
    """``n_fft`` samples with the curve in their middle, as librosa and torch have it."""
    WIN = "win"
    """The samples under the curve, as TensorFlow and Kaldi have it."""


@dataclass(frozen=True, slots=True)
class Framing:
    """How a window is cut into frames; lengths are in samples."""

    n_fft: int
    """Length of the Fourier transform."""
    hop: int
    """From one frame to the next."""
    win: int = 0
    """Length of the curve; 0: ``n_fft``."""
    window: Taper = Taper.HANN
    centred: bool = True
    """Whether the first frame has its middle, instead of its beginning, at the first sample."""
    pad: Padding = Padding.REFLECT
    """Of what frames reach beyond where they are centred."""
    frame: FrameReach = FrameReach.N_FFT
    power: int = 2
    """1: magnitudes; 2: their squares."""

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises UnusableValueError."""
        require("n_fft", self.n_fft, 2, 1 << 17)
        require("hop", self.hop, 1)
        require("win", self.curve_samples, 2, self.n_fft)
        require("power", self.power, 1, 2)

    @property
    def curve_samples(self) -> int:
        """Return the length of the curve."""
        return self.win or self.n_fft

    @property
    def rows(self) -> int:
        """Return how many frequencies a spectrum has, from 0 Hz to half the sample rate."""
        return self.n_fft // 2 + 1

    def count(self, samples: int) -> int:
        """Return how many frames there are. Raises UnusableValueError where there are none."""
        span = self.n_fft if self.frame is FrameReach.N_FFT else self.curve_samples
        margin = 2 * (span // 2) if self.centred else 0
        if samples + margin < span:
            raise UnusableValueError(
                f"a frame of {span} samples is longer than the window of {samples}"
            )
        return 1 + (samples + margin - span) // self.hop

    def spectra(self, samples: int) -> Callable[[Float32], Float32]:
        """Return what gives the spectra [n, frames, rows] of windows [n, samples]."""
        count, curve = self.count(samples), self.window.curve(self.curve_samples)
        whole = self.frame is FrameReach.N_FFT
        # Zeros around the curve change nothing but the phase: only what is under it is taken.
        offset = (self.n_fft - len(curve)) // 2 if whole else 0
        margin = (self.n_fft if whole else len(curve)) // 2

        def of(windows: Float32) -> Float32:
            if self.centred:
                windows = self._padded(windows, margin)
            reach = np.lib.stride_tricks.sliding_window_view(windows, len(curve), axis=1)
            frames = reach[:, offset :: self.hop][:, :count]
            return magnitudes(frames, lambda some: some * curve, self.n_fft, self.power)

        return of

    def _padded(self, windows: Float32, margin: int) -> Float32:
        return np.pad(windows, ((0, 0), (margin, margin)), mode=self.pad.value)


def magnitudes(
    frames: Float32, prepared: Callable[[Float32], Float32], n_fft: int, power: int
) -> Float32:
    """Return magnitudes, or with ``power`` 2 their squares, [n, frames, n_fft // 2 + 1].

    ``frames`` [n, frames, samples] are each ``prepared`` before, some at a time, so that they are
    still in the processor's cache when they are transformed: twice as fast as all at once.
    """
    given = np.empty((*frames.shape[:2], n_fft // 2 + 1), np.float32)
    step = max(1, _AT_ONCE // (len(frames) * n_fft))
    for first in range(0, frames.shape[1], step):
        some = slice(first, first + step)
        # Several frames in one call: scipy's transform is then some times as fast as numpy's.
        spectrum = scipy.fft.rfft(prepared(frames[:, some]), n_fft, axis=-1, overwrite_x=True)
        np.square(spectrum.real, out=given[:, some])
        given[:, some] += np.square(spectrum.imag)
    return np.sqrt(given, out=given) if power == 1 else given


def _raised(edge: float, over: int) -> Callable[[int], NDArray[np.float64]]:
    """Return curves with this value at their first sample, ``over`` samples short of a period."""

    def curve(length: int) -> NDArray[np.float64]:
        turn = np.arange(length) / (length - over)
        return np.asarray((1 + edge) / 2 - (1 - edge) / 2 * np.cos(2 * np.pi * turn))

    return curve


_CURVES: dict[Taper, Callable[[int], NDArray[np.float64]]] = {
    Taper.HANN: _raised(0.0, 0),
    Taper.HANN_SYMMETRIC: _raised(0.0, 1),
    Taper.HAMMING: _raised(0.08, 0),
    Taper.HAMMING_SYMMETRIC: _raised(0.08, 1),
    Taper.POVEY: lambda length: np.maximum(_raised(0.0, 1)(length), 0) ** 0.85,
    Taper.RECTANGLE: lambda length: np.ones(length),
}

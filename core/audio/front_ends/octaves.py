"""Levels of bands that lie evenly over octaves, as BriteKit draws them for HawkEars' low band."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audio.front_ends.finish import Finish
from core.audio.front_ends.framing import Framing
from core.audio.front_ends.function import FrontEndFunction
from core.audio.front_ends.levels import Levels
from core.audio.front_ends.parameters import Parameters, require
from core.audio.front_ends.sound import FirstSteps

Float32 = NDArray[np.float32]

_NO_HZ = 1e-6  # the lowest row, which has no octave, lies below all bands


@dataclass(frozen=True, slots=True)
class OctaveBands:
    """Bell curves (Gauss) over the logarithm of frequency, each with a sum of 1."""

    bands: int
    fmin: float
    """Middle of the lowest, in Hz."""
    fmax: float
    """Middle of the highest, in Hz."""
    width: float = 1 / 12
    """Standard deviation of a curve, in octaves."""
    rise: float = 0.0
    """A band at f is (f / fmin) ** rise louder."""

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises UnusableValueError."""
        require("bands", self.bands, 1, 4096)
        require("fmin", self.fmin, 1)
        require("width", self.width, 1e-3, 10)
        require("rise", self.rise, -10, 10)

    def weights(self, n_fft: int, sample_rate: int) -> Float32:
        """Return [n_fft // 2 + 1, bands]. Raises UnusableValueError where a frequency is none."""
        require("fmax", self.fmax, np.nextafter(self.fmin, np.inf), sample_rate / 2)
        rows = np.log2(np.fft.rfftfreq(n_fft, 1 / sample_rate) + _NO_HZ)
        middles = np.linspace(np.log2(self.fmin), np.log2(self.fmax), self.bands)
        curves = np.exp(-0.5 * ((rows[:, None] - middles) / self.width) ** 2)
        curves *= (2**middles / self.fmin) ** self.rise / (curves.sum(axis=0) + 1e-12)
        return np.asarray(curves, np.float32)


def build(parameters: Parameters, sample_rate: int, window_samples: int) -> FrontEndFunction:
    """Return the function; the window has one row of bands for each frame."""
    sound, framing = parameters.take(FirstSteps), parameters.take(Framing)
    bands, levels = parameters.take(OctaveBands), parameters.take(Levels)
    finish = parameters.take(Finish)
    samples = sound.count(window_samples)
    spectra, weights = framing.spectra(samples), bands.weights(framing.n_fft, sample_rate)

    def of_block(windows: Float32) -> Float32:
        return finish.apply(levels.apply(spectra(sound.apply(windows)) @ weights))

    shape = finish.shape(framing.count(samples), bands.bands)
    return FrontEndFunction(shape, window_samples, of_block)

"""Levels of mel bands over time, as most networks take them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audio.front_ends.finish import Finish
from core.audio.front_ends.framing import Framing
from core.audio.front_ends.function import FrontEndFunction
from core.audio.front_ends.levels import Levels
from core.audio.front_ends.mel import MelBands
from core.audio.front_ends.parameters import Parameters, require
from core.audio.front_ends.sound import FirstSteps

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Preemphasis:
    """What makes high frequencies louder."""

    preemphasis: float = 0.0
    """Share of the sample before that is subtracted from each; the first sample, which has none
    before it, is left out. 0: nothing is done."""

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises UnusableValueError."""
        require("preemphasis", self.preemphasis, 0, 1)

    def count(self, samples: int) -> int:
        """Return how many samples are left of a window."""
        return samples - 1 if self.preemphasis else samples

    def apply(self, windows: Float32) -> Float32:
        """Return [n, count] of windows [n, samples]."""
        if not self.preemphasis:
            return windows
        return windows[:, 1:] - np.float32(self.preemphasis) * windows[:, :-1]


def build(parameters: Parameters, sample_rate: int, window_samples: int) -> FrontEndFunction:
    """Return the function; the window has one row of bands for each frame."""
    sound, before = parameters.take(FirstSteps), parameters.take(Preemphasis)
    framing, bands = parameters.take(Framing), parameters.take(MelBands)
    levels, finish = parameters.take(Levels), parameters.take(Finish)
    samples = before.count(sound.count(window_samples))
    spectra, weights = framing.spectra(samples), bands.weights(framing.n_fft, sample_rate)

    def of_block(windows: Float32) -> Float32:
        energies = spectra(before.apply(sound.apply(windows))) @ weights
        return finish.apply(levels.apply(energies))

    shape = finish.shape(framing.count(samples), bands.n_mels)
    return FrontEndFunction(shape, window_samples, of_block)

"""Per-channel energy normalisation: each frequency is compared with its own recent past.

Y. Wang et al. 2017, "Trainable frontend for robust and far-field keyword spotting", as librosa
computes it: the past begins as 1.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.signal
from numpy.typing import NDArray

from core.audio.front_ends.finish import Finish
from core.audio.front_ends.framing import Framing
from core.audio.front_ends.function import FrontEndFunction
from core.audio.front_ends.mel import MelBands
from core.audio.front_ends.parameters import Parameters, require
from core.audio.front_ends.rows import SpectrumRows
from core.audio.front_ends.sound import FirstSteps
from core.errors import UnusableValueError

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Normalisation:
    """(x / (eps + past) ** gain + bias) ** root - bias ** root of x, an energy or magnitude."""

    time_constant: float = 0.4
    """How far the past reaches, in seconds."""
    gain: float = 0.98
    bias: float = 2.0
    root: float = 0.5
    eps: float = 1e-6
    scale: float = 2.0**31
    """Energies or magnitudes are multiplied by it before."""
    above_mean: bool = False
    """Whether each frequency is given as what it is above its mean over the window, or 0."""

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises UnusableValueError."""
        for name in ("time_constant", "root", "eps", "scale", "bias"):
            if getattr(self, name) <= 0:
                raise UnusableValueError(f"{name} must be more than 0")
        require("gain", self.gain, 0)

    def forgetting(self, frames_per_s: float) -> float:
        """Return the share of the past that each frame replaces."""
        reach = self.time_constant * frames_per_s
        return float((np.sqrt(1 + 4 * reach**2) - 1) / (2 * reach**2))

    def apply(self, energies: Float32, frames_per_s: float) -> Float32:
        """Return [n, frames, bands] of the same."""
        energies *= np.float32(self.scale)
        past = _smoothed(energies, self.forgetting(frames_per_s))
        past += np.float32(self.eps)
        energies *= np.exp(np.log(past, out=past) * np.float32(-self.gain), out=past)
        energies /= np.float32(self.bias)
        grown = np.log1p(energies, out=energies)
        grown *= np.float32(self.root)
        np.expm1(grown, out=grown)
        grown *= np.float32(self.bias**self.root)
        if self.above_mean:
            grown -= grown.mean(axis=1, keepdims=True)
            np.maximum(grown, 0, out=grown)
        return grown


@dataclass(frozen=True, slots=True)
class Resizing:
    """To how many bands and frames the image is drawn, by what lies linearly between its own."""

    height: int = 0
    """Bands; 0: as many as there are."""
    width: int = 0
    """Frames; 0: as many as there are."""

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises UnusableValueError."""
        require("height", self.height, 0, 1 << 16)
        require("width", self.width, 0, 1 << 20)

    def apply(self, image: Float32) -> Float32:
        """Return [n, width, height] of [n, frames, bands]."""
        return _between(_between(image, self.height, 2), self.width, 1)


def build(parameters: Parameters, sample_rate: int, window_samples: int) -> FrontEndFunction:
    """Return the function, over mel bands where ``n_mels`` is given, else over rows."""
    sound, framing = parameters.take(FirstSteps), parameters.take(Framing)
    energies_of, bands = _energies(parameters, framing, sample_rate)
    normalisation, resizing = parameters.take(Normalisation), parameters.take(Resizing)
    finish = parameters.take(Finish)
    samples = sound.count(window_samples)
    spectra, frames_per_s = framing.spectra(samples), sample_rate / framing.hop

    def of_block(windows: Float32) -> Float32:
        energies = energies_of(spectra(sound.apply(windows)))
        return finish.apply(resizing.apply(normalisation.apply(energies, frames_per_s)))

    shape = finish.shape(resizing.width or framing.count(samples), resizing.height or bands)
    return FrontEndFunction(shape, window_samples, of_block)


def _energies(
    parameters: Parameters, framing: Framing, sample_rate: int
) -> tuple[Callable[[Float32], Float32], int]:
    """Return what gives the bands of spectra, and how many there are."""
    if "n_mels" not in parameters:
        kept = parameters.take(SpectrumRows).of(framing.rows)
        return lambda spectra: np.ascontiguousarray(spectra[..., kept]), len(
            range(framing.rows)[kept]
        )
    mel = parameters.take(MelBands)
    weights = mel.weights(framing.n_fft, sample_rate)
    return lambda spectra: spectra @ weights, mel.n_mels


def _smoothed(energies: Float32, share: float) -> Float32:
    start = np.full((len(energies), 1, energies.shape[2]), 1 - share, np.float32)
    filters = np.array([share], np.float32), np.array([1, share - 1], np.float32)
    past: Float32 = scipy.signal.lfilter(*filters, energies, axis=1, zi=start)[0]
    return past


def _between(image: Float32, count: int, axis: int) -> Float32:
    """Return ``count`` values along an axis, each at the middle of its share of the old ones."""
    old = image.shape[axis]
    if count in (0, old):
        return image
    at = np.clip((np.arange(count) + 0.5) * old / count - 0.5, 0, old - 1)
    low = np.minimum(at.astype(np.intp), max(0, old - 2))
    share = (at - low).astype(np.float32)
    share = share.reshape([-1 if one == axis else 1 for one in range(image.ndim)])
    lower = image.take(low, axis)
    upper = image.take(np.minimum(low + 1, old - 1), axis)
    between: Float32 = lower + share * (upper - lower)
    return between

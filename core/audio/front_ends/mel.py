"""Bands of frequencies: triangles that are equally wide on a scale of pitch."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.audio import pitch
from core.audio.front_ends.parameters import require

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]


class MelScale(StrEnum):
    """What pitch a frequency has."""

    HTK = "htk"
    """Logarithmic from 700 Hz on in effect; Kaldi's and TensorFlow's too."""
    SLANEY = "slaney"
    """Linear up to 1 kHz, then logarithmic; librosa's."""


class BandNorm(StrEnum):
    """What the triangles are divided by."""

    NONE = "none"
    """Nothing: each is 1 at its top."""
    SLANEY = "slaney"
    """Half their width in Hz: each has the same area."""


class Triangle(StrEnum):
    """Where the sides of a triangle are straight."""

    HZ = "hz"
    """Over frequency, as librosa and torchaudio draw them."""
    MEL = "mel"
    """Over pitch, as Kaldi and TensorFlow draw them."""
    HZ_SYMMETRIC = "hz-symmetric"
    """Over frequency, falling as steeply as they rise, as SpeechBrain draws them."""


@dataclass(frozen=True, slots=True)
class MelBands:
    """Which bands there are."""

    n_mels: int
    fmin: float = 0.0
    """Lower end of the lowest, in Hz."""
    fmax: float = 0.0
    """Upper end of the highest, in Hz; 0: half the sample rate."""
    mel: MelScale = MelScale.HTK
    norm: BandNorm = BandNorm.NONE
    triangles: Triangle = Triangle.HZ
    mel_rate: int = 0
    """Sample rate that they are drawn for, in Hz, where that is not the sound's; 0: it is."""

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises UnusableValueError."""
        require("n_mels", self.n_mels, 1, 4096)
        require("fmin", self.fmin, 0)
        require("mel_rate", self.mel_rate, 0)

    def weights(self, n_fft: int, sample_rate: int) -> Float32:
        """Return [n_fft // 2 + 1, n_mels]. Raises UnusableValueError where a frequency is none.

        A band narrower than what lies between two rows of a spectrum may be empty.
        """
        sample_rate = self.mel_rate or sample_rate
        fmax = self.fmax or sample_rate / 2
        require("fmax", fmax, np.nextafter(self.fmin, np.inf), sample_rate / 2)
        to_mel, to_hz = _SCALES[self.mel]
        edges = np.linspace(
            to_mel(np.float64(self.fmin)), to_mel(np.float64(fmax)), self.n_mels + 2
        )
        hz, rows = to_hz(edges), np.fft.rfftfreq(n_fft, 1 / sample_rate).astype(np.float64)
        at, corners = (to_mel(rows), edges) if self.triangles is Triangle.MEL else (rows, hz)
        weights = _triangles(at, corners, symmetric=self.triangles is Triangle.HZ_SYMMETRIC)
        if self.norm is BandNorm.SLANEY:
            weights *= 2 / (hz[2:] - hz[:-2])
        return weights.astype(np.float32)


def _triangles(at: Float64, edges: Float64, *, symmetric: bool) -> Float64:
    """Return [at, bands]: rising from the band before to the middle, falling to the next."""
    width = np.diff(edges)
    from_middle = at[:, None] - edges[1:-1]
    rising = 1 + from_middle / width[:-1]
    falling = 1 - from_middle / (width[:-1] if symmetric else width[1:])
    return np.maximum(0, np.minimum(rising, falling))


_SCALES = {
    MelScale.HTK: (pitch.htk, pitch.htk_to_hz),
    MelScale.SLANEY: (pitch.slaney, pitch.slaney_to_hz),
}

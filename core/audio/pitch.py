"""Scales on which equal steps of pitch sound equal: mel of a frequency in Hz, and back."""

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]


def htk(hz: float | Float64) -> Float64:
    """Return mel after D. O'Shaughnessy 1987, "Speech communication", as HTK and Kaldi do."""
    return np.asarray(2595 * np.log10(1 + np.asarray(hz, dtype=np.float64) / 700))


def htk_to_hz(mel: float | Float64) -> Float64:
    """Return Hz; see ``htk``."""
    return np.asarray(700 * (10 ** (np.asarray(mel, dtype=np.float64) / 2595) - 1))


_BEND_HZ, _BEND_MEL, _STEP = 1000.0, 15.0, np.log(6.4) / 27


def slaney(hz: float | Float64) -> Float64:
    """Return mel after M. Slaney 1998, "Auditory Toolbox", as librosa does.

    Linear to 15 mel at 1 kHz, then 27 mel to each factor of 6.4.
    """
    hz = np.asarray(hz, dtype=np.float64)
    high = _BEND_MEL + np.log(np.maximum(hz, _BEND_HZ) / _BEND_HZ) / _STEP
    return np.where(hz < _BEND_HZ, hz * _BEND_MEL / _BEND_HZ, high)


def slaney_to_hz(mel: float | Float64) -> Float64:
    """Return Hz; see ``slaney``."""
    mel = np.asarray(mel, dtype=np.float64)
    high = _BEND_HZ * np.exp(_STEP * (mel - _BEND_MEL))
    return np.where(mel < _BEND_MEL, mel * _BEND_HZ / _BEND_MEL, high)

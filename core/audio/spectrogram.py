"""Spectrograms: from samples to levels on a frequency axis.

Levels are in dBFS (0 dB is a sine at full scale) and stored as bytes in steps of half a decibel,
so that an image of them is small and can be recoloured without computing anything again.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.audio.pitch import htk, htk_to_hz

Float32 = NDArray[np.float32]
Bytes = NDArray[np.uint8]

MEL_ROWS = 256
FLOOR_DB = -120.0
STEP_DB = 0.5
_TINY = 1e-14


class FrequencyAxis(StrEnum):
    """How frequencies are spread over the height of the image."""

    LINEAR = "linear"
    MEL = "mel"


class Denoise(StrEnum):
    """What is done against a steady background."""

    NONE = "none"
    MEDIAN = "median"
    PCEN = "pcen"
    LOCAL = "local"
    """Each place against what is around it, so that weak calls are as dark as loud ones."""


@dataclass(frozen=True, slots=True)
class SpectrogramSettings:
    """Everything that changes the levels of a spectrogram. Colours do not."""

    window: int = 1024
    """Length of one frame in samples, even."""
    overlap: float = 0.5
    """Share of a frame that the next one repeats, 0 to below 1."""
    axis: FrequencyAxis = FrequencyAxis.LINEAR
    denoise: Denoise = Denoise.NONE
    channel: int | None = None
    """Counted from 0; None is the mean of all channels."""

    @property
    def hop(self) -> int:
        """Return the distance between frames in samples."""
        return max(1, round(self.window * (1 - self.overlap)))

    @property
    def rows(self) -> int:
        """Return the height of an image of these settings."""
        return MEL_ROWS if self.axis is FrequencyAxis.MEL else self.window // 2 + 1

    def within(self, channels: int) -> "SpectrogramSettings":
        """Return these for a sound of so many channels; one that it lacks becomes the mean."""
        lacking = self.channel is not None and self.channel >= channels
        return replace(self, channel=None) if lacking else self


@dataclass(frozen=True, slots=True)
class FrequencyScale:
    """Places frequencies on an axis whose equal steps are equal heights of the image."""

    axis: FrequencyAxis
    nyquist_hz: float

    @property
    def top(self) -> float:
        """Return the position of the highest frequency; the lowest, 0 Hz, is at 0."""
        return self.position(self.nyquist_hz)

    def position(self, hz: float) -> float:
        """Return where a frequency is on the axis, in Hz or mel."""
        return float(htk(hz)) if self.axis is FrequencyAxis.MEL else hz

    def hz(self, position: float) -> float:
        """Return the frequency at a position of the axis."""
        return float(htk_to_hz(position)) if self.axis is FrequencyAxis.MEL else position


def frame_power(samples: Float32, starts: NDArray[np.int64], window: int) -> Float32:
    """Return the power [frames, window // 2 + 1] of frames of ``samples`` at ``starts``.

    Hann window; a sine at full scale has power 1 in its bin. ``samples`` is [n] and must hold
    every frame whole.
    """
    frames = np.lib.stride_tricks.sliding_window_view(samples, window)[starts]
    shape, scale = _hann(window)
    spectrum = np.fft.rfft(frames * shape, axis=1).astype(np.complex64, copy=False)
    power: Float32 = spectrum.real**2 + spectrum.imag**2
    power *= scale
    return power


def on_axis(power: Float32, sample_rate: int, settings: SpectrogramSettings) -> Float32:
    """Return power [frames, rows] from power [frames, bins], lowest frequency first."""
    if settings.axis is FrequencyAxis.LINEAR:
        return power
    mixed: Float32 = power @ _mel_weights(settings.window, sample_rate)
    return mixed


def decibels(power: Float32) -> Float32:
    """Return 10 log10 of a power, with a floor far below any sound."""
    level: Float32 = 10 * np.log10(np.maximum(power, np.float32(_TINY)))
    return level


def to_bytes(level: Float32) -> Bytes:
    """Return levels in dB as bytes; see ``from_byte``."""
    rounded: Bytes = np.clip(np.rint((level - FLOOR_DB) / STEP_DB), 0, 255).astype(np.uint8)
    return rounded


def from_byte(value: float) -> float:
    """Return the level in dB that a byte stands for."""
    return FLOOR_DB + STEP_DB * value


def above_background(level: Float32, background: Float32) -> Float32:
    """Return by how many dB a level [columns, rows] exceeds a background [rows], from the floor.

    What is quieter than the background becomes the floor itself.
    """
    raised: Float32 = np.maximum(level - background, 0) + np.float32(FLOOR_DB)
    return raised


def pcen(power: Float32, column_s: float) -> Float32:
    """Return per-channel energy normalisation of power [columns, rows], on the scale of levels.

    Y. Wang et al. 2017, "Trainable frontend for robust and far-field keyword spotting", with the
    values V. Lostanlen et al. 2019 advise for outdoor sound: gain .8, bias 10, power .25, and a
    memory of 0.4 s. One unit of the result is shown as 100 dB: outdoors, most stay below one.
    """
    gain, bias, root, memory_s = 0.8, 10.0, 0.25, 0.4
    scaled = power * np.float32(2.0**31)
    forget = np.float32(1 - np.exp(-column_s / memory_s))
    smooth = np.empty_like(scaled)
    # Starting from the median instead of the first column keeps one loud column from dimming
    # everything that follows.
    state = np.median(scaled, axis=0)
    for number, column in enumerate(scaled):
        state = state + forget * (column - state)
        smooth[number] = state
    normal = scaled / (1e-6 + smooth) ** gain
    shown: Float32 = (normal + bias) ** root - bias**root
    return (100 * shown + FLOOR_DB).astype(np.float32)


def local_contrast(level: Float32, column_s: float, row_hz: float) -> Float32:
    """Return how far levels [columns, rows] in dB stand out of what is around each of them.

    Each is first smoothed with its eight neighbours, which calms noise and leaves calls. The mean
    of some 1.2 s and 1.5 kHz around is taken off, and the rest is divided by its spread there,
    though never by less than 4 dB: nothing is made of the roughness of noise. On the scale of
    levels, one spread is shown as 10 dB.
    """
    from scipy.ndimage import uniform_filter  # a fifth of a second, which few commands need

    level = uniform_filter(level, 3, mode="nearest")
    size = (_odd(1.2 / column_s, len(level)), _odd(1500 / row_hz, level.shape[1]))
    mean = uniform_filter(level, size, mode="nearest")
    spread = np.sqrt(np.maximum(uniform_filter(level**2, size, mode="nearest") - mean**2, 0))
    shown: Float32 = 10 * (level - mean) / np.maximum(spread, 4) + np.float32(FLOOR_DB + 30)
    return shown


def _odd(size: float, most: int) -> int:
    return 2 * (int(min(max(size, 3), most)) // 2) + 1


@lru_cache(maxsize=16)
def _hann(window: int) -> tuple[Float32, np.float32]:
    shape = np.hanning(window + 1)[:-1].astype(np.float32)
    return shape, np.float32((2 / shape.sum()) ** 2)


@lru_cache(maxsize=16)
def _mel_weights(window: int, sample_rate: int) -> Float32:
    """Return triangles [bins, MEL_ROWS] that each sum to 1, so that levels stay comparable."""
    bins = np.fft.rfftfreq(window, 1 / sample_rate)
    edges = np.linspace(0, htk(sample_rate / 2), MEL_ROWS + 1)
    centres = htk_to_hz((edges[:-1] + edges[1:]) / 2)
    # Low mel rows are narrower than a bin: they then interpolate between its neighbours.
    reach = np.maximum(htk_to_hz(edges[1:]) - htk_to_hz(edges[:-1]), bins[1])
    weights = np.maximum(0, 1 - np.abs(bins[:, None] - centres[None, :]) / reach[None, :])
    triangles: Float32 = (weights / weights.sum(axis=0)).astype(np.float32)
    return triangles

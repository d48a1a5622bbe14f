"""Makes a stretch of a recording audible: filtered, slowed, shifted down, and never too loud."""

import math
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from core.audio.gaps import ReadingOn
from core.audio.samples import one_channel
from core.audio.source import open_source

Float32 = NDArray[np.float32]

SLOWEST, FASTEST = 0.02, 2.0
_BLOCK_S = 0.25
_FADE_S = 0.004
_KNEE = 0.8
_HETERODYNE_HZ = 5000.0
_MOST_TAPS = 4095


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done to a sound before it is heard."""

    speed: float = 1.0
    """Below 1 lasts longer and sounds lower; 0.1 is the tenfold time expansion of bat workers."""
    band_hz: tuple[float, float] | None = None
    """Only what lies between these frequencies."""
    heterodyne_hz: float | None = None
    """Moves what lies around this frequency down to the audible, as a bat detector does."""
    gain_db: float = 0.0
    channel: int | None = None
    """Counted from 0; None is the mean of all channels, and so is one that is not there."""

    def __post_init__(self) -> None:
        if not SLOWEST <= self.speed <= FASTEST:
            raise ValueError(f"speed {self.speed} is not within {SLOWEST} to {FASTEST}")


def listen(
    path: Path,
    span_s: tuple[float, float],
    treatment: Treatment,
    output_rate: int,
    content_hash: str = "",
) -> Generator[Float32, None, None]:
    """Yield blocks [n] of samples in -1 to 1 at ``output_rate``; the file is open until its end.

    Stretches that cannot be read are silent. Memory does not grow with the span. A file of another
    content than ``content_hash`` is refused. Raises UnreadableRecordingError.
    """
    with open_source(path, content_hash=content_hash) as opened:
        source = ReadingOn(opened)
        chain = _Chain(source.sample_rate, treatment, output_rate)
        first = min(max(0, round(span_s[0] * source.sample_rate)), source.frames)
        left = min(round(span_s[1] * source.sample_rate), source.frames) - first
        source.seek(first)
        fade_in = True
        while left > 0:
            block = source.read(min(left, max(1, round(_BLOCK_S * source.sample_rate))))
            if not len(block):
                break
            left -= len(block)
            mono = np.nan_to_num(one_channel(block, treatment.channel), posinf=0, neginf=0)
            heard = chain.push(mono, last=left <= 0)
            yield _faded(heard, output_rate, begin=fade_in, end=left <= 0)
            fade_in = fade_in and not len(heard)


def limited(samples: Float32) -> Float32:
    """Return samples whose loud parts are bent smoothly below full scale."""
    size = np.abs(samples)
    bent = _KNEE + (1 - _KNEE) * np.tanh((size - _KNEE) / (1 - _KNEE))
    shaped: Float32 = np.where(size > _KNEE, np.sign(samples) * bent, samples).astype(np.float32)
    return shaped


class _Chain:
    """One treatment, remembering what one block leaves to the next."""

    def __init__(self, rate: int, treatment: Treatment, output_rate: int) -> None:
        self._rate, self._shift_hz = rate, treatment.heterodyne_hz
        self._gain = np.float32(10 ** (treatment.gain_db / 20))
        self._filters = [_Filter(taps) for taps in _before_mixing(treatment, rate)]
        self._low_pass = _Filter(_band_taps(0, _HETERODYNE_HZ, rate))
        self._resample = soxr.ResampleStream(
            rate * treatment.speed, output_rate, 1, dtype="float32", quality="HQ"
        )
        self._frame = 0

    def push(self, samples: Float32, *, last: bool) -> Float32:
        for each in self._filters:
            samples = each.push(samples, last=last)
        if self._shift_hz is not None:
            samples = self._low_pass.push(self._mixed(samples, self._shift_hz), last=last)
        heard: Float32 = self._resample.resample_chunk(samples, last=last)
        return limited(heard * self._gain)

    def _mixed(self, samples: Float32, shift_hz: float) -> Float32:
        at = self._frame + np.arange(len(samples))
        self._frame += len(samples)
        mixed: Float32 = (2 * samples * np.cos(2 * np.pi * shift_hz / self._rate * at)).astype(
            np.float32
        )
        return mixed


class _Filter:
    """A linear-phase FIR filter over blocks, its delay taken out."""

    def __init__(self, taps: Float32) -> None:
        self._taps = taps
        self._tail = np.zeros(len(taps) - 1, dtype=np.float32)
        self._skip = len(taps) // 2

    def push(self, samples: Float32, *, last: bool) -> Float32:
        if last:
            samples = np.concatenate([samples, np.zeros(len(self._taps) // 2, dtype=np.float32)])
        block = np.concatenate([self._tail, samples])
        size = 2 ** math.ceil(math.log2(max(len(block), 2)))
        product = np.fft.rfft(block, size) * np.fft.rfft(self._taps, size)
        heard = np.fft.irfft(product, size)[len(self._tail) : len(block)].astype(np.float32)
        self._tail = block[len(block) - len(self._tail) :]
        cut = min(self._skip, len(heard))
        self._skip -= cut
        return heard[cut:]


def _before_mixing(treatment: Treatment, rate: int) -> list[Float32]:
    bands = [treatment.band_hz] if treatment.band_hz else []
    if treatment.heterodyne_hz is not None:
        shift = treatment.heterodyne_hz
        bands.append((max(0.0, shift - _HETERODYNE_HZ), shift + _HETERODYNE_HZ))
    return [_band_taps(low, high, rate) for low, high in bands]


def _band_taps(low_hz: float, high_hz: float, rate: int) -> Float32:
    """Return a windowed-sinc band-pass; an edge at 0 or above Nyquist is left open."""
    edge = max(100.0, 0.1 * (high_hz - low_hz))
    half = min(_MOST_TAPS, round(3.3 * rate / edge)) // 2
    at = np.arange(-half, half + 1)

    def low_pass(hz: float) -> NDArray[np.float64]:
        share = min(hz, rate / 2) / rate
        return np.asarray(2 * share * np.sinc(2 * share * at))

    taps = low_pass(high_hz) - (low_pass(low_hz) if low_hz > 0 else 0)
    return (taps * np.hamming(2 * half + 1)).astype(np.float32)


def _faded(samples: Float32, rate: int, *, begin: bool, end: bool) -> Float32:
    """Return samples without a click at the cut ends."""
    count = min(len(samples), round(_FADE_S * rate))
    if not count or not (begin or end):
        return samples
    faded, ramp = samples.copy(), np.linspace(0, 1, count, dtype=np.float32)
    if begin:
        faded[:count] *= ramp
    if end:
        faded[len(faded) - count :] *= ramp[::-1]
    return faded

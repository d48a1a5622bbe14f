"""Sounds that are certainly none of what is sought: heads that never heard them fire on silence.

Eleven kinds, sixteen of each, made from a seed: what rain, wind, mains hum, electronics and nothing
at all sound like. Without them up to 9 % of such windows were taken for an animal, silence first.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
_Maker = Callable[[np.random.Generator, int, int, int], NDArray[np.floating]]

OF_EACH = 16
VERSION = 1
"""Of these sounds: others are other negatives."""
_LSB = 1 / 32768


def made_sounds(rate: int, length: int) -> Iterator[Float32]:
    """Yield 176 windows [length] at a sample rate, always the same ones."""
    for kind, make in enumerate(_KINDS):
        for number in range(OF_EACH):
            random = np.random.default_rng((VERSION, kind, number))
            samples = make(random, number, rate, length)
            yield np.clip(samples, -1, 1).astype(np.float32)


def _silence(_: np.random.Generator, number: int, rate: int, length: int) -> NDArray[np.floating]:
    """Return nothing, or nothing with an offset."""
    offsets = np.append(0.0, np.geomspace(_LSB, 0.5, OF_EACH - 1) * (-1) ** np.arange(OF_EACH - 1))
    return np.full(length, offsets[number])


def _dither(random: np.random.Generator, _: int, rate: int, length: int) -> NDArray[np.floating]:
    return random.integers(-1, 2, length) * _LSB


def _noise(slope: float) -> _Maker:
    """Return a maker of noise whose power falls with frequency to this power."""

    def make(
        random: np.random.Generator, number: int, rate: int, length: int
    ) -> NDArray[np.floating]:
        return _levelled(_coloured(random, length, slope), _level_db(number))

    return make


def _hum(random: np.random.Generator, number: int, rate: int, length: int) -> NDArray[np.floating]:
    base = 50.0 if number % 2 == 0 else 60.0
    harmonics = np.arange(1, random.integers(3, 41) + 1)
    harmonics = harmonics[harmonics * base < rate / 2]
    strengths = random.uniform(0.2, 1, len(harmonics)) / harmonics
    phases = random.uniform(0, 2 * np.pi, len(harmonics))
    t = np.arange(length) / rate
    waves = (s * np.sin(2 * np.pi * base * h * t + p)
             for h, s, p in zip(harmonics, strengths, phases, strict=True))  # fmt: skip
    return _levelled(sum(waves, np.zeros(length)), _level_db(number))


def _rain(random: np.random.Generator, number: int, rate: int, length: int) -> NDArray[np.floating]:
    drops = np.zeros(length)
    count = round(np.geomspace(20, 3000, OF_EACH)[number])
    np.add.at(drops, random.integers(0, length, count), random.exponential(1.0, count))
    low = random.uniform(100, 2000)
    return _levelled(_band(drops, rate, low, low * random.uniform(2, 8)), random.uniform(-50, -10))


def _wind(random: np.random.Generator, _: int, rate: int, length: int) -> NDArray[np.floating]:
    gusts = np.abs(np.interp(np.linspace(0, 8, length), np.arange(9), random.normal(0, 1, 9)))
    return _levelled(_coloured(random, length, -2.0) * gusts, random.uniform(-45, -5))


def _tone(random: np.random.Generator, number: int, rate: int, length: int) -> NDArray[np.floating]:
    """Return a steady tone, or one in pulses."""
    highest = min(10_000.0, 0.45 * rate)
    hz = np.geomspace(min(100.0, highest / 2), highest, OF_EACH)[number]
    t = np.arange(length) / rate
    wave = np.sin(2 * np.pi * hz * t)
    if number % 2:
        wave = wave * (np.sin(2 * np.pi * random.uniform(1, 12) * t) > 0)
    return _levelled(wave, random.uniform(-50, -6))


def _clicks(random: np.random.Generator, _: int, rate: int, length: int) -> NDArray[np.floating]:
    samples = random.normal(0, _LSB, length)
    samples[random.integers(0, length, random.integers(1, 30))] = random.uniform(-1, 1)
    return samples


def _clipped(
    random: np.random.Generator, number: int, rate: int, length: int
) -> NDArray[np.floating]:
    noise = _coloured(random, length, (0.0, -1.0, -2.0)[number % 3])
    clipped = np.clip(noise * random.uniform(2, 20), -1, 1)
    return np.asarray(clipped * random.uniform(0.3, 1))


_KINDS: tuple[_Maker, ...] = (
    *(_silence, _dither, _noise(0.0), _noise(-1.0), _noise(-2.0)),
    *(_hum, _rain, _wind, _tone, _clicks, _clipped),
)


def _level_db(number: int) -> float:
    return float(np.linspace(-80, -3, OF_EACH)[number])


def _levelled(samples: NDArray[np.floating], level_db: float) -> NDArray[np.floating]:
    """Return samples whose root mean square has a level, in dB below full scale."""
    power = float(np.sqrt(np.mean(samples**2)))
    return samples * (10 ** (level_db / 20) / power) if power else samples


def _coloured(random: np.random.Generator, length: int, slope: float) -> NDArray[np.floating]:
    spectrum = np.fft.rfft(random.normal(0, 1, length))
    bins = np.maximum(1, np.arange(len(spectrum)))
    noise = np.fft.irfft(spectrum * bins ** (slope / 2), length)
    return np.asarray(noise / (noise.std() or 1.0))


def _band(
    samples: NDArray[np.floating], rate: int, low: float, high: float
) -> NDArray[np.floating]:
    hz = np.fft.rfftfreq(len(samples), 1 / rate)
    inside = (hz >= min(low, rate / 4)) & (hz <= high)
    return np.asarray(np.fft.irfft(np.fft.rfft(samples) * inside, len(samples)))

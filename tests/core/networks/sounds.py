"""Sounds that are easy to get wrong, as windows of 3 s at 48 kHz."""

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LENGTH = 144_000
RATE = 48_000

Windows = NDArray[np.float32]


def natural(seed: int = 1) -> NDArray[np.float64]:
    """One window of noise that falls with frequency, like wind, and of chirps above it."""
    rng = np.random.default_rng(seed)
    seconds = np.arange(LENGTH) / RATE
    spectrum = (
        np.fft.rfft(rng.normal(size=LENGTH)) / np.maximum(1, np.arange(LENGTH // 2 + 1)) ** 0.7
    )
    wind = np.fft.irfft(spectrum, LENGTH)
    chirps = np.sin(2 * np.pi * (2200 + 1500 * seconds) * seconds) * (seconds % 0.7 < 0.25)
    return 0.1 * wind / np.abs(wind).max() + 0.2 * chirps + rng.normal(0, 1e-3, LENGTH)


def as_16_bit(sound: NDArray[np.floating]) -> NDArray[np.float64]:
    """Round to the steps of a 16-bit file."""
    return np.round(np.asarray(sound, np.float64) * 32768) / 32768


def cases() -> dict[str, Windows]:
    """Windows [n, 144000] by what is special about them."""
    rng = np.random.default_rng(7)
    sound = natural()
    place = np.arange(LENGTH)
    seconds = place / RATE
    grains = as_16_bit(rng.normal(0, 0.3, LENGTH) / 32768)
    made = {
        "natural": [natural(seed) for seed in range(4)],
        "zero-padded tails": [
            np.where(place < length, sound, 0)
            for length in (1, 300, 1024, 2048, 2049, 48_000, 72_001, 120_000, 143_000, 143_999)
        ],
        "zeros at the start": [np.where(place < length, 0, sound) for length in (900, 70_000)],
        "tails beside an offset": [np.where(place < 60_000, sound + 0.1, 0)],
        "digital silence": [np.zeros(LENGTH)],
        "constants": [np.full(LENGTH, level) for level in (0.3, -1, 1e-7)],
        "clipped": [np.clip(sound * gain, -1, 1) for gain in (10, 1000)],
        "very quiet": [sound * gain for gain in (1e-4, 1e-5, 1e-9)],
        "quiet in 16 bits": [as_16_bit(sound * gain) for gain in (1e-2, 1e-3, 1e-4)],
        "offset": [sound + 0.5, sound * 1e-3 - 0.5, as_16_bit(sound * 1e-2) + 0.25],
        "single impulses": [np.where(place == at, 1.0, 0) for at in (0, 72_000, 143_999)]
        + [np.where(place == 5_000, -1.0, 0)],
        "a click in near silence": [
            np.where(place == 70_000, 0.9, grains),
            np.where(place == 70_000, -0.9, as_16_bit(sound * 1e-2)),
        ],
        "silence in part": [
            np.where((place >= start) & (place < end), level, sound)
            for start, end, level in (
                (20_000, 40_000, 0.0),
                (70_000, 71_000, 0.0),
                (70_000, 72_100, 0.1),
                (1_000, 143_000, 0.0),
            )
        ],
        "triggers between silences": [np.where(place // 12_000 % 3 == 0, sound, 0)],
        "many constants": [np.where(place % 9_000 < 4_000, sound, place // 9_000 / 50)],
        "square waves": [
            np.where(seconds * pitch % 1 < 0.5, 1.0, -1.0) for pitch in (5, 20, 440, 12_000)
        ],
        "grains of the last bit": [
            grains,
            np.where(rng.random(LENGTH) < 1e-4, 1 / 32768, 0),
        ],
        "loud, then faint": [np.where(place < 20_000, sound, sound * 1e-4)],
        "pure tones": [np.sin(2 * np.pi * pitch * seconds) for pitch in (440, 5_000, 9_000)],
        "nothing above 11 kHz": [_low_passed(sound, 11_000)],
        "steps and ramps": [np.floor(seconds * 10) / 30, seconds % 0.5, seconds / 3],
    }
    return {name: np.asarray(windows, np.float32) for name, windows in made.items()}


def _low_passed(sound: NDArray[np.float64], edge_hz: float) -> NDArray[np.float64]:
    spectrum = np.fft.rfft(sound)
    frequencies = np.fft.rfftfreq(LENGTH, 1 / RATE)
    return np.fft.irfft(spectrum / (1 + (frequencies / edge_hz) ** 120), LENGTH)


def recordings() -> list[Path]:
    """Return the real recordings in the folder UNDERSONG_SAMPLES names, or in one that is known."""
    places = [Path(__file__).parents[4] / "shared" / "recordings"]
    if named := os.environ.get("UNDERSONG_SAMPLES"):
        places.insert(0, Path(named))
    for place in places:
        found = sorted(each for each in place.rglob("*") if each.suffix.lower() == ".wav")
        if found:
            return found
    return []

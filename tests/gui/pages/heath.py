"""Sounds in which BirdNET hears a cuckoo and a lark, and how to wait for a window."""

import wave
from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow

RATE = 48_000
CUCKOO, LARK = "Cuculus canorus", "Eremophila alpestris"


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until everything on screen is loaded, and what that starts in turn."""
    for _ in range(3):
        qtbot.waitUntil(lambda: window.settled, timeout=20_000)
        qtbot.wait(20)


def write_wav(path: Path, parts: list[np.ndarray]) -> None:
    path.parent.mkdir(exist_ok=True)
    noise = np.random.default_rng(len(parts)).normal(size=RATE * 3 * len(parts)) * 0.003
    samples = np.concatenate(parts) * 0.3 + noise
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())


def cuckoo() -> np.ndarray:
    """Three seconds of two falling notes, again and again."""
    sound = np.zeros(RATE * 3)
    for call_s in (0.2, 1.4, 2.1):
        for after_s, hz in ((0.0, 700), (0.35, 560)):
            _add(sound, call_s + after_s, 0.22, hz, hz)
    return sound


def lark() -> np.ndarray:
    """Three seconds of short falling notes, two kinds in turn."""
    sound = np.zeros(RATE * 3)
    for start_s in np.arange(0.1, 2.9, 0.6):
        _add(sound, start_s, 0.09, 5500, 4000)
        _add(sound, (start_s + 0.3) % 2.9, 0.09, 4800, 3600)
    return sound


def _add(
    sound: np.ndarray, start_s: float, length_s: float, first_hz: float, last_hz: float
) -> None:
    first, length = round(start_s * RATE), round(length_s * RATE)
    t = np.arange(length) / RATE
    phase = 2 * np.pi * (first_hz * t + (last_hz - first_hz) * t**2 / (2 * length_s))
    note = (np.sin(phase) * np.hanning(length))[: len(sound) - first]
    sound[first : first + len(note)] += note

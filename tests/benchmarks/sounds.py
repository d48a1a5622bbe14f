"""An hour of real dawn: as one file, and as 120 files of half a minute."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import soundfile

from core.sample import copy_samples

FILES = 120
WINDOWS = 1200


def make(folder: Path) -> tuple[Path, Path]:
    """Return a folder with one file of an hour, and one with the same hour in 120 files.

    The samples are repeated, each time begun elsewhere and a little quieter or louder: no two
    files are the same.
    """
    one, many = folder / "one", folder / "many"
    if not (many / "done").exists():
        one.mkdir(parents=True, exist_ok=True)
        many.mkdir(parents=True, exist_ok=True)
        _write(folder, one, many)
        (many / "done").touch()
    return one, many


def _write(folder: Path, one: Path, many: Path) -> None:
    sounds = [soundfile.read(p, dtype="float32") for p in copy_samples(folder / "samples")]
    rate = sounds[0][1]
    random = np.random.default_rng(0)
    begin = datetime.fromisoformat("2025-05-03T03:00:00")
    with soundfile.SoundFile(one / f"B_{begin:%Y%m%d_%H%M%S}.wav", "w", rate, 1) as hour:
        for n in range(FILES):
            sound = np.roll(sounds[n % 3][0], n * 4801) * random.uniform(0.5, 1)
            hour.write(sound)
            name = f"B_{begin + timedelta(seconds=30 * n):%Y%m%d_%H%M%S}.wav"
            soundfile.write(many / name, sound, rate)

"""Making recordings, and what the unmodified network says of them."""

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from core.networks.birdnet.files import original_engine
from core.networks.catalogue import network
from core.networks.network import species_of
from core.networks.runtimes.litert import LiteRtEngine
from core.store import Project

Float32 = NDArray[np.float32]
RATE = 48_000

Heard = dict[tuple[str, str, float], float]
"""(file name, scientific name, start) -> score."""


def noise(seconds: float, *, rate: int = RATE, seed: int = 0) -> Float32:
    samples = np.random.default_rng(seed).normal(0, 0.01, round(seconds * rate))
    return samples.astype(np.float32)


def record(path: Path, samples: Float32, *, rate: int = RATE, subtype: str = "PCM_16") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples, rate, subtype=subtype)
    return path


def clips(folder: Path, samples: list[Path], count: int, *, seconds: float = 4.5) -> list[Path]:
    """Cut short recordings, all different, out of the samples."""
    sound = [soundfile.read(path, dtype="float32")[0] for path in samples]
    steps = int(30 - seconds)
    return [
        record(
            folder / f"{n:03d}.wav", sound[n // steps][n % steps * RATE :][: int(seconds * RATE)]
        )
        for n in range(count)
    ]


@cache
def engine() -> LiteRtEngine:
    return original_engine()


def cut(sound: Float32, overlap_s: float = 0.0) -> Float32:
    """Return the windows [n, 144000] of a whole 48 kHz sound, as BirdNET-Analyzer splits it."""
    windows = []
    for start in range(0, len(sound), int((3 - overlap_s) * RATE)):
        window = sound[start : start + 3 * RATE]
        if len(window) < RATE:
            break
        windows.append(np.pad(window, (0, 3 * RATE - len(window))))
    return np.array(windows, np.float32).reshape(-1, 3 * RATE)


def run_original(windows: Float32) -> tuple[Float32, Float32]:
    """Return the unmodified network's logits and embeddings."""
    outputs = [engine().run(windows[n : n + 4]) for n in range(0, len(windows), 4)]
    return (
        np.concatenate([o.scores["scores"] for o in outputs]),
        np.concatenate([o.embeddings for o in outputs]),
    )


def expected(path: Path, *, overlap_s: float = 0.0, channel: int = 0) -> Heard:
    """Return the unmodified network's scores >= .01 of every window of a file."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    sound = samples[:, channel]
    if rate != RATE:
        sound = soxr.resample(sound, rate, RATE, quality="HQ")
    logits, _ = run_original(cut(sound, overlap_s))
    labels = species_of(network("birdnet-2.4"))
    scores = 1 / (1 + np.exp(-logits.astype(float)))
    return {
        (path.name, labels[label].scientific_name, float(window * (3 - overlap_s))): float(
            scores[window, label]
        )
        for window, label in zip(*np.nonzero(scores >= 0.01), strict=True)
    }


def stored(project: Project, run_id: int | None = None) -> Heard:
    """Return all detections of a project, listed or not."""
    query = """SELECT path, scientific_name, start_s, score FROM detections
        JOIN recordings ON recording_id = recordings.id JOIN species ON species_id = species.id
        WHERE run_id = ?"""
    newest = "SELECT max(id) FROM runs"
    with closing(sqlite3.connect(project.path)) as db:
        run_id = run_id or db.execute(newest).fetchone()[0]
        rows = db.execute(query, (run_id,)).fetchall()
    found = {(Path(path).name, name, start): score for path, name, start, score in rows}
    assert len(found) == len(rows)
    return found


def differences(found: Heard, truth: Heard, min_score: float) -> list[object]:
    """Return where detections are not those of the unmodified network, to 1e-4."""
    wrong: list[object] = [
        (key, score, truth.get(key))
        for key, score in found.items()
        if abs(score - truth.get(key, 0.0)) > 1e-4
    ]
    return wrong + [k for k, s in truth.items() if s >= min_score + 1e-4 and k not in found]

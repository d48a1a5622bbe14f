"""Manifests of small networks that the tests write, and what those must say."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.networks.graph import Graph, GraphOutput, NetworkFile
from core.networks.manifest import HeadManifest, Manifest
from core.networks.network import Float32

RATE, SAMPLES, LABELS, SIZE = 16_000, 1600, 5, 8
SCORES = GraphOutput("scores", "scores")
EMBEDDING = GraphOutput("embedding", "embedding")


def manifest(folder: Path, runtime: str, graph: Graph, **values: object) -> Manifest:
    """Return the manifest of all files in a folder."""
    made = Manifest(
        id="made", title="Made", version="1", runtime=runtime, sample_rate=RATE,
        window_s=SAMPLES / RATE, embedding_size=SIZE, licence="none", citation="none",
        non_commercial=False, heads=(HeadManifest("made", "Made", "1"),), graph=graph,
        files=tuple(listed(folder)),
    )  # fmt: skip
    return replace(made, **values)


def listed(folder: Path) -> list[NetworkFile]:
    return [
        NetworkFile(
            path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def weights(samples: int = SAMPLES, size: int = SIZE, labels: int = LABELS) -> list[Float32]:
    """Return [size, samples] and [labels, size]: chirps, and sums of what they find."""
    seconds = np.arange(samples) / RATE
    chirps = [np.sin(2 * np.pi * (300 + 200 * n + 900 * seconds) * seconds) for n in range(size)]
    rng = np.random.default_rng(3)
    return [
        np.asarray(chirps, np.float32) / 100,
        rng.normal(0, 1, (labels, size)).astype(np.float32),
    ]


def sound(windows: int, samples: int = SAMPLES, seed: int = 1) -> Float32:
    """Return windows of noise, the last of which is silent where there are several."""
    made = np.random.default_rng(seed).normal(0, 0.1, (windows, samples)).astype(np.float32)
    made[windows - 1 :] *= windows == 1
    return made

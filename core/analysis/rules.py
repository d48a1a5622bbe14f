"""Turning scores into detections."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from core.analysis.assembly import windows_in_words
from core.analysis.settings import Settings
from core.audio.windows import Windowing
from core.domain import Problem, Recording, Species
from core.inference.bounds import MOST_KEPT
from core.networks.network import Head, Network, species_of
from core.species.expected import Expectation, ExpectedSpecies, asked_week
from core.species.ranges import SeasonalPlace, range_model
from core.store.detections import New
from core.store.scores import SparseScores, WindowScores
from core.taxon_groups import groups_in


class Hit(NamedTuple):
    """A score that is high enough to be a detection."""

    head: int
    label: int
    """Their places in the network's heads, and in the head's labels."""
    species: int
    """Its place among ``Rules.species``."""
    start_s: float
    end_s: float
    """In the recording: of its window, or of the frames in which it is heard."""
    output: float
    """As the network gave it."""
    score: float


def detections(
    hits: Iterable[Hit],
    recording: Recording,
    rules: "Rules",
    label_ids: Sequence[Mapping[int, int]],
) -> list[New]:
    """Return the detections of a recording. ``label_ids``: of each head, by place in its list."""
    expectation = rules.expectation(recording)
    found = []
    for hit in hits:
        found.append(
            New(
                label_id=label_ids[hit.head][hit.label],
                start_s=hit.start_s,
                end_s=min(hit.end_s, recording.duration_s),
                score=hit.score,
                output=hit.output,
                listed=bool(expectation.listed[hit.species]),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Rules:
    """All that turns stored scores into a run's detections."""

    network: Network
    settings: Settings
    windowing: Windowing
    species: tuple[Species, ...]
    number_of: dict[Species, int]
    """The place of each among them."""
    expected: ExpectedSpecies

    @classmethod
    def of(cls, network: Network, settings: Settings) -> "Rules":
        """Make them from what a person chose."""
        manifest, species = network.manifest, species_of(network)
        ranges = range_model(manifest.range_model)
        return cls(
            network,
            settings,
            settings.windowing(manifest),
            species,
            {one: n for n, one in enumerate(species)},
            ExpectedSpecies(species, ranges, settings.species_list, groups_in(settings.groups)),
        )

    def hits(self, heard: WindowScores) -> list[Hit]:
        """Return the kept scores from the threshold on, of labels that stand for something."""
        return [
            hit
            for number, kept in enumerate(heard.heads)
            for hit in self._hits(number, kept.scores)
        ]

    def _hits(self, number: int, kept: SparseScores) -> Iterator[Hit]:
        head = self.network.heads[number]
        sensitivity = self.settings.sensitivity_of(head.manifest)
        chosen = np.flatnonzero(kept.outputs >= self._nearly_least(head))
        for i in chosen.tolist():
            label, output = int(kept.labels[i]), float(kept.outputs[i])
            species = head.labels[label].species
            score = head.manifest.score(output, sensitivity)
            if species is not None and score >= self.settings.min_score:
                place = self.number_of[species]
                yield Hit(number, label, place, *kept.span_s(i, self.windowing), output, score)

    def _nearly_least(self, head: Head) -> np.float32:
        """Return an output a little below the threshold's: what is rounded is looked at closely."""
        sensitivity = self.settings.sensitivity_of(head.manifest)
        least = head.manifest.least_output(self.settings.min_score, sensitivity)
        return np.float32(least) - np.float32(1e-3 * max(1.0, abs(least)))

    def crowding(self, heard: WindowScores) -> Problem | None:
        """Return that more labels scored high enough in a window than are kept, if so."""
        crowded = sum(
            self._crowded_windows(head, kept.scores)
            for head, kept in zip(self.network.heads, heard.heads, strict=True)
        )
        if not crowded:
            return None
        return Problem(
            "crowded",
            f"More than {MOST_KEPT:,} labels reached the minimum score in "
            f"{windows_in_words(crowded)}: only the highest {MOST_KEPT:,} of each are kept. "
            "Choose a higher minimum score.",
            usable=True,
        )

    def _crowded_windows(self, head: Head, kept: SparseScores) -> int:
        """Return in how many windows no score was too low of as many as are kept at most."""
        enough = kept.windows[kept.outputs >= self._nearly_least(head)]
        if len(enough) < MOST_KEPT or len(head.labels) <= MOST_KEPT:
            return 0
        return int((np.unique(enough, return_counts=True)[1] == MOST_KEPT).sum())

    def prepare(self, places: Iterable[tuple[float | None, float | None, date | None]]) -> None:
        """Find out what to expect at all (latitude, longitude, day) before it is needed."""
        self.expected.prepare({self._place(*place) for place in places})

    def expectation(self, recording: Recording) -> Expectation:
        """Return what was to be expected where and when a recording was made."""
        day = recording.start.local.date() if recording.start else None
        return self.expected.at(self._place(recording.latitude, recording.longitude, day))

    def _place(
        self, latitude: float | None, longitude: float | None, day: date | None
    ) -> SeasonalPlace | None:
        s = self.settings
        if s.latitude is not None and s.longitude is not None:
            latitude, longitude = s.latitude, s.longitude
        if latitude is None or longitude is None:
            return None
        return SeasonalPlace(latitude, longitude, asked_week(s.week, day))

"""The minutes that a run has heard, and what was detected of a species in each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from core.store.membership import IN_PROJECT
from core.store.run_schema import RunRecordingRow
from core.store.schema import DetectionRow, RecordingRow, SpeciesRow

D, R, Ran = DetectionRow, RecordingRow, RunRecordingRow
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeardMinutes:
    """All minutes of a run: recordings cut into equal parts of about a minute, in their order.

    Arrays are [recordings], in order of id.
    """

    ids: Ints
    """Of recordings."""
    counts: Ints
    """Of minutes of each."""
    lengths_s: Floats
    """Of a minute of each."""
    begins: Ints
    """The number of the first minute of each."""

    @property
    def number(self) -> int:
        """Return how many minutes there are."""
        return int(self.counts.sum())

    def span(self, minute: int) -> tuple[int, float, float]:
        """Return (recording id, start, end in seconds) of a minute."""
        row = int(np.searchsorted(self.begins, minute, side="right")) - 1
        length, place = float(self.lengths_s[row]), minute - int(self.begins[row])
        return int(self.ids[row]), place * length, (place + 1) * length

    def at(self, recording_ids: Ints, seconds: Floats) -> Ints:
        """Return in which minutes moments of recordings are; -1 for recordings not among them."""
        if not len(self.ids):
            return np.full(len(recording_ids), -1)
        rows = np.minimum(np.searchsorted(self.ids, recording_ids), len(self.ids) - 1)
        places = np.minimum(
            (seconds / self.lengths_s[rows]).astype(np.int64), self.counts[rows] - 1
        )
        return np.where(self.ids[rows] == recording_ids, self.begins[rows] + places, -1)


def of_run(db: Connection, run_id: int, length_s: float = 60.0) -> HeardMinutes:
    """Return the minutes of all recordings of which a run has heard anything."""
    rows = db.execute(
        select(R.id, R.duration_s)
        .join_from(Ran, R, Ran.recording_id == R.id)
        .where(Ran.run_id == run_id, Ran.windows > 0, IN_PROJECT, R.duration_s > 0)
        .order_by(R.id)
    ).all()
    ids = np.array([row.id for row in rows], np.int64)
    durations = np.array([row.duration_s for row in rows], np.float64)
    counts = np.maximum(1, np.rint(durations / length_s)).astype(np.int64)
    return HeardMinutes(ids, counts, durations / counts, np.cumsum(counts) - counts)


def best_scores(db: Connection, run_id: int, minutes: HeardMinutes, species: str) -> Floats:
    """Return the highest listed score of a species in each minute [minutes]; 0 where it has none.

    A detection belongs to the minute in which it begins.
    """
    its_id = select(SpeciesRow.id).where(SpeciesRow.scientific_name == species)
    query = select(D.recording_id, D.start_s, D.score).where(
        D.species_id == its_id.scalar_subquery(), D.run_id == run_id, D.listed
    )
    rows = np.array([tuple(row) for row in db.execute(query)], np.float64).reshape(-1, 3)
    places = minutes.at(rows[:, 0].astype(np.int64), rows[:, 1])
    best = np.zeros(minutes.number)
    np.maximum.at(best, places[places >= 0], rows[places >= 0, 2])
    return best

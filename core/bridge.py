"""How scores and counts of one analysis map to those of another, species by species.

So that a long trend survives a change of network. Only what both analyses have heard is compared:
recordings of the same content, window by window. Each window of the network with the longer
windows (or the wider steps) is set beside the best of the other's windows whose middle lies in it;
where both cut alike, beside the same window.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from core.domain import Species
from core.errors import UserError
from core.jobs import Inquiry, Progress
from core.kept_scores import KeptScores
from core.species.one_species import united
from core.statistics.correlation import spearman
from core.statistics.proportion import Interval
from core.store import Project
from core.store.membership import IN_PROJECT
from core.store.run_schema import RunRecordingRow
from core.store.runs import Run
from core.store.schema import RecordingRow

Float32 = NDArray[np.float32]
QUANTILES = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Of the first analysis' scores: what the other gives for the same windows is told at these."""

_TOLD_EVERY = 50


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """A species in two analyses. Counts are of windows, unless they say files."""

    species: Species
    known_to: tuple[bool, bool]
    """Whether the networks have a label of it."""
    found: tuple[int, int]
    """From each analysis' own threshold on."""
    both: int
    files: tuple[int, int]
    files_both: int
    same_count: float | None
    """The other's threshold at which it finds as many windows as the first does at its own."""
    mapped: tuple[tuple[float, float], ...]
    """(score of the first, median of the other's scores there), at QUANTILES."""
    correlation: Interval | None
    """Rank correlation of the scores of all windows; the interval counts files, not windows."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """What two analyses of the same recordings have in common."""

    runs: tuple[Run, Run]
    recordings: int
    windows: int
    """Compared, of the network with the longer windows."""
    rows: tuple[BridgeRow, ...]


def bridging(project: Project, one: Run, other: Run) -> Inquiry[Bridge]:
    """Compare two analyses. Raises UserError where they have no recordings in common."""
    if one.id == other.id:
        raise UserError("This is one analysis, named twice. Name two.")
    with project.reading() as db:
        sides = (KeptScores.of(db, one), KeptScores.of(db, other))
        for side in sides:
            if not side.heads:
                raise UserError(
                    f"{side.run.title} keeps no scores of its windows: name the analyses of the "
                    "networks themselves."
                )
        common = _common(db, one.id, other.id)
        if not common:
            raise UserError(
                "The two analyses have heard no recording both. Analyse the same recordings with "
                "both networks first."
            )
        pairs = _Pairs(sides)
        for number, (recording_id, windows) in enumerate(common):
            if number % _TOLD_EVERY == 0:
                yield Progress(number, len(common), "recordings")
            pairs.add(number, windows, [side.of_recording(db, recording_id) for side in sides])
        return Bridge((one, other), len(common), pairs.windows, tuple(pairs.rows(len(common))))


def _common(db: Connection, one: int, other: int) -> list[tuple[int, float]]:
    """Return (recording, seconds) of what both have heard, with the same content."""
    a, b = aliased(RunRecordingRow), aliased(RunRecordingRow)
    query = (
        select(a.recording_id, RecordingRow.duration_s)
        .join(b, (b.recording_id == a.recording_id) & (b.content_hash == a.content_hash))
        .join(RecordingRow, RecordingRow.id == a.recording_id)
        .where(a.run_id == one, b.run_id == other, a.windows > 0, b.windows > 0, IN_PROJECT)
        .order_by(a.recording_id)
    )
    return [(row[0], row[1]) for row in db.execute(query)]


@dataclass(slots=True)
class _OfSpecies:
    """Pairs of scores of a species, of windows in which at least one of the two has one."""

    first: list[Float32] = field(default_factory=list)
    second: list[Float32] = field(default_factory=list)
    files: list[NDArray[np.intp]] = field(default_factory=list)


class _Pairs:
    """Collects pairs of scores, recording by recording."""

    def __init__(self, sides: tuple[KeptScores, KeptScores]) -> None:
        self._sides = sides
        cuts = [
            (cut.length / cut.sample_rate, cut.step / cut.sample_rate)
            for cut in (side.windowing for side in sides)
        ]
        self._coarse = 0 if cuts[0] >= cuts[1] else 1
        self._alike = cuts[0] == cuts[1]
        self._least = [float(side.run.settings["min_score"]) for side in sides]
        _, self._same = united([side.species for side in sides])
        self._found: dict[Species, _OfSpecies] = defaultdict(_OfSpecies)
        self.windows = 0

    def add(
        self,
        number: int,
        seconds: float,
        heard: Sequence[Mapping[Species, tuple[Float32, Float32]]],
    ) -> None:
        """Take in a recording of so many seconds: what each side heard in it."""
        count = self._sides[self._coarse].windowing.count(seconds)
        self.windows += count
        first = heard[0]
        second = {self._same.get(one, one): its for one, its in heard[1].items()}
        for species in first.keys() | second.keys():
            x, y = np.zeros(count, np.float32), np.zeros(count, np.float32)
            for side, values, its in ((0, x, first.get(species)), (1, y, second.get(species))):
                if its is not None:
                    self._spread(side, values, *its)
            there = np.flatnonzero((x > 0) | (y > 0))
            kept = self._found[species]
            kept.first.append(x[there])
            kept.second.append(y[there])
            kept.files.append(np.full(len(there), number))

    def _spread(self, side: int, values: Float32, windows: Float32, found: Float32) -> None:
        """Give each of the longer windows the best of what lies in it."""
        if side == self._coarse or self._alike:
            np.maximum.at(values, windows.astype(np.intp), found)
            return
        fine, coarse = self._sides[side].windowing, self._sides[self._coarse].windowing
        middle_s = (windows.astype(np.float64) * fine.step + fine.length / 2) / fine.sample_rate
        step_s = coarse.step / coarse.sample_rate
        last = np.floor(middle_s / step_s + 1e-9).astype(np.intp)
        length_s = coarse.length / coarse.sample_rate
        for back in range(int(np.ceil(length_s / step_s - 1e-9))):
            place = last - back
            holds = (place >= 0) & (place < len(values))
            holds &= middle_s < place * step_s + length_s + 1e-9
            np.maximum.at(values, place[holds], found[holds])

    def rows(self, recordings: int) -> list[BridgeRow]:
        """Return what there is of each species, the most frequent first."""
        known = (self._sides[0].species, set(self._same.values()))
        found = [
            self._row(species, kept, (species in known[0], species in known[1]), recordings)
            for species, kept in self._found.items()
        ]
        told = [row for row in found if any(row.found)]
        return sorted(told, key=lambda row: (-sum(row.found), row.species.scientific_name))

    def _row(
        self, species: Species, kept: _OfSpecies, known_to: tuple[bool, bool], recordings: int
    ) -> BridgeRow:
        x, y = np.concatenate(kept.first), np.concatenate(kept.second)
        files = np.concatenate(kept.files)
        mine, theirs = x >= self._least[0], y >= self._least[1]
        both_know = all(known_to)
        silent = np.zeros(self.windows - len(x), np.float32)
        return BridgeRow(
            species=species,
            known_to=known_to,
            found=(int(mine.sum()), int(theirs.sum())),
            both=int((mine & theirs).sum()),
            files=(len(np.unique(files[mine])), len(np.unique(files[theirs]))),
            files_both=len(np.intersect1d(files[mine], files[theirs])),
            same_count=_same_count(y, int(mine.sum())) if both_know else None,
            mapped=_mapped(x[mine], y[mine]) if both_know else (),
            correlation=spearman(
                np.concatenate([x, silent]), np.concatenate([y, silent]), recordings
            )
            if both_know
            else None,
        )


def _same_count(values: Float32, count: int) -> float | None:
    """Return the score from which on there are so many values; None where there are too few."""
    ordered = np.sort(values[values > 0])[::-1]
    return float(ordered[count - 1]) if 0 < count <= len(ordered) else None


def _mapped(x: Float32, y: Float32) -> tuple[tuple[float, float], ...]:
    """Return quantiles of x, and the medians of y among the fifth of the pairs around each."""
    if len(x) < len(QUANTILES):
        return ()
    order = np.argsort(x, kind="stable")
    fifths = np.array_split(order, len(QUANTILES))
    return tuple(
        (float(np.quantile(x, at)), float(np.median(y[fifth])))
        for at, fifth in zip(QUANTILES, fifths, strict=True)
    )

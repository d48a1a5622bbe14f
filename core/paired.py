"""Two analyses of the same recordings, compared recording by recording."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from core.domain import Species, Verdict
from core.species.one_species import united
from core.statistics.pairs import PairedCounts, difference
from core.statistics.proportion import Interval
from core.store import runs
from core.store.membership import IN_PROJECT
from core.store.run_schema import RunRecordingRow
from core.store.runs import Run
from core.store.schema import DetectionRow, RecordingRow, SpeciesRow

D, R, Ran = DetectionRow, RecordingRow, RunRecordingRow


@dataclass(frozen=True, slots=True)
class PairedSpecies:
    """One species in the recordings that both analyses have heard."""

    species: Species
    found: PairedCounts
    """Recordings with a listed detection that nobody found wrong."""
    confirmed: PairedCounts
    """Of which a person found a detection right."""

    @property
    def more(self) -> Interval | None:
        """Return by how much larger the first's share of recordings is."""
        return difference(self.found)


@dataclass(frozen=True, slots=True)
class PairedRuns:
    """Two analyses side by side."""

    recordings: int
    """That both have heard: others have no part in it."""
    species: list[PairedSpecies]
    """Those that differ most on top."""


def comparable(db: Connection, run: Run) -> list[Run]:
    """Return the other analyses that have heard a recording this one has, the newest first."""
    return [
        other for other in runs.everything(db)
        if other.id != run.id and _have_one_in_common(db, run.id, other.id)
    ]  # fmt: skip


def paired(db: Connection, first: Run, second: Run) -> PairedRuns:
    """Compare two analyses; what two networks call differently is one species."""
    shared = _heard(db, first.id) & _heard(db, second.id)
    found = [_found(db, run.id, shared) for run in (first, second)]
    named = united([set(one) for one in found])
    places: dict[Species, list[dict[int, bool]]] = defaultdict(lambda: [{}, {}])
    for side, (one, names) in enumerate(zip(found, named, strict=True)):
        for species, recordings in one.items():
            into = places[names[species]][side]
            for recording_id, right in recordings.items():
                into[recording_id] = into.get(recording_id, False) or right
    rows = [
        PairedSpecies(
            species,
            _counted({*ours}, {*theirs}, len(shared)),
            _counted(
                {i for i, right in ours.items() if right},
                {i for i, right in theirs.items() if right},
                len(shared),
            ),
        )
        for species, (ours, theirs) in places.items()
    ]
    rows.sort(key=lambda r: (
        -abs(r.found.only_first - r.found.only_second), r.species.scientific_name
    ))  # fmt: skip
    return PairedRuns(len(shared), rows)


def _counted(ours: set[int], theirs: set[int], every: int) -> PairedCounts:
    both = len(ours & theirs)
    only = len(ours) - both, len(theirs) - both
    return PairedCounts(both, *only, every - both - sum(only))


def _have_one_in_common(db: Connection, run_id: int, other_id: int) -> bool:
    theirs = aliased(Ran)
    query = (
        select(R.id)
        .join_from(Ran, R, Ran.recording_id == R.id)
        .join(theirs, theirs.recording_id == R.id)
        .where(Ran.run_id == run_id, Ran.windows > 0, IN_PROJECT)
        .where(theirs.run_id == other_id, theirs.windows > 0)
    )
    return db.execute(query.limit(1)).first() is not None


def _heard(db: Connection, run_id: int) -> set[int]:
    query = select(R.id).join_from(Ran, R, Ran.recording_id == R.id)
    return set(db.scalars(query.where(Ran.run_id == run_id, Ran.windows > 0, IN_PROJECT)))


def _found(db: Connection, run_id: int, shared: set[int]) -> dict[Species, dict[int, bool]]:
    """Return species -> recording -> whether a person confirmed it there."""
    query = (
        select(
            SpeciesRow.scientific_name, SpeciesRow.common_name, SpeciesRow.group,
            D.recording_id, D.verdict,
        )
        .distinct()
        .join_from(D, SpeciesRow, D.held_species_id == SpeciesRow.id)
        .where(D.run_id == run_id, D.listed)
        .where(D.verdict.is_(None) | (D.verdict != Verdict.WRONG) | D.corrected_id.is_not(None))
    )  # fmt: skip
    found: dict[Species, dict[int, bool]] = defaultdict(dict)
    for name, common, group, recording_id, verdict in db.execute(query):
        if recording_id in shared:
            its = found[Species(name, common, group)]
            right = verdict in (Verdict.CORRECT, Verdict.WRONG)  # wrong here: corrected into this
            its[recording_id] = its.get(recording_id, False) or right
    return found

"""Combined analyses: of which others they were made, and what those have of the same recordings."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, update
from sqlalchemy.orm import aliased

from core.domain import Problem
from core.store import runs
from core.store.groups import in_groups
from core.store.membership import IN_PROJECT
from core.store.run_schema import RunRecordingRow
from core.store.runs import Run
from core.store.schema import RecordingRow

R, Ran = RecordingRow, RunRecordingRow
NOT_BY_ALL = "not-by-all"
"""Why a recording has no part in a combined analysis: looked at anew whenever that goes on."""


class SourceHeard(NamedTuple):
    """What an analysis says of a recording that it is through with."""

    windows: int
    analysed_s: float
    holds: bool
    """Whether the recording is still the one that was heard."""
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class DetectedRow:
    """A detection, as far as combining asks."""

    id: int
    run_id: int
    scientific_name: str
    start_s: float
    end_s: float
    score: float
    listed: bool
    """Whether its list expects the species, whatever rules say."""
    low_hz: float | None
    high_hz: float | None


def fingerprints(run: Run) -> tuple[str, ...]:
    """Return the names of the analyses that a combined one was made of; none: it is no such."""
    return tuple(str(one["fingerprint"]) for one in run.settings.get("sources", ()))


def sources(db: Connection, run: Run) -> list[Run]:
    """Return the analyses that a combined one was made of, as far as they are in this project."""
    found = (runs.find(db, fingerprint) for fingerprint in fingerprints(run))
    return [one for one in found if one is not None]


def said_of(run: Run) -> list[str]:
    """Say how a combined analysis was made and what its scores are; nothing of others."""
    if not run.is_combined:
        return []
    named = " and ".join(
        f"{one['network']} ({str(one['fingerprint'])[:8]})" for one in run.settings["sources"]
    )
    overlap_s, least = run.settings["overlap_s"], run.settings["min_score"]
    shared = "half" if overlap_s is None else f"{overlap_s:g} s, or all,"
    return [
        f"Combined of {named}. {_SCORES[run.settings['rule']]} It is no network's score and is not "
        f"calibrated. Detections of one moment share {shared} of the shorter; "
        f"scores from {least:g} on count."
    ]


_SCORES = {
    "both": "All of them heard the species at the same moment; the score is their lowest.",
    "either": "One of them heard the species; the score is the highest at the moment.",
    "weighted": "The score is the mean at the moment, by weight, of those that know the species.",
}


def networks_own(db: Connection, run: Run) -> list[Run]:
    """Return the analyses of networks behind one: itself, unless it was combined."""
    if not run.is_combined:
        return [run]
    return [own for source in sources(db, run) for own in networks_own(db, source)]


def heard_by_all(db: Connection, run_ids: Sequence[int]) -> dict[int, list[SourceHeard]]:
    """Return recording -> what each analysis says of it, where all are through with it."""
    columns = (Ran.run_id, Ran.recording_id, Ran.windows, Ran.analysed_s, Ran.problem,
               Ran.problem_text, (Ran.content_hash == R.content_hash).label("holds"))  # fmt: skip
    query = (
        select(*columns)
        .join(R, Ran.recording_id == R.id)
        .where(Ran.run_id.in_(run_ids), IN_PROJECT)
        .order_by(Ran.recording_id)
    )
    found: dict[int, dict[int, SourceHeard]] = defaultdict(dict)
    for row in db.execute(query):
        problem = Problem(row.problem, row.problem_text or "", True) if row.problem else None
        heard = SourceHeard(row.windows, row.analysed_s, bool(row.holds), problem)
        found[row.recording_id][row.run_id] = heard
    return {
        recording_id: [its[run_id] for run_id in run_ids]
        for recording_id, its in found.items()
        if len(its) == len(run_ids)
    }


def settled(db: Connection, run_id: int) -> set[int]:
    """Return the recordings that a combined analysis has, or has left out for good."""
    is_settled = Ran.problem.is_(None) | (Ran.problem != NOT_BY_ALL)
    return set(db.scalars(select(Ran.recording_id).where(Ran.run_id == run_id, is_settled)))


def note_places(
    db: Connection, run_id: int, source_ids: Sequence[int], recording_ids: Iterable[int]
) -> None:
    """Note by which places its sources list what a combined analysis has of recordings."""
    places = update(Ran).values(place=_places(source_ids))
    for some in in_groups(recording_ids):
        db.execute(places.where(Ran.run_id == run_id, Ran.recording_id.in_(some)))


def listed_otherwise(db: Connection, run_id: int, source_ids: Sequence[int]) -> list[int]:
    """Return the recordings that a source has listed by another place since they were combined."""
    its = (Ran.run_id == run_id, Ran.windows > 0, Ran.place != _places(source_ids))
    return list(db.scalars(select(Ran.recording_id).where(*its)))


def _places(source_ids: Sequence[int]) -> Any:
    every = (aliased(Ran) for _ in source_ids)
    return func.json_array(
        *(
            select(source.place)
            .where(source.run_id == id_, source.recording_id == Ran.recording_id)
            .scalar_subquery()
            for id_, source in zip(source_ids, every, strict=True)
        )
    )


def detected(
    db: Connection, run_ids: Sequence[int], recording_ids: Iterable[int]
) -> Mapping[int, list[DetectedRow]]:
    """Return recording -> what analyses have detected there, in order of time."""
    found: dict[int, list[DetectedRow]] = defaultdict(list)
    wanted = json.dumps(list(run_ids))
    for some in in_groups(recording_ids):
        for recording_id, *values in db.exec_driver_sql(_DETECTED, (wanted, json.dumps(some))):
            id_, run_id, name, start_s, end_s, score, listed, low_hz, high_hz = values
            found[recording_id].append(
                DetectedRow(id_, run_id, name, start_s, end_s, score, bool(listed), low_hz, high_hz)
            )
    return found


_DETECTED = """SELECT d.recording_id, d.id, d.run_id, s.scientific_name, d.start_s, d.end_s,
    d.score, (d.listed + d.ruled) % 2, d.low_hz, d.high_hz
    FROM detections d JOIN species s ON s.id = d.species_id
    WHERE d.run_id IN (SELECT value FROM json_each(?1))
    AND d.recording_id IN (SELECT value FROM json_each(?2)) ORDER BY d.start_s, d.id"""

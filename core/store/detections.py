"""Detections of a project: added once, never changed, read in pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select
from sqlalchemy.orm import aliased

from core.domain import (
    Detection,
    OffsetSource,
    Recording,
    Species,
    SpeciesCount,
    Start,
    StartSource,
    Verdict,
)
from core.store.groups import in_groups
from core.store.schema import (
    CurrentVerdictRow,
    DetectionRow,
    RecordingRow,
    RunRow,
    SiteRow,
    SpeciesRow,
)

D, C = DetectionRow, CurrentVerdictRow
Corrected = aliased(SpeciesRow)


@dataclass(frozen=True, slots=True)
class New:
    """A detection about to be stored."""

    species_id: int
    start_s: float
    end_s: float
    score: float
    logit: float
    listed: bool
    low_hz: float | None = None
    high_hz: float | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which detections to look at. None: no limit."""

    run_id: int | None = None
    species: str | None = None
    """Scientific name, as the network said it."""
    site: str | None = None
    min_score: float | None = None
    max_score: float | None = None
    verdicts: frozenset[Verdict | None] | None = field(default=None)
    """None inside the set stands for unreviewed."""
    recording_id: int | None = None
    unlisted: bool = False
    """Show also what the species list did not expect."""


def add(db: Connection, run_id: int, recording: Recording, new: list[New]) -> None:
    """Store what a run heard in a recording."""
    if not new:
        return
    start = recording.start
    utc = start.utc if start else None
    rows = []
    for d in new:
        local = start.local + timedelta(seconds=d.start_s) if start else None
        rows.append(
            {
                "run_id": run_id,
                "recording_id": recording.id,
                "species_id": d.species_id,
                "start_s": d.start_s,
                "end_s": d.end_s,
                "low_hz": d.low_hz,
                "high_hz": d.high_hz,
                "score": d.score,
                "logit": d.logit,
                "listed": d.listed,
                "site_id": recording.site_id,
                "at_utc_ms": round((utc.timestamp() + d.start_s) * 1000) if utc else None,
                "local_day": int(f"{local:%Y%m%d}") if local else None,
                "local_minute": local.hour * 60 + local.minute if local else None,
            }
        )
    db.execute(insert(D), rows)


def page(
    db: Connection, wanted: Filter, *, after: Detection | None = None, limit: int = 200
) -> list[Detection]:
    """Return the next detections, best score first; ``after`` ends the page before."""
    query = _detections(wanted).order_by(D.score.desc(), D.id).limit(limit)
    if after is not None:
        query = query.where(
            (D.score < after.score) | ((D.score == after.score) & (D.id > after.id))
        )
    return [_detection(row) for row in db.execute(query)]


def in_recording(db: Connection, wanted: Filter) -> list[Detection]:
    """Return the detections of ``wanted.recording_id`` in order of time."""
    return [_detection(r) for r in db.execute(_detections(wanted).order_by(D.start_s, D.id))]


def get(db: Connection, detection_id: int) -> Detection | None:
    """Return one detection, or None where there is no such id."""
    row = db.execute(_detections(Filter(unlisted=True)).where(D.id == detection_id)).first()
    return None if row is None else _detection(row)


def existing(db: Connection, detection_ids: Iterable[int]) -> set[int]:
    """Return which of these ids are detections of the project."""
    return {
        found
        for some in in_groups(detection_ids)
        for found in db.scalars(select(D.id).where(D.id.in_(some)))
    }


def everything(db: Connection, wanted: Filter) -> Iterator[Detection]:
    """Yield detections in order of recording and time, without holding them all."""
    query = _detections(wanted).order_by(RecordingRow.path, D.start_s, D.id)
    with db.execution_options(yield_per=1000).execute(query) as rows:
        for row in rows:
            yield _detection(row)


def count(db: Connection, wanted: Filter) -> tuple[int, int]:
    """Return (how many are shown, how many more the species list hides)."""
    conditions = _conditions(wanted, listed=False)
    query = _joined(select(func.count(), func.count().filter(D.listed))).where(*conditions)
    every, listed = db.execute(query).one()
    return (every, 0) if wanted.unlisted else (listed, every - listed)


def by_species(db: Connection, wanted: Filter) -> list[SpeciesCount]:
    """Return how often each species was heard, the most frequent first."""

    def verdicts(verdict: Verdict) -> ColumnElement[int]:
        return func.count().filter(C.verdict == verdict)

    query = (
        _joined(
            select(
                SpeciesRow.scientific_name,
                SpeciesRow.common_name,
                SpeciesRow.group,
                func.count().label("detections"),
                verdicts(Verdict.CORRECT).label("correct"),
                verdicts(Verdict.WRONG).label("wrong"),
                verdicts(Verdict.UNSURE).label("unsure"),
                func.max(D.score).label("top_score"),
            )
        )
        .where(*_conditions(wanted))
        .group_by(D.species_id)
        .order_by(func.count().desc(), SpeciesRow.scientific_name)
    )
    return [
        SpeciesCount(Species(r[0], r[1], r[2]), r[3], r[4], r[5], r[6], r[7])
        for r in db.execute(query)
    ]


def _joined(query: Any) -> Any:
    return (
        query.select_from(D)
        .join(SpeciesRow, D.species_id == SpeciesRow.id)
        .outerjoin(C, C.detection_id == D.id)
        .outerjoin(SiteRow, D.site_id == SiteRow.id)
    )


def _conditions(wanted: Filter, *, listed: bool = True) -> list[Any]:
    conditions: list[Any] = []
    if listed and not wanted.unlisted:
        conditions.append(D.listed)
    exact = (
        (D.run_id, wanted.run_id),
        (SpeciesRow.scientific_name, wanted.species),
        (SiteRow.name, wanted.site),
        (D.recording_id, wanted.recording_id),
    )
    conditions += [column == value for column, value in exact if value is not None]
    if wanted.min_score is not None:
        conditions.append(D.score >= wanted.min_score)
    if wanted.max_score is not None:
        conditions.append(D.score <= wanted.max_score)
    if wanted.verdicts is not None:
        said = C.verdict.in_([v for v in wanted.verdicts if v is not None])
        conditions.append((said | C.verdict.is_(None)) if None in wanted.verdicts else said)
    return conditions


def _detections(wanted: Filter) -> Any:
    return (
        _joined(
            select(
                D.id,
                D.run_id,
                RunRow.network,
                D.recording_id,
                RecordingRow.path,
                SpeciesRow.scientific_name,
                SpeciesRow.common_name,
                SpeciesRow.group,
                D.start_s,
                D.end_s,
                D.low_hz,
                D.high_hz,
                D.score,
                D.listed,
                SiteRow.name.label("site"),
                RecordingRow.start_local,
                RecordingRow.start_source,
                RecordingRow.offset_minutes,
                RecordingRow.offset_source,
                RecordingRow.clock_correction_s,
                func.coalesce(RecordingRow.latitude, SiteRow.latitude).label("latitude"),
                func.coalesce(RecordingRow.longitude, SiteRow.longitude).label("longitude"),
                C.verdict,
                C.note,
                C.reviewer,
                Corrected.scientific_name.label("corrected_scientific"),
                Corrected.common_name.label("corrected_common"),
                Corrected.group.label("corrected_group"),
            )
        )
        .join(RunRow, D.run_id == RunRow.id)
        .join(RecordingRow, D.recording_id == RecordingRow.id)
        .outerjoin(Corrected, C.species_id == Corrected.id)
        .where(*_conditions(wanted))
    )


def _detection(row: Row[Any]) -> Detection:
    corrected = None
    if row.corrected_scientific is not None:
        corrected = Species(row.corrected_scientific, row.corrected_common, row.corrected_group)
    return Detection(
        id=row.id,
        run_id=row.run_id,
        network=row.network,
        recording_id=row.recording_id,
        path=Path(row.path),
        species=Species(row.scientific_name, row.common_name, row.group),
        start_s=row.start_s,
        end_s=row.end_s,
        low_hz=row.low_hz,
        high_hz=row.high_hz,
        score=row.score,
        listed=row.listed,
        site=row.site,
        at=_at(row),
        latitude=row.latitude,
        longitude=row.longitude,
        verdict=None if row.verdict is None else Verdict(row.verdict),
        corrected=corrected,
        note=row.note or "",
        reviewer=row.reviewer,
    )


def _at(row: Row[Any]) -> Start | None:
    if row.start_local is None:
        return None
    seconds = row.clock_correction_s + row.start_s
    return Start(
        datetime.fromisoformat(row.start_local) + timedelta(seconds=seconds),
        StartSource(row.start_source),
        row.offset_minutes,
        None if row.offset_source is None else OffsetSource(row.offset_source),
    )

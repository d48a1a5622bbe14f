"""Detections of a run counted up, for the report: by species, and by species and site."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, cast, func, select

from core.domain import OffsetSource, Species, Start, StartSource, Verdict
from core.store import annotations
from core.store.schema import (
    CurrentVerdictRow,
    DeploymentRow,
    DetectionRow,
    RecordingRow,
    RunRecordingRow,
    SiteRow,
    SpeciesRow,
)

D, C, R = DetectionRow, CurrentVerdictRow, RecordingRow


@dataclass(slots=True)
class Summary:
    """The detections of one species, at one site or at all (site None)."""

    species: Species
    site: str | None
    detections: int = 0
    correct: int = 0
    wrong: int = 0
    unsure: int = 0
    corrected_to: int = 0
    """Detections of other species that a reviewer found to be this one."""
    days: int = 0
    first: Start | None = None
    last: Start | None = None
    annotations: int = 0
    """Spans that people drew and named so, in whatever run they did."""


Key = tuple[str, str | None]
"""Scientific name and site; site None: all."""


def by_species(db: Connection, run_id: int, *, per_site: bool) -> dict[Key, Summary]:
    """Return what a run's listed detections come to, by (scientific name, site or None)."""
    site = SiteRow.name if per_site else func.nullif("", "")
    found: dict[Key, Summary] = {}
    for row in db.execute(_counts(run_id, site)):
        species = Species(row.scientific_name, row.common_name, row.group)
        found[species.scientific_name, row.site] = Summary(
            species, row.site, row.detections, row.correct, row.wrong, row.unsure, days=row.days
        )
    for which in ("first", "last"):
        for row in db.execute(_ends(run_id, site, first=which == "first")):
            setattr(found[row.scientific_name, row.site], which, _start(row))
    for row in db.execute(_corrections(run_id, site)):
        species = Species(row.scientific_name, row.common_name, row.group)
        key = (species.scientific_name, row.site)
        found.setdefault(key, Summary(species, row.site)).corrected_to = row.number
    for species, place, number in annotations.count_by_species(db, per_site=per_site):
        key = (species.scientific_name, place)
        found.setdefault(key, Summary(species, place)).annotations = number
    return found


def by_hour(db: Connection, run_id: int, *, per_site: bool) -> dict[Key, dict[int, int]]:
    """Return detections by hour of the recorder's clock, by (scientific name, site or None)."""
    site = SiteRow.name if per_site else func.nullif("", "")
    hour = cast(D.local_minute / 60, Integer)
    query = (
        _base(select(SpeciesRow.scientific_name, site.label("site"), hour.label("hour"),
                     func.count().label("number")), run_id)
        .where(D.local_minute.is_not(None))
        .group_by(D.species_id, site, hour)
    )  # fmt: skip
    hours: dict[Key, dict[int, int]] = {}
    for row in db.execute(query):
        hours.setdefault((row.scientific_name, row.site), {})[row.hour] = row.number
    return hours


def hidden(db: Connection, run_id: int) -> int:
    """Return how many detections the run's species list did not expect."""
    query = select(func.count()).where(D.run_id == run_id, D.listed.is_(False))
    return db.scalar(query) or 0


def heard_spans(
    db: Connection, run_id: int
) -> Iterator[tuple[str | None, Iterator[tuple[datetime | None, float]]]]:
    """Yield (site, spans heard there in order of start) of a run."""
    rows = db.execute(
        select(SiteRow.name, R.start_local, R.clock_correction_s, RunRecordingRow.analysed_s)
        .join_from(RunRecordingRow, R, RunRecordingRow.recording_id == R.id)
        .outerjoin(DeploymentRow, R.deployment_id == DeploymentRow.id)
        .outerjoin(SiteRow, DeploymentRow.site_id == SiteRow.id)
        .where(RunRecordingRow.run_id == run_id)
        .order_by(SiteRow.name, func.julianday(R.start_local) * 86400 + R.clock_correction_s)
    )
    for site, group in groupby(rows, key=lambda row: row.name):
        yield site, ((_local(row), row.analysed_s) for row in group)


def _base(query: Any, run_id: int) -> Any:
    return (
        query.select_from(D)
        .join(SpeciesRow, D.species_id == SpeciesRow.id)
        .outerjoin(SiteRow, D.site_id == SiteRow.id)
        .where(D.run_id == run_id, D.listed)
    )


def _counts(run_id: int, site: Any) -> Any:
    def said(verdict: Verdict) -> ColumnElement[int]:
        return func.count().filter(C.verdict == verdict)

    query = select(
        SpeciesRow.scientific_name,
        SpeciesRow.common_name,
        SpeciesRow.group,
        site.label("site"),
        func.count().label("detections"),
        said(Verdict.CORRECT).label("correct"),
        said(Verdict.WRONG).label("wrong"),
        said(Verdict.UNSURE).label("unsure"),
        func.count(D.local_day.distinct()).label("days"),
    )
    return _base(query, run_id).outerjoin(C, C.detection_id == D.id).group_by(D.species_id, site)


def _ends(run_id: int, site: Any, *, first: bool) -> Any:
    # SQLite takes the other columns from the row that holds the minimum or maximum.
    moment = func.julianday(R.start_local) * 86400 + R.clock_correction_s + D.start_s
    query = select(
        SpeciesRow.scientific_name,
        site.label("site"),
        (func.min if first else func.max)(moment),
        R.start_local,
        R.start_source,
        R.offset_minutes,
        R.offset_source,
        R.clock_correction_s,
        D.start_s,
    )
    return (
        _base(query, run_id)
        .join(R, D.recording_id == R.id)
        .where(R.start_local.is_not(None))
        .group_by(D.species_id, site)
    )


def _corrections(run_id: int, site: Any) -> Any:
    query = (
        select(
            SpeciesRow.scientific_name,
            SpeciesRow.common_name,
            SpeciesRow.group,
            site.label("site"),
            func.count().label("number"),
        )
        .select_from(C)
        .join(D, C.detection_id == D.id)
        .join(SpeciesRow, C.species_id == SpeciesRow.id)
        .outerjoin(SiteRow, D.site_id == SiteRow.id)
        .where(D.run_id == run_id, C.verdict.is_not(None), C.species_id != D.species_id)
    )
    return query.group_by(C.species_id, site)


def _start(row: Any) -> Start:
    return Start(
        datetime.fromisoformat(row.start_local)
        + timedelta(seconds=row.clock_correction_s + row.start_s),
        StartSource(row.start_source),
        row.offset_minutes,
        None if row.offset_source is None else OffsetSource(row.offset_source),
    )


def _local(row: Any) -> datetime | None:
    if row.start_local is None:
        return None
    return datetime.fromisoformat(row.start_local) + timedelta(seconds=row.clock_correction_s)

"""Spans that people drew on recordings: an append-only log, of which the newest entry holds."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, func, select

from core.domain import Species
from core.store import log, species
from core.store.groups import in_groups
from core.store.log import Log
from core.store.membership import IN_PROJECT
from core.store.review_schema import AnnotationEditRow, CurrentAnnotationRow
from core.store.schema import DeploymentRow, RecordingRow, SiteRow, SpeciesRow
from core.store.scope import ReportScope

E, C = AnnotationEditRow, CurrentAnnotationRow
LOG = Log(E, C, "annotation")


@dataclass(frozen=True, slots=True)
class Annotation:
    """A span of time, and of frequency where known, as its last editor left it."""

    id: str
    """The same in every copy of a project."""
    recording_id: int
    start_s: float
    end_s: float
    low_hz: float | None
    high_hz: float | None
    species: Species | None
    note: str
    reviewer: str
    deleted: bool = False


def new_id() -> str:
    """Return an id that no other annotation has."""
    return uuid4().hex


def add(db: Connection, entries: Sequence[Annotation]) -> dict[str, str]:
    """Append to the log; return what the entry of each annotation is known by."""
    named = {a.species.scientific_name: a.species for a in entries if a.species}
    ids = species.ids(db, named.values())
    rows = [
        {
            "annotation": a.id,
            "recording_id": a.recording_id,
            "start_s": a.start_s,
            "end_s": a.end_s,
            "low_hz": a.low_hz,
            "high_hz": a.high_hz,
            "species_id": ids[a.species.scientific_name] if a.species else None,
            "note": a.note,
            "deleted": a.deleted,
            "reviewer": a.reviewer,
        }
        for a in entries
    ]
    return log.append(db, LOG, rows)


def current(db: Connection, ids: Iterable[str]) -> dict[str, Annotation]:
    """Return what holds of these annotations, also of those deleted."""
    return {
        row.annotation: _annotation(row)
        for some in in_groups(ids)
        for row in db.execute(_query().where(C.annotation.in_(some)))
    }


def in_recording(db: Connection, recording_id: int) -> list[Annotation]:
    """Return the annotations of a recording in order of time."""
    query = _query().where(C.recording_id == recording_id, C.deleted.is_(False))
    return [_annotation(row) for row in db.execute(query.order_by(E.start_s, C.annotation))]


def everything(db: Connection) -> Generator[Annotation]:
    """Yield all annotations in order of recording and time, without holding them all."""
    query = (
        _query()
        .join(RecordingRow, C.recording_id == RecordingRow.id)
        .where(C.deleted.is_(False), IN_PROJECT)
        .order_by(RecordingRow.path, C.recording_id, E.start_s, C.annotation)
    )
    with db.execution_options(yield_per=1000).execute(query) as rows:
        for row in rows:
            yield _annotation(row)


def count_by_species(
    db: Connection, *, per_site: bool, of: ReportScope | None = None
) -> list[tuple[Species, str | None, int]]:
    """Return (species, site or None, how many there are), of what a scope takes."""
    site: Any = SiteRow.name if per_site else func.nullif("", "")
    query = (
        select(
            SpeciesRow.scientific_name,
            SpeciesRow.common_name,
            SpeciesRow.group,
            site.label("site"),
            func.count().label("number"),
        )
        .select_from(C)
        .join(E, C.edit_id == E.id)
        .join(SpeciesRow, E.species_id == SpeciesRow.id)
        .join(RecordingRow, C.recording_id == RecordingRow.id)
        .outerjoin(DeploymentRow, RecordingRow.deployment_id == DeploymentRow.id)
        .outerjoin(SiteRow, DeploymentRow.site_id == SiteRow.id)
        .where(C.deleted.is_(False), *(of.files if of else (IN_PROJECT,)))
        .group_by(SpeciesRow.scientific_name, site)
    )
    return [
        (Species(row.scientific_name, row.common_name, row.group), row.site, row.number)
        for row in db.execute(query)
    ]


def _query() -> Any:
    return (
        select(
            C.annotation,
            E.recording_id,
            E.start_s,
            E.end_s,
            E.low_hz,
            E.high_hz,
            E.note,
            E.reviewer,
            E.deleted,
            SpeciesRow.scientific_name,
            SpeciesRow.common_name,
            SpeciesRow.group,
        )
        .select_from(C)
        .join(E, C.edit_id == E.id)
        .outerjoin(SpeciesRow, E.species_id == SpeciesRow.id)
    )


def _annotation(row: Any) -> Annotation:
    named = None
    if row.scientific_name is not None:
        named = Species(row.scientific_name, row.common_name, row.group)
    return Annotation(
        row.annotation,
        row.recording_id,
        row.start_s,
        row.end_s,
        row.low_hz,
        row.high_hz,
        named,
        row.note,
        row.reviewer,
        row.deleted,
    )

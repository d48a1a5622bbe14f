"""Results of other programs that were taken in: which there are, and taking them out again.

Nothing is deleted. What was taken out is in no list and no count, and comes back with all that
people have said of it since.
"""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.sqlite import insert

from core.store import annotations, log, recording_times, runs
from core.store.review_schema import AnnotationEditRow
from core.store.run_schema import RunRow
from core.store.schema import DetectionRow, RememberedRow

D, E = DetectionRow, AnnotationEditRow
_PREFIX = "import: "


@dataclass(frozen=True, slots=True)
class Import:
    """What was taken in at once."""

    id: str
    """Of the files and of how they were understood: also the name of its run."""
    title: str
    """The program that wrote it."""
    files: tuple[str, ...]
    detections: int
    verdicts: int
    annotations: int
    reviewer: str
    at_utc: str
    taken_out: bool = False
    whole: bool = True
    """Whether it came in to its end: what was stopped is not brought back, but taken in again."""


def now() -> str:
    """Return the time, as an import keeps it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def note(db: Connection, one: Import) -> None:
    """Keep what was taken in, instead of what was kept of it before."""
    value = {
        "title": one.title,
        "files": list(one.files),
        "detections": one.detections,
        "verdicts": one.verdicts,
        "annotations": one.annotations,
        "reviewer": one.reviewer,
        "at_utc": one.at_utc,
        "taken_out": one.taken_out,
        "whole": one.whole,
    }
    query = insert(RememberedRow).values(name=_PREFIX + one.id, value=value)
    db.execute(query.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def listing(db: Connection) -> list[Import]:
    """Return all that was taken in, the newest first."""
    query = select(RememberedRow.name, RememberedRow.value)
    rows = db.execute(query.where(RememberedRow.name.startswith(_PREFIX, autoescape=True)))
    every = [_import(name.removeprefix(_PREFIX), value) for name, value in rows]
    return sorted(every, key=lambda one: one.at_utc, reverse=True)


def run_id(db: Connection, one: Import) -> int | None:
    """Return the analysis that an import is; None where it has no scores or was taken out."""
    run = None if one.taken_out or not one.detections else runs.find(db, one.id)
    return run.id if run else None


def set_taken_out(db: Connection, one: Import, reviewer: str, *, taken_out: bool) -> Import:
    """Take an import out of the project, or back; return it as it is then."""
    run = runs.find(db, one.id)
    if run is not None:
        db.execute(update(RunRow).where(RunRow.id == run.id).values(removed=taken_out))
        many = (db.scalar(select(func.count()).where(D.run_id == run.id)) or 0) > _MANY
        with recording_times.indexes_rebuilt(db) if many else nullcontext():
            db.exec_driver_sql(_PUT_ASIDE, (taken_out, run.id))
    log.undo(db, drawn(db, one.id), reviewer, undone=taken_out)
    changed = _import(one.id, _value(one) | {"taken_out": taken_out})
    note(db, changed)
    return changed


def drawn(db: Connection, import_id: str) -> list[str]:
    """Return the entries in the log of annotations that an import made."""
    its = E.annotation.startswith(import_id, autoescape=True)
    return list(db.scalars(select(E.uuid).where(its).order_by(E.at_utc)))


def annotation_id(import_id: str, number: int) -> str:
    """Return the id of the annotation of an import with a number, equal in all copies."""
    return f"{import_id}{number:016x}"


def known(db: Connection, ids: list[str]) -> set[str]:
    """Return which of these annotations are there already."""
    return set(annotations.current(db, ids))


def _value(one: Import) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Import.__slots__ if name != "id"}


def _import(import_id: str, value: dict[str, Any]) -> Import:
    return Import(
        id=import_id,
        title=str(value.get("title", "")),
        files=tuple(map(str, value.get("files", ()))),
        detections=int(value.get("detections", 0)),
        verdicts=int(value.get("verdicts", 0)),
        annotations=int(value.get("annotations", 0)),
        reviewer=str(value.get("reviewer", "")),
        at_utc=str(value.get("at_utc", "")),
        taken_out=bool(value.get("taken_out", False)),
        whole=bool(value.get("whole", True)),
    )


_MANY = recording_times.MANY
_PUT_ASIDE = """UPDATE detections SET listed = listed % 2 + CASE WHEN ?1 OR recording_id IN
    (SELECT id FROM recordings WHERE removed) THEN 2 ELSE 0 END WHERE run_id = ?2"""

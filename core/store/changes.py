"""What was added to a project since one looked last, by whatever window or program."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Integer, func, literal_column, select

from core.store.person_schema import EditRow
from core.store.review_schema import AnnotationEditRow, CommentRow, ReviewPlanRow, UndoRow
from core.store.run_schema import (
    RunRecordingRow,
    RunRow,
)
from core.store.schema import (
    RecordingRow,
    VerdictRow,
)
from core.store.teaching_schema import ClipLabelRow

_STORED: tuple[Any, ...] = (RecordingRow, RunRow, RunRecordingRow, EditRow)
_ROW = literal_column("rowid", Integer)


@dataclass(frozen=True, slots=True)
class Mark:
    """The last rows of what only grows."""

    verdicts: int
    comments: int
    undos: int
    annotations: int
    plans: int
    labels: int
    stored: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What was added after a mark."""

    mark: Mark
    """To ask with the next time."""
    detections: tuple[int, ...]
    """Those that something was said about, once for each time."""
    annotations: bool
    plans: bool
    labels: tuple[str, ...]
    """What entries about clips are known by in all copies."""
    stored: bool
    """Recordings, what an analysis found, or edits of sites."""


def mark(db: Connection) -> Mark:
    """Return how far the project has grown."""
    return Mark(
        _last(db, VerdictRow),
        _last(db, CommentRow),
        _last(db, UndoRow),
        _last(db, AnnotationEditRow),
        _last(db, ReviewPlanRow),
        _last(db, ClipLabelRow),
        tuple(_last(db, table) for table in _STORED),
    )


def since(db: Connection, before: Mark) -> Changes:
    """Return what was added after a mark."""
    now = mark(db)
    undone = select(UndoRow.entry).where(UndoRow.id > before.undos)
    said: list[int] = []
    logs: tuple[tuple[Any, int], ...] = (
        (VerdictRow, before.verdicts),
        (CommentRow, before.comments),
    )
    for log, last in logs:
        said += db.scalars(select(log.detection_id).where(log.id > last))
        said += db.scalars(select(log.detection_id).where(log.uuid.in_(undone)))
    drawn = select(AnnotationEditRow.id).where(AnnotationEditRow.uuid.in_(undone)).limit(1)
    return Changes(
        now,
        tuple(said),
        annotations=now.annotations > before.annotations or db.scalar(drawn) is not None,
        plans=now.plans > before.plans,
        labels=tuple(db.scalars(select(ClipLabelRow.uuid).where(ClipLabelRow.id > before.labels))),
        stored=now.stored != before.stored,
    )


def _last(db: Connection, table: Any) -> int:
    return db.scalar(select(func.max(_ROW)).select_from(table)) or 0

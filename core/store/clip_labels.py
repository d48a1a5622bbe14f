"""What people say is to be heard in a span of a recording, or is not: an append-only log.

Of several entries about one label in one span the newest holds, unless it was undone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, and_, func, insert, select

from core.names import same
from core.store import log
from core.store.groups import in_groups
from core.store.log import Log
from core.store.membership import IN_PROJECT
from core.store.schema import RecordingRow
from core.store.teaching_schema import ClipLabelRow

C = ClipLabelRow
_LOG = Log(C, C, "recording_id")
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ClipLabel:
    """One label of one span."""

    recording_id: int
    start_s: float
    end_s: float
    label: str
    """Empty: only that all that is to be heard is labelled."""
    present: bool
    exhaustive: bool
    """Whether nothing else is to be heard in the span than its labels say."""
    reviewer: str
    audit: str | None = None
    """The round of clips that stands for it, where nobody has listened to the span itself."""


@dataclass(frozen=True, slots=True)
class SaidLabel:
    """What was said, and when."""

    label: ClipLabel
    at_utc: str
    """ISO 8601."""


def add(db: Connection, entries: Sequence[ClipLabel], *, as_batch: bool = False) -> list[str]:
    """Append to the log, and return what each entry is known by in all copies.

    Later entries are newer, also where the clock was set back. As a batch they can be taken back
    together later on.
    """
    if not entries:
        return []
    batch = uuid4().hex if as_batch else None
    at = log.now_after(db.scalar(select(func.max(C.at_utc))))
    rows = [
        {
            "uuid": uuid4().hex,
            "recording_id": one.recording_id,
            "start_ms": round(one.start_s * 1000),
            "end_ms": round(one.end_s * 1000),
            "label": one.label,
            "present": one.present,
            "exhaustive": one.exhaustive,
            "reviewer": one.reviewer,
            "audit": one.audit,
            "batch": batch,
            "at_utc": (at + n * _TICK).isoformat(timespec="microseconds"),
        }
        for n, one in enumerate(entries)
    ]
    db.execute(insert(C), rows)
    return [str(row["uuid"]) for row in rows]


def current(db: Connection) -> list[ClipLabel]:
    """Return what holds, of recordings that were not removed, by recording and time."""
    return [one.label for one in said(db)]


def said(db: Connection) -> list[SaidLabel]:
    """Return what holds as ``current``, and when it was said."""
    turn = func.row_number().over(
        partition_by=(C.recording_id, C.start_ms, C.end_ms, C.label),
        order_by=(C.at_utc.desc(), C.uuid.desc()),
    )
    ranked = select(C.__table__, turn.label("turn")).where(log.stands(_LOG)).subquery()
    query = (
        select(ranked)
        .join(RecordingRow, and_(RecordingRow.id == ranked.c.recording_id, IN_PROJECT))
        .where(ranked.c.turn == 1)
        .order_by(ranked.c.recording_id, ranked.c.start_ms, ranked.c.end_ms, ranked.c.label)
    )
    return [
        SaidLabel(
            ClipLabel(
                row.recording_id, row.start_ms / 1000, row.end_ms / 1000, row.label,
                bool(row.present), bool(row.exhaustive), row.reviewer, row.audit,
            ),
            row.at_utc,
        )
        for row in db.execute(query)
    ]  # fmt: skip


def present_in(db: Connection, recording_id: int, span_s: tuple[float, float]) -> set[str]:
    """Return the labels that hold to be in just this span."""
    start_ms, end_ms = (round(at_s * 1000) for at_s in span_s)
    query = (
        select(C.label, C.present)
        .where(C.recording_id == recording_id, C.start_ms == start_ms, C.end_ms == end_ms)
        .where(log.stands(_LOG))
        .order_by(C.at_utc, C.uuid)
    )
    newest = {row.label: bool(row.present) for row in db.execute(query)}
    return {label for label, present in newest.items() if present}


def holding(
    db: Connection, recording_id: int, span_s: tuple[float, float], label: str
) -> list[str]:
    """Return the entries about a label in a span that were not undone, the newest last."""
    start_ms, end_ms = (round(at_s * 1000) for at_s in span_s)
    query = (
        select(C.uuid)
        .where(C.recording_id == recording_id, C.start_ms == start_ms, C.end_ms == end_ms)
        .where(C.label == label, log.stands(_LOG))
        .order_by(C.at_utc, C.uuid)
    )
    return list(db.scalars(query))


def said_since(db: Connection, entries: Iterable[str]) -> list[str]:
    """Return who said something else of the same spans and labels after these entries."""
    ours: dict[tuple[Any, ...], str] = {}
    uuids = set(entries)
    columns = (C.recording_id, C.start_ms, C.end_ms, C.label, C.at_utc, C.uuid, C.reviewer)
    for some in in_groups(uuids):
        for *about, at, _, _ in db.execute(select(*columns).where(C.uuid.in_(some))):
            ours[tuple(about)] = max(at, ours.get(tuple(about), ""))
    first, found = min(ours.values(), default=""), set()
    for some in in_groups({about[0] for about in ours}):
        later = select(*columns).where(C.recording_id.in_(some), C.at_utc > first, log.stands(_LOG))
        for *about, at, uuid, reviewer in db.execute(later):
            if uuid not in uuids and at > ours.get(tuple(about), at):
                found.add(reviewer)
    return sorted(found)


def of_newest_audit(db: Connection, label: str) -> list[str]:
    """Return the entries that were said at once after an audit, the last time for a label.

    Only those that were not undone.
    """
    query = select(C.uuid, C.label, C.audit).where(C.audit.is_not(None), log.stands(_LOG))
    rows = [one for one in db.execute(query.order_by(C.at_utc, C.uuid)) if same(one.label, label)]
    return [one.uuid for one in rows if one.audit == rows[-1].audit]


def of_newest_batch(db: Connection) -> list[str]:
    """Return the entries that came out of a file at once the last time, and were not undone."""
    standing = select(C.uuid, C.batch).where(C.batch.is_not(None), log.stands(_LOG))
    rows = db.execute(standing.order_by(C.at_utc, C.uuid)).all()
    return [one.uuid for one in rows if one.batch == rows[-1].batch]


def of_removed(db: Connection) -> int:
    """Return how many entries are of recordings that were taken out of the project."""
    removed = select(RecordingRow.id).where(~IN_PROJECT)
    query = select(func.count()).select_from(C).where(C.recording_id.in_(removed))
    return db.scalar(query) or 0

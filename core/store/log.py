"""Logs that only grow: of the entries about a thing the newest one that was not undone holds.

Undoing is a log too. An undone entry stays where it is and only holds no longer, so undoing
never writes over what somebody else said since, in another window or in another copy.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Subquery, exists, func, insert, select

from core.store.groups import Id, in_groups
from core.store.review_schema import CurrentUndoRow, UndoRow

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Log:
    """A table of entries, and the table in which triggers keep those that hold."""

    entries: Any
    held: Any
    about: str
    """The column of both that says what an entry is about."""


_UNDOS = Log(UndoRow, CurrentUndoRow, "entry")


def append(db: Connection, log: Log, rows: Sequence[dict[str, Any]]) -> dict[Any, str]:
    """Append entries, and return what each thing's last one is known by in all copies.

    Later entries are newer, also where the computer's clock stood still or was set back.
    """
    if not rows:
        return {}
    at = _now(db, log, [row[log.about] for row in rows])
    stamped = [
        {
            **row,
            "uuid": uuid4().hex,
            "at_utc": (at + n * _TICK).isoformat(timespec="microseconds"),
        }
        for n, row in enumerate(rows)
    ]
    db.execute(insert(log.entries), stamped)
    return {row[log.about]: row["uuid"] for row in stamped}


def undo(db: Connection, entries: Iterable[str], reviewer: str, *, undone: bool = True) -> None:
    """Let these entries hold no longer; or, with ``undone`` False, again."""
    rows = [{"entry": uuid, "undone": undone, "reviewer": reviewer} for uuid in entries]
    append(db, _UNDOS, rows)


def holding(db: Connection, log: Log, about: Iterable[Id]) -> dict[Id, str]:
    """Return which entry holds of each of these things, where one does."""
    held, thing = log.held, getattr(log.held, log.about)
    return {
        row[0]: row[1]
        for some in in_groups(about)
        for row in db.execute(select(thing, held.uuid).where(thing.in_(some)))
    }


def stands(log: Log) -> ColumnElement[bool]:
    """Return the condition that an entry is not undone."""
    return ~exists().where(CurrentUndoRow.entry == log.entries.uuid, CurrentUndoRow.undone)


def newest(log: Log, *wanted: ColumnElement[bool]) -> Subquery:
    """Return, of these entries, the newest one about each thing that was not undone."""
    e = log.entries
    turn = func.row_number().over(
        partition_by=getattr(e, log.about), order_by=(e.at_utc.desc(), e.uuid.desc())
    )
    ranked = select(e.__table__, turn.label("turn")).where(stands(log), *wanted).subquery()
    return select(ranked).where(ranked.c.turn == 1).subquery()


def now_after(latest: str | None) -> datetime:
    """Return the time, or just after that of the latest entry where the clock was set back."""
    now = datetime.now(UTC)
    return now if latest is None else max(now, datetime.fromisoformat(latest) + _TICK)


def _now(db: Connection, log: Log, about: Sequence[Id]) -> datetime:
    """Return the time, or just after what holds of these things where that is later."""
    held, thing = log.held, getattr(log.held, log.about)
    latest = (
        db.scalar(select(func.max(held.at_utc)).where(thing.in_(some))) for some in in_groups(about)
    )
    return now_after(max((one for one in latest if one is not None), default=None))

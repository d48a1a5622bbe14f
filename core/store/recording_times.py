"""The columns that place recordings and detections in time and at a site, renewed in SQL."""

import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from core.domain import OffsetSource, Start, StartSource
from core.store import sun_minutes
from core.store.person_schema import SaidStartRow
from core.store.schema import RecordingRow

R = RecordingRow
START = (
    R.start_local,
    R.start_source,
    R.offset_minutes,
    R.offset_source,
    R.clock_correction_s,
    R.clock_doubt,
)
"""What ``start`` and ``doubted_start`` ask of a row."""


def start(row: Any, seconds: float = 0.0) -> Start | None:
    """Return the moment so many seconds into a recording, by the corrected clock.

    None where no start is known, or only one that is doubted: nothing may be derived from it.
    """
    if row.start_local is None or row.clock_doubt is not None:
        return None
    return _start(row, timedelta(seconds=row.clock_correction_s + seconds))


def doubted_start(row: Any) -> Start | None:
    """Return what the clock read where that cannot be the true start: only to be shown as that."""
    return None if row.start_local is None or row.clock_doubt is None else _start(row, timedelta())


def _start(row: Any, later: timedelta) -> Start:
    return Start(
        datetime.fromisoformat(row.start_local) + later,
        StartSource(row.start_source),
        row.offset_minutes,
        _offset_source(row.offset_source),
    )


class Times(NamedTuple):
    """The derived columns of a recording."""

    start_local: str | None
    start_source: StartSource | None
    offset_minutes: int | None
    offset_source: OffsetSource | None
    clock_correction_s: float
    start_utc_ms: int | None
    clock_doubt: str | None


@dataclass(frozen=True, slots=True)
class SaidStart:
    """When a recording began, as a person said it."""

    local: datetime
    offset_minutes: int | None = None
    """None: that of the deployment or site."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a recording's start, and how it is placed at present."""

    id: int
    read: Start | None
    """By the file; None where it says nothing."""
    said: SaidStart | None
    """By a person: it holds before what was read."""
    doubt: str | None
    """Why import doubted what was read, whatever a person has said since."""
    times: Times


def told(db: Connection, deployment_id: int) -> list[Told]:
    """Return the recordings of a deployment, as they were written to the card.

    A file's time of change orders them; a card copied without it keeps its names' order.
    """
    rows = db.execute(
        select(
            R.id,
            R.read_local,
            R.read_source,
            R.read_offset_minutes,
            R.read_offset_source,
            SaidStartRow.local.label("said_local"),
            SaidStartRow.offset_minutes.label("said_offset"),
            func.json_extract(R.details, "$.clock_doubt").label("doubt"),
            *START,
            R.start_utc_ms,
        )
        .outerjoin(SaidStartRow, SaidStartRow.recording_id == R.id)
        .where(R.deployment_id == deployment_id)
        .order_by(R.modified_ns, R.path)
    )
    return [Told(row.id, _read(row), _said(row), row.doubt, _times(row)) for row in rows]


def _read(row: Any) -> Start | None:
    if row.read_local is None:
        return None
    return Start(
        datetime.fromisoformat(row.read_local),
        StartSource(row.read_source),
        row.read_offset_minutes,
        _offset_source(row.read_offset_source),
    )


def _said(row: Any) -> SaidStart | None:
    if row.said_local is None:
        return None
    return SaidStart(datetime.fromisoformat(row.said_local), row.said_offset)


def _times(row: Any) -> Times:
    return Times(
        row.start_local,
        None if row.start_source is None else StartSource(row.start_source),
        row.offset_minutes,
        _offset_source(row.offset_source),
        row.clock_correction_s,
        row.start_utc_ms,
        row.clock_doubt,
    )


def _offset_source(stored: str | None) -> OffsetSource | None:
    return None if stored is None else OffsetSource(stored)


def say(db: Connection, starts: Mapping[int, SaidStart | None]) -> None:
    """Keep what a person says of starts, by recording; None takes it back."""
    for recording_id, said in starts.items():
        db.execute(delete(SaidStartRow).where(SaidStartRow.recording_id == recording_id))
        if said is not None:
            values = {"local": said.local.isoformat(), "offset_minutes": said.offset_minutes}
            db.execute(insert(SaidStartRow).values(recording_id=recording_id, **values))


def set_times(db: Connection, changed: Sequence[tuple[int, Times]]) -> None:
    """Store the derived columns of recordings, by id."""
    if changed:
        db.exec_driver_sql(
            "UPDATE recordings SET start_local = ?, start_source = ?, offset_minutes = ?, "
            "offset_source = ?, clock_correction_s = ?, start_utc_ms = ?, clock_doubt = ? "
            "WHERE id = ?",
            [(*times, recording_id) for recording_id, times in changed],
        )


def mark_placed(db: Connection, deployment_id: int) -> None:
    """Note that the recordings of a deployment are placed."""
    query = update(R).where(R.deployment_id == deployment_id, R.is_placed.is_(False))
    db.execute(query.values(is_placed=True))


def follow(db: Connection, deployment_ids: Iterable[int]) -> None:
    """Let the detections of deployments follow: site, moment, and day and minute of the clock.

    Reckoned in whole microseconds, as Python reckons when detections are added.
    """
    _follow(db, "deployment_id", deployment_ids)


def follow_recordings(db: Connection, recording_ids: Iterable[int]) -> None:
    """Let the detections in recordings follow, where only some of a deployment were changed."""
    _follow(db, "recordings.id", recording_ids)


def _follow(db: Connection, column: str, wanted: Iterable[int]) -> None:
    ids = json.dumps(sorted(wanted))
    number = db.exec_driver_sql(_COUNT.format(column=column), (ids,)).scalar_one()
    if not number:
        return
    with indexes_rebuilt(db) if number > MANY else nullcontext():
        db.exec_driver_sql(_FOLLOW.format(column=column), (ids,))
        sun_minutes.fill(db)


@contextmanager
def indexes_rebuilt(db: Connection) -> Generator[None]:
    """Sort each index once in the end, rather than change it in a million places.

    All of it is one transaction: nobody sees the table without its indexes.
    """
    indexes = [
        (name, sql)
        for name, sql in db.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' "
            "AND tbl_name = 'detections' AND sql IS NOT NULL"
        )
        if any(column in sql for column in _PLACING)
    ]
    for name, _ in indexes:
        db.exec_driver_sql(f'DROP INDEX "{name}"')
    yield
    for _, sql in indexes:
        db.exec_driver_sql(sql)


def unplaced(db: Connection) -> list[int]:
    """Return the deployments with recordings that are not placed since they were read."""
    query = select(R.deployment_id).where(R.is_placed.is_(False), R.deployment_id.is_not(None))
    return list(db.scalars(query.distinct()))


MANY = 50_000
_PLACING = ("site_id", "at_utc_ms", "local_day", "local_minute", "at_local_ms", "sunrise_minute")
_COUNT = """
SELECT count(*) FROM detections JOIN recordings ON recordings.id = recording_id
WHERE {column} IN (SELECT value FROM json_each(?))
"""
_FOLLOW = """
WITH placed AS (
    SELECT recordings.id AS id, deployments.site_id AS site_id, start_utc_ms,
        local_us
    FROM recordings JOIN deployments ON deployments.id = deployment_id
    WHERE {column} IN (SELECT value FROM json_each(?))
),
moments AS (
    SELECT detections.id AS id, placed.site_id AS site_id,
        start_utc_ms + CAST(round(start_s * 1e3) AS INTEGER) AS at_utc_ms,
        local_us + CAST(round(start_s * 1e6) AS INTEGER) AS local_us
    FROM placed JOIN detections ON recording_id = placed.id
),
new AS (
    SELECT id, site_id, at_utc_ms,
        CAST(strftime('%Y%m%d', local_us / 1000000, 'unixepoch') AS INTEGER) AS local_day,
        local_us / 60000000 % 1440 AS local_minute, local_us / 1000 AS at_local_ms
    FROM moments
)
UPDATE detections SET site_id = new.site_id, at_utc_ms = new.at_utc_ms,
    local_day = new.local_day, local_minute = new.local_minute, at_local_ms = new.at_local_ms
FROM new WHERE detections.id = new.id
AND (detections.site_id IS NOT new.site_id OR detections.at_utc_ms IS NOT new.at_utc_ms
    OR detections.at_local_ms IS NOT new.at_local_ms)
"""

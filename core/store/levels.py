"""How loud recordings are, channel by channel, and which of them were not measured yet."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from core.store.health_schema import LevelRow
from core.store.membership import IN_PROJECT
from core.store.schema import MediaRootRow, RecordingRow

R, L = RecordingRow, LevelRow


class Level(NamedTuple):
    """What short samples of one channel come to; full scale is 1."""

    channel: int
    measured_s: float
    rms: float
    peak: float
    mean: float
    clipped: float
    """Share of the samples at full scale."""


class ToMeasure(NamedTuple):
    """A recording whose levels are not known, or are of another content."""

    id: int
    root: str
    path: str
    content_hash: str


def waiting(db: Connection, every: int, after: int, limit: int) -> list[ToMeasure]:
    """Return the next usable recordings to measure, in order of id: every n-th of a deployment."""
    query = (
        select(R.id, MediaRootRow.path.label("root"), R.path, R.content_hash)
        .join(MediaRootRow, R.media_root_id == MediaRootRow.id)
        .where(*_left(every), R.id > after)
        .order_by(R.id)
        .limit(limit)
    )
    return [ToMeasure(*row) for row in db.execute(query)]


def count_waiting(db: Connection, every: int) -> int:
    """Return how many recordings are still to measure."""
    return db.scalar(select(func.count()).select_from(R).where(*_left(every))) or 0


def save(db: Connection, recording: ToMeasure, found: Iterable[Level]) -> None:
    """Store the levels of a recording; channel 0 where it could not be read."""
    rows = [
        level._asdict() | {"recording_id": recording.id, "content_hash": recording.content_hash}
        for level in found
    ]
    if rows:
        query = insert(L)
        columns = {name: query.excluded[name] for name in rows[0] if name not in _KEY}
        db.execute(query.on_conflict_do_update(index_elements=list(_KEY), set_=columns), rows)


_KEY = ("recording_id", "channel")


def _left(every: int) -> list[Any]:
    measured = select(L.recording_id).where(
        L.recording_id == R.id, L.content_hash == R.content_hash
    )
    return [R.usable, IN_PROJECT, ~R.replaced, R.id % every == 0, ~measured.exists()]

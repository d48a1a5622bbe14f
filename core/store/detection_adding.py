"""Storing what was heard: of one recording, or of many at once."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from core.domain import Recording
from core.store import membership, species_rules
from core.store.groups import in_groups
from core.store.run_schema import LabelRow
from core.sun import minutes_since

_CLOCK_ZERO, _MS = datetime(1970, 1, 1), timedelta(milliseconds=1)  # noqa: DTZ001 - of any zone


@dataclass(frozen=True, slots=True)
class New:
    """A detection about to be stored."""

    label_id: int
    start_s: float
    end_s: float
    score: float
    output: float
    """As the network gave it."""
    listed: bool
    low_hz: float | None = None
    high_hz: float | None = None


HeardThere = tuple[Recording, Sequence[New]]


def add(db: Connection, run_id: int, recording: Recording, new: Sequence[New]) -> None:
    """Store what a run heard in a recording; what it has stored before stays as it is.

    Raises ValueError for a label that nothing counts as.
    """
    add_all(db, run_id, [(recording, new)])


def add_all(db: Connection, run_id: int, heard: Sequence[HeardThere]) -> None:
    """Store so what a run heard in several recordings: quicker than each by itself."""
    heard = [(recording, new) for recording, new in heard if new]
    if not heard:
        return
    species = _species_of(db, {d.label_id for _, new in heard for d in new})
    placed = (row for recording, new in heard for row in _rows(run_id, recording, new, species))
    rows = [(*row, *sun) for row, sun in zip(placed, _sun(heard), strict=True)]
    db.exec_driver_sql(_ADD, rows)
    recording_ids = [recording.id for recording, _ in heard]
    species_rules.settle(db, run_id, recording_ids)
    membership.put_aside(db, recording_ids)


def _species_of(db: Connection, label_ids: Collection[int]) -> dict[int, int]:
    query = select(LabelRow.id, LabelRow.species_id).where(LabelRow.species_id.is_not(None))
    found = {
        row.id: row.species_id
        for some in in_groups(label_ids)
        for row in db.execute(query.where(LabelRow.id.in_(some)))
    }
    if len(found) < len(label_ids):
        raise ValueError("detections of labels that stand for nothing")
    return found


def _rows(
    run_id: int, recording: Recording, new: Sequence[New], species: dict[int, int]
) -> Iterator[tuple[Any, ...]]:
    """Yield the values of ``_ADD``, but for the sun."""
    start, begin_s = recording.start, _begin_s(recording)
    for d in new:
        local = start.local + timedelta(seconds=d.start_s) if start else None
        yield (
            run_id,
            recording.id,
            species[d.label_id],
            d.label_id,
            d.start_s,
            d.end_s,
            d.low_hz,
            d.high_hz,
            d.score,
            d.output,
            d.listed,
            recording.site_id,
            None if begin_s is None else _ms(begin_s, d),
            local.year * 10_000 + local.month * 100 + local.day if local else None,
            local.hour * 60 + local.minute if local else None,
            (local - _CLOCK_ZERO) // _MS if local else None,
        )


def _sun(heard: Sequence[HeardThere]) -> Iterator[tuple[int | None, int | None]]:
    """Yield minutes since sunrise and since sunset of each; None where it has no time or place."""
    known = [one for one in heard if _is_placed(one[0])]
    at = np.array([_ms(_begin_s(file) or 0.0, d) for file, new in known for d in new], float)
    place = [(file.latitude, file.longitude) for file, new in known for _ in new]
    latitude, longitude = np.array(place, float).reshape(-1, 2).T
    rise, fall = minutes_since(at, latitude, longitude)
    found = zip(rise.tolist(), fall.tolist(), strict=True)
    for recording, new in heard:
        for _ in new:
            yield next(found) if _is_placed(recording) else (None, None)


def _is_placed(recording: Recording) -> bool:
    has_place = recording.latitude is not None and recording.longitude is not None
    return has_place and _begin_s(recording) is not None


def _begin_s(recording: Recording) -> float | None:
    utc = recording.start.utc if recording.start else None
    return None if utc is None else utc.timestamp()


def _ms(begin_s: float, heard: New) -> int:
    return round((begin_s + heard.start_s) * 1000)


_COLUMNS = (
    "run_id", "recording_id", "species_id", "label_id", "start_s", "end_s", "low_hz", "high_hz",
    "score", "output", "listed", "site_id", "at_utc_ms", "local_day", "local_minute",
    "at_local_ms", "sunrise_minute", "sunset_minute",
)  # fmt: skip
_ADD = (
    f"INSERT INTO detections ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "
    "ON CONFLICT (run_id, recording_id, label_id, start_s) DO NOTHING"
)

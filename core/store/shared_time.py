"""What a run heard of each site, and its detections in time that several recordings share."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, func, select

from core.heard_spans import HeardSpans
from core.store.membership import IN_PROJECT
from core.store.moment_blocks import UNKNOWN
from core.store.run_schema import (
    RunRecordingRow,
)
from core.store.schema import (
    DeploymentRow,
    RecordingRow,
    SiteRow,
)

R = RecordingRow
Key = tuple[str, str | None]
"""Scientific name and site; site None: recordings without a site."""


@dataclass(slots=True)
class Repeats:
    """Detections of a species at a moment of which another recording or label has it too."""

    number: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    hours: dict[Key, dict[int, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    """What to add to the detections of each hour, so that they are by the effort's clock."""
    days: dict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Days (yyyymmdd) by the effort's clock, of the detections whose own clock shows another."""
    other_day: list[int] = field(default_factory=list)
    """Ids of those detections."""


class SharedMoment(NamedTuple):
    """A detection in time that several recordings share."""

    id: int
    species: str
    recording_id: int
    at_ms: int
    end_ms: int
    day: int
    minute: int


class FurtherLabel(NamedTuple):
    """A detection of a species that another label of it has in the very same span."""

    species: str
    site: str | None
    minute: int | None
    """Of the recorder's day; None where no start is known."""
    day: int | None


def by_site(db: Connection, run_id: int) -> Iterator[tuple[str | None, HeardSpans]]:
    """Yield (site, what was heard there), in order of UTC where it is known, then of the clock."""
    rows = db.execute(
        select(
            func.coalesce(DeploymentRow.site_id, 0),
            R.id,
            func.coalesce(R.start_utc_ms, UNKNOWN),
            func.coalesce(R.local_us, UNKNOWN),
            RunRecordingRow.analysed_s,
        )
        .join_from(RunRecordingRow, R, RunRecordingRow.recording_id == R.id)
        .outerjoin(DeploymentRow, R.deployment_id == DeploymentRow.id)
        .where(RunRecordingRow.run_id == run_id, IN_PROJECT)
    )
    cursor: Any = rows.cursor  # its rows are made faster than SQLAlchemy's
    table = np.fromiter(chain.from_iterable(cursor), np.float64).reshape(-1, 5).T
    table[table == UNKNOWN] = np.nan
    table[3] //= 1000
    site_ids, ids, utc_ms, clock_ms, _ = table
    order = np.lexsort((ids, clock_ms, utc_ms, site_ids))
    names = {row.id: row.name for row in db.execute(select(SiteRow.id, SiteRow.name))}
    found, begins = np.unique(site_ids[order], return_index=True)
    parts = np.split(table[1:, order], begins[1:], axis=1)
    named = [(names.get(int(id_)), part) for id_, part in zip(found, parts, strict=False)]
    for site, part in sorted(named, key=lambda pair: pair[0] or ""):
        yield site, HeardSpans(*part)


def further_labels(db: Connection, run_id: int) -> Iterator[FurtherLabel]:
    """Yield what labels behind the first have of a species: song beside call, another head's."""
    if _has_several_labels(db, run_id):
        for row in db.exec_driver_sql(_FURTHER_LABELS, (run_id,)):
            yield FurtherLabel(*row)


def _has_several_labels(db: Connection, run_id: int) -> bool:
    """Tell whether a species may be found twice in one span."""
    return db.exec_driver_sql(_SEVERAL_LABELS, (run_id,)).first() is not None


def in_shared_time(
    db: Connection, run_id: int, shared: Mapping[int, Sequence[Sequence[int]]], *, in_utc: bool
) -> Iterator[SharedMoment]:
    """Yield the listed detections in stretches [from, to] (ms) of recordings, by species and time.

    Their time is in UTC, or else by the recorder's clock.
    """
    spans = [
        (recording_id, first / 1000, last / 1000)
        for recording_id, its in shared.items()
        for first, last in its
    ]
    query = _IN_SHARED_TIME.format(
        moment="at_utc_ms" if in_utc else "at_local_ms",
        further=_IS_FURTHER if _has_several_labels(db, run_id) else "0",
    )
    return (SharedMoment(*row) for row in db.exec_driver_sql(query, (json.dumps(spans), run_id)))


_IS_FURTHER = """EXISTS (SELECT 1 FROM detections e WHERE e.recording_id = d.recording_id
    AND e.start_s = d.start_s AND e.id < d.id AND e.run_id = d.run_id
    AND e.species_id = d.species_id AND e.listed = 1)"""
_SEVERAL_LABELS = """
SELECT 1 FROM labels JOIN run_heads ON run_heads.head_id = labels.head_id
WHERE run_heads.run_id = ? AND labels.species_id IS NOT NULL
GROUP BY labels.species_id HAVING count(*) > 1 LIMIT 1
"""
_FURTHER_LABELS = f"""
SELECT species.scientific_name, sites.name, d.local_minute, d.local_day FROM detections d
JOIN species ON species.id = d.species_id LEFT JOIN sites ON sites.id = d.site_id
WHERE d.run_id = ? AND d.listed = 1 AND {_IS_FURTHER}
"""
_IN_SHARED_TIME = """
SELECT DISTINCT d.id, species.scientific_name, d.recording_id, d.{moment},
    d.{moment} + CAST(round((d.end_s - d.start_s) * 1000) AS INTEGER), d.local_day, d.local_minute
FROM json_each(?) span CROSS JOIN detections d
ON d.recording_id = json_extract(span.value, '$[0]')
AND d.start_s < json_extract(span.value, '$[2]') AND d.end_s > json_extract(span.value, '$[1]')
JOIN species ON species.id = d.species_id
WHERE d.run_id = ? AND d.listed = 1 AND d.{moment} IS NOT NULL AND NOT {further}
ORDER BY d.species_id, d.{moment}, d.recording_id, d.id
"""

"""Files that scanning met, stored a batch at a time: a few questions for hundreds of files."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select, update

from core.domain import Inspection
from core.store.groups import in_groups
from core.store.schema import RecordingRow

R = RecordingRow
Found = tuple[str, Inspection, int | None]
"""Path relative to the media root, what was read, deployment id."""

_PASSING = frozenset({"vanished", "unreadable"})
"""Problems that may be over the next time: they say nothing of what the file holds."""
START = (
    "read_local",
    "read_source",
    "read_offset_minutes",
    "read_offset_source",
    "is_placed",
    "start_local",
    "start_source",
    "offset_minutes",
    "offset_source",
    "clock_correction_s",
    "start_utc_ms",
    "clock_doubt",
)
"""What is known of when a recording began, as read and as placed."""
_COLUMNS = (
    "media_root_id",
    "path",
    "deployment_id",
    "size",
    "modified_ns",
    "content_hash",
    "recorder",
    "serial",
    "prefix",
    *START,
    "latitude",
    "longitude",
    "doubted_latitude",
    "doubted_longitude",
    "duration_s",
    "sample_rate",
    "channels",
    "usable",
    "problem",
    "problem_text",
    "duplicate_of",
    "details",
)
_PLACED = ("media_root_id", "path")
_REFRESHED = tuple(name for name in _COLUMNS if name not in (*_PLACED, "deployment_id"))
_UPSERT = (
    f"INSERT INTO recordings ({', '.join(_COLUMNS)}) "
    f"VALUES ({', '.join(f':{name}' for name in _COLUMNS)}) "
    "ON CONFLICT (media_root_id, path) WHERE NOT replaced DO UPDATE SET "
    "deployment_id = coalesce(recordings.deployment_id, excluded.deployment_id), "
    + ", ".join(f"{name} = excluded.{name}" for name in _REFRESHED)
)


def save(db: Connection, root_id: int, found: Iterable[Found]) -> int:
    """Add or refresh files: (relative path, inspection, deployment id). Return how many.

    A file known before stays in the deployment it is in, and one that cannot be opened just now
    stays as it was. Which of them are copies of others, or others under a known name, must have
    been found out before: see core.matching.
    """
    batch = list(found)
    known = _known(db, root_id, [path for path, _, _ in batch])
    batch = [file for file in batch if not (is_passing(file[1]) and file[0] in known)]
    look_again_at_copies(db, [known[path] for path, _, _ in batch if path in known])
    _write(db, [as_row(root_id, file) for file in batch])
    return len(batch)


def add_copy(db: Connection, root_id: int, file: Found, original: tuple[int, str]) -> None:
    """Add or refresh a file that is a copy of an original, (id, path), and counted with it."""
    recording_id, path = original
    row = as_row(root_id, file) | {
        "problem": "duplicate",
        "problem_text": f"The same sound as {path}: counted once.",
        "usable": False,
        "duplicate_of": recording_id,
    }
    _write(db, [row])


def is_passing(seen: Inspection) -> bool:
    """Tell whether what is wrong with a file says nothing of what it holds."""
    return seen.problem is not None and seen.problem.code in _PASSING


def look_again_at_copies(db: Connection, ids: Iterable[int]) -> None:
    """Let the next scan open the copies of what has changed: they may be the only ones now."""
    for some in in_groups(ids):
        db.execute(update(R).where(R.duplicate_of.in_(some)).values(modified_ns=-1))


def _known(db: Connection, root_id: int, paths: list[str]) -> dict[str, int]:
    return {
        row.path: row.id
        for some in _groups(paths)
        for row in db.execute(
            select(R.path, R.id).where(R.media_root_id == root_id, R.path.in_(some), ~R.replaced)
        )
    }


def _write(db: Connection, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.exec_driver_sql(_UPSERT, rows)


def _groups(values: list[str]) -> Iterable[list[str]]:
    for start in range(0, len(values), 10_000):
        yield values[start : start + 10_000]


def as_row(root_id: int, file: Found) -> dict[str, Any]:
    """Return the columns of a file as it was found."""
    path, seen, deployment_id = file
    start, problem = seen.start, seen.problem
    doubt = seen.details.get("clock_doubt")
    utc = start.utc if start and doubt is None else None
    local, source = (start.local.isoformat(), start.source.value) if start else (None, None)
    offset = start.offset_minutes if start else None
    offset_source = start.offset_source.value if start and start.offset_source else None
    return {
        "media_root_id": root_id,
        "path": path,
        "deployment_id": deployment_id,
        "size": seen.size,
        "modified_ns": seen.modified_ns,
        "content_hash": seen.content_hash or "",
        "recorder": seen.recorder,
        "serial": seen.serial,
        "prefix": seen.prefix,
        "read_local": local,
        "read_source": source,
        "read_offset_minutes": offset,
        "read_offset_source": offset_source,
        "is_placed": False,
        "start_local": local,
        "start_source": source,
        "offset_minutes": offset,
        "offset_source": offset_source,
        "clock_correction_s": 0.0,
        "start_utc_ms": round(utc.timestamp() * 1000) if utc else None,
        "clock_doubt": doubt,
        "latitude": seen.latitude,
        "longitude": seen.longitude,
        "doubted_latitude": seen.doubted_position[0],
        "doubted_longitude": seen.doubted_position[1],
        "duration_s": seen.duration_s or 0.0,
        "sample_rate": seen.sample_rate or 0,
        "channels": seen.channels or 0,
        "usable": seen.usable,
        "problem": problem.code if problem else None,
        "problem_text": problem.text if problem else None,
        "duplicate_of": None,
        "details": json.dumps(dict(seen.details)),
    }

"""Files that scanning met, stored a batch at a time: a few questions for hundreds of files."""

import json
from collections.abc import Iterable, Sequence
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
    "start_local",
    "start_source",
    "offset_minutes",
    "offset_source",
    "clock_correction_s",
    "start_utc_ms",
    "clock_doubt",
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
_KEPT = frozenset({"media_root_id", "path", "deployment_id"})
_UPSERT = (
    f"INSERT INTO recordings ({', '.join(_COLUMNS)}) "
    f"VALUES ({', '.join(f':{name}' for name in _COLUMNS)}) "
    "ON CONFLICT (media_root_id, path) DO UPDATE SET "
    "deployment_id = coalesce(recordings.deployment_id, excluded.deployment_id), "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name not in _KEPT)
)


def save(db: Connection, root_id: int, found: Iterable[Found]) -> int:
    """Add or refresh files: (relative path, inspection, deployment id). Return how many.

    A file known before stays in the deployment it is in, and one that cannot be opened just now
    stays as it was. Copies of a usable recording are marked and not usable.
    """
    batch = list(found)
    known = _known(db, root_id, [path for path, _, _ in batch])
    batch = [file for file in batch if not (_is_passing(file[1]) and file[0] in known)]
    _look_again_at_copies(db, batch, known)
    originals = _originals(db, batch)
    first: dict[str, str] = {}
    waiting: list[Found] = []
    rows = []
    for file in batch:
        path, seen, _ = file
        row = _row(root_id, file)
        content = seen.content_hash if seen.usable else None
        if content:
            original = next(
                (o for o in originals.get(content, ()) if o[0] != known.get(path)), None
            )
            if original is not None:
                row |= _copy_of(*original)
            elif first.setdefault(content, path) != path:
                waiting.append(file)
                continue
        rows.append(row)
    _write(db, rows)
    _write(db, _copies(db, root_id, waiting, first))
    return len(batch)


def _known(db: Connection, root_id: int, paths: list[str]) -> dict[str, int]:
    return {
        row.path: row.id
        for some in _groups(paths)
        for row in db.execute(
            select(R.path, R.id).where(R.media_root_id == root_id, R.path.in_(some))
        )
    }


def _is_passing(seen: Inspection) -> bool:
    return seen.problem is not None and seen.problem.code in _PASSING


def _originals(db: Connection, batch: Sequence[Found]) -> dict[str, list[tuple[int, str]]]:
    """Return content hash -> (id, path) of the recordings that copies would be copies of."""
    hashes = sorted({seen.content_hash for _, seen, _ in batch if seen.content_hash})
    found: dict[str, list[tuple[int, str]]] = {}
    for some in _groups(hashes):
        query = select(R.id, R.path, R.content_hash).where(
            R.content_hash.in_(some), R.duplicate_of.is_(None), R.usable
        )
        for row in db.execute(query.order_by(R.id)):
            found.setdefault(row.content_hash, []).append((row.id, row.path))
    return found


def _look_again_at_copies(db: Connection, batch: Sequence[Found], known: dict[str, int]) -> None:
    """Let the next scan open the copies of what has changed: they may be the only ones now."""
    ids = [known[path] for path, _, _ in batch if path in known]
    for some in in_groups(ids):
        db.execute(update(R).where(R.duplicate_of.in_(some)).values(modified_ns=-1))


def _copies(
    db: Connection, root_id: int, waiting: Sequence[Found], first: dict[str, str]
) -> list[dict[str, Any]]:
    ids = _known(db, root_id, [first[seen.content_hash or ""] for _, seen, _ in waiting])
    rows = []
    for file in waiting:
        original = first[file[1].content_hash or ""]
        rows.append(_row(root_id, file) | _copy_of(ids[original], original))
    return rows


def _copy_of(recording_id: int, path: str) -> dict[str, Any]:
    return {
        "problem": "duplicate",
        "problem_text": f"The same sound as {path}: counted once.",
        "usable": False,
        "duplicate_of": recording_id,
    }


def _write(db: Connection, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.exec_driver_sql(_UPSERT, rows)


def _groups(values: list[str]) -> Iterable[list[str]]:
    for start in range(0, len(values), 10_000):
        yield values[start : start + 10_000]


def _row(root_id: int, file: Found) -> dict[str, Any]:
    path, seen, deployment_id = file
    start, problem = seen.start, seen.problem
    doubt = seen.details.get("clock_doubt")
    utc = start.utc if start and doubt is None else None
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
        "start_local": start.local.isoformat() if start else None,
        "start_source": start.source.value if start else None,
        "offset_minutes": start.offset_minutes if start else None,
        "offset_source": start.offset_source.value if start and start.offset_source else None,
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

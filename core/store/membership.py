"""What is in the project: every recording that a person did not remove. Only this module says so.

Nothing is deleted: a removed recording keeps what was found in it and said about it, is in no list
and no count, and comes back with all of it.
"""

import json
import os
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Integer, func, literal_column, select

from core.store import recording_times
from core.store.schema import MediaRootRow, RecordingRow

R = RecordingRow
IN_PROJECT = ~R.removed
"""What must hold of a recording wherever recordings are listed, counted or analysed."""
HEARD_IN_PROJECT = literal_column("+detections.listed", Integer) < 2
"""What must hold of a detection, where not ``listed`` itself is asked for; needs no join."""


def set_removed(db: Connection, recording_ids: Iterable[int], *, removed: bool) -> list[int]:
    """Take recordings out of the project, or back; return those that were not so before."""
    wanted = json.dumps(sorted(recording_ids))
    changed = list(db.exec_driver_sql(_OTHERS, (wanted, removed)).scalars())
    ids = json.dumps(changed)
    db.exec_driver_sql(_MARK, (removed, ids))
    number = db.exec_driver_sql(_COUNT, (ids,)).scalar_one()
    with recording_times.indexes_rebuilt(db) if number > recording_times.MANY else nullcontext():
        db.exec_driver_sql(_PUT_ASIDE, (2 if removed else 0, ids))
    return changed


def put_aside(db: Connection, recording_ids: Iterable[int]) -> None:
    """Let what was heard in recordings be in no list, where they were removed meanwhile."""
    ids = json.dumps(list(recording_ids))
    gone = list(db.exec_driver_sql(_OTHERS, (ids, False)).scalars())
    if gone:
        db.exec_driver_sql(_PUT_ASIDE, (2, json.dumps(gone)))


def at(db: Connection, path: Path, *, removed: bool) -> list[int]:
    """Return the recordings of a file, or in and below a folder, that are removed, or are not.

    The path is absolute, or relative to a media root as lists have it. What was replaced by
    another recording under the same name is among them.
    """
    found: list[int] = []
    for root_id, root in db.execute(select(MediaRootRow.id, MediaRootRow.path)):
        name = _below(Path(root), path)
        if name is None:
            continue
        here = (R.path == name) | R.path.startswith(f"{name}/" if name else "", autoescape=True)
        found += db.scalars(select(R.id).where(R.media_root_id == root_id, here, _is(removed)))
    return sorted(found)


def removed(db: Connection) -> list[int]:
    """Return all recordings that were removed."""
    return list(db.scalars(select(R.id).where(R.removed).order_by(R.id)))


def count_removed(db: Connection, folders: Iterable[tuple[int, str]]) -> int:
    """Return how many were removed of those in folders: (root, its beginning of paths)."""
    return sum(
        db.scalar(
            select(func.count()).where(
                R.removed,
                R.media_root_id == root_id,
                R.path.startswith(begins, autoescape=True),
            )
        )
        or 0
        for root_id, begins in folders
    )


def _is(removed: bool) -> Any:
    return R.removed if removed else IN_PROJECT


def _below(root: Path, path: Path) -> str | None:
    if not path.is_absolute():
        return path.as_posix()
    for above in (root, Path(os.path.realpath(root))):  # links lead to the same folder
        if path.is_relative_to(above):
            return "" if path == above else path.relative_to(above).as_posix()
    return None


_IDS = "(SELECT value FROM json_each(?))"
_OTHERS = f"SELECT id FROM recordings WHERE id IN {_IDS} AND removed <> ? ORDER BY id"
_MARK = f"UPDATE recordings SET removed = ? WHERE id IN {_IDS}"
_COUNT = f"SELECT count(*) FROM detections WHERE recording_id IN {_IDS}"
_PUT_ASIDE = f"""UPDATE detections SET listed = listed % 2 +
    CASE WHEN run_id IN (SELECT id FROM runs WHERE removed) THEN 2 ELSE ? END
    WHERE recording_id IN {_IDS}"""

"""What is in the project: every recording that a person did not remove. Only this module says so.

Nothing is deleted: a removed recording keeps what was found in it and said about it, is in no list
and no count, and comes back with all of it.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Integer, func, literal_column, select

from core.store import times
from core.store.schema import MediaRootRow, RecordingRow

R = RecordingRow
IN_PROJECT = ~R.removed
"""What must hold of a recording wherever recordings are listed, counted or analysed."""
HEARD_IN_PROJECT = literal_column("+detections.listed", Integer) < 2
"""What must hold of a detection, where not ``listed`` itself is asked for; needs no join."""

Spans = Sequence[Sequence[int]]
"""[first, last] of consecutive ids."""


def set_removed(db: Connection, spans: Spans, *, removed: bool) -> int:
    """Take recordings out of the project, or back; return how many that were not so before."""
    ids = json.dumps([one for first, last in spans for one in range(first, last + 1)])
    changed = db.exec_driver_sql(_MARK, (removed, ids, removed)).rowcount
    number = db.exec_driver_sql(_COUNT, (ids,)).scalar_one()
    with times.indexes_rebuilt(db) if number > times.MANY else nullcontext():
        db.exec_driver_sql(_PUT_ASIDE, (2 if removed else 0, ids))
    return changed


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


def is_removed(db: Connection, recording_id: int) -> bool:
    """Tell whether a recording was removed."""
    return bool(db.scalar(select(R.removed).where(R.id == recording_id)))


def _is(removed: bool) -> Any:
    return R.removed if removed else IN_PROJECT


def _below(root: Path, path: Path) -> str | None:
    if not path.is_absolute():
        return path.as_posix()
    if root == path:
        return ""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else None


_IDS = "(SELECT value FROM json_each(?))"
_MARK = f"UPDATE recordings SET removed = ? WHERE id IN {_IDS} AND removed <> ?"
_COUNT = f"SELECT count(*) FROM detections WHERE recording_id IN {_IDS}"
_PUT_ASIDE = f"UPDATE detections SET listed = listed % 2 + ? WHERE recording_id IN {_IDS}"

"""Where the files of recordings are, which recordings hold a content, and what takes its place."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, or_, select, update

from core.audio.contents import ENDS_LENGTH
from core.audio.defects import REPLACED
from core.store.groups import in_groups
from core.store.health_schema import LevelRow
from core.store.person_schema import SaidStartRow
from core.store.recordings_upsert import START, Found, as_row, look_again_at_copies
from core.store.review_schema import AnnotationEditRow
from core.store.run_schema import (
    EmbeddingSpanRow,
    PassRecordingRow,
    RunRecordingRow,
)
from core.store.schema import (
    MediaRootRow,
    RecordingRow,
    SetbackRow,
)

R = RecordingRow
_MANY = 20
"""Thousands of equal files are silence: then a few tell as much."""
_OF_CONTENT = (RunRecordingRow, PassRecordingRow, LevelRow, SetbackRow)
_SAID_OF = (RunRecordingRow, PassRecordingRow, EmbeddingSpanRow, AnnotationEditRow, SaidStartRow)
_WHERE = ("media_root_id", "path", "size", "modified_ns")


@dataclass(frozen=True, slots=True)
class Held:
    """A recording, as far as it matters where its file is."""

    id: int
    root: str
    path: str
    size: int
    modified_ns: int
    content_hash: str
    deployment_id: int | None
    duplicate_of: int | None
    usable: bool
    replaced: bool

    @property
    def file(self) -> Path:
        """Return where the file is, or was."""
        return Path(self.root) / self.path

    @property
    def written(self) -> tuple[int, int]:
        """Return its size and time of change, as scanning met it."""
        return self.size, self.modified_ns


class StandingFile(NamedTuple):
    """What a file was found to be the last time."""

    content_hash: str
    is_copy: bool


def at(db: Connection, root_id: int, path: str) -> Held | None:
    """Return the recording whose file is at a place, (root, relative path)."""
    here = (R.media_root_id == root_id, R.path == path, ~R.replaced)
    return next(iter(_held(db, here)), None)


def known(db: Connection, root_id: int, paths: Iterable[str]) -> dict[str, StandingFile]:
    """Return which of many paths of a root are known, and as what."""
    query = select(R.path, R.content_hash, R.duplicate_of).where(
        R.media_root_id == root_id, ~R.replaced
    )
    return {
        row.path: StandingFile(row.content_hash, row.duplicate_of is not None)
        for some in in_groups(paths)
        for row in db.execute(query.where(R.path.in_(some)))
    }


def of_content(db: Connection, content_hash: str, name: str = "") -> list[Held]:
    """Return recordings of files with the same size and ends, 20 at most.

    Originals are first, and among them those whose file has the given name.
    """
    has_name = (R.path == name) | R.path.endswith(f"/{name}", autoescape=True)
    originals_first = (R.duplicate_of.is_not(None), ~has_name, R.id)
    return _held(db, [_same_ends(content_hash)], originals_first, _MANY)


def known_ends(db: Connection, ends: Iterable[str]) -> set[str]:
    """Return those of many hashes of ends that a recording has."""
    return {row[0] for row in db.exec_driver_sql(_KNOWN_ENDS, (json.dumps(sorted(ends)),))}


def copies(db: Connection, root_id: int, paths: Iterable[str]) -> list[tuple[str, Held]]:
    """Return which of many paths of a root are copies, and of which recordings."""
    query = select(R.path, R.duplicate_of).where(
        R.media_root_id == root_id, ~R.replaced, R.duplicate_of.is_not(None)
    )
    found = [
        (row.path, row.duplicate_of)
        for some in in_groups(paths)
        for row in db.execute(query.where(R.path.in_(some)))
    ]
    originals = {
        one.id: one
        for some in in_groups({original for _, original in found})
        for one in _held(db, [R.id.in_(some)], limit=len(some))
    }
    return [(path, originals[original]) for path, original in found]


def of_root(db: Connection, root_id: int, after: int, limit: int) -> list[Held]:
    """Return the next recordings of a root in order of id, those that were replaced left out."""
    here = (R.media_root_id == root_id, R.id > after, ~R.replaced)
    return _held(db, here, (R.id,), limit)


def is_used(db: Connection, recording_id: int) -> bool:
    """Tell whether anything was found in a recording, or said of it."""
    return any(
        db.scalar(select(table.recording_id).where(table.recording_id == recording_id).limit(1))
        for table in _SAID_OF
    )


def replace(db: Connection, recording_id: int) -> None:
    """Note that another recording lies under a recording's path: it keeps all that is known."""
    db.execute(
        update(R)
        .where(R.id == recording_id)
        .values(replaced=True, problem=REPLACED.code, problem_text=REPLACED.text)
    )
    look_again_at_copies(db, [recording_id])


def move(db: Connection, held: Held, root_id: int, file: Found) -> None:
    """Let a recording be where its content was found; what was found in it stays with it.

    Its start is taken from the file's new name where that tells one, else it stays.
    """
    found = as_row(root_id, file)
    new = {name: found[name] for name in _WHERE}
    if held.replaced:
        new |= {name: found[name] for name in ("usable", "problem", "problem_text")}
    if _tells_another_start(db, held.id, found):
        new |= {name: found[name] for name in START}
    db.execute(update(R).where(R.id == held.id).values(**new, replaced=False))


def relocate(db: Connection, held: Held, root_id: int, written: tuple[int, int]) -> None:
    """Let a recording be in another root under the same path; nothing else is told of it anew."""
    size, modified_ns = written
    values = {"media_root_id": root_id, "size": size, "modified_ns": modified_ns}
    db.execute(update(R).where(R.id == held.id).values(**values))


def tell_apart(db: Connection, held: Held, content_hash: str) -> None:
    """Let a recording be known by a hash that tells more of its content, where it does."""
    if len(content_hash) <= len(held.content_hash):
        return
    itself_or_copy = or_(R.id == held.id, R.duplicate_of == held.id)
    db.execute(update(R).where(itself_or_copy).values(content_hash=content_hash))
    for table in _OF_CONTENT:
        its = (table.recording_id == held.id, table.content_hash == held.content_hash)
        db.execute(update(table).where(*its).values(content_hash=content_hash))


def vacate(db: Connection, recording_id: int) -> None:
    """Forget a copy that nothing was said of, or let it be one that was replaced."""
    if is_used(db, recording_id):
        replace(db, recording_id)
        return
    look_again_at_copies(db, [recording_id])
    db.execute(update(R).where(R.duplicate_of == recording_id).values(duplicate_of=None))
    for table in (LevelRow, SetbackRow):
        db.execute(delete(table).where(table.recording_id == recording_id))
    db.execute(delete(R).where(R.id == recording_id))


def _tells_another_start(db: Connection, recording_id: int, row: dict[str, Any]) -> bool:
    now = db.scalars(select(R.read_local).where(R.id == recording_id)).one()
    return row["read_local"] is not None and bool(row["read_local"] != now)


def _held(
    db: Connection, conditions: Iterable[Any], order: Iterable[Any] = (), limit: int = 1
) -> list[Held]:
    columns = (
        R.id,
        MediaRootRow.path.label("root"),
        R.path,
        R.size,
        R.modified_ns,
        R.content_hash,
        R.deployment_id,
        R.duplicate_of,
        R.usable,
        R.replaced,
    )
    query: Any = select(*columns).join(MediaRootRow, R.media_root_id == MediaRootRow.id)
    rows = db.execute(query.where(*conditions).order_by(*order).limit(limit))
    return [Held(*row) for row in rows]


def _same_ends(content_hash: str) -> Any:
    ends = content_hash[:ENDS_LENGTH]
    return R.content_hash.between(ends, ends + _AFTER)


_AFTER = "g"
"""Sorts after all that a hash may go on with."""
_KNOWN_ENDS = f"""
SELECT value FROM json_each(?) WHERE EXISTS (
    SELECT 1 FROM recordings WHERE content_hash BETWEEN value AND value || '{_AFTER}')
"""

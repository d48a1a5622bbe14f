"""Media roots: the folders that a project's recordings lie under."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, func, select, update

from core.store.membership import IN_PROJECT
from core.store.schema import MediaRootRow, RecordingRow


@dataclass(frozen=True, slots=True)
class Root:
    """One media root."""

    id: int
    path: Path
    recordings: int


class KnownFile(NamedTuple):
    """A file as scanning met it."""

    path: str
    """Relative to the media root, with forward slashes."""
    size: int
    content_hash: str


def listing(db: Connection) -> list[Root]:
    """Return all media roots, those with most recordings first."""
    number = func.count(RecordingRow.id)
    query = (
        select(MediaRootRow.id, MediaRootRow.path, number)
        .outerjoin(RecordingRow, (RecordingRow.media_root_id == MediaRootRow.id) & IN_PROJECT)
        .group_by(MediaRootRow.id)
        .order_by(number.desc(), MediaRootRow.path)
    )
    return [Root(root_id, Path(path), count) for root_id, path, count in db.execute(query)]


def folders(db: Connection) -> dict[int, str]:
    """Return the folder of every media root by its id."""
    query = select(MediaRootRow.id, MediaRootRow.path)
    return {row.id: row.path for row in db.execute(query)}


def is_known(db: Connection, folder: Path) -> bool:
    """Tell whether a folder is a media root."""
    query = select(MediaRootRow.id).where(MediaRootRow.path == folder.as_posix())
    return db.scalar(query) is not None


def sample(db: Connection, root_id: int, count: int) -> list[KnownFile]:
    """Return up to ``count`` readable files of a root, spread evenly over all."""
    readable = (RecordingRow.media_root_id == root_id, RecordingRow.content_hash != "")
    every = db.scalar(select(func.count()).where(*readable)) or 0
    place = (func.row_number().over(order_by=RecordingRow.id) - 1).label("place")
    rows = select(RecordingRow.path, RecordingRow.size, RecordingRow.content_hash, place)
    numbered = rows.where(*readable).subquery()
    step = max(1, every // count)
    query = select(numbered.c.path, numbered.c.size, numbered.c.content_hash).where(
        numbered.c.place % step == 0
    )
    return [KnownFile(*row) for row in db.execute(query.limit(count))]


def change(db: Connection, root_id: int, path: Path) -> None:
    """Let a root's recordings lie under another folder."""
    db.execute(update(MediaRootRow).where(MediaRootRow.id == root_id).values(path=path.as_posix()))

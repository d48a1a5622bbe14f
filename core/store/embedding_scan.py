"""Reading all embeddings of a pass, a block at a time, as they lie on the disk.

Files are read, not mapped: one that is cut short while it is mapped ends the program.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from core.store.embeddings import Float16, read_rows, shard_path
from core.store.membership import IN_PROJECT
from core.store.project import Project
from core.store.run_schema import EmbeddingSpanRow, PassRecordingRow
from core.store.schema import RecordingRow

S, P, R = EmbeddingSpanRow, PassRecordingRow, RecordingRow
BLOCK_ROWS = 4096
_READERS = 2
Reader = Callable[[int, range], Float16]
Int64 = NDArray[np.int64]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spans:
    """Where the embeddings of a pass lie: parallel [spans], in the order of the disk."""

    recording: Int64
    first_window: Int64
    windows: Int64
    shard: Int64
    row: Int64

    @classmethod
    def of_shard(cls, shard: int, rows: int) -> "Spans":
        """Return a whole shard as if it were one recording."""
        return cls(*np.array([[0], [0], [rows], [shard], [0]], np.int64)[:, : min(1, rows)])

    @property
    def total(self) -> int:
        """Return how many windows they are of."""
        return int(self.windows.sum())

    def windows_at(self, first: int, count: int) -> tuple[Int64, Int64]:
        """Return (recordings, numbers of windows) [count] from a place among all windows on."""
        return self.windows_of(np.arange(first, first + count))

    def windows_of(self, places: Int64) -> tuple[Int64, Int64]:
        """Return (recordings, numbers of windows) [n] at places among all windows."""
        ends = np.cumsum(self.windows)
        which = np.searchsorted(ends, places, side="right")
        numbers = places - (ends[which] - self.windows[which]) + self.first_window[which]
        return self.recording[which], numbers

    def places_of(self, recording: Int64, window: Int64) -> Int64:
        """Return the places of windows [n] among all windows; of those that are not there none."""
        if not len(self.recording):
            return self.row
        order = np.lexsort((self.first_window, self.recording))
        room = 1 + max(int(window.max(initial=0)), int(self.first_window.max()))
        firsts = self.recording[order] * room + self.first_window[order]
        before = np.searchsorted(firsts, recording * room + window, side="right") - 1
        span = order[np.maximum(before, 0)]
        inside = window - self.first_window[span]
        there = (self.recording[span] == recording) & (inside >= 0) & (inside < self.windows[span])
        begins = np.cumsum(self.windows) - self.windows
        return np.asarray(begins[span[there]] + inside[there])

    def only(self, which: NDArray[np.bool_]) -> "Spans":
        """Return some of the spans."""
        return Spans(*(getattr(self, f.name)[which] for f in fields(self)))


@dataclass(frozen=True, slots=True)
class WindowStretch:
    """Rows of a shard that follow each other."""

    first: int
    """The place of the first one's window among all windows that are looked at."""
    shard: int
    rows: range


@dataclass(frozen=True, slots=True)
class Block:
    """Some windows with their embeddings: parallel [windows]."""

    recording: Int64
    window: Int64
    """Its number in the recording."""
    embeddings: Float16
    """[windows, size]"""
    lost: int = 0
    """Windows whose embeddings are not where they should be, with none of these."""
    first: int = 0
    """The place of the first among all windows that are looked at."""


def every_span(db: Connection, pass_id: int) -> Spans:
    """Return where embeddings lie, also of recordings that were removed or replaced since."""
    query = select(S.recording_id, S.first_window, S.windows, S.shard, S.row)
    return _found(db, query.where(S.pass_id == pass_id).order_by(S.shard, S.row))


def spans(db: Connection, pass_id: int, *, playable: bool = False) -> Spans:
    """Return where the embeddings lie of recordings that still are what was heard.

    With ``playable`` without those under whose paths others lie now.
    """
    query = (
        select(S.recording_id, S.first_window, S.windows, S.shard, S.row)
        .join(P, (P.pass_id == S.pass_id) & (P.recording_id == S.recording_id))
        .join(R, S.recording_id == R.id)
        .where(S.pass_id == pass_id, P.content_hash == R.content_hash, IN_PROJECT)
        .order_by(S.shard, S.row)
    )
    if playable:
        query = query.where(~R.replaced)
    return _found(db, query)


def _found(db: Connection, query: Any) -> Spans:
    found = np.array([tuple(row) for row in db.execute(query)], np.int64).reshape(-1, 5)
    return Spans(*found.T)


def without_embeddings(db: Connection, *pass_ids: int) -> list[int]:
    """Return the recordings that can be heard and have none in any of these passes, by path."""
    kept = select(S.recording_id).where(S.pass_id.in_(pass_ids))
    silent = select(P.recording_id).where(P.pass_id.in_(pass_ids), P.windows == 0)
    query = select(R.id).where(
        R.usable, IN_PROJECT, ~R.replaced, R.id.not_in(kept), R.id.not_in(silent)
    )
    return list(db.scalars(query.order_by(R.path)))


def blocks(project: Project, pass_id: int, where: Spans, size: int) -> Iterator[Block]:
    """Yield all windows with their embeddings: see ``blocks_by``."""

    def read(shard: int, wanted: range) -> Float16:
        return read_rows(shard_path(project.folder, pass_id, shard), wanted, size)

    return blocks_by(where, read)


def blocks_by(where: Spans, read: Reader) -> Iterator[Block]:
    """Yield all windows, some thousand at a time; what is not there is told as lost.

    ``read`` returns rows [n, size] of a shard. The next blocks are read while one is looked at.
    """
    for some, found in worked_through(where, lambda one: read(one.shard, one.rows)):
        recording, window = where.windows_at(some.first, len(found))
        yield Block(recording, window, found, len(some.rows) - len(found), some.first)


def worked_through(
    where: Spans, work: Callable[[WindowStretch], T], rows: int = BLOCK_ROWS
) -> Iterator[tuple[WindowStretch, T]]:
    """Yield what a function makes of each stretch of at most so many rows, in order.

    It runs in threads, for the stretches that come next while one is looked at.
    """
    with ThreadPoolExecutor(_READERS) as pool:
        ahead: deque[tuple[WindowStretch, Future[T]]] = deque()
        for some in stretches(where, rows):
            ahead.append((some, pool.submit(work, some)))
            if len(ahead) > _READERS:
                done, future = ahead.popleft()
                yield done, future.result()
        while ahead:
            done, future = ahead.popleft()
            yield done, future.result()


def stretches(where: Spans, rows: int) -> Iterator[WindowStretch]:
    """Yield where the rows lie, in the order of the disk, at most so many at a time."""
    ends = where.row + where.windows
    apart = (where.shard[1:] != where.shard[:-1]) | (where.row[1:] != ends[:-1])
    edges = [0, *(np.flatnonzero(apart) + 1).tolist(), len(ends)] if len(ends) else []
    first = 0
    for one, past in pairwise(edges):
        shard, row, end = int(where.shard[one]), int(where.row[one]), int(ends[past - 1])
        while row < end:
            some = range(row, min(end, row + rows))
            yield WindowStretch(first, shard, some)
            first, row = first + len(some), some.stop

"""Reading all embeddings of a pass, a block at a time, as they lie on the disk.

Files are read, not mapped: one that is cut short while it is mapped ends the program.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Spans:
    """Where the embeddings of a pass lie: parallel [spans], in the order of the disk."""

    recording: Int64
    first_window: Int64
    windows: Int64
    shard: Int64
    row: Int64

    @property
    def total(self) -> int:
        """Return how many windows they are of."""
        return int(self.windows.sum())


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
    found = np.array([tuple(row) for row in db.execute(query)], np.int64).reshape(-1, 5)
    return Spans(*found.T)


def without_embeddings(db: Connection, pass_id: int) -> int:
    """Return how many recordings that can be heard have none in a pass."""
    kept = select(S.recording_id).where(S.pass_id == pass_id)
    silent = select(P.recording_id).where(P.pass_id == pass_id, P.windows == 0)
    query = select(R.id).where(
        R.usable, IN_PROJECT, ~R.replaced, R.id.not_in(kept), R.id.not_in(silent)
    )
    return len(db.scalars(query).all())


def blocks(project: Project, pass_id: int, where: Spans, size: int) -> Iterator[Block]:
    """Yield all windows with their embeddings: see ``blocks_by``."""

    def read(shard: int, wanted: range) -> Float16:
        return read_rows(shard_path(project.folder, pass_id, shard), wanted, size)

    return blocks_by(where, read)


def blocks_by(where: Spans, read: Reader) -> Iterator[Block]:
    """Yield all windows, some thousand at a time; what is not there is told as lost.

    ``read`` returns rows [n, size] of a shard. The next blocks are read while one is looked at.
    """
    with ThreadPoolExecutor(_READERS) as pool:
        ahead: deque[Future[Block]] = deque()
        for some in _together(where):
            ahead.append(pool.submit(_block, where, some, read))
            if len(ahead) > _READERS:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _block(where: Spans, some: slice, read: Reader) -> Block:
    wanted = range(int(where.row[some][0]), int(_ends(where)[some][-1]))
    found = read(int(where.shard[some][0]), wanted)
    lengths = where.windows[some]
    recording = np.repeat(where.recording[some], lengths)
    firsts = np.repeat(where.first_window[some] - np.cumsum(lengths) + lengths, lengths)
    window = firsts + np.arange(len(wanted))
    there = len(found)
    return Block(recording[:there], window[:there], found, len(wanted) - there)


def _ends(where: Spans) -> Int64:
    return where.row + where.windows


def _together(where: Spans) -> Iterator[slice]:
    """Yield runs of spans that lie one behind the other, about a block long."""
    ends, start = _ends(where), 0
    for end in range(1, len(where.row) + 1):
        if end == len(where.row):
            yield slice(start, end)
            return
        follows = where.shard[end] == where.shard[end - 1] and where.row[end] == ends[end - 1]
        if not follows or ends[end - 1] - where.row[start] >= BLOCK_ROWS:
            yield slice(start, end)
            start = end

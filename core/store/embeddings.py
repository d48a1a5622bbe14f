"""Embeddings of a pass: shards of float16 rows, and where each window's row lies.

What the database says of a shard may be more than is there: a power cut, a copy that broke off, a
folder that was left behind. So a shard is never read or written beyond its real length, and its
rows reach the disk before the database tells of them.
"""

import contextlib
import os
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, insert, select

from core.errors import UserError
from core.store.groups import in_groups
from core.store.project import Project
from core.store.run_schema import (
    EmbeddingSpanRow,
    PassRecordingRow,
    RunRecordingRow,
)

SHARD_BYTES = 2 * 1024**3
"""A shard is closed when it is this large: FAT-formatted disks end at 4 GB."""

Float16 = NDArray[np.float16]
S, Ran, W = EmbeddingSpanRow, RunRecordingRow, PassRecordingRow


@dataclass(frozen=True, slots=True)
class EmbeddingSpan:
    """Where the rows of consecutive windows lie."""

    first_window: int
    windows: int
    shard: int
    row: int


class ShardWriter:
    """Appends rows to a pass's shards. Only one writer a pass.

    Rows become part of the project when their spans are stored with the recording; what a killed
    run left behind the last stored span is written over.
    """

    def __init__(self, project: Project, pass_id: int, size: int) -> None:
        """Go on behind the last stored span. ``size`` is the length of a row."""
        self._project, self._folder = project, project.folder / "embeddings"
        self._pass_id, self._row_bytes = pass_id, size * 2
        with project.reading() as db:
            self._shard, self._rows = _end(db, pass_id)
        with self._explained():
            self._folder.mkdir(exist_ok=True)
            if _rows_there(self._path, size) < self._rows:  # its rows are still believed in
                self._shard, self._rows = self._shard + 1, 0
            self._file = self._open()

    def append(self, first_window: int, rows: Float16) -> EmbeddingSpan:
        """Write rows [windows, size] and return where they lie."""
        with self._explained():
            if self._rows * self._row_bytes >= SHARD_BYTES:
                self._sync()
                self._file.close()
                self._shard, self._rows = self._shard + 1, 0
                self._file = self._open()
            self._file.write(np.ascontiguousarray(rows, dtype="<f2").data)
        span = EmbeddingSpan(first_window, len(rows), self._shard, self._rows)
        self._rows += len(rows)
        return span

    def flush(self) -> None:
        """Bring what was appended to the disk itself; call before storing the spans."""
        with self._explained():
            self._sync()

    def close(self) -> None:
        """Let go of the file. What was not flushed is no part of the project."""
        with contextlib.suppress(OSError):
            self._file.close()

    @contextlib.contextmanager
    def _explained(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            raise UserError(
                f"Embeddings cannot be written to {self._folder} ({error.strerror or error}). "
                "Make room there and start again: everything up to now is saved."
            ) from error

    def __enter__(self) -> "ShardWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def _path(self) -> Path:
        return shard_path(self._folder.parent, self._pass_id, self._shard)

    def _open(self) -> BinaryIO:
        self._project.refuse_if_lost()  # those of another project would be cut
        new = not self._path.exists()
        self._path.touch(mode=0o600)
        file = self._path.open("r+b")
        file.truncate(self._rows * self._row_bytes)  # only ever shorter
        file.seek(0, os.SEEK_END)
        if new:
            _sync_folder(self._folder)
        return file

    def _sync(self) -> None:
        self._file.flush()
        _sync_file(self._file.fileno())


def shard_path(project_folder: Path, pass_id: int, shard: int) -> Path:
    """Return where a shard lies."""
    return project_folder / "embeddings" / f"pass-{pass_id}-{shard:03d}.f16"


def missing(project: Project, db: Connection, pass_id: int, size: int) -> set[int]:
    """Return the recordings some of whose rows lie behind the real end of their shard."""
    ends = (
        select(S.shard, func.max(S.row + S.windows).label("end"))
        .where(S.pass_id == pass_id)
        .group_by(S.shard)
    )
    lost: set[int] = set()
    for shard, end in db.execute(ends).all():
        path = shard_path(project.folder, pass_id, shard)
        try:
            there = _rows_there(path, size)
        except OSError as error:
            raise UserError(
                f"{path} cannot be read ({error.strerror or error}). Check that you may read it "
                "and that its disk is connected, then start again."
            ) from error
        if there < end:
            behind = select(S.recording_id).where(S.pass_id == pass_id, S.shard == shard)
            lost |= set(db.scalars(behind.where(S.row + S.windows > there)))
    return lost


def to_hear_again(db: Connection, run_id: int, pass_id: int) -> set[int]:
    """Return the recordings that a run is through with and whose embeddings have gone since."""
    kept = select(S.recording_id).where(S.pass_id == pass_id)
    query = (
        select(Ran.recording_id)
        .join(W, (W.recording_id == Ran.recording_id) & (W.content_hash == Ran.content_hash))
        .where(Ran.run_id == run_id, W.pass_id == pass_id, W.windows > 0)
        .where(Ran.recording_id.not_in(kept))
    )
    return set(db.scalars(query))


def drop(db: Connection, pass_id: int, recording_ids: Iterable[int]) -> None:
    """Forget where the rows of recordings lie: they are to be heard again."""
    for some in in_groups(recording_ids):
        db.execute(delete(S).where(S.pass_id == pass_id, S.recording_id.in_(some)))


def save_spans(db: Connection, pass_id: int, recording_id: int, spans: list[EmbeddingSpan]) -> None:
    """Make appended rows part of the project, instead of those of an earlier hearing."""
    db.execute(delete(S).where(S.pass_id == pass_id, S.recording_id == recording_id))
    if spans:
        db.execute(
            insert(S),
            [
                {
                    "pass_id": pass_id,
                    "recording_id": recording_id,
                    "first_window": s.first_window,
                    "windows": s.windows,
                    "shard": s.shard,
                    "row": s.row,
                }
                for s in spans
            ],
        )


def any_kept(db: Connection, pass_id: int) -> bool:
    """Tell whether a pass has embeddings."""
    return db.scalar(select(S.pass_id).where(S.pass_id == pass_id).limit(1)) is not None


def read(
    project: Project, db: Connection, pass_id: int, recording_id: int, size: int
) -> Float16 | None:
    """Return a recording's embeddings [windows, size] in order, or None where some are missing."""
    spans = _spans(db, pass_id, [recording_id])[recording_id]
    if not spans:
        return None
    parts = []
    for span in spans:
        wanted = range(span.row, span.row + span.windows)
        parts.append(read_rows(shard_path(project.folder, pass_id, span.shard), wanted, size))
    found = np.concatenate(parts)
    return found if len(found) == sum(span.windows for span in spans) else None


def of_windows(
    project: Project, db: Connection, pass_id: int, windows: Sequence[tuple[int, int]], size: int
) -> tuple[list[int], Float16]:
    """Return (places in ``windows`` that have an embedding, those embeddings [n, size]).

    A window is (recording id, number). What lay in a shard that was removed or cut short is left
    out, and so are rows that no network gives: of nothing but zeros, or not of numbers.
    """
    spans = _spans(db, pass_id, {recording_id for recording_id, _ in windows})
    by_shard: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place, (recording_id, number) in enumerate(windows):
        known = spans.get(recording_id, [])
        before = bisect_right(known, number, key=lambda s: s.first_window)
        span = known[before - 1] if before else None
        if span and number < span.first_window + span.windows:
            by_shard[span.shard].append((place, span.row + number - span.first_window))
    places: list[int] = []
    parts = [np.zeros((0, size), np.float16)]
    for shard, wanted in by_shard.items():
        wanted.sort(key=lambda one: one[1])
        rows = read_rows(
            shard_path(project.folder, pass_id, shard), [row for _, row in wanted], size
        )
        good = np.flatnonzero(np.isfinite(rows).all(axis=1) & rows.any(axis=1))
        places += [wanted[n][0] for n in good]
        parts.append(rows[good])
    return places, np.concatenate(parts)


def _spans(
    db: Connection, pass_id: int, recording_ids: Iterable[int]
) -> dict[int, list[EmbeddingSpan]]:
    query = select(S.recording_id, S.first_window, S.windows, S.shard, S.row)
    found: dict[int, list[EmbeddingSpan]] = defaultdict(list)
    for some in in_groups(recording_ids):
        of_some = query.where(S.pass_id == pass_id, S.recording_id.in_(some))
        for recording_id, *where in db.execute(of_some.order_by(S.first_window)):
            found[recording_id].append(EmbeddingSpan(*where))
    return found


def read_rows(
    shard: Path, wanted: Sequence[int], size: int, into: Float16 | None = None
) -> Float16:
    """Return rows [n, size] by their numbers, which rise; those behind the end are left out.

    They are read, not mapped: a file that is cut short while it is mapped ends the program. With
    ``into`` they are put in there, which has room for them: it spares making room each time.
    """
    found = np.zeros((len(wanted), size), "<f2") if into is None else into[: len(wanted)]
    read = 0
    with contextlib.suppress(OSError), shard.open("rb", buffering=0) as file:
        for first, count in _runs(wanted):
            file.seek(first * size * 2)
            whole = _fill(file, found[read : read + count])
            read += whole
            if whole < count:
                break
    return found[:read]


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield (first, count) of rows that follow each other."""
    if isinstance(rows, range):
        yield rows.start, len(rows)
        return
    start = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or rows[end] != rows[end - 1] + 1:
            yield rows[start], end - start
            start = end


def _fill(file: FileIO, rows: Float16) -> int:
    """Read into rows [n, size]; return how many are whole."""
    room = memoryview(rows.data).cast("B")
    read = 0
    while read < len(room) and (more := file.readinto(room[read:])):
        read += more
    return read // rows.strides[0]


def _rows_there(shard: Path, size: int) -> int:
    try:
        return shard.stat().st_size // (size * 2)
    except FileNotFoundError:
        return 0


def _sync_file(descriptor: int) -> None:
    if sys.platform == "darwin":  # there, fsync leaves it in the disk's own memory
        import fcntl

        with contextlib.suppress(OSError):  # a network disk that knows no such thing
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    """Bring a new file's name to the disk, where a folder can be opened at all."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network disks
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _end(db: Connection, pass_id: int) -> tuple[int, int]:
    shard = db.scalar(select(func.max(S.shard)).where(S.pass_id == pass_id))
    if shard is None:
        return 0, 0
    row = db.scalar(
        select(func.max(S.row + S.windows)).where(S.pass_id == pass_id, S.shard == shard)
    )
    return shard, int(row or 0)

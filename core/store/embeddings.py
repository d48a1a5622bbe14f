"""Embeddings of a pass: memory-mapped shards of float16 rows, and where each window's row lies."""

import contextlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, insert, select

from core.errors import UserError
from core.store.groups import in_groups
from core.store.project import Project
from core.store.schema import EmbeddingSpanRow

SHARD_BYTES = 2 * 1024**3
"""A shard is closed when it is this large: FAT-formatted disks end at 4 GB."""

Float16 = NDArray[np.float16]
S = EmbeddingSpanRow


@dataclass(frozen=True, slots=True)
class Span:
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
        self._folder = project.folder / "embeddings"
        self._pass_id, self._row_bytes = pass_id, size * 2
        with project.reading() as db:
            self._shard, self._rows = _end(db, pass_id)
        with self._explained():
            self._folder.mkdir(exist_ok=True)
            self._file = self._open()

    def append(self, first_window: int, rows: Float16) -> Span:
        """Write rows [windows, size] and return where they lie."""
        with self._explained():
            if self._rows * self._row_bytes >= SHARD_BYTES:
                self._file.close()
                self._shard, self._rows = self._shard + 1, 0
                self._file = self._open()
            self._file.write(np.ascontiguousarray(rows, dtype="<f2").data)
        span = Span(first_window, len(rows), self._shard, self._rows)
        self._rows += len(rows)
        return span

    def flush(self) -> None:
        """Hand what was appended to the system; call before storing the spans."""
        with self._explained():
            self._file.flush()

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

    def _open(self) -> BinaryIO:
        path = shard_path(self._folder.parent, self._pass_id, self._shard)
        path.touch()
        file = path.open("r+b")
        file.truncate(self._rows * self._row_bytes)
        file.seek(0, 2)
        return file


def shard_path(project_folder: Path, pass_id: int, shard: int) -> Path:
    """Return where a shard lies."""
    return project_folder / "embeddings" / f"pass-{pass_id}-{shard:03d}.f16"


def save_spans(db: Connection, pass_id: int, recording_id: int, spans: list[Span]) -> None:
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
    """Return a recording's embeddings [windows, size] in order, or None where there are none."""
    rows = db.execute(
        select(S.windows, S.shard, S.row)
        .where(S.pass_id == pass_id, S.recording_id == recording_id)
        .order_by(S.first_window)
    ).all()
    if not rows:
        return None
    parts = [
        np.memmap(
            shard_path(project.folder, pass_id, shard),
            dtype="<f2",
            mode="r",
            offset=row * size * 2,
            shape=(windows, size),
        )
        for windows, shard, row in rows
    ]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def of_windows(
    project: Project, db: Connection, pass_id: int, windows: Sequence[tuple[int, int]], size: int
) -> tuple[list[int], Float16]:
    """Return (places in ``windows`` that have an embedding, those embeddings [n, size]).

    A window is (recording id, number). What lay in a shard that was removed is left out.
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
        rows = _rows(shard_path(project.folder, pass_id, shard), size)
        there = [(place, row) for place, row in wanted if row < len(rows)]
        places += [place for place, _ in there]
        parts.append(rows[[row for _, row in there]])
    return places, np.concatenate(parts)


def _spans(db: Connection, pass_id: int, recording_ids: Iterable[int]) -> dict[int, list[Span]]:
    query = select(S.recording_id, S.first_window, S.windows, S.shard, S.row)
    found: dict[int, list[Span]] = defaultdict(list)
    for some in in_groups(recording_ids):
        of_some = query.where(S.pass_id == pass_id, S.recording_id.in_(some))
        for recording_id, *where in db.execute(of_some.order_by(S.first_window)):
            found[recording_id].append(Span(*where))
    return found


def _rows(shard: Path, size: int) -> Float16:
    whole = shard.stat().st_size // (size * 2) if shard.exists() else 0
    if not whole:
        return np.zeros((0, size), np.float16)
    return np.memmap(shard, dtype="<f2", mode="r", shape=(whole, size))


def _end(db: Connection, pass_id: int) -> tuple[int, int]:
    shard = db.scalar(select(func.max(S.shard)).where(S.pass_id == pass_id))
    if shard is None:
        return 0, 0
    row = db.scalar(
        select(func.max(S.row + S.windows)).where(S.pass_id == pass_id, S.shard == shard)
    )
    return shard, int(row or 0)

"""Embeddings of a pass: memory-mapped shards of float16 rows, and where each window's row lies."""

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, insert, select

from core.errors import UserError
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


def _end(db: Connection, pass_id: int) -> tuple[int, int]:
    shard = db.scalar(select(func.max(S.shard)).where(S.pass_id == pass_id))
    if shard is None:
        return 0, 0
    row = db.scalar(
        select(func.max(S.row + S.windows)).where(S.pass_id == pass_id, S.shard == shard)
    )
    return shard, int(row or 0)

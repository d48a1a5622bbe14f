"""All windows' scores of a recording, compact enough to keep.

Two things are kept of each head. The network's outputs of every window and label above a floor,
exactly: another threshold, species list or sensitivity then needs no second run. And a histogram of
every label over all windows, so that what lies below the floor can still be counted (call density
without a threshold: Navine et al. 2024, doi 10.3389/fbirs.2024.1380636).
"""

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, insert, select

from core.domain import Problem
from core.store.schema import EmbeddingSpanRow, RecordingRow, WindowScoresRow

FLOOR = -4.6
"""Logits below are only counted: a score of 0.01 at sensitivity 1."""

BIN_EDGES = np.arange(-8.0, 8.5, 0.5, dtype=np.float32)
"""Logits between histogram bins; bin 0 lies below the first edge, the last above the last."""


@dataclass(frozen=True, slots=True)
class SparseScores:
    """Outputs above a head's floor, in order of window, then label: parallel arrays [entries]."""

    windows: NDArray[np.uint32]
    labels: NDArray[np.uint16]
    outputs: NDArray[np.float32]
    """As the network gave them: what score they are says the head."""

    def __len__(self) -> int:
        return len(self.outputs)


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often each label's logit fell in each bin from ``first_bin`` on: parallel [entries].

    Lower bins are not listed: together they hold the windows less the label's others.
    """

    labels: NDArray[np.uint16]
    bins: NDArray[np.uint8]
    counts: NDArray[np.uint32]
    first_bin: int = 1
    """More where the lowest would have taken too much room."""


@dataclass(frozen=True, slots=True)
class HeadScores:
    """What a head said of all windows of a recording."""

    scores: SparseScores
    histogram: Histogram


@dataclass(frozen=True, slots=True)
class WindowScores:
    """What the heads of a network said of all windows of a recording."""

    windows: int
    analysed_s: float
    heads: tuple[HeadScores, ...]
    """In the order of the network's manifest."""
    problem: Problem | None = None


def save(
    db: Connection, pass_id: int, recording_id: int, heard: WindowScores, content_hash: str
) -> None:
    """Keep a recording's scores, instead of older ones of the same pass."""
    (head,) = heard.heads
    s, h = head.scores, head.histogram
    db.execute(
        insert(WindowScoresRow).prefix_with("OR REPLACE"),
        {
            "pass_id": pass_id,
            "recording_id": recording_id,
            "content_hash": content_hash,
            "windows": heard.windows,
            "analysed_s": heard.analysed_s,
            "problem": heard.problem.code if heard.problem else None,
            "problem_text": heard.problem.text if heard.problem else None,
            "logits": _packed(s.windows, s.labels, s.outputs),
            "histograms": _packed(h.labels, h.bins, h.counts),
        },
    )


def load(db: Connection, pass_id: int, recording_id: int) -> WindowScores | None:
    """Return the kept scores of a recording as it is now, or None."""
    w = WindowScoresRow
    row = db.execute(
        select(w.windows, w.analysed_s, w.problem, w.problem_text, w.logits, w.histograms)
        .join(RecordingRow, w.recording_id == RecordingRow.id)
        .where(
            w.pass_id == pass_id,
            w.recording_id == recording_id,
            w.content_hash == RecordingRow.content_hash,
        )
    ).first()
    if row is None:
        return None
    sparse = SparseScores(*_unpacked(row.logits, (np.uint32, np.uint16, np.float32)))
    histogram = Histogram(*_unpacked(row.histograms, (np.uint16, np.uint8, np.uint32)))
    problem = Problem(row.problem, row.problem_text, usable=True) if row.problem else None
    return WindowScores(row.windows, row.analysed_s, (HeadScores(sparse, histogram),), problem)


def kept(db: Connection, pass_id: int, *, with_embeddings: bool) -> Any:
    """Return a query of the recordings whose scores of this pass are kept and still hold."""
    w = WindowScoresRow
    query = (
        select(w.recording_id)
        .join(RecordingRow, w.recording_id == RecordingRow.id)
        .where(w.pass_id == pass_id, w.content_hash == RecordingRow.content_hash)
    )
    if with_embeddings:
        spans = select(EmbeddingSpanRow.recording_id).where(EmbeddingSpanRow.pass_id == pass_id)
        query = query.where(w.recording_id.in_(spans) | (w.windows == 0))
    return query


def _packed(*columns: NDArray[np.generic]) -> bytes:
    """Little-endian: the length, then each column whole (columns compress well)."""
    head = np.array([len(columns[0])], dtype="<u4").tobytes()
    body = b"".join(c.astype(c.dtype.newbyteorder("<"), copy=False).tobytes() for c in columns)
    return zlib.compress(head + body, 1)


def _unpacked(blob: bytes, types: tuple[type[np.generic], ...]) -> list[Any]:
    raw = zlib.decompress(blob)
    length = int(np.frombuffer(raw, "<u4", 1)[0])
    at = 4
    columns: list[Any] = []
    for kind in types:
        columns.append(np.frombuffer(raw, np.dtype(kind).newbyteorder("<"), length, at))
        at += columns[-1].nbytes
    return columns

"""All windows' scores of a recording, compact enough to keep.

Two things are kept of each head. The network's outputs of every window and label above a floor,
exactly: another threshold, species list or sensitivity then needs no second run. And a histogram of
every label over all windows, so that what lies below the floor can still be counted (call density
without a threshold: Navine et al. 2024, doi 10.3389/fbirs.2024.1380636).
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Integer, delete, func, insert, literal_column, select

from core.audio.windows import Windowing
from core.domain import Problem, Recording
from core.store.groups import in_groups
from core.store.run_schema import EmbeddingSpanRow, HeadRow, PassRecordingRow, WindowScoresRow
from core.store.schema import RecordingRow

W, P = WindowScoresRow, PassRecordingRow


@dataclass(frozen=True, slots=True)
class SparseScores:
    """Outputs above a head's floor, in order of window, then label: parallel arrays [entries]."""

    windows: NDArray[np.uint32]
    labels: NDArray[np.uint16]
    outputs: NDArray[np.float32]
    """As the network gave them: what score they are says the head."""
    onsets: NDArray[np.uint16] | None = None
    """Where in its window what was heard begins, in ms; None where the head has no frames."""
    offsets: NDArray[np.uint16] | None = None
    """Where it ends."""

    def __len__(self) -> int:
        return len(self.outputs)

    def span_s(self, entry: int, windowing: Windowing) -> tuple[float, float]:
        """Return where an entry lies in its recording: its frames, or else all of its window."""
        start_s = windowing.start_s(int(self.windows[entry]))
        if self.onsets is None or self.offsets is None:
            return start_s, start_s + windowing.window_s
        return start_s + self.onsets[entry] / 1000, start_s + self.offsets[entry] / 1000


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
    db: Connection,
    pass_id: int,
    head_ids: Sequence[int],
    recording: Recording,
    heard: WindowScores,
) -> None:
    """Keep a recording's scores by its heads, instead of older ones of the same pass."""
    key = {"pass_id": pass_id, "recording_id": recording.id}
    db.execute(
        insert(PassRecordingRow).prefix_with("OR REPLACE"),
        key
        | {
            "content_hash": recording.content_hash,
            "windows": heard.windows,
            "analysed_s": heard.analysed_s,
            "problem": heard.problem.code if heard.problem else None,
            "problem_text": heard.problem.text if heard.problem else None,
        },
    )
    # Those of other heads, trained ones, were of what had been heard before. Heads are named, so
    # that SQLite searches by the whole key: by its beginning it would look at all that was heard.
    its = (W.pass_id == pass_id, W.recording_id == recording.id)
    db.execute(delete(W).where(*its, W.head_id.in_(select(HeadRow.id))))
    rows = [
        key
        | {
            "head_id": head_id,
            "outputs": _packed(*_columns(h.scores)),
            "histograms": _packed(h.histogram.labels, h.histogram.bins, h.histogram.counts),
            "first_bin": h.histogram.first_bin,
        }
        for head_id, h in zip(head_ids, heard.heads, strict=True)
    ]
    if rows:
        db.execute(insert(W), rows)


def load(
    db: Connection, pass_id: int, head_ids: Sequence[int], recording_id: int
) -> WindowScores | None:
    """Return the kept scores of a recording as it is now, or None where a head has none."""
    row = db.execute(
        select(P.windows, P.analysed_s, P.problem, P.problem_text)
        .join(RecordingRow, P.recording_id == RecordingRow.id)
        .where(
            P.pass_id == pass_id,
            P.recording_id == recording_id,
            P.content_hash == RecordingRow.content_hash,
        )
    ).first()
    if row is None:
        return None
    kept = select(W.head_id, W.outputs, W.histograms, W.first_bin).where(
        W.pass_id == pass_id, W.recording_id == recording_id, W.head_id.in_(head_ids)
    )
    by_head = {row.head_id: _head_scores(*row[1:]) for row in db.execute(kept)}
    if len(by_head) < len(set(head_ids)):
        return None
    problem = Problem(row.problem, row.problem_text, usable=True) if row.problem else None
    heads = tuple(by_head[head_id] for head_id in head_ids)
    return WindowScores(row.windows, row.analysed_s, heads, problem)


def sparse(
    db: Connection, pass_id: int, head_id: int, recording_ids: Iterable[int]
) -> dict[int, SparseScores]:
    """Return recording id -> the scores that a head has there, of those of which they are kept."""
    query = select(W.recording_id, W.outputs).where(W.pass_id == pass_id, W.head_id == head_id)
    return {
        row.recording_id: SparseScores(*_unpacked(row.outputs, _ENTRIES))
        for some in in_groups(recording_ids)
        for row in db.execute(query.where(W.recording_id.in_(some)))
    }


def state(db: Connection, pass_id: int) -> list[int]:
    """Return what the kept scores of a pass are known by: another after any change."""
    newest = func.coalesce(func.max(literal_column("rowid", Integer)), 0)
    query = select(func.count(), newest).select_from(W).where(W.pass_id == pass_id)
    return [int(one) for one in db.execute(query).one()]


def kept(db: Connection, pass_id: int, head_ids: Sequence[int], *, with_embeddings: bool) -> Any:
    """Return a query of the recordings whose scores of this pass are kept and still hold."""
    query = (
        select(P.recording_id)
        .join(RecordingRow, P.recording_id == RecordingRow.id)
        .where(P.pass_id == pass_id, P.content_hash == RecordingRow.content_hash)
    )
    for head_id in head_ids:
        its = select(W.recording_id).where(W.pass_id == pass_id, W.head_id == head_id)
        query = query.where(P.recording_id.in_(its))
    if with_embeddings:
        spans = select(EmbeddingSpanRow.recording_id).where(EmbeddingSpanRow.pass_id == pass_id)
        query = query.where(P.recording_id.in_(spans) | (P.windows == 0))
    return query


def _head_scores(outputs: bytes, histograms: bytes, first_bin: int) -> HeadScores:
    sparse = SparseScores(*_unpacked(outputs, _ENTRIES))
    labels, bins, counts = _unpacked(histograms, (np.uint16, np.uint8, np.uint32))
    return HeadScores(sparse, Histogram(labels, bins, counts, first_bin))


_ENTRIES = (np.uint32, np.uint16, np.float32, np.uint16, np.uint16)
"""Window, label, output; and of heads with frames onset and offset."""


def _columns(scores: SparseScores) -> list[NDArray[np.generic]]:
    columns: list[NDArray[np.generic]] = [scores.windows, scores.labels, scores.outputs]
    if scores.onsets is not None and scores.offsets is not None:
        columns += [scores.onsets, scores.offsets]
    return columns


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
        if length and at == len(raw):
            break  # of a head without frames
        columns.append(np.frombuffer(raw, np.dtype(kind).newbyteorder("<"), length, at))
        at += columns[-1].nbytes
    return columns

"""Linear functions of all windows of a pass: what searching and scoring a million comes down to.

The rows are read and multiplied as they are kept, half as wide as others, by threads that have
room for some thousand each: not a large part of them is ever in memory.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import simsimd
from numpy.typing import NDArray

from core.heads import log_shards
from core.heads.features import Float32, halved
from core.heads.windows import PassWindows
from core.store.embedding_scan import Spans, WindowStretch, worked_through
from core.store.embeddings import Float16, read_rows, shard_path

_ROWS, _MOST_ROWS, _MOST_CELLS = 1024, 1 << 16, 1 << 23
_FEW = 8
"""Functions up to which halves are multiplied as they are."""
_LARGEST = 60_000.0
"""That float16 holds."""


@dataclass(frozen=True, slots=True)
class ScannedWindows:
    """Some windows, and what functions make of them: parallel [windows]."""

    recording: NDArray[np.int64]
    window: NDArray[np.int64]
    places: NDArray[np.int64]
    """Among all windows that are scanned, in the order of the disk."""
    values: Float32
    """[windows, functions]: log features · features."""
    said: Float32 | None
    """[windows, functions]: evidence · evidence; None where that is nothing."""
    nearness: Float32
    """One divided by the distance from what all have in common."""
    lost: int
    """Windows more whose embeddings are not there."""
    empty: int
    """Windows more whose embeddings are zeros, or no numbers."""


def scanned(
    heard: PassWindows,
    features: Float32,
    evidence: Float32 | None = None,
    *,
    among: Spans | None = None,
    exact: bool = True,
) -> Iterator[ScannedWindows]:
    """Yield what functions make of all windows, or of those of some spans, many at a time.

    They are log features · ``features`` [size, n], and evidence · ``evidence`` [network labels, m].
    What is not exact is off by less than a thousandth, and takes half the time.
    """
    where = heard.spans if among is None else among
    scan = _Scan(heard, where, features, evidence, exact=exact)
    rows = max(_ROWS, min(_MOST_ROWS, _MOST_CELLS // features.shape[1]))
    for _, found in worked_through(where, scan.look, rows):
        yield found


class _Scan:
    def __init__(
        self, heard: PassWindows, where: Spans, features: Float32, evidence: Float32 | None,
        *, exact: bool,
    ) -> None:  # fmt: skip
        shards = np.unique(where.shard).tolist()
        self._heard, self._where = heard, where
        self._kept = {one: log_shards.is_kept(heard.project, heard.id, one) for one in shards}
        self._centre = heard.centre
        if not self._centre.nearness:
            features = np.column_stack([features, self._centre.mean])
        self._columns = _Columns(features, exact=exact)
        self._evidence = evidence if evidence is not None and evidence.any() else None
        self._reader = heard.evidence_reader(shards) if self._evidence is not None else None
        self._local = threading.local()

    def look(self, some: WindowStretch) -> ScannedWindows:
        values = self._products(some)
        there = len(values)
        places = np.arange(some.first, some.first + there)
        recording, window = self._where.windows_of(places)
        if self._centre.nearness:
            rows = some.rows[:there]
            near = self._centre.nearness[some.shard][rows.start : rows.stop]
        else:
            values, near = values[:, :-1], self._centre.nearness_of(values[:, -1])
        said = None
        if self._reader is not None:
            said = np.asarray(self._reader(some, recording, window) @ self._evidence)
        good, lost = near > 0, len(some.rows) - there
        if good.all():
            return ScannedWindows(recording, window, places, values, said, near, lost, 0)
        said = said if said is None else said[good]
        parts = (recording[good], window[good], places[good], values[good], said, near[good])
        return ScannedWindows(*parts, lost, there - len(parts[0]))

    def _products(self, some: WindowStretch) -> Float32:
        """Return the values [there, functions] of rows."""
        parts = [np.empty((0, self._columns.count), np.float32)]
        for first in range(0, len(some.rows), _ROWS):
            wanted = some.rows[first : first + _ROWS]
            rows = self._logs(some.shard, wanted)
            parts.append(self._columns.products(rows))
            if len(rows) < len(wanted):
                break
        return np.concatenate(parts)

    def _logs(self, shard: int, wanted: range) -> Float16:
        project, pass_id = self._heard.project, self._heard.id
        size = self._heard.of.embedding_size
        if not hasattr(self._local, "room"):
            self._local.room = np.empty((_ROWS, size), "<f2")
        room: Float16 = self._local.room
        if self._kept[shard]:
            return read_rows(log_shards.log_path(project, pass_id, shard), wanted, size, room)
        return halved(read_rows(shard_path(project.folder, pass_id, shard), wanted, size, room))


class _Columns:
    """What rows are multiplied with, as it is quickest: few as halves, many as whole numbers.

    BLAS is left out of it: its threads and these would wait for each other.
    """

    def __init__(self, features: Float32, *, exact: bool) -> None:
        self.count = features.shape[1]
        self._few = self.count <= _FEW and np.abs(features).max(initial=0) < _LARGEST
        across: NDArray[np.floating] = features
        if self._few:
            across = features.astype(np.float16)
            rest = (features - across).astype(np.float16)
            across = np.column_stack([across, rest]) if exact else across
        self._across = np.ascontiguousarray(across.T)

    def products(self, rows: Float16) -> Float32:
        """Return the values [n, functions] of rows [n, size]."""
        if not len(rows):
            return np.empty((0, self.count), np.float32)
        if not self._few:
            rows = rows.astype(np.float32)
        found = np.asarray(simsimd.cdist(rows, self._across, "dot"), np.float32)
        values: Float32 = found[:, : self.count]
        return values + found[:, self.count :] if found.shape[1] > self.count else values

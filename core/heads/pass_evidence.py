"""The network's own evidence of all windows of a pass: as its scores are stored, or kept by row.

Stored scores lie by recording, compressed. What is kept beside a shard of embeddings says the same
of each of its rows, so that a million are read in a tenth of a second. It can be made again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.errors import UnusableValueError
from core.heads.features import Evidence, evidence_of
from core.heads.kept_beside import holds, keeping, state_of
from core.networks.manifest import HeadManifest, head_from_plain
from core.store import Project, embedding_scan, heads, scores
from core.store.embedding_scan import WindowStretch, stretches
from core.store.embeddings import shard_path

_VERSION = 1
_AT_ONCE = 1 << 16
Int64 = NDArray[np.int64]
EvidenceReader = Callable[[WindowStretch, Int64, Int64], Evidence]
"""Of rows of a shard, whose recordings and windows are told beside."""


@dataclass(frozen=True, slots=True)
class NetworkHead:
    """A head of the network whose stored scores are evidence."""

    id: int
    manifest: HeadManifest
    labels: int


class PassEvidence:
    """What the heads of a network said of the windows of a pass. Reads only, but for ``keep``."""

    def __init__(self, project: Project, pass_id: int, size: int) -> None:
        """``size`` is how many numbers an embedding has."""
        self._project, self._pass_id, self._size = project, pass_id, size
        with project.reading() as db:
            self._heads = [_network_head(db, head_id) for head_id in heads.of_pass(db, pass_id)]

    @property
    def labels(self) -> int:
        """Return how many columns the evidence has."""
        return sum(head.labels for head in self._heads)

    def of(self, db: Connection, recording: Int64, window: Int64) -> Evidence:
        """Return the evidence of windows [n] as it is stored; those of a recording lie together."""
        parts = [self._of_head(db, head, recording, window) for head in self._heads]
        if not parts:
            return scipy.sparse.csr_matrix((len(window), 0), dtype=np.float32)
        return scipy.sparse.hstack(parts, format="csr")

    def reader(self, shards: Iterable[int]) -> EvidenceReader:
        """Return what reads the evidence of rows of these shards: kept, or as it is stored."""
        known = {shard: holds(self._path(shard), self._made_of(shard)) for shard in shards}

        def read(some: WindowStretch, recording: Int64, window: Int64) -> Evidence:
            if known[some.shard]:
                rows = some.rows[: len(window)]
                return _read(self._path(some.shard), self._rows(some.shard), rows, self.labels)
            with self._project.reading() as db:
                return self.of(db, recording, window)

        return read

    def keep(self, shards: Iterable[int]) -> Iterator[int]:
        """Keep what is not there yet; yield of how many rows. A full disk is no error."""
        for shard in shards:
            of = self._made_of(shard)
            if not holds(self._path(shard), of):
                with suppress(OSError):
                    yield from self._keep(shard, of)

    def _keep(self, shard: int, of: Mapping[str, Any]) -> Iterator[int]:
        rows = self._rows(shard)
        ends, reached = np.zeros(rows + 1, "<i4"), 0
        labels, above = [], []
        with self._project.reading() as db:
            every = embedding_scan.every_span(db, self._pass_id)
            mine = every.only(every.shard == shard)
            for some in stretches(mine, _AT_ONCE):
                if some.rows.start < reached or some.rows.stop > rows:
                    return  # the shard is not whole: then as it is stored
                found = self.of(db, *mine.windows_at(some.first, len(some.rows)))
                ends[reached : some.rows.start + 1] = ends[reached]
                reached = some.rows.stop
                ends[some.rows.start : reached + 1] = ends[some.rows.start] + found.indptr
                labels.append(found.indices.astype("<i4"))
                above.append(found.data.astype("<f4"))
                yield len(some.rows)
        ends[reached:] = ends[reached]
        with keeping(self._path(shard), of) as file:
            for part in (ends, *labels, *above):
                file.write(part.data)

    def _path(self, shard: int) -> Path:
        return shard_path(self._project.folder, self._pass_id, shard).with_suffix(".evidence")

    def _rows(self, shard: int) -> int:
        path = shard_path(self._project.folder, self._pass_id, shard)
        return path.stat().st_size // (2 * self._size)

    def _made_of(self, shard: int) -> dict[str, Any]:
        path = shard_path(self._project.folder, self._pass_id, shard)
        with self._project.reading() as db:
            known = scores.state(db, self._pass_id)
        labels = [[head.id, head.labels] for head in self._heads]
        there = state_of(path) if path.is_file() else []
        return {"version": _VERSION, "shard": there, "scores": known, "heads": labels}

    def _of_head(
        self, db: Connection, head: NetworkHead, recording: Int64, window: Int64
    ) -> Evidence:
        known = scores.sparse(db, self._pass_id, head.id, np.unique(recording).tolist())
        ends = np.flatnonzero(np.diff(recording)) + 1
        parts = []
        for numbers in np.split(np.arange(len(recording)), ends):
            its = known.get(int(recording[numbers[0]])) if len(numbers) else None
            wanted = window[numbers]
            if its is None or not len(its):
                parts.append(scipy.sparse.csr_matrix((len(wanted), head.labels), dtype=np.float32))
                continue
            first, count = int(wanted.min()), int(wanted.max() - wanted.min()) + 1
            whole = evidence_of(its, first, count, head.manifest, head.labels)
            parts.append(whole if (np.diff(wanted) == 1).all() else whole[wanted - first])
        return scipy.sparse.vstack(parts, format="csr")


def _read(path: Path, rows: int, wanted: range, labels: int) -> Evidence:
    """Return the evidence of rows of a shard with so many rows: ends, labels and values, whole."""
    begin = 4 * (rows + 1)
    entries = (path.stat().st_size - begin) // 8
    with path.open("rb") as file:
        ends = np.fromfile(file, "<i4", len(wanted) + 1, offset=4 * wanted.start)
        count, first = int(ends[-1] - ends[0]), int(ends[0])
        file.seek(begin + 4 * first)
        indices = np.fromfile(file, "<i4", count)
        file.seek(begin + 4 * (entries + first))
        above = np.fromfile(file, "<f4", count)
    return scipy.sparse.csr_matrix((above, indices, ends - first), (len(wanted), labels))


def _network_head(db: Connection, head_id: int) -> NetworkHead:
    stored = heads.get(db, head_id)
    try:
        manifest = head_from_plain(stored.manifest)
    except UnusableValueError:
        manifest = HeadManifest(stored.name, stored.title, stored.version)
    return NetworkHead(head_id, manifest, len(heads.labels(db, head_id)))

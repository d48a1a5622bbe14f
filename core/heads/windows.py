"""The windows of a pass, as heads see them: features, and the network's own evidence."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sqlalchemy import Connection

from core.audio.windows import Windowing
from core.errors import UnusableValueError, UserError
from core.heads import log_shards
from core.heads.features import Evidence, WindowFeatures, evidence_of, log_features
from core.jobs import Job, Progress
from core.networks.manifest import HeadManifest, head_from_plain
from core.store import Project, embedding_scan, embeddings, heads, passes, runs, scores
from core.store.embedding_scan import Block, Spans
from core.store.embeddings import read_rows, shard_path
from core.store.passes import Pass
from core.store.runs import Run

Window = tuple[int, int]
"""A recording's id, and the number of a window in it."""
_NOTHING_S = 1e-6
_MANY = 20_000
"""Windows whose logarithms are worth keeping."""


@dataclass(frozen=True, slots=True)
class NetworkHead:
    """A head of the network whose stored scores are evidence."""

    id: int
    manifest: HeadManifest
    labels: int


@dataclass(frozen=True, slots=True)
class SeenBlock:
    """Some windows that can be used: parallel [windows]."""

    recording: NDArray[np.int64]
    window: NDArray[np.int64]
    rows: WindowFeatures
    lost: int
    """Windows more whose embeddings are not there."""
    empty: int
    """Windows more whose embeddings are zeros, or no numbers."""


class PassWindows:
    """All windows of one pass of a project. Reads only."""

    def __init__(self, project: Project, pass_id: int) -> None:
        """Look at a pass. Raises UserError where it has no embeddings."""
        self.project, self.id = project, pass_id
        with project.reading() as db:
            self.of: Pass = passes.get(db, pass_id)
            self._heads = [_network_head(db, head_id) for head_id in heads.of_pass(db, pass_id)]
            if not embeddings.any_kept(db, pass_id):
                raise UserError(
                    f"No embeddings were kept of what {self.of.network} heard, so there is nothing "
                    "to compare. Analyse once more without --no-embeddings."
                )

    @property
    def cut(self) -> Windowing:
        """Return where the windows lie."""
        return self.of.windowing

    @property
    def network_labels(self) -> int:
        """Return how many columns the evidence has."""
        return sum(head.labels for head in self._heads)

    @cached_property
    def spans(self) -> Spans:
        """Return where the embeddings lie."""
        with self.project.reading() as db:
            return embedding_scan.spans(db, self.id)

    def rows(self, db: Connection, windows: Sequence[Window]) -> tuple[list[int], WindowFeatures]:
        """Return (places in ``windows`` that can be used, what is known of those)."""
        size = self.of.embedding_size
        places, found = embeddings.of_windows(self.project, db, self.id, windows, size)
        order = np.argsort(places, kind="stable")
        places = [places[n] for n in order]
        recording = np.array([windows[n][0] for n in places], np.int64)
        number = np.array([windows[n][1] for n in places], np.int64)
        evidence = self.evidence(db, recording, number)
        return places, WindowFeatures(log_features(found[order]), evidence)

    def prepared(self) -> Job:
        """Keep the logarithms of all embeddings where they are many. Progress counts windows."""
        if self.project.read_only or self.spans.total < _MANY:
            return
        shards = np.unique(self.spans.shard).tolist()
        done, size = 0, self.of.embedding_size
        for made in log_shards.keep(self.project, self.id, shards, size):
            done += made
            yield Progress(min(done, self.spans.total), self.spans.total, "preparing")

    def logs(self) -> Iterator[Block]:
        """Yield all windows with their log features as float16, zeros where none can be used."""
        project, size = self.project, self.of.embedding_size
        kept = {
            shard: log_shards.is_kept(project, self.id, shard)
            for shard in np.unique(self.spans.shard).tolist()
        }

        def read(shard: int, wanted: range) -> embeddings.Float16:
            if kept[shard]:
                return read_rows(log_shards.log_path(project, self.id, shard), wanted, size)
            path = shard_path(project.folder, self.id, shard)
            return log_shards.halved(read_rows(path, wanted, size))

        return embedding_scan.blocks_by(self.spans, read)

    def blocks(self, *, with_evidence: bool = True) -> Iterator[SeenBlock]:
        """Yield all windows, some thousand at a time, in the order of the disk."""
        for block in self.logs():
            good = block.embeddings.any(axis=1)
            recording, window = block.recording[good], block.window[good]
            evidence = sparse.csr_matrix((len(window), self.network_labels), dtype=np.float32)
            if with_evidence and len(window):
                with self.project.reading() as db:
                    evidence = self.evidence(db, recording, window)
            rows = WindowFeatures(block.embeddings[good].astype(np.float32), evidence)
            yield SeenBlock(recording, window, rows, block.lost, int((~good).sum()))

    def drawn(
        self, number: int, random: np.random.Generator, without: Iterable[Window]
    ) -> list[Window]:
        """Return some windows at random, in their order, none of them among ``without``."""
        spans = self.spans
        ends = np.cumsum(spans.windows)
        total = int(ends[-1]) if len(ends) else 0
        left_out = set(without)
        at = random.choice(total, min(total, number + len(left_out)), replace=False)
        which = np.searchsorted(ends, at, side="right")
        numbers = at - (ends[which] - spans.windows[which]) + spans.first_window[which]
        drawn = zip(spans.recording[which].tolist(), numbers.tolist(), strict=True)
        return sorted([window for window in drawn if window not in left_out][:number])

    def beginning(self, recording_id: int, start_s: float) -> Window | None:
        """Return the window that begins there, to a thousandth; None where none does."""
        number = round(start_s * self.cut.sample_rate / self.cut.step)
        is_there = round(self.cut.start_s(number) * 1000) == round(start_s * 1000)
        return (recording_id, number) if is_there else None

    def in_span(self, start_s: float, end_s: float) -> range:
        """Return the windows that a span is in: see ``windows_in``."""
        return windows_in(self.cut, start_s, end_s)

    def evidence(
        self, db: Connection, recording: NDArray[np.int64], window: NDArray[np.int64]
    ) -> Evidence:
        """Return what the network's heads said of windows, those of a recording side by side."""
        parts = [self._of_head(db, head, recording, window) for head in self._heads]
        if not parts:
            return sparse.csr_matrix((len(window), 0), dtype=np.float32)
        return sparse.hstack(parts, format="csr")

    def _of_head(
        self,
        db: Connection,
        head: NetworkHead,
        recording: NDArray[np.int64],
        window: NDArray[np.int64],
    ) -> Evidence:
        known = scores.sparse(db, self.id, head.id, np.unique(recording).tolist())
        ends = np.flatnonzero(np.diff(recording)) + 1
        parts = []
        for numbers in np.split(np.arange(len(recording)), ends):
            its = known.get(int(recording[numbers[0]])) if len(numbers) else None
            wanted = window[numbers]
            if its is None or not len(its):
                parts.append(sparse.csr_matrix((len(wanted), head.labels), dtype=np.float32))
                continue
            first, count = int(wanted.min()), int(wanted.max() - wanted.min()) + 1
            whole = evidence_of(its, first, count, head.manifest, head.labels)
            parts.append(whole if count == len(wanted) else whole[wanted - first])
        return sparse.vstack(parts, format="csr")


def windows_in(cut: Windowing, start_s: float, end_s: float) -> range:
    """Return the windows that a span is in: that hold more than half of it, or are half in it.

    Where none holds so much, as of a call between two windows, those that hold most. Where the
    recording ends is not heeded.
    """
    step_s, length_s = cut.step / cut.sample_rate, cut.length / cut.sample_rate
    first = max(0, math.floor((start_s - length_s) / step_s))
    starts = np.arange(first, max(first, math.floor(end_s / step_s)) + 1) * step_s
    shared = np.minimum(starts + length_s, end_s) - np.maximum(starts, start_s)
    half = min(end_s - start_s, length_s) / 2
    most = shared.max()
    least = half + 2 * _NOTHING_S if most > half + 2 * _NOTHING_S else most
    within = np.flatnonzero(shared >= max(least - _NOTHING_S, _NOTHING_S))
    return range(first + int(within[0]), first + int(within[-1]) + 1) if len(within) else range(0)


def windows_of(project: Project, run: Run | None = None) -> PassWindows:
    """Return the windows of a run; by default of the newest that has embeddings.

    Raises UserError where there is none.
    """
    with project.reading() as db:
        every = runs.everything(db)
        if not every:
            raise UserError("Nothing has been analysed in this project yet. Analyse it first.")
        known = (one.pass_id for one in every if embeddings.any_kept(db, one.pass_id))
        if run is not None and run.is_combined:
            raise UserError(
                f"{run.title} has no windows of its own. Name one of the analyses that it was "
                "combined of."
            )
        pass_id = every[0].pass_id if run is None else run.pass_id
        if run is None:
            pass_id = next(known, pass_id)
    return PassWindows(project, pass_id)


def _network_head(db: Connection, head_id: int) -> NetworkHead:
    stored = heads.get(db, head_id)
    try:
        manifest = head_from_plain(stored.manifest)
    except UnusableValueError:
        manifest = HeadManifest(stored.name, stored.title, stored.version)
    return NetworkHead(head_id, manifest, len(heads.labels(db, head_id)))

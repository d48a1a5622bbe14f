"""The windows of a pass, as heads see them: features, and the network's own evidence."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import scipy
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.audio.windows import Windowing
from core.errors import UserError
from core.heads import log_shards, pass_centre
from core.heads.features import Evidence, WindowFeatures, halved, log_features
from core.heads.pass_centre import Centre
from core.heads.pass_evidence import EvidenceReader, PassEvidence
from core.jobs import Job, Progress
from core.store import Project, embedding_scan, embeddings, passes, runs
from core.store.embedding_scan import Spans
from core.store.passes import Pass
from core.store.runs import Run

Int64 = NDArray[np.int64]
Window = tuple[int, int]
"""A recording's id, and the number of a window in it."""
_NOTHING_S = 1e-6
_DRAWN_FOR_MEAN = 4000
_MANY = 20_000
"""Windows of which it is worth keeping what makes searching quick."""


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
            if not self.of.embedding_size:
                raise UserError(
                    "This analysis has scores and nothing else: sounds cannot be compared or "
                    "taught with it. Analyse with a network that gives embeddings."
                )
            if not embeddings.any_kept(db, pass_id):
                raise UserError(
                    f"Only the scores of {self.of.network} were kept, not what it heard, so there "
                    "is nothing to compare. Analyse once more, and keep embeddings."
                )
        self._evidence = PassEvidence(project, pass_id, self.of.embedding_size)

    @property
    def cut(self) -> Windowing:
        """Return where the windows lie."""
        return self.of.windowing

    @property
    def network_labels(self) -> int:
        """Return how many columns the evidence has."""
        return self._evidence.labels

    @property
    def network_files(self) -> dict[str, str]:
        """Return the files of the network that it was heard with: name to SHA-256."""
        return {str(k): str(v) for k, v in (self.of.settings.get("files") or {}).items()}

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
        return places, WindowFeatures(log_features(found[order]), evidence, found[order])

    def evidence(self, db: Connection, recording: Int64, window: Int64) -> Evidence:
        """Return what the network's heads said of windows, those of a recording side by side."""
        return self._evidence.of(db, recording, window)

    def prepared(self) -> Job:
        """Keep what makes searching quick, where windows are many. Progress counts windows."""
        if self.project.read_only or self.spans.total < _MANY:
            return
        done, size = 0, self.of.embedding_size
        logs = log_shards.keep(self.project, self.id, self._shards, size)
        for made in chain(logs, self._evidence.keep(self._shards)):
            done += made
            yield Progress(min(done / 2, self.spans.total), self.spans.total, "preparing")
        if not self.centre.nearness:
            pass_centre.keep(self.project, self.id, self._shards, self.centre)
            del self.centre

    @cached_property
    def centre(self) -> Centre:
        """Return what all windows have in common."""
        size = self.of.embedding_size
        kept = pass_centre.kept_centre(self.project, self.id, self._shards, size)
        if kept is not None:
            return kept
        drawn = self.drawn(_DRAWN_FOR_MEAN, np.random.default_rng(0), ())
        with self.project.reading() as db:
            _, found = embeddings.of_windows(self.project, db, self.id, drawn, size)
        return pass_centre.centre_of(log_features(found))

    @cached_property
    def _shards(self) -> list[int]:
        return [int(one) for one in np.unique(self.spans.shard)]

    def evidence_reader(self, shards: Iterable[int]) -> EvidenceReader:
        """Return what reads the evidence of rows of these shards."""
        return self._evidence.reader(shards)

    def blocks(
        self, where: Spans | None = None, *, with_evidence: bool = True
    ) -> Iterator[SeenBlock]:
        """Yield all windows with their embeddings, some thousand at a time, as the disk has them.

        ``where`` are some of ``spans``.
        """
        where = self.spans if where is None else where
        size = self.of.embedding_size
        for block in embedding_scan.blocks(self.project, self.id, where, size):
            log = halved(block.embeddings)
            good = log.any(axis=1)
            recording, window = block.recording[good], block.window[good]
            evidence = scipy.sparse.csr_matrix((len(window), self.network_labels), dtype=np.float32)
            if with_evidence and len(window):
                with self.project.reading() as db:
                    evidence = self.evidence(db, recording, window)
            rows = WindowFeatures(log[good].astype(np.float32), evidence, block.embeddings[good])
            yield SeenBlock(recording, window, rows, block.lost, int((~good).sum()))

    def drawn(
        self, number: int, random: np.random.Generator, without: Iterable[Window]
    ) -> list[Window]:
        """Return some windows at random, in their order, none of them among ``without``."""
        spans = self.spans
        total = spans.total
        left_out = set(without)
        at = random.choice(total, min(total, number + len(left_out)), replace=False)
        recording, numbers = spans.windows_of(at)
        drawn = zip(recording.tolist(), numbers.tolist(), strict=True)
        return sorted([window for window in drawn if window not in left_out][:number])

    def beginning(self, recording_id: int, start_s: float) -> Window | None:
        """Return the window that begins there, to a thousandth; None where none does."""
        number = round(start_s * self.cut.sample_rate / self.cut.step)
        is_there = round(self.cut.start_s(number) * 1000) == round(start_s * 1000)
        return (recording_id, number) if is_there else None

    def in_span(self, start_s: float, end_s: float) -> range:
        """Return the windows that a span is in: see ``windows_in``."""
        return windows_in(self.cut, start_s, end_s)


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


def windows_apart(heard: PassWindows) -> int:
    """Return how many windows further on the next begins that shares no sound with one."""
    return -(-heard.cut.length // heard.cut.step)


def windows_of(project: Project, run: Run | None = None) -> PassWindows:
    """Return the windows of a run; by default of the newest that has embeddings.

    Raises UserError where there is none.
    """
    with project.reading() as db:
        every = runs.everything(db)
        if not every:
            raise UserError("Nothing has been analysed in this project yet. Analyse it first.")
        known = (one.pass_id for one in every if embeddings.any_kept(db, one.pass_id))
        if run is not None and not run.is_heard:
            raise UserError(
                f"{run.title} has no windows of its own: no network was run for it here. Name an "
                "analysis that one was run for."
            )
        pass_id = every[0].pass_id if run is None else run.pass_id
        if run is None:
            pass_id = next(known, pass_id)
    return PassWindows(project, pass_id)


def runs_with_windows(db: Connection) -> list[Run]:
    """Return the newest analysis of each way of hearing that left windows, newest first."""
    found: dict[int, Run] = {}
    for run in runs.everything(db):
        is_own = not run.is_combined and "head" not in run.settings
        if is_own and run.pass_id not in found and embeddings.any_kept(db, run.pass_id):
            found[run.pass_id] = run
    return list(found.values())

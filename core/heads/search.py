"""Search by example: which windows of a project sound like some that are given.

A window is compared by the logarithm of its embedding, less what all windows have in common. Where
the network is sure of what the examples are, its own evidence counts too. From four examples on,
or with counter-examples beside several, a logistic regression against windows drawn at random ranks
better and takes the place of all that. Every window is looked at: an approximate index lost 14 % of
what it should have found.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from core.heads.features import Float32, WindowFeatures, dots, stacked
from core.heads.training import NAMED_SCALE, OTHER_SCALE, halves
from core.heads.windows import PassWindows
from core.jobs import Inquiry, Progress
from core.store.embeddings import Float16

LIMIT = 500
_ENOUGH_TO_TRAIN = 4
_DRAWN_AGAINST = 1000
_DRAWN_FOR_MEAN = 4000
_COUNTER = 0.5
"""How much of the mean of counter-examples is taken off a single example."""
_EDGES = np.linspace(-1, 1, 101)


@dataclass(frozen=True, slots=True)
class SimilarWindow:
    """A window, and how like the examples it is."""

    recording_id: int
    start_s: float
    end_s: float
    similarity: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search came to."""

    found: list[SimilarWindow]
    """The most alike first; of neighbouring windows only the best."""
    compared: int
    empty: int
    """Windows of which the network gave no numbers."""
    lost: int
    """Windows whose embeddings are missing or cut off."""
    counts: NDArray[np.int64]
    """Of similarities, in 100 bins from -1 to 1."""
    trained: bool
    """Whether similarities are of a logistic regression, 0 to 1, instead of cosines."""


Similarity = Callable[[WindowFeatures], Float32]


def search(
    heard: PassWindows,
    like: WindowFeatures,
    unlike: WindowFeatures | None = None,
    *,
    limit: int = LIMIT,
    seed: int = 0,
) -> Inquiry[SearchResult]:
    """Rank all windows of a pass by how like the examples they are. Progress counts windows."""
    yield from heard.prepared()
    similarity, trained = similarity_to(heard, like, unlike, seed=seed)
    best = BestWindows(limit)
    compared = empty = lost = 0
    counts = np.zeros(len(_EDGES) - 1, np.int64)
    for recording, window, near, gone, zero in _near(heard, similarity):
        best.add(recording, window, near)
        counts += np.histogram(np.maximum(near, -1), _EDGES)[0]
        compared, empty, lost = compared + len(near), empty + zero, lost + gone
        yield Progress(compared + empty + lost, heard.spans.total)
    length_s = heard.cut.length / heard.cut.sample_rate
    folded = best.folded(windows_apart(heard))
    found = [
        SimilarWindow(r, (at := heard.cut.start_s(w)), at + length_s, value)
        for r, w, value in folded
    ]
    return SearchResult(found, compared, empty, lost, counts, trained)


@dataclass(frozen=True, slots=True)
class _Cosine:
    """The cosine with a query, of windows less what all have in common."""

    query: Float32
    mean: Float32
    evidence: Float32 | None

    def of_logs(self, logs: Float16) -> tuple[Float32, NDArray[np.bool_]]:
        """Return the cosines of log features [n, size], and of which there are any."""
        both = np.stack([self.query, self.mean]).astype(np.float16)
        found = dots(logs, both)
        mean, query = both[1].astype(np.float64), both[0].astype(np.float64)
        apart = np.sqrt(np.maximum(1 - 2 * found[:, 1] + mean @ mean, 1e-12))
        near = (found[:, 0] - mean @ query) / apart
        return np.asarray(near, np.float32), found[:, 1] != 0

    def __call__(self, rows: WindowFeatures) -> Float32:
        """Return the similarity of windows, with evidence on top; at most 1."""
        near, _ = self.of_logs(rows.log.astype(np.float16))
        if self.evidence is not None:
            sure = np.asarray(rows.evidence @ self.evidence, np.float32).ravel()
            near = near + sure / np.float32(NAMED_SCALE)
            near = near / np.float32(1.0 + float(self.evidence @ self.evidence))
        return np.asarray(np.minimum(near, 1), np.float32)


_Part = tuple[NDArray[np.int64], NDArray[np.int64], Float32, int, int]


def _near(heard: PassWindows, similarity: Similarity) -> Iterator[_Part]:
    """Yield (recordings, windows, similarities, how many are lost, how many empty)."""
    if isinstance(similarity, _Cosine) and similarity.evidence is None:
        for block in heard.logs():
            near, there = similarity.of_logs(block.embeddings)
            near = np.minimum(near[there], 1)
            yield block.recording[there], block.window[there], near, block.lost, int((~there).sum())
        return
    for seen in heard.blocks():
        yield seen.recording, seen.window, similarity(seen.rows), seen.lost, seen.empty


def similarity_to(
    heard: PassWindows, like: WindowFeatures, unlike: WindowFeatures | None = None, *, seed: int = 0
) -> tuple[Similarity, bool]:
    """Return how like the examples a window is, and whether that was trained.

    For few examples it is a cosine, -1 to 1; with evidence it is 1 for what has all of it too.
    """
    several = len(like) > 1 and unlike is not None and len(unlike)
    if len(like) >= _ENOUGH_TO_TRAIN or several:
        return _trained(heard, like, unlike, seed), True
    mean = _drawn(heard, _DRAWN_FOR_MEAN, seed).log.mean(axis=0)
    query = _unit(like.log - mean).mean(axis=0)
    if unlike is not None and len(unlike):
        query = query - _COUNTER * _unit(unlike.log - mean).mean(axis=0)
    query /= np.linalg.norm(query) or 1.0
    return _Cosine(query, mean, _evidence_of(like)), False


def windows_apart(heard: PassWindows) -> int:
    """Return how many windows further on the next begins that shares no sound with one."""
    return -(-heard.cut.length // heard.cut.step)


def _trained(
    heard: PassWindows, like: WindowFeatures, unlike: WindowFeatures | None, seed: int
) -> Similarity:
    against = _drawn(heard, _DRAWN_AGAINST, seed)
    if unlike is not None and len(unlike):
        against = stacked([unlike, against])
    told = 0 if unlike is None else len(unlike)
    scale = OTHER_SCALE if _evidence_of(like) is None else NAMED_SCALE
    weights = halves(like, against, told=told, scale=scale)
    return lambda rows: np.asarray(expit(weights.scores(rows)[:, 0]), np.float32)


def _drawn(heard: PassWindows, number: int, seed: int) -> WindowFeatures:
    windows = heard.drawn(number, np.random.default_rng(seed), ())
    with heard.project.reading() as db:
        return heard.rows(db, windows)[1]


def _evidence_of(like: WindowFeatures) -> NDArray[np.float32] | None:
    """Return the mean evidence of the examples, where the network is sure of what they are.

    It is sure where its best logit is above 0 on average.
    """
    if not like.evidence.nnz:
        return None
    best = like.evidence.max(axis=1).toarray()
    mean = np.asarray(like.evidence.mean(axis=0)).ravel()
    sure = best.mean() > _ABOVE_FLOOR
    return np.asarray(mean / NAMED_SCALE, np.float32) if sure else None


_ABOVE_FLOOR = 4.6
"""A logit of 0, counted from the floor of networks."""


def _unit(rows: Float32) -> Float32:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


class BestWindows:
    """The best windows of all that were seen, more than are wanted: neighbours fall together."""

    def __init__(self, limit: int) -> None:
        self._limit, self._room = limit, max(10 * limit, 5000)
        self._parts: list[tuple[NDArray[np.int64], NDArray[np.int64], Float32]] = []
        self._held = 0

    def add(self, recording: NDArray[np.int64], window: NDArray[np.int64], near: Float32) -> None:
        """Look at some more, parallel [windows]."""
        self._parts.append((recording, window, near))
        self._held += len(near)
        if self._held > 2 * self._room + 100_000:
            self._cut()

    def folded(self, apart: int) -> list[tuple[int, int, float]]:
        """Return (recording, window, similarity), the best first, none beside a better one."""
        self._cut()
        kept: list[tuple[int, int, float]] = []
        taken: dict[int, list[int]] = {}
        for recording, window, near in zip(*(a.tolist() for a in self._parts[0]), strict=True):
            beside = taken.setdefault(recording, [])
            if all(abs(window - other) > apart for other in beside):
                beside.append(window)
                kept.append((recording, window, near))
                if len(kept) == self._limit:
                    break
        return kept

    def _cut(self) -> None:
        if not self._parts:
            self._parts = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))]
        r, w, near = (np.concatenate(columns) for columns in zip(*self._parts, strict=True))
        order = np.lexsort((w, r, -near))[: self._room]
        self._parts = [(r[order], w[order], near[order])]
        self._held = len(order)

"""What a search has seen of all windows: how alike they are, and the best, none beside a better."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.heads.choosing import ChosenWindows
from core.heads.features import Float32
from core.heads.windows import PassWindows

LIMIT = 500
BINS = 100
"""Of similarities from -1 to 1."""
Int64 = NDArray[np.int64]


class LookedAt(Protocol):
    """Some windows that were looked at: parallel [windows]."""

    @property
    def recording(self) -> Int64:
        """Their recordings."""

    @property
    def window(self) -> Int64:
        """Their numbers in these."""

    @property
    def places(self) -> Int64:
        """Their places among all windows that are to be looked at."""

    @property
    def lost(self) -> int:
        """Windows more whose embeddings are not there."""

    @property
    def empty(self) -> int:
        """Windows more of which the network gave no numbers."""


@dataclass(frozen=True, slots=True)
class SimilarWindow:
    """A window, and how like the examples it is."""

    recording_id: int
    start_s: float
    end_s: float
    similarity: float
    place: int = 0
    """Of the pass that it is of, among those that were searched."""


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
    """Of similarities, in bins from -1 to 1."""
    trained: bool
    """Whether similarities are of a logistic regression, 0 to 1, instead of cosines."""
    not_chosen: int = 0
    """Windows that were not to be looked at."""
    undated: int = 0
    """Recordings among them of which nobody knows when they began, where days were asked for."""


class SearchTally:
    """What a search has seen: counts, and the best windows, more of them than are wanted."""

    def __init__(self, limit: int, least: float = -1.0) -> None:
        """Keep at most ``limit`` windows, with at least a similarity."""
        self.compared = self.empty = self.lost = self.not_chosen = self.undated = 0
        """Windows; undated are recordings. See SearchResult."""
        self.counts = np.zeros(BINS, np.int64)
        self._limit, self._least, self._room = limit, least, max(10 * limit, 5000)
        none = np.zeros(0, np.int64)
        self._best = (none, none, none, np.zeros(0, np.float32))
        """Parallel: places of passes, recordings, windows, similarities; the best first."""

    @property
    def seen(self) -> int:
        """Return how many windows were looked at or left out."""
        return self.compared + self.empty + self.lost + self.not_chosen

    def leave_out(self, heard: PassWindows, among: ChosenWindows) -> None:
        """Count what is not to be looked at of a pass."""
        self.not_chosen += heard.spans.total - among.spans.total
        self.undated += among.undated

    def take(self, some: LookedAt, near: Float32, among: ChosenWindows, place: int = 0) -> None:
        """Look at the similarities [windows] of some windows of the pass at a place."""
        self.lost, self.empty = self.lost + some.lost, self.empty + some.empty
        recording, window = some.recording, some.window
        if among.wanted is not None:
            which = among.wanted[some.places]
            self.not_chosen += len(near) - int(which.sum())
            recording, window, near = recording[which], window[which], near[which]
        self.compared += len(near)
        bins = np.clip((near + 1) * (BINS / 2), 0, BINS - 1).astype(np.int64)
        self.counts += np.bincount(bins, minlength=BINS)
        good = near >= self._least
        if len(self._best[3]) == self._room:
            good &= near > self._best[3][-1]
        best = np.flatnonzero(good)
        if len(best) > self._room:
            best = best[np.argpartition(-near[best], self._room - 1)[: self._room]]
        self._add(np.full(len(best), place), recording[best], window[best], near[best])

    def result(self, passes: Sequence[PassWindows], *, trained: bool) -> SearchResult:
        """Return what the search came to."""
        return SearchResult(
            self.found(passes), self.compared, self.empty, self.lost, self.counts, trained,
            self.not_chosen, self.undated,
        )  # fmt: skip

    def found(self, passes: Sequence[PassWindows]) -> list[SimilarWindow]:
        """Return the best windows, none beside a better one."""
        found: list[SimilarWindow] = []
        taken: dict[tuple[object, int], list[SimilarWindow]] = {}
        for place, recording, window, near in zip(*(a.tolist() for a in self._best), strict=True):
            cut = passes[place].cut
            start_s = cut.start_s(window)
            one = SimilarWindow(recording, start_s, start_s + cut.window_s, near, place)
            beside = taken.setdefault((passes[place].project.folder, recording), [])
            if all(_is_apart(one, other) for other in beside):
                beside.append(one)
                found.append(one)
                if len(found) == self._limit:
                    break
        return found

    def _add(self, place: Int64, recording: Int64, window: Int64, near: Float32) -> None:
        best = self._best
        place, recording = np.append(best[0], place), np.append(best[1], recording)
        window, near = np.append(best[2], window), np.append(best[3], near)
        order = np.lexsort((window, recording, place, -near))[: self._room]
        self._best = (place[order], recording[order], window[order], near[order])


def _is_apart(one: SimilarWindow, other: SimilarWindow) -> bool:
    """Tell whether windows neither share sound nor follow one upon the other."""
    return one.start_s > other.end_s + 1e-6 or other.start_s > one.end_s + 1e-6

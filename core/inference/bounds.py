"""How much is kept of what heads say: few bytes an hour, however many labels they have.

Of each window the highest scores are kept one by one; a histogram loses its lowest bins first.
BirdNET (6,522 labels) stays far below: on recordings, noise and silence it has at most 24 scores a
window from its floor on, 992 a window from the lowest edge of its histogram.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MOST_KEPT = 1024
"""Scores of a head kept one by one of each window: the highest."""

MOST_BINS = 1024
"""Entries of a head's histogram a window, on average over a recording."""

_SCORE_BYTES, _BIN_BYTES = 7.0, 2.5
"""As stored, compressed."""

_TYPICAL_KEPT, _TYPICAL_BINS = 10, 100
"""What BirdNET has a window of field recordings of a minute: shorter ones have more bins."""


class ScoreBytes(NamedTuple):
    """Room that the scores of an hour of sound take on the disk."""

    typical: int
    most: int


def score_bytes_per_hour(label_counts: Sequence[int], step_s: float) -> ScoreBytes:
    """Return what heads with so many labels take, with a window every ``step_s`` seconds."""
    windows = 3600 / step_s
    typical = most = 0.0
    for labels in label_counts:
        typical += _window_bytes(min(labels, _TYPICAL_KEPT), min(labels, _TYPICAL_BINS))
        most += _window_bytes(min(labels, MOST_KEPT), min(labels, MOST_BINS))
    return ScoreBytes(round(windows * typical), round(windows * most))


def _window_bytes(kept: int, bins: int) -> float:
    return kept * _SCORE_BYTES + bins * _BIN_BYTES


def highest(window: NDArray[np.intp], output: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Tell which entries are kept, of entries in order of window: at most so many of each."""
    kept = np.ones(len(window), np.bool_)
    if len(window) <= MOST_KEPT:
        return kept
    _, starts, counts = np.unique(window, return_index=True, return_counts=True)
    for n in np.flatnonzero(counts > MOST_KEPT):
        mine = slice(starts[n], starts[n] + counts[n])
        lower = np.argsort(-output[mine], kind="stable")[MOST_KEPT:]
        kept[mine][lower] = False
    return kept


def first_bin(bins: NDArray[np.uint8], windows: int, at_least: int = 1) -> int:
    """Return from which bin on a histogram with these entries, of so many windows, is kept."""
    if len(bins) <= windows * MOST_BINS:
        return at_least
    from_bin_on = np.cumsum(np.bincount(bins)[::-1])[::-1]
    fitting = np.flatnonzero(from_bin_on <= windows * MOST_BINS)
    return max(at_least, int(fitting[0]) if len(fitting) else int(bins.max()) + 1)

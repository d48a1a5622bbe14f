"""How good a ranking or a probability is: the figures that papers give."""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

Numbers = NDArray[np.floating]
Bools = NDArray[np.bool_]
_BINS = 10


def average_precision(scores: Numbers, present: Bools) -> float | None:
    """Return the area under precision over recall, in steps; None without anything present.

    Equal scores are taken together, so that their order does not matter.
    """
    precision, recall, _ = precision_recall(scores, present)
    if not len(precision):
        return None
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def precision_recall(scores: Numbers, present: Bools) -> tuple[Numbers, Numbers, Numbers]:
    """Return (precision, recall, the score from which on they hold), the highest score first.

    All are empty without anything present.
    """
    if not present.any():
        return np.zeros(0), np.zeros(0), np.zeros(0)
    order = np.argsort(-scores, kind="stable")
    sorted_scores = scores[order]
    ends = np.append(np.flatnonzero(np.diff(sorted_scores)), len(order) - 1)
    right = np.cumsum(present[order])[ends]
    return right / (ends + 1), right / right[-1], sorted_scores[ends]


def roc_auc(scores: Numbers, present: Bools) -> float | None:
    """Return how often what is present scores above what is not; None without either."""
    n, m = int(present.sum()), int((~present).sum())
    if not n or not m:
        return None
    ranks = scipy.stats.rankdata(scores)
    return float((ranks[present].sum() - n * (n + 1) / 2) / (n * m))


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Windows with about the same probability."""

    said: float
    """The mean of their probabilities."""
    was: float
    """The share of them that was so."""
    number: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well probabilities say how often something is so."""

    brier: float
    """Mean squared error: 0 is best."""
    error: float
    """Mean distance of the probability said from the share that was so (ECE, 10 bins)."""
    bins: tuple[ReliabilityBin, ...] = ()
    """Those with anything in them, rising."""


def calibration(probabilities: Numbers, present: Bools) -> Calibration:
    """Measure probabilities [n], with at least one."""
    said, was = np.asarray(probabilities, float), present.astype(float)
    place = np.minimum((said * _BINS).astype(int), _BINS - 1)
    counts = np.bincount(place, minlength=_BINS)
    sums = (np.bincount(place, one, minlength=_BINS) for one in (said, was))
    bins = tuple(
        ReliabilityBin(a / n, b / n, n)
        for a, b, n in zip(*(one.tolist() for one in (*sums, counts)), strict=True)
        if n
    )
    error = sum(abs(one.said - one.was) * one.number for one in bins) / len(said)
    return Calibration(float(np.mean((said - was) ** 2)), float(error), bins)

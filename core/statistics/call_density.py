"""Call density: the share of all windows that hold the call, from judged windows by score bin.

Navine et al. (2024), doi 10.3389/fbirs.2024.1380636.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.statistics.proportion import Interval, wilson_of_share

_PRIOR, _DRAWS = 0.1, 10_000


@dataclass(frozen=True, slots=True)
class ScoreBin:
    """Windows whose scores lie within the same bounds."""

    share: float
    """Of all windows, 0 to 1."""
    positive: int
    negative: int
    """Judged windows; those that nobody could tell are in neither."""

    @property
    def judged(self) -> int:
        """Return how many windows were judged."""
        return self.positive + self.negative


@dataclass(frozen=True, slots=True)
class CallDensity:
    """The share of windows with the call."""

    interval: Interval
    """With Wilson's bounds at the effective sample size: they hold where the posterior's fail."""
    posterior: Interval
    """As published, the sum of Betas with a prior of .1: its mean, and its bounds from draws."""


def call_density(bins: Sequence[ScoreBin], seed: int = 0, level: float = 0.95) -> CallDensity:
    """Return the density from bins in rising order of score, of which one at least has verdicts.

    A bin without verdicts is taken together with its lower neighbour (the lowest with the next
    above). Raises ValueError where the shares are no shares of one whole, or no bin was judged.
    """
    if not np.isclose(sum(b.share for b in bins), 1, atol=0.01):
        raise ValueError("the shares of the bins do not add up to 1")
    parts = _merged(bins)
    if not parts:
        raise ValueError("no window was judged")
    whole = sum(b.share for b in parts)
    weights = np.array([b.share / whole for b in parts])
    right = np.array([b.positive for b in parts])
    judged = np.array([b.judged for b in parts])
    density = float(weights @ (right / judged))
    q = (right + 0.5) / (judged + 1)
    careful = float(weights @ q)
    variance = float(np.sum(weights**2 * q * (1 - q) / judged))
    interval = wilson_of_share(min(density, 1.0), careful * (1 - careful) / variance, level)
    return CallDensity(interval, _posterior(bins, seed, level))


def _posterior(bins: Sequence[ScoreBin], seed: int, level: float) -> Interval:
    drawn = np.random.default_rng(seed)
    total = np.zeros(_DRAWS)
    for b in bins:
        total += b.share * drawn.beta(b.positive + _PRIOR, b.negative + _PRIOR, _DRAWS)
    tail = 50 * (1 - level)
    low, high = np.percentile(total, (tail, 100 - tail))
    mean = sum(b.share * (b.positive + _PRIOR) / (b.judged + 2 * _PRIOR) for b in bins)
    return Interval(mean, float(low), float(high))


def _merged(bins: Sequence[ScoreBin]) -> list[ScoreBin]:
    parts: list[ScoreBin] = []
    below = 0.0
    for b in bins:
        if b.judged:
            parts.append(ScoreBin(b.share + below, b.positive, b.negative))
            below = 0.0
        elif parts:
            last = parts[-1]
            parts[-1] = ScoreBin(last.share + b.share, last.positive, last.negative)
        else:
            below += b.share
    return parts

"""From a network's scores to the probability that a detection is right, and to thresholds.

A logistic curve of the verdicts on the logit of the score, for each species by itself (Wood & Kahl
2024, doi 10.1007/s10336-024-02144-5), with thresholds whose intervals are profile likelihood's.
The curve is for thresholds and pictures; what is claimed of detections comes from ``precision``.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import scipy

from core.counted import counted
from core.statistics.logistic import (
    Bools,
    FittedLogistic,
    Numbers,
    fitted,
    is_separated,
)

ENOUGH_CLIPS, ENOUGH_OF_THE_RARER = 50, 8
"""With fewer, points can be shown, but no threshold should be drawn from them."""
_EDGE = 1e-5  # files with four decimals hold 1.0000
_SLOPES = np.geomspace(1e-4, 1e4, 161)
_SLOPES = np.concatenate([-_SLOPES[::-1], [0.0], _SLOPES])
"""Where the best slope is looked for, as multiples of the curve's."""
_TINY = 1e-300
_FARTHEST = 1e5  # logits: beyond it an interval has no end


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which score on, with its profile-likelihood interval."""

    logit: float
    low_logit: float | None = None
    """None where it has no lower end."""
    high_logit: float | None = None

    @property
    def score(self) -> float:
        """Return it as a score, 0 to 1."""
        return float(scipy.special.expit(self.logit))


@dataclass(frozen=True)
class ScoreCurve:
    """P(right | score) = expit(b0 + b1 · logit(score))."""

    b0: float
    b1: float
    is_firth: bool
    log_likelihood: float
    x: Numbers = field(repr=False)
    right: Bools = field(repr=False)
    """What it was fitted to: the clips' logits and verdicts."""

    def probabilities(self, logits: Numbers) -> Numbers:
        """Return the probabilities of logits of scores, of any shape."""
        return np.asarray(scipy.special.expit(self.b0 + self.b1 * logits))

    def score_at(self, probability: float) -> float:
        """Return the score of which a detection is right with this ``probability``."""
        return float(scipy.special.expit((scipy.special.logit(probability) - self.b0) / self.b1))

    def threshold(self, probability: float, level: float = 0.95) -> Threshold:
        """Return the score of which a detection is right with this ``probability``.

        The interval holds every threshold t for which the best curve through (t, probability)
        is within chi-square's quantile of the best curve of all.
        """
        target = float(scipy.special.logit(probability))
        t = (target - self.b0) / self.b1
        allowed = float(scipy.special.chdtri(1, 1 - level)) / 2

        def lacking(place: float) -> float:
            return self.log_likelihood - self._profile(place, target) - allowed

        reach = abs(1 / self.b1)
        return Threshold(t, _crossing(lacking, t, -reach), _crossing(lacking, t, reach))

    def threshold_of_kept(self, precision: float) -> Threshold | None:
        """Return the lowest score of a clip from which on all clips together reach ``precision``.

        None where not even the highest do.
        """
        distinct, first = np.unique(-self._sorted_x, return_index=True)
        ends = np.append(first[1:], len(self._sorted_x))
        means = np.cumsum(self.probabilities(self._sorted_x))[ends - 1] / ends
        reached = np.flatnonzero(means >= precision)
        return Threshold(-float(distinct[reached[-1]])) if len(reached) else None

    @cached_property
    def _sorted_x(self) -> Numbers:
        return np.sort(self.x)[::-1]

    def _profile(self, t: float, target: float) -> float:
        """Return the highest log-likelihood of curves that give ``target`` at ``t``."""
        if not self.is_firth:
            return _best_through(self.x - t, self.right, target)
        return _best_penalised_through(self.x - t, self.right, target, self.b1)


@dataclass(frozen=True, slots=True)
class RefusedCurve:
    """Why the verdicts have no curve."""

    reason: str


def score_curve(x: Numbers, right: Bools) -> ScoreCurve | RefusedCurve:
    """Fit the curve to clips: logits of their scores [n] and whether each was right."""
    if not len(x):
        return RefusedCurve("No clip was judged.")
    if right.all() or not right.any():
        return RefusedCurve(f"All clips were {'right' if right.all() else 'wrong'}.")
    if np.ptp(x) == 0:
        return RefusedCurve("All clips have the same score.")
    firth = is_separated(x, right)
    found = fitted(np.column_stack([np.ones_like(x), x]), right, firth=firth)
    b0, b1 = map(float, found.coefficients)
    if b1 <= 0:
        return RefusedCurve("Higher scores are not right more often.")
    return ScoreCurve(b0, b1, firth, found.log_likelihood, x, right)


def too_few(right: Bools) -> str:
    """Return why no threshold should be drawn from these clips; empty where it may."""
    rarer = int(min(right.sum(), (~right).sum()))
    if len(right) >= ENOUGH_CLIPS and rarer >= ENOUGH_OF_THE_RARER:
        return ""
    return (
        f"{counted(len(right), 'clip')}, {rarer:,} of the rarer verdict: a threshold to rely on "
        f"needs {ENOUGH_CLIPS} and {ENOUGH_OF_THE_RARER}."
    )


def logits(scores: Numbers) -> Numbers:
    """Return the logits of scores, which are taken as lying between .00001 and .99999."""
    return np.asarray(scipy.special.logit(np.clip(scores, _EDGE, 1 - _EDGE)))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A likelihood-ratio test."""

    lr: float
    df: int

    @property
    def p(self) -> float:
        """Return how often chance alone would differ as much."""
        return float(scipy.special.chdtrc(self.df, self.lr))


@dataclass(frozen=True, slots=True)
class SiteComparison:
    """Whether the curve differs between sites."""

    curves: Comparison
    """Each site its own curve, against one for all."""
    intercepts: Comparison
    """Each site its own offset, against one curve for all."""
    left_out: list[str]
    """Sites with right clips only, or wrong ones only: of them nothing can be said."""


def compare_sites(x: Numbers, right: Bools, sites: list[str]) -> SiteComparison | None:
    """Compare the curves of sites [n]; None where fewer than two sites have both verdicts."""
    of = np.array(sites)
    both = [name for name in dict.fromkeys(sites) if len(np.unique(right[of == name])) == 2]
    left_out = [name for name in dict.fromkeys(sites) if name not in both]
    if len(both) < 2:
        return None
    kept = np.isin(of, both)
    x, right, of = x[kept], right[kept], of[kept]
    one = fitted(np.column_stack([np.ones_like(x), x]), right)
    offsets = np.column_stack([*((of == name).astype(float) for name in both), x])
    several = fitted(offsets, right)
    each = math.fsum(_highest(x[of == name], right[of == name]) for name in both)
    return SiteComparison(
        _compared(each, one, 2 * (len(both) - 1)),
        _compared(several.log_likelihood, one, len(both) - 1),
        left_out,
    )


def _compared(log_likelihood: float, one: FittedLogistic, df: int) -> Comparison:
    return Comparison(max(0.0, 2 * (log_likelihood - one.log_likelihood)), df)


def _highest(x: Numbers, right: Bools) -> float:
    """Return what the log-likelihood of a curve can come near, separated or not."""
    for values in (x, -x):
        if is_separated(values, right):
            tied = values == values[right].min()
            return _of_a_constant(right[tied]) if not right[tied].all() else 0.0
    return fitted(np.column_stack([np.ones_like(x), x]), right).log_likelihood


def _of_a_constant(right: Bools) -> float:
    share = right.mean()
    return float(len(right) * (share * math.log(share) + (1 - share) * math.log(1 - share)))


def _best_through(distance: Numbers, right: Bools, target: float) -> float:
    """Return the highest log-likelihood of expit(target + b1 · distance), which is concave."""
    signs = np.where(right, 1.0, -1.0)

    def slope(b1: float) -> float:
        return float(
            np.sum(signs * distance * scipy.special.expit(-signs * (target + b1 * distance)))
        )

    def value(b1: float) -> float:
        return float(-np.sum(np.logaddexp(0.0, -signs * (target + b1 * distance))))

    ends = [-1.0, 1.0]
    for place, wanted in ((0, 1), (1, -1)):
        while slope(ends[place]) * wanted < 0 and abs(ends[place]) < 1e8:
            ends[place] *= 4
    if slope(ends[0]) * slope(ends[1]) >= 0:
        return max(map(value, ends))
    return value(float(scipy.optimize.brentq(slope, *ends, xtol=1e-15, rtol=1e-14, maxiter=500)))


def _best_penalised_through(distance: Numbers, right: Bools, target: float, b1: float) -> float:
    """Return the highest of Firth's of expit(target + slope · distance).

    It may have several maxima, so the slopes are gone through before the best is narrowed down.
    """
    signs = np.where(right, 1.0, -1.0)

    def value(slopes: Numbers) -> Numbers:
        eta = target + slopes[:, None] * distance
        weights = scipy.special.expit(eta) * scipy.special.expit(-eta)
        total = np.maximum(weights.sum(axis=1), _TINY)
        mean = (weights @ distance) / total
        spread = np.sum(weights * (distance - mean[:, None]) ** 2, axis=1)
        determinant = np.log(total) + np.log(np.maximum(spread, _TINY))
        found: Numbers = np.sum(scipy.special.log_expit(signs * eta), axis=1) + determinant / 2
        return found

    slopes = b1 * _SLOPES
    best = int(np.clip(np.argmax(value(slopes)), 1, len(slopes) - 2))
    narrowed = scipy.optimize.minimize_scalar(
        lambda slope: -value(np.array([slope]))[0],
        bounds=(slopes[best - 1], slopes[best + 1]),
        method="bounded",
        options={"xatol": 1e-11 * abs(b1)},
    )
    return -float(narrowed.fun)


def _crossing(lacking: Callable[[float], float], start: float, step: float) -> float | None:
    """Return where ``lacking`` becomes positive on the way from ``start``; None if nowhere."""
    inside = start
    while abs(inside - start) < _FARTHEST:
        outside = inside + step
        if lacking(outside) > 0:
            return float(scipy.optimize.brentq(lacking, inside, outside, xtol=1e-12, rtol=1e-13))
        inside, step = outside, step * 1.5
    return None

"""How many species a place has, from how often each was met in survey units."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from core.statistics.proportion import Interval

_FEW_UNITS = 10


@dataclass(frozen=True, slots=True)
class Richness:
    """Species met, and those to be expected."""

    units: int
    observed: int
    q1: int
    """Species met in one unit only."""
    q2: int
    """Species met in two."""
    chao2: float
    chao2_error: float
    interval: Interval
    """Of Chao2: log-normal, never below what was observed."""
    coverage: float | None
    """Share of the incidences that belong to species met; None where nothing was."""
    mao_tau: list[float]
    """Species expected in 1, 2, ... all units."""
    mao_tau_low: list[float]
    mao_tau_high: list[float]
    """Its bounds: unconditional, with Chao2 for all the species there are."""

    @property
    def doubt(self) -> str:
        """Return what to say where Chao2 rests on too little; else nothing."""
        few = self.units < _FEW_UNITS or (self.observed > 0 and self.q1 == self.observed)
        return "A lower bound from little." if few else ""


def richness(met: NDArray[np.bool_], level: float = 0.95) -> Richness:
    """Return the richness of a table [units, species] of what was met where.

    Chao 1987 (doi 10.2307/2531532) in its classic form, as vegan and iNEXT have it; sample
    coverage of Chao & Jost 2012 (doi 10.1890/11-1952.1); Mao Tau of Colwell et al. 2012
    (doi 10.1093/jpe/rtr044).
    """
    units = len(met)
    counts = met.sum(axis=0)
    counts = counts[counts > 0]
    q1, q2 = int((counts == 1).sum()), int((counts == 2).sum())
    observed = len(counts)
    a = (units - 1) / units if units else 0.0
    unseen = a * q1 * q1 / (2 * q2) if q2 else a * q1 * (q1 - 1) / 2
    error = math.sqrt(max(0.0, _variance(q1, q2, a, observed + unseen)))
    return Richness(
        units,
        observed,
        q1,
        q2,
        observed + unseen,
        error,
        _interval(observed, unseen, error, level),
        _coverage(units, q1, q2, int(counts.sum())),
        *_accumulated(counts, units, observed + unseen, level),
    )


def mao_tau(counts: NDArray[np.integer], units: int) -> list[float]:
    """Return the species expected in 1, 2, ... of the units, from the units each was met in."""
    return [float(met.sum()) for met in _met(counts, units)]


def _accumulated(
    counts: NDArray[np.integer], units: int, chao2: float, level: float
) -> tuple[list[float], list[float], list[float]]:
    """Return Mao Tau with its bounds."""
    z = NormalDist().inv_cdf(0.5 + level / 2)
    found, low, high = [], [], []
    for met in _met(counts, units):
        expected = float(met.sum())
        variance = float(met @ met) - expected**2 / chao2 if chao2 else 0.0
        half = z * math.sqrt(max(0.0, variance))
        found.append(expected)
        low.append(max(0.0, expected - half))
        high.append(expected + half)
    return found, low, high


def _met(counts: NDArray[np.integer], units: int) -> Iterator[NDArray[np.float64]]:
    """Yield for 1, 2, ... units how likely each species is in one of them at least."""
    log_factorial = np.array([math.lgamma(n + 1) for n in range(units + 1)])
    rest = units - counts
    its = log_factorial[rest] - log_factorial[units]
    for t in range(1, units + 1):
        possible = rest >= t
        missed = np.zeros(len(counts))
        missed[possible] = np.exp(
            its[possible] - log_factorial[rest[possible] - t] + log_factorial[units - t]
        )
        yield 1 - missed


def _variance(q1: int, q2: int, a: float, chao2: float) -> float:
    if q2:
        r = q1 / q2
        return q2 * (a * r**2 / 2 + a**2 * r**3 + a**2 * r**4 / 4)
    if not q1:
        return 0.0
    one = a * q1 * (q1 - 1) / 2 + a**2 * q1 * (2 * q1 - 1) ** 2 / 4
    return one - a**2 * q1**4 / (4 * chao2)


def _interval(observed: int, unseen: float, error: float, level: float) -> Interval:
    if unseen <= 0:
        return Interval(observed, observed, observed)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    k = math.exp(z * math.sqrt(math.log(1 + (error / unseen) ** 2)))
    return Interval(observed + unseen, observed + unseen / k, observed + unseen * k)


def _coverage(units: int, q1: int, q2: int, incidences: int) -> float | None:
    if not incidences:
        return None
    # Without species met twice the form of Chao & Jost's appendix, as iNEXT computes it.
    above = (units - 1) * q1 if q2 else (units - 1) * (q1 - 1)
    below = above + (2 * q2 if q2 else 2)
    return 1 - q1 / incidences * (above / below) if q1 and below > 0 else 1.0

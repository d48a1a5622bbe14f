"""Two ways to find something, tried on the same recordings."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import scipy

from core.statistics.proportion import Interval


@dataclass(frozen=True, slots=True)
class PairedCounts:
    """In how many recordings both found it, one alone, or neither."""

    both: int
    only_first: int
    only_second: int
    neither: int

    @property
    def number(self) -> int:
        """Return how many recordings there are."""
        return self.both + self.only_first + self.only_second + self.neither

    @property
    def p(self) -> float | None:
        """Return how often chance alone would differ as much; None where they never differ.

        McNemar's test in its exact form (McNemar 1947, doi 10.1007/BF02295996).
        """
        apart = self.only_first + self.only_second
        return float(scipy.stats.binomtest(self.only_first, apart).pvalue) if apart else None


def difference(counts: PairedCounts, level: float = 0.95) -> Interval | None:
    """Return by how much the first finds it in a larger share of recordings; None without any.

    The interval is Agresti & Min's (2005, doi 10.1002/sim.1781): Wald's with half a recording
    added to each of the four cells. It ends at 1 and -1.
    """
    n = counts.number
    if not n:
        return None
    estimate = (counts.only_first - counts.only_second) / n
    b, c, m = counts.only_first + 0.5, counts.only_second + 0.5, n + 2
    middle = (b - c) / m
    error = math.sqrt(max(0.0, (b + c) - (b - c) ** 2 / m)) / m
    half = NormalDist().inv_cdf(0.5 + level / 2) * error
    return Interval(estimate, max(-1.0, middle - half), min(1.0, middle + half))

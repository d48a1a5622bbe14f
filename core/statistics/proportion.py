"""A share estimated from a sample, with its interval."""

import math
from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and the bounds of its interval."""

    estimate: float
    low: float
    high: float


def wilson(successes: int, trials: int, level: float = 0.95) -> Interval | None:
    """Return the share of successes with its score interval; None without trials.

    Wilson (1927), doi 10.1080/01621459.1927.10502953. It holds for a random sample of what it is
    said of: listening only to the highest scores gives a share that is too good.
    """
    return wilson_of_share(successes / trials, trials, level) if trials else None


def wilson_of_share(share: float, trials: float, level: float = 0.95) -> Interval:
    """Return Wilson's interval of a share that is as sure as so many ``trials``, above 0."""
    z = NormalDist().inv_cdf(0.5 + level / 2)
    scale = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return Interval(share, max(0.0, centre - half), min(1.0, centre + half))


def interval_text(found: Interval | None, *, all_heard: bool = False) -> str:
    """Return an interval of shares as percent; ``all`` where nothing is estimated."""
    if found is None:
        return "–"
    return "all" if all_heard else f"{found.low * 100:.0f}–{found.high * 100:.0f}"

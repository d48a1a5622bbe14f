"""How far two sets of numbers rise together."""

import math
from statistics import NormalDist

import numpy as np
import scipy
from numpy.typing import NDArray

from core.statistics.proportion import Interval


def spearman(
    one: NDArray[np.float32], other: NDArray[np.float32], independent: int, level: float = 0.95
) -> Interval | None:
    """Return the rank correlation, -1 to 1, of paired numbers; ties share their rank.

    The interval is Fisher's z with Bonett and Wright's (2000, doi 10.1007/BF02294183) standard
    error. ``independent`` is how many of the pairs may be taken as independent: windows of one
    recording are not. None where one of the two never changes, or fewer than four are.
    """
    ranks = [scipy.stats.rankdata(values) for values in (one, other)]
    if len(one) < 2 or independent < 4 or any(np.ptp(each) == 0 for each in ranks):
        return None
    rho = float(np.clip(np.corrcoef(*ranks)[0, 1], -1, 1))
    if abs(rho) == 1:
        return Interval(rho, rho, rho)
    half = NormalDist().inv_cdf(0.5 + level / 2)
    half *= math.sqrt((1 + rho * rho / 2) / (independent - 3))
    z = math.atanh(rho)
    return Interval(rho, math.tanh(z - half), math.tanh(z + half))

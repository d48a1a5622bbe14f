"""What share of the calls the network finds, from minutes that were listened to completely."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.statistics.proportion import Interval

_DRAWS = 10_000


@dataclass(frozen=True, slots=True)
class ListenedStratum:
    """Minutes in which the network's best score of a species lies within the same bounds."""

    minutes: int
    listened: int
    with_species: int

    def __post_init__(self) -> None:
        if not 0 <= self.with_species <= self.listened <= self.minutes:
            raise ValueError(
                f"{self.listened:,} listened to and {self.with_species:,} with the species, of "
                f"{self.minutes:,}, cannot be"
            )


def refusal(strata: Sequence[ListenedStratum]) -> str:
    """Return why recall is not estimated from strata in rising order of score; empty if it is."""
    held = [stratum for stratum in strata if stratum.minutes]
    if not held:
        return "Not estimated: there are no minutes."
    if strata[0].minutes and not strata[0].listened:
        return "Not estimated: no minute was listened to in which the network was silent."
    if any(not stratum.listened for stratum in held):
        return "Not estimated: in one of the strata no minute was listened to."
    if not any(stratum.with_species for stratum in held):
        return "Not estimated: the species was heard in none of the minutes."
    return ""


def recall(strata: Sequence[ListenedStratum], seed: int = 0, level: float = 0.95) -> list[Interval]:
    """Return for each stratum the recall of what scores at or above it, the lowest first.

    The strata are those ``refusal`` has nothing against. The interval is that of the posterior
    prediction: a Beta(k + 1/2, n - k + 1/2) for each stratum's share and a binomial for its
    minutes that nobody listened to, drawn 10,000 times. Where no silent minute heard had the
    species, nothing bounds recall from above: the high end is 1.
    """
    drawn = np.random.default_rng(seed)
    expected, draws = [], []
    for s in strata:
        expected.append(s.minutes * s.with_species / s.listened if s.listened else 0.0)
        shares = drawn.beta(s.with_species + 0.5, s.listened - s.with_species + 0.5, _DRAWS)
        draws.append(s.with_species + drawn.binomial(s.minutes - s.listened, shares))
    above = np.cumsum(np.array(draws)[::-1], axis=0)[::-1]
    total = np.maximum(above[0], 1)
    tail = 50 * (1 - level)
    found = []
    for place in range(len(strata)):
        estimate = math.fsum(expected[place:]) / math.fsum(expected)
        low, high = np.percentile(above[place] / total, (tail, 100 - tail))
        open_above = place > 0 and not any(s.with_species for s in strata[:1])
        found.append(Interval(estimate, float(low), 1.0 if open_above else float(high)))
    return found

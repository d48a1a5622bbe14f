"""What share of the detections is right, from clips drawn by strata.

Wilson's interval at the effective sample size of a stratified sample (Korn & Graubard 1998, Survey
Methodology 24: 193-201), with half a success and half a failure in the variance and the finite
population correction. In simulated projects it holds the truth in .96 of cases, .90 in the worst;
the same interval without weights in .83, never in the worst.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.counted import counted
from core.statistics.proportion import Interval, wilson_of_share


@dataclass(frozen=True, slots=True)
class SampledStratum:
    """A part of the detections, of which some were drawn at random and judged."""

    detections: int
    listened: int
    """Judged right or wrong; clips that nobody could tell are not counted."""
    correct: int

    def __post_init__(self) -> None:
        if not 0 <= self.correct <= self.listened <= self.detections:
            raise ValueError(
                f"Of {counted(self.detections, 'detection')} {self.listened:,} judged and "
                f"{self.correct:,} right cannot be"
            )

    @property
    def share(self) -> float:
        """Return the share of the judged that is right."""
        return self.correct / self.listened

    @property
    def careful_share(self) -> float:
        """Return the share for the variance: never 0 or 1 while something is not judged."""
        if self.listened == self.detections:
            return self.share
        return (self.correct + 0.5) / (self.listened + 1)

    @property
    def heard_share(self) -> float:
        """Return what share of the stratum was judged."""
        return self.listened / self.detections


@dataclass(frozen=True, slots=True)
class Precision:
    """The share of detections that is right."""

    interval: Interval
    n_effective: float | None
    """Clips drawn at random from all that would tell as much; None where all were heard."""

    @property
    def all_heard(self) -> bool:
        """Tell whether every detection was judged: then nothing is estimated."""
        return self.n_effective is None


def precision(strata: Iterable[SampledStratum], level: float = 0.95) -> Precision | None:
    """Return the precision of all detections; None where no clip was judged.

    The strata come in rising order of score. One in which nothing was judged is taken together
    with its lower neighbour (the lowest with the next above).
    """
    parts = merged(strata)
    if not parts:
        return None
    total = sum(part.detections for part in parts)
    share = sum(part.detections / total * part.share for part in parts)
    careful = sum(part.detections / total * part.careful_share for part in parts)
    variance = math.fsum(_variance(part, total) for part in parts)
    if variance == 0:
        return Precision(Interval(share, share, share), None)
    n = careful * (1 - careful) / variance
    return Precision(wilson_of_share(min(share, 1.0), n, level), n)


def merged(strata: Iterable[SampledStratum]) -> Sequence[SampledStratum]:
    """Return strata with judged clips in each; nothing where none was judged at all."""
    parts: list[SampledStratum] = []
    below = 0  # detections of strata without a judged clip, under the first that has one
    for stratum in strata:
        if stratum.listened:
            parts.append(replace(stratum, detections=stratum.detections + below))
            below = 0
        elif parts:
            parts[-1] = replace(parts[-1], detections=parts[-1].detections + stratum.detections)
        else:
            below += stratum.detections
    return parts


def _variance(part: SampledStratum, total: int) -> float:
    weight, q = part.detections / total, part.careful_share
    return weight**2 * (1 - part.heard_share) * q * (1 - q) / part.listened

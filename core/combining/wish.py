"""What a person asks of a combination of analyses."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.errors import UnusableValueError

LEAST_WEIGHT, MOST_WEIGHT = 0.001, 1000.0


class CombinationRule(StrEnum):
    """What makes detections of several analyses one of the combined analysis."""

    BOTH = "both"
    """All of them hear the species at the same time."""
    EITHER = "either"
    """One of them hears it."""
    WEIGHTED = "weighted"
    """Their mean score there is high enough."""


@dataclass(frozen=True, slots=True)
class CombinationWish:
    """How analyses are to be combined."""

    run_ids: tuple[int, ...]
    rule: CombinationRule
    weights: Mapping[int, float] = field(default_factory=dict)
    """By run; 1 where nothing is said. Only ``weighted`` asks for them."""
    min_score: float | None = None
    """Of the combined score; None: the lowest of the analyses' own."""
    overlap_s: float | None = None
    """How much time detections must share at least; None: half of the shorter."""

    def check(self) -> None:
        """Raise UnusableValueError where this can be no combination."""
        if len(set(self.run_ids)) < len(self.run_ids):
            raise UnusableValueError("An analysis is named twice. Name each once.")
        if len(self.run_ids) < 2:
            raise UnusableValueError("There must be two analyses at least to combine. Name more.")
        if self.weights and self.rule is not CombinationRule.WEIGHTED:
            raise UnusableValueError(f"The rule {self.rule} has no weights. Leave them out.")
        for weight in self.weights.values():
            if not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
                raise UnusableValueError(
                    f"A weight lies between {LEAST_WEIGHT:g} and {MOST_WEIGHT:g}, not {weight:g}."
                )
        if self.min_score is not None and not 0 <= self.min_score < 1:
            raise UnusableValueError("The minimum score must be at least 0 and below 1.")
        if self.overlap_s is not None and not 0 <= self.overlap_s < math.inf:
            raise UnusableValueError("The overlap must be a number of seconds from 0 on.")

    def weight_of(self, run_id: int) -> float:
        """Return what an analysis counts."""
        return float(self.weights.get(run_id, 1.0))

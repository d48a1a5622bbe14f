"""From scores to probabilities: Platt's curve, one for a whole head until a class has enough.

Platt 1999, "Probabilistic outputs for support vector machines", with his smoothed targets. One
curve for all classes was better calibrated than one each wherever classes had few positives.
"""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

ENOUGH_POSITIVES, ENOUGH_GROUPS = 20, 5
"""From so many, of so many recordings, on a class has a curve of its own."""
_SLOPES = (0.05, 10.0)
_PULL = 0.001  # of the slope to 1


@dataclass(frozen=True, slots=True)
class Curve:
    """A probability is expit(slope · score + offset)."""

    slope: float = 1.0
    offset: float = 0.0

    def probabilities(self, scores: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the probabilities of scores, of any shape."""
        return np.asarray(
            scipy.special.expit(self.slope * np.asarray(scores, np.float64) + self.offset)
        )


def fitted(scores: NDArray[np.floating], present: NDArray[np.bool_]) -> Curve:
    """Return the curve of scores [n] that were given to windows not trained on.

    Without both kinds nothing is known of it: then it is left as trained.
    """
    positives, negatives = int(present.sum()), int((~present).sum())
    if not positives or not negatives:
        return Curve()
    high, low = (positives + 1) / (positives + 2), 1 / (negatives + 2)
    targets = np.where(present, high, low)
    s = np.asarray(scores, np.float64)

    def loss(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = x[0] * s + x[1]
        value = -np.sum(
            targets * scipy.special.log_expit(z) + (1 - targets) * scipy.special.log_expit(-z)
        )
        slope = scipy.special.expit(z) - targets
        pulled = value + _PULL * (x[0] - 1) ** 2
        return float(pulled), np.array([slope @ s + 2 * _PULL * (x[0] - 1), slope.sum()])

    found = scipy.optimize.minimize(
        loss, [1.0, 0.0], jac=True, method="L-BFGS-B", bounds=[_SLOPES, (None, None)]
    )
    return Curve(float(found.x[0]), float(found.x[1]))

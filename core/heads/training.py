"""Training a head: logistic regression on what is known of labelled windows.

Two ways. *Independent*: each class has a yes or no of its own. *Exclusive*: one of them at a time
(individuals, one call type out of several), or none. Both start at zero and draw nothing at random,
so that equal labels give equal heads. All constants were measured, see docs/heads.md.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from core.heads.features import Float32, WindowFeatures, stacked
from core.networks.threads import on_one_thread

Float64 = NDArray[np.float64]

UNKNOWN, ABSENT, PRESENT = -1, 0, 1
"""What is known of a class in a window."""
NAMED_STRENGTH, OTHER_STRENGTH, EXCLUSIVE_STRENGTH, SEARCH_STRENGTH = 10.0, 50.0, 100.0, 10.0
"""Inverse weight of the penalty on large weights (C): of species that the network knows, of all
other sounds, of exclusive classes, of a search."""
NAMED_SCALE, OTHER_SCALE = 10.0, 30.0
"""The network's own evidence counts a tenth where it knows the species, else a thirtieth."""
BACKGROUND_SHARE = 0.25
"""What unlabelled and made windows, and those labelled with something else, weigh together each,
where a class's positives weigh 1."""
_EXCLUSIVE_BACKGROUND = 0.5
_STEPS, _TOLERANCE, _MEMORY = 200, 1e-6, 10


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a head is trained on."""

    labelled: WindowFeatures
    present: NDArray[np.int8]
    """[windows, classes] of UNKNOWN, ABSENT or PRESENT."""
    weak: WindowFeatures
    """Windows of the project drawn at random: mostly without any of the classes."""
    made: WindowFeatures
    """Windows of sounds that the program made: certainly without."""
    scales: Float64
    """[classes]: what evidence is divided by: NAMED_SCALE or OTHER_SCALE."""
    unsaid: NDArray[np.bool_] | None = None
    """[windows, classes]: of which classes a labelled window is as good as one drawn at random."""

    def only(self, which: NDArray[np.generic]) -> "Lesson":
        """Return it with some of its labelled windows, as a cross-validation needs."""
        unsaid = None if self.unsaid is None else self.unsaid[which]
        labelled, present = self.labelled[which], self.present[which]
        return Lesson(labelled, present, self.weak, self.made, self.scales, unsaid)


@dataclass(frozen=True, slots=True)
class Weights:
    """What is learned: a score is log features · features + evidence · evidence + bias."""

    features: Float32
    """[size, classes]"""
    evidence: Float32
    """[network labels, classes]; what evidence is divided by is in them already."""
    bias: Float32
    """[classes]"""
    exclusive: bool = False
    """Whether the last class is the background, which no score is given of."""

    def scores(self, rows: WindowFeatures) -> Float32:
        """Return [windows, classes]: logits, of which 0 is the border that was trained."""
        said = np.asarray(rows.evidence @ self.evidence) if rows.evidence.nnz else None
        return self.finished(rows.log @ self.features, said)

    def finished(self, values: Float32, said: Float32 | None) -> Float32:
        """Return the scores [windows, classes] of log features · features, evidence · evidence."""
        z = np.asarray(values + self.bias, np.float32)
        if said is not None:
            z += said
        return _against_the_rest(z) if self.exclusive else z


def train(lesson: Lesson, *, exclusive: bool = False) -> Weights:
    """Return the weights that tell the classes of a lesson."""
    rows, lengths = _all_rows(lesson)
    if exclusive:
        targets, weights = _one_of_many(lesson.present, lengths)
        scales = np.append(lesson.scales, OTHER_SCALE)
        return _fit(rows, targets, EXCLUSIVE_STRENGTH * weights, scales, _softmax)
    targets, weights = each_its_own(lesson, lengths)
    strengths = np.where(lesson.scales == NAMED_SCALE, NAMED_STRENGTH, OTHER_STRENGTH)
    return _fit(rows, targets, strengths * weights, lesson.scales, logistic)


def halves(
    positive: WindowFeatures, negative: WindowFeatures, *, told: int, scale: float
) -> Weights:
    """Return what tells some windows from others, both sides weighing the same: for a search.

    Of the negatives the first ``told`` were named by a person: they weigh half of their side.
    Evidence is divided by ``scale``.
    """
    yes, no = len(positive), len(negative)
    sides = np.full(no, 1.0 / max(1, no - told))
    sides[:told] = 1.0 / max(1, told)
    sides /= sides.sum() or 1.0  # where nothing is left of what was heard, there are none
    weights = np.concatenate([np.full(yes, 1.0 / yes), sides])[:, None]
    targets = np.repeat([1.0, 0.0], (yes, no))[:, None]
    weights *= (yes + no) / weights.sum()
    rows = stacked([positive, negative])
    return _fit(rows, targets, SEARCH_STRENGTH * weights, np.array([scale]), logistic)


def _all_rows(lesson: Lesson) -> tuple[WindowFeatures, tuple[int, int, int]]:
    parts = (lesson.labelled, lesson.weak, lesson.made)
    return stacked(parts), (len(parts[0]), len(parts[1]), len(parts[2]))


def each_its_own(lesson: Lesson, lengths: tuple[int, int, int]) -> tuple[Float64, Float64]:
    """Return targets and weights [rows, classes]: positives weigh as much as labelled negatives.

    Together all weigh as many as there are labelled windows.
    """
    present = lesson.present
    classes = present.shape[1]
    yes, no = (present == PRESENT).astype(float), (present == ABSENT).astype(float)
    labelled = _shared(yes) + _shared(no)
    if lesson.unsaid is not None:
        labelled += BACKGROUND_SHARE * _shared(lesson.unsaid.astype(float))
    background = [np.full((n, classes), BACKGROUND_SHARE / max(1, n)) for n in lengths[1:]]
    weights = np.concatenate([labelled, *background])
    weights *= lengths[0] / np.maximum(weights.sum(axis=0), 1e-12)
    return np.concatenate([yes, *(np.zeros_like(b) for b in background)]), weights


def _one_of_many(
    present: NDArray[np.int8], lengths: tuple[int, int, int]
) -> tuple[Float64, Float64]:
    """Return targets and weights [rows, classes + 1], of which the last is the background."""
    classes = present.shape[1]
    yes = (present == PRESENT).astype(float)
    counts = yes.sum(axis=1, keepdims=True)
    yes = np.divide(yes, counts, out=yes, where=counts > 0)  # two at once: half a window each
    none = ((counts[:, 0] == 0) & (present == ABSENT).any(axis=1)).astype(float)
    others = np.ones(sum(lengths[1:]))
    background = np.concatenate([none, others])[:, None]
    targets = np.concatenate([yes, np.zeros((len(others), classes))])
    targets = np.concatenate([targets, background], axis=1)
    weights = _shared(targets) / classes
    weights[:, -1] *= _EXCLUSIVE_BACKGROUND
    return targets, weights * (lengths[0] / weights.sum())


def _shared(of_class: Float64) -> Float64:
    """Return weights that add up to 1 for each class that there is anything of."""
    totals = of_class.sum(axis=0, keepdims=True)
    shares: Float64 = np.divide(of_class, totals, out=np.zeros_like(of_class), where=totals > 0)
    return shares


def logistic(z: Float64, targets: Float64, weights: Float64) -> tuple[float, Float64]:
    """Return the weighted loss and its slope in z."""
    signs = 2 * targets - 1
    log_right = scipy.special.log_expit(signs * z)
    slope = -weights * signs * -np.expm1(log_right)
    return -float((weights * log_right).sum()), slope


def _softmax(z: Float64, targets: Float64, weights: Float64) -> tuple[float, Float64]:
    """Return the weighted loss and its slope in z, of exclusive classes."""
    log_p = z - scipy.special.logsumexp(z, axis=1, keepdims=True)
    return -float((weights * log_p).sum()), np.exp(log_p) * weights.sum(axis=1)[:, None] - weights


def _fit(
    rows: WindowFeatures,
    targets: Float64,
    weights: Float64,
    scales: Float64,
    loss: Any,
) -> Weights:
    """Return the weights with the least loss and the least length.

    All classes are fitted together: one product with all rows a step instead of one for each.
    """
    on_one_thread()  # how many share a product shows in its last digits
    used = np.unique(rows.evidence.indices)
    log, evidence = rows.log, rows.evidence[:, used]
    log_across, evidence_across = np.ascontiguousarray(log.T), evidence.T.tocsr()
    size, classes = log.shape[1], targets.shape[1]
    splits = (size * classes, (size + len(used)) * classes)

    def parts(x: Float64) -> list[Float64]:
        return [part.reshape(-1, classes) for part in np.split(x, splits)]

    def value(x: Float64) -> tuple[float, Float64]:
        features, of_evidence, bias = parts(x)
        # In float32 the products take half the time, and what they lose is below the tolerance.
        z = log @ features.astype(np.float32) + evidence @ (of_evidence / scales).astype(np.float32)
        total, slope = loss(z + bias, targets, weights)
        half = slope.astype(np.float32)
        gradient = [log_across @ half + features, (evidence_across @ half) / scales + of_evidence]
        gradient.append(slope.sum(axis=0, keepdims=True))
        penalty = 0.5 * float((x[: splits[1]] ** 2).sum())
        return total + penalty, np.concatenate([g.ravel() for g in gradient])

    start = np.zeros(splits[1] + classes)
    options = {"maxiter": _STEPS, "ftol": _TOLERANCE, "gtol": 1e-9, "maxcor": _MEMORY}
    found = scipy.optimize.minimize(value, start, jac=True, method="L-BFGS-B", options=options)
    features, of_evidence, bias = parts(found.x)
    whole = np.zeros((rows.evidence.shape[1], classes), np.float32)
    whole[used] = of_evidence / scales
    exclusive = loss is _softmax
    return Weights(features.astype(np.float32), whole, bias[0].astype(np.float32), exclusive)


def _against_the_rest(z: Float32) -> Float32:
    """Return log p - log(1 - p) of each class but the background, stably."""
    classes = z.shape[1] - 1
    answers = np.empty((len(z), classes), np.float32)
    for number in range(classes):
        answers[:, number] = z[:, number] - scipy.special.logsumexp(
            np.delete(z, number, axis=1), axis=1
        )
    return answers

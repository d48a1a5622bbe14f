"""A head that finds a short sound within a window: it weighs the parts of it by attention.

The embedding of a window is the mean of its frames, in which a call of a tenth of a second counts
little. Here each class has a query beside its weights: what a frame counts is the softmax over the
window of its product with the query (attention pooling: Ilse, Tomczak and Welling 2018), and the
score is the mean of the frames' products with the weights, weighed so. With queries of zero that is
the mean again, and there training starts: nothing is drawn at random.
"""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from core.heads.features import Float32, WindowFeatures, halved, stacked
from core.heads.training import Float64, Lesson, each_its_own, logistic

_STRENGTH = 10.0
SHARPNESS = 10.0
"""Frames are of unit length and much alike: without it no query tells them apart."""
_STEPS = 100
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class AttentionWeights:
    """What is learned, of frames by their log features of unit length."""

    queries: Float32
    """[size, classes]"""
    features: Float32
    """[size, classes]"""
    evidence: Float32
    """[network labels, classes]; what evidence is divided by is in them already."""
    bias: Float32
    """[classes]"""

    def scores(self, rows: WindowFeatures) -> Float32:
        """Return [windows, classes]: logits, of which 0 is the border that was trained.

        The rows must have their frames.
        """
        assert rows.frames is not None
        z = np.zeros((len(rows), len(self.bias)), np.float32)
        for first in range(0, len(rows), _AT_ONCE):
            some = slice(first, first + _AT_ONCE)
            z[some] = _pooled(_logs(rows.frames[some]), self.queries, self.features)[0]
        return np.asarray(z + rows.evidence @ self.evidence + self.bias, np.float32)


def train_attention(lesson: Lesson) -> AttentionWeights:
    """Return a head that pools frames by attention. The lesson's rows must have their frames."""
    parts = (lesson.labelled, lesson.weak, lesson.made)
    rows = stacked(parts)
    assert rows.frames is not None
    x = _logs(rows.frames)
    used = np.unique(rows.evidence.indices)
    evidence = rows.evidence[:, used]
    lengths = (len(parts[0]), len(parts[1]), len(parts[2]))
    targets, weights = each_its_own(lesson, lengths)
    size, classes = x.shape[2], targets.shape[1]
    splits = np.cumsum([size * classes, size * classes, len(used) * classes])
    flat = x.reshape(-1, size)

    def cut(all_of_them: Float64) -> list[Float64]:
        return [part.reshape(-1, classes) for part in np.split(all_of_them, splits)]

    def value(given: Float64) -> tuple[float, Float64]:
        queries, features, of_evidence, bias = cut(given)
        z, shares, said = _pooled(x, queries.astype(np.float32), features.astype(np.float32))
        whole = z + evidence @ (of_evidence / lesson.scales).astype(np.float32) + bias
        loss, slope = logistic(whole.astype(np.float64), targets, weights)
        back = (_STRENGTH * slope).astype(np.float32)
        of_said = shares * back[:, None]
        of_asked = of_said * (said - z[:, None]) * np.float32(SHARPNESS)
        gradient = [
            flat.T @ of_asked.reshape(-1, classes) + queries,
            flat.T @ of_said.reshape(-1, classes) + features,
            (evidence.T @ back) / lesson.scales + of_evidence,
            back.sum(axis=0, keepdims=True),
        ]
        penalty = 0.5 * float((given[: splits[-1]] ** 2).sum())
        return _STRENGTH * loss + penalty, np.concatenate(
            [g.ravel() for g in gradient], dtype=float
        )

    start = np.zeros(splits[-1] + classes)
    options = {"maxiter": _STEPS, "ftol": 1e-6}
    found = scipy.optimize.minimize(value, start, jac=True, method="L-BFGS-B", options=options).x
    queries, features, of_evidence, bias = cut(found)
    kept = np.zeros((rows.evidence.shape[1], classes), np.float32)
    kept[used] = of_evidence / lesson.scales
    return AttentionWeights(
        queries.astype(np.float32), features.astype(np.float32), kept, bias[0].astype(np.float32)
    )


def _logs(frames: NDArray[np.float16]) -> Float32:
    """Return the log features of frames [windows, frames, size]."""
    return halved(frames.reshape(-1, frames.shape[-1])).reshape(frames.shape).astype(np.float32)


def _pooled(x: Float32, queries: Float32, features: Float32) -> tuple[Float32, Float32, Float32]:
    """Return pooled products [windows, classes], what frames count, and what each says.

    The last two are [windows, frames, classes].
    """
    asked = x @ queries * np.float32(SHARPNESS)
    shares = np.exp(asked - asked.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    said = x @ features
    return (shares * said).sum(axis=1), shares, said

"""A head with one hidden layer, where it ranks better than logistic regression: seldom.

On BirdNET's embeddings nothing was gained with up to 140 clips a label. So it is tried where a
person asks for it, on the same held-out recordings, and kept only where it gains enough. It reads
embeddings as the network gave them, weighs windows as logistic regression does, and is found by the
same L-BFGS from weights that a seed draws: equal labels and seed give equal bytes.
"""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from core.heads.dense_layers import DenseLayers
from core.heads.features import Float32, WindowFeatures, stacked
from core.heads.training import Float64, Lesson, each_its_own, logistic

_HIDDEN, _STRENGTH = 128, 10.0
_STEPS = 100
_LEAST_SPREAD = 1e-3


@dataclass(frozen=True, slots=True)
class HiddenLayer:
    """A trained head with a hidden layer."""

    layers: DenseLayers

    def scores(self, rows: WindowFeatures) -> Float32:
        """Return [windows, classes]: logits, of which 0 is the border that was trained."""
        return self.layers.scores(_embeddings(rows))


def train_hidden(lesson: Lesson, seed: int = 0) -> HiddenLayer:
    """Return a head with one hidden layer. The lesson's rows must have their embeddings."""
    parts = (lesson.labelled, lesson.weak, lesson.made)
    x = _embeddings(stacked(parts))
    mean, spread = x.mean(axis=0), np.maximum(x.std(axis=0), _LEAST_SPREAD)
    x = (x - mean) / spread
    lengths = (len(parts[0]), len(parts[1]), len(parts[2]))
    targets, weights = each_its_own(lesson, lengths)
    shapes = [(x.shape[1], _HIDDEN), (_HIDDEN,), (_HIDDEN, targets.shape[1]), (targets.shape[1],)]
    random = np.random.default_rng(seed)
    start = [random.normal(0, np.sqrt(2 / shape[0]), shape) for shape in shapes]
    start[1][:], start[3][:] = 0, 0
    start[2] *= 0.1

    def value(flat: Float64) -> tuple[float, Float64]:
        w1, b1, w2, b2 = (part.astype(np.float32) for part in _parts(flat, shapes))
        inner = np.maximum(x @ w1 + b1, 0)
        loss, slope = logistic((inner @ w2 + b2).astype(np.float64), targets, weights)
        back = (_STRENGTH * slope).astype(np.float32)
        before = (back @ w2.T) * (inner > 0)
        gradient = [x.T @ before + w1, before.sum(axis=0), inner.T @ back + w2, back.sum(axis=0)]
        penalty = 0.5 * float(
            (w1.astype(np.float64) ** 2).sum() + (w2.astype(np.float64) ** 2).sum()
        )
        return _STRENGTH * loss + penalty, np.concatenate(
            [g.ravel() for g in gradient], dtype=float
        )

    options = {"maxiter": _STEPS, "ftol": 1e-6}
    flat = np.concatenate([one.ravel() for one in start])
    found = scipy.optimize.minimize(value, flat, jac=True, method="L-BFGS-B", options=options).x
    w1, b1, w2, b2 = _parts(found, shapes)
    first = w1 / spread[:, None], b1 - (mean / spread) @ w1
    both = [(w.astype(np.float32), b.astype(np.float32)) for w, b in (first, (w2, b2))]
    return HiddenLayer(DenseLayers(tuple(both)))


def _parts(flat: Float64, shapes: list[tuple[int, ...]]) -> list[Float64]:
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    each = zip(np.split(flat, ends), shapes, strict=True)
    return [part.reshape(shape) for part, shape in each]


def _embeddings(rows: WindowFeatures) -> NDArray[np.float32]:
    assert rows.embeddings is not None
    return np.asarray(rows.embeddings, np.float32)

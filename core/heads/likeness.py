"""How like examples a window is: a cosine, or from four examples on what is learned of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import scipy

from core.heads.features import Float32, WindowFeatures, stacked
from core.heads.training import NAMED_SCALE, OTHER_SCALE, Weights, halves
from core.heads.windows import PassWindows

_ENOUGH_TO_TRAIN = 4
_DRAWN_AGAINST = 1000
_COUNTER = 0.5
"""How much of the mean of counter-examples is taken off a single example."""
_ABOVE_FLOOR = 4.6
"""A logit of 0, counted from the floor of networks."""


class LikenessRule(Protocol):
    """What makes similarities of a scan's products."""

    @property
    def features(self) -> Float32:
        """[size, 1]."""

    @property
    def evidence(self) -> Float32 | None:
        """[network labels, 1]; None: the network's evidence does not count."""

    @property
    def exact(self) -> bool:
        """Whether a thousandth in the products makes a difference."""

    def similarity(self, values: Float32, said: Float32 | None, nearness: Float32) -> Float32:
        """Return the similarities [n] of scanned windows."""


def is_learned(like: WindowFeatures, unlike: WindowFeatures | None) -> bool:
    """Tell whether so many examples teach a likeness, instead of being compared with."""
    countered = len(like) > 1 and unlike is not None and len(unlike) > 0
    return len(like) >= _ENOUGH_TO_TRAIN or countered


def learned(
    heard: Sequence[PassWindows], like: WindowFeatures, unlike: WindowFeatures | None
) -> LikenessRule:
    """Return what tells examples from counter-examples and windows drawn from passes at random."""
    total = max(1, sum(one.spans.total for one in heard))
    shares = [-(-_DRAWN_AGAINST * one.spans.total // total) for one in heard]
    parts = [_drawn(one, share) for one, share in zip(heard, shares, strict=True)]
    told = 0
    if unlike is not None and len(unlike):
        parts, told = [unlike, *parts], len(unlike)
    scale = OTHER_SCALE if evidence_of(like) is None else NAMED_SCALE
    return _Learned(halves(like, stacked(parts), told=told, scale=scale))


def compared(
    heard: PassWindows, like: WindowFeatures, unlike: WindowFeatures | None
) -> LikenessRule:
    """Return the cosine with the mean of examples, of windows less what a pass has in common.

    With evidence it is 1 for what has all of it too.
    """
    mean = heard.centre.mean
    query = _unit(like.log - mean).mean(axis=0)
    if unlike is not None and len(unlike):
        query = query - _COUNTER * _unit(unlike.log - mean).mean(axis=0)
    query = query / (np.linalg.norm(query) or 1.0)
    return _Cosine(query[:, None].astype(np.float32), float(mean @ query), evidence_of(like))


def evidence_of(like: WindowFeatures) -> Float32 | None:
    """Return the mean evidence of examples [labels, 1], where the network is sure what they are.

    It is sure where its best logit is above 0 on average.
    """
    if not like.evidence.nnz:
        return None
    best = like.evidence.max(axis=1).toarray()
    mean = np.asarray(like.evidence.mean(axis=0)).reshape(-1, 1)
    sure = best.mean() > _ABOVE_FLOOR
    return np.asarray(mean / NAMED_SCALE, np.float32) if sure else None


@dataclass(frozen=True, slots=True)
class _Cosine:
    features: Float32
    offset: float
    evidence: Float32 | None
    exact: bool = False

    def similarity(self, values: Float32, said: Float32 | None, nearness: Float32) -> Float32:
        near = (values[:, 0] - np.float32(self.offset)) * nearness
        if self.evidence is not None:
            near += 0 if said is None else said[:, 0] / np.float32(NAMED_SCALE)
            near /= np.float32(1 + float(self.evidence[:, 0] @ self.evidence[:, 0]))
        return np.asarray(np.clip(near, -1, 1), np.float32)


@dataclass(frozen=True, slots=True)
class _Learned:
    weights: Weights
    exact: bool = True

    @property
    def features(self) -> Float32:
        return self.weights.features

    @property
    def evidence(self) -> Float32 | None:
        return self.weights.evidence

    def similarity(self, values: Float32, said: Float32 | None, nearness: Float32) -> Float32:
        z = values[:, 0] + self.weights.bias[0]
        return np.asarray(scipy.special.expit(z if said is None else z + said[:, 0]), np.float32)


def _drawn(heard: PassWindows, number: int) -> WindowFeatures:
    windows = heard.drawn(number, np.random.default_rng(0), ())
    with heard.project.reading() as db:
        return heard.rows(db, windows)[1]


def _unit(rows: Float32) -> Float32:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))

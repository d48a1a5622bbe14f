"""Scores of windows that were not trained on: held out by recording, or by site."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.heads.features import Float32, WindowFeatures
from core.heads.training import PRESENT, Lesson

FOLDS = 5
Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What heads said of windows whose recordings they did not hear."""

    scores: Float32
    """[windows, classes]; no number where a class had nothing to be trained on."""
    weak: Float32
    """[drawn windows, classes]: the mean of what the heads said, for want of labelled negatives."""


def folds(groups: Int64, present: NDArray[np.int8]) -> Int64:
    """Return to which fold each window [n] belongs: a group (a recording) is never divided.

    Groups with much are dealt out first, and those of one class over different folds.
    """
    of_group = {
        g: (present[groups == g] == PRESENT).any(axis=0) for g in np.unique(groups).tolist()
    }
    sizes = {g: int((groups == g).sum()) for g in of_group}
    count = min(FOLDS, len(of_group))
    held = np.zeros((count, present.shape[1]), int)
    rows = np.zeros(count, int)
    chosen: dict[int, int] = {}
    for group in sorted(of_group, key=lambda g: (-int(of_group[g].sum()), -sizes[g], g)):
        crowd = held[:, of_group[group]].sum(axis=1)
        fold = int(np.lexsort((np.arange(count), rows, crowd))[0])
        chosen[group] = fold
        held[fold] += of_group[group]
        rows[fold] += sizes[group]
    return np.array([chosen[g] for g in groups.tolist()], np.int64)


class Scorer(Protocol):
    """What was learned from a lesson."""

    def scores(self, rows: WindowFeatures) -> Float32:
        """Return [windows, classes]."""
        ...


Learner = Callable[[Lesson], Scorer]
"""A way to train a head."""


def held_out(lesson: Lesson, groups: Int64, learn: Learner) -> HeldOut:
    """Return what is said of each labelled window by a head that did not hear its group."""
    scores = np.full(lesson.present.shape, np.nan, np.float32)
    weak: Float32 = np.zeros((len(lesson.weak), lesson.present.shape[1]), np.float32)
    fold_of, times = folds(groups, lesson.present), 0
    for fold in np.unique(fold_of) if len(np.unique(fold_of)) > 1 else ():
        mine = fold_of == fold
        known = (lesson.present[~mine] == PRESENT).any(axis=0)
        if not known.any():
            continue
        weights = learn(lesson.only(~mine))
        scores[np.ix_(mine, known)] = weights.scores(lesson.labelled[mine])[:, known]
        weak += weights.scores(lesson.weak)
        times += 1
    return HeldOut(scores, weak / np.float32(max(1, times)))


def groups_of(
    recordings: Sequence[int], sites: Sequence[int | None], present: NDArray[np.int8]
) -> tuple[Int64, bool]:
    """Return a group for each window, and whether groups are sites instead of recordings.

    They are sites where each class is known from at least three.
    """
    recording = np.array(recordings, np.int64)
    if None not in sites:
        site = np.array([one or 0 for one in sites], np.int64)
        enough = (len(np.unique(site[column == PRESENT])) >= 3 for column in present.T)
        if present.shape[1] and all(enough):
            return site, True
    return recording, False

"""What a head can do, on recordings it did not hear, with how sure that is, in plain words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.counted import counted
from core.heads.calibration import ENOUGH_GROUPS, ENOUGH_POSITIVES, Curve, fitted
from core.heads.folds import HeldOut, Int64, Learner, held_out
from core.heads.missed import RandomClips
from core.heads.training import ABSENT, PRESENT, UNKNOWN, Lesson
from core.statistics.ranking import (
    ReliabilityBin,
    average_precision,
    calibration,
    precision_recall,
    roc_auc,
)

FEWEST_POSITIVES = 4
"""With fewer a head only ranks: it makes no detections."""
_ENOUGH_NEGATIVES = 20
GUESS_BELOW = 10, 5  # clips, recordings
_RESAMPLES = 200
MORE_CLIPS = 10
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CutPoint:
    """What comes of taking all from a score on."""

    score: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """How well a head knows one of its labels, on recordings that it did not hear."""

    label: str
    clips: int
    """Windows that it is known to be in."""
    recordings: int
    """Of these clips."""
    negatives: int
    """Windows that it is known not to be in."""
    presumed: bool = False
    """Whether windows drawn at random stand in for negatives that nobody has labelled."""
    average_precision: float | None = None
    """None where it is known from one recording only."""
    lowest: float | None = None
    """Of a 95 % interval of the average precision, over recordings."""
    highest: float | None = None
    auc: float | None = None
    precision: float | None = None
    """Above the threshold."""
    recall: float | None = None
    with_half: float | None = None
    """The average precision where only half of the recordings are known; None: too few."""
    with_more: float | None = None
    """The average precision to be expected with ten clips more; None where nothing tells."""
    at_random: RandomClips | None = None
    """What the clips that were drawn at random say of what is missed; None where none was."""
    cuts: tuple[CutPoint, ...] = ()
    """The most precise scores with which no less is recalled, a tenth more each, rising."""

    @property
    def sentence(self) -> str:
        """Return what the figures mean, in words."""
        clips = counted(self.clips, "clip")
        files = counted(self.recordings, "recording")
        begin = f"{self.label}: with {clips} from {files}"
        if self.clips < FEWEST_POSITIVES:
            return f"{begin} it can only rank, it makes no detections. Label a few more."
        if self.average_precision is None:
            return f"{begin} this is a guess: nothing can be held out. Label another recording."
        found = f"average precision {self.average_precision:.2f}"
        if self.lowest is not None:
            found += f" ({self.lowest:.2f} to {self.highest:.2f})"
        if self.presumed:
            found += " against clips taken to be without it"
        is_guess = self.clips < GUESS_BELOW[0] or self.recordings < GUESS_BELOW[1]
        text = f"{begin} this is a guess: {found}." if is_guess else f"{begin}: {found}."
        if self.with_more is not None and self.with_more > self.average_precision + 0.005:
            text += f" {MORE_CLIPS} clips more would likely bring {self.with_more:.2f}."
        return text


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured of a head."""

    labels: tuple[LabelFigures, ...]
    by_site: bool
    """Whether whole sites were held out, instead of recordings."""
    mean_average_precision: float | None = None
    brier: float | None = None
    """Mean squared error of the probabilities."""
    calibration_error: float | None = None
    reliability: tuple[ReliabilityBin, ...] = ()
    """How often it was so where the probability was about that."""
    confusion: tuple[tuple[int, ...], ...] = ()
    """Of windows with exactly one label: [is this label][was held for that, or last for none]."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """An evaluation, with what follows from it for each label, in their order."""

    evaluation: Evaluation
    curves: tuple[Curve, ...]
    thresholds: tuple[float | None, ...]
    """Scores above which there is a detection; None: there are none."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a head is tried on, and how."""

    lesson: Lesson
    recordings: Int64
    """Of each labelled window."""
    groups: Int64
    """What is held out as one: recordings, or sites."""
    by_site: bool
    learn: Learner
    seed: int
    drawn: Bools
    """[windows, classes]: which were drawn at random to be judged for that class."""
    elsewhere: Int64
    """[classes]: clips that were drawn so, and are not among the labelled windows."""
    halves: bool = True
    """Whether it is also measured what half of the recordings teach: it takes as long again."""


def judge(trial: Trial, labels: Sequence[str], made: NDArray[np.floating]) -> Assessment:
    """Measure what a head can do that is trained so.

    ``made`` [made sounds, labels] are the finished head's scores of what is certainly none.
    """
    lesson, present = trial.lesson, trial.lesson.present
    held = held_out(lesson, trial.groups, trial.learn)
    curves = _curves(present, held, trial.recordings)
    thresholds = tuple(
        _threshold(present[:, n], held.scores[:, n], made[:, n]) for n in range(len(labels))
    )
    fewer = _with_half(trial)
    figures = tuple(
        _figures(label, n, trial, held, (thresholds[n], fewer[n])) for n, label in enumerate(labels)
    )
    known = [one.average_precision for one in figures if one.average_precision is not None]
    evaluation = Evaluation(
        figures,
        trial.by_site,
        float(np.mean(known)) if known else None,
        *_calibrated(present, held.scores, curves),
        confusion=_confusion(present, held.scores, thresholds),
    )
    return Assessment(evaluation, curves, thresholds)


def _figures(
    label: str, n: int, trial: Trial, held: HeldOut, beside: tuple[float | None, float | None]
) -> LabelFigures:
    recordings, groups, (threshold, fewer) = trial.recordings, trial.groups, beside
    present, scores = trial.lesson.present[:, n], held.scores[:, n]
    yes = present == PRESENT
    figures = LabelFigures(
        label, int(yes.sum()), len(np.unique(recordings[yes])), int((present == ABSENT).sum()),
        at_random=_at_random(n, trial, scores, threshold),
    )  # fmt: skip
    tried = np.isfinite(scores) & (present != UNKNOWN)
    if not (tried & yes).any():
        return figures
    said, was, where = scores[tried], yes[tried], groups[tried]
    presumed = int((~was).sum()) < _ENOUGH_NEGATIVES
    if presumed:
        weak = held.weak[:, n]
        said, was = np.concatenate([said, weak]), np.concatenate([was, np.zeros(len(weak), bool)])
        where = np.concatenate([where, -1 - np.arange(len(weak))])
    ap = average_precision(said, was)
    low, high = _interval(said, was, where, trial.seed)
    above = said > threshold if threshold is not None else np.zeros(len(said), bool)
    figures = replace(
        figures, average_precision=ap, lowest=low, highest=high, auc=roc_auc(said, was),
        precision=float(was[above].mean()) if above.any() else None,
        recall=float(above[was].mean()) if threshold is not None else None, presumed=presumed,
        cuts=cuts_of(said, was), with_half=None if presumed else fewer,
    )  # fmt: skip
    return replace(figures, with_more=_with_more(figures))


def cuts_of(said: NDArray[np.floating], was: Bools) -> tuple[CutPoint, ...]:
    """Return the most precise cuts of scores [n] with a tenth, two tenths … of what is there."""
    precision, recall, scores = precision_recall(said, was)
    found: dict[int, CutPoint] = {}
    for tenth in range(1, 11):
        enough = np.flatnonzero(recall >= tenth / 10 - 1e-9)
        best = int(enough[np.flatnonzero(precision[enough] == precision[enough].max())[-1]])
        figures = (float(one[best]) for one in (scores, precision, recall))
        found.setdefault(best, CutPoint(*(round(one, 4) for one in figures)))
    return tuple(found.values())


def _at_random(
    n: int, trial: Trial, scores: NDArray[np.floating], threshold: float | None
) -> RandomClips | None:
    """Return what is missed of what was drawn at random; nothing where there is no threshold."""
    drawn, present = trial.drawn[:, n], trial.lesson.present[:, n]
    not_judged = int((drawn & (present == UNKNOWN)).sum() + trial.elsewhere[n])
    if threshold is None or not (drawn.any() or not_judged):
        return None
    judged = drawn & (present != UNKNOWN) & np.isfinite(scores)
    heard = judged & (present == PRESENT)
    missed = heard & (scores <= threshold)
    return RandomClips(int(judged.sum()), int(heard.sum()), int(missed.sum()), not_judged)


def _interval(
    said: NDArray[np.floating], was: Bools, where: Int64, seed: int
) -> tuple[float | None, float | None]:
    """Return the 95 % interval of the average precision, drawing whole groups anew."""
    names, place = np.unique(where, return_inverse=True)
    if len(np.unique(where[was])) < 3:
        return None, None
    random, found = np.random.default_rng(seed), []
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(len(names) + 1))
    for _ in range(_RESAMPLES):
        drawn = random.integers(0, len(names), len(names))
        rows = np.concatenate([order[starts[g] : starts[g + 1]] for g in drawn])
        ap = average_precision(said[rows], was[rows])
        found += [] if ap is None else [ap]
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def _with_half(trial: Trial) -> list[float | None]:
    """Return the average precision of each class where only every other group was known."""
    lesson, groups = trial.lesson, trial.groups
    names = np.unique(groups)
    halves = [np.isin(groups, names[start::2]) for start in (0, 1)]
    found: list[list[float]] = [[] for _ in range(lesson.present.shape[1])]
    for mine in halves if trial.halves and len(names) >= 4 else ():
        held = held_out(lesson.only(mine), groups[mine], trial.learn)
        for n, column in enumerate(lesson.present[mine].T):
            tried = np.isfinite(held.scores[:, n]) & (column != UNKNOWN)
            was = column[tried] == PRESENT
            if int((~was).sum()) >= 1:
                ap = average_precision(held.scores[tried, n], was)
                found[n] += [] if ap is None else [ap]
    return [float(np.mean(one)) if len(one) == 2 else None for one in found]


def _with_more(figures: LabelFigures) -> float | None:
    """Return what ten clips more would bring, if each doubling brings what the last one did."""
    ap, fewer = figures.average_precision, figures.with_half
    if ap is None or fewer is None:
        return None
    doublings = math.log2((figures.clips + MORE_CLIPS) / figures.clips)
    return min(1.0, ap + max(0.0, ap - fewer) * doublings)


def _curves(present: NDArray[np.int8], held: HeldOut, recordings: Int64) -> tuple[Curve, ...]:
    """Return a curve for each class: the head's, where the class alone has too little for one."""
    known = np.isfinite(held.scores) & (present != UNKNOWN)
    weak = held.weak if known.any() else held.weak[:0]

    def of(which: slice | int) -> Curve:
        mine = known[:, which]
        said = np.concatenate([held.scores[:, which][mine], weak[:, which].ravel()])
        was = np.concatenate(
            [(present[:, which] == PRESENT)[mine], np.zeros(len(said) - mine.sum())]
        )
        return fitted(said, was.astype(bool))

    shared = of(slice(None))
    curves = []
    for n in range(present.shape[1]):
        yes = (present[:, n] == PRESENT) & known[:, n]
        groups = len(np.unique(recordings[yes]))
        enough = yes.sum() >= ENOUGH_POSITIVES and groups >= ENOUGH_GROUPS
        curves.append(of(n) if enough else shared)
    return tuple(curves)


def _threshold(
    present: NDArray[np.int8], held: NDArray[np.floating], made: NDArray[np.floating]
) -> float | None:
    """Return the score above which a window is a detection: above all that is known to be none.

    That is 0, the highest score of the made sounds, and of labelled negatives held out, where
    there are twenty of them.
    """
    if (present == PRESENT).sum() < FEWEST_POSITIVES:
        return None
    least = max(0.0, float(made.max(initial=0.0)))
    negatives = held[(present == ABSENT) & np.isfinite(held)]
    if len(negatives) >= _ENOUGH_NEGATIVES:
        least = max(least, float(negatives.max()))
    return least


def _calibrated(
    present: NDArray[np.int8], held: NDArray[np.floating], curves: Sequence[Curve]
) -> tuple[float | None, float | None, tuple[ReliabilityBin, ...]]:
    known = np.isfinite(held) & (present != UNKNOWN)
    if not known.any():
        return None, None, ()
    said = np.stack([c.probabilities(held[:, n]) for n, c in enumerate(curves)], axis=1)
    found = calibration(said[known], (present == PRESENT)[known])
    return found.brier, found.error, found.bins


def _confusion(
    present: NDArray[np.int8], held: NDArray[np.floating], thresholds: Sequence[float | None]
) -> tuple[tuple[int, ...], ...]:
    labels = present.shape[1]
    table = np.zeros((labels, labels + 1), int)
    above = held - np.array([np.inf if t is None else t for t in thresholds])
    for row in np.flatnonzero((present == PRESENT).sum(axis=1) == 1).tolist():
        if not np.isfinite(held[row]).any():
            continue
        best = int(np.nanargmax(np.where(np.isfinite(held[row]), above[row], -np.inf)))
        table[int(np.argmax(present[row] == PRESENT)), best if above[row, best] > 0 else -1] += 1
    return tuple(tuple(row) for row in table.tolist())

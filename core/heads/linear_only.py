"""A linear head like another: for programs that multiply embeddings as they are, and do no more.

It is fitted to what the other says of a project's windows, and of the sounds that the program makes
itself, by weighted ridge regression. How far both agree is measured on recordings left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.counted import counted
from core.errors import UserError
from core.heads.dense_layers import DenseLayers
from core.heads.evaluation import Evaluation
from core.heads.features import WindowFeatures
from core.heads.hearing import heard_rows, network_of
from core.heads.made_sounds import made_sounds
from core.heads.scoring import refuse_others
from core.heads.trained_head import FORMAT_OF_LAYERS, HeadFacts, TrainedHead, made
from core.heads.windows import PassWindows
from core.networks.runtimes import open_engine

Float64 = NDArray[np.float64]
_MOST = 10_000
"""Windows that it is fitted to."""
_FEWEST = 10
_FAR = 8.0
"""Scores further from the threshold are taken to be so far: there nothing is decided."""
_NEAR, _OFTEN = 2.0, 10
_STRENGTHS = (1e-4, 1e-3, 1e-2, 1e-1)
"""Of the penalty on large weights, in mean squares of an embedding's numbers."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a head says: parallel [windows]."""

    embeddings: Float64
    scores: Float64
    """[windows, labels]"""
    recording: NDArray[np.int64]
    """-1: a sound that was made."""

    def __getitem__(self, which: NDArray[np.bool_]) -> "_Told":
        return _Told(self.embeddings[which], self.scores[which], self.recording[which])


def linear_like(head: TrainedHead, heard: PassWindows) -> tuple[TrainedHead, list[str]]:
    """Return a linear head like ``head``, and in sentences how far both agree.

    Raises UserError where the head does not fit what was heard, or that is too little.
    """
    refuse_others(head, heard)
    told = _told(head, heard)
    borders = _borders(head.facts)
    odd = (told.recording >= 0) & (np.unique(told.recording, return_inverse=True)[1] % 2 == 1)
    tried = told[odd] if odd.any() and (~odd).any() else told
    fits = _fits(told[~odd] if tried is not told else told, borders, _STRENGTHS)
    errors = [_error(fit, tried, borders) for fit in fits]
    best = int(np.argmin(errors))
    notes = [
        _left_out(head),
        *_agreement(head, fits[best].scores(tried.embeddings), tried, borders),
    ]
    if tried is told:
        notes.append("There is one recording only: that is how well it was fitted, no more.")
    (layers,) = _fits(told, borders, [_STRENGTHS[best]])
    return made(_facts(head.facts), layers), notes


def _told(head: TrainedHead, heard: PassWindows) -> _Told:
    parts = [*_of_project(head, heard), _of_made(head, heard)]
    told = _Told(*(np.concatenate([getattr(one, name) for one in parts])
                   for name in ("embeddings", "scores", "recording")))  # fmt: skip
    if (told.recording >= 0).sum() < _FEWEST:
        raise UserError(
            f"A linear head is fitted to at least {_FEWEST} windows, and this analysis has kept "
            "fewer. Analyse more recordings first."
        )
    return told


def _of_project(head: TrainedHead, heard: PassWindows) -> Iterator[_Told]:
    """Yield what a head says of some thousand windows: all where there are no more."""
    random = np.random.default_rng(head.facts.seed)
    share = min(1.0, _MOST / max(1, heard.spans.total))
    for block in heard.blocks(with_evidence=head.reads_evidence):
        scores = head.scores(block.rows)
        # What is near a threshold is rare, and decides.
        near = (scores > _borders(head.facts) - _NEAR).any(axis=1)
        kept = random.random(len(near)) < np.where(near, _OFTEN * share, share)
        yield _as_told(block.rows[kept], scores[kept], block.recording[kept])


def _of_made(head: TrainedHead, heard: PassWindows) -> _Told:
    network = network_of(heard.of)
    windows = made_sounds(heard.cut.sample_rate, heard.cut.length)
    rows = heard_rows(network, open_engine(network.manifest), windows)
    good = np.asarray(rows.log.any(axis=1))
    rows = rows[good]
    return _as_told(rows, head.scores(rows), np.full(len(rows), -1))


def _as_told(
    rows: WindowFeatures, scores: NDArray[np.float32], recording: NDArray[np.int64]
) -> _Told:
    assert rows.embeddings is not None
    return _Told(rows.embeddings.astype(np.float64), scores.astype(np.float64), recording)


def _fits(told: _Told, borders: Float64, strengths: Sequence[float]) -> list[DenseLayers]:
    """Return for each strength the weights with the least weighted squared error of each label."""
    mean = told.embeddings.mean(axis=0)
    x, targets = told.embeddings - mean, _held(told.scores, borders)
    gram = x.T @ x
    fits: list[list[tuple[Float64, float]]] = [[] for _ in strengths]
    for target, border in zip(targets.T, borders.tolist(), strict=True):
        weights = _weights(target, border)
        most = weights.max()
        more = weights == most  # there are two weights only: one product does for all labels
        least = weights.min()
        of_it = least * gram + (most - least) * (x[more].T @ x[more])
        offsets, centre = weights @ x, float(weights @ target)
        of_it -= np.outer(offsets, offsets)
        pull = x.T @ (weights * target) - offsets * centre
        size = max(float(np.trace(of_it)) / len(mean), 1e-12)
        for fit, strength in zip(fits, strengths, strict=True):
            column = np.linalg.solve(of_it + strength * size * np.eye(len(mean)), pull)
            fit.append((column, centre - float((offsets + mean) @ column)))
    return [_as_layer(fit) for fit in fits]


def _as_layer(fit: Sequence[tuple[Float64, float]]) -> DenseLayers:
    beta = np.stack([column for column, _ in fit], axis=1).astype(np.float32)
    return DenseLayers(((beta, np.array([bias for _, bias in fit], np.float32)),))


def _weights(target: Float64, border: float) -> Float64:
    """Return what windows weigh: those near or above the threshold as much as all others."""
    near = target > border - _NEAR
    weights = np.where(near, 1 / max(1, near.sum()), 1 / max(1, (~near).sum()))
    return np.asarray(weights / weights.sum())


def _error(fit: DenseLayers, told: _Told, borders: Float64) -> float:
    target = _held(told.scores, borders)
    squares = (_held(fit.scores(told.embeddings).astype(np.float64), borders) - target) ** 2
    columns = zip(squares.T, target.T, borders.tolist(), strict=True)
    return float(sum(_weights(of, border) @ one for one, of, border in columns))


def _held(scores: Float64, borders: Float64) -> Float64:
    return np.asarray(np.clip(scores, borders - _FAR, borders + _FAR))


def _agreement(
    head: TrainedHead, linear: NDArray[np.float32], told: _Told, borders: Float64
) -> Iterator[str]:
    """Yield for each label how far both agree on windows of recordings left out."""
    for number, label in enumerate(head.facts.labels):
        own, its = told.scores[:, number], linear[:, number].astype(np.float64)
        above, also = own > borders[number], its > borders[number]
        alike = float(np.corrcoef(own, its)[0, 1]) if own.std() and its.std() else 0.0
        yield (
            f"{label.text}: of {counted(len(own), 'window')} left out "
            f"{int((above & also).sum()):,} above the threshold of both, "
            f"{int((above & ~also).sum()):,} of the head only, {int((also & ~above).sum()):,} of "
            f"the linear one only; the scores correlate {alike:.3f}."
        )


def _left_out(head: TrainedHead) -> str:
    evidence = " and the network's own scores" if head.reads_evidence else ""
    return (
        f"Not in it: the logarithms of embeddings{evidence}. It is a linear head of its own, "
        f"fitted to what {head.facts.name} says of this project."
    )


def _facts(facts: HeadFacts) -> HeadFacts:
    """Return what is known of the linear head: what it can do, nobody has measured."""
    return replace(
        facts,
        format=FORMAT_OF_LAYERS,
        name=f"{facts.name} linear",
        evaluation=Evaluation((), by_site=False),
        network_labels=0,
        exclusive=False,
        layers=1,
    )


def _borders(facts: HeadFacts) -> Float64:
    return np.array([one.threshold or 0.0 for one in facts.labels])

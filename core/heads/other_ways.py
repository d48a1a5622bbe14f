"""Other ways to train than logistic regression: tried where asked for, kept where they gain enough.

Each is measured on the same recordings held out as the usual way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from core.heads.attention import AttentionWeights, train_attention
from core.heads.dense_layers import DenseLayers
from core.heads.evaluation import Assessment, Trial, judge
from core.heads.hidden_layer import train_hidden
from core.heads.trained_head import (
    FORMAT_OF_FRAMES,
    FORMAT_OF_LAYERS,
    HeadFacts,
    TrainedHead,
    made,
)

LEAST_GAIN = 0.01
"""Of mean average precision on recordings not heard, from which on another way is kept."""


class OtherWay(StrEnum):
    """What may be tried."""

    HIDDEN_LAYER = "hidden layer"
    """See ``core.heads.hidden_layer``."""
    ATTENTION = "attention"
    """To parts of a window: see ``core.heads.attention``."""

    @property
    def phrase(self) -> str:
        """Return what a head of that kind has."""
        return "a hidden layer" if self is OtherWay.HIDDEN_LAYER else "attention to parts of a clip"


@dataclass(frozen=True, slots=True)
class TriedWay:
    """What came of trying another way: mean average precision on recordings not heard."""

    way: OtherWay
    usual: float | None
    """None where nothing can be held out."""
    other: float | None

    @property
    def is_kept(self) -> bool:
        """Tell whether the other way gains enough."""
        if self.usual is None or self.other is None:
            return False
        return self.other >= self.usual + LEAST_GAIN

    @property
    def sentence(self) -> str:
        """Return both figures, and what is kept."""
        has = self.way.phrase
        if self.usual is None or self.other is None:
            return f"Nothing can be held out, so a head with {has} cannot be compared: not used."
        figures = (
            f"On recordings that they did not hear, a head with {has} has a mean average precision "
            f"of {self.other:.3f}, one without {self.usual:.3f}"
        )
        if self.is_kept:
            return f"{figures}: the one with {has} is kept."
        return f"{figures}: it is kept only from {LEAST_GAIN:g} more on, so the one without is."


@dataclass(frozen=True, slots=True)
class OtherHead:
    """What was learned in another way, and what it can do."""

    numbers: AttentionWeights | DenseLayers
    judged: Assessment
    frames: int = 0
    """That it pools, of a window."""

    def head(self, facts: HeadFacts) -> TrainedHead:
        """Return it as a head, of which all else is known."""
        if isinstance(self.numbers, AttentionWeights):
            told = replace(facts, format=FORMAT_OF_FRAMES, frames=self.frames)
        else:
            layers = len(self.numbers.layers)
            told = replace(facts, format=FORMAT_OF_LAYERS, layers=layers)
        return made(told, self.numbers)


def learned_otherwise(way: OtherWay, trial: Trial, labels: Sequence[str], seed: int) -> OtherHead:
    """Train in another way on what a trial has, and measure that on the same recordings held out.

    What half of the recordings teach is not measured again.
    """
    lesson, quick = trial.lesson, replace(trial, halves=False)
    if way is OtherWay.ATTENTION:
        pooled = train_attention(lesson)
        judged = judge(replace(quick, learn=train_attention), labels, pooled.scores(lesson.made))
        assert lesson.made.frames is not None
        return OtherHead(pooled, judged, frames=lesson.made.frames.shape[1])
    learn = partial(train_hidden, seed=seed)
    hidden = learn(lesson)
    judged = judge(replace(quick, learn=learn), labels, hidden.scores(lesson.made))
    return OtherHead(hidden.layers, judged)

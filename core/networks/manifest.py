"""What must be known of a network and its heads before they are loaded: plain data.

A project keeps the manifest of every network it was analysed with, so that it can be reviewed,
reported and exported where the network itself is not known.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from core.errors import UnusableValueError
from core.networks.decoding import decoded
from core.networks.graph import Graph, InputRole, LabelList, NetworkFile
from core.networks.text_side import TextSide

Float32 = NDArray[np.float32]

LOGIT_EDGES = np.arange(-8.0, 8.5, 0.5, dtype=np.float32)
"""Between the bins of the histograms that are kept of every label, as logits of its score."""

_OF_A_PROJECT = "What is kept of a network is damaged"
_MOST_LOGIT = 20.0
_LEAST_SCORE = 1e-7  # float32 knows none nearer to 1


class Activation(StrEnum):
    """What is still to be done to what a network gives, for it to be a score."""

    SIGMOID = "sigmoid"
    """It gives logits: the score is sigmoid(slope x + intercept)."""
    NONE = "none"
    """It gives scores, 0 to 1."""


class Tried(StrEnum):
    """How a network was tried with this program."""

    REAL = "real"
    """With its own weights."""
    LOOK_ALIKE = "look-alike"
    """With a graph of its signature, as its weights could not be had."""
    NO = "no"


@dataclass(frozen=True, slots=True)
class HeadManifest:
    """The facts of a head: how it turns one output of a network into scores of its labels."""

    id: str
    """Name and version as stored: ``birdnet-2.4``."""
    title: str
    version: str
    output: str = "scores"
    """The role of the network's output that it reads."""
    activation: Activation = Activation.SIGMOID
    slope: float = 1.0
    """More than 0."""
    intercept: float = 0.0
    sensitivity: bool = False
    """Whether scores may be raised or lowered as BirdNET-Analyzer 2 does."""
    floor: float = 0.01
    """Scores from here on are kept of every window; lower ones are only counted."""
    labels: LabelList | None = None
    """Where its labels are written; None: the network's own code knows."""

    def __post_init__(self) -> None:
        """Refuse what no head has. Raises UnusableValueError."""
        if not 0 < self.slope < math.inf or not math.isfinite(self.intercept):
            raise _wrong("slope")
        if not 0 < self.floor < 1:
            raise _wrong("floor")

    def logits(self, outputs: Float32) -> Float32:
        """Return the logits of the scores of ``outputs``, of any shape."""
        if self.activation is Activation.NONE:
            scores = np.clip(outputs, _LEAST_SCORE, 1 - _LEAST_SCORE)
            return cast("Float32", np.log(scores / (1 - scores)).astype(np.float32))
        if (self.slope, self.intercept) == (1.0, 0.0):
            return outputs  # to the last bit
        return outputs * np.float32(self.slope) + np.float32(self.intercept)

    def output_of(self, logit: float) -> float:
        """Return the output whose score has this logit."""
        if self.activation is Activation.NONE:
            return _sigmoid(logit)
        return (logit - self.intercept) / self.slope

    def score(self, output: float, sensitivity: float = 1.0) -> float:
        """Return the score of an output, 0 to 1.

        Sensitivity shifts it as BirdNET-Analyzer 2 does: by 10 (sensitivity - 1) as a logit.
        """
        shift = _shift(sensitivity)
        if self.activation is Activation.NONE:
            if not shift:
                return max(0.0, min(1.0, output))
            output = max(_LEAST_SCORE, min(1 - _LEAST_SCORE, output))
            return _sigmoid(logit_of(output) + shift)
        return _sigmoid(self.slope * output + self.intercept + shift)

    def scores(self, outputs: Float32, sensitivity: float = 1.0) -> Float32:
        """Return ``score`` of many outputs, of any shape."""
        logits = self.logits(outputs).astype(np.float64) + _shift(sensitivity)
        return (1 / (1 + np.exp(-np.clip(logits, -_MOST_LOGIT, _MOST_LOGIT)))).astype(np.float32)

    def sensitivity_in(self, settings: Mapping[str, Any]) -> float:
        """Return the sensitivity that a run's record gives its scores: 1 where it offers none."""
        return float(settings.get("sensitivity", 1.0)) if self.sensitivity else 1.0

    def least_output(self, min_score: float, sensitivity: float = 1.0) -> float:
        """Return the output whose score is ``min_score``, which lies between 0 and 1."""
        return self.output_of(logit_of(min_score) - _shift(sensitivity))

    def kept_from(self, lowered: int | None = None) -> float:
        """Return the output from which on the scores of all windows are kept.

        ``lowered`` is a logit: see ``lowered_floor``.
        """
        floor = self.floor_logit
        return self.output_of(floor if lowered is None else min(floor, lowered))

    def lowered_floor(self, min_score: float, sensitivity: float = 1.0) -> int | None:
        """Return the logit to keep scores from where a threshold lies below the floor; or None."""
        least = logit_of(min_score) - _shift(sensitivity)
        return None if least >= self.floor_logit else math.floor(least)

    @property
    def floor_logit(self) -> float:
        """Return the floor as a logit, rounded down to a tenth."""
        return math.floor(logit_of(self.floor) * 10) / 10

    @property
    def edges(self) -> list[float]:
        """Return the outputs between the bins of the histogram, rising."""
        return [self.output_of(float(edge)) for edge in LOGIT_EDGES]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts of a network."""

    id: str
    """Name and version as stored and typed: ``birdnet-2.4``."""
    title: str
    version: str
    runtime: str
    """What runs its files: see core.networks.runtimes."""
    sample_rate: int
    window_s: float
    embedding_size: int
    """Numbers of an embedding; 0 where it gives none."""
    licence: str
    citation: str
    non_commercial: bool
    heads: tuple[HeadManifest, ...] = ()
    """Those that came with it."""
    hop_s: float | None = None
    """From one window to the next where nothing else is asked for; None: windows do not overlap."""
    last_window_s: float | None = None
    """A last window with less sound is left out; None: a third of a window."""
    range_model: str | None = None
    """What says where and when its species occur: see core.species.ranges."""
    lanes: int = 2
    """Engines that run well in one process: see core.inference."""
    memory_mb: int = 350
    """Room that a worker process needs."""
    sha256: dict[str, str] = field(default_factory=dict)
    """File name to hash: what a stored score depends on."""
    graph: Graph | None = None
    """The file that its runtime runs; None: the network's own code knows."""
    text: TextSide | None = None
    """What reads words; None: it cannot be asked in words."""
    files: tuple[NetworkFile, ...] = ()
    """All that must be in its folder."""
    backbone: str | None = None
    """Id of the network whose embeddings are its input: then it is only a head."""
    purpose: str = ""
    """What it is for, in a sentence."""
    code_licence: str = ""
    """Of the program it came with, where that is another."""
    source: str = ""
    """Where it comes from: an address."""
    handle: str = ""
    """Of TensorFlow Hub or Kaggle, where all its files come as one."""
    tried: Tried = Tried.NO
    """How it was tried with this program."""

    def __post_init__(self) -> None:
        """Refuse what no network has. Raises UnusableValueError."""
        positive = {"lanes": self.lanes, "hop_s": 1.0 if self.hop_s is None else self.hop_s}
        if not self.tells_ranges:
            positive |= {"sample_rate": self.sample_rate, "window_s": self.window_s}
        for name, value in positive.items():
            if not 0 < value < math.inf:
                raise _wrong(name)
        if self.embedding_size < 0 or not 0 <= self.least_sound_s <= self.window_s:
            raise _wrong("embedding_size" if self.embedding_size < 0 else "last_window_s")
        if self.overlap_s < 0:
            raise _wrong("hop_s")

    @property
    def tells_ranges(self) -> bool:
        """Tell whether it is a range model: it hears nothing, and is asked of places and weeks."""
        fed = self.graph.inputs if self.graph else ()
        return any(one.role is InputRole.PLACE for one in fed)

    @property
    def window_samples(self) -> int:
        """Return the length of a window in samples at the network's own rate.

        A range model is given three numbers instead: latitude, longitude and week.
        """
        if self.tells_ranges:
            return 3
        return round(self.window_s * self.sample_rate)

    @property
    def overlap_s(self) -> float:
        """Return how far windows overlap where nothing else is asked for."""
        return 0.0 if self.hop_s is None else self.window_s - self.hop_s

    @property
    def least_sound_s(self) -> float:
        """Return how much sound a last window must hold."""
        return self.window_s / 3 if self.last_window_s is None else self.last_window_s

    @property
    def can_be_fetched(self) -> bool:
        """Tell whether it is known where all its files are to be had."""
        return bool(self.handle) or (bool(self.files) and all(one.url for one in self.files))

    def to_plain(self) -> dict[str, Any]:
        """Return it as values that can be stored as JSON."""
        return asdict(self)


def from_plain(stored: object, *, where: str = _OF_A_PROJECT, strict: bool = False) -> Manifest:
    """Return the manifest that ``to_plain`` gave, or that a person wrote.

    ``where`` names it in sentences. Raises UnusableValueError where it is damaged or, with
    ``strict``, holds what is not known.
    """
    manifest: Manifest = decoded(Manifest, stored, where=where, strict=strict)
    return manifest


def head_from_plain(stored: object) -> HeadManifest:
    """Return the facts of a head as stored. Raises UnusableValueError where they are damaged."""
    head: HeadManifest = decoded(HeadManifest, stored, where=_OF_A_PROJECT)
    return head


def _wrong(name: str) -> UnusableValueError:
    return UnusableValueError(f"{name} cannot be so")


def logit_of(score: float) -> float:
    """Return the logit of a score between 0 and 1."""
    return math.log(score / (1 - score))


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-_MOST_LOGIT, min(_MOST_LOGIT, logit))))


def _shift(sensitivity: float) -> float:
    return 10 * (sensitivity - 1)

"""How far reviewers agree beyond chance."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeVar

import numpy as np

from core.statistics.proportion import Interval

Word = TypeVar("Word")


@dataclass(frozen=True, slots=True)
class Kappa:
    """The agreement of reviewers on clips."""

    clips: int
    agreement: float | None
    """The share of clips (of pairs of words, with three reviewers) said the same way."""
    interval: Interval | None
    """Kappa; None where it is not defined."""
    refused: str = ""
    """Why it is not."""
    of_chance: float | None = None
    """Kappa where it says nothing: 0 where a reviewer had one word, without an interval."""
    without_error: str = ""
    """Why its error is 0 however few the clips: its bounds are its own value then."""

    @property
    def estimate(self) -> float | None:
        """Return kappa, also where it says nothing; None where it is not defined."""
        return self.of_chance if self.interval is None else self.interval.estimate


def kappa_text(found: Kappa) -> str:
    """Return kappa and its bounds, if it has some, as a person reads them; a dash without any."""
    if found.interval is None:
        return "–"
    of = found.interval
    if found.without_error:
        return f"{of.estimate:.2f} ({found.without_error})"
    return f"{of.estimate:.2f} ({of.low:.2f} to {of.high:.2f})"


def cohens_kappa(counts: Mapping[tuple[Word, Word], int], level: float = 0.95) -> Kappa:
    """Return Cohen's kappa of (first reviewer's word, second's) -> clips.

    Cohen 1960, Educ. Psychol. Meas. 20: 37-46; standard error of Fleiss, Cohen & Everitt 1969,
    doi 10.1037/h0028106. The interval ends at 1 and -1. Where a reviewer always said one word it
    is 0 whatever they agree on, and that error 0: it is refused. Where they agree on every clip
    that error is 0 too: the bounds are then the formula's, 1 and 1, and no interval.
    """
    clips = sum(counts.values())
    if not clips:
        return Kappa(0, None, None, "No clip was judged by both.")
    words = list(dict.fromkeys(word for pair in counts for word in pair))
    table = np.array([[counts.get((a, b), 0) for b in words] for a in words]) / clips
    observed = float(np.trace(table))
    ours, theirs = table.sum(axis=1), table.sum(axis=0)
    by_chance = float(ours @ theirs)
    if len(words) == 1:
        return Kappa(clips, observed, None, f"Both always said {words[0]!s}.")
    if 1.0 in (ours.max(), theirs.max()):
        only = words[int((ours if ours.max() == 1 else theirs).argmax())]
        refused = f"One always said {only!s}: kappa is 0 then, whatever they agree on."
        return Kappa(clips, observed, None, refused, 0.0)
    kappa = (observed - by_chance) / (1 - by_chance)
    same = np.sum(np.diag(table) * (1 - (ours + theirs) * (1 - kappa)) ** 2)
    apart = table * (theirs[:, None] + ours[None, :]) ** 2
    other = (1 - kappa) ** 2 * (apart.sum() - np.trace(apart))
    square = same + other - (kappa - by_chance * (1 - kappa)) ** 2
    error = math.sqrt(max(0.0, float(square)) / clips) / (1 - by_chance)
    without_error = {1.0: "all agree", -1.0: "none agree"}.get(round(kappa, 9), "")
    return Kappa(clips, observed, _interval(kappa, error, level), without_error=without_error)


def fleiss_kappa(rows: Sequence[Sequence[str]], level: float = 0.95) -> Kappa:
    """Return Fleiss' kappa of clips, each with the words of the same number of reviewers.

    Fleiss 1971, doi 10.1037/h0031619; standard error of Fleiss, Nee & Landis 1979,
    doi 10.1037/0033-2909.86.5.974, which holds where agreement is no more than chance.
    """
    clips = len(rows)
    if not clips:
        return Kappa(0, None, None, "No clip was judged by all.")
    words = sorted({word for row in rows for word in row})
    n = len(rows[0])
    tally = np.array([[Counter(row)[word] for word in words] for row in rows], float)
    observed = float(np.mean((np.sum(tally**2, axis=1) - n) / (n * (n - 1))))
    if len(words) == 1:
        return Kappa(clips, observed, None, f"All always said {words[0]}.")
    p = tally.sum(axis=0) / (clips * n)
    by_chance = float(p @ p)
    kappa = (observed - by_chance) / (1 - by_chance)
    spread = float(p @ (1 - p))
    square = spread**2 - float(np.sum(p * (1 - p) * (1 - 2 * p)))
    error = math.sqrt(2 * max(0.0, square) / (clips * n * (n - 1))) / spread
    return Kappa(clips, observed, _interval(kappa, error, level))


def _interval(kappa: float, error: float, level: float) -> Interval:
    half = NormalDist().inv_cdf(0.5 + level / 2) * error
    return Interval(kappa, max(-1.0, kappa - half), min(1.0, kappa + half))

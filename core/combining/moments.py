"""When several analyses hear a species at the same time, and what score that comes to."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.combining.wish import CombinationRule

_NOTHING_S = 1e-6


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """A stretch of a recording in which an analysis holds a species to be heard."""

    start_s: float
    end_s: float
    score: float
    listed: bool = True
    """Whether its species list expected it."""
    low_hz: float | None = None
    high_hz: float | None = None


@dataclass(frozen=True, slots=True)
class HeardMoment:
    """A detection, and what of each analysis is at its time: the spans that share enough of it."""

    span: SourceSpan
    """Of the first analysis that has one here."""
    members: Sequence[Sequence[SourceSpan]]
    """Of each analysis."""

    def best(self, source: int) -> float | None:
        """Return the highest score that an analysis has there, None where it has none."""
        return max((one.score for one in self.members[source]), default=None)


class _Timeline:
    """The spans of one analysis in order of time, found by time."""

    def __init__(self, spans: Sequence[SourceSpan]) -> None:
        self._spans = spans
        self._order = sorted(range(len(spans)), key=lambda place: spans[place].start_s)
        self._starts = [spans[place].start_s for place in self._order]
        self._longest = max((one.end_s - one.start_s for one in spans), default=0.0)

    def at(self, span: SourceSpan, overlap_s: float | None) -> Iterator[int]:
        """Yield the places of those that share enough time with a span."""
        first = bisect_left(self._starts, span.start_s - self._longest)
        for place in self._order[first : bisect_right(self._starts, span.end_s)]:
            if shares_enough(self._spans[place], span, overlap_s):
                yield place


def shares_enough(one: SourceSpan, other: SourceSpan, overlap_s: float | None) -> bool:
    """Tell whether two spans are of the same moment.

    They share ``overlap_s`` or all of the shorter; where it is None, half of the shorter. Spans
    that only touch share nothing.
    """
    shared = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    shorter = min(one.end_s - one.start_s, other.end_s - other.start_s)
    needed = shorter / 2 if overlap_s is None else min(overlap_s, shorter)
    return shared > _NOTHING_S and shared >= needed - _NOTHING_S


def moments(
    sources: Sequence[Sequence[SourceSpan]], overlap_s: float | None = None
) -> list[HeardMoment]:
    """Return all moments at which an analysis hears a species, in order of time.

    Each detection of the first is one. One of a later analysis belongs to all that it shares
    enough time with, and is a moment of its own where there is none. Spans that begin at the same
    time in the same analysis (several calls of a species) are one, that with the best score.
    """
    spans: list[SourceSpan] = []
    members: list[list[list[SourceSpan]]] = []
    for number, source in enumerate(sources):
        before = _Timeline(spans[:])
        for span in _one_of_each_start(source):
            joined = list(before.at(span, overlap_s))
            if not joined:
                joined = [len(spans)]
                spans.append(span)
                members.append([[] for _ in sources])
            for moment in joined:
                members[moment][number].append(span)
    found = [HeardMoment(span, its) for span, its in zip(spans, members, strict=True)]
    return sorted(found, key=lambda one: one.span.start_s)


def _one_of_each_start(spans: Sequence[SourceSpan]) -> list[SourceSpan]:
    best: dict[float, SourceSpan] = {}
    for span in sorted(spans, key=lambda one: one.score):
        best[span.start_s] = span
    return sorted(best.values(), key=lambda one: one.start_s)


def combined(
    found: Sequence[HeardMoment],
    rule: CombinationRule,
    overlap_s: float | None = None,
    weights: Sequence[float] = (),
    kept: Callable[[int], Sequence[SourceSpan]] | None = None,
) -> list[SourceSpan]:
    """Return the detections that a rule makes of moments, with their scores.

    both: moments that every analysis hears; the score is the lowest of their best.
    either: all; the score is the highest.
    weighted: all; the score is the mean of their best, by weight. An analysis of weight 0 cannot
    know the species and is left out; one that has no detection there counts with the best that
    ``kept`` (number of the analysis -> all of its windows) has at the time, or else with 0.
    A detection is expected where all that it is made of is, with either where some of it is.
    """
    make = _RULES[rule]
    mean = _WeightedMean(weights, overlap_s, kept)
    return [made for moment in found if (made := make(moment, mean)) is not None]


class _WeightedMean:
    """The mean score of a moment."""

    def __init__(
        self,
        weights: Sequence[float],
        overlap_s: float | None,
        kept: Callable[[int], Sequence[SourceSpan]] | None,
    ) -> None:
        self._weights, self._overlap_s = weights, overlap_s
        self._kept = kept
        self._lines: dict[int, tuple[Sequence[SourceSpan], _Timeline]] = {}

    def of(self, moment: HeardMoment) -> float:
        """Return it."""
        total = 0.0
        for source, weight in enumerate(self._weights):
            if weight:
                score = moment.best(source)
                total += weight * (self._silent(source, moment) if score is None else score)
        return total / sum(self._weights)

    def _silent(self, source: int, moment: HeardMoment) -> float:
        if self._kept is None:
            return 0.0
        if source not in self._lines:
            spans = self._kept(source)
            self._lines[source] = spans, _Timeline(spans)
        spans, line = self._lines[source]
        there = line.at(moment.span, self._overlap_s)
        return max((spans[place].score for place in there), default=0.0)


def _both(moment: HeardMoment, _: _WeightedMean) -> SourceSpan | None:
    scores = [moment.best(source) for source in range(len(moment.members))]
    heard = [score for score in scores if score is not None]
    if len(heard) < len(scores):
        return None
    return replace(moment.span, score=min(heard), listed=_all_listed(moment))


def _either(moment: HeardMoment, _: _WeightedMean) -> SourceSpan:
    every = [span for spans in moment.members for span in spans]
    listed = any(span.listed for span in every)
    return replace(moment.span, score=max(span.score for span in every), listed=listed)


def _weighted(moment: HeardMoment, mean: _WeightedMean) -> SourceSpan:
    return replace(moment.span, score=mean.of(moment), listed=_all_listed(moment))


def _all_listed(moment: HeardMoment) -> bool:
    return all(span.listed for spans in moment.members for span in spans)


_RULES: Mapping[CombinationRule, Callable[[HeardMoment, _WeightedMean], SourceSpan | None]] = {
    CombinationRule.BOTH: _both,
    CombinationRule.EITHER: _either,
    CombinationRule.WEIGHTED: _weighted,
}

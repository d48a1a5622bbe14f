"""Vocal events: windows of a species that follow each other, taken together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

_ROUNDING_S = 1e-9


@dataclass(frozen=True, slots=True)
class VocalEvent:
    """A stretch of a recording in which a species is detected without a longer pause."""

    file: str
    species: str
    start_s: float
    end_s: float
    score: float
    """The highest of its windows."""
    windows: int = 1


def events(windows: Iterable[VocalEvent], gap_s: float = 0.0) -> Iterator[VocalEvent]:
    """Yield windows merged by file and species, in this order and by start.

    A window belongs to the event whose end it follows by ``gap_s`` seconds at most.
    """
    last: VocalEvent | None = None
    for window in sorted(windows, key=lambda w: (w.file, w.species, w.start_s, w.end_s)):
        if last is not None and _continues(last, window, gap_s):
            last = replace(
                last,
                end_s=max(last.end_s, window.end_s),
                score=max(last.score, window.score),
                windows=last.windows + window.windows,
            )
            continue
        if last is not None:
            yield last
        last = window
    if last is not None:
        yield last


def _continues(last: VocalEvent, window: VocalEvent, gap_s: float) -> bool:
    same = (last.file, last.species) == (window.file, window.species)
    return same and window.start_s - last.end_s <= gap_s + _ROUNDING_S

"""Finds where counting begins again in a file whose frames or pages are numbered.

In one stream the numbers only rise. A few looks tell whether they do, halving tells where not:
a file of two gigabytes takes some forty small reads, and a usual one seven.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from core.audio.file_ends import END_BYTES

MOST_PARTS = 64
_LOOKS, _LOOKS_NEAR = 7, 50
_GOLDEN = 0.6180339887498949
"""Its multiples lie at no regular distances, as equal parts of a file do."""


class Unit(NamedTuple):
    """A frame or page: where it begins, its number, and of which stream it says to be."""

    place: int
    number: int
    stream: int = 0


UnitAt = Callable[[int], Unit | None]
"""Returns the first unit that begins at or behind a byte."""


def restarts(unit_at: UnitAt, first: Unit, last: Unit) -> list[int]:
    """Return the places of units, in order, before which another stream ends.

    No more than ``MOST_PARTS`` are looked for. A stream much shorter than a seventh of the file
    may be missed.
    """
    found: set[int] = set()
    waiting = [(first, last)]
    while waiting and len(found) < MOST_PARTS:
        for before, after in pairwise(_looks(unit_at, *waiting.pop())):
            if _begins_again(before, after):
                end, begin = _halved(unit_at, before, after)
                found.add(begin.place)
                waiting += [pair for pair in ((before, end), (begin, after)) if pair[0] != pair[1]]
    return sorted(found)


def _looks(unit_at: UnitAt, first: Unit, last: Unit) -> list[Unit]:
    between = set(_between(unit_at, first, last))
    return [first, *sorted(between - {first, last}), last]


def _between(unit_at: UnitAt, first: Unit, last: Unit) -> Iterator[Unit]:
    near = last.place - first.place <= 2 * END_BYTES  # those bytes are known already
    for number in range(1, (_LOOKS_NEAR if near else _LOOKS) + 1):
        share = number * _GOLDEN % 1
        unit = unit_at(first.place + round(share * (last.place - first.place)))
        if unit is not None and first.place < unit.place < last.place:
            yield unit


def _begins_again(before: Unit, after: Unit) -> bool:
    return after.stream != before.stream or after.number <= before.number


def _halved(unit_at: UnitAt, before: Unit, after: Unit) -> tuple[Unit, Unit]:
    """Return the last unit known before a restart, and the first one behind it."""
    low, high = before.place + 1, after.place
    while low < high:
        middle = (low + high) // 2
        unit = unit_at(middle)
        if unit is None or unit.place >= after.place:
            high = middle
        elif _begins_again(before, unit):
            after, high = unit, middle
        else:
            before, low = unit, unit.place + 1
    return before, after

"""Tells a recorder that was moved from a wrong fix of its GPS.

Nothing here is changed or looked up: the same fixes in the same order give the same answer.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from core.deployments.geo import same_place

Fix = tuple[float, float]
"""Latitude and longitude in degrees."""

_ROW_DEGREES = 0.01
"""Of latitude, more than two fixes of one place are apart."""
_FEW, _MOST = 3, 12
"""So many recordings in a row, or one in twenty up to the most, may be a wrong fix: they come
between others that were made at one place."""
_FEW_AT_AN_END = 2
_OTHERS_AT_AN_END = 3
"""At the beginning or end there must be so many times more others: who has just moved a recorder
has few recordings from there, too."""
_NOWHERE_DEGREES = 0.1
"""Around 0, 0, where receivers without a fix think they are."""


def places_of(fixes: Sequence[Fix]) -> list[int | None]:
    """Return the number of the place of each fix, given in order of time; None: a wrong fix.

    Places are numbered in the order in which they come; wrong fixes leave numbers out.
    """
    numbers, centres = _numbered(fixes)
    sure = _sure(numbers, centres)
    odd = {n for n, at in enumerate(centres) if n not in sure and _is_odd(at, sure, centres)}
    places: list[int | None] = []
    for is_sure, block in groupby(numbers, key=sure.__contains__):
        there = list(block)
        at_an_end = not places or len(places) + len(there) == len(numbers)
        wrong = set() if is_sure else odd | _few(there, len(numbers), at_an_end=at_an_end)
        places += [None if number in wrong else number for number in there]
    return places


def is_nowhere(fix: Fix) -> bool:
    """Tell whether a receiver without a fix would say that it is there."""
    return abs(fix[0]) < _NOWHERE_DEGREES and abs(fix[1]) < _NOWHERE_DEGREES


def _numbered(fixes: Sequence[Fix]) -> tuple[list[int], list[Fix]]:
    """Return the number of the place of each fix, and where the places are."""
    centres: list[Fix] = []
    rows: dict[int, list[int]] = {}
    numbers: list[int] = []
    for fix in fixes:
        if numbers and same_place(centres[numbers[-1]], fix):
            numbers.append(numbers[-1])
            continue
        row = int(fix[0] // _ROW_DEGREES)
        near = (n for at in (row, row - 1, row + 1) for n in rows.get(at, ()))
        number = next((n for n in near if same_place(centres[n], fix)), None)
        if number is None:
            number = len(centres)
            centres.append(fix)
            rows.setdefault(row, []).append(number)
        numbers.append(number)
    return numbers, centres


def _sure(numbers: Sequence[int], centres: Sequence[Fix]) -> set[int]:
    """Return the places at which a recorder certainly was: for long, or most of the time."""
    few = max(_FEW, min(len(numbers) // 20, _MOST))
    somewhere = [number for number in numbers if not is_nowhere(centres[number])]
    runs = ((number, len(list(same))) for number, same in groupby(numbers))
    sizes = Counter(somewhere)
    sure = {number for number, length in runs if length > few and number in sizes}
    sure |= {number for number, size in sizes.items() if size * 2 > len(somewhere)}
    mirrored = {
        n
        for n in sure
        for other in sure
        if sizes[n] < sizes[other] and _is_mirrored(centres[n], centres[other])
    }
    return (sure - mirrored) or set(sizes)


def _few(block: Sequence[int], total: int, *, at_an_end: bool) -> set[int]:
    """Return the places in a block of fixes, between sure ones or at an end, that are wrong."""
    if not at_an_end:
        return set(block)
    few = {n for n, size in Counter(block).items() if size <= _FEW_AT_AN_END}
    others = total - len(block)
    return {n for n in few if block.count(n) * _OTHERS_AT_AN_END <= others}


def _is_odd(centre: Fix, sure: set[int], centres: Sequence[Fix]) -> bool:
    return is_nowhere(centre) or any(_is_mirrored(centre, centres[n]) for n in sure)


def _is_mirrored(fix: Fix, other: Fix) -> bool:
    """Tell whether only signs are different, or latitude and longitude exchanged."""
    flipped = same_place((abs(fix[0]), abs(fix[1])), (abs(other[0]), abs(other[1])))
    swapped = abs(fix[1]) <= 90 and same_place((fix[1], fix[0]), other)
    return (flipped or swapped) and not same_place(fix, other)

"""Finds coordinates in the names of files, and tells them from numbers of takes and tracks.

``[1 2]`` is no place: coordinates have decimals (those of ISO 6709 all their digits), and those
of the files in a folder lie near each other.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from core.recorders import names, places
from core.recorders.places import Position

_IN_BRACKETS = re.compile(r"\[([-+.\d ,;]{3,60})\]")
_BETWEEN_UNDERSCORES = re.compile(r"_([+-]?\d{1,2}\.\d{1,9} [+-]?\d{1,3}\.\d{1,9})(?:_|$)")
_SIGNED_PAIR = re.compile(  # ISO 6709, an altitude and a datum may follow
    r"(?:^|[_ ])([+-]\d{1,2}(?:\.\d{1,9})?[+-]\d{1,3}(?:\.\d{1,9})?)(?![\d.])"
)
_WHOLE_DEGREES = re.compile(r"[+-]\d\d[+-]\d{3}")
_DECIMALS = re.compile(r"\.(\d+)")
_CLEAR_DECIMALS = 3
"""So many after one of the numbers are enough: ``27.125 153`` has lost its zeros."""
_NEAR_DEGREES = 1.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two numbers in a name that can be a place."""

    place: Position
    is_clear: bool
    """Whether they can hardly be anything else."""


@dataclass(frozen=True, slots=True)
class FolderPlaces:
    """Where the files of a folder say they are."""

    centre: Position | None = None
    """None where no name has clear coordinates."""
    agree: bool = True
    """Whether most of them are near the centre."""

    def has_near(self, place: Position) -> bool:
        """Tell whether a place is near the centre."""
        return self.centre is not None and _near(place, self.centre)


def find_pair(stem: str) -> Pair | None:
    """Return the first coordinates that a name without its suffix may hold."""
    stem = stem.replace("−", "-")
    for pattern in (_IN_BRACKETS, _BETWEEN_UNDERSCORES, _SIGNED_PAIR):
        if (match := pattern.search(stem)) and (place := places.read_pair(match[1])):
            return Pair(place, _is_clear(match[1], stem))
    return None


def find_place(stem: str, beside: Callable[[], FolderPlaces]) -> Position | None:
    """Return the coordinates in a name; ``beside`` looks at its folder if there may be any."""
    pair = find_pair(stem)
    if pair is None:
        return None
    around = beside()
    return pair.place if around.agree and (pair.is_clear or around.has_near(pair.place)) else None


def look_around(stems: Iterable[str]) -> FolderPlaces:
    """Return where the names in a folder, without their suffixes, say that they are."""
    clear = [pair.place for stem in stems if (pair := find_pair(stem)) and pair.is_clear]
    if not clear:
        return FolderPlaces()
    centre = Position(median(p.latitude for p in clear), median(p.longitude for p in clear))
    near = sum(_near(place, centre) for place in clear)
    return FolderPlaces(centre, agree=near * 2 > len(clear))


def _near(place: Position, other: Position) -> bool:
    return all(abs(a - b) <= _NEAR_DEGREES for a, b in zip(place, other, strict=True))


def _is_clear(text: str, stem: str) -> bool:
    decimals = [len(digits) for digits in _DECIMALS.findall(text)]
    if len(decimals) == 2 or max(decimals, default=0) >= _CLEAR_DECIMALS:
        return True
    return bool(_WHOLE_DEGREES.fullmatch(text)) and names.find_moment(stem) is not None

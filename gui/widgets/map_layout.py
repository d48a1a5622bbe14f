"""Which sites of a map are dots, which are one mark together, and where names have room."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import dist, floor

import numpy as np
from PySide6.QtCore import QRectF

from gui.widgets.map_frame import MapFrame, Place

_MANY = 100
"""Sites in view from which on those close together are one mark."""
_CELL_PX, _APART_PX = 44, 28
_FEWEST = 3
_GRAIN_PX = 4
_BEYOND_PX = 20
"""Of the map, where a site's dot or name may still be seen."""


@dataclass(frozen=True, slots=True)
class SiteMark:
    """A site on the map."""

    id: int
    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class SiteGroup:
    """Sites too close together to be told apart."""

    at: tuple[float, float]
    """Pixels."""
    marks: tuple[SiteMark, ...]


@dataclass(frozen=True, slots=True)
class MapLayout:
    """What is drawn of the sites in view; every one is in a dot or in a group."""

    dots: Sequence[tuple[tuple[float, float], SiteMark]] = ()
    groups: Sequence[SiteGroup] = ()


class Occupied:
    """Where something is drawn already, in squares of some pixels."""

    def __init__(self, width: float, height: float) -> None:
        shape = floor(height / _GRAIN_PX) + 1, floor(width / _GRAIN_PX) + 1
        self._taken = np.zeros(shape, dtype=bool)

    def take(self, room: QRectF) -> None:
        """Draw something there."""
        self._taken[self._part(room)] = True

    def is_free(self, room: QRectF) -> bool:
        """Tell whether all of a room is within the map and free."""
        height, width = self._taken.shape
        inside = QRectF(0, 0, width * _GRAIN_PX, height * _GRAIN_PX).contains(room)
        return inside and not self._taken[self._part(room)].any()

    def _part(self, room: QRectF) -> tuple[slice, slice]:
        sides = (room.top(), room.bottom(), room.left(), room.right())
        top, bottom, left, right = (max(0, floor(side / _GRAIN_PX)) for side in sides)
        return slice(top, bottom + 1), slice(left, right + 1)


def laid_out(frame: MapFrame, marks: Iterable[SiteMark], chosen: int | None) -> MapLayout:
    """Return what is drawn of some sites; the chosen one is always a dot of its own."""
    seen = [(at, mark) for mark in marks if _is_seen(at := frame.point(mark.place), frame)]
    if len(seen) <= _MANY or frame.is_nearest:
        return MapLayout(seen)
    cells: dict[tuple[int, int], list[tuple[tuple[float, float], SiteMark]]] = defaultdict(list)
    dots = []
    for at, mark in seen:
        if mark.id == chosen:
            dots.append((at, mark))
        else:
            cells[floor(at[0] / _CELL_PX), floor(at[1] / _CELL_PX)].append((at, mark))
    groups = []
    for near in cells.values():
        if len(near) < _FEWEST:
            dots += near
            continue
        x, y = (sum(at[axis] for at, _ in near) / len(near) for axis in (0, 1))
        groups.append(SiteGroup((x, y), tuple(mark for _, mark in near)))
    return MapLayout(dots, _apart(groups))


def _apart(groups: Iterable[SiteGroup]) -> list[SiteGroup]:
    """Join groups whose marks would lie over each other, where the larger one is."""
    found: list[SiteGroup] = []
    for group in sorted(groups, key=lambda one: len(one.marks), reverse=True):
        near = (n for n, one in enumerate(found) if dist(one.at, group.at) < _APART_PX)
        if (number := next(near, None)) is None:
            found.append(group)
        else:
            one = found[number]
            found[number] = SiteGroup(one.at, one.marks + group.marks)
    return found


def _is_seen(at: tuple[float, float], frame: MapFrame) -> bool:
    low, right, bottom = -_BEYOND_PX, frame.width + _BEYOND_PX, frame.height + _BEYOND_PX
    return low < at[0] < right and low < at[1] < bottom

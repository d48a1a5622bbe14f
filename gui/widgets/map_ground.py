"""The ground of a map: land and sea, borders, and a map of one's own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from gui.theme import theme
from gui.widgets.map_frame import MapFrame

Points = npt.NDArray[np.float32]
"""Of shape (points, 2): longitude and latitude in degrees."""
_Pixels = npt.NDArray[np.float64]
_MARGIN_PX = 8.0
"""Beyond the map, so that edges which cutting makes are not seen."""
_POINT_PX = 3.0
_SPECK_PX = 1.0
"""Smaller islands are most of those on earth, and would take half of the time."""


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines with the boxes around them, [lines, 4]: west, south, east, north."""

    points: Sequence[Points]
    boxes: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """All that lies below the sites."""

    land: Lines
    """Closed."""
    borders: Lines
    own: Lines


def lines(found: Iterable[Points]) -> Lines:
    """Return lines ready to be drawn; may be called in another thread."""
    points = list(found)
    boxes = [(*line.min(axis=0), *line.max(axis=0)) for line in points]
    return Lines(points, np.array(boxes, dtype=np.float32).reshape(-1, 4))


NOTHING = Shapes(lines(()), lines(()), lines(()))


def paint_land(painter: QPainter, frame: MapFrame, found: Shapes) -> None:
    """Paint land on the sea, and the borders on it."""
    colours = theme().colours
    land = QPainterPath()
    for ring in _seen(frame, found.land, least_px=_SPECK_PX):
        cut = _cut(ring, frame)
        if len(cut) > 2:
            land.addPolygon(_polygon(cut))
            land.closeSubpath()
    land.setFillRule(Qt.FillRule.OddEvenFill)  # a lake is a ring within a ring
    painter.setBrush(QColor(colours.land))
    painter.setPen(QPen(QColor(colours.line_strong), 1))
    painter.drawPath(land)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colours.line_strong), 1, Qt.PenStyle.DashLine))
    for line in _seen(frame, found.borders):
        painter.drawPolyline(_polygon(line))


def paint_own(painter: QPainter, frame: MapFrame, found: Shapes) -> None:
    """Paint the map of one's own."""
    colour = QColor(theme().colours.own_map)
    painter.setPen(QPen(colour, 1.5))
    for line in _seen(frame, found.own):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if len(line) > 1:
            painter.drawPolyline(_polygon(line))
        else:
            painter.setBrush(colour)
            painter.drawRect(QPolygonF([QPointF(*line[0])]).boundingRect().adjusted(
                -_POINT_PX, -_POINT_PX, _POINT_PX, _POINT_PX))  # fmt: skip


def _seen(frame: MapFrame, found: Lines, least_px: float = 0.0) -> Iterator[_Pixels]:
    """Yield the lines that reach into the frame, in pixels, without what is finer than these.

    Lines that are smaller than ``least_px`` either way are left out.
    """
    half = frame.width / 2 * frame.across, frame.height / 2 * frame.scale
    boxes = found.boxes
    large = (boxes[:, 2] - boxes[:, 0] >= least_px * frame.across) | (
        boxes[:, 3] - boxes[:, 1] >= least_px * frame.scale
    )
    for turn in (-360.0, 0.0, 360.0):  # the world goes on beyond the date line
        middle = frame.longitude - turn
        wanted = (
            large
            & (boxes[:, 2] >= middle - half[0])
            & (boxes[:, 0] <= middle + half[0])
            & (boxes[:, 3] >= frame.latitude - half[1])
            & (boxes[:, 1] <= frame.latitude + half[1])
        )
        for number in np.flatnonzero(wanted).tolist():
            yield _in_pixels(frame, found.points[number], turn)


def _in_pixels(frame: MapFrame, points: Points, turn: float) -> _Pixels:
    pixels = np.empty(points.shape, dtype=np.float64)
    pixels[:, 0] = frame.width / 2 + (points[:, 0] + turn - frame.longitude) / frame.across
    pixels[:, 1] = frame.height / 2 - (points[:, 1] - frame.latitude) / frame.scale
    if len(pixels) < 3:
        return pixels
    whole = np.round(pixels)
    kept = np.concatenate(([True], np.any(whole[1:] != whole[:-1], axis=1)))
    kept[-1] = True
    thin: _Pixels = pixels[kept]
    return thin


def _cut(ring: _Pixels, frame: MapFrame) -> _Pixels:
    """Return what of an area lies in the frame (Sutherland and Hodgman 1974)."""
    for axis, length in ((0, frame.width), (1, frame.height)):
        ring = _side(ring, ring[:, axis] + _MARGIN_PX)
        ring = _side(ring, length + _MARGIN_PX - ring[:, axis])
    return ring


def _side(ring: _Pixels, inside: npt.NDArray[np.float64]) -> _Pixels:
    """Return what of an area lies where ``inside``, a distance from an edge, is not negative."""
    if len(ring) == 0 or inside.min() >= 0:
        return ring
    following, further = np.roll(ring, -1, axis=0), np.roll(inside, -1)
    crosses = (inside >= 0) != (further >= 0)
    share = np.divide(inside, inside - further, out=np.zeros_like(inside), where=crosses)
    made = np.empty((2 * len(ring), 2))
    made[0::2], made[1::2] = ring, ring + share[:, None] * (following - ring)
    kept = np.empty(len(made), dtype=bool)
    kept[0::2], kept[1::2] = inside >= 0, crosses
    cut: _Pixels = made[kept]
    return cut


def _polygon(points: _Pixels) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points.tolist()])

"""What a map of sites shows: outlines, graticule, scale bar, and the sites with their names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from gui.theme import GRID, theme
from gui.widgets.map_frame import MapFrame, Place

_FINE_BELOW = 0.02
"""Degrees a pixel from which on finer outlines are worth it."""
_SCALE_MOST = 12 * GRID


@dataclass(frozen=True, slots=True)
class Shape:
    """One outline, in degrees, and the box around it."""

    line: QPolygonF
    box: QRectF


@dataclass(frozen=True, slots=True)
class Shapes:
    """Outlines of the world, and finer ones of some part of it."""

    world: Sequence[Shape] = ()
    fine: Sequence[Shape] = ()


@dataclass(frozen=True, slots=True)
class SiteMark:
    """A site on the map."""

    id: int
    name: str
    place: Place


def shapes(lines: Iterable[npt.NDArray[np.float32]]) -> list[Shape]:
    """Return outlines ready to be drawn; may be called in another thread."""
    made = []
    for line in lines:
        polygon = QPolygonF([QPointF(x, y) for x, y in line.tolist()])
        made.append(Shape(polygon, polygon.boundingRect()))
    return made


def paint_ground(painter: QPainter, frame: MapFrame, found: Shapes) -> None:
    """Paint what lies below the sites."""
    colours = theme().colours
    painter.fillRect(QRectF(0, 0, frame.width, frame.height), QColor(colours.window))
    _paint_graticule(painter, frame)
    fine = found.fine if frame.scale < _FINE_BELOW else ()
    _paint_outlines(painter, frame, fine or found.world)
    _paint_scale(painter, frame)


def paint_marks(
    painter: QPainter, frame: MapFrame, marks: Iterable[SiteMark], chosen: int | None
) -> None:
    """Paint the sites; names that would lie on each other are left out, never the chosen one's."""
    colours = theme().colours
    painter.setFont(theme().font(theme().sizes.small))
    written: list[QRectF] = []
    ordered = sorted(marks, key=lambda mark: mark.id != chosen)
    for mark in reversed(ordered):  # the chosen one on top
        _paint_dot(painter, QPointF(*frame.point(mark.place)), mark.id == chosen)
    for mark in ordered:
        at = QPointF(*frame.point(mark.place))
        room = _name_room(painter, frame, at, mark.name)
        if any(room.intersects(other) for other in written):
            continue
        written.append(room)
        painter.setPen(QColor(colours.text if mark.id == chosen else colours.muted))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, mark.name)


def _paint_dot(painter: QPainter, at: QPointF, chosen: bool) -> None:
    colours = theme().colours
    radius = 7.0 if chosen else 4.5
    painter.setPen(QPen(QColor(colours.window), 2))
    painter.setBrush(QColor(colours.accent if chosen else colours.muted))
    painter.drawEllipse(at, radius, radius)
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.window))
        painter.drawEllipse(at, 2.5, 2.5)


def _name_room(painter: QPainter, frame: MapFrame, at: QPointF, name: str) -> QRectF:
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(name) + 4.0, float(metrics.height())
    left = at.x() + 10
    if left + width > frame.width:
        left = at.x() - 10 - width
    return QRectF(left, at.y() - height / 2, width, height)


def _paint_outlines(painter: QPainter, frame: MapFrame, found: Sequence[Shape]) -> None:
    pen = QPen(QColor(theme().colours.line_strong), 1)
    pen.setCosmetic(True)
    painter.save()
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half_width, half_height = frame.width / 2 * frame.across, frame.height / 2 * frame.scale
    seen = QRectF(
        frame.longitude - half_width, frame.latitude - half_height, 2 * half_width, 2 * half_height
    )
    for turn in (-360.0, 0.0, 360.0):  # the world goes on beyond the date line
        east = QTransform()
        east.translate(frame.width / 2, frame.height / 2)
        east.scale(1 / frame.across, -1 / frame.scale)
        east.translate(turn - frame.longitude, -frame.latitude)
        painter.setTransform(east)
        here = seen.translated(-turn, 0)
        for shape in found:
            if here.intersects(shape.box):
                painter.drawPolyline(shape.line)
    painter.restore()


def _paint_graticule(painter: QPainter, frame: MapFrame) -> None:
    colours, step = theme().colours, frame.grid_step()
    painter.setFont(theme().font(theme().sizes.small - 1))
    digits = max(0, ceil(-np.log10(step)))
    for latitude in _lines(frame.place(0, frame.height)[0], frame.place(0, 0)[0], step):
        y = frame.point((latitude, frame.longitude))[1]
        painter.setPen(QColor(colours.line))
        painter.drawLine(QPointF(0, y), QPointF(frame.width, y))
        text = f"{abs(latitude):.{digits}f}° {'N' if latitude >= 0 else 'S'}"
        painter.setPen(QColor(colours.faint))
        painter.drawText(QPointF(GRID / 2, y - 3), text)
    half = frame.width / 2 * frame.across
    metrics = painter.fontMetrics()
    for longitude in _lines(frame.longitude - half, frame.longitude + half, step):
        x = frame.point((frame.latitude, longitude))[0]
        painter.setPen(QColor(colours.line))
        painter.drawLine(QPointF(x, 0), QPointF(x, frame.height))
        around = (longitude + 180) % 360 - 180
        text = f"{abs(around):.{digits}f}° {'E' if around >= 0 else 'W'}"
        if 8 * GRID < x < frame.width - metrics.horizontalAdvance(text):
            painter.setPen(QColor(colours.faint))
            painter.drawText(QPointF(x + 3, frame.height - 4), text)


def _lines(first: float, last: float, step: float) -> list[float]:
    return [number * step for number in range(ceil(first / step), floor(last / step) + 1)]


def _paint_scale(painter: QPainter, frame: MapFrame) -> None:
    metres, pixels = frame.scale_bar(_SCALE_MOST)
    text = f"{metres / 1000:,.0f} km" if metres >= 1000 else f"{metres:,.0f} m"
    right, bottom = frame.width - GRID, frame.height - 3 * GRID
    painter.setPen(QPen(QColor(theme().colours.muted), 1.5))
    painter.drawLine(QPointF(right - pixels, bottom), QPointF(right, bottom))
    for x in (right - pixels, right):
        painter.drawLine(QPointF(x, bottom - 3), QPointF(x, bottom))
    room = QRectF(right - 20 * GRID, bottom - 3 * GRID, 20 * GRID, 2.5 * GRID)
    painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, text)

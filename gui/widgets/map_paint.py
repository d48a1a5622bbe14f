"""What a map of sites shows: the ground, graticule, scale bar, and the sites with their names."""

from collections.abc import Sequence
from math import ceil, floor

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from gui.theme import GRID, theme
from gui.widgets.map_frame import MapFrame
from gui.widgets.map_ground import Shapes, paint_land, paint_own
from gui.widgets.map_layout import MapLayout, Occupied, SiteMark

_SCALE_MOST = 12 * GRID
_DOT_PX, _GROUP_PX, _BESIDE_PX = 4.5, 13.0, 10.0
_MIDDLE = Qt.TextElideMode.ElideMiddle

Named = tuple[QRectF, SiteMark]
"""Where a name is written."""


def paint_ground(painter: QPainter, frame: MapFrame, found: Shapes) -> None:
    """Paint what lies below the sites."""
    colours = theme().colours
    everywhere = QRectF(0, 0, frame.width, frame.height)
    painter.fillRect(everywhere, QColor(colours.sea if found.land.points else colours.land))
    paint_land(painter, frame, found)
    _paint_graticule(painter, frame)
    paint_own(painter, frame, found)
    _paint_scale(painter, frame)


def paint_marks(
    painter: QPainter, layout: MapLayout, names: Sequence[Named], chosen: int | None
) -> None:
    """Paint every dot, and the names for which there is room."""
    colours = theme().colours
    for group in layout.groups:
        _paint_group(painter, QPointF(*group.at), len(group.marks))
    for at, mark in layout.dots:
        if mark.id != chosen:
            _paint_dot(painter, QPointF(*at), False)
    for at, mark in layout.dots:  # the chosen one on top
        if mark.id == chosen:
            _paint_dot(painter, QPointF(*at), True)
    painter.setFont(theme().font(theme().sizes.small))
    for room, mark in names:
        if mark.id == chosen:  # its name is there even where there is no room
            painter.fillRect(room, QColor(colours.land))
        painter.setPen(QColor(colours.text if mark.id == chosen else colours.muted))
        shown = painter.fontMetrics().elidedText(mark.name, _MIDDLE, round(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)


def named(frame: MapFrame, layout: MapLayout, chosen: int | None) -> list[Named]:
    """Return the names for which there is room, the chosen one's first of all."""
    metrics = QFontMetricsF(theme().font(theme().sizes.small))
    taken = Occupied(frame.width, frame.height)
    for at, _ in layout.dots:
        taken.take(_around(at, _DOT_PX))
    for group in layout.groups:
        taken.take(_around(group.at, _GROUP_PX))
    found = []
    for at, mark in sorted(layout.dots, key=lambda dot: dot[1].id != chosen):
        width = min(metrics.horizontalAdvance(mark.name) + 4, frame.width / 2 - 2 * _BESIDE_PX)
        height = metrics.height()
        right = QRectF(at[0] + _BESIDE_PX, at[1] - height / 2, width, height)
        left = right.translated(-2 * _BESIDE_PX - width, 0)
        for room in (right, left):
            must = mark.id == chosen and room is left
            if taken.is_free(room) or must:
                taken.take(room)
                found.append((room, mark))
                break
    return found


def _around(at: tuple[float, float], radius: float) -> QRectF:
    return QRectF(at[0] - radius, at[1] - radius, 2 * radius, 2 * radius)


def _paint_group(painter: QPainter, at: QPointF, number: int) -> None:
    colours = theme().colours
    painter.setPen(QPen(QColor(colours.land), 2))
    painter.setBrush(QColor(colours.muted))
    painter.drawEllipse(at, _GROUP_PX, _GROUP_PX)
    painter.setPen(QColor(colours.land))
    painter.setFont(theme().font(theme().sizes.small, bold=True))
    room = _around((at.x(), at.y()), _GROUP_PX)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, f"{number:,}")


def _paint_dot(painter: QPainter, at: QPointF, chosen: bool) -> None:
    colours = theme().colours
    radius = 7.0 if chosen else _DOT_PX
    painter.setPen(QPen(QColor(colours.land), 2))
    painter.setBrush(QColor(colours.accent if chosen else colours.muted))
    painter.drawEllipse(at, radius, radius)
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.land))
        painter.drawEllipse(at, 2.5, 2.5)


def _paint_graticule(painter: QPainter, frame: MapFrame) -> None:
    colours, step = theme().colours, frame.grid_step()
    painter.setFont(theme().font(theme().sizes.small - 1))
    digits = max(0, ceil(-np.log10(step)))
    for latitude in _lines(frame.place(0, frame.height)[0], frame.place(0, 0)[0], step):
        y = frame.point((latitude, frame.longitude))[1]
        painter.setPen(QColor(colours.line))
        painter.drawLine(QPointF(0, y), QPointF(frame.width, y))
        text = f"{abs(latitude):.{digits}f}° {'N' if latitude >= 0 else 'S'}"
        painter.setPen(QColor(colours.muted))
        painter.drawText(QPointF(GRID / 2, y - 3), text)
    half = frame.width / 2 * frame.across
    metrics = painter.fontMetrics()
    for longitude in _lines(frame.longitude - half, frame.longitude + half, step):
        x = frame.point((frame.latitude, longitude))[0]
        painter.setPen(QColor(colours.line))
        painter.drawLine(QPointF(x, 0), QPointF(x, frame.height))
        around = (longitude + 180) % 360 - 180
        text = f"{abs(around):.{digits}f}° {'E' if around >= 0 else 'W'}"
        if 8 * GRID < x < frame.width - GRID - metrics.horizontalAdvance(text):
            painter.setPen(QColor(colours.muted))
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

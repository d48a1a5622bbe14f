"""Boxes over the sound: detections and annotations, as outlines that hide nothing."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from core.audio.spectrogram import FrequencyScale
from core.domain import Verdict
from gui.theme import SIGNS, Theme

BoxId = int | str
_INSET_PX = 4
_NARROW_PX = 3
_CROWD = 3
"""So many boxes over each other are a crowd: their outlines would be a grid over the sound."""
_FOOT_PX = 5
_DEEPEST = 4
HANDLE_PX = 8


@dataclass(frozen=True, slots=True)
class Box:
    """One detection or annotation as it is drawn."""

    id: BoxId
    start_s: float
    end_s: float
    label: str
    verdict: Verdict | None = None
    low_hz: float | None = None
    """None: from 0 Hz."""
    high_hz: float | None = None
    """None: to the highest frequency."""
    score: float | None = None
    current: bool = False
    editable: bool = False
    """Annotations: moved and resized while current. Detections never are."""
    sign: str = ""
    """Instead of the verdict's: annotations have one of their own, and a dashed outline."""

    other_run: str = ""
    """Which analysis it is of, where that is not the current one: said, and dotted."""

    @property
    def caption(self) -> str:
        """Return the sign of the verdict, the label, and the score where there is one."""
        score = "" if self.score is None else f"  {self.score:.2f}"
        whose = f" · {self.other_run}" if self.other_run else ""
        return f"{self.sign or SIGNS[self.verdict]} {self.label}{score}{whose}"

    @property
    def is_whole_height(self) -> bool:
        """Tell whether it says when, and nothing of how high."""
        return self.low_hz is None and self.high_hz is None

    @property
    def line(self) -> Qt.PenStyle:
        """Return how its outline is drawn."""
        if self.editable:
            return Qt.PenStyle.DashLine
        return Qt.PenStyle.DotLine if self.other_run else Qt.PenStyle.SolidLine


def depths(boxes: Sequence[Box]) -> dict[BoxId, int]:
    """Return how many earlier boxes overlap each in time and frequency without a free depth.

    Boxes of equal spans would hide each other's outline: each depth is drawn a little inside.
    """
    found: dict[BoxId, int] = {}
    placed: list[tuple[Box, int]] = []
    for box in sorted(boxes, key=lambda each: each.start_s):
        placed = [(other, depth) for other, depth in placed if other.end_s > box.start_s]
        taken = {depth for other, depth in placed if _same_height(other, box)}
        found[box.id] = next(depth for depth in range(len(taken) + 1) if depth not in taken)
        placed.append((box, found[box.id]))
    return found


def crowded(boxes: Sequence[Box], at_depth: Mapping[BoxId, int]) -> frozenset[BoxId]:
    """Return the boxes of each stretch of time in which ``_CROWD`` or more overlap."""
    found: set[BoxId] = set()
    group: list[Box] = []
    end_s = 0.0
    for box in [*sorted(boxes, key=lambda each: each.start_s), None]:
        if box is None or box.start_s >= end_s:
            if any(at_depth[one.id] >= _CROWD - 1 for one in group):
                found.update(one.id for one in group)
            group = []
        if box is not None:
            group.append(box)
            end_s = max(end_s, box.end_s)
    return frozenset(found)


class BoxLayer(QGraphicsObject):
    """Lies in a space of seconds by positions on the frequency axis."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._boxes: Sequence[Box] = ()
        self._depths: dict[BoxId, int] = {}
        self._crowded: frozenset[BoxId] = frozenset()
        self._pointed: BoxId | None = None
        self._starts: list[float] = []
        self._longest_s = 0.0
        self._scale: FrequencyScale | None = None
        self._bounds = QRectF()
        self._halo = QColor("white")

    @property
    def boxes(self) -> Sequence[Box]:
        """Return what is shown."""
        return self._boxes

    def show_boxes(self, boxes: Sequence[Box]) -> None:
        """Replace all boxes."""
        self._boxes = sorted(boxes, key=lambda box: box.start_s)
        self._starts = [box.start_s for box in self._boxes]
        self._longest_s = max((box.end_s - box.start_s for box in boxes), default=0.0)
        self._depths = depths(boxes)
        self._crowded = crowded(boxes, self._depths)
        self.update()

    def point_at(self, box_id: BoxId | None) -> None:
        """Outline a box whole, also in a crowd; None: none any more."""
        if box_id != self._pointed:
            self._pointed = box_id
            self.update()

    def fit(self, scale: FrequencyScale, duration_s: float, halo: str) -> None:
        """Lie on another sound or axis. ``halo`` keeps outlines apart from the sound."""
        self.prepareGeometryChange()
        self._scale, self._halo = scale, QColor(halo)
        self._bounds = QRectF(0, 0, duration_s, scale.top)
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the whole sound. Called by Qt."""
        return self._bounds

    def device_rect(self, box: Box, to_device: QTransform) -> QRectF:
        """Return where a box is drawn, given the way from this space to pixels."""
        if self._scale is None:
            return QRectF()
        low = self._scale.position(box.low_hz or 0.0)
        high = self._scale.top if box.high_hz is None else self._scale.position(box.high_hz)
        rect = to_device.mapRect(QRectF(box.start_s, low, box.end_s - box.start_s, high - low))
        # Only top and bottom: the sides stay where the detection truly begins and ends.
        inset = min(self._depths.get(box.id, 0) * _INSET_PX, rect.height() / 4)
        return rect.adjusted(0, inset, 0, -inset)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Paint the outlines. Called by Qt."""
        to_device = QTransform(painter.transform())
        painter.save()
        painter.resetTransform()
        port = to_device.inverted()[0].mapRect(QRectF(painter.viewport()))
        pixel_s = 1 / max(to_device.m11(), 1e-9)
        ticks: set[tuple[int, Verdict | None]] = set()
        for box in self.between(port.left(), port.right()):
            if box.end_s - box.start_s >= _NARROW_PX * pixel_s or box.current:
                self._paint_box(painter, box, self.device_rect(box, to_device))
            else:
                ticks.add((round((box.start_s - port.left()) / pixel_s), box.verdict))
        self._paint_ticks(painter, ticks, to_device.mapRect(self._bounds))
        painter.restore()

    def between(self, start_s: float, end_s: float) -> list[Box]:
        """Return the boxes that touch a stretch, the current one last."""
        first = bisect_left(self._starts, start_s - self._longest_s)
        last = bisect_right(self._starts, end_s)
        found = [box for box in self._boxes[first:last] if box.end_s >= start_s]
        return sorted(found, key=lambda box: box.current)

    def _paint_ticks(
        self, painter: QPainter, ticks: set[tuple[int, Verdict | None]], whole: QRectF
    ) -> None:
        """Paint what is too narrow for an outline; thousands may fall on one pixel."""
        for pixel, verdict in ticks:
            colour = self._theme.verdict_colour(verdict)
            painter.fillRect(QRectF(pixel, whole.top(), 1, 2 * HANDLE_PX), colour)

    def _is_bracket(self, box: Box) -> bool:
        """Tell whether only the time of a box is marked, at the top, and its sound left free."""
        shown_whole = box.current or box.editable or box.id == self._pointed
        return box.id in self._crowded and box.is_whole_height and not shown_whole

    def _paint_bracket(self, painter: QPainter, inner: QRectF, depth: int) -> None:
        """Paint from when to when, at the top of what is seen, however high the sound goes."""
        inset = 1 + min(depth, _DEEPEST) * _INSET_PX
        inner.setTop(max(inner.top(), painter.clipBoundingRect().top() + inset))
        foot = inner.top() + _FOOT_PX
        feet = [QPointF(x, foot) for x in (inner.left(), inner.right())]
        painter.drawPolyline([feet[0], inner.topLeft(), inner.topRight(), feet[1]])

    def _paint_box(self, painter: QPainter, box: Box, rect: QRectF) -> None:
        colour = self._theme.verdict_colour(box.verdict)
        rect.setWidth(max(rect.width(), 2 * _NARROW_PX))
        width = 2.5 if box.current else 1.25
        # A pen inside, so that windows side by side do not draw over each other; whole pixels,
        # so that all lines are equally sharp.
        inner = QRectF(rect.toRect()).adjusted(width, width, -width, -width)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if box.current:
            halo = QColor(self._halo)
            halo.setAlphaF(0.65)
            painter.setPen(QPen(halo, width + 2))
            painter.drawRect(inner)
        if box.editable:
            colour = QColor(self._theme.colours.accent)
        painter.setPen(QPen(colour, width, box.line))
        if self._is_bracket(box):
            self._paint_bracket(painter, inner, self._depths[box.id])
        else:
            painter.drawRect(inner)
        if box.current and box.editable:
            for spot in handles(rect).values():
                painter.fillRect(_around(spot, HANDLE_PX), colour)


def handles(rect: QRectF) -> dict[str, QPointF]:
    """Return the eight places to resize a box by, named by the edges they move."""
    middle = rect.center()
    return {
        "left top": rect.topLeft(),
        "top": QPointF(middle.x(), rect.top()),
        "right top": rect.topRight(),
        "left": QPointF(rect.left(), middle.y()),
        "right": QPointF(rect.right(), middle.y()),
        "left bottom": rect.bottomLeft(),
        "bottom": QPointF(middle.x(), rect.bottom()),
        "right bottom": rect.bottomRight(),
    }


def handle_at(rect: QRectF, point: QPointF) -> str:
    """Return the name of the handle under a point, "inside", or nothing."""
    for name, spot in handles(rect).items():
        if _around(spot, HANDLE_PX * 2).contains(point):
            return name
    return "inside" if rect.contains(point) else ""


def _around(point: QPointF, size: float) -> QRectF:
    return QRectF(point.x() - size / 2, point.y() - size / 2, size, size)


def _same_height(one: Box, other: Box) -> bool:
    top = float("inf")
    low, high = (one.low_hz or 0.0), (top if one.high_hz is None else one.high_hz)
    other_high = top if other.high_hz is None else other.high_hz
    return low < other_high and (other.low_hz or 0.0) < high

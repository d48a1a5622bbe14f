"""The captions of boxes, in a band above the sound so that they never lie on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import SIGNS, Theme
from gui.widgets.spectrogram.boxes import Box

LANES = 2
LANE_PX = 22
_PAD_PX = 8
_GAP_PX = 4
_LEAST_PX = 26
_MOST = 40


@dataclass(frozen=True, slots=True)
class WantedLabel:
    """A caption and where it wants to start."""

    box: Box
    left_px: float
    width_px: float


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A caption in its lane, 0 being the lowest; narrower than it wished where it is crowded."""

    box: Box
    left_px: float
    width_px: float
    lane: int


def arrange(
    wishes: Sequence[WantedLabel], width_px: float, lanes: int = LANES
) -> list[PlacedLabel]:
    """Return captions that do not overlap; what finds no room is left out.

    The current box is placed first and always whole. Others take the lowest free lane, or are
    cut to the room there is as long as their sign can be read.
    """
    placed: list[PlacedLabel] = []
    for wish in sorted(wishes, key=lambda w: (not w.box.current, w.left_px)):
        options = [_in_lane(wish, lane, placed, width_px) for lane in range(lanes)]
        fitting = [option for option in options if option]
        if fitting:
            # Whole beats cut, then low beats high.
            placed.append(max(fitting, key=lambda option: (option.width_px, -option.lane)))
    return placed


class LabelBand(QWidget):
    """Shows captions aligned with the plot below it."""

    clicked = Signal(object)
    """The id of the box whose caption was clicked."""

    def __init__(self, theme: Theme, edges: Callable[[], tuple[float, float]]) -> None:
        super().__init__()
        self._theme = theme
        self._edges = edges
        self._hidden = 0
        self._placed: list[PlacedLabel] = []
        self._unit = "kHz"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Captions of the detections")
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """Return the height of all lanes. Called by Qt."""
        return QSize(200, LANES * LANE_PX + 1)

    def show_boxes(self, spans: Sequence[tuple[Box, float, float]]) -> None:
        """Caption boxes, given with where their span starts and ends in pixels of this widget."""
        metrics = QFontMetricsF(self._theme.font(self._theme.sizes.small, bold=True))
        left, right = self._edges()
        seen = [(box, start) for box, start, end in spans if end > left and start < right]
        # A day may hold thousands: far more than there is room for, and time to arrange.
        seen.sort(key=lambda each: not each[0].current)
        wishes = [
            WantedLabel(box, max(start, left), metrics.horizontalAdvance(box.caption) + 2 * _PAD_PX)
            for box, start in seen[:: max(1, len(seen) // _MOST)]
        ]
        self._placed = arrange(wishes, right)
        self._hidden = len(seen) - len(self._placed)
        self.update()

    def captions(self) -> list[str]:
        """Return the captions on screen, for tests and screen readers."""
        return [placed.box.caption for placed in self._placed]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the captions. Called by Qt."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right = self._edges()
        self._paint_unit(painter, left)
        if self._hidden:
            painter.setPen(QColor(self._theme.colours.muted))
            room = QRectF(left, 0, right - left - 4, LANE_PX)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, f"{self._hidden:,} more")
        for placed in self._placed:
            self._paint_leader(painter, placed)
        for placed in self._placed:
            self._paint(painter, placed)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the box whose caption is under the pointer. Called by Qt."""
        for placed in self._placed:
            if self._rect(placed).contains(event.position()):
                self.clicked.emit(placed.box.id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that captions can be clicked. Called by Qt."""
        over = any(self._rect(placed).contains(event.position()) for placed in self._placed)
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def _paint_unit(self, painter: QPainter, left: float) -> None:
        painter.setFont(self._theme.font(self._theme.sizes.small))
        painter.setPen(QColor(self._theme.colours.muted))
        room = QRectF(0, self.height() - LANE_PX, left - 6, LANE_PX)
        painter.drawText(
            room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._unit
        )

    def _paint_leader(self, painter: QPainter, placed: PlacedLabel) -> None:
        """Lead from a caption in a higher lane down to its box; other captions lie over it."""
        if placed.lane:
            rect = self._rect(placed)
            painter.setPen(QPen(self._theme.verdict_colour(placed.box.verdict), 1.25))
            foot = QPointF(rect.left() + 0.5, self.height())
            painter.drawLine(QPointF(rect.left() + 0.5, rect.center().y()), foot)

    def _paint(self, painter: QPainter, placed: PlacedLabel) -> None:
        box, rect = placed.box, self._rect(placed)
        colour = self._theme.verdict_colour(box.verdict)
        painter.setPen(QPen(colour, 1.25))
        painter.setBrush(colour if box.current else QColor(self._theme.colours.surface))
        painter.drawRoundedRect(rect, 4, 4)
        font = self._theme.font(self._theme.sizes.small, bold=box.current)
        painter.setFont(font)
        text = QColor(self._theme.colours.on_verdict if box.current else self._theme.colours.text)
        painter.setPen(text)
        inner = rect.adjusted(_PAD_PX - 1, 0, -_PAD_PX / 2, 0)
        shown = QFontMetricsF(font).elidedText(
            box.caption, Qt.TextElideMode.ElideRight, inner.width()
        )
        if rect.width() < _LEAST_PX * 2:
            shown = box.sign or SIGNS[box.verdict]
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _rect(self, placed: PlacedLabel) -> QRectF:
        top = self.height() - (placed.lane + 1) * LANE_PX
        return QRectF(placed.left_px + 0.5, top + 0.5, placed.width_px - 1, LANE_PX - 4)


def _in_lane(
    wish: WantedLabel, lane: int, placed: list[PlacedLabel], edge_px: float
) -> PlacedLabel | None:
    left, width = wish.left_px, wish.width_px
    if wish.box.current:
        left = max(0.0, min(left, edge_px - width))
    right = min(left + width, edge_px)
    for other in (other for other in placed if other.lane == lane):
        if other.left_px <= left < other.left_px + other.width_px + _GAP_PX:
            return None
        if left < other.left_px:
            right = min(right, other.left_px - _GAP_PX)
    return PlacedLabel(wish.box, left, right - left, lane) if right - left >= _LEAST_PX else None

"""The captions of boxes, in a band above the sound so that they never lie on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from gui.theme import SIGNS, Theme
from gui.widgets.parts import button, name_button
from gui.widgets.plain import add_action
from gui.widgets.spectrogram.boxes import Box, BoxId

LANES = 2
_LEAST_LANE_PX = 22
_PAD_PX = 8
_GAP_PX = 4
_LEAST_PX = 26
_TALL_PX, _LOW_PX = 640, 400
_MOST = 40
_MOST_LISTED = 30


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
    wishes: Sequence[WantedLabel], width_px: float, lanes: int = LANES, corner_px: float = 0.0
) -> list[PlacedLabel]:
    """Return captions that do not overlap; what finds no room is left out.

    The current box is placed first and always whole. Others take the lowest free lane, or are
    cut to the room there is as long as their sign can be read. The last ``corner_px`` of the
    highest lane stay free.
    """
    placed: list[PlacedLabel] = []
    edges = [width_px] * (lanes - 1) + [width_px - corner_px]
    for wish in sorted(wishes, key=lambda w: (not w.box.current, w.left_px)):
        options = [_in_lane(wish, lane, placed, edge) for lane, edge in enumerate(edges)]
        fitting = [option for option in options if option]
        if fitting:
            # Whole beats cut, then low beats high.
            placed.append(max(fitting, key=lambda option: (option.width_px, -option.lane)))
    return placed


class LabelBand(QWidget):
    """Shows captions aligned with the plot below it, and lists those that find no room."""

    clicked = Signal(object)
    """The id of the box whose caption was clicked."""
    pointed_at = Signal(object)
    """The id of the box whose caption the mouse is on, or None."""

    def __init__(self, theme: Theme, edges: Callable[[], tuple[float, float]]) -> None:
        super().__init__()
        self._theme = theme
        self._edges = edges
        self._lanes = LANES
        self._seen: list[tuple[Box, float]] = []
        self._placed: list[PlacedLabel] = []
        self.more = button("more", self._list, look="link")
        self.more.setParent(self)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.hide()
        self._unit = "kHz"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Captions of the detections")
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """Return the height of all lanes. Called by Qt."""
        return QSize(200, self._lanes * self.lane_px + 1)

    @property
    def lane_px(self) -> int:
        """Return how high a line of captions is."""
        return max(_LEAST_LANE_PX, self.fontMetrics().height() + 6)

    def suit_height(self, height_px: int) -> None:
        """Have as many lines of captions as suit a spectrogram that is so high with all."""
        lanes = LANES + (height_px >= _TALL_PX) - (height_px < _LOW_PX)
        if lanes != self._lanes:
            self._lanes = lanes
            self.updateGeometry()
            self._arrange()

    def show_boxes(self, spans: Sequence[tuple[Box, float, float]]) -> None:
        """Caption boxes, given with where their span starts and ends in pixels of this widget."""
        left, right = self._edges()
        seen = [(box, start) for box, start, end in spans if end > left and start < right]
        # A day may hold thousands: far more than there is room for, and time to arrange.
        self._seen = sorted(seen, key=lambda each: not each[0].current)
        self._arrange()

    def left_out(self) -> list[Box]:
        """Return the boxes on screen whose captions find no room, in their order."""
        shown = {placed.box.id for placed in self._placed}
        found = [box for box, _ in self._seen if box.id not in shown]
        return sorted(found, key=lambda box: (box.start_s, -(box.score or 0.0)))

    def menu(self) -> QMenu:
        """Return what finds no room, each to be chosen; the mouse on it shows where it is."""
        menu, found = QMenu(self), self.left_out()
        for box in found[:_MOST_LISTED]:
            action = add_action(menu, box.caption)
            action.triggered.connect(partial(self._take, box.id))
            action.hovered.connect(partial(self.pointed_at.emit, box.id))
        if len(found) > _MOST_LISTED:
            rest = f"{len(found) - _MOST_LISTED:,} more: zoom in to see them"
            add_action(menu, rest).setEnabled(False)
        menu.aboutToHide.connect(partial(self.pointed_at.emit, None))
        return menu

    def captions(self) -> list[str]:
        """Return the captions on screen, for tests and screen readers."""
        return [placed.box.caption for placed in self._placed]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the captions. Called by Qt."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_unit(painter, self._edges()[0])
        for placed in self._placed:
            self._paint_leader(painter, placed)
        for placed in self._placed:
            self._paint(painter, placed)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the box whose caption is under the pointer. Called by Qt."""
        under = self._under(event.position())
        if under is not None:
            self.clicked.emit(under)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that captions can be clicked, and which box is meant. Called by Qt."""
        under = self._under(event.position())
        shape = Qt.CursorShape.ArrowCursor if under is None else Qt.CursorShape.PointingHandCursor
        self.setCursor(shape)
        self.pointed_at.emit(under)

    def leaveEvent(self, event: QEvent) -> None:
        """Mean no box any more. Called by Qt."""
        super().leaveEvent(event)
        self.pointed_at.emit(None)

    def _under(self, at: QPointF) -> BoxId | None:
        return next((p.box.id for p in self._placed if self._rect(p).contains(at)), None)

    def _arrange(self) -> None:
        metrics = QFontMetricsF(self._theme.font(self._theme.sizes.small, bold=True))
        left, right = self._edges()
        wishes = [
            WantedLabel(box, max(start, left), metrics.horizontalAdvance(box.caption) + 2 * _PAD_PX)
            for box, start in self._seen[:: max(1, len(self._seen) // _MOST)]
        ]
        self._placed = arrange(wishes, right, self._lanes)
        if self.left_out():
            name_button(self.more, f"{len(self._seen):,} more  ▾")  # it gets no wider than this
            corner = self.more.sizeHint().width()
            self._placed = arrange(wishes, right, self._lanes, corner + _GAP_PX)
            name_button(self.more, f"{len(self.left_out()):,} more  ▾")
            self.more.setGeometry(round(right) - corner, 0, corner, self.lane_px - 3)
        self.more.setVisible(bool(self.left_out()))
        self.update()

    def _list(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))

    def _take(self, box_id: BoxId) -> None:
        self.clicked.emit(box_id)

    def _paint_unit(self, painter: QPainter, left: float) -> None:
        painter.setFont(self._theme.font(self._theme.sizes.small))
        painter.setPen(QColor(self._theme.colours.muted))
        room = QRectF(0, self.height() - self.lane_px, left - 6, self.lane_px)
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
        top = self.height() - (placed.lane + 1) * self.lane_px
        return QRectF(placed.left_px + 0.5, top + 0.5, placed.width_px - 1, self.lane_px - 4)


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

"""How many detections have which score; a drag over it chooses some of them."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import GRID, theme
from gui.widgets import words
from gui.widgets.plain import show_tip

_BARS_PX, _AXIS_PX = 8 * GRID, 2 * GRID
_MARKS = (0.0, 0.25, 0.5, 0.75, 1.0)


class ScoreHistogram(QWidget):
    """Bars from score 0 to 1, those outside of the limits pale."""

    brushed = Signal(float, float)
    """The lowest and the highest score, after a drag or a click on one bar."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("How many detections have which score")
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._numbers: Sequence[int] = ()
        self._limits = (0.0, 1.0)
        self._pressed: float | None = None

    def sizeHint(self) -> QSize:
        """Return room for all bars. Called by Qt."""
        return QSize(38 * GRID, _BARS_PX + _AXIS_PX)

    def show_numbers(self, numbers: Sequence[int]) -> None:
        """Show how many there are in equal steps from 0 to 1; nothing: they are being counted."""
        self._numbers = numbers
        self.update()

    def show_limits(self, low: float, high: float) -> None:
        """Show which scores are chosen."""
        self._limits = (low, high)
        self.update()

    # --- events, called by Qt ---

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bars and the scores below them."""
        painter, colours = QPainter(self), theme().colours
        most = max(self._numbers, default=0)
        for place, number in enumerate(self._numbers):
            if number:
                bar = self._bar(place, max(2, round(number / most * (_BARS_PX - 2))))
                chosen = self._is_chosen(place)
                painter.fillRect(bar, QColor(colours.accent if chosen else colours.line_strong))
        painter.setPen(QColor(colours.line_strong))
        painter.drawLine(0, _BARS_PX, self.width(), _BARS_PX)
        painter.setPen(QColor(colours.muted))
        painter.setFont(theme().font(theme().sizes.small))
        if not self._numbers:
            room = QRect(0, 0, self.width(), _BARS_PX)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, "Counting …")
        for mark in _MARKS:
            self._write(painter, mark)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to choose."""
        self._pressed = self._score(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what would be chosen, or how many are under the pointer."""
        if self._pressed is not None:
            self.show_limits(*self._steps(self._pressed, self._score(event)))
        elif self._numbers:
            place = min(int(self._score(event) * len(self._numbers)), len(self._numbers) - 1)
            low, high = place / len(self._numbers), (place + 1) / len(self._numbers)
            some = words.count(self._numbers[place], "detection")
            at = event.globalPosition().toPoint()
            show_tip(at, f"{some} from {low:.2f} to {high:.2f}", self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose."""
        if self._pressed is not None:
            chosen = self._steps(self._pressed, self._score(event))
            self._pressed = None
            self.brushed.emit(*chosen)

    # --- places ---

    def _write(self, painter: QPainter, mark: float) -> None:
        room = QRect(round(mark * self.width()) - 20, _BARS_PX, 40, _AXIS_PX)
        room.moveLeft(min(max(room.left(), 0), self.width() - room.width()))
        at_ends = {0.0: Qt.AlignmentFlag.AlignLeft, 1.0: Qt.AlignmentFlag.AlignRight}
        side = at_ends.get(mark, Qt.AlignmentFlag.AlignHCenter)
        painter.drawText(room, side | Qt.AlignmentFlag.AlignBottom, f"{mark:g}")

    def _score(self, event: QMouseEvent) -> float:
        return min(max(event.position().x() / max(self.width(), 1), 0.0), 1.0)

    def _steps(self, one: float, other: float) -> tuple[float, float]:
        """Return the edges of the bars that a drag touches."""
        low, high = sorted((one, other))
        steps = max(len(self._numbers), 1)
        first, last = int(low * steps), int(min(high * steps, steps - 1))
        return min(first, last) / steps, (last + 1) / steps

    def _bar(self, place: int, height: int) -> QRect:
        width = self.width() / len(self._numbers)
        left, right = round(place * width), round((place + 1) * width)
        return QRect(left, _BARS_PX - height, max(1, right - left - 1), height)

    def _is_chosen(self, place: int) -> bool:
        middle = (place + 0.5) / len(self._numbers)
        return self._limits[0] <= middle <= self._limits[1]

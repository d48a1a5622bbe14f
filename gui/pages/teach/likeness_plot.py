"""How alike all clips are, as bars; what is to the left of a line that one moves is not shown."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.theme import GRID, theme
from gui.widgets import words
from gui.widgets.plain import give_tip

NO_CUT = -1.0
_STEP = 0.02
_KEYS = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP, Qt.Key.Key_Down: -_STEP,
         Qt.Key.Key_Up: _STEP, Qt.Key.Key_Home: NO_CUT}  # fmt: skip
_EDGE = GRID // 2


class LikenessPlot(QWidget):
    """A drag, a click or the arrows move the line; Home takes it away."""

    cut_changed = Signal(float)
    """The likeness from which on clips are wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: NDArray[np.int64] = np.zeros(100, np.int64)
        self.cut = NO_CUT
        self.setAccessibleName("Likeness of all clips")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        theme().changed.connect(self.update)
        self._describe()

    def show_counts(self, counts: NDArray[np.int64] | None) -> None:
        """Show how many clips are how alike, in 100 bins from -1 to 1."""
        self._counts = np.zeros(100, np.int64) if counts is None else counts
        self._describe()

    def show_cut(self, cut: float) -> None:
        """Show from where on clips are wanted, without telling."""
        self.cut = cut
        self._describe()

    @property
    def _least(self) -> float:
        """Return where the axis begins: what was learned is never below zero."""
        below = np.flatnonzero(self._counts)
        return -1.0 if len(below) and below[0] < 50 else 0.0

    def _describe(self) -> None:
        above = int(self._counts[self._bin(self.cut) :].sum())
        said = (
            f"{words.count(above, 'clip')} from {self.cut:.2f} on"
            if self.cut > NO_CUT
            else "No limit"
        )
        give_tip(self, f"{said}. Drag, or press the arrows, to show only what is more alike.")
        self.setAccessibleDescription(f"{said}. The arrows move the limit, Home takes it away.")
        self.update()

    @staticmethod
    def _bin(likeness: float) -> int:
        return max(0, min(99, int((likeness + 1) * 50 + 1e-9)))

    def _take(self, cut: float) -> None:
        cut = NO_CUT if cut <= self._least else min(round(cut, 2), 1.0)
        if cut != self.cut:
            self.show_cut(cut)
            self.cut_changed.emit(cut)

    # --- Qt ---

    def sizeHint(self) -> QSize:
        """Return a small size. Called by Qt."""
        return QSize(20 * GRID, 7 * GRID)

    def minimumSizeHint(self) -> QSize:
        """Return the same. Called by Qt."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint bars, the line and its number. Called by Qt."""
        painter, colours = QPainter(self), theme().colours
        area = QRectF(_EDGE, _EDGE, self.width() - 2 * _EDGE, self.height() - 3 * GRID)
        first = self._bin(self._least)
        shown = np.log1p(self._counts[first:])
        high, width = max(shown.max(initial=0), 1e-9), area.width() / len(shown)
        chosen, rest = QColor(colours.accent), QColor(colours.line_strong)
        for number, value in enumerate(shown.tolist()):
            tall = value / high * area.height()
            left = area.left() + number * width
            inside = first + number >= self._bin(self.cut)
            bar = QRectF(left, area.bottom() - tall, width, tall)
            painter.fillRect(bar, chosen if inside else rest)
        painter.setPen(QColor(colours.line_strong))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if self.cut > NO_CUT:
            x = area.left() + (self.cut - self._least) / (1 - self._least) * area.width()
            painter.setPen(QPen(QColor(colours.text), 2))
            painter.drawLine(round(x), 0, round(x), round(area.bottom()))
        painter.setFont(theme().font(theme().sizes.small))
        painter.setPen(QColor(colours.accent if self.hasFocus() else colours.muted))
        foot = QRectF(area.left(), area.bottom() + 2, area.width(), 2 * GRID)
        middle = f"from {self.cut:.2f} on" if self.cut > NO_CUT else "all"
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, f"{self._least:.0f}")
        painter.drawText(foot, Qt.AlignmentFlag.AlignHCenter, middle)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, "1")

    def event(self, event: QEvent) -> bool:
        """Keep the arrows here. Called by Qt."""
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and Qt.Key(event.key()) in _KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the line. Called by Qt."""
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif step == NO_CUT:
            self._take(NO_CUT)
        else:
            self._take(max(self.cut, self._least) + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the line where the pointer is. Called by Qt."""
        self.show_cut(self._at(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the line follow the pointer. Called by Qt."""
        if event.buttons():
            self.show_cut(self._at(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the line where it is now. Called by Qt."""
        self.cut = float("nan")  # whatever it was: it is told now
        self._take(self._at(event))

    def _at(self, event: QMouseEvent) -> float:
        share = (event.position().x() - _EDGE) / max(1, self.width() - 2 * _EDGE)
        least = self._least
        return round(least + max(0.0, min(1.0, share)) * (1 - least), 2)

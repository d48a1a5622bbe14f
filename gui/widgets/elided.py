"""A line of text that gives way: what does not fit ends in dots and is shown whole on hover."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from gui.stylesheet import give_look
from gui.theme import GRID


class ElidedLabel(QLabel):
    """Takes the room there is, however long its text."""

    def __init__(
        self, look: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight
    ) -> None:
        super().__init__()
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if look:
            give_look(self, look)

    def minimumSizeHint(self) -> QSize:
        """Return room for a few letters, if there are any. Called by Qt."""
        return QSize(6 * GRID if self.text() else 0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits. Called by Qt."""
        painter = QPainter(self)
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._mode, room.width())
        painter.drawText(room, self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)

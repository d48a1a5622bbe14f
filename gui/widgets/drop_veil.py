"""Lies over the window while something is dragged over it, and says what dropping it will do."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QWidget

from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.parts import column, label


class DropVeil(QFrame):
    """Hidden until it is told to show a sentence; fields below it take no file for text."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        give_look(self, "drop")
        self.text = label("", "title", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        margin = 4 * GRID
        self.setLayout(column(1, self.text, 1, margins=(margin, margin, margin, margin)))
        over.installEventFilter(self)
        self.hide()

    def light_up(self, sentence: str) -> None:
        """Say what will happen."""
        self.text.setText(sentence)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Give way where nobody said that nothing is dragged any more. Called by Qt."""
        self.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the size of what it lies over. Called by Qt."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self.setGeometry(self._over.rect())
        return False

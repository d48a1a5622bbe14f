"""A short notice over the page, with at most one thing to do about it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID

_SHORTEST_MS = 5000
_PER_LETTER_MS = 60


class Notice(QFrame):
    """Lies at the foot of its parent and goes away by itself; the latest replaces the last."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        give_look(self, "notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text, self.action, self.close_button = QLabel(), QPushButton(), QToolButton()
        self._then: Callable[[], None] | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self._arrange()
        parent.installEventFilter(self)
        self.hide()

    def say(self, sentence: str, action: str = "", then: Callable[[], None] | None = None) -> None:
        """Show a sentence, and a button that calls ``then`` ("Undo")."""
        self.text.setText(sentence)
        self.setAccessibleName(sentence)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self._then = then
        self._place()
        self.show()
        self.raise_()
        # Time to read it, and to reach the button.
        self._timer.start(_SHORTEST_MS + _PER_LETTER_MS * len(sentence))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window changes its size. Called by Qt."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        self.text.setWordWrap(True)
        give_look(self.action, "quiet")
        give_look(self.close_button, "quiet")
        give_icon(self.close_button, "remove", "muted")
        self.close_button.setAccessibleName("Close this notice")
        self.close_button.clicked.connect(self.hide)
        self.action.clicked.connect(self._do)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        row.addWidget(self.text, 1)
        row.addWidget(self.action)
        row.addWidget(self.close_button)

    def _place(self) -> None:
        room = self._over.rect()
        width = min(80 * GRID, room.width() - 4 * GRID)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((room.width() - width) // 2, room.height() - self.height() - 6 * GRID)

    def _do(self) -> None:
        self.hide()
        if self._then:
            self._then()

"""What a page says before it has anything to show: one sentence and one button."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from gui.icons import icon
from gui.stylesheet import give_look
from gui.theme import GRID, theme


class EmptyState(QWidget):
    """Fills the page until there is something to show."""

    pressed = Signal()

    def __init__(self, picture: str, title: str, sentence: str, button: str = "") -> None:
        super().__init__()
        self._picture_name = picture
        self._picture, self.title, self.sentence = QLabel(), QLabel(title), QLabel(sentence)
        self.button = QPushButton(button)
        self._arrange()
        self._repaint()
        theme().changed.connect(self._repaint)

    def say(self, title: str, sentence: str, button: str = "") -> None:
        """Say something else; without a text there is no button."""
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.button.setText(button)
        self.button.setVisible(bool(button))

    def _arrange(self) -> None:
        give_look(self.title, "empty-title")
        give_look(self.sentence, "muted")
        give_look(self.button, "primary")
        self.sentence.setWordWrap(True)
        self.sentence.setMaximumWidth(60 * GRID)
        self.sentence.setMinimumWidth(40 * GRID)
        self.button.clicked.connect(self.pressed)
        self.button.setVisible(bool(self.button.text()))
        column = QVBoxLayout(self)
        column.setSpacing(GRID)
        column.addStretch(2)
        for widget, below in (
            (self._picture, GRID),
            (self.title, 0),
            (self.sentence, 2 * GRID),
            (self.button, 0),
        ):
            if isinstance(widget, QLabel):
                widget.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(widget, alignment=Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(below)
        column.addStretch(3)

    def _repaint(self) -> None:
        size = QSize(6 * GRID, 6 * GRID)
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(icon(self._picture_name, "accent").pixmap(size, ratio))

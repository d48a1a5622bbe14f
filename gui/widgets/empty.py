"""What a page shows while there is nothing on it: one sentence and one button."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gui.theme import GRID
from gui.widgets.parts import button, column, label, row


class EmptyState(QWidget):
    """A sentence in the middle, and what to do about it."""

    def __init__(self, title: str, sentence: str, action: str, do: Callable[[], object]) -> None:
        super().__init__()
        self.title = label(title, "empty-title")
        self.sentence = label(sentence, "muted", wrap=True)
        self.button = button(action, do, look="primary")
        self.sentence.setFixedWidth(56 * GRID)
        for text in (self.title, self.sentence):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        # Stretches rather than alignments: aligned widgets are not given room for wrapped text.
        inner = column(self.title, row(1, self.sentence, 1), gap=GRID)
        inner.addSpacing(GRID)
        inner.addLayout(row(1, self.button, 1))
        # A little above the middle, where the eye looks for it.
        self.setLayout(column(2, inner, 3))

    def say(self, title: str, sentence: str, action: str) -> None:
        """Say something else."""
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.button.setText(action)
        self.button.setAccessibleName(action)

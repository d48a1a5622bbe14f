"""A box with a text to send to somebody who helps."""

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui.theme import GRID
from gui.widgets.copy_button import CopyButton
from gui.widgets.help_box import ReadingBox
from gui.widgets.parts import column, holder, label

_WIDTH, _HEIGHT = 88 * GRID, 40 * GRID


class TextToCopy(ReadingBox):
    """A sentence, the text, and a button that copies it."""

    def __init__(
        self, parent: QWidget, title: str, sentence: str, text: str, *beside: QWidget
    ) -> None:
        self.shown = reading_field(text, title)
        self.copy_button = CopyButton("Copy", look="")
        self.copy_button.offer(text)
        content = holder(column(label(sentence, "muted", wrap=True), self.shown, gap=GRID))
        super().__init__(parent, title, content, self.copy_button, *beside)
        self.shown.setMinimumSize(_WIDTH, _HEIGHT)


def reading_field(text: str, name: str) -> QPlainTextEdit:
    """Return a field with a text as it is, in letters of one width."""
    field = QPlainTextEdit(text)
    field.setReadOnly(True)
    field.setAccessibleName(name)
    field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    return field

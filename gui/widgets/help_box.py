"""Small windows to read: help of a page, the keys, about the program."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from gui.theme import GRID
from gui.widgets import plain
from gui.widgets.parts import button, column, label, row
from gui.widgets.plain import words_of

_WIDTH = 64 * GRID


class ReadingBox(QDialog):
    """A title, something to read, and Close; what else can be done with it stands beside that."""

    def __init__(self, parent: QWidget, title: str, content: QWidget, *beside: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(plain.title(title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        close = button("Close", self.accept)
        close.setDefault(True)
        inner = column(label(title, "title"), content, row(*beside, 1, close), gap=2 * GRID)
        inner.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        self.setLayout(inner)


def text_box(parent: QWidget, title: str, text: str) -> ReadingBox:
    """Return a box with paragraphs of text."""
    content = label(text, wrap=True)
    content.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    content.setFixedWidth(_WIDTH)
    return ReadingBox(parent, title, content)


def keys_box(
    parent: QWidget,
    title: str,
    actions: Iterable[QAction],
    others: Iterable[tuple[str, str]] = (),
) -> ReadingBox:
    """Return a box with all actions that have keys and with other keys, in two columns."""
    lines = [
        (_keys(action), words_of(action).rstrip("… "))
        for action in actions
        if action.shortcuts() and action.text()
    ]
    lines += others
    content = QWidget()
    grid = QGridLayout(content)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(2 * GRID)
    grid.setVerticalSpacing(GRID)
    half = (len(lines) + 1) // 2
    for number, (keys, does) in enumerate(lines):
        place, side = number % half, number // half * 3
        shown = label(keys, "strong")
        shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(shown, place, side)
        grid.addWidget(label(does), place, side + 1)
    grid.setColumnMinimumWidth(2, 3 * GRID)
    return ReadingBox(parent, title, content)


def _keys(action: QAction) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return " or ".join(keys.toString(native) for keys in action.shortcuts())

"""Small windows to read: help of a page, the keys, about the program."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QLineEdit,
    QWidget,
)

from gui.theme import GRID
from gui.widgets import plain
from gui.widgets.parts import button, column, holder, label, row
from gui.widgets.plain import words_of
from gui.widgets.scrolled import Scrolled

_WIDTH = 64 * GRID
_HEIGHT = 52 * GRID

KeyLine = tuple[str, str]
"""Keys, and what they do."""

_RARE = {"New", "Open", "Close", "Help", "Find", "Exit"}
"""Keys of some old keyboards, which systems name beside those that everybody has."""


_FIELDS = (QLineEdit, QAbstractSpinBox, QComboBox, QAbstractItemView)


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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter end what is typed or chosen, and not close the box with it. Called by Qt."""
        in_use = isinstance(self.focusWidget(), _FIELDS)
        if not (in_use and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            super().keyPressEvent(event)


def text_box(parent: QWidget, title: str, text: str, *beside: QWidget) -> ReadingBox:
    """Return a box with paragraphs of text."""
    content = label(text, wrap=True)
    content.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    content.setFixedWidth(_WIDTH)
    return ReadingBox(parent, title, content, *beside)


def keys_box(
    parent: QWidget,
    title: str,
    groups: Iterable[tuple[str, Sequence[KeyLine]]],
) -> ReadingBox:
    """Return a box with keys in groups, each below its heading, in two columns."""
    filled = [(name, lines) for name, lines in groups if lines]
    half = sum(len(lines) + 2 for _, lines in filled) / 2
    content = QWidget()
    grid = QGridLayout(content)
    grid.setContentsMargins(0, 0, 2 * GRID, 0)
    grid.setHorizontalSpacing(2 * GRID)
    grid.setVerticalSpacing(GRID // 2)
    place = side = 0
    for name, lines in filled:
        if place and not side and place + len(lines) / 2 > half:
            place, side = 0, 3
        _fill(grid, place, side, name, lines)
        place += len(lines) + 2
    grid.setColumnMinimumWidth(2, 3 * GRID)
    grid.setRowStretch(grid.rowCount(), 1)
    scroll = Scrolled(holder(column(content, 1), "window"))
    scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # there is nothing else that keys could move
    scroll.setMinimumHeight(_HEIGHT)
    return ReadingBox(parent, title, scroll)


def _fill(grid: QGridLayout, place: int, side: int, name: str, lines: Sequence[KeyLine]) -> None:
    grid.addWidget(label(name, "muted"), place, side + 1)
    for number, (keys, does) in enumerate(lines, place + 1):
        shown = label(keys, "strong")
        shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(shown, number, side)
        grid.addWidget(label(does), number, side + 1)
    grid.setRowMinimumHeight(place + len(lines) + 1, GRID)


def key_lines(actions: Iterable[QAction]) -> list[KeyLine]:
    """Return the keys of those actions that have some."""
    return [
        (_keys(action), words_of(action).partition(": ")[0].rstrip("… "))  # of "Undo: ..." Undo
        for action in actions
        if action.shortcuts() and action.text()
    ]


def _keys(action: QAction) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return " or ".join(
        keys.toString(native) for keys in action.shortcuts() if keys.toString() not in _RARE
    )

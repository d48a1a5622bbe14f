"""A small window with a field in which a few letters find what is in the list below it."""

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidgetItem, QWidget

from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.parts import column
from gui.widgets.still_list import StillList

ROW = 4 * GRID
_STATES = {True: Qt.CheckState.Checked, False: Qt.CheckState.Unchecked}


class Entry(NamedTuple):
    """A line of the list, and what it stands for."""

    text: str
    value: object
    icon: QIcon | None = None
    checked: bool | None = None
    """None where it has no box to check."""


class TypedList(QFrame):
    """Arrows choose while one types, Enter or a click takes, Escape closes."""

    taken = Signal(object)
    """The value of an Entry."""
    closed = Signal()

    def __init__(self, parent: QWidget, name: str, of_list: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        give_look(self, "popover")
        self.setAccessibleName(name)
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        self.list = StillList()
        self.list.setAccessibleName(of_list)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(column(self.field, self.list, margins=(GRID, GRID, GRID, GRID)))
        self.setFixedWidth(56 * GRID)
        self.field.textChanged.connect(self.refill)
        self.field.returnPressed.connect(self._take)
        self.list.itemClicked.connect(lambda _item: self._take())

    def entries(self, text: str) -> Iterable[Entry]:
        """Return what fits what was typed, the likeliest first."""
        raise NotImplementedError

    def begin(self) -> None:
        """Show it where it is, ready to type."""
        self.field.clear()
        self.refill()
        self.show()
        self.field.setFocus()

    def refill(self) -> None:
        """Find again what fits; what there is to find may have changed."""
        self.list.clear()
        for entry in self.entries(self.field.text()):
            item = QListWidgetItem(entry.icon or QIcon(), entry.text)
            item.setData(Qt.ItemDataRole.UserRole, entry.value)
            item.setSizeHint(QSize(0, ROW))
            if entry.checked is not None:
                item.setCheckState(_STATES[entry.checked])
                # A click on the box is a click on the line: it must not count twice.
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move through the list while typing. Called by Qt."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        row = self.list.currentRow() + step
        self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that nothing is typed any more. Called by Qt."""
        super().hideEvent(event)
        self.closed.emit()

    def take(self, value: object) -> None:
        """Close, and tell what was taken."""
        self.close()
        self.taken.emit(value)

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.take(item.data(Qt.ItemDataRole.UserRole))

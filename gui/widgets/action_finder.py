"""Find any action of the window by typing part of its name."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.stylesheet import give_look
from gui.theme import GRID

_MOST = 12
_ROW = 4 * GRID


class ActionFinder(QFrame):
    """A small window over the page. Arrows choose, Enter does, Escape closes."""

    def __init__(self, parent: QWidget, actions: Callable[[], Iterable[QAction]]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        give_look(self, "popover")
        self.setAccessibleName("Find an action")
        self._actions = actions
        self.field = QLineEdit()
        self.field.setPlaceholderText("What would you like to do?")
        self.field.setAccessibleName("Find an action")
        self.list = QListWidget()
        self.list.setAccessibleName("Actions")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(GRID, GRID, GRID, GRID)
        inside.addWidget(self.field)
        inside.addWidget(self.list)
        self.setFixedWidth(56 * GRID)
        self.field.textChanged.connect(self._find)
        self.field.returnPressed.connect(self._do)
        self.list.itemClicked.connect(lambda _item: self._do())

    def open_at(self, corner: QPoint) -> None:
        """Show it with its top right corner at a place on screen."""
        self.field.clear()
        self._find("")
        self.move(corner - QPoint(self.width(), 0))
        self.show()
        self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move through the list while typing. Called by Qt."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        row = self.list.currentRow() + step
        self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))

    def _find(self, text: str) -> None:
        self.list.clear()
        for action in matching(self._actions(), text)[:_MOST]:
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            item = QListWidgetItem(action.icon(), _name(action) + (f"    {keys}" if keys else ""))
            item.setData(Qt.ItemDataRole.UserRole, action)
            item.setSizeHint(QSize(0, _ROW))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        rows = max(1, self.list.count())
        self.setFixedHeight(self.field.sizeHint().height() + rows * _ROW + 4 * GRID)

    def _do(self) -> None:
        item = self.list.currentItem()
        self.close()
        if item is not None:
            item.data(Qt.ItemDataRole.UserRole).trigger()


def matching(actions: Iterable[QAction], text: str) -> list[QAction]:
    """Return the actions that can be done now and whose names hold all words of ``text``.

    Names that begin with the text come first.
    """
    words = text.lower().split()
    found = []
    for action in actions:
        name = _name(action).lower()
        if action.isEnabled() and action.text() and all(word in name for word in words):
            found.append(action)
    begins = text.lower().strip()
    return sorted(found, key=lambda a: (not _name(a).lower().startswith(begins), _name(a).lower()))


def _name(action: QAction) -> str:
    return action.text().replace("&", "").rstrip("…").strip()

"""Find any action of the window by typing part of its name."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import QListWidgetItem, QWidget

from gui.theme import GRID
from gui.widgets.plain import words_of
from gui.widgets.typed_list import ROW, Entry, TypedList

_MOST = 12


class ActionFinder(TypedList):
    """A small window over the page; what is taken is done."""

    def __init__(self, parent: QWidget, actions: Callable[[], Iterable[QAction]]) -> None:
        super().__init__(parent, "Find an action", "Actions")
        self.field.setPlaceholderText("What would you like to do?")
        self._actions = actions
        self.taken.connect(lambda action: action.trigger())

    def open_at(self, corner: QPoint) -> None:
        """Show it with its top right corner at a place on screen."""
        self.move(corner - QPoint(self.width(), 0))
        self.begin()

    def entries(self, text: str) -> Iterable[Entry]:
        """Return the actions that fit, with their keys."""
        for action in matching(self._actions(), text)[:_MOST]:
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            picture = _nothing() if action.icon().isNull() else action.icon()
            yield Entry(_name(action) + (f"    {keys}" if keys else ""), action, picture)

    def refill(self) -> None:
        """Be as high as what fits."""
        super().refill()
        if not self.list.count():
            nothing = QListWidgetItem("Nothing of this name can be done now")
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        rows = max(1, self.list.count())
        self.setFixedHeight(self.field.sizeHint().height() + rows * ROW + 4 * GRID)


def matching(actions: Iterable[QAction], text: str) -> list[QAction]:
    """Return the actions that can be done now and whose names or tips hold all words of ``text``.

    Names that begin with the text come first, and what only a tip tells last.
    """
    words, begins = text.lower().split(), text.lower().strip()
    found = []
    for action in actions:
        name = _name(action).lower()
        told = f"{name} {action.toolTip().lower()}"
        if action.isEnabled() and action.text() and all(word in told for word in words):
            is_named = all(word in name for word in words)
            found.append((not name.startswith(begins), not is_named, name, action))
    return [action for *_, action in sorted(found, key=lambda one: one[:3])]


def _nothing() -> QIcon:
    """Return a picture of nothing, so that names without one are in line with the others."""
    blank = QPixmap(2 * GRID, 2 * GRID)
    blank.fill(Qt.GlobalColor.transparent)
    return QIcon(blank)


def _name(action: QAction) -> str:
    return words_of(action).rstrip("…").strip()

"""What can be done with the rows of a list: by right-click, double-click, Enter and keys."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu

from gui.tables.chosen_rows import chosen_rows
from gui.tables.columns import Column
from gui.tables.row_copying import RowCopying
from gui.tables.table import Table
from gui.widgets import words

_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RowActions(QObject):
    """The same habits for every list of rows; the page says what can be done with them."""

    offering = Signal()
    """A menu is about to be shown: names of actions can still be made to fit what is chosen."""

    def __init__(
        self,
        view: QAbstractItemView,
        table: Table[Any],
        columns: Callable[[], Sequence[Column[Any]]],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._offered: list[QAction | None] = []
        self._opening: QAction | None = None
        self._copying = RowCopying(view, table, columns)
        self.copy = self._own("Copy", QKeySequence.StandardKey.Copy, self._copy)
        every = QKeySequence.StandardKey.SelectAll
        self.choose_all = self._own("Choose all", every, view.selectAll)
        self.columns_menu: Callable[[QMenu], object] | None = None
        """Fills a menu of columns, where there is something to choose."""
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._show)
        view.doubleClicked.connect(self._open_clicked)

    def offer(self, *actions: QAction | None) -> None:
        """Offer these with the chosen rows, also by their keys; None stands for a line."""
        self._offered += actions
        self._view.addActions([one for one in actions if one])

    def opens_with(self, action: QAction) -> None:
        """Let a double-click and Enter do this with the row; it is offered first."""
        self._opening = action
        self._view.addAction(action)
        self._offered.insert(0, action)

    def takes_key(self, key: int) -> bool:
        """Tell whether a key opened the current row."""
        if key in _OPEN and self._opening and self._view.currentIndex().isValid():
            self._opening.trigger()
            return True
        return False

    @property
    def chosen(self) -> list[range]:
        """Return the chosen rows in order, as ranges: there may be a million."""
        return chosen_rows(self._view)

    def menu(self) -> QMenu:
        """Return what can be done with the chosen rows."""
        self.offering.emit()
        menu = QMenu(self._view)
        for action in self._offered:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)
        menu.addSeparator()
        number = sum(map(len, self.chosen))
        self.copy.setText("Copy" if number < 2 else f"Copy {words.count(number, 'row')}")
        menu.addAction(self.copy)
        menu.addAction(self.choose_all)
        if self.columns_menu:
            self.columns_menu(menu.addMenu("Columns"))
        if self._opening:
            menu.setDefaultAction(self._opening)
        return menu

    def _own(self, name: str, keys: QKeySequence.StandardKey, do: Callable[[], object]) -> QAction:
        action = QAction(name, self._view)
        action.setShortcut(keys)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda: do())
        self._view.addAction(action)
        return action

    def _copy(self) -> None:
        self._copying.begin(self.chosen)

    def _show(self, at: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._view.viewport().mapToGlobal(at))

    def _open_clicked(self, index: QModelIndex) -> None:
        if index.isValid() and self._opening:
            self._opening.trigger()

"""What can be done with the rows of a list: by right-click, double-click, Enter and keys."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QMenu, QPushButton

from gui.tables.chosen_rows import chosen_rows
from gui.tables.columns import Column
from gui.tables.row_copying import RowCopying
from gui.tables.table import Table
from gui.widgets import words

_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ChosenActions(QObject):
    """What can be done with what is chosen in a view, also of clips side by side."""

    offering = Signal()
    """A menu is about to be shown: names of actions can still be made to fit what is chosen."""

    def __init__(
        self,
        view: QAbstractScrollArea,
        copy: Callable[[list[range]], object],
        choose_all: Callable[[], object],
        chosen: Callable[[], list[range]],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._offered: list[QAction | None] = []
        self._opening: QAction | None = None
        self._chosen = chosen
        self.copy = self._own("Copy", QKeySequence.StandardKey.Copy, lambda: copy(self.chosen))
        every = QKeySequence.StandardKey.SelectAll
        self.choose_all = self._own("Choose all", every, choose_all)
        self.columns_menu: Callable[[QMenu], object] | None = None
        """Fills a menu of columns, where there is something to choose."""

    def offer(self, *actions: QAction | None) -> None:
        """Offer these with what is chosen, also by their keys; None stands for a line."""
        self._offered += actions
        self._view.addActions([one for one in actions if one])

    def opens_with(self, action: QAction) -> None:
        """Let a double-click and Enter do this; it is offered first."""
        self._opening = action
        self._view.addAction(action)
        self._offered.insert(0, action)

    def offer_buttons(self, *buttons: QPushButton, hidden_too: bool = False) -> None:
        """Offer what buttons beside the list do, as they are named, allowed and shown just then.

        With ``hidden_too`` also those that are hidden: they only have no room.
        """
        for made in buttons:
            action = QAction(self._view)
            action.triggered.connect(made.click)
            self.offering.connect(partial(_follow, action, made, always=hidden_too))
            self._offered.append(action)

    @property
    def chosen(self) -> list[range]:
        """Return the chosen rows in order, as ranges: there may be a million."""
        return self._chosen()

    def menu(self) -> QMenu:
        """Return what can be done with what is chosen."""
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

    def show(self, at: QPoint) -> None:
        """Show the menu at a point of the viewport."""
        self.pop_up(self._view.viewport().mapToGlobal(at))

    def pop_up(self, at: QPoint) -> None:
        """Show the menu at a point of the screen, also beside the view."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _own(self, name: str, keys: QKeySequence.StandardKey, do: Callable[[], object]) -> QAction:
        action = QAction(name, self._view)
        action.setShortcut(keys)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda: do())
        self._view.addAction(action)
        return action


class RowActions(ChosenActions):
    """The same habits for every list of rows; the page says what can be done with them."""

    def __init__(
        self,
        view: QAbstractItemView,
        table: Table[Any],
        columns: Callable[[], Sequence[Column[Any]]],
    ) -> None:
        copying = RowCopying(view, table, columns)
        super().__init__(view, copying.begin, view.selectAll, partial(chosen_rows, view))
        self._current = view.currentIndex
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self.show)
        view.doubleClicked.connect(self._open_clicked)

    def takes_key(self, key: int) -> bool:
        """Tell whether a key opened the current row."""
        if key in _OPEN and self._opening and self._current().isValid():
            self._opening.trigger()
            return True
        return False

    def _open_clicked(self, index: QModelIndex) -> None:
        if index.isValid() and self._opening:
            self._opening.trigger()


def _follow(action: QAction, made: QPushButton, *, always: bool) -> None:
    action.setText(made.text())
    action.setEnabled(made.isEnabled())
    action.setVisible(always or made.isVisibleTo(made.window()))

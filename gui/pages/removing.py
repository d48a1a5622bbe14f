"""Taking recordings out of the project, and back: those chosen in a table, or a folder."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView

from core.store.recordings import FileFilter
from gui.icons import icon
from gui.pages.changing import Changing
from gui.pages.page import Page
from gui.widgets import dialogs
from gui.widgets.table_view import TableView

Listed = tuple[FileFilter, tuple[str, bool]]
"""What a table lists, and in which order."""


class Removing(QObject):
    """The actions of a page with a table of files; ``listed`` tells what it lists now."""

    def __init__(self, page: Page, view: TableView, listed: Callable[[], Listed]) -> None:
        super().__init__(page)
        self._page, self._view, self._listed = page, view, listed
        self._changing = Changing(page)
        self.rows = QAction(icon("remove"), "Remove from the project", self)
        self.rows.setShortcut(QKeySequence.StandardKey.Delete)
        self.rows.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.rows.triggered.connect(self._remove_rows)
        self.folder = QAction(icon("remove"), "Remove a folder from the project …", self)
        self.folder.triggered.connect(self._remove_folder)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        view.addActions([self.rows, self.folder])
        view.selectionModel().selectionChanged.connect(self.note_chosen)
        view.model().modelReset.connect(self.note_chosen)

    def note_chosen(self) -> None:
        """Offer to remove files where some are chosen."""
        chosen = self._view.selectionModel().hasSelection()
        self.rows.setEnabled(chosen and self._page.project is not None)

    def restore(self) -> None:
        """Take back all that was removed."""
        if self._page.project:
            self._changing.do(self._page.project.places.restore())

    def _remove_rows(self) -> None:
        numbers = [index.row() for index in self._view.selectionModel().selectedRows()]
        if self._page.project and numbers:
            wanted, order = self._listed()
            self._changing.do(self._page.project.places.remove(wanted, order, numbers))
            self._view.clearSelection()

    def _remove_folder(self) -> None:
        title = "Remove the recordings of a folder from the project (no file is touched)"
        folder = dialogs.existing_folder(self._page, title)
        if folder and self._page.project:
            self._changing.do(self._page.project.places.remove_folder(folder))

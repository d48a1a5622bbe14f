"""Taking recordings out of the project, and back: those chosen in a table, or a folder."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from gui.icons import icon
from gui.pages.changing import Changing
from gui.pages.page import Page
from gui.tables.table_view import TableView
from gui.widgets import dialogs


class Removing(QObject):
    """The actions of a page with a table of files; ``chosen`` tells the ids of those chosen."""

    def __init__(self, page: Page, view: TableView, chosen: Callable[[], Sequence[int]]) -> None:
        super().__init__(page)
        self._page, self._view, self._chosen = page, view, chosen
        self._changing = Changing(page)
        self.rows = QAction(icon("remove"), "Remove from the project", self)
        self.rows.setShortcut(QKeySequence.StandardKey.Delete)
        self.rows.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.rows.triggered.connect(self._remove_rows)
        self.folder = QAction(icon("remove"), "Remove a folder from the project …", self)
        self.folder.triggered.connect(self._remove_folder)
        view.row_actions.offer(self.rows, self.folder)
        view.selectionModel().selectionChanged.connect(self.note_chosen)
        view.model().modelReset.connect(self.note_chosen)
        self._place: int | None = None
        view.model().rowsRemoved.connect(self._choose_next)

    def note_chosen(self) -> None:
        """Offer to remove files where some are chosen."""
        some = self._view.selectionModel().hasSelection()
        self.rows.setEnabled(some)

    def restore(self) -> None:
        """Take back all that was removed."""
        self._changing.do(self._page.project.places.restore())

    def _remove_rows(self) -> None:
        chosen = self._chosen()
        if chosen:
            self._place = self._view.row_actions.chosen[0].start
            self._changing.do(self._page.project.places.remove(chosen))
            self._view.clearSelection()

    def _choose_next(self) -> None:
        """Choose what has come into the place of the rows that were removed."""
        if self._place is not None:
            self._view.selectRow(min(self._place, self._view.model().rowCount() - 1))
            self._place = None

    def _remove_folder(self) -> None:
        title = "Remove the recordings of a folder from the project (no file is touched)"
        folder = dialogs.existing_folder(self._page, title)
        if folder and self._page.project:
            self._changing.do(self._page.project.places.remove_folder(folder))

"""Saying when recordings began: those chosen in a table of files."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from gui.icons import icon
from gui.pages.changing import Changing
from gui.pages.page import Page
from gui.tables.table_view import TableView
from gui.widgets import dialogs

_ASKED = (
    "When the first of them began, such as 2023-05-01 05:00:12 or, with its offset from UTC, "
    "2023-05-01 05:00:12+02:00. Others follow one another without gaps. Empty: as it was read."
)


class Starting(QObject):
    """The action of a page with a table of files; ``chosen`` tells the ids of those chosen."""

    def __init__(self, page: Page, view: TableView, chosen: Callable[[], Sequence[int]]) -> None:
        super().__init__(page)
        self._page, self._view, self._chosen = page, view, chosen
        self._changing = Changing(page)
        self.set = QAction(icon("time"), "Set start …", self)
        self.set.triggered.connect(self._ask)
        view.row_actions.offer(self.set)
        view.selectionModel().selectionChanged.connect(self.note_chosen)
        view.model().modelReset.connect(self.note_chosen)

    def note_chosen(self) -> None:
        """Offer it where files are chosen."""
        some = self._view.selectionModel().hasSelection()
        self.set.setEnabled(some)

    def _ask(self) -> None:
        chosen = self._chosen()  # before it is asked: by then others may be in their rows
        said = dialogs.text(
            self._page, "Set start", "First start", does="Set start", explains=_ASKED
        )
        if chosen and said is not None:
            self._changing.do(self._page.project.places.set_starts(chosen, said))

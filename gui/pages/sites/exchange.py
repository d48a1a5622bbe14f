"""Deployments as a CSV: written for a person to fill in, and read back after a look at it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from core.deployments.edit_step import Change
from core.deployments.table import ImportPreview
from gui.pages.page import Page
from gui.pages.sites.import_box import ImportBox
from gui.pages.sites.questions import SitesQuestion
from gui.widgets import dialogs, words
from gui.widgets.notice import Notice, opening_folder
from gui.widgets.parts import button

_KINDS = "Deployments (*.csv);;All files (*)"


class Exchange(QObject):
    """Two buttons of the page, and what they do."""

    def __init__(self, page: Page, do: Callable[[Change], None]) -> None:
        super().__init__(page)
        self._page, self._do = page, do
        self.import_button = button("Import CSV …", self.choose_import, picture="import")
        self.export_button = button("Export CSV …", self.choose_export, picture="export")

    def choose_export(self) -> None:
        """Ask where to, and write the table."""
        project = self._page.project
        name = f"{project.name} deployments.csv"
        title = "Export the deployments"
        path = dialogs.file_to_write(self._page, title, dialogs.documents() / name, _KINDS)
        if path:
            work = partial(project.places.export_table, path, self._page.remembered.for_excel)
            self._page.requests.do(work, partial(self._exported, path))

    def choose_import(self) -> None:
        """Ask for a table, and show what it would change."""
        path = dialogs.file_to_read(self._page, "Import deployments", _KINDS)
        if path and self._page.project:
            work = partial(self._page.project.places.plan_import, path)
            self._page.requests.ask(
                SitesQuestion.IMPORT, self._page.isVisible, work, partial(self._show_plan, path)
            )

    def _show_plan(self, path: Path, plan: ImportPreview) -> None:
        box = ImportBox(self._page, path.name, plan)
        box.wanted.connect(partial(self._import, path))
        box.open()

    def _import(self, path: Path) -> None:
        self._do(self._page.project.places.import_table(path))

    def _exported(self, path: Path, number: int) -> None:
        self._page.told.emit(
            Notice(
                f"{words.count(number, 'deployment')} written to {path.name}.",
                opening_folder(path.parent),
            )
        )

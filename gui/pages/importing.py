"""Results of other programs from the window: which files, what would come in, and undo."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from core.imports import Gathered
from core.imports.in_words import taken_in_words
from gui.destinations import FoundBy
from gui.icons import icon
from gui.open_imports import KnownImport, ReadResults
from gui.page_names import PageName
from gui.pages.import_results_box import ImportResultsBox
from gui.pages.imported_box import ImportedBox
from gui.pages.page import Page
from gui.widgets import dialogs
from gui.widgets.empty import Action
from gui.widgets.notice import Notice

_FOLDER = "import folder"
_KINDS = "Results (*.csv *.txt *.tsv *.json *.ndjson *.parquet *.zip);;All files (*)"


class ImportingResults(QObject):
    """Asks for files, shows what they say, and takes them in."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self.action = QAction(icon("open"), "Import results …", self)
        self.action.setEnabled(not page.project.read_only)
        self.action.triggered.connect(self.ask)
        self.imported = QAction("Imported results …", self)
        self.imported.triggered.connect(self.list_imported)

    def list_imported(self) -> None:
        """Show what was imported, to be reviewed, taken out or taken in again."""
        box = ImportedBox(self._page.window(), self._page.project)
        box.review_wanted.connect(self._review)
        box.open()

    def ask(self) -> None:
        """Ask for files of results, then read them."""
        remembered = self._page.remembered
        start = str(remembered.value(_FOLDER, ""))
        files = dialogs.files_to_read(self._page, "Import results", _KINDS, start)
        if files:
            remembered.keep(_FOLDER, str(files[0].parent))
            self.read(files)

    def read(self, files: list[Path]) -> None:
        """Read files and show what would come in."""
        job = self._page.project.imports.reading(files)
        job.answered.connect(self._show)
        self._page.start(job, "Reading results:", "lines")

    def _show(self, read: ReadResults) -> None:
        box = ImportResultsBox(self._page.window(), read)
        box.wanted.connect(partial(self._take, read.gathered))
        box.open()

    def _take(self, found: Gathered, settled: dict[str, str]) -> None:
        project = self._page.project
        job = project.imports.taking(found, settled, project.reviewer)
        job.answered.connect(self._taken)
        self._page.start(job, "Importing results:", "recordings")

    def _taken(self, known: KnownImport) -> None:
        project = self._page.project
        project.imports.taken(known.import_)
        said, undo = taken_in_words(known.import_), Action("Undo", project.undo)
        if known.run_id is None:
            self._page.told.emit(Notice(said, undo))
            return
        review = Action("Review them", partial(self._review, known.run_id))
        self._page.told.emit(Notice(said, review, undo))

    def _review(self, run_id: int) -> None:
        self._page.go_to(PageName.REVIEW, FoundBy(run_id))

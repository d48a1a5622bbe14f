"""Writing the report document: asks what it shall say and where to write it, then writes it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from core.errors import UserError
from core.store.scope import ReportScope
from gui.icons import icon
from gui.pages.document_form import DocumentForm
from gui.pages.page import Page
from gui.widgets import dialogs
from gui.widgets.empty import Action
from gui.widgets.notice import Notice
from gui.widgets.outside import show_outside

_KINDS = "PDF (*.pdf);;HTML (*.html)"
_TITLE = "Write a report document"


class DocumentWriting(QObject):
    """Writes the document of what the report page shows."""

    def __init__(self, page: Page, shown: Callable[[], tuple[ReportScope, str] | None]) -> None:
        """``shown`` tells what of which run, and in words to what it is limited; or nothing."""
        super().__init__(page)
        self._page, self._shown = page, shown
        self.action = QAction(icon("report"), f"{_TITLE} …", page)

    def ask(self) -> None:
        """Ask for title, people and language."""
        shown = self._shown()
        if shown is not None:
            page = self._page
            form = DocumentForm(page, page.remembered, page.project.name, shown[1])
            form.done_with.connect(partial(self._write, form, shown[0]))
            form.open()

    def _write(self, form: DocumentForm, of: ReportScope) -> None:
        page = self._page
        try:
            wish = form.wish
        except UserError as error:  # a logo that is none
            page.notice.emit(str(error))
            return
        folder = Path(page.remembered.value("export folder", "") or dialogs.documents())
        named = folder / f"{page.project.name} report.pdf"
        path = dialogs.file_to_write(page, _TITLE, named, _KINDS)
        if path is None:
            return
        page.remembered.keep("export folder", str(path.parent))
        job = page.project.overview.writing(of, wish, path)
        job.completed.connect(lambda: self._written(path))
        page.start(job, "Writing the report document", "steps")

    def _written(self, path: Path) -> None:
        show = partial(show_outside, path)
        self._page.told.emit(
            Notice(f"The report was written to {path.name}.", Action("Open it", show))
        )

"""Changes of what the project holds: made in another thread, said, and offered to be undone."""

from functools import partial

from PySide6.QtCore import QObject

from core.store.edits import Edit
from gui.open_sites import Change
from gui.pages.page import Page


class Changing(QObject):
    """Makes changes for a page."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page

    def do(self, change: Change) -> None:
        """Make a change; what it did is said, and can be taken back."""
        work = partial(self._page.project.places.do, change)
        self._page.asking.do("change", work, partial(self._say, "{}.", "Undo"))

    def undo(self) -> None:
        """Take back the last change."""
        work = self._page.project.places.undo
        self._page.asking.do("change", work, partial(self._say, "Undone: {}.", ""))

    def _say(self, said: str, back: str, edit: Edit | None) -> None:
        if edit:
            self._page.told.emit(said.format(edit.text), back, self.undo)
            self._page.project.places.announce()

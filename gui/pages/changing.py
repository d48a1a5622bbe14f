"""Changes of what the project holds: made in another thread, said, and offered to be undone."""

from PySide6.QtCore import QObject

from core.deployments.edit_step import Change
from gui.pages.page import Page
from gui.widgets.empty import Action
from gui.widgets.notice import Notice


class Changing(QObject):
    """Makes changes for a page."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page

    def do(self, change: Change) -> None:
        """Make a change; what it did is said, and can be taken back."""
        self._page.project.places.do(change, self._say)

    def _say(self, text: str) -> None:
        self._page.told.emit(Notice(f"{text}.", Action("Undo", self._page.project.undo)))

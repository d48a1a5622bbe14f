"""Recordings of clips that are not where they were: linked again from the review page."""

from functools import partial

from core.store.edits import Edit
from gui.open_sites import Change
from gui.pages.moved_folders import MovedFolders
from gui.pages.page import Page


class Vanished(MovedFolders):
    """The change is said, and can be taken back; what was not there is read again."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, self._link)

    def _link(self, change: Change) -> None:
        if self._page.project:
            work = partial(self._page.project.places.do, change)
            self._page.asking.do("link", work, partial(self._say, "{}.", "Undo"))

    def _undo(self) -> None:
        if self._page.project:
            work = self._page.project.places.undo
            self._page.asking.do("link", work, partial(self._say, "Undone: {}.", ""))

    def _say(self, said: str, back: str, edit: Edit | None) -> None:
        if self._page.project and edit:
            self._page.told.emit(said.format(edit.text), back, self._undo)
            self._page.project.places.announce()

"""Finding recordings again whose folder is not where it was."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from core.deployments.edit_step import Change
from core.deployments.relinking import Match
from gui.pages.page import Page
from gui.pages.questions import PageQuestion
from gui.requests import the_project
from gui.widgets import dialogs
from gui.widgets.empty import Action
from gui.widgets.notice import Notice


class MovedFolders(QObject):
    """Asks where a media root is now, or looks for it; ``do`` makes the change."""

    def __init__(self, page: Page, do: Callable[[Change], None]) -> None:
        super().__init__(page)
        self._page, self._do = page, do

    def choose(self, root: Path) -> None:
        """Ask for the folder, and link the recordings to it."""
        title = f"Where are the recordings of {root} now?"
        folder = dialogs.existing_folder(self._page, title)
        if folder:
            self._do(self._page.project.places.relink(root, folder))

    def search(self, root: Path) -> None:
        """Look on all disks."""
        work = partial(self._page.project.places.find_moved, root)
        self._page.requests.ask(PageQuestion.SEARCH, the_project, work, partial(self._found, root))

    def _found(self, root: Path, matches: list[Match]) -> None:
        if not matches:
            self._page.notice.emit(
                f"What was in {root} is on no disk that is connected. Connect it and look "
                "again, or choose the folder."
            )
        else:
            folder = matches[0].folder
            link = partial(self._do, self._page.project.places.relink(root, folder))
            self._page.told.emit(Notice(f"They are in {folder}.", Action("Link them", link)))

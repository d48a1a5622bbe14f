"""Recordings of clips that are not where they were: found again from the review page."""

from pathlib import Path

from gui.pages.changing import Changing
from gui.pages.moved_folders import MovedFolders
from gui.pages.page import Page
from gui.widgets import dialogs


class Vanished(MovedFolders):
    """The change is said, and can be taken back; what was not there is read again."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, Changing(page).do)

    def choose(self, root: Path) -> None:
        """Ask where the recordings are, and link them; in a folder that is there, look for them.

        Where the folder that was added is in its place, something in it was renamed or moved: a
        scan knows recordings by their content and lets what is found take the place of the lost.
        """
        if not root.is_dir():
            super().choose(root)
            return
        title = "In which folder are the recordings now?"
        folder = dialogs.existing_folder(self._page, title, str(root))
        if folder and self._page.project:
            job = self._page.project.scan(folder)
            self._page.start(job, f"Looking for recordings in {folder.name or folder}:", "files")

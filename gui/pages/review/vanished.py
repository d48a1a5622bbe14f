"""Recordings of clips that are not where they were: linked again from the review page."""

from gui.pages.changing import Changing
from gui.pages.moved_folders import MovedFolders
from gui.pages.page import Page


class Vanished(MovedFolders):
    """The change is said, and can be taken back; what was not there is read again."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, Changing(page).do)

"""A line above the page for every folder of recordings that is not there any more."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.store.roots import Root
from gui.pages.questions import PageQuestion
from gui.requests import Requests, the_project
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.parts import button, label, row


class MissingFolders(QWidget):
    """Hidden while all folders are there."""

    search_wanted = Signal(object)
    """The Path of a media root: look for it on all disks."""
    choose_wanted = Signal(object)
    """The Path of a media root: ask the person where it is now."""

    def __init__(self) -> None:
        super().__init__()
        give_look(self, "window")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        self._shown: Sequence[Root] = ()
        self.hide()

    def look(self, requests: Requests, missing_roots: Callable[[], Sequence[Root]]) -> None:
        """Ask which are gone, and show it: what is on the page does not wait for slow disks."""
        requests.ask(PageQuestion.MISSING, the_project, missing_roots, self.show_missing)

    def show_missing(self, roots: Sequence[Root]) -> None:
        """Show which folders are gone."""
        if roots == self._shown:
            return
        self._shown = roots
        while (item := self._rows.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        for root in roots:
            self._rows.addWidget(self._line(root))
        self.setVisible(bool(roots))

    def _line(self, root: Root) -> QWidget:
        number = words.count(root.recordings, "recording")
        verb = "is" if root.recordings == 1 else "are"
        text = label(f"{number} {verb} no longer at {root.path}.", wrap=True)
        find = button("Find them …", lambda: self.choose_wanted.emit(root.path), picture="open")
        search = button(
            "Search all disks", lambda: self.search_wanted.emit(root.path), look="quiet"
        )
        line = QWidget()
        line.setLayout(row(label("✕", "danger"), text, search, find, grows=1))
        return line

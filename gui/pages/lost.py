"""What the window says while the project's file is not in its place, and how to save a copy."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from gui.open_project import OpenProject
from gui.requests import Requests
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets import dialogs
from gui.widgets.parts import button, label, row


class Lost(QFrame):
    """A line above all pages, which stays as long as it is so."""

    failed = Signal(str)
    withdrawn = Signal(str)
    """What need not be said elsewhere, as it is said here."""
    saved = Signal(object)
    """The folder of a copy."""

    def __init__(self, project: OpenProject) -> None:
        super().__init__()
        give_look(self, "banner")
        self._project = project
        self._requests = Requests(self)
        self._requests.failed.connect(self._broke)
        self.text = label("", wrap=True)
        self.save = button("Save a copy …", self.ask_where, look="primary")
        self.setLayout(
            row(
                label("✕", "danger"),
                self.text,
                self.save,
                grows=1,
                margins=(2 * GRID, GRID, 2 * GRID, GRID),
            )
        )
        self.hide()
        project.watching.lost.connect(self._say)

    def ask_where(self) -> None:
        """Ask for a new folder, and save the copy there."""
        name = f"{self._project.name} (rescued)"
        folder = dialogs.new_folder(self.window(), "Save a copy: name its folder", name)
        if folder:
            self.save_to(folder)

    def save_to(self, folder: Path) -> None:
        """Save all that the open project still holds."""
        if not self._requests.doing:
            self.save.setEnabled(False)
            work = partial(self._project.save_copy, folder)
            self._requests.do(work, partial(self._saved, folder))

    def _say(self, sentence: str) -> None:
        self.text.setText(sentence)
        self.setAccessibleName(sentence)
        self.save.setEnabled(True)
        self.setVisible(bool(sentence))
        self.withdrawn.emit(sentence)

    def _broke(self, sentence: str) -> None:
        self.save.setEnabled(True)
        self.failed.emit(sentence)

    def _saved(self, folder: Path, with_embeddings: bool) -> None:
        self.saved.emit(folder)
        if not with_embeddings:
            self.failed.emit(
                "The copy has all recordings, detections and verdicts. What search and "
                "teaching need could not be copied: an analysis of the copy makes it anew."
            )

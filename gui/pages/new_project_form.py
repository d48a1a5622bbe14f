"""Making a project: its name, and where its folder is to be."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.open_folder import offered, why_not_made
from gui.pages.questions import PageQuestion
from gui.pages.states import SEEN_MS
from gui.requests import Requests, the_project
from gui.stylesheet import give_look
from gui.widgets import dialogs
from gui.widgets.dropped import Dropped
from gui.widgets.form_dialog import FormDialog
from gui.widgets.parts import button, holder, row

_ABOUT = "Recordings stay where they are and are only read."
_NAME = "My recordings"


class NewProjectForm(FormDialog):
    """Says which folder would be made, and refuses one that cannot be a project.

    Folders are looked at in another thread, one after the other: their disk may be slow.
    """

    def __init__(
        self, parent: QWidget, places: Sequence[Path], adding: Dropped | None = None
    ) -> None:
        """``places``: the first that will do is offered, until a person types something.

        ``adding`` is what will be added to the project, and gives it its name.
        """
        super().__init__(parent, "New project", "Make the project", _ABOUT)
        self._then = f" Then {adding.in_words} will be added." if adding else ""
        named = (adding.name if adding else "") or _NAME
        self.name, self.place = QLineEdit(named), QLineEdit(str(places[0]))
        self._pressed = False
        """The button was pressed before it was known whether the folder can be made."""
        self.requests = Requests(self)
        self._slow = QTimer(self, singleShot=True, interval=SEEN_MS)
        self._slow.timeout.connect(self._say_looking)
        browse = button("Choose …", self._browse)
        self.add([("Name", self.name)])
        self.place.setAccessibleName("Folder")
        self.add([("In the folder", holder(row(self.place, browse, grows=0)))])
        self.name.selectAll()
        for field in (self.name, self.place):
            field.textChanged.connect(self._look)
        self._slow.start()
        self.requests.ask(
            PageQuestion.NEW_FOLDER, the_project, partial(offered, places, named), self._offer,
            lambda _problem: self._look(),
        )  # fmt: skip

    @property
    def folder(self) -> Path:
        """Return the folder that would be made."""
        return Path(self.place.text().strip()).expanduser() / self.name.text().strip()

    def _browse(self) -> None:
        chosen = dialogs.existing_folder(self, "In which folder?", self.place.text())
        if chosen:
            self.place.setText(str(chosen))

    def _offer(self, found: Path) -> None:
        if not (self.name.isModified() or self.place.isModified()):
            self.place.setText(str(found.parent))
            self.name.setText(found.name)
            self.name.selectAll()
        self._look()

    def _look(self) -> None:
        """See whether the folder can be made, as soon as what was asked before is answered."""
        self._pressed = False
        name = self.name.text().strip()
        if not name or name in (".", "..") or any(sign in name for sign in '/\\:*?"<>|'):
            self._say('Give it a name, without any of / \\ : * ? " < > |')
        elif not self.place.text().strip():
            self._say("Choose a folder that is there.")
        else:
            self.does.setEnabled(True)
            if not self.requests.busy:
                self._ask(self.folder)

    def _ask(self, folder: Path) -> None:
        self._slow.start()
        work, then = partial(why_not_made, folder), partial(self._answer, folder)
        self.requests.ask(PageQuestion.NEW_FOLDER, the_project, work, then, then)

    def _answer(self, folder: Path, problem: str) -> None:
        if folder != self.folder:
            pressed = self._pressed
            self._look()
            self._pressed = pressed
            return
        self._say(problem)
        if self._pressed and not problem:
            super()._take()

    def _take(self) -> None:
        if self.requests.busy:
            self._pressed = True
        else:
            super()._take()

    def _say_looking(self) -> None:
        give_look(self.says, "muted")
        self.says.setText(f"Looking at {self.folder.parent} …")

    def _say(self, problem: str) -> None:
        self._slow.stop()
        give_look(self.says, "danger" if problem else "muted")
        self.says.setText(problem or f"The folder {self.folder} will be made.{self._then} {_ABOUT}")
        self.does.setEnabled(not problem)

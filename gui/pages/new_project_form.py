"""Making a project: its name, and where its folder is to be."""

from itertools import count
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from gui.open_folder import why_not_here
from gui.stylesheet import give_look
from gui.widgets import dialogs
from gui.widgets.dropped import Dropped
from gui.widgets.form_dialog import FormDialog
from gui.widgets.parts import button, holder, row

_ABOUT = "Recordings stay where they are and are only read."
_NAME = "My recordings"


class NewProjectForm(FormDialog):
    """Says which folder would be made, and refuses one that cannot be a project."""

    def __init__(self, parent: QWidget, place: Path, adding: Dropped | None = None) -> None:
        """``adding`` is what will be added to it, and gives it its name."""
        super().__init__(parent, "New project", "Make the project", _ABOUT)
        self._then = f" Then {adding.in_words} will be added." if adding else ""
        named = (adding.name if adding else "") or _NAME
        self.name, self.place = QLineEdit(_free(place, named)), QLineEdit(str(place))
        browse = button("Choose …", self._browse)
        self.add([("Name", self.name)])
        self.place.setAccessibleName("Folder")
        self.add([("In the folder", holder(row(self.place, browse, grows=0)))])
        for field in (self.name, self.place):
            field.textChanged.connect(self._say)
        self.name.selectAll()
        self._say()

    @property
    def folder(self) -> Path:
        """Return the folder that would be made."""
        return Path(self.place.text().strip()).expanduser() / self.name.text().strip()

    def _browse(self) -> None:
        chosen = dialogs.existing_folder(self, "In which folder?", self.place.text())
        if chosen:
            self.place.setText(str(chosen))

    def _say(self) -> None:
        problem = self._problem()
        give_look(self.says, "danger" if problem else "muted")
        self.says.setText(problem or f"The folder {self.folder} will be made.{self._then} {_ABOUT}")
        self.does.setEnabled(not problem)

    def _problem(self) -> str:
        name = self.name.text().strip()
        if not name or name in (".", "..") or any(sign in name for sign in '/\\:*?"<>|'):
            return 'Give it a name, without any of / \\ : * ? " < > |'
        if not self.place.text().strip() or not self.folder.parent.is_dir():
            return "Choose a folder that is there."
        if self.folder.exists():
            return f"There is a folder {name} there already. Give another name."
        return why_not_here(self.folder)


def _free(place: Path, name: str) -> str:
    """Return a name that no folder at a place has yet."""
    names = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(one for one in names if not (place / one).exists())

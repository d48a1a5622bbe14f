"""What was imported into the project, in whatever sitting: reviewed, taken out, taken in again."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from core.imports.in_words import files_in_words, number_in_words
from core.store.taken import Import
from gui.open_imports import KnownImport
from gui.open_project import OpenProject
from gui.pages.questions import PageQuestion
from gui.requests import Requests, the_project
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.parts import button, column, holder, label, row
from gui.widgets.scrolled import Scrolled

_INTRODUCTION = (
    "What is taken out is in no list and no count. It comes back with all that was said of it."
)
_NOTHING = "Nothing was imported yet. File › Import results … takes in what other programs found."


class ImportedBox(QDialog):
    """Lists imports, the newest first."""

    review_wanted = Signal(int)
    """The id of the analysis that an import is."""

    def __init__(self, parent: QWidget, project: OpenProject) -> None:
        super().__init__(parent)
        self.setWindowTitle("Imported results")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(92 * GRID, 44 * GRID)
        self._project = project
        self.requests = Requests(self)
        self._says = label("", "muted", wrap=True)
        self._list = QGridLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setHorizontalSpacing(2 * GRID)
        self._list.setVerticalSpacing(2 * GRID)
        self._list.setColumnStretch(0, 2)
        self._list.setColumnStretch(1, 3)
        inside = column(self._list, 1, margins=(0, 0, GRID, 0))
        close = button("Close", self.accept)
        self.setLayout(
            column(
                label("Imported results", "title"), self._says, Scrolled(holder(inside, "window")),
                row(1, close), gap=2 * GRID, margins=(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID),
                grows=2,
            )
        )  # fmt: skip
        close.setDefault(True)
        close.setFocus()
        self.requests.failed.connect(self._says.setText)
        project.detections_changed.connect(self._read)
        self._read()

    def _read(self) -> None:
        work = self._project.imports.known
        self.requests.ask(PageQuestion.IMPORTED, the_project, work, self._show)

    def _show(self, found: Sequence[KnownImport]) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (shown := item.widget()) is not None:
                shown.deleteLater()
        self._says.setText(_INTRODUCTION if found else _NOTHING)
        for place, one in enumerate(found):
            self._show_one(place, one)

    def _show_one(self, place: int, known: KnownImport) -> None:
        one = known.import_
        name = column(
            label(one.title), label(number_in_words(one), "muted", wrap=True), gap=GRID // 2
        )
        files = label(files_in_words(one), wrap=True)
        when = label(
            f"{words.moment(datetime.fromisoformat(one.at_utc))}{_state(one)}", "muted", wrap=True
        )
        self._list.addWidget(holder(name, "window"), place, 0)
        self._list.addWidget(holder(column(files, when, gap=GRID // 2), "window"), place, 1)
        top = Qt.AlignmentFlag.AlignTop
        if known.run_id is not None:
            look = button("Review", partial(self._review, known.run_id), look="quiet")
            look.setAccessibleName(f"Review what was imported of {one.title}")
            self._list.addWidget(look, place, 2, top)
        if one.whole or not one.taken_out:
            does = "Take in again" if one.taken_out else "Take out"
            work = partial(self._project.imports.turn, one, back=one.taken_out)
            turn = button(does, work)
            turn.setAccessibleName(f"{does}: {one.title}")
            turn.setEnabled(not self._project.read_only)
            self._list.addWidget(turn, place, 3, top | Qt.AlignmentFlag.AlignRight)

    def _review(self, run_id: int) -> None:
        self.review_wanted.emit(run_id)
        self.accept()


def _state(one: Import) -> str:
    if one.whole:
        return " · taken out" if one.taken_out else ""
    return f" · {'stopped half way' if one.taken_out else 'in part'}: import the files again"

"""What taking in results would do, shown before it is done, and what is to be settled by hand."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from core.imports.in_words import preview_in_words
from core.imports.matching import MeantRecording
from gui.open_imports import ReadResults
from gui.theme import GRID
from gui.widgets import dialogs, words
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import button, column, holder, label, row
from gui.widgets.scrolled import Scrolled

_SHOWN = 200
"""Files that can be settled here; of more the command has a table."""
_LEAST = QSize(88 * GRID, 22 * GRID)
_FRAME_PX = 6 * GRID
"""What systems put around a window, at most."""
_LEAVE_OUT, _CHOOSE = "Leave out", "Choose a file …"


class SettlingField(ChoiceBox):
    """Which recording a file of results is: none, one that it may be, or one that is chosen."""

    def __init__(self, file: str, found: Sequence[MeantRecording]) -> None:
        super().__init__()
        self.file = file
        self.addItem(_LEAVE_OUT, "")
        for one in found:
            self.addItem(one.name, one.path.as_posix())
        self.addItem(_CHOOSE, "")
        self.setAccessibleName(f"Recording of {file}")
        self.activated.connect(self._choose)

    @property
    def path(self) -> str:
        """Return the recording's path; empty: the file is left out."""
        return str(self.currentData() or "")

    def _choose(self, _: int) -> None:
        if self.currentText() != _CHOOSE:
            return
        chosen = dialogs.file_to_read(self, f"Recording of {self.file}", "Recordings (*)")
        self.setCurrentIndex(0)
        if chosen:
            self.insertItem(1, chosen.name, chosen.as_posix())
            self.setCurrentIndex(1)


class ImportResultsBox(QDialog):
    """Says what would come in; its button does it."""

    wanted = Signal(object)
    """File as results name it -> recording's path, of what was settled."""

    def __init__(self, parent: QWidget, read: ReadResults) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import results")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(_LEAST)
        open_ = [match for match in read.gathered.matches if match.recording is None]
        first, *others = preview_in_words(read.seen, names_open=len(open_) > _SHOWN)
        self.title = label(first, "strong", wrap=True)
        self.says = label("\n\n".join(others), wrap=True)
        self.says.setVisible(bool(others))
        self.fields = [SettlingField(one.file, one.found) for one in open_[:_SHOWN]]
        number = read.seen.detections + read.seen.annotations
        rows = f"Import {words.count(number, 'row')}" if number else "Import"
        self.go = button(rows, self._go, look="primary")
        parts: list[QWidget] = [self.says]
        if self.fields:
            more = len(open_) - _SHOWN
            note = "Which recording is meant?"
            if more > 0:
                note += f" {words.count(more, 'file')} more can be settled from a table: see the "
                note += "command import-results."
            parts += [label(note, "muted", wrap=True), self._settling()]
        for field in self.fields:
            field.currentIndexChanged.connect(self._enable)
        self._anything = bool(read.seen.detections or read.seen.annotations)
        inside = column(*parts, gap=2 * GRID, margins=(0, 0, GRID, 0))
        inside.addStretch(1)
        self._inside = holder(inside, "window")
        self._told = Scrolled(self._inside)
        can_come = self._anything or bool(self.fields)
        leave = button("Cancel" if can_come else "Close", self.reject)
        self.go.setVisible(can_come)
        margins = (3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        self._all = column(
            label("Import results", "title"), self.title, self._told, row(1, leave, self.go),
            gap=2 * GRID, margins=margins, grows=2,
        )  # fmt: skip
        self.setLayout(self._all)
        self._enable()
        (self.go if can_come else leave).setDefault(True)
        first_field = self.fields[0] if self.fields else self.go if can_come else leave
        first_field.setFocus()

    @property
    def settled(self) -> dict[str, str]:
        """Return file as results name it -> recording's path, of what was settled."""
        return {field.file: field.path for field in self.fields if field.path}

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as what it says, or as the screen. Called by Qt."""
        super().showEvent(event)
        most = self.screen().availableSize().height() - _FRAME_PX
        around = self._all.totalHeightForWidth(self.width()) - self._told.sizeHint().height()
        needed = around + self._inside.heightForWidth(self._told.viewport().width())
        self.resize(self.width(), min(max(needed, _LEAST.height()), most))

    def _settling(self) -> QWidget:
        form = QGridLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(2 * GRID)
        for number, field in enumerate(self.fields):
            name = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)  # names differ at their ends
            name.setText(field.file)
            form.addWidget(name, number, 0)
            form.addWidget(field, number, 1)
        form.setColumnStretch(0, 3)
        form.setColumnStretch(1, 2)
        inside = holder(form, "window")
        inside.setAccessibleName("Files to settle")
        return inside

    def _enable(self) -> None:
        self.go.setEnabled(self._anything or bool(self.settled))

    def _go(self) -> None:
        self.wanted.emit(self.settled)
        self.accept()

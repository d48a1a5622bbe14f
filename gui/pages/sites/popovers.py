"""Small fields that open over the page: to which site, and where to split."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from core.store.deployments import Deployment
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.completion import Completion
from gui.widgets.day_field import DayField
from gui.widgets.parts import button, column, label, name_button, row

_MARGINS = (2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)


class Popover(QFrame):
    """Opens below a button; Escape closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        give_look(self, "popover")
        self.setFixedWidth(50 * GRID)

    def open_below(self, widget: QWidget) -> None:
        """Show it below another widget."""
        self.adjustSize()
        self.move(widget.mapToGlobal(QPoint(0, widget.height() + GRID // 2)))
        self.show()


class MovePopover(Popover):
    """The name of a site, known or new; Enter moves."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = label("", "strong", wrap=True)
        self.field = _site_field("Name of the site, known or new")
        self.move_there = button("Move", self._take, look="primary")
        self.move_there.setEnabled(False)
        self.field.textChanged.connect(lambda text: self.move_there.setEnabled(bool(text.strip())))
        self.field.returnPressed.connect(self._take)
        self.setLayout(
            column(self.title, row(self.field, self.move_there, grows=0), margins=_MARGINS)
        )

    def offer(self, deployments: Sequence[Deployment], names: Sequence[str]) -> None:
        """Say what is moved, and which sites there are."""
        number = words.count(len(deployments), "deployment")
        self.title.setText(f"At which site was it? {number} will move there." if
                           len(deployments) == 1 else
                           f"At which site were they? {number} will move there.")  # fmt: skip
        self.field.setCompleter(Completion(names, self.field))
        self.field.clear()
        self.field.setFocus()

    def _take(self) -> None:
        name = self.field.text().strip()
        if name:
            self.close()
            self.wanted.emit(name)


class SplitPopover(Popover):
    """From a date on, or a folder; perhaps at another site."""

    wanted = Signal(object, object, object)
    """Since (a datetime of the corrected clock) or None, folder or None, site or None."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.by_day = QRadioButton("What was recorded from this day on")
        self.by_folder = QRadioButton("What lies in this folder")
        self.day = DayField("First day, by the corrected clock")
        self.folder = ChoiceBox()
        self.folder.setAccessibleName("Folder")
        self.site = _site_field("Site; empty: the same")
        self.split = button("Split", self._take, look="primary")
        self._build()

    def offer(self, one: Deployment, folders: Sequence[str], names: Sequence[str]) -> None:
        """Say what is split, and where it can be."""
        if one.first and one.last:
            first, last = one.first.date(), one.last.date()
            middle = first + (last - first) / 2
            self.day.setDate(QDate(middle.year, middle.month, middle.day))
        self.by_day.setEnabled(one.first is not None)
        self.by_folder.setEnabled(len(folders) > 1)
        (self.by_day if one.first else self.by_folder).setChecked(True)
        self.folder.clear()
        self.folder.addItems(list(folders))
        self.site.setCompleter(Completion(names, self.site))
        self.site.clear()
        self.site.setPlaceholderText(f"Site; empty: {one.site} as well")
        self._show_choice()

    def _build(self) -> None:
        self.by_day.toggled.connect(self._show_choice)
        name_button(self.split, "Split off as a deployment of its own")
        self.setLayout(
            column(
                label("Which recordings become a deployment of their own?", "strong"),
                self.by_day, self.day, self.by_folder, self.folder,
                label("At the site:", "muted"), self.site,
                row(self.split, 1),
                margins=_MARGINS,
            )
        )  # fmt: skip

    def _show_choice(self) -> None:
        self.day.setEnabled(self.by_day.isChecked())
        self.folder.setEnabled(not self.by_day.isChecked())

    def _take(self) -> None:
        self.close()
        site = self.site.text().strip() or None
        if self.by_day.isChecked():
            day = self.day.date()
            since = datetime(day.year(), day.month(), day.day())  # noqa: DTZ001 - a recorder's clock
            self.wanted.emit(since, None, site)
        else:
            self.wanted.emit(None, self.folder.currentText(), site)


def _site_field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(name)
    return field

"""The licences of everything that the program is made of."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from core.licences import ShippedPart
from gui.theme import GRID
from gui.widgets.help_box import ReadingBox
from gui.widgets.parts import column, holder, label, row
from gui.widgets.still_list import StillList
from gui.widgets.text_to_copy import reading_field

_DUTIES = (
    "Qt, PySide6, libsndfile and libsoxr are under the LGPL: they are separate files, which you "
    "may replace by your own. Their source is at the addresses given here."
)
_LIST, _TEXT, _HEIGHT = 26 * GRID, 80 * GRID, 44 * GRID


class LicencesBox(ReadingBox):
    """A list of parts, and the licence of the chosen one."""

    def __init__(self, parent: QWidget, parts: Sequence[ShippedPart]) -> None:
        self._parts = parts
        self.list = StillList()
        self.list.setAccessibleName("Parts of the program")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.addItems([part.name for part in parts])
        self.about: QLabel = label(wrap=True)
        self.text = reading_field("", "Licence")
        right = column(self.about, self.text, gap=GRID)
        lists = holder(row(self.list, holder(right), gap=2 * GRID))
        super().__init__(
            parent, "Licences", holder(column(label(_DUTIES, wrap=True), lists, gap=2 * GRID))
        )
        self.list.setFixedWidth(_LIST)
        self.text.setMinimumSize(_TEXT, _HEIGHT)
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(0)

    def _show(self, number: int) -> None:
        part = self._parts[number]
        told = f"{part.name} {part.version}", part.licence, part.source
        self.about.setText("\n".join(filter(None, told)))
        self.text.setPlainText(part.text or "It comes without a text of its own.")

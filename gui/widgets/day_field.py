"""A field for a day, written as days are everywhere here, with a calendar to choose from."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDateEdit

from gui.theme import GRID
from gui.widgets.parts import indent


class DayField(QDateEdit):
    """Wide enough for what stands in it: Qt leaves out the room before the text."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setCalendarPopup(True)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setAccessibleName(name)
        indent(self)

    def sizeHint(self) -> QSize:
        """Return room for a day and the arrow behind it. Called by Qt."""
        text = self.fontMetrics().horizontalAdvance("0000-00-00")
        return QSize(text + 8 * GRID, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return the same: half a day cannot be read. Called by Qt."""
        return self.sizeHint()

"""A small window with fields, a sentence about what will happen, and one button that does it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QDialog, QFormLayout, QWidget

from gui.theme import GRID
from gui.widgets import plain
from gui.widgets.parts import button, column, indent, label, row


class FormDialog(QDialog):
    """Enter does it, Escape leaves everything as it was."""

    done_with = Signal()
    """The button was pressed; the fields can be read."""

    def __init__(self, parent: QWidget, title: str, does: str, explains: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(plain.title(title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(64 * GRID)
        self.does = button(does, self._take, look="primary")
        self.does.setDefault(True)
        self.says = label(explains, "muted", wrap=True)
        self._rows = QFormLayout()
        self._rows.setHorizontalSpacing(2 * GRID)
        self._rows.setVerticalSpacing(GRID)
        self._leave = leave = button("Cancel", self.reject)
        self.setLayout(
            column(label(title, "title"), self._rows, self.says, row(1, leave, self.does),
                   gap=2 * GRID, margins=(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID))
        )  # fmt: skip

    def add(self, fields: Sequence[tuple[str, QWidget]]) -> None:
        """Add fields below each other, each with its name; the keyboard begins in the first."""
        for name, field in fields:
            named = label(name)
            named.setBuddy(field)
            named.setMinimumHeight(field.sizeHint().height())  # on one line with its field
            field.setAccessibleName(name)
            if isinstance(field, QAbstractSpinBox):
                indent(field)
            self._rows.addRow(named, field)
        reached = [each for _, field in fields for each in _reached(field)]
        if reached:
            reached[0].setFocus()
            self.setTabOrder(reached[-1], self._leave)
            self.setTabOrder(self._leave, self.does)

    def _take(self) -> None:
        self.done_with.emit()
        self.accept()


def _reached(field: QWidget) -> list[QWidget]:
    """Return what the keyboard reaches of a field, in order."""
    if field.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return [field]
    return [
        each for each in field.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]

"""A small window with fields, a sentence about what will happen, and one button that does it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDialog, QFormLayout, QWidget

from gui.theme import GRID
from gui.widgets import plain
from gui.widgets.parts import button, column, holder, indent, label, named_field, row
from gui.widgets.scrolled import Scrolled

_LEAST_PX = 64 * GRID
_FRAME_PX = 6 * GRID
"""What systems put around a window, at most."""
_BESIDE_FIELDS_PX = _FRAME_PX + 26 * GRID


class FormDialog(QDialog):
    """Enter does it, Escape leaves everything as it was."""

    done_with = Signal()
    """The button was pressed; the fields can be read."""

    def __init__(self, parent: QWidget, title: str, does: str, explains: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(plain.title(title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_LEAST_PX)
        self.does = button(does, self._take, look="primary")
        self.does.setDefault(True)
        self.says = label(explains, "muted", wrap=True)
        self._rows = QFormLayout()
        self._rows.setHorizontalSpacing(2 * GRID)
        self._rows.setVerticalSpacing(GRID)
        self._leave = leave = button("Cancel", self.reject)
        self._rows.setContentsMargins(0, 0, GRID, 0)
        self._fields = Scrolled(holder(self._rows, "window"))
        self.setLayout(
            column(label(title, "title"), self._fields, self.says, row(1, leave, self.does),
                   gap=2 * GRID, margins=(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID), grows=1)
        )  # fmt: skip

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the fields, or as the screen. Called by Qt."""
        super().showEvent(event)
        room = self.screen().availableSize().height() - _BESIDE_FIELDS_PX
        self._fields.setMinimumHeight(min(self._fields.sizeHint().height(), room))
        self.resize(max(_LEAST_PX, self.sizeHint().width()), self.height())
        self.resize(self.width(), self._least_height)

    def event(self, event: QEvent) -> bool:
        """Grow with what it says. Called by Qt."""
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._grow()
        return super().event(event)

    def _grow(self) -> None:
        self.resize(self.width(), max(self.height(), self._least_height))

    @property
    def _least_height(self) -> int:
        inside = self.layout()
        most = self.screen().availableSize().height() - _FRAME_PX
        return min(inside.totalHeightForWidth(self.width()), most) if inside else self.height()

    def add(self, fields: Sequence[tuple[str, QWidget]]) -> None:
        """Add fields below each other, each with its name; keys go to the very first."""
        for name, field in fields:
            named = named_field(name, field)
            if isinstance(field, QAbstractSpinBox):
                indent(field)
            self._rows.addRow(named, field)
        reached = [each for _, field in fields for each in _reached(field)]
        if reached:
            if self._rows.rowCount() == len(fields):
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

"""A setting and the sentence that says what it means."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from gui.theme import GRID
from gui.widgets.parts import indent, label
from gui.widgets.plain import give_tip

_Field = TypeVar("_Field", bound=QAbstractSpinBox)

_LABELS = 15 * GRID
_CONTROLS = 24 * GRID
_SENTENCES = 20 * GRID


class Form(QWidget):
    """Names at the left, controls in the middle, sentences at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnMinimumWidth(0, _LABELS)
        self._grid.setColumnMinimumWidth(1, _CONTROLS)
        self._grid.setColumnMinimumWidth(2, _SENTENCES)
        self._grid.setColumnStretch(2, 1)

    def heading(self, text: str) -> None:
        """Begin a part."""
        row = self._grid.rowCount()
        if row > 1:
            self._grid.setRowMinimumHeight(row, 2 * GRID)
            row += 1
        self._grid.addWidget(label(text, "strong"), row, 0, 1, 3)

    def add(self, name: str, control: QWidget, sentence: str = "") -> QLabel:
        """Add a setting; return the label of its sentence."""
        row = self._grid.rowCount()
        title = label(name)
        title.setBuddy(control)
        if not control.accessibleName():
            control.setAccessibleName(name)
        control.setAccessibleDescription(sentence)
        give_tip(control, sentence)
        explained = label(sentence, "muted", wrap=True)
        middle = Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(title, row, 0, alignment=middle)
        self._grid.addWidget(control, row, 1)
        self._grid.addWidget(explained, row, 2)
        return explained

    def add_wide(self, widget: QWidget) -> None:
        """Add something across the controls and sentences."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 3)


def number(
    low: float, high: float, step: float, decimals: int = 2, unit: str = ""
) -> QDoubleSpinBox:
    """Return a field for a number."""
    field = QDoubleSpinBox()
    field.setRange(low, high)
    field.setSingleStep(step)
    field.setDecimals(decimals)
    field.setSuffix(unit)
    field.setKeyboardTracking(False)
    return _fitted(field)


def whole(low: int, high: int, lowest_is: str = "") -> QSpinBox:
    """Return a field for a whole number; ``lowest_is`` is what the lowest means."""
    field = QSpinBox()
    field.setRange(low, high)
    field.setSpecialValueText(lowest_is)
    return _fitted(field)


def choice(options: Sequence[tuple[str, object]]) -> QComboBox:
    """Return a field to choose from a list."""
    field = QComboBox()
    for text, value in options:
        field.addItem(text, value)
    field.setMinimumWidth(_CONTROLS)
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return field


def _fitted(field: _Field) -> _Field:
    field.setMinimumWidth(_CONTROLS)
    indent(field)
    return field

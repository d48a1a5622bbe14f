"""A setting and the sentence that says what it means."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QBoxLayout,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSpinBox,
    QToolButton,
    QWidget,
)

from core.analysis.declaration import Setting
from core.networks.manifest import Manifest
from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID, theme
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.parts import column, indent, label, row
from gui.widgets.plain import give_tip

_Field = TypeVar("_Field", bound=QAbstractSpinBox)

LABELS = 15 * GRID
_CONTROLS = 25 * GRID
_NARROW = 70 * GRID
"""Where the form is narrower than this, sentences stand below their controls."""
_WIDEST = 112 * GRID
"""A form that is wider has its sentences too far from its controls."""
_BETWEEN = 6 * GRID
"""Forms that are side by side."""
_MOST_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class FormLine:
    """What stands in a line of a form."""

    title: QLabel
    control: QWidget
    sentence: QLabel

    def explain(self, text: str) -> None:
        """Say what the control means."""
        self.control.setAccessibleDescription(text)
        give_tip(self.control, text)
        self.sentence.setText(text)
        self.sentence.setVisible(bool(text) and not self.title.isHidden())

    def show(self, shown: bool) -> None:
        """Show it or not."""
        for widget in (self.title, self.control):
            widget.setVisible(shown)
        self.sentence.setVisible(shown and bool(self.sentence.text()))


class Form(QWidget):
    """Names at the left, controls in the middle, sentences at the right or below."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = 1
        self._sentences: list[tuple[int, QLabel]] = []
        self._narrow = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnMinimumWidth(0, LABELS)
        self._grid.setColumnStretch(2, 1)

    def heading(self, text: str, beside: QWidget | None = None) -> None:
        """Begin a part; ``beside`` stands at its right end."""
        if self._rows > 1:
            self._grid.setRowMinimumHeight(self._row(), 2 * GRID)
        row = self._row()
        self._grid.addWidget(label(text, "strong"), row, 0, 1, 3)
        if beside:
            right = Qt.AlignmentFlag.AlignRight  # over the controls too, where it is narrow
            self._grid.addWidget(beside, row, 1, 1, 2, alignment=right)

    def add(self, name: str, control: QWidget, sentence: str = "") -> FormLine:
        """Add a setting, or what else has a name and a meaning."""
        row, below = self._row(), self._row()
        added = FormLine(label(name), control, label("", "muted", wrap=True))
        added.title.setBuddy(control)
        if not control.accessibleName():
            control.setAccessibleName(name)
        middle = Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(added.title, row, 0, alignment=middle)
        self._grid.addWidget(control, row, 1)
        self._sentences.append((below, added.sentence))
        self._put(below, added.sentence)
        added.explain(sentence)
        return added

    def add_wide(self, widget: QWidget) -> None:
        """Add something across the controls and sentences."""
        self._grid.addWidget(widget, self._row(), 0, 1, 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the sentences where there is room for them. Called by Qt."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW * theme().scale
        if narrow != self._narrow:
            self._narrow = narrow
            for below, sentence in self._sentences:
                self._put(below, sentence)

    def _put(self, below: int, sentence: QLabel) -> None:
        if self._narrow:
            self._grid.addWidget(sentence, below, 1, 1, 2)
        else:
            self._grid.addWidget(sentence, below - 1, 2)

    def _row(self) -> int:
        """Return the next line of the grid."""
        self._rows += 1
        return self._rows - 1


class Folded(QWidget):
    """A part of a form that is not needed at first; its button says what is in it."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.inside = inside
        self.fold = QToolButton()
        give_look(self.fold, "fold")
        self.fold.setCheckable(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.toggled.connect(self._turn)
        self.setLayout(column(row(self.fold, 1), inside, gap=GRID))
        self.say_changed(0)
        self._turn(False)

    def say_changed(self, number: int) -> None:
        """Say how many of the settings in it are not the usual ones."""
        self.fold.setText(f"More settings ({number} changed)" if number else "More settings")

    def stay_open(self, always: bool) -> None:
        """Have it open without a button, or as it was folded."""
        self.fold.setVisible(not always)
        self.inside.setVisible(always or self.fold.isChecked())

    def _turn(self, on: bool) -> None:
        give_icon(self.fold, "down" if on else "right")
        self.inside.setVisible(on)


class SideBySide(QWidget):
    """A form and what is folded below it; in a wide window that stands open beside the form."""

    def __init__(self, above: QWidget, form: Form, more: Folded) -> None:
        super().__init__()
        self._more = more
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        for part in (form, more):
            self._parts.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(above, self._parts, gap=2 * GRID))
        self._narrow = above, form, more
        self._fit()
        theme().changed.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room of a wide window. Called by Qt."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        widest = round(_WIDEST * theme().scale)
        beside = self.width() >= 1.5 * widest
        direction = QBoxLayout.Direction
        self._parts.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        self._parts.setSpacing(_BETWEEN if beside else 2 * GRID)
        spare = self.width() - 2 * widest - _BETWEEN
        self._parts.setContentsMargins(0, 0, max(0, spare) if beside else 0, 0)
        self._more.stay_open(beside)
        # Its heading is beside the first.
        self._more.setContentsMargins(0, GRID if beside else 0, 0, 0)
        for part in self._narrow:
            part.setMaximumWidth(widest)


def number(setting: Setting) -> QDoubleSpinBox:
    """Return a field for a number; ``limit`` gives it its bounds."""
    field = QDoubleSpinBox()
    field.setSingleStep(setting.step)
    field.setDecimals(setting.decimals)
    field.setSuffix(setting.unit)
    field.setKeyboardTracking(False)
    return _fitted(field)


def limit(field: QDoubleSpinBox, setting: Setting, manifest: Manifest) -> None:
    """Let a field take what can be chosen with a network, and show the network's own exactly."""
    own = setting.own(manifest) if setting.own else None
    decimals = setting.decimals
    while isinstance(own, float) and decimals < _MOST_DECIMALS and round(own, decimals) != own:
        decimals += 1
    field.setDecimals(decimals)
    unit = 10.0**decimals
    low, high = setting.bounds(manifest)
    beside = 1 / unit if setting.open else 0
    field.setRange(low + beside, math.floor((high - beside) * unit + 1e-6) / unit)


def whole(low: int, setting: Setting, manifest: Manifest) -> QSpinBox:
    """Return a field for a whole number."""
    field = QSpinBox()
    field.setRange(low, int(setting.bounds(manifest)[1]))
    return _fitted(field)


def choice(options: Sequence[tuple[str, object]]) -> ChoiceBox:
    """Return a field to choose from a list."""
    field = ChoiceBox()
    for text, value in options:
        field.addItem(text, value)
    field.setMinimumWidth(round(_CONTROLS * theme().scale))
    return field


def _fitted(field: _Field) -> _Field:
    field.setMinimumWidth(round(_CONTROLS * theme().scale))
    indent(field)
    return field

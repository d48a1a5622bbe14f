"""A box to choose from, in which a text that finds no room ends in dots and is whole on hover."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
)

from gui.theme import GRID
from gui.widgets.plain import hide_tip, show_tip

_LEAST_PX, _MOST_PX = 10 * GRID, 64 * GRID
_AROUND_PX = 2 * GRID


class ChoiceBox(QComboBox):
    """As wide as its choices where there is room; narrower before a button beside it is cut."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return room for the longest choice, but for names without end. Called by Qt."""
        hint = super().sizeHint()  # Qt forgets what the stylesheet leaves free around the text
        return QSize(min(hint.width() + _AROUND_PX, _MOST_PX), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return room for a few letters. Called by Qt."""
        hint = super().minimumSizeHint()
        return QSize(min(_LEAST_PX, hint.width()), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits; what is typed scrolls by itself. Called by Qt."""
        painter, option = QStylePainter(self), self._option()
        option.currentText = self.shown
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        """Say on hover what finds no room. Called by Qt."""
        if event.type() == QEvent.Type.ToolTip and not self.toolTip():
            cut = self.shown != self.currentText()
            corner = self.mapToGlobal(self.rect().bottomLeft())
            show_tip(corner, self.currentText(), self) if cut else hide_tip()
            return True
        return super().event(event)

    def _option(self) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return option

    @property
    def shown(self) -> str:
        """Return what is read on it."""
        if self.isEditable():
            return self.currentText()
        option = self._option()
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        room = field.width() - GRID // 2
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)

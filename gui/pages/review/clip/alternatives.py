"""The short list: what else it may be, each with the digit that says so."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from core.domain import Species
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.parts import label, row
from gui.widgets.plain import give_tip, on_button

MOST = 9
_WIDEST = 44 * GRID
"""Room for any bird's name; what people call their sounds may be longer."""


class Alternatives(QWidget):
    """One thin line; what does not fit is left out, its digit works all the same."""

    picked = Signal(int)
    """The place in the list, from 0."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._shown = 0
        self.buttons = [self._button(number) for number in range(MOST)]
        self._or = label("If wrong:", "small")
        self.setLayout(row(self._or, *self.buttons, 1, gap=0))
        self.offer(())

    def offer(self, species: Sequence[Species]) -> None:
        """Show another list."""
        self._shown = min(len(species), MOST)
        for number, (button, one) in enumerate(zip(self.buttons, species, strict=False), 1):
            button.setText(on_button(f"{number} {one.common_name}"))
            give_tip(button, f"It is {one.common_name}, {one.scientific_name} ({number})")
            button.setAccessibleName(f"It is {one.common_name} ({number})")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as there is room for. Called by Qt."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._or.setVisible(bool(self._shown))
        left = self.width() - self._or.sizeHint().width()
        for number, button in enumerate(self.buttons):
            left -= min(button.sizeHint().width(), button.maximumWidth())
            button.setVisible(number < self._shown and left >= 0)

    def _button(self, number: int) -> QToolButton:
        made = QToolButton()
        made.setAccessibleName(f"Alternative {number + 1}")
        give_look(made, "tool")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setMaximumWidth(_WIDEST)
        made.clicked.connect(lambda: self.picked.emit(number))
        return made

"""Asks which of a few things is meant, each with a button of its own."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QSizePolicy, QWidget

from gui.theme import GRID
from gui.widgets.parts import button, column, label, row
from gui.widgets.plain import on_button
from gui.widgets.plain import title as plain_title


class WhichBox(QDialog):
    """Enter takes the first, Escape none."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget, title: str, choices: Sequence[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(plain_title(title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(52 * GRID)
        self.buttons = [
            button(on_button(text), look="" if number else "primary")
            for number, text in enumerate(choices)
        ]
        for number, one in enumerate(self.buttons):
            one.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            one.setAccessibleName(choices[number])
            one.clicked.connect(lambda _checked=False, n=number: self._take(n))
        self.buttons[0].setDefault(True)
        leave = button("Cancel", self.reject, look="quiet")
        inner = column(label(title, "title", wrap=True), column(*self.buttons), row(1, leave),
                       gap=2 * GRID, margins=(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID))  # fmt: skip
        self.setLayout(inner)

    def _take(self, number: int) -> None:
        self.accept()
        self.chosen.emit(number)

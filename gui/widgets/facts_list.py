"""Names at the left, what is said of each at the right; texts can be selected."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from gui.theme import GRID
from gui.widgets.parts import label

_NAMES = 11 * GRID


class FactsList(QWidget):
    """A grid of texts."""

    def __init__(self, facts: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._lines: list[tuple[QLabel, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnMinimumWidth(0, _NAMES)
        self._grid.setColumnStretch(1, 1)
        self.show_facts(facts)

    def show_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Show these in place of others: (name, text)."""
        wanted = list(facts)
        while len(self._lines) < len(wanted):
            self._add_line()
        for number, (name, text) in enumerate(self._lines):
            there = number < len(wanted)
            name.setVisible(there)
            text.setVisible(there)
            if there:
                name.setText(wanted[number][0])
                text.setText(wanted[number][1])

    def _add_line(self) -> None:
        name, text = label("", "muted"), selectable()
        top, row = Qt.AlignmentFlag.AlignTop, len(self._lines)
        self._grid.addWidget(name, row, 0, alignment=top)
        self._grid.addWidget(text, row, 1)
        self._lines.append((name, text))


def selectable(text: str = "", look: str = "") -> QLabel:
    """Return a wrapped text that can be taken with the mouse."""
    made = label(text, look, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made

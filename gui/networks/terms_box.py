"""What a person agrees to before a network is put on this computer, and how much room it takes."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from gui.open_networks import ListedNetwork
from gui.theme import GRID
from gui.widgets import network_words, plain
from gui.widgets.facts_list import FactsList
from gui.widgets.parts import button, column, label, row

_WIDTH = 62 * GRID


class TermsBox(QDialog):
    """Enter does what the first button says, Escape nothing."""

    chosen = Signal(int)
    """The number of the button."""

    def __init__(
        self, parent: QWidget, title: str, one: ListedNetwork, sentence: str, does: Sequence[str]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(plain.title(title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.buttons = [button(text, look="" if n else "primary") for n, text in enumerate(does)]
        for number, each in enumerate(self.buttons):
            each.clicked.connect(lambda _checked=False, n=number: self._take(n))
        self.buttons[0].setDefault(True)
        cautions = [label(text, "danger", wrap=True) for text in (one.lacks, *one.warnings) if text]
        self.sentence = label(sentence, wrap=True)
        leave = button("Cancel", self.reject, look="quiet")
        terms = FactsList(network_words.terms(one))
        terms.setFixedWidth(_WIDTH)
        inner = column(
            label(title, "title", wrap=True), terms, *cautions,
            self.sentence, row(1, leave, *reversed(self.buttons)),
            gap=2 * GRID, margins=(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID),
        )  # fmt: skip
        self.setLayout(inner)
        self.setTabOrder(self.buttons[0], leave)
        self.buttons[0].setFocus()

    def refuse(self, sentence: str) -> None:
        """Say why it cannot be done."""
        self.sentence.setText(sentence)
        for each in self.buttons:
            each.setEnabled(False)

    def _take(self, number: int) -> None:
        self.accept()
        self.chosen.emit(number)

"""Correct, wrong, unsure, skip: by mouse, with the key that does the same."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from core.domain import Verdict
from gui.stylesheet import give_look
from gui.theme import GRID, SIGNS, theme

_WORDS: tuple[tuple[Verdict, str, str], ...] = (
    (Verdict.CORRECT, "Correct", "Y"),
    (Verdict.WRONG, "Wrong", "N"),
    (Verdict.UNSURE, "Unsure", "U"),
)


class VerdictButtons(QWidget):
    """The keys themselves belong to the page; the buttons only name them."""

    given = Signal(object)
    """A Verdict."""
    skipped = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        self.buttons: dict[Verdict | None, QPushButton] = {}
        for verdict, word, key in _WORDS:
            button = self._button(f"{SIGNS[verdict]}  {word}", word, key)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, chosen=verdict: self.given.emit(chosen))
            self.buttons[verdict] = button
            row.addWidget(button)
        self.buttons[None] = skip = self._button("→  Skip", "Skip", "S")
        give_look(skip, "quiet")
        skip.clicked.connect(self.skipped)
        row.addWidget(skip)
        self._colour()
        theme().changed.connect(self._colour)

    def show_verdict(self, verdict: Verdict | None) -> None:
        """Mark what was said of the current detection."""
        for each, button in self.buttons.items():
            button.setChecked(each is not None and each is verdict)

    def name_keys(self, keys: dict[Verdict | None, str]) -> None:
        """Show other keys, after they were changed; None is skip."""
        for verdict, key in keys.items():
            button = self.buttons[verdict]
            button.setToolTip(f"{button.accessibleName()} ({key})")

    def _button(self, text: str, word: str, key: str) -> QPushButton:
        button = QPushButton(f"{text}   {key}")
        give_look(button, "verdict")
        button.setAccessibleName(word)
        button.setToolTip(f"{word} ({key})")
        return button

    def _colour(self) -> None:
        shown = theme()
        for verdict, button in self.buttons.items():
            if verdict is None:
                continue
            colour = shown.verdict_colour(verdict).name()
            button.setStyleSheet(
                f'QPushButton[look="verdict"] {{ border: 1px solid {colour}; }}'
                f'QPushButton[look="verdict"]:checked {{ background: {colour}; color: #101615; }}'
                f'QPushButton[look="verdict"]:focus {{ border: 2px solid {colour}; }}'
            )

"""What is shown where there is nothing to show: a few words, how far it is, what can be done."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QSizePolicy, QWidget

from core.jobs import Progress
from gui.stylesheet import give_look
from gui.theme import GRID, theme
from gui.widgets import words
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import button, column, label, name_button, row

_NO_ACTION = "Nothing to do here"
_WIDEST = 56 * GRID
_NARROW = 48 * GRID
_SLACK = 1.15
"""What lines of about one length need beyond that: words are not broken."""


@dataclass(frozen=True, slots=True)
class Action:
    """What a button says, and does."""

    text: str
    do: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Said:
    """A few words in place of content."""

    title: str
    sentence: str = ""
    actions: tuple[Action, ...] = ()
    """At most two, the likelier first."""


class EmptyState(QWidget):
    """Words in the middle, and what to do about them."""

    def __init__(self) -> None:
        super().__init__()
        self.title = label("", "empty-title", wrap=True)
        self.sentence = label("", "muted", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How far it is")
        self.how_far = ElidedLabel("small", Qt.TextElideMode.ElideMiddle)
        self.how_far.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.button, self.other = self._button(0), self._button(1)
        self._said, self._calm = Said(""), False
        for text in (self.title, self.sentence, self.how_far):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        # Stretches rather than alignments: aligned widgets are not given room for wrapped text.
        inner = column(*(row(1, each, 1) for each in self._words()), gap=GRID)
        inner.addSpacing(GRID)
        inner.addLayout(row(1, self.button, self.other, 1))
        # A little above the middle, where the eye looks for it.
        self.setLayout(column(2, inner, 3))
        self.say(self._said)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay within a narrow panel. Called by Qt."""
        super().resizeEvent(event)
        for wide in self._words():
            wide.setFixedWidth(self._room)
        self._give_looks()
        self._balance()

    def minimumSizeHint(self) -> QSize:
        """Return little: the words give way. Called by Qt."""
        return QSize(8 * GRID, super().minimumSizeHint().height())

    def take_focus(self) -> None:
        """Give the keyboard to what can be done, or keep it here until there is something."""
        (self.button if self._said.actions and not self._calm else self).setFocus()

    def say(self, said: Said, *, calm: bool = False) -> None:
        """Say something, without progress. ``calm``: no button calls for attention."""
        self.setAccessibleName(said.title)
        self._said, self._calm = said, calm
        self._give_looks()
        self.title.setText(said.title)
        self.sentence.setText(said.sentence)
        self.sentence.setVisible(bool(said.sentence))
        self._balance()
        for number, shown in enumerate((self.button, self.other)):
            there = number < len(said.actions)
            shown.setVisible(there)
            name_button(shown, said.actions[number].text if there else _NO_ACTION)
        self.show_step(None, "")

    def show_step(self, step: Progress | None, unit: str) -> None:
        """Show how far it is, or no more."""
        self.bar.setVisible(step is not None)
        self.how_far.setVisible(step is not None)
        if step is not None:
            self.bar.setAccessibleName(self.title.text())
            self.bar.setRange(0, 1000 if step.total else 0)
            self.bar.setValue(round(step.fraction * 1000))
            said = (words.progress(step, unit), step.note)
            self.how_far.setText(" · ".join(each for each in said if each))

    def _give_looks(self) -> None:
        """Speak low in a narrow panel: it is not what the page is about."""
        in_panel = self.width() < _NARROW
        give_look(self.title, "strong" if in_panel else "empty-title")
        give_look(self.button, "" if in_panel or self._calm else "primary")

    @property
    def _room(self) -> int:
        return max(GRID, min(round(_WIDEST * theme().scale), self.width() - 4 * GRID))

    def _balance(self) -> None:
        """Break the sentence into lines of about one length: no word stands alone in the last."""
        whole = self.sentence.fontMetrics().horizontalAdvance(self.sentence.text())
        lines = math.ceil(whole / self._room)
        even = self._room if lines < 2 else round(_SLACK * whole / lines)
        self.sentence.setFixedWidth(min(self._room, even))

    def _words(self) -> tuple[QWidget, ...]:
        return self.title, self.sentence, self.bar, self.how_far

    def _button(self, number: int) -> QPushButton:
        return button("", lambda: self._said.actions[number].do())

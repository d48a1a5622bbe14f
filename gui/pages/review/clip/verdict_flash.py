"""The sign of a verdict, for a moment on the sound: one sees what one has just said."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QWidget

from core.domain import Species, Verdict
from gui.stylesheet import give_look
from gui.theme import CORRECTED, GRID, SIGNS, theme
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import label, row

_MS = 1000


class VerdictFlash(QFrame):
    """Lies on top of the sound, and lets the mouse through."""

    def __init__(self, sound: QWidget) -> None:
        super().__init__(sound)
        self._sound = sound
        give_look(self, "popover")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.sign, self.text = label("", "strong"), ElidedLabel("strong")
        inside = row(self.sign, self.text, margins=(2 * GRID, GRID, 2 * GRID, GRID), grows=1)
        self.setLayout(inside)
        self._gone = QTimer(self, singleShot=True, interval=_MS)
        self._gone.timeout.connect(self.hide)
        self.hide()

    def show_verdict(self, verdict: Verdict, about: str, corrected: Species | None) -> None:
        """Show what was said, of what, and what it is instead."""
        self.sign.setText(CORRECTED if corrected else SIGNS[verdict])
        colour = theme().verdict_colour(verdict).name()
        self.sign.setStyleSheet(f"color: {colour}; font-size: {3 * GRID}px")
        said = corrected.common_name if corrected else str(verdict).capitalize()
        self.text.setText(f"{said}  ·  {about}")
        wide = self.text.fontMetrics().horizontalAdvance(self.text.text()) + 10 * GRID
        self.resize(min(wide, self._sound.width() - 4 * GRID), 5 * GRID)
        self.move((self._sound.width() - self.width()) // 2, 2 * GRID)
        self.show()
        self.raise_()
        self._gone.start()

"""A chip: one filter that is on or can be turned on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton

from gui.icons import give_icon
from gui.stylesheet import give_look


class Chip(QToolButton):
    """Click to change it; where it can be removed, Del and a click on the cross do so."""

    removed = Signal()

    def __init__(self, text: str, *, picture: str = "", removable: bool = False) -> None:
        super().__init__()
        give_look(self, "chip")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._removable = removable
        self.say(text)
        if removable:
            self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            give_icon(self, "remove", "muted")
            self.setToolTip("Click to remove this filter")
            self.clicked.connect(self.removed)
        elif picture:
            give_icon(self, picture, "muted")

    def say(self, text: str) -> None:
        """Show another text."""
        self.setText(text)
        self.setAccessibleName(f"Filter: {text}" if self._removable else text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove it with Del or Backspace. Called by Qt."""
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
            return
        super().keyPressEvent(event)

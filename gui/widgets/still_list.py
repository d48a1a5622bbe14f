"""A plain list in which what one clicks on stays where it is."""

from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QListWidget


class StillList(QListWidget):
    """A line that is half in sight is not pulled up by a click."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose without scrolling. Called by Qt."""
        self.setAutoScroll(False)
        super().mousePressEvent(event)
        self.setAutoScroll(True)

"""Two parts that share their room by a rule, until a person moves the line between them."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget


class SharingSplitter(QSplitter):
    """What a person chose holds, whatever the rule says."""

    def __init__(
        self,
        direction: Qt.Orientation,
        first: QWidget,
        second: QWidget,
        rule: Callable[[int], int],
    ) -> None:
        """``rule`` returns the pixels of the second part, given those of both."""
        super().__init__(direction)
        self.addWidget(first)
        self.addWidget(second)
        self.setStretchFactor(0, 1)
        self.setChildrenCollapsible(False)
        self._rule, self._chosen = rule, False
        self.splitterMoved.connect(self._note_moved)

    def hold(self, *, chosen: bool) -> None:
        """Leave the sizes as they are, where a person chose them before."""
        self._chosen = chosen

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room. Called by Qt."""
        super().resizeEvent(event)
        if not self._chosen:
            upright = self.orientation() is Qt.Orientation.Vertical
            whole = self.height() if upright else self.width()
            second = self._rule(whole)
            self.setSizes([whole - second, second])

    def _note_moved(self, *_: int) -> None:
        self._chosen = True

"""Spares the eye the moment between what was shown and what comes next."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget


class Still(QObject):
    """Paints nothing anew for a moment: what comes soon takes the former picture's place at once.

    What the widget holds, and does when it is clicked, is the new from the beginning.
    """

    def __init__(self, widget: QWidget, most_ms: int) -> None:
        super().__init__(widget)
        self._widget = widget
        self._timer = QTimer(self, singleShot=True, interval=most_ms)
        self._timer.timeout.connect(self.let_go)

    def hold(self) -> None:
        """Paint nothing until ``let_go``, or until the longest time is over."""
        self._widget.setUpdatesEnabled(False)
        self._timer.start()

    def let_go(self) -> None:
        """Paint what is there now."""
        self._timer.stop()
        self._widget.setUpdatesEnabled(True)

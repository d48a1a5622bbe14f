"""Notes when the mouse has come to rest on a clip, so that it can be heard."""

from PySide6.QtCore import QObject, QTimer, Signal

_REST_MS = 250


class MouseAtRest(QObject):
    """Says it once for each clip that the mouse stays on."""

    came = Signal(int)
    """The row of the clip."""
    left = Signal()
    """The mouse is on that clip no longer."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.row: int | None = None
        """The row under the mouse, None where there is none."""
        self._soon = QTimer(self, singleShot=True, interval=_REST_MS)
        self._soon.timeout.connect(self._rested)

    def be_on(self, row: int | None) -> None:
        """Note on which row the mouse is."""
        if row == self.row:
            return
        self.row = row
        self.left.emit()
        if row is None:
            self._soon.stop()
        else:
            self._soon.start()

    def _rested(self) -> None:
        if self.row is not None:
            self.came.emit(self.row)

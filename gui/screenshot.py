"""A picture of the window once everything on it is loaded, for documentation and tests."""

from pathlib import Path

from PySide6.QtCore import QObject, QSize, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from gui.main_window import MainWindow

_LOOK_MS = 50
_STILL = 6
"""Looks in a row at which nothing was under way: one may fall between two questions."""
_PATIENCE_MS = 60_000


class Screenshot(QObject):
    """Takes one picture, then ends the application."""

    def __init__(self, window: MainWindow, file: Path, size: QSize | None) -> None:
        super().__init__(window)
        self.problem, self._size = "", size
        self._window, self._file = window, file
        self._still = self._looks = 0
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Wait for the window to settle."""
        self._timer.start()

    def _look(self) -> None:
        self._looks += 1
        if self._over and self._size:
            self._over.resize(self._size)
        self._still = self._still + 1 if self._window.settled else 0
        if self._still >= _STILL or self._looks * _LOOK_MS > _PATIENCE_MS:
            self._timer.stop()
            self._save()

    @property
    def _over(self) -> QWidget | None:
        """Return the window that is open over the main one."""
        return self._window.networks.shown or self._window.heads.shown

    def _save(self) -> None:
        picture = (self._over or self._window).grab()
        if not picture.save(str(self._file)):
            self.problem = f"{self._file} cannot be written. Choose another place or a .png name."
        self._window.leave()
        QApplication.quit()

"""Files and folders that are dropped on the window, wherever in it."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from gui.widgets.drop_veil import DropVeil
from gui.widgets.dropped import dropped

_HERE = "Drop to add these recordings"
_NO_PROJECT = "Drop to make a project of these recordings, or to open a project"


class Dropping(QObject):
    """The window lights up while something is over it that could be dropped."""

    taken = Signal(object)
    """What was dropped: told apart, as Dropped."""

    def __init__(self, window: QMainWindow, over: QWidget, has_project: Callable[[], bool]) -> None:
        super().__init__(window)
        self._has_project = has_project
        self.veil = DropVeil(over)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        """Take what a person drags and drops. Called by Qt."""
        kind = event.type()
        if kind == QEvent.Type.DragEnter:
            self._enter(cast(QDragEnterEvent, event))
        elif kind == QEvent.Type.DragLeave:
            self.veil.hide()
        elif kind == QEvent.Type.Drop:
            self.veil.hide()
            data = cast(QDropEvent, event)
            data.acceptProposedAction()
            self.taken.emit(dropped(data.mimeData()))
            return True
        return False

    def _enter(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self.veil.light_up(_HERE if self._has_project() else _NO_PROJECT)

"""What all that is done now and then has in common."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from gui.icons import icon
from gui.pages.review.queue.queue import Queue
from gui.pages.review.queue.queue_loader import QueueLoader
from gui.remembered import Remembered
from gui.requests import Requests
from gui.widgets.notice import Notice


class ReviewTool(QObject):
    """Opens small windows; the page shows what came of it."""

    told = Signal(object)
    """A Notice."""

    def __init__(
        self, queue: Queue, loader: QueueLoader, requests: Requests, remembered: Remembered
    ) -> None:
        super().__init__(queue)
        self._queue, self._loader = queue, loader
        self._requests, self._remembered = requests, remembered
        self._project = loader.project
        self.actions: dict[str, QAction] = {}
        self.offer()

    def offer(self) -> None:
        """Name what can be done, each by ``_add``."""
        raise NotImplementedError

    @property
    def _window(self) -> QWidget:
        return self._queue.window()

    def _say(self, sentence: str) -> None:
        self.told.emit(Notice(sentence))

    def _add(self, name: str, text: str, picture: str, do: Callable[[], object]) -> None:
        made = QAction(text, self)
        if picture:
            made.setIcon(icon(picture))
        made.triggered.connect(lambda: do())
        self.actions[name] = made

"""Files and folders that are dropped on a window, wherever in it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from gui.background import About, call
from gui.pages.states import SEEN_MS
from gui.widgets.drop_veil import DropVeil

_LOOKING = "Looking at what was dropped …"


class Dropping(QObject):
    """The window lights up while something is over it that could be dropped.

    What was dropped is looked at in another thread: its disk may be slow.
    """

    taken = Signal(object)
    """What was dropped, as ``look`` tells it."""
    failed = Signal(str)
    """A sentence: why it cannot be taken, or that it takes a while."""
    withdrawn = Signal(str)
    """A sentence that does not hold any more."""

    def __init__(
        self,
        window: QWidget,
        over: QWidget,
        look: Callable[[Sequence[QUrl]], object],
        says: Callable[[], str],
        about: About,
    ) -> None:
        """``says`` returns what dropping would do, ``about`` what the window shows."""
        super().__init__(window)
        self._look, self._says, self._about = look, says, about
        self._under_way = 0
        self._slow = QTimer(self, singleShot=True, interval=SEEN_MS)
        self._slow.timeout.connect(lambda: self.failed.emit(_LOOKING))
        self.veil = DropVeil(over)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    @property
    def busy(self) -> bool:
        """Tell whether something is being looked at."""
        return self._under_way > 0

    def look_at(self, urls: Sequence[QUrl]) -> None:
        """Take what a person chose, as if it was dropped."""
        self._under_way += 1
        self._slow.start()
        asked = call(self, self._about, partial(self._look, urls))
        asked.done.connect(self._came)
        asked.failed.connect(self._broke)
        asked.lapsed.connect(self._end)

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
            self.look_at(data.mimeData().urls())
            return True
        return False

    def _enter(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self.veil.light_up(self._says())

    def _came(self, what: object) -> None:
        self._end()
        self.taken.emit(what)

    def _broke(self, sentence: str) -> None:
        self._end()
        self.failed.emit(sentence)

    def _end(self, _problem: str = "") -> None:
        self._under_way -= 1
        if not self._under_way:
            self._slow.stop()
            self.withdrawn.emit(_LOOKING)

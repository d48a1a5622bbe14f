"""What windows with a list to search and details beside it share: search, keys, drops, size."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QUrl
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from gui.background import About
from gui.dropping import Dropping
from gui.remembered import Remembered
from gui.requests import Requests
from gui.tables.wrapped_list import WrappedList
from gui.widgets.notice import Notice, NoticeBar

_USUAL, _LEAST = QSize(1120, 720), QSize(880, 520)


class ListWindow(QDialog):
    """Down or Enter leads from the search into the list, Escape out of what was typed."""

    view: WrappedList
    notice: NoticeBar
    dropping: Dropping

    def __init__(self, parent: QWidget, title: str, remembered: Remembered, name: str) -> None:
        """``name`` is what the window's size and place are remembered by."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumSize(_LEAST)
        self._remembered, self._name = remembered, name
        self.requests = Requests(self)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        QShortcut(QKeySequence.StandardKey.Find, self, self._find)

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded."""
        return not (self.requests.busy or self.dropping.busy)

    def take_drops(
        self,
        look: Callable[[Sequence[QUrl]], object],
        says: str,
        about: About,
        take: Callable[..., object],
    ) -> None:
        """Hand what is dropped to ``take`` as ``look`` tells it, once the layout is made.

        What cannot be taken is said at the foot of the window; ``says`` is what a drop would do.
        """
        self.notice = NoticeBar(self)
        self.dropping = Dropping(self, self, look, lambda: says, about)
        self.dropping.taken.connect(take)
        self.dropping.failed.connect(lambda sentence: self.notice.say(Notice(sentence), stays=True))
        self.dropping.withdrawn.connect(self.notice.withdraw)

    def restore(self) -> None:
        """Take the size and place of last time."""
        self._remembered.restore_window(self, _USUAL, self._name)

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lead from the search into the list, and out of what was typed. Called by Qt."""
        if watched is self.search and isinstance(event, QKeyEvent):
            is_press = event.type() == QEvent.Type.KeyPress
            return is_press and self._take_key(event.key())
        return super().eventFilter(watched, event)

    def _take_key(self, key: int) -> bool:
        into = key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if into and self.view.model().rowCount():
            self.view.setFocus()
            return True
        if key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the keyboard, and no other. Called by Qt.

        A dialog would press the default button of what it has just asked.
        """
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif isinstance(focused := self.focusWidget(), QPushButton):
            focused.click()

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember size and place, unless it is only drawn. Called by Qt."""
        if not self.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen):
            self._remembered.keep_window(self, self._name)
        super().hideEvent(event)

"""Folders and files can be dropped anywhere on a widget."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.parts import label


class FolderDrop(QObject):
    """Watches a widget, and shows over it what a drop will do."""

    dropped = Signal(list)
    """Paths of folders and files."""

    def __init__(self, target: QWidget, sentence: str) -> None:
        super().__init__(target)
        self._target = target
        self._cover = _cover(target, sentence)
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take drops of local files. Called by Qt."""
        kind = event.type()
        if kind == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            return self._enter(event)
        if kind == QEvent.Type.DragLeave:
            self._cover.hide()
        if kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._cover.hide()
            event.acceptProposedAction()
            self.dropped.emit(_paths(event))
            return True
        return super().eventFilter(watched, event)

    def _enter(self, event: QDragEnterEvent) -> bool:
        if not _paths(event):
            return False
        event.acceptProposedAction()
        self._cover.setGeometry(self._target.rect().adjusted(GRID, GRID, -GRID, -GRID))
        self._cover.show()
        self._cover.raise_()
        return True


def _cover(target: QWidget, sentence: str) -> QFrame:
    cover = QFrame(target)
    give_look(cover, "drop")
    cover.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    text = label(sentence, "empty-title")
    column = QVBoxLayout(cover)
    column.addWidget(text, alignment=Qt.AlignmentFlag.AlignCenter)
    cover.hide()
    return cover


def _paths(event: QDropEvent) -> list[Path]:
    data = event.mimeData()
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]

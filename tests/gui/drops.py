"""Files and folders dropped on a window, as a person does it."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget


def drop(window: QWidget, *paths: Path) -> str:
    """Drop these on the middle of a window; return what it says while they are over it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where, action = QPointF(window.rect().center()), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(where.toPoint(), action, data, buttons, keys)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    veil = window.dropping.veil  # type: ignore[attr-defined]
    assert veil.isVisible()
    below = window.childAt(where.toPoint())
    assert veil in (below, below.parentWidget())  # no field takes it for text
    said: str = veil.text.text()
    QApplication.sendEvent(window, QDropEvent(where, action, data, buttons, keys))
    assert not veil.isVisible()
    return said

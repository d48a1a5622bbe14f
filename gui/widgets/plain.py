"""Shows names, paths and comments as they are: Qt takes some texts for markup, and & for a key.

A tooltip that looks like HTML would be shown as a page, with the pictures it names.
"""

import re

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QListWidgetItem,
    QMenu,
    QMessageBox,
    QToolTip,
    QWidget,
)

_JOINER = "\u2060"
"""Has no width, and no place in markup: what holds it is none for Qt."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def tip(text: str) -> str:
    """Return a tooltip that shows a text letter by letter."""
    return text.replace("<", f"<{_JOINER}").replace("&lt;", f"&{_JOINER}lt;")


def give_tip(shown: QWidget | QAction | QListWidgetItem, text: str) -> None:
    """Say this of something when the mouse rests on it."""
    shown.setToolTip(tip(text))


def show_tip(at: QPoint, text: str, of: QWidget) -> None:
    """Say this now, at a place on the screen, of something that a widget has painted."""
    QToolTip.showText(at, tip(text), of)


def hide_tip() -> None:
    """Say nothing any more."""
    QToolTip.hideText()


def in_one_line(text: str) -> str:
    """Return a text without line ends and other signs that nobody sees."""
    return _CONTROLS.sub(" ", text) if not text.isprintable() else text


def on_button(text: str) -> str:
    """Return a text for a button or menu, in which & and line ends are what they are."""
    return _CONTROLS.sub(" ", text).replace("&", "&&")


def words_of(named: QAction | QAbstractButton) -> str:
    """Return what is read on a button or in a menu, without the marks of its keys."""
    return re.sub("&(.?)", r"\1", named.text())


def name_action(action: QAction, text: str) -> None:
    """Give an action a name that holds data."""
    action.setText(on_button(text))
    give_tip(action, text)


def add_action(menu: QMenu, text: str) -> QAction:
    """Add something to a menu under a name that holds data."""
    action = menu.addAction("")
    name_action(action, text)
    return action


def title(text: str) -> str:
    """Return a window's title: [*] would be a mark of unsaved changes."""
    return _CONTROLS.sub(" ", text).replace("[*]", "[*][*]")


def message_box(parent: QWidget, named: str, text: str, further: str) -> QMessageBox:
    """Return a question, not yet shown, in plain text."""
    box = QMessageBox(parent)
    box.setWindowTitle(title(named))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(further)
    return box

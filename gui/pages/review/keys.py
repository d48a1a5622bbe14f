"""What can be done with a detection, and by which keys."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication

from gui.icons import icon


class Key(NamedTuple):
    """An action of the page."""

    name: str
    text: str
    keys: tuple[str, ...]
    picture: str = ""


KEYS = (
    Key("correct", "Correct", ("Y", "Up"), "correct"),
    Key("wrong", "Wrong", ("N", "Down"), "wrong"),
    Key("unsure", "Unsure", ("U",), "unsure"),
    Key("skip", "Skip", ("S", "Right"), "skip"),
    Key("undo", "Undo", ("Ctrl+Z", "Left"), "undo"),
    Key("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    Key("play", "Play or stop", ("Space",), "play"),
    Key("replay", "Play again from the start", ("R",), "loop"),
    Key("correct_to", "It is another species …", ("/",), "species"),
    Key("comment", "Comment …", ("C",), "comment"),
    Key("previous", "Back without undoing", ("Backspace",)),
    Key("find", "Find a species in the list", ("Ctrl+F",), "search"),
)


def make_actions(owner: QObject, do: dict[str, Callable[[], object]]) -> dict[str, QAction]:
    """Return the actions by name. Their keys work where the action is added to a widget."""
    actions = {}
    for key in KEYS:
        action = QAction(key.text, owner)
        if key.picture:
            action.setIcon(icon(key.picture))
        action.setShortcuts([QKeySequence(each) for each in key.keys])
        # Elsewhere the same keys type text and move through lists.
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(_call(do[key.name]))
        actions[key.name] = action
    return actions


def focused_button() -> QAbstractButton | None:
    """Return the button that has the focus: Space presses it, as everywhere."""
    focused = QApplication.focusWidget()
    return focused if isinstance(focused, QAbstractButton) else None


def _call(do: Callable[[], object]) -> Callable[[], None]:
    def call() -> None:
        do()

    return call

"""What can be done with a clip on the page Teach, and by which keys."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from gui.icons import icon


class Key(NamedTuple):
    """An action of the page."""

    name: str
    text: str
    keys: tuple[str, ...]
    picture: str = ""


KEYS = (
    Key("yes", "Clip: it is in it", ("Y",), "correct"),
    Key("no", "Clip: it is not in it", ("N",), "wrong"),
    Key("unsure", "Clip: unsure, leave it", ("U",), "unsure"),
    Key("undo", "Clip: take back what was said last", ("Z", "Ctrl+Z"), "undo"),
    Key("redo", "Clip: say it again", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    Key("play", "Clip: play or stop", ("Space",), "play"),
    Key("like", "Clip: look for what sounds like it", ("M",), "search"),
    Key("alike", "Clip: label all that sound just like it …", ("A",), "examples"),
    Key("name", "Name the sound", ("/",), "comment"),
    Key("map", "Map of sounds, or the grid", ("G",), "sites"),
    Key("first", "Judge clips above the threshold first", ("F",), "teach"),
    Key("detect", "Make detections of the sound", ("D",), "done"),
)


def make_actions(owner: QObject, do: Mapping[str, Callable[[], object]]) -> dict[str, QAction]:
    """Return the actions by name. Their keys work where the action is added to a widget."""
    actions = {}
    for key in KEYS:
        action = QAction(icon(key.picture), key.text, owner)
        action.setShortcuts([QKeySequence(each) for each in key.keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda *_, act=do[key.name]: act())
        actions[key.name] = action
    return actions

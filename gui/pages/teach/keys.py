"""What can be done with a clip on the page Teach, and by which keys."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from gui.icons import icon


class TeachKey(NamedTuple):
    """An action of the page."""

    name: str
    text: str
    keys: tuple[str, ...]
    picture: str = ""


KEYS = (
    TeachKey("yes", "Clip: it is in it", ("Y",), "correct"),
    TeachKey("no", "Clip: it is not in it", ("N",), "wrong"),
    TeachKey("unsure", "Clip: unsure, leave it", ("U",), "unsure"),
    TeachKey("none", "Clip: none of these is in it", ("0",), "none"),
    TeachKey("other", "Clip: something else is in it …", ("O",), "comment"),
    TeachKey("complete", "Clip: nothing else is in it than it is labelled with", ("E",), "done"),
    TeachKey("undo", "Clip: take back what was said last", ("Z", "Ctrl+Z"), "undo"),
    TeachKey("redo", "Clip: say it again", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    TeachKey("play", "Clip: play or stop", ("Space",), "play"),
    TeachKey("like", "Clip: look for what sounds like it", ("M",), "search"),
    TeachKey("unlike", "Clip: what is sought sounds unlike it", ("Shift+M",), "search"),
    TeachKey("alike", "Clip: label all that sound just like it …", ("A",), "examples"),
    TeachKey("name", "Name the sound", ("/",), "comment"),
    TeachKey("map", "Map of sounds, or the grid", ("G",), "sites"),
    TeachKey("first", "Judge clips above the threshold first", ("F",), "teach"),
    TeachKey("detect", "Make detections of the sound", ("D",), "done"),
    TeachKey("heads", "Heads: what was learned, to compare, export or import …", ("H",), "teach"),
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

"""What can be done with a detection, and by which keys: our own, or those that hands know."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from gui.icons import icon

Keys = tuple[str, ...]


class Key(NamedTuple):
    """An action of the page."""

    name: str
    text: str
    keys: Keys
    picture: str = ""


KEYS = (
    Key("correct", "Correct", ("Y",), "correct"),
    Key("wrong", "Wrong", ("N",), "wrong"),
    Key("unsure", "Unsure", ("U",), "unsure"),
    Key("skip", "Skip", ("S",), "skip"),
    Key("undo", "Undo", ("Ctrl+Z",), "undo"),
    Key("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    Key("play", "Play or stop", ("Space",), "play"),
    Key("replay", "Play again", ("R",), "loop"),
    Key("correct_to", "It is another species …", ("/",), "species"),
    Key("also", "Another species sings too …", ("A",), "add"),
    Key("comment", "Comment …", ("C",), "comment"),
    Key("grid", "Grid of many clips", ("G",), "grid"),
    Key("examples", "Examples to compare with", ("E",), "examples"),
    Key("next_example", "Play the next example", ("X",), "play"),
    Key("keep", "Keep as an example, or no longer", ("K",), "done"),
    Key("more_like", "Find more like this", ("M",), "teach"),
    Key("picture", "Save the picture of the sound …", (), "picture"),
    Key("previous", "Back without undoing", ("Backspace",)),
    Key("find", "Find a species in the list", ("Ctrl+F",), "search"),
    Key("below", "Mark all below this score wrong …", ("Ctrl+B",)),
)
PRESETS: Mapping[str, Mapping[str, Keys]] = {
    "Undersong": {},
    "Chirpity": {
        "correct": ("Ctrl+V", "Y"), "wrong": ("Del", "N"), "skip": ("Down", "S"),
        "previous": ("Up", "Backspace"), "undo": ("Ctrl+Z",), "replay": ("P", "R"),
    },
    "BirdNET": {
        "correct": ("Up", "Y"), "wrong": ("Down", "N"), "skip": ("Right", "S"),
        "undo": ("Left", "Ctrl+Z"),
    },
    "Raven": {
        "correct": ("Y",), "wrong": ("N",), "skip": ("Down", "S"), "previous": ("Up", "Backspace"),
        "undo": ("Ctrl+Z",), "play": ("Ctrl+Space", "Space"), "replay": ("Ctrl+Shift+Space", "R"),
    },
}  # fmt: skip
"""Preset -> what differs from our own. Only with BirdNET's the arrows decide."""
OWN = "Undersong"
_ARROWS = {"Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}
OTHER_KEYS = (
    ("1 – 9", "It is this one of the short list"),
    ("Up, Down", "The clip before, or the next"),
    ("Enter", "Press the button that has the focus"),
)
"""Keys that are no actions of their own, and what they do."""


def keys_of(preset: str, changed: Mapping[str, Keys]) -> dict[str, Keys]:
    """Return action -> keys of a preset, with what the person changed."""
    theirs = PRESETS.get(preset, {})
    known = {key.name: tuple(theirs.get(key.name, key.keys)) for key in KEYS}
    return known | {
        name: tuple(keys)
        for name, keys in changed.items()
        if name in known
        and isinstance(keys, list | tuple)
        and all(isinstance(k, str) for k in keys)
    }


def keys_in_words(keys: Mapping[str, Keys]) -> dict[str, str]:
    """Return action -> its first key, as the system writes it; arrows as arrows."""
    return {name: _in_words(some[0]) for name, some in keys.items() if some}


def _in_words(key: str) -> str:
    written = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    return _ARROWS.get(key, written)


def clashes(keys: Mapping[str, Keys]) -> list[str]:
    """Return the keys that more than one action has."""
    counted: dict[str, int] = {}
    for some in keys.values():
        for each in set(some):
            counted[each] = counted.get(each, 0) + 1
    return sorted(each for each, number in counted.items() if number > 1)


def give_keys(actions: Mapping[str, QAction], keys: Mapping[str, Keys]) -> None:
    """Let actions answer to keys."""
    for name, some in keys.items():
        actions[name].setShortcuts([QKeySequence(each) for each in some])


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


def answer_to_digits(owner: QWidget, pick: Callable[[int], object]) -> None:
    """Let digits pick from the short list, from 0, while something in a widget has the focus."""
    for number in range(9):
        short = QShortcut(QKeySequence(str(number + 1)), owner)
        short.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        short.activated.connect(partial(pick, number))


def _call(do: Callable[[], object]) -> Callable[[], None]:
    def call() -> None:
        do()

    return call

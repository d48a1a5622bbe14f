"""Changing keys: a preset that hands know, and any key of one's own."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QKeySequenceEdit, QWidget

from gui.pages.review.keys import KEYS, PRESETS, Keys, clashes, keys_of
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.form_dialog import FormDialog


class KeysForm(FormDialog):
    """One field for each action: its first key. The others of a preset stay."""

    def __init__(self, parent: QWidget, preset: str, own: dict[str, Keys]) -> None:
        super().__init__(parent, "Keys of the review page", "Use these keys")
        self.preset = ChoiceBox()
        self.preset.addItems(list(PRESETS))
        self.preset.setCurrentText(preset)
        self.fields = {key.name: QKeySequenceEdit() for key in KEYS}
        self.add([("As in", self.preset)])
        self.add([(key.text.rstrip(" …"), self.fields[key.name]) for key in KEYS])
        for field in self.fields.values():
            field.setMaximumSequenceLength(1)
            field.keySequenceChanged.connect(self._say)
        self.preset.currentTextChanged.connect(lambda name: self._fill(keys_of(name, {})))
        self._fill(keys_of(preset, own))

    @property
    def own(self) -> dict[str, Keys]:
        """Return what differs from the preset."""
        theirs = keys_of(self.preset.currentText(), {})
        return {name: keys for name, keys in self.keys.items() if keys != theirs[name]}

    @property
    def keys(self) -> dict[str, Keys]:
        """Return all keys as the fields say."""
        theirs = keys_of(self.preset.currentText(), {})
        found = {}
        for name, field in self.fields.items():
            typed = field.keySequence().toString()
            same = typed == _first(theirs[name]).toString()
            found[name] = theirs[name] if same else ((typed,) if typed else ())
        return found

    def _fill(self, keys: dict[str, Keys]) -> None:
        for name, some in keys.items():
            self.fields[name].setKeySequence(_first(some))
        self._say()

    def _say(self, *_: object) -> None:
        twice = clashes(self.keys)
        self.does.setEnabled(not twice)
        self.says.setText(
            f"{', '.join(twice)} would do more than one thing. Change one of them." if twice
            else "Click a field and press the key that you want."
        )  # fmt: skip


def _first(keys: Keys) -> QKeySequence:
    """Return the keys that are shown and can be changed; some actions have none at first."""
    return QKeySequence(keys[0] if keys else "")

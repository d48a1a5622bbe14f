"""Which keys do what: asked for, and remembered."""

from PySide6.QtCore import Signal

from gui.pages.review.dialogs.keys_form import KeysForm
from gui.pages.review.dialogs.tool import ReviewTool
from gui.pages.review.keys import OWN


class KeyTools(ReviewTool):
    """Lets a person choose keys."""

    keys_changed = Signal()

    def offer(self) -> None:
        """Name what can be done."""
        self._add("keys", "Change keys …", "keyboard", self.change_keys)

    def change_keys(self) -> None:
        """Ask for other keys."""
        preset = self._remembered.value("keys/preset", OWN)
        form = KeysForm(self._window, preset, self._remembered.value("keys/own", {}))
        form.done_with.connect(lambda: self.take_keys(form))
        form.open()

    def take_keys(self, form: KeysForm) -> None:
        """Remember what was chosen in the form."""
        self._remembered.keep("keys/preset", form.preset.currentText())
        self._remembered.keep("keys/own", form.own)
        self.keys_changed.emit()

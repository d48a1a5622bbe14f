"""Settings under a name: chosen again in any project, saved, renamed, removed."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from core import names
from gui.icons import give_icon
from gui.pages.analysis.choices import Choices, from_plain, to_plain
from gui.pages.analysis.sections import LABELS
from gui.remembered import Remembered
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets import dialogs
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.parts import label, row
from gui.widgets.plain import give_tip

_KEPT = "presets"
_USUAL = "Default"
_OWN = "Custom"


class Presets(QWidget):
    """Tells of a preset that is chosen; shows which one, if any, is what is chosen now.

    Where the recordings are is no matter of a preset: what was typed of it stays.
    """

    chosen = Signal(object)
    """The Choices of a preset."""

    def __init__(self) -> None:
        super().__init__()
        self._remembered: Remembered | None = None
        self._now = Choices()
        self.box = ChoiceBox()
        self.box.setAccessibleName("Saved settings")
        self.box.setMinimumWidth(34 * GRID)
        self.box.activated.connect(self._choose)
        self.more = QToolButton()
        give_look(self.more, "quiet")
        give_icon(self.more, "settings", "muted")
        self.more.setAccessibleName("Save, rename or remove settings")
        give_tip(self.more, "Save, rename or remove settings")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        self.save = menu.addAction("Save these settings …", self._save)
        self.rename = menu.addAction("Rename …", self._rename)
        self.remove = menu.addAction("Remove", self._remove)
        self.more.setMenu(menu)
        named = label("Settings")
        named.setMinimumWidth(LABELS)
        named.setBuddy(self.box)
        self.setLayout(row(named, self.box, self.more, 1, gap=2 * GRID))

    def remember_in(self, remembered: Remembered) -> None:
        """Offer what was saved, and save there."""
        self._remembered = remembered
        self._offer()

    def show_choices(self, now: Choices) -> None:
        """Show which preset these are."""
        self._now = now
        self._offer()

    # --- what a person does ---

    def _choose(self, place: int) -> None:
        preset: Choices | None = self.box.itemData(place)
        if preset is not None:
            self.chosen.emit(_at(preset, self._now))

    def _save(self) -> None:
        name = dialogs.text(self, "Save these settings", "Name")
        if name and (name := names.clean(name)):
            self._keep({**self._saved, name: self._now})

    def _rename(self) -> None:
        name = dialogs.text(self, "Rename these settings", "New name", self._name, does="Rename")
        if name and (name := names.clean(name)):
            kept = {known: one for known, one in self._saved.items() if known != self._name}
            self._keep({**kept, name: self._saved[self._name]})

    def _remove(self) -> None:
        self._keep({name: one for name, one in self._saved.items() if name != self._name})

    # --- what is saved ---

    @property
    def _saved(self) -> dict[str, Choices]:
        kept = self._remembered.value(_KEPT, {}) if self._remembered else {}
        return {name: from_plain(one) for name, one in kept.items()}

    def _keep(self, presets: Mapping[str, Choices]) -> None:
        if self._remembered:
            plain = {name: to_plain(_at(one, Choices())) for name, one in presets.items()}
            self._remembered.keep(_KEPT, plain)
        self._offer()

    @property
    def _name(self) -> str:
        """Return the name of the saved settings that are chosen; empty where none are."""
        own = (name for name, one in self._saved.items() if self._is_now(one))
        return next(own, "")

    def _is_now(self, preset: Choices) -> bool:
        return _at(preset, self._now) == self._now

    def _offer(self) -> None:
        saved = self._saved
        self.box.clear()
        for name in sorted(saved, key=names.natural_key):
            self.box.addItem(name, saved[name])
        self.box.addItem(_USUAL, Choices())
        if self._name:
            place = sorted(saved, key=names.natural_key).index(self._name)
        elif self._is_now(Choices()):
            place = self.box.count() - 1
        else:
            self.box.addItem(_OWN, None)
            place = self.box.count() - 1
        self.box.setCurrentIndex(place)
        for action in (self.rename, self.remove):
            action.setEnabled(bool(self._name))
        self.save.setEnabled(not self._name)


def _at(preset: Choices, here: Choices) -> Choices:
    """Return a preset with the place that is typed here."""
    place = ("typed_place", "latitude", "longitude")
    return replace(preset, **{name: getattr(here, name) for name in place})

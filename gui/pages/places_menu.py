"""How exactly exports and clips say where: at all sites, or where some species were heard."""

from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from gui.remembered import Remembered
from gui.widgets import dialogs

_CHOICES = ((0.0, "Exact"), (0.01, "To 0.01° (1 km)"), (0.1, "To 0.1° (11 km)"))
_ASKED = "Species with commas between them, by any name; none: all places are rounded."


class PlacesMenu(QMenu):
    """Remembers what is chosen."""

    def __init__(self, owner: QMenu, remembered: Remembered) -> None:
        super().__init__("Places of sites", owner)
        self._remembered = remembered
        group, now = QActionGroup(self), remembered.blur
        for degrees, text in _CHOICES:
            action = QAction(text, group, checkable=True)
            action.setChecked(degrees == (now.degrees if now else 0.0))
            action.triggered.connect(partial(remembered.keep_blur, degrees))
        self.addActions(group.actions())
        self.addSeparator()
        self.addAction("Only where some species were heard …", self._ask_species)

    def _ask_species(self) -> None:
        now = ",".join(self._remembered.secret_species)
        typed = dialogs.text(self, "Places of sites", "Species", now, explains=_ASKED)
        if typed is not None:
            self._remembered.keep_secret_species(typed)

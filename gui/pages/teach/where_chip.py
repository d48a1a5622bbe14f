"""Where to look besides the analysis at hand: other projects, other analyses of this one."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton

from core.heads.elsewhere import Place
from core.store.runs import Run
from gui.pages.runs import short_run_name
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.plain import add_action, give_tip, on_button

_TIP = (
    "Clips of other projects are found, seen and heard too, and can be examples. They are only "
    "read: they are judged where they belong."
)


class WhereChip(QToolButton):
    """Says which places are checked; this project always is."""

    chosen = Signal(object)
    """All places that are checked now: a tuple."""
    folder_wanted = Signal()
    """Another project is to be chosen."""

    def __init__(self) -> None:
        super().__init__()
        give_look(self, "chip")
        give_tip(self, _TIP)
        self.places: tuple[Place, ...] = ()
        self._runs: Sequence[Run] = ()
        self._folders: Sequence[Path] = ()
        self._room_px = 20 * GRID
        """For the words."""
        self.setCheckable(True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill)
        self._menu.aboutToHide.connect(self._say)
        self.setMenu(self._menu)
        self._say()

    def fit(self, width: int) -> None:
        """Need no more than this width."""
        self._room_px = width - 6 * GRID
        self._say()

    def offer_runs(self, runs: Sequence[Run]) -> None:
        """Take over the other analyses that can be looked into; others are not any more."""
        self._runs = runs
        there = {run.id for run in runs}
        self.choose(tuple(one for one in self.places if isinstance(one, Path) or one in there))

    def offer_folders(self, folders: Sequence[Path]) -> None:
        """Take over the projects that are known."""
        self._folders = folders

    def choose(self, places: Sequence[Place]) -> None:
        """Check these and no others, without telling."""
        self.places = tuple(dict.fromkeys(places))
        self._say()

    def _fill(self) -> None:
        menu = self._menu
        menu.clear()
        here = add_action(menu, "This project")
        here.setCheckable(True)
        here.setChecked(True)
        here.setEnabled(False)
        for run in self._runs:
            self._add(f"Also by {short_run_name(run)}", run.id)
        menu.addSeparator()
        checked = [one for one in self.places if isinstance(one, Path)]
        for folder in dict.fromkeys([*checked, *self._folders]):
            self._add(folder.name, folder, str(folder))
        add_action(menu, "Another project …").triggered.connect(self.folder_wanted)

    def _add(self, name: str, place: Place, tip: str = "") -> None:
        action = add_action(self._menu, name)
        action.setCheckable(True)
        action.setChecked(place in self.places)
        action.triggered.connect(partial(self._toggle, place))
        give_tip(action, tip or name)

    def _toggle(self, place: Place, on: bool) -> None:
        others = [one for one in self.places if one != place]
        self.choose([*others, place] if on else others)
        self.chosen.emit(self.places)

    def _say(self) -> None:
        folders = [one for one in self.places if isinstance(one, Path)]
        others = words.count(len(self.places), "other")
        if len(self.places) == 1:
            others = folders[0].name if folders else "another analysis"
        said = f"This project and {others}" if self.places else "This project"
        metrics = self.fontMetrics()
        fits = metrics.horizontalAdvance(said) <= self._room_px
        shown = said if fits else f"Also {others}"
        shown = metrics.elidedText(shown, Qt.TextElideMode.ElideMiddle, self._room_px)
        self.setText(on_button(f"{shown}  ▾"))
        self.setAccessibleName(f"Where to look: {said}")
        self.setChecked(bool(self.places))

"""The buttons that move, split and merge what is chosen in the table."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from core.store.deployments import Deployment
from gui.pages.sites.popovers import MovePopover, SplitPopover
from gui.widgets import words
from gui.widgets.parts import button, name_button
from gui.widgets.plain import give_tip


class ChangeTools(QObject):
    """Three buttons. They say which change of ``gui.open_sites.Places`` is wanted."""

    wanted = Signal(str, object)
    folders_wanted = Signal(int)
    """Of a deployment that is to be split; ``open_splitter`` answers."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._chosen: Sequence[Deployment] = ()
        self._asked_of: Sequence[Deployment] = ()
        """What a popover is about: others may be chosen by the time it is answered."""
        self._names: Sequence[str] = ()
        self.mover, self.splitter = MovePopover(page), SplitPopover(page)
        self.move_button = button("Move to a site …", self._open_mover)
        self.split_button = button("Split …", self._ask_folders)
        self.merge_button = button("Merge", self._merge)
        self.buttons = (self.move_button, self.split_button, self.merge_button)
        self.mover.wanted.connect(self._move)
        self.splitter.wanted.connect(self._split)

    def offer_sites(self, names: Sequence[str]) -> None:
        """Say which sites there are."""
        self._names = names

    def show_chosen(self, chosen: Sequence[Deployment]) -> None:
        """Say what can be done with some deployments, of which the first is the current one."""
        self._chosen = chosen
        sites, several = {one.site_id for one in chosen}, len(chosen) > 1
        self.move_button.setEnabled(bool(chosen))
        self.split_button.setEnabled(len(chosen) == 1 and chosen[0].recordings > 1)
        self.merge_button.setEnabled(several)
        what = (
            words.count(len(sites), "site")
            if len(sites) > 1
            else words.count(len(chosen), "deployment")
        )
        name_button(self.merge_button, f"Merge {what}" if several else "Merge")
        hint = f"They become one, at {chosen[0].site}." if several else "Choose several rows first."
        give_tip(self.merge_button, hint)

    def open_splitter(self, folders: Sequence[str]) -> None:
        """Ask where to split, by day or one of these folders."""
        if self._chosen:
            self._asked_of = self._chosen[:1]
            self.splitter.offer(self._chosen[0], folders, self._names)
            self.splitter.open_below(self.split_button)

    def _open_mover(self) -> None:
        self._asked_of = self._chosen
        self.mover.offer(self._chosen, self._names)
        self.mover.open_below(self.move_button)

    def _ask_folders(self) -> None:
        if self._chosen:
            self.folders_wanted.emit(self._chosen[0].id)

    def _move(self, name: str) -> None:
        self.wanted.emit("move", ([one.id for one in self._asked_of], name))

    def _split(self, since: object, folder: object, site: object) -> None:
        self.wanted.emit("split", (self._asked_of[0].id, since, folder, site))

    def _merge(self) -> None:
        sites = list(dict.fromkeys(one.site_id for one in self._chosen))
        if len(sites) > 1:
            self.wanted.emit("merge_sites", (sites, sites[0]))
        elif len(self._chosen) > 1:
            ids = [one.id for one in self._chosen]
            self.wanted.emit("merge_deployments", (ids, ids[0]))

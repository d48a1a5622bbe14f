"""What is asked before networks come to this computer, or leave it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from gui.networks.questions import NetworksQuestion
from gui.networks.terms_box import TermsBox
from gui.open_networks import ListedNetwork, OpenNetworks, Way
from gui.requests import Requests, the_project
from gui.widgets import dialogs, network_words, words
from gui.widgets.plain import message_box, on_button

_ACCEPT = "Accept and install"
_BY_CHOOSING = "By choosing you accept the licence."


class Bringing(NamedTuple):
    """What is said of a job that brings something."""

    title: str
    unit: str
    done: str


class AskingTerms(QObject):
    """Licence, citation, size and room are shown; nothing begins before one button is pressed."""

    began = Signal(object, object, object)
    """A ListedNetwork, the BackgroundJob, not yet started, that brings it or what runs it, and a
    Bringing."""
    failed = Signal(str)
    removed = Signal(str)
    """Its id."""

    def __init__(self, window: QWidget, networks: OpenNetworks, requests: Requests) -> None:
        super().__init__(window)
        self._window, self._networks, self._requests = window, networks, requests

    def ask_to_install(self, one: ListedNetwork) -> None:
        """Ask whether a network is to be fetched."""
        room, folder = self._networks.room()
        left = one.size_bytes - one.begun_bytes
        what = f"{words.size(left)} are" if one.size_bytes else "Its files are"
        source = network_words.fetched_from(one.manifest)
        sentence = f"{what} fetched from {source}. {_room_words(room, folder)}"
        box = self._box(f"Install {one.name}?", one, sentence, (_ACCEPT,))
        if left > room:
            box.refuse(
                f"There is no room: {words.size(left)} would be fetched. "
                f"{_room_words(room, folder)} Make room first."
            )
        box.chosen.connect(lambda _number: self._begin(one))
        box.open()

    def ask_to_bring(self, one: ListedNetwork) -> None:
        """Ask where on this computer a network is."""
        sentence = (
            "Choose what you have of it: its folder, a file, or an archive (zip, tar). Its files "
            f"are checked and copied. {_room_words(*self._networks.room())} {_BY_CHOOSING}"
        )
        does = ("Choose a folder …", "Choose a file …")
        box = self._box(f"Install {one.name} from this computer?", one, sentence, does)
        box.chosen.connect(partial(self._choose, one))
        box.open()

    def ask_to_install_pack(self, one: ListedNetwork) -> None:
        """Ask whether what runs a network is to be fetched, or where it is."""
        pack = one.pack
        if pack is None:
            return
        fetched, disk = (words.size(mb * 1_000_000) for mb in (pack.fetched_mb, pack.disk_mb))
        box = message_box(
            self._window, "Install a runtime", f"Install {pack.title}?",
            f"It runs {one.name} and its like. Up to {fetched} are fetched, and take {disk}. "
            f"{_room_words(*self._networks.room())} Licence: {pack.licence}. A file that was "
            f"made elsewhere with undersong packs make {pack.name} does as well.",
        )  # fmt: skip
        role = QMessageBox.ButtonRole.AcceptRole
        box.addButton("Fetch", role).clicked.connect(lambda: self._get_pack(one))
        brought = box.addButton("Choose a file …", role)
        brought.clicked.connect(lambda: self._bring_pack(one))
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.open()

    def ask_for_own(self) -> None:
        """Ask for the folder of a person's own network."""
        folder = dialogs.existing_folder(self._window, "A folder with network.toml and its files")
        if folder:
            self.ask_to_add(folder)

    def ask_to_add(self, folder: Path) -> None:
        """Ask whether the network in a folder is to be added."""
        work = partial(self._networks.of_folder, folder)
        self._requests.ask(NetworksQuestion.OWN, the_project, work, partial(self._ask, folder))

    def ask_to_remove(self, one: ListedNetwork) -> None:
        """Ask whether a network's files are to be deleted, unless it is used now."""
        if self._networks.is_used(one):
            self.failed.emit(
                f"{one.name} is listening to recordings now. Stop the analysis or wait for its "
                "end, then remove it."
            )
            return
        box = message_box(
            self._window, "Remove a network", f"Remove {one.name} from this computer?",
            self._consequence(one),
        )  # fmt: skip
        remove = box.addButton(on_button(f"Remove {one.name}"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        remove.clicked.connect(lambda: self._remove(one))
        box.open()

    def _consequence(self, one: ListedNetwork) -> str:
        size = one.size_bytes if one.is_here else one.begun_bytes
        deleted = f"{words.size(size)} are deleted. " if size else ""
        again = "It can be installed again."
        if one.way is Way.WITH_MANIFEST:
            again = "They are copies: keep the folder they came from if you may want it again."
        above = self._networks.on_it(one)
        needed = f" {' and '.join(above)} cannot be used without it." if above else ""
        return f"{deleted}{again}{needed} What it has found stays in your projects."

    def _ask(self, folder: Path, one: ListedNetwork) -> None:
        size = f"{words.size(one.size_bytes)} are" if one.size_bytes else "Its files are"
        sentence = f"{size} checked and copied. {_room_words(*self._networks.room())}"
        box = self._box(f"Add {one.name}?", one, sentence, ("Accept and add",))
        box.chosen.connect(lambda _number: self._add(one, folder))
        box.open()

    def _choose(self, one: ListedNetwork, number: int) -> None:
        title = f"Where is {one.name}?"
        if number == 0:
            chosen = dialogs.existing_folder(self._window, title)
        else:
            chosen = dialogs.file_to_read(self._window, title, "All files (*)")
        if chosen:
            self._begin(one, chosen)

    def _begin(self, one: ListedNetwork, source: Path | None = None) -> None:
        self.began.emit(one, self._networks.install(one.id, source), _whole(one))

    def _add(self, one: ListedNetwork, folder: Path) -> None:
        self.began.emit(one, self._networks.add(one.id, folder), _whole(one))

    def _bring_pack(self, one: ListedNetwork) -> None:
        chosen = dialogs.file_to_read(self._window, "Where is the pack?", "Packs (*.pack)")
        if chosen:
            self._get_pack(one, chosen)

    def _get_pack(self, one: ListedNetwork, source: Path | None = None) -> None:
        if one.pack:
            title = one.pack.title
            told = Bringing(title, "packages", f"{title} is installed.")
            self.began.emit(one, self._networks.install_pack(one.pack, source), told)

    def _remove(self, one: ListedNetwork) -> None:
        work = partial(self._networks.remove, one.id)
        self._requests.do(work, lambda _nothing: self.removed.emit(one.id))

    def _box(self, title: str, one: ListedNetwork, sentence: str, does: Sequence[str]) -> TermsBox:
        return TermsBox(self._window, title, one, sentence, does)


def _whole(one: ListedNetwork) -> Bringing:
    return Bringing(one.name, "bytes", "Its files were checked and are installed.")


def _room_words(room: int, folder: Path) -> str:
    return f"There is room for {words.size(room)} in {folder}."

"""What is done with heads after something was asked: names, files, removing; and undone."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from core.errors import UnusableValueError
from core.heads.shelf import Credits
from gui.heads.forms import CreditsForm, ExportForm, ImportForm, NameForm, file_of_head
from gui.open_heads import HeadsTakenIn, ListedHead, OpenHeads, Shelf
from gui.ready_networks import manifests
from gui.remembered import Remembered
from gui.requests import Requests
from gui.widgets import dialogs, head_words
from gui.widgets.empty import Action
from gui.widgets.notice import Notice

_EXPORTS = "export folder"


class HeadDoings(QObject):
    """Asks, does it in another thread, and says what came of it."""

    told = Signal(object)
    """A Notice."""
    said = Signal(str, object)
    """The id of a head, and sentences to stand beside it."""
    changed = Signal(str)
    """Heads are others now; the hash of the one to be chosen, or nothing."""

    def __init__(self, window: QWidget, requests: Requests, remembered: Remembered) -> None:
        super().__init__(window)
        self._window, self._requests, self._remembered = window, requests, remembered

    # --- shelves ---

    def follow(self, one: ListedHead, heads: OpenHeads, *, on: bool) -> None:
        """Have a head score new recordings, or rest."""
        work = partial(heads.follow, one, follows=on)
        self._requests.do(work, lambda _nothing: self.changed.emit(""), in_turn=True)

    def copy(self, one: ListedHead, heads: OpenHeads) -> None:
        """Put a head on the other shelf, too."""
        to = Shelf.LIBRARY if one.shelf is Shelf.PROJECT else Shelf.PROJECT
        self._requests.do(partial(heads.copy, one, to), partial(self._copied, to), in_turn=True)

    def remove(self, one: ListedHead, heads: OpenHeads) -> None:
        """Take a head away; that can be undone."""
        work = partial(heads.remove, one)
        self._requests.do(work, lambda _nothing: self._removed(one, heads), in_turn=True)

    def _copied(self, to: Shelf, taken: HeadsTakenIn) -> None:
        where = "your library" if to is Shelf.LIBRARY else "the project"
        self.told.emit(Notice(f"{taken.title} is in {where} too."))
        self.changed.emit("")

    def _removed(self, one: ListedHead, heads: OpenHeads) -> None:
        stays = "; its detections stay" if one.detects and one.shelf is Shelf.PROJECT else ""
        undo = Action("Undo", partial(self._put_back, one, heads)) if one.head else None
        sentence = f"{head_words.full_name(one)} was removed{stays}."
        self.told.emit(Notice(sentence, undo))
        self.changed.emit("")

    def _put_back(self, one: ListedHead, heads: OpenHeads) -> None:
        work = partial(heads.put_back, one)
        self._requests.do(work, lambda _nothing: self.changed.emit(one.kept.sha256), in_turn=True)

    # --- names ---

    def ask_name(self, one: ListedHead, heads: OpenHeads) -> None:
        """Ask what a head is to be called; that can be undone."""
        form = NameForm(self._window, one)
        form.done_with.connect(lambda: self._rename(one, heads, form.name.text()))
        form.open()

    def _rename(self, one: ListedHead, heads: OpenHeads, name: str) -> None:
        if name != one.name:
            work = partial(heads.rename, one, name)
            self._requests.do(work, partial(self._renamed, one, heads), in_turn=True)

    def _renamed(self, one: ListedHead, heads: OpenHeads, name: str) -> None:
        back = partial(self._rename_back, one, heads, name)
        self.told.emit(Notice(f"{one.name} is called {name} now.", Action("Undo", back)))
        self.changed.emit("" if one.shelf is Shelf.PROJECT else name)

    def _rename_back(self, one: ListedHead, heads: OpenHeads, name: str) -> None:
        work = partial(heads.rename_back, name, one)
        self._requests.do(work, lambda _name: self.changed.emit(one.kept.sha256), in_turn=True)

    # --- author ---

    def ask_credits(self, one: ListedHead, heads: OpenHeads) -> None:
        """Ask who made a head, and its licence; that can be undone."""
        form = CreditsForm(self._window, one)
        form.done_with.connect(lambda: self._credit(one, heads, lambda: form.wanted))
        form.open()

    def _credit(self, one: ListedHead, heads: OpenHeads, wanted: Callable[[], Credits]) -> None:
        try:
            credits = wanted()
        except UnusableValueError as error:
            self.said.emit(one.id, (str(error),))
            return
        if credits != one.kept.credits:
            done = partial(self._credited, one, heads)
            self._requests.do(partial(heads.credit, one, credits), done, in_turn=True)

    def _credited(self, one: ListedHead, heads: OpenHeads, sha256: str) -> None:
        back = Action("Undo", partial(self._credit_back, one, heads, sha256))
        self.told.emit(Notice(f"What is exported of {one.name} says so now.", back))
        self.changed.emit(sha256)

    def _credit_back(self, one: ListedHead, heads: OpenHeads, sha256: str) -> None:
        work = partial(heads.credit_back, sha256, one)
        self._requests.do(work, self.changed.emit, in_turn=True)

    # --- files ---

    def ask_form(self, one: ListedHead, heads: OpenHeads) -> None:
        """Ask in which form a head is to be written, and where to."""
        form = ExportForm(self._window, one, self._remembered)
        form.done_with.connect(lambda: self._ask_where(one, heads, form.wanted))
        form.open()

    def ask_file(self, heads: OpenHeads) -> None:
        """Ask for a file that holds a head, and for what it may not say."""
        file = file_of_head(self._window, str(self._remembered.value(_EXPORTS, "")))
        if file:
            self.ask_how([file], heads)

    def ask_how(self, files: Sequence[Path], heads: OpenHeads) -> None:
        """Ask of one file that holds a head after the other for what it may not say."""
        if files:
            networks = sorted(one.id for one in manifests() if one.embedding_size)
            form = ImportForm(self._window, files[0], heads.shelves, networks)
            form.done_with.connect(lambda: self._take_in(form, heads))
            form.finished.connect(lambda _result: self.ask_how(files[1:], heads))
            form.open()

    def _ask_where(
        self, one: ListedHead, heads: OpenHeads, wanted: head_words.HeadFormatWords
    ) -> None:
        folder = Path(self._remembered.value(_EXPORTS, "") or dialogs.documents())
        path = dialogs.file_to_write(
            self._window, f"Export {one.name}", folder / f"{one.name}{wanted.suffix}",
            f"{wanted.name} (*{wanted.suffix})",
        )  # fmt: skip
        if path:
            path = _ending(path, wanted.suffix)
            self._remembered.keep(_EXPORTS, str(path.parent))
            self.said.emit(one.id, (f"Writing {path.name} …",))
            work = partial(heads.write, one, wanted.id, path)
            self._requests.do(work, partial(self._exported, one, path))

    def _exported(self, one: ListedHead, path: Path, notes: tuple[str, ...]) -> None:
        self.said.emit(one.id, (f"Written to {path}.", *notes))

    def _take_in(self, form: ImportForm, heads: OpenHeads) -> None:
        work: Callable[[], HeadsTakenIn] = partial(
            heads.take_in, form.file, form.request, form.wanted
        )
        self._requests.do(work, self._taken_in, in_turn=True)

    def _taken_in(self, taken: HeadsTakenIn) -> None:
        self.told.emit(Notice(" ".join((f"{taken.title} is imported.", *taken.notes))))
        self.changed.emit(taken.sha256)


def _ending(path: Path, suffix: str) -> Path:
    """Return a path with an ending of two parts, of which a dialog may have given one."""
    if path.name.endswith(suffix):
        return path
    return path.with_name(path.name.removesuffix(path.suffix) + suffix)

"""Whether the files of a list are where they were: looked for once it is shown."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject

from core.file_presence import looked_for
from core.store.file_lists import ListedFile
from gui.pages.page import Page
from gui.pages.questions import PageQuestion
from gui.tables.paged import PAGE
from gui.tables.recordings_table import RecordingsTable


class FilePresence(QObject):
    """Looks for the files of one page after the other, in one thread, and marks those not there."""

    def __init__(self, page: Page, table: RecordingsTable, about: Callable[[], object]) -> None:
        """``about`` returns what is listed: of another list nothing is looked for any more."""
        super().__init__(page)
        self._requests, self._table, self._about = page.requests, table, about
        self._due: dict[int, list[ListedFile]] = {}
        self._away: set[int] = set()
        """Recordings that were not where they were when somebody looked last."""

    def restart(self) -> None:
        """Look for nothing: there is another list."""
        self._due.clear()
        self._requests.forget(PageQuestion.PRESENCE)

    def fill(self, page: int, files: Sequence[ListedFile]) -> None:
        """Show files as far as is known, then look where they are."""
        self._table.fill(page, [replace(f, is_there=self._is_there(f)) for f in files])
        self._due[page] = list(files)
        self._go_on()

    def look_again(self) -> None:
        """Look for all that is listed and here: a drive may have been taken away meanwhile."""
        self._due.clear()
        for number, file in self._table.loaded():
            self._due.setdefault(number // PAGE, []).append(file)
        self._go_on()

    def _is_there(self, file: ListedFile) -> bool:
        return file.recording.id not in self._away

    def _go_on(self) -> None:
        if self._due and not self._requests.asked(PageQuestion.PRESENCE):
            files = self._due.pop(next(reversed(self._due)))  # what was looked at last comes first
            work = partial(looked_for, files)
            self._requests.ask(PageQuestion.PRESENCE, self._about, work, self._show)

    def _show(self, found: Sequence[ListedFile]) -> None:
        fresh: dict[object, ListedFile] = {
            f.recording.id: f for f in found if f.is_there is not self._is_there(f)
        }
        for file in fresh.values():
            (self._away.discard if file.is_there else self._away.add)(file.recording.id)
        self._table.update(fresh, lambda file: file.recording.id)
        self._go_on()

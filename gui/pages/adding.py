"""Adding recordings: folders or single files, one after another, and what came of it in the end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.jobs import Progress
from core.store.recordings import Totals
from gui.background import BackgroundJob
from gui.page_names import PageName
from gui.pages.page import Page
from gui.pages.questions import PageQuestion
from gui.requests import the_project
from gui.widgets import words
from gui.widgets.empty import Action
from gui.widgets.notice import Notice


@dataclass(slots=True)
class _Since:
    """What is being added, from the first folder on until the last is through."""

    file_id: int
    """The newest file before it."""
    running: int = 0
    stopped: bool = False
    notes: tuple[str, ...] = ()


class FileAdder(QObject):
    """Scans for a page. Several folders at once are told of together, when all are through."""

    show_wanted = Signal(int)
    """What was added after the file of this id is to be listed."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._since: _Since | None = None

    def add(self, folders: Sequence[Path], files: Sequence[Path] = (), besides: str = "") -> None:
        """Add all in and below folders, and single files; ``besides`` is told with the result."""
        for folder, only in _by_folder(folders, files).items():
            self._scan(folder, only)
        if self._since and besides:
            self._since.notes += (besides,)

    def _scan(self, folder: Path, only: Sequence[Path] | None) -> None:
        project = self._page.project
        if self._since is None:
            self._since = _Since(project.files.newest_id())
        self._since.running += 1
        job = project.scan(folder, only)
        last = _LastStep(job)
        job.finished.connect(partial(self._ended, last))
        name = words.count(len(only), "file") if only else str(folder.name or folder)
        self._page.start(job, f"Scanning {name}:", "files")

    def _ended(self, last: "_LastStep") -> None:
        since, project = self._since, self._page.project
        if since is None:
            return
        since.running -= 1
        since.stopped |= not last.completed
        if last.completed and last.note:
            since.notes += (last.note,)
        if not since.running:
            self._since = None
            work = partial(project.files.added_since, since.file_id)
            self._page.requests.ask(
                PageQuestion.ADDED, the_project, work, partial(self._tell, since)
            )

    def _tell(self, since: _Since, added: Totals) -> None:
        if since.stopped and not added.files:
            return  # the failure was told, or a person knows that it was stopped
        said = " ".join((in_words(added, stopped=since.stopped), *since.notes))
        if added.problems:
            self._page.told.emit(
                Notice(said, Action("Show", partial(self.show_wanted.emit, since.file_id)))
            )
        elif added.usable:
            go: Callable[[], object] = partial(self._page.go_to, PageName.ANALYSIS)
            self._page.told.emit(Notice(said, Action("Analyse them", go)))
        else:
            self._page.told.emit(Notice(said))


class _LastStep(QObject):
    """What a job said last, and whether it came to its end."""

    def __init__(self, job: BackgroundJob) -> None:
        super().__init__(job)
        self.note, self.completed = "", False
        job.progressed.connect(self._keep)
        job.completed.connect(self._note_end)

    def _keep(self, step: Progress) -> None:
        self.note = step.note

    def _note_end(self) -> None:
        self.completed = True


def in_words(added: Totals, *, stopped: bool = False) -> str:
    """Return what was added: 4 files added: 1 new, 1 copy, 2 unreadable."""
    if not added.files:
        return "Nothing new: all of these files are in the project already."
    unreadable = added.problems - added.duplicates
    kinds = (
        (added.usable, f"{added.usable:,} new"),
        (added.duplicates, words.count(added.duplicates, "copy", "copies")),
        (unreadable, f"{unreadable:,} unreadable"),
    )
    said = f"{words.count(added.files, 'file')} added"
    parts = [text for number, text in kinds if number]
    said += f": {', '.join(parts)}." if added.problems else "."
    return f"Stopped. {said}" if stopped else said


def _by_folder(
    folders: Sequence[Path], files: Sequence[Path]
) -> Mapping[Path, Sequence[Path] | None]:
    """Return what to scan: folders whole, and of others only some files."""
    found: dict[Path, list[Path] | None] = dict.fromkeys(folders)
    for file in files:
        some = found.setdefault(file.parent, [])
        if some is not None:
            some.append(file)
    return found

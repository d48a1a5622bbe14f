"""Opening, making and leaving projects."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from core.bundles.note import SUFFIX
from core.errors import UserError
from gui.background import BackgroundJob
from gui.open_folder import Opened, fetching_samples, opening
from gui.open_project import OpenProject
from gui.pages.new_project_form import NewProjectForm
from gui.pages.states import SEEN_MS
from gui.preferences import language_of_names
from gui.remembered import Remembered
from gui.widgets import dialogs
from gui.widgets.dropped import Dropped

SAMPLE_FOLDER = "Undersong sample"
_AGAIN_MS = 200

_READ_ONLY = (
    "This project is read-only: look, listen, report and export, but nothing can be changed. "
    "To go on working, copy its folder to where you may write, and open the copy."
)
_TWICE = (
    "This project is open in another window too. What is said and added there shows here within "
    "seconds; undo takes back only what was done here."
)
_CUT_SHORT = (
    "What was running in {} was stopped. What it had done is saved; started there again, it goes "
    "on."
)


class Projects(QObject):
    """At most one project is open. Folders are asked for here; pages only see the project."""

    opened = Signal(object)
    """An OpenProject."""
    left = Signal()
    """The open project is about to be closed: whatever was made for it has to go."""
    failed = Signal(str)
    """A sentence: what could not be done, what cannot be, or what takes a while."""
    withdrawn = Signal(str)
    """A sentence that does not hold any more."""
    job_made = Signal(object, str, str)
    _brought = Signal(float)
    adding = Signal(object)
    """What is to be added to the project that was made for it and is open now, as Dropped."""

    def __init__(self, window: QWidget, remembered: Remembered) -> None:
        super().__init__(window)
        self._window, self._remembered = window, remembered
        self.current: OpenProject | None = None
        self._opening: Path | None = None
        self._to_add = Dropped()
        self._slow = QTimer(self, singleShot=True, interval=SEEN_MS)
        self._slow.timeout.connect(self._say)
        self._said = ""
        self._brought.connect(self._tell)  # from another thread

    def listening(self) -> frozenset[str]:
        """Return the ids of the networks that an analysis runs with now."""
        project = self.current
        return frozenset([project.listening]) if project and project.listening else frozenset()

    @property
    def busy(self) -> bool:
        """Tell whether a project is being opened."""
        return self._opening is not None

    def ask_new(self, adding: Dropped | None = None) -> None:
        """Ask for a name and where, and make a project there, of what is to be added to it."""
        last = self._remembered.recent()
        usual = dialogs.documents()
        place = last[0].parent if last else usual
        form = NewProjectForm(self._window, (place, usual), adding)
        form.done_with.connect(lambda: self.open(form.folder, create=True, adding=adding))
        form.open()

    def ask_open(self) -> None:
        """Ask for a project's folder and open it."""
        last = self._remembered.recent()
        start = str(last[0].parent) if last else ""
        folder = dialogs.existing_folder(self._window, "Open the folder of a project", start)
        if folder:
            self.open(folder)

    def ask_bundle(self) -> None:
        """Ask for the file of a bundle and open it."""
        file = dialogs.file_to_read(self._window, "Open a bundle", f"Bundles (*{SUFFIX})")
        if file:
            self.open(file)

    def open(self, folder: Path, *, create: bool = False, adding: Dropped | None = None) -> None:
        """Open a project, or a bundle, in place of the one that is open; then add something."""
        if self._opening:
            self.failed.emit(self._doing)
            return
        self._opening, self._to_add = folder, adding or Dropped()
        self._slow.start()
        told = self._brought.emit
        under_way = opening(self, lambda: self._opening, folder, told, create=create)
        under_way.done.connect(self._came)
        under_way.failed.connect(self._broke)

    def get_samples(self) -> None:
        """Fetch three recordings and make a project of them."""
        folder = dialogs.documents() / SAMPLE_FOLDER
        job: BackgroundJob = fetching_samples(folder / "Recordings", self)
        job.completed.connect(partial(self._samples_came, folder))
        self.job_made.emit(job, "Fetching the sample recordings", "files")

    def ask_close(self) -> None:
        """Leave the project as soon as all that was said is saved."""
        if self._saving:
            QTimer.singleShot(_AGAIN_MS, self, self.ask_close)
        else:
            self.close()

    @property
    def _saving(self) -> bool:
        return self.current is not None and self.current.changes.waiting > 0

    def close(self) -> None:
        """Leave the project, after the step in hand of its jobs."""
        project, self.current = self.current, None
        if project:
            self.left.emit()
            project.close()
            project.deleteLater()

    @property
    def _doing(self) -> str:
        return f"Opening {self._opening.name if self._opening else 'a project'} …"

    def _tell(self, share: float) -> None:
        """Say how far an older project is brought up to date, in steps of ten percent."""
        if self._opening:
            self._say(f"Bringing {self._opening.name} up to date, {share // 0.1 * 10:.0f} % …")

    def _say(self, sentence: str = "") -> None:
        sentence = sentence or self._doing
        if sentence != self._said:
            self._unsay()
            self._said = sentence
            self.failed.emit(sentence)

    def _unsay(self) -> None:
        if self._said:
            self.withdrawn.emit(self._said)
        self._said = ""

    def _end_opening(self) -> None:
        self._slow.stop()
        self._unsay()
        self._opening = None

    def _came(self, opened: Opened) -> None:
        asked = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if asked or self._saving:
            # What is being asked, or still to be saved, is about the project that is open.
            QTimer.singleShot(_AGAIN_MS, self, partial(self._came, opened))
            return
        self._end_opening()
        said = []
        if self.current and self.current.busy:
            said.append(_CUT_SHORT.format(self.current.name))
        self.close()
        project = self.current = opened(self)
        try:
            project.call_species(language_of_names(self._remembered))
        except UserError as error:  # the file that brought them is gone
            said.append(str(error))
        self._remembered.opened(project.folder)
        self.opened.emit(project)
        if project.bundle:
            said.append(project.bundle.limits)
        if doubted := project.disk_doubt:
            said.append(doubted)
        if project.read_only:
            said.append(_READ_ONLY)
        elif project.is_open_elsewhere:
            said.append(_TWICE)
        if said:
            self.failed.emit(" ".join(said))
        wanted, self._to_add = self._to_add, Dropped()
        if wanted:
            self.adding.emit(wanted)

    def _broke(self, sentence: str) -> None:
        self._end_opening()
        self._to_add = Dropped()
        self.failed.emit(sentence)

    def _samples_came(self, folder: Path) -> None:
        if self.current or self._opening:  # nobody expects to leave another project for them
            self.failed.emit(f"The sample recordings are in {folder}. Make a project for them.")
            return
        self.open(folder, create=True, adding=Dropped(folders=(folder / "Recordings",)))

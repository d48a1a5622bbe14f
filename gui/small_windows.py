"""The windows around the work: help, keys, preferences, the log, and whether a project is sound."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from core import crash_reports
from core.app_folders import log_folder
from core.health.project_check import ProjectTrouble
from core.installation import CheckResult, checking, registered, told
from core.releases import newer_release
from gui.background import BackgroundJob
from gui.manual import CHANGES, INDEX
from gui.preferences import PreferencesBox
from gui.remembered import Remembered
from gui.session import Session
from gui.widgets.about import about_box
from gui.widgets.help_box import KeyLine, key_lines, keys_box, text_box
from gui.widgets.help_window import HelpWindow
from gui.widgets.outside import show_outside
from gui.widgets.text_to_copy import TextToCopy

Groups = Iterable[tuple[str, Sequence[QAction]]]

MANUAL = {
    "overview": ("reports.md", ""),
    "recordings": ("first-project.md", "Add recordings"),
    "sites": ("sites-and-clocks.md", ""),
    "health": ("sites-and-clocks.md", "Health"),
    "analysis": ("first-project.md", "Analyse"),
    "review": ("review.md", ""),
    "report": ("reports.md", ""),
    "teach": ("teach.md", ""),
}
"""Page -> where the manual tells of it: a file and a heading."""
_SPECTROGRAM: Sequence[KeyLine] = (
    ("+  −", "Zoom in, zoom out"),
    ("Wheel", "Zoom about the pointer"),
    ("Ctrl+Wheel", "Zoom the frequencies"),
    ("Shift+Wheel", "Move along the sound"),
    ("PgUp  PgDown", "One window back, on"),
    ("Home  End", "Begin, end of the recording"),
    ("Double click", "All frequencies"),
    ("Shift+drag", "Measure a stretch of sound"),
    ("Esc", "Put the measure away"),
    ("Del", "Delete the annotation"),
)
_LISTS: Sequence[KeyLine] = (
    ("Shift  Ctrl", "Choose several rows"),
    ("Ctrl+A", "Choose all rows"),
    ("Ctrl+C", "Copy the chosen rows"),
    ("Enter", "Open the row"),
)

_SOUND = (
    "Nothing is wrong: its file is sound, all recordings are in their places, and no analysis was "
    "cut short."
)


_WORKS = "Everything works. Send this text along when you ask for help."
_FAILS = "Something does not work: the lines that begin with FAILED say what, and what to do."
_REPORT = (
    "It is kept on this computer only, and holds nothing of your recordings or notes. Send it "
    "along when you ask for help."
)
_NO_REPORT = "Nothing went wrong inside Undersong so far."


class SmallWindows(QObject):
    """Opens them; the session is asked for each time, as another may be open by then."""

    job_made = Signal(object, str, str)
    failed = Signal(str)
    """A BackgroundJob to be shown and started, its title, and its unit."""

    def __init__(
        self, window: QWidget, remembered: Remembered, session: Callable[[], Session | None]
    ) -> None:
        super().__init__(window)
        self._window, self._remembered, self._session = window, remembered, session
        self.help: HelpWindow | None = None

    def show_help(self, page: str) -> None:
        """Show what the manual says of a page; without one, its contents."""
        self.show_manual(*MANUAL.get(page, (INDEX, "")))

    def show_manual(self, file: str, heading: str = "") -> None:
        """Show the manual, from a heading of one of its pages on."""
        self.help = self.help or HelpWindow(self._window)
        self.help.open_at(file, heading)

    def show_keys(self, groups: Groups) -> None:
        """Show all keys: those of the menus, and those of sounds and lists."""
        session = self._session()
        shown = [(name, key_lines(actions)) for name, actions in groups]
        if session:
            shown = [
                (name, [*lines, *session.review.other_keys] if name == "Review" else lines)
                for name, lines in shown
            ]
            shown += [("On the spectrogram", list(_SPECTROGRAM)), ("In lists", list(_LISTS))]
        keys_box(self._window, "Keys", shown).open()

    def show_about(self) -> None:
        """Say what this program is."""
        about_box(self._window).open()

    def show_preferences(self) -> None:
        """Show what can be set for the whole program."""
        session = self._session()
        keys = session.review.actions_by_name["keys"].trigger if session else None
        PreferencesBox(self._window, self._remembered, keys, self._call_species).open()

    def _call_species(self, language: str) -> None:
        session = self._session()
        if session:
            session.project.call_species(language)

    def show_changes(self) -> None:
        """Show what every version brought."""
        self.show_manual(CHANGES)

    def look_for_newer(self) -> None:
        """Ask once whether a newer version is out."""
        job = BackgroundJob(newer_release(), self)
        job.answered.connect(self._tell_of_newer)
        self.job_made.emit(job, "Looking for a newer version", "answers")

    def open_logs(self) -> None:
        """Show the folder of the logs as the system shows folders."""
        if problem := show_outside(log_folder()):
            self.failed.emit(problem)

    def show_crash_report(self) -> None:
        """Show the newest report of what went wrong inside the program."""
        found = crash_reports.newest()
        if found:
            TextToCopy(self._window, "Crash report", _REPORT, found).open()
        else:
            text_box(self._window, "Crash report", _NO_REPORT).open()

    def check_installation(self) -> None:
        """Try every part of the program, and tell what was found."""
        job = BackgroundJob(checking(registered()), self)
        job.answered.connect(self._tell_of_installation)
        self.job_made.emit(job, "Checking this installation", "checks")

    def check_project(self) -> None:
        """Look whether the open project is sound, and tell what was found."""
        session = self._session()
        if session is None:
            return
        job = BackgroundJob(session.project.checking(), session)
        job.answered.connect(self._tell)
        self.job_made.emit(job, "Checking the project", "recordings")

    def _tell_of_installation(self, found: Sequence[CheckResult]) -> None:
        works = all(one.works for one in found)
        sentence = _WORKS if works else _FAILS
        TextToCopy(self._window, "This installation", sentence, told(found)).open()

    def _tell_of_newer(self, sentence: str) -> None:
        text_box(self._window, "Newer version", sentence).open()

    def _tell(self, found: Sequence[ProjectTrouble]) -> None:
        parts = [f"{one.what}\n{one.do}" for one in found]
        text_box(self._window, "Check for problems", "\n\n".join(parts) or _SOUND).open()

"""The windows around the work: help, keys, preferences, the log, and whether a project is sound."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from core.app_folders import log_folder
from core.health.project_check import ProjectTrouble
from gui.background import LOG_NAME, BackgroundJob
from gui.manual import INDEX
from gui.preferences import PreferencesBox, open_folder
from gui.remembered import Remembered
from gui.session import Session
from gui.widgets.about import about_box
from gui.widgets.help_box import KeyLine, key_lines, keys_box, text_box
from gui.widgets.help_window import HelpWindow

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


class SmallWindows(QObject):
    """Opens them; the session is asked for each time, as another may be open by then."""

    job_made = Signal(object, str, str)
    """A BackgroundJob to be shown and started, its title, and its unit."""

    def __init__(
        self, window: QWidget, remembered: Remembered, session: Callable[[], Session | None]
    ) -> None:
        super().__init__(window)
        self._window, self._remembered, self._session = window, remembered, session
        self.help: HelpWindow | None = None

    def show_help(self, page: str) -> None:
        """Show what the manual says of a page; without one, its contents."""
        self.help = self.help or HelpWindow(self._window)
        self.help.open_at(*MANUAL.get(page, (INDEX, "")))

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

    def open_log(self) -> None:
        """Show the log as the system shows texts."""
        open_folder(log_folder() / LOG_NAME)

    def check_project(self) -> None:
        """Look whether the open project is sound, and tell what was found."""
        session = self._session()
        if session is None:
            return
        job = BackgroundJob(session.project.checking(), session)
        job.answered.connect(self._tell)
        self.job_made.emit(job, "Checking the project", "recordings")

    def _tell(self, found: Sequence[ProjectTrouble]) -> None:
        parts = [f"{one.what}\n{one.do}" for one in found]
        text_box(self._window, "Check for problems", "\n\n".join(parts) or _SOUND).open()

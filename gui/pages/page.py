"""What all pages have in common."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QWidget

from gui.background import BackgroundJob
from gui.destinations import PageState
from gui.open_project import OpenProject
from gui.page_names import PageName
from gui.pages.states import State, States
from gui.remembered import Remembered
from gui.requests import Requests
from gui.widgets.empty import Action, Said

_SOON_MS = 500


class Page(QWidget):
    """Shows one side of an open project. It is made for that project, and goes with it."""

    name: PageName
    title = ""

    notice = Signal(str)
    """A sentence for the person; a problem."""
    told = Signal(object)
    """A Notice."""
    job_made = Signal(object, str, str)
    """A BackgroundJob to be shown and started, its title, and its unit."""
    page_wanted = Signal(object, object)
    """A PageName, and what is to be seen there, or None."""

    states: States

    def __init__(self, remembered: Remembered, project: OpenProject) -> None:
        super().__init__()
        self.remembered, self.project = remembered, project
        self.requests = Requests(self)
        self.requests.failed.connect(self.notice)

    def page_actions(self) -> list[QAction]:
        """Return what can be done here, for menus, keys and the finder."""
        return []

    def begin(self) -> None:
        """Read the project, and follow what changes in it. Called once, when all is connected."""
        self.project.scanning.changed.connect(self._say_scanning)

    def ask_for_recordings(self, said: Said) -> None:
        """Say that recordings come first, or that they are just being looked for."""
        self.states.show_empty(said)
        self._say_scanning()

    def go_to(self, page: PageName, state: PageState | None = None) -> None:
        """Lead to a page, and to something on it."""
        self.page_wanted.emit(page, state)

    def show_state(self, state: PageState) -> None:
        """Show what another page leads to, before this one comes on screen."""
        raise NotImplementedError(f"{self.title} shows no {type(state).__name__}")

    def arrive(self) -> None:
        """Take the keyboard, as the page has come on screen."""
        self.states.take_focus()

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded."""
        return not (self.requests.busy or self.project.changes.waiting)

    @property
    def foot_px(self) -> int:
        """Return how high what is at the bottom is that no notice may cover."""
        return 0

    def start(self, job: BackgroundJob, title: str, unit: str) -> None:
        """Hand a job to the window, which shows it on every page and starts it."""
        self.job_made.emit(job, title, unit)

    def _say_scanning(self) -> None:
        scanning = self.project.scanning
        if scanning.job and self.states.state in (State.EMPTY, State.UNKNOWN):
            doing = Said(
                "Looking for recordings",
                "They are listed as they are found.",
                (Action("Stop", scanning.stop),),
            )
            self.states.show_busy(doing, scanning, "files")


class LivePage(Page):
    """Reads again what has changed: soon where it is on screen, else when it comes there."""

    def __init__(self, remembered: Remembered, project: OpenProject) -> None:
        super().__init__(remembered, project)
        self.stale = True
        """Something has changed that ``reload`` has not read yet."""
        self._later = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._later.timeout.connect(self.reload)

    def reload(self) -> None:
        """Read everything again; call ``mark_fresh`` when it begins."""
        raise NotImplementedError

    def reload_when_seen(self) -> None:
        """Read everything again: now where the page is on screen, else when it comes there."""
        self.stale = True
        if self.isVisible():
            self.reload()

    def reload_soon(self) -> None:
        """Read everything again: once, however often this is called in a moment."""
        self.stale = True
        if self.isVisible() and not self._later.isActive():
            self._later.start()

    def mark_fresh(self) -> None:
        """Note that everything is being read as it is now."""
        self.stale = False
        self._later.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed while the page was not on screen. Called by Qt."""
        super().showEvent(event)
        if self.stale:
            self.reload()

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded."""
        return super().settled and not self._later.isActive()

"""What is made for an open project and dropped with it: its pages, and how one leads to another."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.open_project import OpenProject
from gui.page_names import PageName
from gui.pages.analysis import AnalysisPage
from gui.pages.health import HealthPage
from gui.pages.lost import Lost
from gui.pages.overview import OverviewPage
from gui.pages.page import Page
from gui.pages.recordings import RecordingsPage
from gui.pages.report import ReportPage
from gui.pages.review import ReviewPage
from gui.pages.sites import SitesPage
from gui.pages.teach import TeachPage
from gui.pages.undoing import Undoing
from gui.player import NO_OUTPUT
from gui.remembered import Remembered
from gui.widgets import words
from gui.widgets.notice import Notice


class Session(QObject):
    """One project on screen, from opening to leaving it. Nothing of it lives on after ``leave``."""

    notice = Signal(str)
    """A sentence for the person; a problem."""
    told = Signal(object)
    """A Notice."""
    job_made = Signal(object, str, str)
    """A BackgroundJob to be shown and started, its title, and its unit."""
    page_wanted = Signal(object, object)
    """A PageName, and what is to be seen there, or None."""
    project_wanted = Signal(object)
    """The folder of another project that is to be opened."""
    saved = Signal()
    """Nothing is still to be written."""

    def __init__(self, project: OpenProject, remembered: Remembered, parent: QObject) -> None:
        super().__init__(parent)
        self.project = project
        self.lost = Lost(project)
        self._told_silent = False
        self.overview = OverviewPage(remembered, project)
        self.recordings = RecordingsPage(remembered, project)
        self.sites, self.health = SitesPage(remembered, project), HealthPage(remembered, project)
        self.analysis = AnalysisPage(remembered, project)
        self.review = ReviewPage(remembered, project)
        self.report, self.teach = ReportPage(remembered, project), TeachPage(remembered, project)
        field = (self.recordings, self.sites, self.health)
        heard = (self.analysis, self.review, self.report, self.teach)
        self.pages: tuple[Page, ...] = (self.overview, *field, *heard)
        self.undoing = Undoing(project.changes, self._shows_clips, self)
        self._connect()

    def begin(self) -> None:
        """Let the pages read: whoever shows them is connected."""
        for page in self.pages:
            page.begin()

    @property
    def saving(self) -> bool:
        """Tell whether something is still to be written."""
        return bool(self.project.changes.waiting) or any(p.requests.doing for p in self.pages)

    def page(self, name: PageName) -> Page | None:
        """Return the page of a name, if there is one."""
        return next((page for page in self.pages if page.name == name), None)

    def leave(self) -> None:
        """Ask nothing more, fall silent, and go: at once, or when what is being written is."""
        self.review.fall_silent()
        for page in self.pages:
            page.hide()
            page.requests.forget_all()
            page.requests.did.connect(self._go)
        self.lost.hide()
        self._go()

    def _go(self) -> None:
        if any(page.requests.doing for page in self.pages):
            return  # whether that fails is still to be told
        widgets: tuple[QWidget, ...] = (self.lost, *self.pages)
        for widget in widgets:
            widget.deleteLater()
        self.deleteLater()

    def _connect(self) -> None:
        self.review.more_like_wanted.connect(self.teach.begin_with)
        self.teach.project_wanted.connect(self.project_wanted)
        self.lost.failed.connect(self.notice)
        self.undoing.told.connect(self.told)
        changes = self.project.changes
        changes.failed.connect(self.notice)
        changes.told.connect(self._say_what_stands)
        changes.slow.connect(self._say_slow)
        changes.idle.connect(self._say_saved)
        for page in self.pages:
            if page not in (self.review, self.teach):  # they have more keys for it
                self.undoing.answer_on(page)
        for page in self.pages:
            page.notice.connect(self._pass_on)
            page.told.connect(self.told)
            page.job_made.connect(self.job_made)
            page.page_wanted.connect(self.page_wanted)
            page.requests.did.connect(self._say_saved)

    def _shows_clips(self) -> bool:
        return self.review.isVisible() or self.teach.isVisible()

    def _say_saved(self) -> None:
        if not self.saving:
            self.saved.emit()

    def _say_what_stands(self, sentence: str) -> None:
        self.told.emit(Notice(sentence))

    def _say_slow(self, number: int) -> None:
        waiting = (
            "What you said last waits"
            if number == 1
            else words.count(number, "change waits", "changes wait")
        )
        self.told.emit(
            Notice(
                f"{waiting} to be saved: something else is writing to the project. Go on meanwhile."
            )
        )

    def _pass_on(self, sentence: str) -> None:
        """Pass on what a page tells; that nothing can be heard is said once, not on each page."""
        if sentence != NO_OUTPUT or not self._told_silent:
            self.notice.emit(sentence)
        self._told_silent |= sentence == NO_OUTPUT

"""The window: its frame and menus. What happens on a page is the page's own."""

from pathlib import Path

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from core.store.detections import Filter
from gui.menus import Menus, fill
from gui.networks.opening import Networks
from gui.open_project import OpenProject
from gui.pages.analysis import AnalysisPage
from gui.pages.health import HealthPage
from gui.pages.lost import Lost
from gui.pages.overview import OverviewPage
from gui.pages.page import Page
from gui.pages.projects import Projects
from gui.pages.recordings import RecordingsPage
from gui.pages.report import ReportPage
from gui.pages.review import ReviewPage
from gui.pages.sites import SitesPage
from gui.pages.teach import TeachPage
from gui.pages.welcome import WelcomePage
from gui.remembered import Remembered
from gui.widgets.action_finder import ActionFinder
from gui.widgets.dropped import dropped
from gui.widgets.header import Header
from gui.widgets.job_bar import JobBar
from gui.widgets.notice import Notice
from gui.widgets.parts import column, holder, line, row
from gui.widgets.plain import title
from gui.widgets.rail import Rail


class MainWindow(QMainWindow):
    """A rail of pages, a header, the page, and a bar of what runs."""

    def __init__(self, remembered: Remembered) -> None:
        super().__init__()
        self._remembered = remembered
        self.projects, self.networks = Projects(self, remembered), Networks(self, remembered)
        self.welcome = WelcomePage()
        self.recordings, self.analysis = RecordingsPage(remembered), AnalysisPage(remembered)
        self.review, self.report = ReviewPage(remembered), ReportPage(remembered)
        self.sites, self.health = SitesPage(remembered), HealthPage(remembered)
        field = (self.recordings, self.sites, self.health)
        self.teach = TeachPage(remembered)
        heard = (self.analysis, self.review, self.report, self.teach)
        self.overview = OverviewPage(remembered)
        self.pages: tuple[Page, ...] = (self.overview, *field, *heard)
        self.rail, self.job_bar, self.lost = Rail(), JobBar(), Lost()
        self.stack = QStackedWidget()
        self.header = Header(self.review.actions_by_name["reviewer"])
        self._first_page: str | None = None
        self.menus = Menus(self)
        self._build()
        fill(self.menus, self)
        self.finder = ActionFinder(self, self.menus.all_actions)
        self._connect()
        self._show_welcome()

    # --- from outside ---

    def restore(self, usual: QSize) -> None:
        """Take the size and place of last time."""
        self._remembered.restore_window(self, usual)

    def open_at_start(self, folder: Path | None, page: str | None) -> None:
        """Open a project, on a page, as the command line says."""
        if page == "networks":
            self.networks.show()
        else:
            self._first_page = page
        if folder:
            self.projects.open(folder)

    def say_problem(self, sentence: str) -> None:
        """Show a problem until it is closed, unless it is in sight already."""
        if sentence != self.lost.text.text() and not self.networks.says(sentence):
            self.notice.say(sentence, stays=True)

    def go_to(self, name: str) -> None:
        """Show a page, or the window of networks."""
        if name == "networks":
            self.networks.show()
        if name == "review hidden":
            self.review.filters.choose_hidden(True)
            name = "review"
        page = next((p for p in self.pages if p.name == name), None)
        if page is None or self.projects.current is None:
            return
        self.notice.dismiss()
        self.stack.setCurrentWidget(page)
        self.header.title.setText(page.title)
        self.rail.show_chosen(name)
        self._remembered.keep("page", name)
        page.arrive()

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded."""
        page = self.stack.currentWidget()
        others = not self.projects.busy and self.networks.settled
        return others and (not isinstance(page, Page) or page.settled)

    def leave(self) -> None:
        """Let go of the project."""
        for page in self.pages:
            page.asking.forget_all()
        self.review.fall_silent()
        self.networks.leave()
        self.projects.close()

    # --- making ---

    def _build(self) -> None:
        self.setWindowTitle("Undersong")
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 600)
        for page in self.pages:
            self.rail.add(page.name, page.title)
        for shown in (self.welcome, *self.pages):
            self.stack.addWidget(shown)
        area = holder(column(self.stack, gap=0))
        main = holder(column(self.header, line(), self.lost, area, self.job_bar, gap=0, grows=3))
        self.setCentralWidget(holder(row(self.rail, main, gap=0, grows=1), "window"))
        self.notice = Notice(area)

    def _connect(self) -> None:
        self.welcome.new_wanted.connect(self.projects.ask_new)
        self.welcome.open_wanted.connect(self.projects.ask_open)
        self.welcome.recent_wanted.connect(self.projects.open)
        self.welcome.samples_wanted.connect(self.projects.get_samples)
        self.projects.opened.connect(self._show_project)
        for source in (self.projects, self.job_bar, self.lost):
            source.failed.connect(self.say_problem)
        for source in (self.projects, self.lost):
            source.withdrawn.connect(self.notice.withdraw)
        for maker in (self.projects, self.networks):
            maker.job_made.connect(self.job_bar.add)
        self.networks.changed.connect(self.analysis.offer_networks)
        self.projects.samples_ready.connect(lambda f: self.recordings.add_folders([f]))
        self.lost.saved.connect(self.projects.open)
        self.rail.chosen.connect(self.go_to)
        self.header.finder_wanted.connect(self.find_action)
        for asker in (self.overview, self.recordings):
            asker.review_wanted.connect(self._review_only)
        self.review.more_like_wanted.connect(self.teach.begin_with)
        self.teach.learning.run_wanted.connect(self.review.filters.show_run)
        for page in self.pages:
            page.notice.connect(self.say_problem)
            page.told.connect(lambda text, name, do: self.notice.say(text, action=name, do=do))
            page.job_made.connect(self.job_bar.add)
            page.job_made.connect(self.notice.dismiss)
            page.page_wanted.connect(self.go_to)

    def _review_only(self, wanted: Filter) -> None:
        self.review.filters.choose_only(wanted)
        self.go_to(self.review.name)

    # --- projects ---

    def _show_welcome(self) -> None:
        recent = self._remembered.recent()
        self.welcome.show_recent(recent)
        self.menus.show_recent(recent, self.projects.open)
        self.rail.hide()
        self.stack.setCurrentWidget(self.welcome)
        self.header.hide()

    def _show_project(self, project: OpenProject) -> None:
        self.setWindowTitle(title(f"{project.name} – Undersong"))
        self.rail.show()
        self.header.show_project(project)
        self.lost.watch(project)
        for page in self.pages:
            page.show_project(project)
        self.menus.show_recent(self._remembered.recent(), self.projects.open)
        usual = "overview" if project.runs() else "recordings"
        self.go_to(self._first_page or self._remembered.value("page", usual))
        self._first_page = None

    # --- small windows ---

    def find_action(self) -> None:
        """Let any action be found by typing."""
        self.finder.open_at(self.header.finder_corner(self.mapToGlobal(QPoint(self.width(), 0))))

    # --- events ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders. Called by Qt."""
        if self.projects.current and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what is in the folders. Called by Qt."""
        self.go_to("recordings")
        self.recordings.take(dropped(event.mimeData()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let jobs end the step in hand, then close. Called by Qt."""
        self._remembered.keep_window(self)
        if running := self.job_bar.jobs:
            for job in running:
                job.cancel()
            self.notice.say("Closing as soon as the step in hand is saved …", stays=True)
            self.job_bar.idle.connect(self.close)
            event.ignore()
            return
        self.leave()
        event.accept()

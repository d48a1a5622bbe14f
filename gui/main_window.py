"""The window: its frame and menus. What happens on a page is the page's own."""

from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QStackedWidget

from gui.desktop import Desktop
from gui.destinations import PageState
from gui.dropping import Dropping
from gui.heads.opening import Heads
from gui.menus import Commands, Menus
from gui.networks.opening import Networks
from gui.open_folder import sketching
from gui.open_project import OpenProject
from gui.page_names import PageName
from gui.pages.page import Page
from gui.pages.projects import Projects
from gui.pages.welcome import WelcomePage
from gui.remembered import Remembered
from gui.session import Session
from gui.small_windows import SmallWindows
from gui.theme import theme
from gui.widgets import dialogs
from gui.widgets.action_finder import ActionFinder
from gui.widgets.dropped import Dropped, told_apart
from gui.widgets.empty import Action
from gui.widgets.header import Header
from gui.widgets.job_bar import JobBar
from gui.widgets.notice import Notice, NoticeBar
from gui.widgets.parts import column, holder, line, row
from gui.widgets.rail import Rail

_LOW_PX = 640
"""A window as low as this has no header: its title is in the rail, its buttons are in menus."""
_NAMES = frozenset(PageName)
_DROP_HERE = "Drop to add these recordings"
_DROP_ANYWHERE = "Drop to make a project of these recordings, or to open a project"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MainWindow(QMainWindow):
    """A rail of pages, a header, the page, and a bar of what runs."""

    def __init__(self, remembered: Remembered) -> None:
        super().__init__()
        self._remembered = remembered
        self.projects = Projects(self, remembered)
        self.networks = Networks(self, self.projects.listening, remembered)
        self.heads = Heads(self, remembered)
        self.around = SmallWindows(self, remembered, lambda: self.session)
        self.session: Session | None = None
        """The project on screen, if one is open."""
        self.welcome = WelcomePage()
        self.rail, self.job_bar, self.header = Rail(), JobBar(), Header()
        self.stack = QStackedWidget()
        self._first_page: PageName | None = None
        self._build()
        self.menus = Menus(self, self._commands())
        self.finder = ActionFinder(self, self.menus.all_actions)
        self._connect()
        theme().dress(self)
        self._show_welcome()

    # --- from outside ---

    def restore(self, usual: QSize) -> None:
        """Take the size and place of last time."""
        self._remembered.restore_window(self, usual)

    def open_at_start(self, folder: Path | None, page: PageName | None) -> None:
        """Open a project, on a page, as the command line says."""
        if page == PageName.NETWORKS:
            self.networks.show()
        else:
            self._first_page = page
        if folder:
            self.projects.open(folder)

    def say_problem(self, sentence: str) -> None:
        """Show a problem until it is closed, unless it is in sight already."""
        lost = self.session.lost.text.text() if self.session else ""
        if not (lost and sentence.startswith(lost)) and not self.networks.says(sentence):
            self.notice.say(Notice(sentence), stays=True)
            self.desktop.tell(sentence)

    def say_crash(self, sentence: str) -> None:
        """Say that something went wrong inside the program, and offer the report of it."""
        show = Action("Show the report", self.around.show_crash_report)
        self.notice.say(Notice(sentence, show), stays=True)
        self.desktop.tell(sentence)

    def go_to(self, name: PageName, state: PageState | None = None) -> None:
        """Show a page, and something on it; or the window of networks, or of heads."""
        if name == PageName.NETWORKS:
            self.networks.show()
        if self.session is None:
            return
        if name == PageName.HEADS:
            self.show_heads()
            name = PageName.TEACH
        page = self.session.page(name)
        if page is None:
            return
        if state is not None:
            page.show_state(state)
        self.notice.dismiss()
        self.stack.setCurrentWidget(page)
        self.header.title.setText(page.title)
        self.rail.show_chosen(name)
        self._remembered.keep(self._page_left(self.session.project), name)
        page.arrive()

    def _page_left(self, project: OpenProject) -> str:
        """Return the name under which it is kept on which page a project was left."""
        return self._remembered.of_project(project.folder, "page")

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded."""
        page = self.stack.currentWidget()
        over = self.networks.settled and self.heads.settled
        others = not (self.projects.busy or self.dropping.busy) and over
        return others and (not isinstance(page, Page) or page.settled)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button that has the focus, as Enter does in every dialog. Called by Qt."""
        focused = self.focusWidget()
        if Qt.Key(event.key()) in _ENTER and isinstance(focused, QAbstractButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the header's room to the page where the window is low. Called by Qt."""
        super().resizeEvent(event)
        self._show_header()

    def leave(self) -> None:
        """Let go of the project."""
        self.networks.leave()
        self.projects.close()

    # --- making ---

    def _build(self) -> None:
        self.desktop = Desktop(self)
        self.desktop.name_window("Undersong")
        self.setMinimumSize(960, 600)
        self.stack.addWidget(self.welcome)
        area = holder(column(self.stack, gap=0))
        self._main = column(self.header, line(), area, self.job_bar, gap=0, grows=2)
        self.setCentralWidget(holder(row(self.rail, holder(self._main), gap=0, grows=1), "window"))
        self.notice = NoticeBar(area, self._foot_px)
        self.dropping = Dropping(self, area, told_apart, self._drop_words, lambda: self.session)

    def _drop_words(self) -> str:
        return _DROP_HERE if self.session else _DROP_ANYWHERE

    def _foot_px(self) -> int:
        page = self.stack.currentWidget()
        return page.foot_px if isinstance(page, Page) else 0

    def _commands(self) -> Commands:
        return Commands(
            self.projects.ask_new,
            self.projects.ask_open,
            self.projects.ask_bundle,
            self.projects.ask_close,
            self.networks.show,
            self.show_heads,
            self.close,
            self.go_to,
            self.find_action,
            self.show_help,
            lambda: self.around.show_keys(self.menus.groups()),
            self.around.show_about,
            self.around.show_preferences,
            self.around.show_changes,
            self.around.look_for_newer,
            self.around.check_project,
            self.around.check_installation,
            self.around.open_logs,
            self.around.show_crash_report,
        )

    def _connect(self) -> None:
        self.welcome.folder_wanted.connect(self._ask_folder)
        self.welcome.new_wanted.connect(self.projects.ask_new)
        self.welcome.open_wanted.connect(self.projects.ask_open)
        self.welcome.recent_wanted.connect(self.projects.open)
        self.welcome.samples_wanted.connect(self.projects.get_samples)
        self.projects.opened.connect(self._begin_session)
        self.projects.left.connect(self._end_session)
        self.projects.adding.connect(self._take)
        self.dropping.taken.connect(self._take)
        self.projects.withdrawn.connect(self.notice.withdraw)
        self.dropping.withdrawn.connect(self.notice.withdraw)
        for source in (self.projects, self.job_bar, self.around, self.dropping):
            source.failed.connect(self.say_problem)
        for maker in (self.around, self.projects, self.networks, self.heads):
            maker.job_made.connect(self.job_bar.add)
        self.heads.page_wanted.connect(self.go_to)
        self.job_bar.progressed.connect(self.desktop.show_progress)
        self.rail.chosen.connect(self.go_to)
        self.header.finder_wanted.connect(self.find_action)

    # --- projects ---

    def _show_header(self) -> None:
        self.header.setVisible(self.session is not None and self.height() >= _LOW_PX)

    def _show_welcome(self) -> None:
        self.desktop.name_window("Undersong")
        recent = self._remembered.recent()
        self.welcome.show_recent(recent)
        if recent:
            sketches = sketching(self.welcome, lambda: self.session, recent)
            sketches.done.connect(self.welcome.show_sketches)
        self.menus.show(None)
        self.menus.show_recent(recent, self.projects.open)
        self.rail.hide()
        self._show_header()
        self.stack.setCurrentWidget(self.welcome)

    def _begin_session(self, project: OpenProject) -> None:
        session = self.session = Session(project, self._remembered, self)
        self.desktop.name_window(f"{project.titled} – Undersong")
        self._connect_session(session)
        for page in session.pages:
            self.rail.add(page.name, page.title)
            self.stack.addWidget(page)
        self._main.insertWidget(self._main.count() - 2, session.lost)
        self.rail.show()
        self.header.show_project(project)
        self._show_header()
        self.menus.show(session)
        self.menus.show_recent(self._remembered.recent(), self.projects.open)
        session.begin()
        usual = PageName.OVERVIEW if project.runs() else PageName.RECORDINGS
        if project.bundle:
            usual = PageName.REVIEW
        left = self._remembered.value(self._page_left(project), usual.value)
        self.go_to(self._first_page or (PageName(left) if left in _NAMES else usual))
        self._first_page = None

    def _connect_session(self, session: Session) -> None:
        session.notice.connect(self.say_problem)
        session.told.connect(self._tell)
        session.job_made.connect(self.job_bar.add)
        session.job_made.connect(self.notice.dismiss)
        session.page_wanted.connect(self.go_to)
        session.lost.saved.connect(self._go_on_with)
        session.project_wanted.connect(self._go_on_with)
        session.lost.withdrawn.connect(self.notice.withdraw)
        self.networks.changed.connect(session.analysis.offer_networks)
        self.header.reviewer_wanted.connect(session.review.actions_by_name["reviewer"].trigger)

    def _go_on_with(self, other: Path) -> None:
        """Open another project, or a copy of this, on the page that is shown."""
        page = self.stack.currentWidget()
        self._first_page = page.name if isinstance(page, Page) else None
        self.projects.open(other)

    def _end_session(self) -> None:
        session, self.session = self.session, None
        if session:
            for page in session.pages:
                self.stack.removeWidget(page)
            self._main.removeWidget(session.lost)
            self.notice.dismiss()
            self.heads.leave()
            self._show_welcome()
            session.leave()

    def _tell(self, notice: Notice) -> None:
        self.notice.say(notice)
        self.desktop.tell(notice.sentence)

    def _take(self, what: Dropped) -> None:
        """Open a project that was dropped, or add recordings: without a project, make one."""
        if opened := [*what.bundles, *what.projects]:
            self.projects.open(opened[0])
        elif self.session:
            self.go_to(PageName.RECORDINGS)
            self.session.recordings.take(what)
        elif what:
            self.projects.ask_new(what)
        elif what.refusal:
            self.say_problem(what.refusal)

    def _ask_folder(self) -> None:
        folder = dialogs.existing_folder(self, "Open a folder of recordings")
        if folder:
            self.dropping.look_at([QUrl.fromLocalFile(str(folder))])

    # --- small windows ---

    def find_action(self) -> None:
        """Let any action be found by typing."""
        self.finder.open_at(self.header.finder_corner(self.mapToGlobal(QPoint(self.width(), 0))))

    def show_heads(self) -> None:
        """Show the heads of the project and of the person, or of the person alone."""
        self.heads.show(self.session.project if self.session else None)

    def show_help(self) -> None:
        """Show what the manual says of the page."""
        page = self.stack.currentWidget()
        self.around.show_help(page.name if isinstance(page, Page) else "")

    # --- events ---

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let jobs end the step in hand and all be saved, then close. Called by Qt."""
        self._remembered.keep_window(self)
        if running := self.job_bar.jobs:
            for job in running:
                job.cancel()
            self.notice.say(Notice("Closing as soon as what is being done is saved …"), stays=True)
            self.job_bar.idle.connect(self.close)
            event.ignore()
            return
        if self.session and self.session.saving:
            self.notice.say(Notice("Closing as soon as what you said is saved …"), stays=True)
            self.session.saved.connect(self.close)
            event.ignore()
            return
        self.leave()
        event.accept()

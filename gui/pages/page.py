"""What all pages have in common."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from gui.background import BackgroundJob, Call, call
from gui.open_project import OpenProject
from gui.remembered import Remembered
from gui.widgets.empty import EmptyState

_SOON_MS = 500


class Page(QWidget):
    """Shows one side of a project. The window gives it the project, and takes it away."""

    name = ""
    title = ""
    help = ""
    """What one can do on the page, in a few short paragraphs."""

    notice = Signal(str)
    """A sentence for the person; a problem."""
    told = Signal(str, str, object)
    """A sentence for the person, the name of what can be done now (or nothing), and how."""
    job_made = Signal(object, str, str)
    """A BackgroundJob to be shown and started, its title, and its unit."""
    page_wanted = Signal(str)

    either: "Either"

    def __init__(self, remembered: Remembered) -> None:
        super().__init__()
        self.remembered = remembered
        self.project: OpenProject | None = None
        self.asking = Asking(self)
        self.asking.failed.connect(self.notice)

    def page_actions(self) -> list[QAction]:
        """Return what can be done here, for menus, keys and the finder."""
        return []

    def show_project(self, project: OpenProject) -> None:
        """Show a project from now on."""
        self.project = project

    def arrive(self) -> None:
        """Take the keyboard, as the page has come on screen."""
        self.either.take_focus()

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded."""
        return not self.asking.busy

    def start(self, job: BackgroundJob, title: str, unit: str) -> None:
        """Hand a job to the window, which shows it on every page and starts it."""
        self.job_made.emit(job, title, unit)


class LivePage(Page):
    """Reads again what has changed: soon where it is on screen, else when it comes there."""

    def __init__(self, remembered: Remembered) -> None:
        super().__init__(remembered)
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


class Asking(QObject):
    """Questions to core that are answered in another thread. The newest of a kind counts."""

    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._under_way: dict[str, _Question] = {}

    @property
    def busy(self) -> bool:
        """Tell whether an answer is still to come."""
        return bool(self._under_way)

    def asked(self, about: str) -> bool:
        """Tell whether an answer about something is still to come."""
        return about in self._under_way

    def ask(
        self,
        about: str,
        work: Callable[[], object],
        then: Callable[..., object],
        failed: Callable[[str], object] | None = None,
    ) -> None:
        """Do ``work`` elsewhere and hand what it returns to ``then``.

        A question about the same that is still under way is forgotten. ``failed`` gets the
        sentence of a failure, otherwise the page's notice does.
        """
        self.forget(about)
        self._under_way[about] = _Question(call(work), about, then, failed, self)

    def forget(self, about: str) -> None:
        """Drop a question; its answer is not wanted any more."""
        earlier = self._under_way.pop(about, None)
        if earlier:
            earlier.drop()

    def forget_all(self) -> None:
        """Drop all questions."""
        for about in list(self._under_way):
            self.forget(about)

    def ended(self, question: "_Question") -> None:
        """Note an answer. Called by the question itself."""
        if self._under_way.get(question.about) is question:
            del self._under_way[question.about]


class _Question(QObject):
    """One question. It ends with its page, and then nobody is called back."""

    def __init__(
        self,
        under_way: Call,
        about: str,
        then: Callable[..., object],
        failed: Callable[[str], object] | None,
        parent: Asking,
    ) -> None:
        super().__init__(parent)
        self.about, self._call, self._parent = about, under_way, parent
        self._then, self._failed = then, failed
        under_way.done.connect(self._came)
        under_way.failed.connect(self._broke)

    def drop(self) -> None:
        """Have no answer delivered."""
        self._call.drop()
        self.deleteLater()

    def _came(self, answer: object) -> None:
        self._parent.ended(self)
        self._then(answer)
        self.deleteLater()

    def _broke(self, sentence: str) -> None:
        self._parent.ended(self)
        (self._failed or self._parent.failed.emit)(sentence)
        self.deleteLater()


class Either(QStackedLayout):
    """The page's content, or its empty state."""

    def __init__(
        self, page: Page, content: QWidget, empty: EmptyState, begin: Callable[[], object]
    ) -> None:
        """``begin`` gives the keyboard to the part of the content that one starts with."""
        super().__init__(page)
        self._page, self._empty, self._begin = page, empty, begin
        self.addWidget(content)
        self.addWidget(empty)

    def show_content(self, there_is: bool) -> None:
        """Show the content where there is any; the keyboard follows."""
        wanted = 0 if there_is else 1
        if wanted != self.currentIndex():
            self.setCurrentIndex(wanted)
            if self._page.isVisible() and self._page.window().isActiveWindow():
                self._page.arrive()

    def take_focus(self) -> None:
        """Give the keyboard to the content, or to the one button there is."""
        if self.is_empty:
            self._empty.button.setFocus()
        else:
            self._begin()

    @property
    def is_empty(self) -> bool:
        """Tell whether the empty state is on screen."""
        return self.currentIndex() == 1

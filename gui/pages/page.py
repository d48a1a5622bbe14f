"""What all pages have in common."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QWidget

from gui.background import About, BackgroundJob, Call, call
from gui.open_project import OpenProject
from gui.pages.states import State, States
from gui.remembered import Remembered
from gui.widgets.empty import Action, Said

_SOON_MS = 500


class Page(QWidget):
    """Shows one side of an open project. It is made for that project, and goes with it."""

    name = ""
    title = ""

    notice = Signal(str)
    """A sentence for the person; a problem."""
    told = Signal(str, str, object)
    """A sentence for the person, the name of what can be done now (or nothing), and how."""
    job_made = Signal(object, str, str)
    """A BackgroundJob to be shown and started, its title, and its unit."""
    page_wanted = Signal(str)

    states: States

    def __init__(self, remembered: Remembered, project: OpenProject) -> None:
        super().__init__()
        self.remembered, self.project = remembered, project
        self.asking = Asking(self)
        self.asking.failed.connect(self.notice)

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

    def arrive(self) -> None:
        """Take the keyboard, as the page has come on screen."""
        self.states.take_focus()

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded."""
        return not (self.asking.busy or self.project.changes.waiting)

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


def the_project() -> None:
    """Be the subject of what holds for the whole project, whatever of it is shown."""


class Asking(QObject):
    """Questions to core that are answered in another thread.

    An answer counts while what it is about is shown, as the asker states it. Of questions of one
    kind, which fill the same place on screen, the newest counts.
    """

    failed = Signal(str)
    did = Signal()
    """Something that was to be done has come to its end."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._under_way: dict[tuple[str, int], _Question] = {}
        self._doings = 0

    @property
    def busy(self) -> bool:
        """Tell whether an answer is still to come."""
        return bool(self._under_way)

    @property
    def doing(self) -> bool:
        """Tell whether something is being done, also what was forgotten since."""
        return any(one.under_way for one in self.findChildren(_Doing))

    def asked(self, kind: str) -> bool:
        """Tell whether an answer of a kind is still to come."""
        return any(known == kind for known, _ in self._under_way)

    def ask(
        self,
        kind: str,
        about: About,
        work: Callable[[], object],
        then: Callable[..., object],
        failed: Callable[[str], object] | None = None,
    ) -> Call:
        """Read something elsewhere and hand what ``work`` returns to ``then``.

        ``about`` returns what is shown now, of all that the answer depends on (``the_project``
        where that is nothing): if it returns something else when the answer comes, neither
        ``then`` nor ``failed`` is called. A question of the same kind that is still under way is
        forgotten. ``failed`` gets the sentence of a failure, otherwise the page's notice does.
        """
        self.forget(kind)
        return self._begin(_Question((kind, 0), then, failed, self), about, work)

    def do(
        self,
        kind: str,
        work: Callable[[], object],
        then: Callable[..., object],
        failed: Callable[[str], object] | None = None,
        *,
        in_turn: bool = False,
    ) -> None:
        """Change or write something elsewhere; several of a kind may be under way.

        ``in_turn``: in the line of all changes of the project, after what was asked for before.
        ``then`` is called while the asker is there; a failure is told in any case.
        """
        self._doings += 1
        doing = _Doing((kind, self._doings), then, failed, self)
        self._begin(doing, the_project, work, in_turn=in_turn)

    def forget(self, kind: str) -> None:
        """Drop a question; its answer is not wanted any more."""
        self._drop((kind, 0))

    def forget_all(self) -> None:
        """Drop all questions; that something could not be done is still told."""
        for key in list(self._under_way):
            self._drop(key)

    def ended(self, question: "_Question") -> None:
        """Note an answer. Called by the question itself."""
        if self._under_way.get(question.key) is question:
            del self._under_way[question.key]

    def _begin(
        self, question: "_Question", about: About, work: Callable[[], object], in_turn: bool = False
    ) -> Call:
        self._under_way[question.key] = question
        under_way = call(self, about, work, in_turn=in_turn)
        question.wait_for(under_way)
        return under_way

    def _drop(self, key: tuple[str, int]) -> None:
        earlier = self._under_way.pop(key, None)
        if earlier:
            earlier.drop()


class _Question(QObject):
    """One question. It ends with its page, and then nobody is called back."""

    def __init__(
        self,
        key: tuple[str, int],
        then: Callable[..., object],
        failed: Callable[[str], object] | None,
        parent: Asking,
    ) -> None:
        super().__init__(parent)
        self.key, self._parent = key, parent
        self._then, self._failed = then, failed or parent.failed.emit
        self._call: Call | None = None
        self.under_way = True

    def wait_for(self, under_way: Call) -> None:
        """Have the answer delivered."""
        self._call = under_way
        under_way.done.connect(self._came)
        under_way.failed.connect(self._broke)
        under_way.lapsed.connect(self._lapsed)

    def drop(self) -> None:
        """Have no answer delivered."""
        if self._call:
            self._call.drop()
        self.deleteLater()

    def _came(self, answer: object) -> None:
        self._end()
        self._then(answer)

    def _broke(self, sentence: str) -> None:
        self._end()
        self._failed(sentence)

    def _lapsed(self, _problem: str) -> None:
        self._end()

    def _end(self) -> None:
        self.under_way = False
        self._parent.ended(self)
        self.deleteLater()


class _Doing(_Question):
    """Something that is done whatever is shown by then; that it failed is never kept back."""

    def drop(self) -> None:
        """Tell of nothing but a failure."""
        self._then = lambda _answer: None

    def _came(self, answer: object) -> None:
        super()._came(answer)
        self._parent.did.emit()

    def _broke(self, sentence: str) -> None:
        super()._broke(sentence)
        self._parent.did.emit()

    def _lapsed(self, problem: str) -> None:
        self._end()
        if problem:
            self._failed(problem)
        self._parent.did.emit()

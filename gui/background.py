"""The one place where work leaves the window's thread."""

import logging
import os
import sys
from collections import deque
from collections.abc import Callable, Generator
from contextlib import closing
from functools import cache, partial
from threading import Event

from PySide6.QtCore import (
    QCoreApplication,
    QElapsedTimer,
    QObject,
    QThread,
    QThreadPool,
    QTimer,
    Signal,
)
from shiboken6 import isValid

from core.app_folders import log_folder
from core.errors import REFUSED, UserError, sentence_about
from core.jobs import Inquiry, Progress

log = logging.getLogger(__name__)

LOG_NAME = "undersong.log"

About = Callable[[], object]
"""What is shown now: a value that equals an earlier one while the same is shown."""
_LEAST_THREADS = 4
_KEPT_THREADS = 3
"""For what is around a clip, and for two tiles of its sound."""
_ROUND_MS = 8
_NICE = 5  # between the window's thread and the workers of an analysis

# How long Python work in other threads may keep the window's thread waiting for its turn; the
# usual 5 ms, several times a frame, is seen as a stutter.
sys.setswitchinterval(0.001)


class BackgroundJob(QThread):
    """Runs a core job to its end, or until it is cancelled.

    ``progressed`` carries a ``core.jobs.Progress``, ``failed`` a sentence for the person.
    ``finished`` (from QThread) always comes last, whatever happened; ``completed`` comes before
    it when the job reached its end, and before that ``answered`` with what an inquiry returned.
    Signals arrive in the window's thread.
    """

    progressed = Signal(object)
    failed = Signal(str)
    completed = Signal()
    answered = Signal(object)
    paused_changed = Signal(bool)
    _news = Signal(object)

    def __init__(self, job: Inquiry[object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self._may_go_on = Event()
        self._may_go_on.set()
        self._silent = False
        self._news.connect(self._tell)

    @property
    def paused(self) -> bool:
        """Tell whether the job waits between two steps, or will after the step in hand."""
        return not self._may_go_on.is_set()

    def pause(self) -> None:
        """Wait after the step in hand, which stays saved."""
        self._may_go_on.clear()
        self.paused_changed.emit(True)

    def resume(self) -> None:
        """Go on after a pause."""
        self._may_go_on.set()
        self.paused_changed.emit(False)

    def cancel(self) -> None:
        """Stop after the step in hand, which stays saved."""
        self.requestInterruption()
        self._may_go_on.set()

    def end_silently(self) -> None:
        """Stop after the step in hand, wait for it, and tell only of the end: it is not shown."""
        self._silent = True
        self.cancel()
        self.wait()

    def run(self) -> None:
        """Take the job's steps, in this thread. Called by Qt."""
        _let_the_window_go_first()
        problem = _problem_of(self._take_steps)
        if problem:
            self._news.emit(partial(self.failed.emit, problem))

    def _tell(self, news: Callable[[], object]) -> None:
        if not self._silent:
            news()

    def _take_steps(self) -> None:
        try:
            while True:
                try:
                    progress = next(self._job)
                except StopIteration as end:
                    self._news.emit(partial(self.answered.emit, end.value))
                    self._news.emit(self.completed.emit)
                    return
                self._news.emit(partial(self.progressed.emit, progress))
                self._may_go_on.wait()
                if self.isInterruptionRequested():
                    return
        finally:
            self._job.close()


class Call(QObject):
    """One short piece of work, under way, and what it is about.

    Exactly one of ``done`` (with what the work returned), ``failed`` (with a sentence for the
    person) and ``lapsed`` is emitted, in the window's thread; none after ``drop``.
    """

    done = Signal(object)
    failed = Signal(str)
    lapsed = Signal(str)
    """Something else is shown by now; the sentence of a failure, or nothing if all went well."""

    def __init__(
        self, asker: QObject, about: About, work: Callable[[], object], parent: QObject | None
    ) -> None:
        super().__init__(parent)
        self._asker, self._about, self._asked_about = asker, about, about()
        self._work: Callable[[], object] | None = work
        self.step: Progress | None = None
        """How far it is, where the work returns a ``core.jobs.Inquiry``."""
        self._postman = _postman()

    def drop(self) -> None:
        """Forget the work: its result is not delivered.

        It does not start if it has not, and an inquiry ends after the step in hand.
        """
        self._work = None

    def run(self) -> None:
        """Do the work, in a pool's thread."""
        _let_the_window_go_first()
        work, result = self._work, None

        def keep() -> None:
            nonlocal result
            result = work() if work else None
            if isinstance(result, Generator):
                result = self._answer(result)

        problem = _problem_of(keep)
        self._postman.came.emit(self, result, problem)

    def _answer(self, inquiry: Inquiry[object]) -> object:
        with closing(inquiry):
            while self._work:
                try:
                    self.step = next(inquiry)
                except StopIteration as end:
                    return end.value
        return None  # nobody waits for it any more

    def deliver(self, result: object, problem: str) -> None:
        """Tell what came of it, in the window's thread."""
        if self._work is None or not isValid(self._asker):
            pass  # nobody waits for it any more
        elif self._about() != self._asked_about:
            self.lapsed.emit(problem)
        elif problem:
            self.failed.emit(problem)
        else:
            self.done.emit(result)
        self.deleteLater()


class _Postman(QObject):
    """Carries what came of calls into the window's thread.

    A call is deleted once it has delivered. Were the signal its own, that could be while the
    pool's thread is still within emitting it. Answers that come together are not all delivered
    at once either: keys, mouse and painting have their turn in between.
    """

    came = Signal(object, object, str)

    def __init__(self) -> None:
        super().__init__()
        self._bag: deque[tuple[Call, object, str]] = deque()
        self._round = QTimer(self, singleShot=True, interval=0)
        self._round.timeout.connect(self._hand_over)
        self.came.connect(self._take)

    def _take(self, under_way: Call, result: object, problem: str) -> None:
        self._bag.append((under_way, result, problem))
        self._round.start()

    def _hand_over(self) -> None:
        began = QElapsedTimer()
        began.start()
        while self._bag:
            under_way, result, problem = self._bag.popleft()
            if self._bag:  # before delivering: that may open a dialog and not come back soon
                self._round.start()
            under_way.deliver(result, problem)
            if began.elapsed() >= _ROUND_MS:
                break


@cache
def _postman() -> _Postman:
    return _Postman()


def call(
    asker: QObject,
    about: About,
    work: Callable[[], object],
    *,
    in_turn: bool = False,
    first: bool = False,
) -> Call:
    """Do something short in another thread and return its signals, to be connected at once.

    ``in_turn``: in the one thread in which all such works are done in the order of their calls.
    ``first``: in threads kept for what a person waits for, such as the clip in hand, however many
    counts and lists are being read.

    An answer is about what ``about`` returns when it is asked for. By the time it comes something
    else may be shown: then it is not delivered. ``about`` is asked no more once ``asker`` is
    deleted, so that a page may close before the work is done; connect methods of a QObject rather
    than lambdas for the same reason. ``work`` must not touch widgets.
    """
    # The application owns it until it has delivered.
    under_way = Call(asker, about, work, QCoreApplication.instance())
    if in_turn:
        _line().start(under_way.run)
        return under_way
    if first:
        _kept().start(under_way.run)
        return under_way
    pool = QThreadPool.globalInstance()
    # Work often waits for a disk: on two cores, two slow reads must not hold up the sound.
    pool.setMaxThreadCount(max(_LEAST_THREADS, QThread.idealThreadCount()))
    pool.start(under_way.run)
    return under_way


def _let_the_window_go_first() -> None:
    """Give this thread less of a busy processor than the window's has."""
    if sys.platform == "linux":  # where Qt's priorities do nothing, and threads have a nice each
        mine = os.getpriority(os.PRIO_PROCESS, 0)
        os.setpriority(os.PRIO_PROCESS, 0, max(mine, _NICE))
    else:
        QThread.currentThread().setPriority(QThread.Priority.LowPriority)


@cache
def _line() -> QThreadPool:
    line = QThreadPool()
    line.setMaxThreadCount(1)
    return line


@cache
def _kept() -> QThreadPool:
    kept = QThreadPool()
    kept.setMaxThreadCount(_KEPT_THREADS)
    return kept


def wait_for_line() -> None:
    """Wait until all that was called in turn is done; what came of it is still to be delivered."""
    _line().waitForDone()


def wait_for_calls() -> None:
    """Wait until no call is under way. To be called once, before the application ends."""
    wait_for_line()
    _kept().waitForDone()
    QThreadPool.globalInstance().waitForDone()


def _problem_of(work: Callable[[], None]) -> str:
    """Do the work; return what to tell the person, or nothing if all went well."""
    try:
        work()
    except UserError as error:
        return str(error)
    except REFUSED as error:
        log.exception("Work in the background broke off")
        return sentence_about(error)
    except Exception:  # the one boundary: nothing above this could log it
        log.exception("Work in the background broke off")
        return f"Something went wrong. The details are in the log: {log_folder() / LOG_NAME}"
    return ""

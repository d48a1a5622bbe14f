"""Learns by itself a moment after each answer, and makes detections when that is wished."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from core.heads.knowledge import KnownSound
from core.heads.sought_clips import SoughtClip
from core.heads.trained_head import TrainedHead
from gui.destinations import FoundBy
from gui.open_project import OpenProject
from gui.open_teaching import HeadDraft
from gui.page_names import PageName
from gui.pages.teach.head_panel import NOTHING, HeadPanel
from gui.pages.teach.questions import TeachQuestion
from gui.pages.teach.searching import Searching
from gui.requests import Requests
from gui.widgets.empty import Action, Said
from gui.widgets.notice import Notice

_SOON_MS = 1_000


class Learning(QObject):
    """One thing is learned at a time; what was said meanwhile comes next."""

    told = Signal(object)
    """A Notice."""
    job_made = Signal(object, str, str)
    page_wanted = Signal(object, object)
    """A PageName, and what is to be seen there."""

    def __init__(
        self, project: OpenProject, panel: HeadPanel, searching: Searching, requests: Requests
    ) -> None:
        super().__init__(panel)
        self._panel, self._searching, self._requests = panel, searching, requests
        self.project = project
        self.draft: HeadDraft | None = None
        self._learned: tuple[str, KnownSound] | None = None
        """What the draft on screen was learned from."""
        self._due = False
        self._made: int | None = None
        """The analysis that the draft on screen has made."""
        self._judged: set[str] = set()
        """Labels of which the clips above the threshold were gone through."""
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._learn)
        panel.changed.connect(self._learn)
        panel.detections_wanted.connect(self.detect)
        panel.keep_wanted.connect(self._keep)
        panel.review_wanted.connect(lambda: self._see(self._made))
        panel.states.show_empty(NOTHING)

    @property
    def waiting(self) -> bool:
        """Tell whether something is to be learned in a moment."""
        return self._soon.isActive()

    def forget(self) -> None:
        """Learn anew: other clips are looked at."""
        self._requests.forget(TeachQuestion.LEARN)
        self._learned = None

    def learn_soon(self, known: KnownSound) -> None:
        """Learn from what is known by now, unless that was learned from already."""
        if not known.having:
            self._know_nothing()
        elif self._learned != (self._searching.sought.label, known):
            self._learned = (self._searching.sought.label, known)
            self._soon.start()

    def follow(self, label: str) -> None:
        """Show nothing of another sound any more."""
        if self._learned and self._learned[0] != label:
            self._know_nothing()

    def _know_nothing(self) -> None:
        self._soon.stop()
        self._requests.forget(TeachQuestion.LEARN)
        self.draft = self._learned = None
        self._panel.states.show_empty(NOTHING)

    def note_judged(self) -> None:
        """Note that the clips above the threshold were gone through."""
        self._judged.add(self._searching.sought.label)
        if self.draft:
            self._show(self.draft)

    @property
    def contradicted(self) -> Sequence[SoughtClip]:
        """Return the clips about which people contradict each other."""
        return self.draft.contradicted if self.draft else ()

    def detect(self) -> None:
        """Make detections of all that was heard; the bar below shows how far it is."""
        if self.draft is None or not self._panel.detect.isEnabled():
            return
        head = self.draft.taught.head
        job = self.project.teaching.detecting(head)
        job.completed.connect(partial(self._detected, head))
        self._panel.detect.setEnabled(False)
        job.finished.connect(self._show_again)
        self.job_made.emit(job, f"Making detections of {head.facts.name}:", "recordings")

    def _learn(self) -> None:
        label = self._searching.sought.label
        if not label or self._learned is None:
            return
        if self._requests.asked(TeachQuestion.LEARN):
            self._due = True
            return
        self._due = False
        work = partial(self.project.teaching.learn, self._panel.wish, label)
        asked = self._requests.ask(
            TeachQuestion.LEARN, lambda: self._searching.sought.label, work, self._show, self._broke
        )
        self._panel.states.show_busy(Said("Learning", "The first time takes longest."), asked, "")

    def _show(self, draft: HeadDraft) -> None:
        self.draft = draft
        judged = self._searching.sought.label in self._judged
        self._panel.show_draft(draft, judged=judged)
        self._ask_ahead(draft)
        if self._due:
            self._learn()

    def _ask_ahead(self, draft: HeadDraft) -> None:
        """Find out what is analysed before its detections are made, so that it can be said."""
        head = draft.taught.head
        if any(one.threshold is not None for one in head.facts.labels):
            work = partial(self.project.teaching.ahead, head)
            say = self._panel.show_ahead
            self._requests.ask(
                TeachQuestion.AHEAD, lambda: self.draft, work,
                lambda ahead: say(ahead.sentence if ahead else ""), say,
            )  # fmt: skip
            made = partial(self.project.teaching.run_of, head)
            self._requests.ask(TeachQuestion.MADE, lambda: self.draft, made, self._show_made)
        else:
            self._panel.show_ahead("")

    def _show_made(self, run_id: int | None) -> None:
        """Lead to its detections, where they are made already."""
        if run_id is not None:
            self._made = run_id
            self._panel.show_made()

    def _show_again(self) -> None:
        if self.draft:
            self._show(self.draft)

    def _broke(self, sentence: str) -> None:
        self.draft = None
        self._panel.states.end_busy()
        again = (Action("Try again", self._learn),)
        self._panel.states.show_failed(Said("It could not be learned", sentence, again))

    def _keep(self) -> None:
        if self.draft:
            work = partial(self.project.teaching.keep, self.draft.taught.head)
            self._requests.do(work, self._kept, in_turn=True)

    def _kept(self, title: str) -> None:
        self.told.emit(Notice(f"{title} is kept in the project."))

    def _detected(self, head: TrainedHead) -> None:
        self.project.detections_changed.emit()
        work = partial(self.project.teaching.run_of, head)
        self._requests.do(work, partial(self._say_detected, head))

    def _say_detected(self, head: TrainedHead, run_id: int | None) -> None:
        if self.draft and self.draft.taught.head is head:
            self._show_made(run_id)
        text = f"The detections of {head.facts.name} are made: an analysis like any other."
        see = partial(self._see, run_id)
        self.told.emit(Notice(text, Action("Review them", see) if run_id else None))

    def _see(self, run_id: int | None) -> None:
        self.page_wanted.emit(PageName.REVIEW, FoundBy(run_id) if run_id else None)

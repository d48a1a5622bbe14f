"""Labels at once what sounds just like a confirmed clip, after some of it was listened to."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.heads.audits import Audit
from core.heads.sought_clips import SoughtClip
from core.store.asked_clips import AskedClip
from gui.open_project import OpenProject
from gui.pages.teach.clips_view import ClipsView
from gui.pages.teach.questions import TeachQuestion
from gui.pages.teach.searching import Searching
from gui.requests import Requests
from gui.widgets import words
from gui.widgets.empty import Action, Said
from gui.widgets.notice import Notice


class Alikes(QObject):
    """One clip that is wrong refuses the act: the others are then to be judged one by one."""

    told = Signal(object)
    """A Notice."""

    def __init__(
        self, project: OpenProject, view: ClipsView, searching: Searching, requests: Requests
    ) -> None:
        super().__init__(view)
        self._view, self._searching, self._requests = view, searching, requests
        self.project = project

    def begin(self) -> None:
        """Look for what sounds just like the clip in hand, or the one just judged."""
        clip = self._view.confirmed
        if clip is None or clip.place.is_elsewhere:
            self._say("Say first of a clip that it is in it (Y); then press A.")
            return
        work = partial(self.project.teaching.audit, clip, self._label())
        asked = self._requests.ask(TeachQuestion.ALIKE, self._label, work, self._go_on, self._broke)
        stop = (Action("Stop", self._stop),)
        self._view.states.show_busy(Said("Looking for what sounds like it", "", stop), asked, "")

    def _label(self) -> str:
        return self._searching.sought.label

    def _go_on(self, audit: Audit) -> None:
        """Have clips listened to, or label the rest, as far as it is."""
        self._view.states.end_busy()
        self._say(audit.sentence)
        if audit.wrong:
            self._hear(audit.queue, "look-alikes to be judged one by one")
        elif audit.waiting:
            self._hear(audit.waiting, "look-alikes drawn at random", partial(self._look, audit))
        elif audit.rest:
            name = f"Label {words.count(len(audit.rest), 'clip')}"
            self.told.emit(Notice(audit.sentence, Action(name, partial(self._label_all, audit))))

    def _look(self, audit: Audit) -> None:
        """See what came of what was listened to."""
        work = partial(self.project.teaching.audit_now, audit)
        self._requests.ask(TeachQuestion.ALIKE, self._label, work, self._go_on, self._broke)

    def _hear(
        self, clips: Sequence[AskedClip], what: str, then: Callable[[], object] | None = None
    ) -> None:
        if clips:
            work = partial(self.project.teaching.to_hear, clips, self._label())
            self._requests.ask(
                TeachQuestion.ALIKE, self._label, work, partial(self._show, what, then)
            )

    def _show(self, what: str, then: Callable[[], object] | None, clips: list[SoughtClip]) -> None:
        self._view.show_map(False)
        self._searching.show_these(clips, f"{len(clips):,} {what}", then)

    def _label_all(self, audit: Audit) -> None:
        number = self.project.teaching.label_alike(audit)
        undo = self.project.undo
        self.told.emit(Notice(f"{words.count(number, 'clip')} labelled.", Action("Undo", undo)))

    def _broke(self, sentence: str) -> None:
        self._view.states.end_busy()
        self._say(sentence)

    def _stop(self) -> None:
        self._requests.forget(TeachQuestion.ALIKE)
        self._view.states.end_busy()

    def _say(self, sentence: str) -> None:
        self.told.emit(Notice(sentence))

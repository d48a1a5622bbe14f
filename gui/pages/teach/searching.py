"""Looks for what is sought, and again after each answer, without moving what was seen already."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from core.heads.knowledge import KnownSound
from core.heads.seeking import ClipOrder, Seeking, Sighting, SightingProgress
from core.heads.sought_clips import SoughtClip, apart_from
from gui.background import Call
from gui.open_project import OpenProject
from gui.pages.teach.clips_view import ClipsView
from gui.pages.teach.questions import TeachQuestion
from gui.requests import Requests
from gui.widgets import words
from gui.widgets.empty import Action, Said

_STREAM_MS = 100


class Searching(QObject):
    """What is sought now, and what was found of it."""

    found = Signal(object)
    """A Sighting."""
    all_wanted = Signal()
    """It is to be looked among all clips again."""

    def __init__(self, project: OpenProject, view: ClipsView, requests: Requests) -> None:
        super().__init__(view)
        self._view, self._states, self._requests = view, view.states, requests
        self.project = project
        self.sought = Seeking()
        self._afresh = True
        """Whether what is found next takes the place of all that is on screen."""
        self._due = False
        """Whether something was said since the search that is under way began."""
        self._asked: list[SoughtClip] = []
        """What was asked for and may still be to judge."""
        self._these = ""
        """What those clips are that the person wished to judge; empty: it is a round, or none."""
        self._then: Callable[[], object] | None = None
        """What is to be done once these are gone through, that the person wished to judge."""
        self._goes_back = False
        """Whether an answer was taken back: its clip is then to be judged once more."""
        self._under_way: Call | None = None
        self._coming = False
        """Whether some of what is being found is on screen already."""
        self._stream = QTimer(self, interval=_STREAM_MS)
        self._stream.timeout.connect(self._show_coming)
        self._begin: tuple[Action, ...] = ()
        self._hear_again: tuple[Action, ...] = ()
        self.has_sounds = False
        """Whether there are sounds with clips, of which one can be picked."""

    def offer(self, begin: tuple[Action, ...], hear_again: tuple[Action, ...]) -> None:
        """Say what can be done where nothing is sought, and where what was heard is missing."""
        self._begin, self._hear_again = begin, hear_again

    def seek(self, sought: Seeking) -> None:
        """Look for something, from the beginning."""
        self.sought, self._afresh = sought, True
        self._view.order.choose(sought.order)
        self._asked, self._then, self._these = [], None, ""
        self._goes_back = False
        self._view.skipped.clear()
        self._requests.forget(TeachQuestion.SEEK)
        self.again()

    def show_these(
        self, clips: Sequence[SoughtClip], said: str, then: Callable[[], object] | None = None
    ) -> None:
        """Have these clips judged first, and ``then`` do something; the others follow."""
        self._requests.forget(
            TeachQuestion.SEEK
        )  # what is being looked for must not take their place
        self._asked, self._then, self._these = list(clips), then, said
        self._view.skipped -= {clip.id for clip in clips}
        self._view.show_clips(clips, 0)
        self.again()
        self._states.show_content()
        self._view.grid.setFocus()

    def again(self) -> None:
        """Look once more: something was said since. One search at a time, the newest last."""
        if not self.sought.by_anything and not self._left():
            self._requests.forget(TeachQuestion.SEEK)
            self._show(Sighting(KnownSound(), []))
            return
        self._due = self._requests.asked(TeachQuestion.SEEK)
        if self._due:
            return
        left = self._left()
        if not left:
            then, self._then, self._these = self._then, None, ""
            if then:
                then()
        work = partial(self.project.teaching.seek, self.sought, left)
        asked = self._requests.ask(
            TeachQuestion.SEEK, lambda: self.sought, work, self._show, self._broke
        )
        if self._afresh:
            self._under_way = asked
            self._stream.start()
        stop = (Action("Stop", self._stop),)
        self._states.show_busy(Said("Comparing the clips", "", stop), asked, "clips")

    def go_back(self) -> None:
        """Take in hand what is not judged any more, as soon as that is known."""
        self._goes_back = True

    def go_on(self) -> None:
        """Ask for more where nothing is left to judge of what was asked for."""
        if self._asked and not self._left():
            self.again()

    def _left(self) -> list[SoughtClip]:
        """Return what is still to be judged of what was asked for.

        What was passed by in a round is not waited for; what the person wished to judge is.
        """
        passed = [] if self._these else self._view.table.clips[: max(self._view.row, 0)]
        done = {clip.id for clip in self._seen() if clip.present is not None}
        done |= self._view.skipped | {clip.id for clip in passed}
        return [c for c in self._asked if c.id not in done]

    def _seen(self) -> list[SoughtClip]:
        """Return what was gone through: up to the clip in hand, and what is judged behind it."""
        clips = self._view.table.clips
        end = self._view.row + 1
        while end < len(clips) and self._view.is_judged(clips[end]):
            end += 1
        return clips[:end]

    def _show_coming(self) -> None:
        """Show what was found until now; what comes later may take its place."""
        step = self._under_way.step if self._under_way else None
        if self._afresh and isinstance(step, SightingProgress) and step.clips:
            if not self._coming or self._view.row <= 0:
                self._view.show_clips(step.clips, 0)
            self._coming = True
            self._states.show_content()

    def _end_stream(self) -> None:
        self._stream.stop()
        self._under_way, self._coming = None, False

    def _show(self, sighting: Sighting) -> None:
        clips, row = sighting.clips, 0
        gone_through = self._coming and self._view.row > 0  # while it was still coming
        if not self._afresh or gone_through:
            before = [clip.present for clip in self._seen()]
            clips, row = self._arranged(sighting), self._view.row
            if self._goes_back and not self._due:
                row = _undone(before, clips, row)
                self._goes_back = False
        self._end_stream()
        self._afresh = False
        self._asked = sighting.clips[: sighting.asked]
        self._view.show_clips(clips, row)
        for part in (self._view.order, self._view.hear):
            part.setVisible(self.sought.by_anything or bool(clips))
        self._view.say_ranked(self._these or _ranked(self.sought, sighting))
        if clips:
            self._states.show_content()
        else:
            self._states.show_empty(self._said_of(sighting))
        self.found.emit(sighting)
        if self._due:
            self.again()

    def _arranged(self, sighting: Sighting) -> list[SoughtClip]:
        """Return what was gone through up to the clip in hand, and behind it the new ranking."""
        seen = self._seen()
        if not self._due:  # else something was said since, which this search did not know yet
            seen = [sighting.judged(clip) for clip in seen]
        here = {clip.id for clip in seen}
        asked = [c for c in sighting.clips[: sighting.asked] if c.id not in here]
        return [*seen, *asked, *apart_from(sighting.clips[sighting.asked :], [*seen, *asked])]

    def _said_of(self, sighting: Sighting) -> Said:
        if not self.sought.by_anything:
            or_pick = " Or pick a sound at the left." if self.has_sounds else ""
            return Said(
                "What is it to learn?",
                f"Begin with one clip: in Review choose one and press M, or take a file.{or_pick}",
                self._begin,
            )
        if self.sought.limited:
            every = Action("Look among all", self.all_wanted.emit)
            return Said("No clip is left", "The limits at the left leave none.", (every,))
        if self.sought.order in (ClipOrder.WITH, ClipOrder.WITHOUT):
            return Said("None was judged so", "Choose another order above, and judge some clips.")
        if sighting.compared:
            return Said("No clip is left", "All that could be compared are judged.")
        if sighting.known.having:
            return Said(
                "What was heard is missing",
                f"{words.count(len(sighting.known.having), 'clip is', 'clips are')} known to have "
                "it, but what the network heard there is lost or cut off. Analyse once more: it is "
                "then heard again.",
                self._hear_again,
            )
        return Said(
            "Nothing to compare with yet",
            "No clip is known that has it. Begin with one: choose it in Review and press M, "
            "or take a file from elsewhere.",
            self._begin,
        )

    def _stop(self) -> None:
        self._requests.forget(TeachQuestion.SEEK)
        self._end_stream()
        again = (Action("Start again", self.again),)
        self._states.show_failed(Said("The clips were not compared", "You stopped it.", again))

    def _broke(self, sentence: str) -> None:
        self._end_stream()
        self._states.end_busy()
        again = (Action("Try again", self.again),)
        self._states.show_failed(Said("The clips could not be compared", sentence, again))


def _ranked(sought: Seeking, sighting: Sighting) -> str:
    if not sighting.compared or sought.order in (ClipOrder.WITH, ClipOrder.WITHOUT):
        return ""
    clips = words.count(sighting.compared, "clip")
    if others := sighting.looked_into.windows:
        clips += f" in {words.count(len(others) + 1, 'place')}"
    if sighting.learned:
        return f"{clips}, ranked by what your clips have taught"
    if sought.words and not sought.like:
        return f"{clips} by the words, not calibrated"
    return f"{clips}, those most like your examples first"


def _undone(before: Sequence[bool | None], clips: Sequence[SoughtClip], row: int) -> int:
    """Return the row of the first clip that was judged before and is not now, or else ``row``."""
    pairs = enumerate(zip(before, clips, strict=False))
    return next((n for n, (was, now) in pairs if was is not None and now.present is None), row)

"""The one way in which the window changes a project: step by step, in a thread of its own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.domain import Detection
from core.history import Changed, History, Outlook, Step
from core.store.annotations import Annotation
from gui.background import call, wait_for_line

Work = Callable[[], Changed]

_SLOW_MS = 1_500
_NOTHING = Outlook()


class ChangeQueue(QObject):
    """Takes steps when keys are pressed, shows them at once, and stores them in that order.

    What was asked for is on screen before it is stored (``over``), so nobody waits for a database
    that another program, a merge or an analysis is writing to. What cannot be stored is shown no
    more, and said. Every change is told of in one place, ``changed``. A program that is killed
    loses at most what waits in the line: as a rule what was said in the last few milliseconds,
    and while something else writes, what was said since that began.
    """

    expected = Signal(object)
    """A Changed, of what will be: other rows and annotations are to be shown than just before."""
    changed = Signal(object)
    """A Changed: it is stored."""
    stepped = Signal(object, bool)
    """A Step is being undone, or (True) redone."""
    turned = Signal(object, bool)
    """A Step was undone, or (True) redone."""
    refused = Signal(object)
    """A Step could not be stored, and is taken back."""
    failed = Signal(str)
    told = Signal(str)
    """What somebody else said since, and stands."""
    slow = Signal(int)
    """So many changes wait longer than is usual."""
    idle = Signal()
    """Everything is stored."""

    def __init__(self, history: History, parent: QObject) -> None:
        super().__init__(parent)
        self.history = history
        self._waiting: tuple[_Waiting, ...] = ()
        """What is not stored yet, the newest last. Replaced, never altered: others read it."""
        self._slow = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self._slow.timeout.connect(self._say_slow)

    # --- asking ---

    def do(
        self,
        step: Step,
        then: Callable[[Changed], object] | None = None,
        failed: Callable[[], object] | None = None,
    ) -> None:
        """Show a step now, store it in its turn, and let the next undo be about it.

        ``then`` gets what is different once it is stored, where anything is.
        """
        self.history.begin(step)
        came, broke = partial(self._done, step, then), partial(self._not_done, step, failed)
        self._add(_Waiting(lambda: step.outlook, step), step.do, came, broke)

    def undo(self) -> None:
        """Take back the newest step, whatever it is about and wherever it was made."""
        step = self.history.back()
        if step:
            for one in self._waiting:
                one.overruled |= one.step is step
            look = _Waiting(lambda: step.former or _NOTHING, step)
            back = partial(self.history.still_done, step)
            self._turn(look, partial(self.history.undo, step), back, redo=False)

    def redo(self) -> None:
        """Do again what was taken back last."""
        step = self.history.forth()
        if step:
            look = _Waiting(lambda: step.outlook, step)
            back = partial(self.history.still_undone, step)
            self._turn(look, partial(self.history.redo, step), back, redo=True)

    def _turn(
        self, look: "_Waiting", work: Work, back: Callable[[], object], *, redo: bool
    ) -> None:
        step = look.step
        assert step
        came = partial(self._turned, step, redo)
        self._add(look, work, came, partial(self._not_turned, back))
        self.stepped.emit(step, redo)

    def make(self, work: Callable[[], object], changed: Changed) -> None:
        """Change, in its turn, what undo is not about; ``changed`` will then be different."""
        came = partial(self._made, changed)
        self._add(_Waiting(lambda: _NOTHING), work, came, self.failed.emit)

    # --- what is on screen ---

    @property
    def waiting(self) -> int:
        """Return how many changes are not stored yet."""
        return len(self._waiting)

    def looks(self) -> Sequence[Outlook]:
        """Return how things will look, to be asked for before what is stored is read.

        So a change that is stored meanwhile is shown by both, and never by neither.
        """
        return tuple(one.look() for one in self._waiting if not one.overruled)

    def finish(self) -> None:
        """Wait until everything is stored."""
        wait_for_line()

    # --- in turn ---

    def _add(
        self,
        one: "_Waiting",
        work: Callable[[], Any],
        then: Callable[[Any], object],
        failed: Callable[[str], object],
    ) -> None:
        self._waiting = (*self._waiting, one)
        self._expect(one)
        if not self._slow.isActive():
            self._slow.start()
        under_way = call(self, _nothing_else, work, in_turn=True)
        under_way.done.connect(partial(self._came, one, then))
        under_way.failed.connect(partial(self._broke, one, failed))

    def _came(self, one: "_Waiting", then: Callable[[Any], object], result: object) -> None:
        self._end(one)
        then(result)
        self._say_idle()

    def _broke(self, one: "_Waiting", failed: Callable[[str], object], sentence: str) -> None:
        self._end(one)
        failed(sentence)
        self._expect(one)
        self._say_idle()

    def _end(self, one: "_Waiting") -> None:
        self._waiting = tuple(other for other in self._waiting if other is not one)
        self._slow.stop()
        if self._waiting:
            self._slow.start()

    def _say_idle(self) -> None:
        if not self._waiting:
            self.idle.emit()

    def _say_slow(self) -> None:
        self.slow.emit(len(self._waiting))

    def _expect(self, one: "_Waiting") -> None:
        if one.step:
            self._expect_of(one.step)

    def _expect_of(self, step: Step) -> None:
        look = step.outlook
        places = {drawn.recording_id for drawn in look.annotations.values()}
        self.expected.emit(Changed(tuple(look.detections), tuple(sorted(places))))

    # --- what came of it ---

    def _done(self, step: Step, then: Callable[[Changed], object] | None, changed: Changed) -> None:
        if changed:
            self.changed.emit(changed)
            if then:
                then(changed)
        else:
            self.history.drop(step)
            self._expect_of(step)

    def _not_done(self, step: Step, failed: Callable[[], object] | None, sentence: str) -> None:
        self.history.drop(step)
        was_seen = step.outlook.detections or step.outlook.annotations
        back = f" Not saved, and taken back: {step.text}." if was_seen else ""
        self.failed.emit(f"{sentence}{back}")
        self.refused.emit(step)
        if failed:
            failed()

    def _made(self, changed: Changed, _result: object) -> None:
        self.changed.emit(changed)

    def _turned(self, step: Step, redo: bool, changed: Changed) -> None:
        if changed:
            self.changed.emit(changed)
            self.turned.emit(step, redo)
        if changed.stands:
            self.told.emit(changed.stands)

    def _not_turned(self, back: Callable[[], object], sentence: str) -> None:
        back()
        self.failed.emit(sentence)


class _Waiting:
    """A change in the line, and how it lets things look."""

    def __init__(self, look: Callable[[], Outlook], step: Step | None = None) -> None:
        self.look, self.step = look, step
        self.overruled = False
        """It is being undone while it waits: what was there before is seen already."""


def _nothing_else() -> None:
    """Be what a change is about: it holds whatever is shown when it is stored."""


def over(
    looks: Sequence[Outlook], found: Iterable[Detection], only_by: str | None = None
) -> list[Detection]:
    """Return detections as they will look; of others' words nothing where only one's own count."""
    return [_as(d, looks, only_by) for d in found]


def _as(found: Detection, looks: Sequence[Outlook], only_by: str | None) -> Detection:
    for look in looks:
        fields = look.detections.get(found.id)
        if fields:
            found = replace(found, **_seen(fields, only_by))
    return found


def _seen(fields: Mapping[str, Any], only_by: str | None) -> Mapping[str, Any]:
    if only_by is None:
        return fields
    seen = dict(fields)
    if seen.get("reviewer") not in (None, only_by):
        seen |= {"verdict": None, "corrected": None, "reviewer": None}
    if seen.get("note_by") not in (None, only_by):
        seen |= {"note": "", "note_by": None}
    return seen


def drawn_over(
    looks: Sequence[Outlook], recording_id: int, found: Iterable[Annotation]
) -> list[Annotation]:
    """Return the annotations of a recording as they will be."""
    drawn = {one.id: one for one in found}
    for look in looks:
        drawn |= {
            id_: one for id_, one in look.annotations.items() if one.recording_id == recording_id
        }
    return [one for one in drawn.values() if not one.deleted]

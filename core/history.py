"""What one person changed in one sitting: one undo over all of it, whatever it is about."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from core.errors import ChangedSinceError
from core.store.annotations import Annotation


@dataclass(frozen=True, slots=True)
class Changed:
    """What is different now, by what shows it."""

    detections: tuple[int, ...] = ()
    """Ids of detections that something was said about, or taken back of."""
    recordings: tuple[int, ...] = ()
    """Recordings whose annotations are others."""
    stands: str = ""
    """What somebody said since and stands: in a sentence; empty where nobody did."""
    labels: bool = False
    """Whether labels of clips are others."""
    places: bool = False
    """Whether sites, deployments, clocks or which recordings belong to the project are others."""
    plans: bool = False
    filters: bool = False
    references: bool = False
    """Whether other clips are kept to compare with."""
    rules: bool = False
    """Whether rules of species show other detections."""
    imports: bool = False
    """Whether results of other programs came in, or were taken out."""
    entries: tuple[str, ...] = field(default=(), compare=False)
    """What the labels' entries are known by in all copies."""

    def __bool__(self) -> bool:
        said = self.detections or self.recordings or self.labels or self.places
        kept = self.plans or self.filters or self.references
        return bool(said or kept or self.rules or self.imports)


@dataclass(frozen=True, slots=True)
class Outlook:
    """How some things will look once a step is stored."""

    detections: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    """Detection id -> the fields of ``Detection`` that will be others."""
    annotations: Mapping[str, Annotation] = field(default_factory=dict)


class Step(ABC):
    """Something that a person changed, or is about to. Each method is one transaction."""

    text: str
    """What it does, in a few words: "correct, 3 clips"."""
    outlook = Outlook()
    """What doing it will show."""
    former: Outlook | None = None
    """What undoing it will show; None while it is not done, or where that is not known."""
    shows_little = False
    """Whether undoing it is told also where its page is on screen: much of it is not seen there."""

    @abstractmethod
    def do(self) -> Changed:
        """Store it; return what is different, which may be nothing."""

    @abstractmethod
    def undo(self) -> Changed:
        """Take it back; what others said since stands. Nothing where it was never stored."""

    @abstractmethod
    def redo(self) -> Changed:
        """Do again what was taken back."""


class History:
    """The steps of one sitting, in the order in which they were asked for.

    A step is in it from when it is asked for, so that an undo right behind it is about it, also
    where it still waits to be stored. It may be used from several threads; ``turn`` is held by
    whoever does, undoes or redoes a step, so that never two of them are half-way.
    """

    def __init__(self, done: Sequence[Step] = (), undone: Sequence[Step] = ()) -> None:
        """Begin with steps that can be taken back, or made again, already; the newest last."""
        self.turn = RLock()
        self._done, self._undone = list(done), list(undone)
        self._order = {id(step): n for n, step in enumerate((*done, *undone))}
        self._dropped: set[int] = set()

    @property
    def to_undo(self) -> Step | None:
        """Return the step that the next undo is about."""
        return self._done[-1] if self._done else None

    @property
    def to_redo(self) -> Step | None:
        """Return the step that the next redo is about: none once anything else was done."""
        return self._undone[-1] if self._undone else None

    def begin(self, step: Step) -> None:
        """Note that a step was asked for."""
        with self.turn:
            self._order[id(step)] = len(self._order)
            self._done.append(step)
            self._undone.clear()

    def back(self) -> Step | None:
        """Note that the newest step is being undone, and return it."""
        return self._over(self._done, self._undone)

    def forth(self) -> Step | None:
        """Note that the step undone last is being redone, and return it."""
        return self._over(self._undone, self._done)

    def drop(self, step: Step) -> None:
        """Note that a step came to nothing, or can never be taken back."""
        with self.turn:
            self._dropped.add(id(step))
            self._take_out(step)

    def still_done(self, step: Step) -> None:
        """Note that a step could not be undone just now."""
        with self.turn:
            if id(step) not in self._dropped:
                self._take_out(step)
                self._done.append(step)
                self._done.sort(key=lambda one: self._order[id(one)])

    def still_undone(self, step: Step) -> None:
        """Note that a step could not be redone just now."""
        with self.turn:
            if id(step) not in self._dropped:
                self._take_out(step)
                self._undone.append(step)

    def undo(self, step: Step) -> Changed:
        """Undo a step that ``back`` gave. It is there no more where it can never be undone."""
        return self._turned(step, step.undo)

    def redo(self, step: Step) -> Changed:
        """Redo a step that ``forth`` gave. It is there no more where it can never be redone."""
        return self._turned(step, step.redo)

    def _turned(self, step: Step, turn: Callable[[], Changed]) -> Changed:
        with self.turn:
            try:
                return turn()
            except ChangedSinceError:
                self.drop(step)
                raise

    def _take_out(self, step: Step) -> None:
        for steps in (self._done, self._undone):
            if step in steps:
                steps.remove(step)

    def _over(self, source: list[Step], target: list[Step]) -> Step | None:
        with self.turn:
            if not source:
                return None
            target.append(source.pop())
            return target[-1]

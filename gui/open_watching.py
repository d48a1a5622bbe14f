"""Notices what other windows and programs add to the project that is open, and where it is gone."""

from collections import Counter
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from core.store import Project, changes
from core.store.changes import Changes, Mark
from gui.background import call

_EVERY_MS = 2_000
_STORED_EVERY = 5  # looks: lists are read again less often than single rows


class Watching(QObject):
    """Looks every two seconds, in another thread: a slow drive holds nothing up."""

    lost = Signal(str)
    """What became of the project's file, in a sentence; nothing where it is in its place again."""
    said = Signal(list)
    """Detection ids that somebody else said something about."""
    drawn = Signal()
    planned = Signal()
    labelled = Signal(list)
    """What new entries about clips are known by, also those of this window."""
    stored = Signal()
    """Recordings, detections or edits of sites are others now."""

    def __init__(self, project: Project, is_saying: Callable[[], bool], parent: QObject) -> None:
        """``is_saying`` tells whether this window has changes that are not told of yet."""
        super().__init__(parent)
        self._project, self._is_saying = project, is_saying
        self._lost = ""
        self._mark: Mark | None = None
        # What this window said: before the look under way began, and since.
        self._before: Counter[int] = Counter()
        self._mine: Counter[int] = Counter()
        self._waiting = self._stored = False
        self._looks = 0
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @property
    def ready(self) -> bool:
        """Tell whether there is something to compare with, and no look under way."""
        return self._mark is not None and not self._waiting

    def look(self) -> None:
        """Look now, unless one look is still under way."""
        if self._waiting:
            return
        looking = call(self, self._timer.isActive, self._read)
        looking.done.connect(self._came)
        looking.failed.connect(self._broke)
        self._waiting = True
        self._before, self._mine = self._mine, Counter()

    def know(self, detection_ids: Iterable[int]) -> None:
        """Remember what this window itself said, and shows already."""
        self._mine.update(detection_ids)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _read(self) -> Mark | Changes | str:
        lost = self._project.lost
        if lost:
            return lost
        with self._project.reading() as db:
            return changes.mark(db) if self._mark is None else changes.since(db, self._mark)

    def _came(self, found: Mark | Changes | str) -> None:
        self._waiting = False
        former, self._lost = self._lost, found if isinstance(found, str) else ""
        if former != self._lost:
            self.lost.emit(self._lost)
        if isinstance(found, str) or self._is_saying():
            # Of what this window is storing just now nobody knows whether it was found.
            self._mine += self._before
            return
        if isinstance(found, Mark):
            self._mark = found
            return
        self._mark = found.mark
        # What was said before the look is surely in it, and never hides a later word of others.
        rest = Counter(found.detections) - self._before
        others = rest - self._mine
        self._mine -= rest
        if others:
            self.said.emit(sorted(others))
        if found.annotations:
            self.drawn.emit()
        if found.plans:
            self.planned.emit()
        if found.labels:
            self.labelled.emit(list(found.labels))
        self._stored |= found.stored
        self._looks += 1
        if self._stored and self._looks % _STORED_EVERY == 0:
            self._stored = False
            self.stored.emit()

    def _broke(self, _sentence: str) -> None:
        self._waiting = False  # a drive that is away for a moment: whoever works says so
        self._mine += self._before

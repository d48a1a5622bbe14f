"""Minutes that are listened to completely: drawn, gone through, labelled."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from core.recalls import MinuteEvidence, RecallOfSpecies, recalls
from core.review import Desk
from core.review.minutes import MinutesWish, draw
from core.store import Project
from core.store.file_lists import ListedFile, listed
from core.store.minute_plans import DrawnMinute, MinutePlan
from gui.open_changes import ChangeQueue


@dataclass(frozen=True, slots=True)
class MinutesToHear:
    """A plan of minutes, and how far it is."""

    plan: MinutePlan
    heard: Sequence[bool]
    """Of each minute, whether it was listened to completely."""
    said: Sequence[Sequence[str]]
    """Of each minute, the species that are in it, by common name."""
    files: Sequence[ListedFile | None]
    """Of each minute its recording; None where that was removed."""

    @property
    def done(self) -> int:
        """Return how many were listened to completely."""
        return sum(self.heard)


class OpenMinutes(QObject):
    """Reading methods may be called in another thread."""

    changed = Signal()
    """Something was said of minutes, or some were drawn."""

    def __init__(self, project: Project, desk: Desk, changes: ChangeQueue, parent: QObject) -> None:
        super().__init__(parent)
        self._project, self._desk, self._changes = project, desk, changes

    def plans(self, run_id: int) -> list[MinutesToHear]:
        """Return the plans of an analysis, the newest first."""
        with self._project.reading() as db:
            evidence = MinuteEvidence.of(db, run_id)
            wanted = {m.recording_id for plan in evidence.plans for m in plan.minutes}
            files = {one.recording.id: one for one in listed(db, sorted(wanted))}
        return [
            MinutesToHear(
                plan,
                [evidence.truth[m.recording_id].is_complete(m) for m in plan.minutes],
                [evidence.heard_in(m) for m in plan.minutes],
                [files.get(m.recording_id) for m in plan.minutes],
            )
            for plan in evidence.plans
        ]

    def draw(self, wish: MinutesWish) -> MinutePlan:
        """Draw minutes and keep them. Raises UserError where there is nothing to draw from."""
        return draw(self._project, wish)

    def say(self, minute: DrawnMinute, species: Sequence[str]) -> None:
        """Say that these and no other species are heard in a minute: one step to undo."""
        span_s = (minute.start_s, minute.end_s)
        self._changes.do(self._desk.labelling_all(minute.recording_id, span_s, species))

    def recall(self, run_id: int) -> list[RecallOfSpecies]:
        """Return the recall of each species of which minutes were listened to."""
        with self._project.reading() as db:
            return recalls(db, run_id)

"""A reviewer at work: each decision is stored at once, and can be taken back without limit."""

from collections.abc import Sequence
from dataclasses import replace

from core.domain import Species, Verdict
from core.store import Project, verdicts
from core.store.verdicts import Statement


class Desk:
    """What one reviewer decides in one sitting.

    Undoing appends to the log what held before, and redoing what was decided: nothing is ever
    removed from it.
    """

    def __init__(self, project: Project, reviewer: str) -> None:
        self._project = project
        self.reviewer = reviewer
        self._done: list[tuple[list[Statement], list[Statement]]] = []
        """(what held before, what was decided), the last decision last."""
        self._undone: list[tuple[list[Statement], list[Statement]]] = []

    def decide(
        self,
        detection_ids: Sequence[int],
        verdict: Verdict | None,
        *,
        corrected: Species | None = None,
        note: str = "",
    ) -> None:
        """Say something about detections: one step to undo, however many they are."""
        self._decide(
            [Statement(id_, verdict, self.reviewer, corrected, note) for id_ in detection_ids]
        )

    def comment(self, detection_id: int, note: str) -> None:
        """Add a note to what holds of a detection, or to none yet."""
        with self._project.reading() as db:
            now = verdicts.current(db, [detection_id]).get(detection_id)
        held = now or Statement(detection_id, None, self.reviewer)
        self._decide([replace(held, note=note, reviewer=self.reviewer)])

    @property
    def can_undo(self) -> bool:
        """Tell whether there is a decision of this sitting to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Tell whether a decision was taken back and nothing else decided since."""
        return bool(self._undone)

    def undo(self) -> list[int]:
        """Take back the last decision. Return the detections it was about, none at the start."""
        return self._step(self._done, self._undone, back=True)

    def redo(self) -> list[int]:
        """Decide again what was taken back last. Return the detections it was about."""
        return self._step(self._undone, self._done, back=False)

    def _decide(self, statements: list[Statement]) -> None:
        ids = [s.detection_id for s in statements]
        with self._project.writing() as db:
            held = verdicts.current(db, ids)
            before = [held.get(i) or Statement(i, None, self.reviewer) for i in ids]
            verdicts.add(db, statements)
        self._done.append((before, statements))
        self._undone.clear()

    def _step(
        self,
        source: list[tuple[list[Statement], list[Statement]]],
        target: list[tuple[list[Statement], list[Statement]]],
        *,
        back: bool,
    ) -> list[int]:
        if not source:
            return []
        before, after = source[-1]
        with self._project.writing() as db:
            verdicts.add(db, before if back else after)
        target.append(source.pop())
        return [s.detection_id for s in after]

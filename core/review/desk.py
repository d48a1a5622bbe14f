"""A reviewer at work: each decision is stored at once, and can be taken back without limit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.domain import Detection, Species, Verdict
from core.store import Project, annotations, detections, verdicts
from core.store.annotations import Annotation
from core.store.detections import Filter
from core.store.verdicts import Statement


@dataclass(frozen=True, slots=True)
class _Step:
    """What to append to the logs to take a decision back, and to make it again."""

    ids: tuple[int, ...]
    before: Sequence[Statement] = ()
    after: Sequence[Statement] = ()
    drawn_before: Sequence[Annotation] = ()
    drawn_after: Sequence[Annotation] = ()


class Desk:
    """What one reviewer decides in one sitting.

    Undoing appends to the log what held before, and redoing what was decided: nothing is ever
    removed from it.
    """

    def __init__(self, project: Project, reviewer: str) -> None:
        self._project = project
        self.reviewer = reviewer
        self.touched_recordings: tuple[int, ...] = ()
        """Recordings whose annotations the last step changed."""
        self._done: list[_Step] = []
        self._undone: list[_Step] = []

    # --- verdicts ---

    def decide(
        self,
        detection_ids: Sequence[int],
        verdict: Verdict | None,
        *,
        corrected: Species | None = None,
        note: str | None = "",
    ) -> None:
        """Say something about detections: one step to undo, however many they are.

        With None for a note each keeps the one that it has.
        """
        notes: dict[int, str] = {}
        if note is None:
            with self._project.reading() as db:
                held = verdicts.current(db, detection_ids)
            notes = {id_: said.note for id_, said in held.items()}
        self._decide(
            [
                Statement(
                    id_,
                    verdict,
                    self.reviewer,
                    corrected,
                    notes.get(id_, "") if note is None else note,
                )
                for id_ in detection_ids
            ]
        )

    def decide_all(self, wanted: Filter, verdict: Verdict | None) -> list[int]:
        """Say the same of all that a filter shows, in one step. Return which those are."""
        with self._project.reading() as db:
            ids = detections.ids(db, wanted)
        self.decide(ids, verdict, note=None)
        return ids

    def comment(self, detection_id: int, note: str) -> None:
        """Add a note to what holds of a detection, or to none yet."""
        with self._project.reading() as db:
            now = verdicts.current(db, [detection_id]).get(detection_id)
        held = now or Statement(detection_id, None, self.reviewer)
        self._decide([replace(held, note=note, reviewer=self.reviewer)])

    # --- annotations ---

    def draw(
        self,
        recording_id: int,
        span_s: tuple[float, float],
        band_hz: tuple[float | None, float | None] = (None, None),
        species: Species | None = None,
        note: str = "",
    ) -> Annotation:
        """Add an annotation; return it with its id."""
        drawn = Annotation(
            annotations.new_id(), recording_id, *span_s, *band_hz, species, note, self.reviewer
        )
        self._draw(drawn, before=replace(drawn, deleted=True))
        return drawn

    def label_too(self, detection: Detection, species: Species, note: str = "") -> Annotation:
        """Say that another species sings in the same clip: an annotation of the clip's span."""
        span, band = (detection.start_s, detection.end_s), (detection.low_hz, detection.high_hz)
        return self.draw(detection.recording_id, span, band, species, note)

    def redraw(self, changed: Annotation) -> None:
        """Change an annotation: its span, band, species or note."""
        with self._project.reading() as db:
            before = annotations.current(db, [changed.id])[changed.id]
        self._draw(replace(changed, reviewer=self.reviewer), before)

    def erase(self, annotation_id: str) -> None:
        """Delete an annotation; the log keeps it."""
        with self._project.reading() as db:
            before = annotations.current(db, [annotation_id])[annotation_id]
        self._draw(replace(before, deleted=True, reviewer=self.reviewer), before)

    # --- undo ---

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
            own = verdicts.by_reviewer(db, self.reviewer, ids)
            verdicts.add(db, statements)
        before = [own.get(i) or Statement(i, None, self.reviewer) for i in ids]
        # What others said comes last, so that it holds again: but nobody's own word is lost.
        before += [s for s in held.values() if s.reviewer != self.reviewer]
        self._keep(_Step(tuple(ids), before, statements))

    def _draw(self, after: Annotation, before: Annotation) -> None:
        with self._project.writing() as db:
            annotations.add(db, [after])
        self._keep(_Step((), drawn_before=[before], drawn_after=[after]))

    def _keep(self, step: _Step) -> None:
        self._done.append(step)
        self._undone.clear()
        self._touch(step)

    def _touch(self, step: _Step) -> None:
        self.touched_recordings = tuple(a.recording_id for a in step.drawn_after)

    def _step(self, source: list[_Step], target: list[_Step], *, back: bool) -> list[int]:
        if not source:
            return []
        step = source[-1]
        with self._project.writing() as db:
            verdicts.add(db, step.before if back else step.after)
            annotations.add(db, step.drawn_before if back else step.drawn_after)
        target.append(source.pop())
        self._touch(step)
        return list(step.ids)

"""A reviewer at work: each decision is stored at once, and can be taken back without limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from core.domain import Detection, Species, Verdict
from core.store import Project, annotations, clip_labels, comments, detections, log, verdicts
from core.store.annotations import Annotation
from core.store.clip_labels import ClipLabel
from core.store.comments import Comment
from core.store.detections import Filter
from core.store.groups import Id
from core.store.log import Log
from core.store.verdicts import Statement


@dataclass(frozen=True, slots=True)
class Stepped:
    """What was undone or redone."""

    detections: tuple[int, ...] = ()
    """Detections that the step was about."""
    recordings: tuple[int, ...] = ()
    """Recordings whose annotations it was about."""
    stands: str = ""
    """What somebody said since and stands: in a sentence; empty where nobody did."""
    labels: bool = False
    """Whether it was about labels of clips."""


@dataclass(frozen=True, slots=True)
class _Step:
    """The entries of the logs that one decision came to, by what they are about."""

    detections: tuple[int, ...] = ()
    recordings: tuple[int, ...] = ()
    said: Mapping[int, str] = field(default_factory=dict)
    noted: Mapping[int, str] = field(default_factory=dict)
    drawn: Mapping[str, str] = field(default_factory=dict)
    labelled: tuple[str, ...] = ()
    taken_back: tuple[str, ...] = ()
    """Entries that the decision was to let hold no longer."""

    @property
    def about_labels(self) -> bool:
        """Tell whether it was about labels of clips."""
        return bool(self.labelled or self.taken_back)


class Desk:
    """What one reviewer decides in one sitting.

    Undoing marks the step's own entries as undone, and redoing as not: what held before them
    holds again, and what was said after them, here or in another window, stands.
    """

    def __init__(self, project: Project, reviewer: str) -> None:
        self._project = project
        self.reviewer = reviewer
        self._done: list[_Step] = []
        self._undone: list[_Step] = []

    # --- verdicts ---

    def decide(
        self,
        detection_ids: Sequence[int],
        verdict: Verdict | None,
        *,
        corrected: Species | None = None,
        note: str | None = None,
    ) -> None:
        """Say something about detections: one step to undo, however many they are.

        Comments stay as they are, unless there is a ``note``.
        """
        said = [Statement(id_, verdict, self.reviewer, corrected) for id_ in detection_ids]
        with self._project.writing() as db:
            entries = verdicts.add(db, said)
            noted = {} if note is None else self._note(db, detection_ids, note)
        self._keep(_Step(tuple(detection_ids), said=entries, noted=noted))

    def decide_all(self, wanted: Filter, verdict: Verdict | None) -> list[int]:
        """Say the same of all that a filter shows, in one step. Return which those are."""
        with self._project.reading() as db:
            ids = detections.ids(db, wanted)
        self.decide(ids, verdict)
        return ids

    def comment(self, detection_id: int, note: str) -> None:
        """Note something of a detection, or with an empty note nothing any more.

        Whose verdict it is does not change.
        """
        with self._project.writing() as db:
            noted = self._note(db, [detection_id], note)
        if noted:
            self._keep(_Step((detection_id,), noted=noted))

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
        self._draw(drawn)
        return drawn

    def label_too(self, detection: Detection, species: Species, note: str = "") -> Annotation:
        """Say that another species sings in the same clip: an annotation of the clip's span."""
        span, band = (detection.start_s, detection.end_s), (detection.low_hz, detection.high_hz)
        return self.draw(detection.recording_id, span, band, species, note)

    def redraw(self, changed: Annotation) -> None:
        """Change an annotation: its span, band, species or note."""
        self._draw(replace(changed, reviewer=self.reviewer))

    def erase(self, annotation_id: str) -> None:
        """Delete an annotation; the log keeps it. One that was undone elsewhere is gone already."""
        with self._project.reading() as db:
            before = annotations.current(db, [annotation_id]).get(annotation_id)
        if before:
            self._draw(replace(before, deleted=True, reviewer=self.reviewer))

    # --- labels of clips ---

    def label(self, entries: Sequence[ClipLabel]) -> list[str]:
        """Say what is to be heard in clips, or is not: one step to undo, however many they are.

        Return what each entry is known by in all copies.
        """
        with self._project.writing() as db:
            labelled = clip_labels.add(db, entries)
        if labelled:
            self._keep(_Step(labelled=tuple(labelled)))
        return labelled

    def unlabel(self, recording_id: int, span_s: tuple[float, float], label: str) -> bool:
        """Take back what was said of a label in a clip; tell whether anything was."""
        with self._project.writing() as db:
            entries = clip_labels.holding(db, recording_id, span_s, label)
            log.undo(db, entries, self.reviewer)
        if entries:
            self._keep(_Step(taken_back=tuple(entries)))
        return bool(entries)

    # --- undo ---

    @property
    def can_undo(self) -> bool:
        """Tell whether there is a decision of this sitting to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Tell whether a decision was taken back and nothing else decided since."""
        return bool(self._undone)

    def ahead(self, *, redo: bool = False) -> int:
        """Return how many detections the next undo, or redo, is about."""
        steps = self._undone if redo else self._done
        return len(steps[-1].detections) if steps else 0

    def undo(self) -> Stepped | None:
        """Take back the last decision. Return what it was about, None at the start."""
        if not self._done:
            return None
        step = self._done[-1]
        with self._project.writing() as db:
            stands = _said_since(db, step)  # while the step's entries may hold
            self._mark(db, step, undone=True)
        self._undone.append(self._done.pop())
        return Stepped(step.detections, step.recordings, stands, step.about_labels)

    def redo(self) -> Stepped | None:
        """Decide again what was taken back last. Return what it was about."""
        if not self._undone:
            return None
        step = self._undone[-1]
        with self._project.writing() as db:
            self._mark(db, step, undone=False)
            stands = _said_since(db, step)
        self._done.append(self._undone.pop())
        return Stepped(step.detections, step.recordings, stands, step.about_labels)

    def _note(self, db: Connection, ids: Sequence[int], text: str) -> Mapping[int, str]:
        now = comments.current(db, ids)
        others = [i for i in ids if text != (now[i].text if i in now else "")]
        return comments.add(db, [Comment(i, text, self.reviewer) for i in others])

    def _draw(self, drawn: Annotation) -> None:
        with self._project.writing() as db:
            entries = annotations.add(db, [drawn])
        self._keep(_Step(recordings=(drawn.recording_id,), drawn=entries))

    def _keep(self, step: _Step) -> None:
        self._done.append(step)
        self._undone.clear()

    def _mark(self, db: Connection, step: _Step, *, undone: bool) -> None:
        entries = [*step.said.values(), *step.noted.values(), *step.drawn.values()]
        log.undo(db, [*entries, *step.labelled], self.reviewer, undone=undone)
        log.undo(db, step.taken_back, self.reviewer, undone=not undone)


def _said_since(db: Connection, step: _Step) -> str:
    """Return what others, or the same reviewer elsewhere, said after a step; or nothing."""
    said = verdicts.current(db, _newer(db, verdicts.LOG, step.said))
    noted = comments.current(db, _newer(db, comments.LOG, step.noted))
    drawn = annotations.current(db, _newer(db, annotations.LOG, step.drawn))
    if len(said) == 1:
        (one,) = said.values()
        word = f"said {one.verdict}" if one.verdict else "took the verdict back"
        return f"{one.reviewer} {word} since, and that stands."
    if said:
        who = " and ".join(sorted({s.reviewer for s in said.values()}))
        return f"{len(said):,} of these were judged again since by {who}, and that stands."
    others = sorted({c.reviewer for c in noted.values()} | {a.reviewer for a in drawn.values()})
    others = others or clip_labels.said_since(db, step.labelled)
    what = "commented on" if noted else "changed"
    return f"{' and '.join(others)} {what} this since, and that stands." if others else ""


def _newer(db: Connection, of: Log, entries: Mapping[Id, str]) -> list[Id]:
    now = log.holding(db, of, entries)
    return [about for about, uuid in entries.items() if now.get(about, uuid) != uuid]

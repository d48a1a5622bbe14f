"""A reviewer at work: what is said is stored in one step each, and can be taken back."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace

from sqlalchemy import Connection

from core.domain import Detection, Species, Verdict
from core.history import Changed, History, Outlook, Step
from core.names import key
from core.review.desk_step import DeskStep, LogEntries, fields_of_comment, fields_of_verdict
from core.store import Project, annotations, clip_labels, comments, detections, log, verdicts
from core.store.annotations import Annotation
from core.store.clip_labels import ClipLabel
from core.store.comments import Comment
from core.store.detections import Filter
from core.store.verdicts import Statement


class Desk:
    """What one reviewer decides in one sitting.

    Each kind of decision comes in two forms: as a step that is still to be done, for whoever lets
    steps wait in a line (``deciding``, ``drawing`` …), and done at once (``decide``, ``draw`` …).
    """

    def __init__(self, project: Project, reviewer: str, history: History | None = None) -> None:
        self._project = project
        self.reviewer = reviewer
        self.history = history or History()

    # --- verdicts ---

    def deciding(
        self,
        detection_ids: Sequence[int],
        verdict: Verdict | None,
        *,
        corrected: Species | None = None,
        note: str | None = None,
    ) -> DeskStep:
        """Return the step that says something about detections.

        Comments stay as they are, unless there is a ``note``.
        """
        ids, reviewer = tuple(detection_ids), self.reviewer

        def write(db: Connection) -> LogEntries:
            said = [Statement(id_, verdict, reviewer, corrected) for id_ in ids]
            entries = verdicts.add(db, said)
            noted = {} if note is None else _note(db, ids, note, reviewer)
            return LogEntries(ids, said=entries, noted=noted)

        looks = fields_of_verdict(verdict, corrected, reviewer) | (
            {} if note is None else fields_of_comment(note, reviewer)
        )
        return self._step(_decided(verdict, len(ids)), write, Outlook(dict.fromkeys(ids, looks)))

    def deciding_all(self, wanted: Filter, verdict: Verdict | None) -> DeskStep:
        """Return the step that says the same of all that a filter shows once it is done.

        Which those are is known only then, so nothing looks otherwise before.
        """

        def write(db: Connection) -> LogEntries:
            ids = tuple(detections.ids(db, wanted))
            said = [Statement(id_, verdict, reviewer) for id_ in ids]
            return LogEntries(ids, said=verdicts.add(db, said))

        reviewer = self.reviewer
        return self._step(_decided(verdict), write)

    def commenting(self, detection_id: int, note: str) -> DeskStep:
        """Return the step that notes something of a detection, or with an empty note nothing.

        Whose verdict it is does not change.
        """
        reviewer = self.reviewer

        def write(db: Connection) -> LogEntries:
            noted = _note(db, [detection_id], note, reviewer)
            return LogEntries((detection_id,), noted=noted) if noted else LogEntries()

        outlook = Outlook({detection_id: fields_of_comment(note, reviewer)})
        return self._step("a comment", write, outlook)

    def decide(
        self,
        detection_ids: Sequence[int],
        verdict: Verdict | None,
        *,
        corrected: Species | None = None,
        note: str | None = None,
    ) -> None:
        """Say something about detections: one step to undo, however many they are."""
        self._do(self.deciding(detection_ids, verdict, corrected=corrected, note=note))

    def decide_all(self, wanted: Filter, verdict: Verdict | None) -> list[int]:
        """Say the same of all that a filter shows, in one step. Return which those are."""
        return list(self._do(self.deciding_all(wanted, verdict)).detections)

    def comment(self, detection_id: int, note: str) -> None:
        """Note something of a detection, or with an empty note nothing any more."""
        self._do(self.commenting(detection_id, note))

    # --- annotations ---

    def annotation(
        self,
        recording_id: int,
        span_s: tuple[float, float],
        band_hz: tuple[float | None, float | None] = (None, None),
        species: Species | None = None,
        note: str = "",
    ) -> Annotation:
        """Return a new annotation, still to be drawn."""
        return Annotation(
            annotations.new_id(), recording_id, *span_s, *band_hz, species, note, self.reviewer
        )

    def drawing(self, drawn: Annotation) -> DeskStep:
        """Return the step that adds an annotation, or changes its span, band, species or note."""
        drawn = replace(drawn, reviewer=self.reviewer)

        def write(db: Connection) -> LogEntries:
            return LogEntries(recordings=(drawn.recording_id,), drawn=annotations.add(db, [drawn]))

        return self._step("an annotation", write, Outlook(annotations={drawn.id: drawn}))

    def erasing(self, erased: Annotation) -> DeskStep:
        """Return the step that deletes an annotation, which may be gone already by then."""
        gone = replace(erased, deleted=True, reviewer=self.reviewer)

        def write(db: Connection) -> LogEntries:
            now = annotations.current(db, [gone.id]).get(gone.id)
            if now is None:
                return LogEntries()
            last = replace(now, deleted=True, reviewer=gone.reviewer)
            return LogEntries(recordings=(now.recording_id,), drawn=annotations.add(db, [last]))

        return self._step("an annotation deleted", write, Outlook(annotations={gone.id: gone}))

    def draw(
        self,
        recording_id: int,
        span_s: tuple[float, float],
        band_hz: tuple[float | None, float | None] = (None, None),
        species: Species | None = None,
        note: str = "",
    ) -> Annotation:
        """Add an annotation; return it with its id."""
        drawn = self.annotation(recording_id, span_s, band_hz, species, note)
        self._do(self.drawing(drawn))
        return drawn

    def of_clip(self, detection: Detection, species: Species, note: str = "") -> Annotation:
        """Return what says that another species sings in a clip: an annotation of its span."""
        span, band = (detection.start_s, detection.end_s), (detection.low_hz, detection.high_hz)
        return self.annotation(detection.recording_id, span, band, species, note)

    def label_too(self, detection: Detection, species: Species, note: str = "") -> Annotation:
        """Say that another species sings in the same clip: an annotation of the clip's span."""
        drawn = self.of_clip(detection, species, note)
        self._do(self.drawing(drawn))
        return drawn

    def redraw(self, changed: Annotation) -> None:
        """Change an annotation: its span, band, species or note."""
        self._do(self.drawing(changed))

    def erase(self, annotation_id: str) -> None:
        """Delete an annotation; the log keeps it. One that was undone elsewhere is gone already."""
        with self._project.reading() as db:
            before = annotations.current(db, [annotation_id]).get(annotation_id)
        if before:
            self._do(self.erasing(before))

    # --- labels of clips ---

    def labelling(self, entries: Sequence[ClipLabel]) -> DeskStep:
        """Return the step that says what is to be heard in clips, or is not."""
        entries = tuple(entries)

        def write(db: Connection) -> LogEntries:
            return LogEntries(labelled=tuple(clip_labels.add(db, entries)))

        return self._step("labels of clips", write)

    def labelling_all(
        self, recording_id: int, span_s: tuple[float, float], species: Sequence[str]
    ) -> DeskStep:
        """Return the step that says that these and no others are heard in a clip.

        What was said to be in it before, and is not among these, is said not to be.
        """
        where, reviewer = (recording_id, *span_s), self.reviewer
        heard = {key(name): name.strip() for name in species if name.strip()}

        def write(db: Connection) -> LogEntries:
            before = clip_labels.present_in(db, recording_id, span_s)
            gone = [one for one in before if one and key(one) not in heard]
            said = [ClipLabel(*where, one, True, True, reviewer) for one in heard.values()]
            said += [ClipLabel(*where, one, False, True, reviewer) for one in gone]
            said = said or [ClipLabel(*where, "", True, True, reviewer)]
            return LogEntries(labelled=tuple(clip_labels.add(db, said)))

        return self._step("labels of clips", write)

    def unlabelling(self, clips: Sequence[tuple[int, tuple[float, float]]], label: str) -> DeskStep:
        """Return the step that takes back what was said of a label in clips (recording, span)."""
        clips, reviewer = tuple(clips), self.reviewer

        def write(db: Connection) -> LogEntries:
            found = (clip_labels.holding(db, where, span_s, label) for where, span_s in clips)
            entries = tuple(entry for some in found for entry in some)
            log.undo(db, entries, reviewer)
            return LogEntries(taken_back=entries)

        return self._step("labels of clips", write)

    def label(self, entries: Sequence[ClipLabel]) -> list[str]:
        """Say what is to be heard in clips, or is not: one step to undo, however many they are.

        Return what each entry is known by in all copies.
        """
        return list(self._do(self.labelling(entries)).entries)

    def unlabel(self, recording_id: int, span_s: tuple[float, float], label: str) -> bool:
        """Take back what was said of a label in a clip; tell whether anything was."""
        return bool(self._do(self.unlabelling([(recording_id, span_s)], label)))

    # --- undo ---

    @property
    def can_undo(self) -> bool:
        """Tell whether there is a decision of this sitting to take back."""
        return self.history.to_undo is not None

    @property
    def can_redo(self) -> bool:
        """Tell whether a decision was taken back and nothing else decided since."""
        return self.history.to_redo is not None

    def undo(self) -> Changed | None:
        """Take back the last decision. Return what it was about, None at the start."""
        return self._turn(self.history.back, self.history.undo, self.history.still_done)

    def redo(self) -> Changed | None:
        """Decide again what was taken back last. Return what it was about."""
        return self._turn(self.history.forth, self.history.redo, self.history.still_undone)

    def _turn(
        self,
        take: Callable[[], Step | None],
        do: Callable[[Step], Changed],
        put_back: Callable[[Step], object],
    ) -> Changed | None:
        with self.history.turn:
            step = take()
            if step is None:
                return None
            with ExitStack() as unless_done:
                unless_done.callback(put_back, step)
                changed = do(step)
                unless_done.pop_all()
                return changed

    def _step(
        self, text: str, write: Callable[[Connection], LogEntries], outlook: Outlook | None = None
    ) -> DeskStep:
        return DeskStep(self._project, self.reviewer, text, write, outlook)

    def _do(self, step: Step) -> Changed:
        with self.history.turn:
            changed = step.do()
            if changed:
                self.history.begin(step)
            return changed


def _decided(verdict: Verdict | None, number: int = 0) -> str:
    said = str(verdict) if verdict else "no verdict"
    return f"{said}, {number:,} {'clip' if number == 1 else 'clips'}" if number else f"{said}, all"


def _note(db: Connection, ids: Sequence[int], text: str, reviewer: str) -> Mapping[int, str]:
    now = comments.current(db, ids)
    others = [i for i in ids if text != (now[i].text if i in now else "")]
    return comments.add(db, [Comment(i, text, reviewer) for i in others])

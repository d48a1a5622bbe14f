"""A reviewer at work: what is said is stored in one step each, and can be taken back."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from core.domain import Detection, Species, Verdict
from core.history import Changed, History, Outlook, Step
from core.store import Project, annotations, clip_labels, comments, detections, log, verdicts
from core.store.annotations import Annotation
from core.store.clip_labels import ClipLabel
from core.store.comments import Comment
from core.store.detections import Filter
from core.store.groups import Id
from core.store.log import Log
from core.store.verdicts import Statement

_LOOKED_AT = 200
"""Of more detections in one step nobody sees at once how each looked before."""


@dataclass(frozen=True, slots=True)
class _Said:
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
    def changed(self) -> Changed:
        """Return what is different for it."""
        about_labels = bool(self.labelled or self.taken_back)
        return Changed(self.detections, self.recordings, labels=about_labels, entries=self.labelled)


class DeskStep(Step):
    """One decision: entries of the logs, which undoing marks as undone, and redoing as not.

    What held before them holds again, and what was said after them, here or in another window,
    stands.
    """

    def __init__(
        self,
        project: Project,
        reviewer: str,
        text: str,
        write: Callable[[Connection], _Said],
        outlook: Outlook | None = None,
    ) -> None:
        self.text, self.outlook = text, outlook or Outlook()
        self._project, self._reviewer, self._write = project, reviewer, write
        self._said = _Said()

    def do(self) -> Changed:
        """Append to the logs."""
        with self._project.writing() as db:
            before = _looks(db, self.outlook)
            said = self._write(db)
        self.former, self._said = before, said
        return said.changed

    def undo(self) -> Changed:
        """Let the entries hold no longer."""
        if not self._said.changed:
            return Changed()
        with self._project.writing() as db:
            stands = _said_since(db, self._said)  # while the step's entries may hold
            self._mark(db, undone=True)
        return replace(self._said.changed, stands=stands)

    def redo(self) -> Changed:
        """Let the entries hold again."""
        if not self._said.changed:
            return Changed()
        with self._project.writing() as db:
            self._mark(db, undone=False)
            stands = _said_since(db, self._said)
        return replace(self._said.changed, stands=stands)

    def _mark(self, db: Connection, *, undone: bool) -> None:
        said = self._said
        entries = [*said.said.values(), *said.noted.values(), *said.drawn.values()]
        log.undo(db, [*entries, *said.labelled], self._reviewer, undone=undone)
        log.undo(db, said.taken_back, self._reviewer, undone=not undone)


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

        def write(db: Connection) -> _Said:
            said = [Statement(id_, verdict, reviewer, corrected) for id_ in ids]
            entries = verdicts.add(db, said)
            noted = {} if note is None else _note(db, ids, note, reviewer)
            return _Said(ids, said=entries, noted=noted)

        looks = _says(verdict, corrected, reviewer) | (
            {} if note is None else _noted(note, reviewer)
        )
        outlook = Outlook(dict.fromkeys(ids, looks) if len(ids) <= _LOOKED_AT else {})
        return self._step(_decided(verdict, len(ids)), write, outlook)

    def deciding_all(self, wanted: Filter, verdict: Verdict | None) -> DeskStep:
        """Return the step that says the same of all that a filter shows once it is done."""

        def write(db: Connection) -> _Said:
            ids = tuple(detections.ids(db, wanted))
            said = [Statement(id_, verdict, reviewer) for id_ in ids]
            return _Said(ids, said=verdicts.add(db, said))

        reviewer = self.reviewer
        return self._step(_decided(verdict), write)

    def commenting(self, detection_id: int, note: str) -> DeskStep:
        """Return the step that notes something of a detection, or with an empty note nothing.

        Whose verdict it is does not change.
        """
        reviewer = self.reviewer

        def write(db: Connection) -> _Said:
            noted = _note(db, [detection_id], note, reviewer)
            return _Said((detection_id,), noted=noted) if noted else _Said()

        outlook = Outlook({detection_id: _noted(note, reviewer)})
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

        def write(db: Connection) -> _Said:
            return _Said(recordings=(drawn.recording_id,), drawn=annotations.add(db, [drawn]))

        return self._step("an annotation", write, Outlook(annotations={drawn.id: drawn}))

    def erasing(self, erased: Annotation) -> DeskStep:
        """Return the step that deletes an annotation, which may be gone already by then."""
        gone = replace(erased, deleted=True, reviewer=self.reviewer)

        def write(db: Connection) -> _Said:
            now = annotations.current(db, [gone.id]).get(gone.id)
            if now is None:
                return _Said()
            last = replace(now, deleted=True, reviewer=gone.reviewer)
            return _Said(recordings=(now.recording_id,), drawn=annotations.add(db, [last]))

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

        def write(db: Connection) -> _Said:
            return _Said(labelled=tuple(clip_labels.add(db, entries)))

        return self._step("labels of clips", write)

    def unlabelling(self, clips: Sequence[tuple[int, tuple[float, float]]], label: str) -> DeskStep:
        """Return the step that takes back what was said of a label in clips (recording, span)."""
        clips, reviewer = tuple(clips), self.reviewer

        def write(db: Connection) -> _Said:
            found = (clip_labels.holding(db, where, span_s, label) for where, span_s in clips)
            entries = tuple(entry for some in found for entry in some)
            log.undo(db, entries, reviewer)
            return _Said(taken_back=entries)

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
        with self.history.turn:
            step = self.history.back()
            if step is None:
                return None
            with ExitStack() as unless_done:
                unless_done.callback(self.history.still_done, step)
                changed = self.history.undo(step)
                unless_done.pop_all()
                return changed

    def redo(self) -> Changed | None:
        """Decide again what was taken back last. Return what it was about."""
        with self.history.turn:
            step = self.history.forth()
            if step is None:
                return None
            with ExitStack() as unless_done:
                unless_done.callback(self.history.still_undone, step)
                changed = self.history.redo(step)
                unless_done.pop_all()
                return changed

    def _step(
        self, text: str, write: Callable[[Connection], _Said], outlook: Outlook | None = None
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


def _says(verdict: Verdict | None, corrected: Species | None, reviewer: str) -> dict[str, Any]:
    """Return the fields of a detection that a verdict sets."""
    who = reviewer if verdict else None
    return {"verdict": verdict, "corrected": corrected, "reviewer": who}


def _noted(note: str, reviewer: str) -> dict[str, Any]:
    """Return the fields of a detection that a comment sets."""
    return {"note": note, "note_by": reviewer if note else None}


def _looks(db: Connection, expected: Outlook) -> Outlook:
    """Return how things look now that will look otherwise."""
    ids = list(expected.detections)
    said, noted = verdicts.current(db, ids), comments.current(db, ids)
    looks: dict[int, Mapping[str, Any]] = {}
    for id_ in ids:
        now, comment = said.get(id_), noted.get(id_)
        held = _says(now.verdict, now.corrected, now.reviewer) if now else _says(None, None, "")
        looks[id_] = held | (_noted(comment.text, comment.reviewer) if comment else _noted("", ""))
    drawn = annotations.current(db, expected.annotations)
    gone = {
        id_: replace(one, deleted=True)
        for id_, one in expected.annotations.items()
        if id_ not in drawn
    }
    return Outlook(looks, {**drawn, **gone})


def _note(db: Connection, ids: Sequence[int], text: str, reviewer: str) -> Mapping[int, str]:
    now = comments.current(db, ids)
    others = [i for i in ids if text != (now[i].text if i in now else "")]
    return comments.add(db, [Comment(i, text, reviewer) for i in others])


def _said_since(db: Connection, step: _Said) -> str:
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
        return f"{who} judged {len(said):,} of these again since, and that stands."
    others = sorted({c.reviewer for c in noted.values()} | {a.reviewer for a in drawn.values()})
    others = others or clip_labels.said_since(db, step.labelled)
    what = "commented on" if noted else "changed"
    return f"{' and '.join(others)} {what} this since, and that stands." if others else ""


def _newer(db: Connection, of: Log, entries: Mapping[Id, str]) -> list[Id]:
    now = log.holding(db, of, entries)
    return [about for about, uuid in entries.items() if now.get(about, uuid) != uuid]

"""Annotations on the clip: drawn, named, moved, deleted, each a step to undo."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from core.domain import Detection, Recording, Species
from core.store.annotations import Annotation
from core.store.runs import Run
from gui.open_project import OpenProject
from gui.pages.review.clip.clip import Clip
from gui.pages.review.clip.clip_queries import ClipContext
from gui.pages.runs import short_run_name
from gui.widgets.sound_values import box_of
from gui.widgets.spectrogram import Box

SIGN = "✎"
AskSpecies = Callable[[str, Callable[[Species], object]], object]


class AnnotationBoxes(QObject):
    """Keeps the boxes on the clip: detections and annotations, one of them in hand."""

    def __init__(self, project: OpenProject, clip: Clip, ask_species: AskSpecies) -> None:
        super().__init__(clip)
        self._clip, self._ask_species = clip, ask_species
        self._project = project
        self._recording: Recording | None = None
        self._current: Detection | None = None
        self._detections: Sequence[Detection] = ()
        self._annotations: dict[str, Annotation] = {}
        self._chosen = ""
        self._runs: dict[int, str] = {}
        view = clip.view
        view.span_drawn.connect(self._draw)
        view.box_changed.connect(self._change)
        view.delete_asked.connect(self._erase)
        view.box_clicked.connect(self._click)
        view.looks_changed.connect(lambda _looks: self._show())

    def name_runs(self, runs: Sequence[Run]) -> None:
        """Take over how the analyses are told apart on the sound."""
        self._runs = {run.id: short_run_name(run) for run in runs}

    def leave(self) -> None:
        """Show nothing: what is on the next clip is still to be read."""
        self._recording = self._current = None
        self._detections, self._annotations, self._chosen = (), {}, ""
        self._show()

    def show_context(self, found: ClipContext) -> None:
        """Show what is on a clip, or what was said and drawn on it since."""
        self._recording, self._current = found.recording, found.detection
        self._detections = found.neighbours
        self._annotations = {a.id: a for a in found.annotations}
        self._show()

    def shows(self, ids: Iterable[int]) -> bool:
        """Tell whether one of these detections is on the clip."""
        return not {d.id for d in self._detections}.isdisjoint(ids)

    def _show(self) -> None:
        current = self._current.id if self._current and not self._chosen else None
        run = self._current.run_id if self._current else None
        boxes = [
            box_of(
                d, current=d.id == current, other_run="" if d.run_id == run else self._name_of(d)
            )
            for d in self._detections
            if d.run_id == run or self._clip.view.looks.other_runs
        ]
        boxes += [_box(a, current=a.id == self._chosen) for a in self._annotations.values()]
        self._clip.view.set_boxes(boxes)
        self._clip.take_drawn(self._annotations.get(self._chosen))

    def _name_of(self, other: Detection) -> str:
        # One that has begun just now is not named yet.
        return self._runs.get(other.run_id, "another analysis")

    def _draw(self, start_s: float, end_s: float, low_hz: float, high_hz: float) -> None:
        if self._recording is None:
            return
        drawn = self._project.review.draw(self._recording.id, (start_s, end_s), (low_hz, high_hz))
        self._chosen = drawn.id
        self._hold(drawn)
        self._name(drawn)

    def _name(self, drawn: Annotation) -> None:
        self._ask_species(
            "What is in this box? A few letters will do.", lambda s: self._named(drawn.id, s)
        )

    def _named(self, annotation_id: str, species: Species) -> None:
        held = self._annotations.get(annotation_id)
        if held:
            self._redraw(replace(held, species=species))

    def _change(
        self, box_id: object, start_s: float, end_s: float, low_hz: float, high_hz: float
    ) -> None:
        held = self._annotations.get(str(box_id))
        if held:
            self._redraw(
                replace(held, start_s=start_s, end_s=end_s, low_hz=low_hz, high_hz=high_hz)
            )

    def _redraw(self, changed: Annotation) -> None:
        self._project.review.redraw(changed)
        self._hold(changed)

    def _hold(self, drawn: Annotation) -> None:
        """Go on from this at once: what is read again comes later."""
        self._annotations[drawn.id] = drawn
        self._show()

    def _erase(self, box_id: object) -> None:
        erased = self._annotations.get(str(box_id))
        if erased:
            self._chosen = ""
            self._project.review.erase(erased)

    def _click(self, box_id: object) -> None:
        """Take a box in hand; a second click on an annotation names it anew."""
        again = self._chosen == box_id
        drawn = self._annotations.get(box_id) if isinstance(box_id, str) else None
        self._chosen = drawn.id if drawn else ""
        self._show()
        if drawn and again:
            self._name(drawn)


def _box(drawn: Annotation, *, current: bool) -> Box:
    named = drawn.species.common_name if drawn.species else "no name yet"
    return Box(
        id=drawn.id,
        start_s=drawn.start_s,
        end_s=drawn.end_s,
        low_hz=drawn.low_hz,
        high_hz=drawn.high_hz,
        label=named,
        sign=SIGN,
        current=current,
        editable=True,
    )

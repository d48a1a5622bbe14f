"""What the clip in hand asks of core in one go, in another thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain import Detection, Recording, Species, Verdict
from core.heads.examples import SearchExample
from core.store.annotations import Annotation
from gui.open_project import OpenProject
from gui.open_queue import QueueSpec


@dataclass(frozen=True, slots=True)
class ClipContext:
    """A detection with where it is from and what is next to it."""

    detection: Detection
    recording: Recording
    there: bool
    """Whether its file is where it was."""
    heard_hz: float
    """The highest frequency that the network hears; 0 where that is not known."""
    neighbours: list[Detection]
    annotations: list[Annotation]


def clip_context(project: OpenProject, queue: QueueSpec, detection: Detection) -> ClipContext:
    """Return where a detection is from and what is next to it."""
    recording = project.recording(detection.recording_id)
    near = project.review.queue.as_seen(queue, project.neighbours(detection))
    drawn = project.review.annotations(detection.recording_id, queue.only_by)
    there, heard_hz = recording.path.exists(), project.review.heard_hz(detection)
    return ClipContext(detection, recording, there, heard_hz, near, drawn)


def upcoming(project: OpenProject, detection: Detection) -> tuple[Detection, Recording]:
    """Return a detection with its recording."""
    return detection, project.recording(detection.recording_id)


def alternatives(project: OpenProject, detection: Detection) -> tuple[int, Sequence[Species]]:
    """Return what else a detection may be, with its id."""
    return detection.id, project.review.alternatives(detection)


def sought(
    chosen: Sequence[Detection], drawn: tuple[float, float] | None
) -> tuple[list[SearchExample], str]:
    """Return what to find more of: the span that was drawn, or these; and what it is held to be."""
    if drawn and len(chosen) == 1:
        where = (chosen[0].path.name, *drawn)
        return [SearchExample(*where, recording_id=chosen[0].recording_id)], ""
    names = {
        d.current_species.common_name for d in chosen if d.corrected or d.verdict is Verdict.CORRECT
    }
    examples = [
        SearchExample(d.path.name, max(0.0, d.start_s), d.end_s, recording_id=d.recording_id)
        for d in chosen
    ]
    return examples, names.pop() if len(names) == 1 else ""

"""Examples to search by: detections, spans of recordings, or files from anywhere."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from core.audio.kinds import is_heard
from core.domain import Detection, Recording
from core.errors import UnusableValueError, UserError
from core.heads.features import WindowFeatures, stacked
from core.heads.hearing import file_rows
from core.heads.recording_names import RecordingNames
from core.heads.windows import PassWindows, Window
from core.store import Project, detections, recordings
from core.store.asked_clips import AskedClip, Why

_SPAN = re.compile(r"(?P<file>.+)@(?P<start>[0-9.]+)-(?P<end>[0-9.]+)", re.DOTALL)
_DETECTION = re.compile(r"detection:([0-9]{1,18})")
_MOST_WINDOWS = 100


@dataclass(frozen=True, slots=True)
class SearchExample:
    """Something that sounds like what is sought, or like what is not."""

    file: str
    start_s: float = 0.0
    end_s: float | None = None
    """None: to the end."""
    detection_id: int | None = None
    recording_id: int | None = None
    """Of the project, whatever ``file`` says."""
    project: Path | None = None
    """The folder of the project that ``recording_id`` is of; None: of the one at hand."""


def example(written: str) -> SearchExample:
    """Read ``FILE``, ``FILE@START-END`` in seconds, or ``detection:NUMBER``.

    Raises UnusableValueError.
    """
    if of := _DETECTION.fullmatch(written):
        return SearchExample("", detection_id=int(of[1]))
    span = _SPAN.fullmatch(written)
    if span is None and ("@" not in written or is_heard(Path(written).suffix.lower())):
        return SearchExample(written)
    start_s = end_s = 0.0
    if span is not None:
        with suppress(ValueError):
            start_s, end_s = float(span["start"]), float(span["end"])
    if span is None or end_s <= start_s:
        raise UnusableValueError(
            f"{written} names no span: write FILE@START-END in seconds, the end after the start."
        )
    return SearchExample(span["file"], start_s, end_s)


def rows_of(
    heard: PassWindows | Sequence[PassWindows], examples: Sequence[SearchExample]
) -> WindowFeatures | None:
    """Return what is known of examples, None for none.

    Recordings of a project are not heard again; any other file is heard by the network of the
    passes, which are of one network. Raises UserError for what cannot be found or heard.
    """
    if not examples:
        return None
    passes = [heard] if isinstance(heard, PassWindows) else list(heard)
    named = []
    for one in passes:
        with one.project.reading() as db:
            named.append((one, RecordingNames(recordings.everything(db))))
    return stacked([_rows_of(*_holder(named, one), one) for one in examples])


def clip_of(project: Project, one: SearchExample) -> AskedClip:
    """Return a span of a recording of the project. Raises UserError where it is none."""
    with project.reading() as db:
        if one.detection_id is not None:
            found = _detection(db, one.detection_id)
            return AskedClip(found.recording_id, found.start_s, found.end_s, Why.LIKE)
        try:
            recording = RecordingNames(recordings.everything(db)).find(one.file)
        except ValueError as error:
            raise UserError(f"{one.file}: {error}.") from error
    return AskedClip(recording.id, one.start_s, _end_s(one, recording), Why.LIKE)


_Named = tuple[PassWindows, RecordingNames]


def _holder(named: Sequence[_Named], one: SearchExample) -> _Named:
    """Return the pass that an example is taken from: the first that has such a recording."""
    if one.recording_id is not None:
        folder = one.project or named[0][0].project.folder
        return next(each for each in named if each[0].project.folder == folder)
    projects = {heard.project.folder for heard, _ in named}
    if one.detection_id is not None and len(projects) > 1:
        raise UnusableValueError(
            f"detection:{one.detection_id} may be of any of these projects: write FILE@START-END."
        )
    for heard, names in named:
        with suppress(ValueError):
            names.find(one.file)
            return heard, names
    return named[0]


def _rows_of(heard: PassWindows, names: RecordingNames, one: SearchExample) -> WindowFeatures:
    if one.detection_id is not None:
        with heard.project.reading() as db:
            found = _detection(db, one.detection_id)
        what = f"detection {one.detection_id}"
        return _stored(heard, found.recording_id, found.start_s, found.end_s, what)
    if one.recording_id is not None and one.end_s is not None:
        return _stored(heard, one.recording_id, one.start_s, one.end_s, one.file)
    try:
        recording = names.find(one.file)
    except ValueError as error:
        path = Path(one.file)
        if not path.is_file():
            raise UserError(f"{one.file}: {error}, and there is no such file.") from error
        return _few(file_rows(heard, path, one.start_s, one.end_s, _MOST_WINDOWS + 1), one)
    end_s = _end_s(one, recording)
    return _few(_stored(heard, recording.id, one.start_s, end_s, one.file), one)


def _detection(db: Connection, detection_id: int) -> Detection:
    found = detections.get(db, detection_id)
    if found is None:
        raise UserError(f"There is no detection {detection_id} in the project.")
    return found


def _end_s(one: SearchExample, recording: Recording) -> float:
    if one.start_s >= recording.duration_s:
        raise UserError(f"{one.file} is only {recording.duration_s:.1f} s long.")
    return recording.duration_s if one.end_s is None else min(one.end_s, recording.duration_s)


def _stored(
    heard: PassWindows, recording_id: int, start_s: float, end_s: float, what: str
) -> WindowFeatures:
    windows: list[Window] = [(recording_id, n) for n in heard.in_span(start_s, end_s)]
    with heard.project.reading() as db:
        places, rows = heard.rows(db, windows)
    if not places:
        raise UserError(
            f"What the network heard of {what} from {start_s:g} s to {end_s:g} s is missing. "
            "Analyse once more: it is then heard again."
        )
    return rows


def _few(rows: WindowFeatures, one: SearchExample) -> WindowFeatures:
    if len(rows) > _MOST_WINDOWS:
        raise UserError(
            f"{one.file} has more than {_MOST_WINDOWS} windows: too many for one example. Say "
            f"where in it: {one.file}@START-END"
        )
    return rows

"""Detections as sound files with their metadata, and a table of them: a job that goes on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from core import speech
from core.audio.source import Source, open_source
from core.domain import Detection, Recording, Verdict
from core.errors import UnreadableRecordingError, UnusableValueError, UserError
from core.exports import clip_files, clip_voices
from core.exports.blur import Blur
from core.exports.clip_voices import ClipSpan
from core.exports.files import local_time, utc_time, write_csv
from core.jobs import Inquiry, Job, Progress
from core.networks.folder import FolderNetwork
from core.recorders.apart import refuse_clips_inside
from core.speech import VoiceHead
from core.store import Project, detections, recordings, roots
from core.store.detections import Filter, Sort, SortBy

SUFFIXES = (".wav", ".flac")
TABLE = "clips.csv"
COLUMNS = (
    "file", "detection_id", "scientific_name", "common_name", "score", "verdict", "reviewer",
    "note", "note_by", "recording", "start_s", "end_s", "clip_start_s", "clip_end_s", "local_time",
    "utc_time", "site", "latitude", "longitude", "problem", "left_out",
)  # fmt: skip
_NOBODY = "No analysis tells whether human voices are in it."
_AT_ONCE = 500
_PROBLEM, _LEFT_OUT = -2, -1
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class ClipSettings:
    """How clips are cut and named."""

    padding_s: float = 1.0
    """Before and after each detection, as far as the recording goes."""
    suffix: str = ".wav"
    template: str = clip_files.TEMPLATE
    """See ``clip_files.FIELDS``."""
    bits: int = 16
    """Of a sample; 24 keep what is quieter than 16 can hold."""
    for_excel: bool = False
    """How the table is written: see ``files.write_csv``."""
    no_speech: bool = False
    """Leave out clips in which an analysis heard human voices, or of which none tells."""
    blur: Blur | None = None
    """How places are rounded: in names of files, in what clips say of themselves, in the table."""

    def told(self, d: Detection) -> Detection:
        """Return a detection as exactly placed as it may be told."""
        return self.blur.detection(d) if self.blur else d

    def text(self, text: str, d: Detection) -> str:
        """Return a text about a detection, whose place it may state."""
        return self.blur.text(text, (d.latitude, d.longitude)) if self.blur else text


CONFIRMED = Filter(verdicts=frozenset({Verdict.CORRECT}), unlisted=True)


def export_clips(
    project: Project,
    wanted: Filter | Sequence[int],
    folder: Path,
    settings: ClipSettings | None = None,
) -> Job:
    """Write the clips of a filter, or of these ids, and ``clips.csv`` beside them.

    What is there already and says the same is not written again, so a stopped job goes on.
    Recordings that cannot be read are told in the table and counted as problems; what is left out
    for human voices is told there too. Raises UserError where no clip fits, where none could be
    written, where no analysis tells human voices though they are to be left out, and where the
    folder cannot be or lies among the recordings.
    """
    settings = settings or ClipSettings()
    _check(settings)
    with project.reading() as db:
        by_recording = Sort(SortBy.RECORDING, descending=False)
        if isinstance(wanted, Filter):
            ids = detections.ids(db, wanted, sort=by_recording)
        else:
            ids = [d.id for d in _in_order(detections.by_ids(db, dict.fromkeys(wanted)))]
        known = roots.listing(db)
        by = _listeners(db) if settings.no_speech else None
    if not ids:
        raise UserError(
            "There is no detection to export: nothing fits the filter. "
            "Confirm detections first, or widen the filter."
        )
    for root in known:
        refuse_clips_inside(folder, root.path)
    _make(folder)
    reasons = (yield from _reasons(project, ids, by, settings.padding_s)) if by else {}
    rows: list[Row] = []
    problems = left_out = 0
    yield Progress(0, len(ids))
    for detection, row in _clips(project, ids, folder, settings, reasons):
        rows.append(row)
        problems += bool(row[_PROBLEM])
        left_out += bool(row[_LEFT_OUT])
        yield Progress(
            len(rows), len(ids), detection.path.name, problems=problems, left_out=left_out
        )
    write_csv(folder / TABLE, COLUMNS, rows, for_excel=settings.for_excel)
    if problems and problems + left_out == len(rows):
        first = next(row[_PROBLEM] for row in rows if row[_PROBLEM])
        raise UserError(
            f"None of the {problems} clips could be written; the first because: {first}"
        )


def left_out_in_words(number: int) -> str:
    """Say how many clips were left out for human voices; empty where none was."""
    if not number:
        return ""
    return (
        f" {number:,} left out: human voices were heard in them (windows that score "
        f"{speech.MIN_SCORE} or more), or nothing tells; {TABLE} says of each why."
    )


def _check(settings: ClipSettings) -> None:
    clip_files.check_template(settings.template)
    if settings.suffix not in SUFFIXES:
        raise UnusableValueError(f"Clips can be wav or flac, not {settings.suffix.lstrip('.')}.")
    if settings.bits not in clip_files.BITS:
        raise UnusableValueError(f"A sample can have 16 or 24 bits, not {settings.bits}.")
    if not 0 <= settings.padding_s <= 3600:
        raise UnusableValueError("The padding must lie between 0 and 3600 seconds.")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The folder {folder} cannot be made ({error.strerror or error}). Choose another."
        ) from error


class _Listeners(NamedTuple):
    """Who tells human voices."""

    analyses: Sequence[VoiceHead]
    vad: FolderNetwork | None
    """Silero VAD, where it can be run here."""


def _listeners(db: Connection) -> _Listeners:
    found = _Listeners(speech.listeners(db), clip_voices.listener())
    if not found.analyses and found.vad is None:
        raise UserError(
            "No analysis of this project tells human voices, so clips with them cannot be left "
            "out. Analyse the recordings with BirdNET first, or have Silero VAD listen to the "
            f"clips: undersong networks install {clip_voices.LISTENER}"
        )
    return found


def _in_order(found: list[Detection]) -> list[Detection]:
    return sorted(found, key=lambda d: (d.recording_id, d.start_s, d.id))


def _clips(
    project: Project,
    ids: Sequence[int],
    folder: Path,
    settings: ClipSettings,
    reasons: Mapping[int, str],
) -> Iterator[tuple[Detection, Row]]:
    for first in range(0, len(ids), _AT_ONCE):
        with project.reading() as db:
            some = detections.by_ids(db, ids[first : first + _AT_ONCE])
            files = recordings.by_ids(db, (d.recording_id for d in some))
        for d in some:
            if d.id in reasons:
                yield d, _left_out(settings.told(d), reasons[d.id], folder, settings)
        wanted = [d for d in some if d.id not in reasons]
        for recording_id, group in groupby(wanted, key=lambda d: d.recording_id):
            yield from _of_recording(files[recording_id], list(group), folder, settings)


def _reasons(
    project: Project, ids: Sequence[int], by: _Listeners, padding_s: float
) -> Inquiry[dict[int, str]]:
    """Return detection id -> why its clip is left out, of those that are.

    What analyses have nothing against, Silero VAD hears once more.
    """
    reasons: dict[int, str] = {}
    to_hear: list[ClipSpan] = []
    for first in range(0, len(ids), _AT_ONCE):
        with project.reading() as db:
            some = detections.by_ids(db, ids[first : first + _AT_ONCE])
            files = recordings.by_ids(db, (d.recording_id for d in some))
            reasons |= _told(db, by.analyses, some, padding_s)
        unknown = [d for d in some if reasons.get(d.id, _NOBODY) == _NOBODY]
        to_hear += [_span(d, files[d.recording_id], padding_s) for d in unknown]
    if by.vad is not None and to_hear:
        heard = yield from clip_voices.voices(by.vad, to_hear)
        reasons = {id: why for id, why in reasons.items() if why != _NOBODY or id not in heard}
        voiced = {id: score for id, score in heard.items() if score >= clip_voices.MIN_SCORE}
        named = f"{by.vad.manifest.title} {by.vad.manifest.version}"
        reasons |= {id: f"{named} hears human voices in it: {s:.2f}." for id, s in voiced.items()}
    return reasons


def _span(d: Detection, file: Recording, padding_s: float) -> ClipSpan:
    start_s = max(0.0, d.start_s - padding_s)
    return ClipSpan(d.id, file.path, file.content_hash, start_s, d.end_s + padding_s)


def _told(
    db: Connection, by: Sequence[VoiceHead], found: Sequence[Detection], padding_s: float
) -> dict[int, str]:
    """Return what analyses tell against clips."""
    heard = speech.spans(db, by, dict.fromkeys(d.recording_id for d in found))
    reasons = {}
    for d in found:
        known = heard.get(d.recording_id)
        best = speech.best_within(known or (), d.start_s - padding_s, d.end_s + padding_s)
        if best:
            reasons[d.id] = f"Human voices were heard in it: the best window scores {best:.2f}."
        elif speech.is_voice(d.current_species) and (d.corrected or d.verdict != Verdict.WRONG):
            reasons[d.id] = "It is itself a detection of human voices."
        elif known is None:
            reasons[d.id] = _NOBODY
    return reasons


def _left_out(d: Detection, why: str, folder: Path, settings: ClipSettings) -> Row:
    """Return its row. A clip that is there already is told, not taken away."""
    path = folder / (clip_files.name(settings.template, d) + settings.suffix)
    if path.exists() and not clip_files.is_anothers(path):
        why += f" An earlier export wrote it: {path.name} is still there."
    return _row(d, "", (None, None), "", why)


def _of_recording(
    file: Recording, found: list[Detection], folder: Path, settings: ClipSettings
) -> Iterator[tuple[Detection, Row]]:
    written = 0
    try:
        with open_source(file.path, content_hash=file.content_hash) as source:
            for d in found:
                yield d, _cut(source, settings.told(d), folder, settings)
                written += 1
    except UnreadableRecordingError as error:
        for d in found[written:]:
            text = settings.text(str(error), d)
            yield d, _row(settings.told(d), "", (None, None), text)


def _cut(source: Source, d: Detection, folder: Path, settings: ClipSettings) -> Row:
    rate = source.sample_rate
    first = max(0, round((d.start_s - settings.padding_s) * rate))
    last = min(source.frames, round((d.end_s + settings.padding_s) * rate))
    span = (first / rate, last / rate)
    if last <= first:
        return _row(d, "", span, "The recording is shorter than when it was analysed.")
    obstacle = clip_files.obstacle(settings.suffix, source.channels, rate)
    if obstacle:
        return _row(d, "", span, obstacle)
    path = folder / (clip_files.name(settings.template, d) + settings.suffix)
    if clip_files.is_anothers(path):
        return _row(d, "", span, "A file of this name is there already: it is left as it is.")
    metadata = clip_files.guano(d, span[0], (last - first) / rate, rate)
    if not clip_files.is_there(path, last - first, rate, settings.bits, metadata):
        source.seek(first)
        clip_files.write(path, source.read(last - first), rate, metadata, settings.bits)
    return _row(d, path.name, span, "")


def _row(
    d: Detection,
    name: str,
    span: tuple[float | None, float | None],
    problem: str,
    left_out: str = "",
) -> Row:
    held = d.current_species
    return (
        name, d.id, held.scientific_name, held.common_name, f"{d.score:.6f}", d.verdict,
        d.reviewer, d.note, d.note_by, d.path.as_posix(), f"{d.start_s:.3f}", f"{d.end_s:.3f}",
        *(None if s is None else f"{s:.3f}" for s in span), local_time(d.at), utc_time(d.at),
        d.site, d.latitude, d.longitude, problem, left_out,
    )  # fmt: skip

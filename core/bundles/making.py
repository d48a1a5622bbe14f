"""Making a bundle of a review plan."""

import json
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from core.app_folders import DATABASE
from core.atomic_file import refuse_others, replacing
from core.audio import excerpts
from core.audio.excerpts import FrameSpan
from core.audio.source import open_source
from core.audio.spectrogram import SpectrogramSettings
from core.audio.tile_cache import tile_name
from core.audio.tiles import Sound, TileKey, compute_tile, level_for, tiles_between
from core.bundles.note import CLIPS, FILE, FORMAT, TILES, VERSION, BundleNote
from core.bundles.rows import copy_rows, write_note
from core.domain import Detection, Recording
from core.errors import UnreadableRecordingError, UnusableValueError, UserError
from core.exports.blur import Blur
from core.exports.secret_species import every_place
from core.jobs import Progress
from core.review import plans
from core.review.plans import ReviewPlan
from core.store import Project, detections, recordings

AROUND_S = 5.0
_LONGEST_AROUND_S = 60.0
_SURROUNDINGS_S = 20.0
_SHOWN_S = 60.0
_COLUMNS = 1024


@dataclass(frozen=True, slots=True)
class Bundled:
    """What went into a bundle."""

    path: Path
    clips: int
    recordings: int
    bytes: int
    missing: Sequence[str]
    """Recordings that could not be read, with the reason; their clips are without sound."""


def make_bundle(
    project: Project,
    plan: ReviewPlan,
    path: Path,
    *,
    around_s: float = AROUND_S,
    blur: Blur | None = None,
) -> Generator[Progress, None, Bundled]:
    """Write the clips of a plan, what is around them and their rows into a file.

    It appears under its name once it is complete. Raises UserError where nothing could be heard,
    and where it cannot be written; UnusableValueError for too much sound around.
    """
    if not 0 <= around_s <= _LONGEST_AROUND_S:
        raise UnusableValueError(
            f"There can be 0 to {_LONGEST_AROUND_S:g} s of sound around each clip."
        )
    refuse_others(path, is_ours)
    try:
        with tempfile.TemporaryDirectory(prefix="undersong-") as scratch, replacing(path) as part:
            with zipfile.ZipFile(part, "w", allowZip64=True) as archive:
                made = _Making(project, plan, around_s, archive)
                note, missing = yield from made.write(Path(scratch), blur)
            size = part.stat().st_size
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror or error}). Make room there, or choose "
            "another place."
        ) from error
    return Bundled(path, note.clips, note.recordings, size, missing)


def is_ours(head: str) -> bool:
    """Tell by how a file begins whether it is a bundle."""
    return head.startswith("PK") and FILE in head[:100]


class _Making:
    def __init__(
        self, project: Project, plan: ReviewPlan, around_s: float, archive: zipfile.ZipFile
    ) -> None:
        self._project, self._plan, self._archive = project, plan, archive
        self._around_s = around_s

    def write(
        self, scratch: Path, blur: Blur | None
    ) -> Generator[Progress, None, tuple[BundleNote, Sequence[str]]]:
        """Write everything; return what it is, and which recordings could not be read."""
        note, ids, places = self._write_rows(scratch, blur)
        with self._project.reading() as db:
            clips = detections.by_ids(db, ids)
            files = recordings.by_ids(db, places)
        by_file: dict[int, list[Detection]] = defaultdict(list)
        for clip in clips:
            by_file[clip.recording_id].append(clip)
        missing: list[str] = []
        yield Progress(0, len(by_file))
        for number, (recording_id, some) in enumerate(by_file.items(), 1):
            file = files[recording_id]
            try:
                self._write_sound(file, some, places[recording_id])
            except UnreadableRecordingError as error:
                missing.append(str(error))
            yield Progress(number, len(by_file), file.path.name, problems=len(missing))
        if len(missing) == len(by_file):
            raise UserError(
                f"No recording could be read of {len(missing):,}; the first: {missing[0]}"
            )
        return note, missing

    def _write_rows(
        self, scratch: Path, blur: Blur | None
    ) -> tuple[BundleNote, Sequence[int], Mapping[int, str]]:
        """Write what it is and the database.

        Return that, the detections, and where in the bundle the excerpts of recordings belong.
        """
        with closing(Project(scratch / "project")) as made:
            copy_rows(self._project, made, self._plan, blur)
            (plan,) = plans.everything(made)
            with made.reading() as db:
                ids = plans.held(db, plan)
                rows = db.exec_driver_sql("SELECT id, media_root_id, path FROM recordings").all()
            note = BundleNote(
                plan.uuid, plan.name, self._name(blur), len(ids), len(rows), self._around_s,
                plan.reviewer,
            )  # fmt: skip
            write_note(made, note)
        about = {"format": FORMAT, "version": VERSION, **asdict(note)}
        self._archive.writestr(FILE, json.dumps(about, ensure_ascii=False, indent=1))
        self._archive.write(scratch / "project" / DATABASE, DATABASE, zipfile.ZIP_DEFLATED)
        return note, ids, {row.id: f"{CLIPS}/{row.media_root_id}/{row.path}" for row in rows}

    def _name(self, blur: Blur | None) -> str:
        with self._project.reading() as db:
            name = self._project.name
            return blur.text(name, *every_place(db)) if blur else name

    def _write_sound(self, file: Recording, clips: Sequence[Detection], place: str) -> None:
        with open_source(file.path, content_hash=file.content_hash) as source:
            rate = source.sample_rate
            spans = sorted(
                (
                    max(0, round((clip.start_s - self._around_s) * rate)),
                    min(source.frames, round((clip.end_s + self._around_s) * rate)),
                )
                for clip in clips
            )
            stretches = [FrameSpan(*span) for span in _joined(spans)]
            self._archive.writestr(place, excerpts.packed(source, file.content_hash, stretches))
        for key in _pictures(file, clips):
            tile = compute_tile(key).tobytes()
            name = f"{TILES}/{tile_name(key)}"
            self._archive.writestr(name, tile, zipfile.ZIP_DEFLATED)


def _joined(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans, in order, those that touch as one."""
    first, last = spans[0]
    for begin, end in spans[1:]:
        if begin > last:
            yield first, last
            first = begin
        last = max(last, end)
    yield first, last


def _pictures(file: Recording, clips: Sequence[Detection]) -> list[TileKey]:
    """Return the tiles of the whole recording, and of a minute around each clip."""
    sound = Sound.of(
        file.path, file.duration_s, file.sample_rate, file.content_hash, file.channels
    )  # fmt: skip
    if not sound.content_hash or not sound.frames:
        return []
    settings = SpectrogramSettings()
    whole = level_for(sound, settings, sound.duration_s / _COLUMNS)
    near = level_for(sound, settings, _SHOWN_S / _COLUMNS)
    keys = tiles_between(sound, settings, whole, 0, sound.duration_s)
    for clip in clips:
        around = clip.start_s - _SURROUNDINGS_S, clip.end_s + _SURROUNDINGS_S
        keys += tiles_between(sound, settings, near, *around)
    return list(dict.fromkeys(keys))

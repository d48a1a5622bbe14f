"""A table that Kaleidoscope opens as its own results: id.csv."""

from datetime import timedelta
from pathlib import Path

from core.domain import Detection, Recording
from core.exports.files import PLAIN, TableStyle, Writing, csv_rows
from core.exports.format import ExportFormat
from core.exports.found import PLAYABLE, with_recordings
from core.exports.selection import Selection
from core.store import Project

COLUMNS = (
    "INDIR", "OUTDIR", "FOLDER", "IN FILE", "CHANNEL", "OFFSET", "DURATION", "OUT FILE FS",
    "OUT FILE ZC", "DATE", "TIME", "HOUR", "DATE-12", "TIME-12", "HOUR-12", "AUTO ID", "PULSES",
    "MATCHING", "MATCH RATIO", "MARGIN", "ALTERNATE 1", "ALTERNATE 2", "N", "FILES", "MANUAL ID",
)  # fmt: skip


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write each detection: AUTO ID is what the network said, MANUAL ID what a person did."""
    with project.reading() as db:
        rows = (_row(one, file) for one, file in with_recordings(db, wanted, PLAYABLE))
        return (yield from csv_rows(path, COLUMNS, rows))


def _row(found: Detection, file: Recording) -> tuple[object, ...]:
    relative = file.path.relative_to(file.root)
    folder = relative.parent.as_posix()
    return (
        file.root.as_posix(),
        None,
        None if folder == "." else folder,
        relative.name,
        0,
        f"{found.start_s:.3f}",
        f"{found.end_s - found.start_s:.3f}",
        None,
        None,
        *_times(found),
        found.species.scientific_name,
        *(None, None),
        f"{found.score:.4f}",
        *(None, None, None),
        1,
        1,
        _manual_id(found),
    )


def _times(found: Detection) -> tuple[object, ...]:
    """Return date, time and hour of a detection, and those of half a day before: one night."""
    if found.at is None:
        return (None,) * 6
    local = found.at.local
    evening = local - timedelta(hours=12)
    return tuple(
        cell
        for moment in (local, evening)
        for cell in (f"{moment:%Y-%m-%d}", f"{moment:%H:%M:%S}", f"{moment:%H}")
    )


def _manual_id(found: Detection) -> str | None:
    is_named = found.verdict == "correct" or found.corrected is not None
    return found.current_species.scientific_name if is_named else None


FORMAT = ExportFormat(
    "kaleidoscope", "Kaleidoscope (id.csv)", ".csv", write, PLAYABLE.number, PLAYABLE.lacking,
    holds="Each detection, the network's name as AUTO ID and a person's as MANUAL ID.",
)  # fmt: skip

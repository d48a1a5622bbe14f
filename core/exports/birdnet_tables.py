"""Tables as other and older versions of BirdNET-Analyzer write them, by name."""

from collections.abc import Callable, Sequence
from pathlib import Path

from core.domain import Detection, Recording
from core.exports.bundle import bundle, names
from core.exports.files import (
    PLAIN,
    TableStyle,
    Writing,
    Written,
    csv_line,
    csv_rows,
    tabbed_line,
)
from core.exports.format import ExportFormat
from core.exports.found import PLAYABLE, by_recording, with_recordings
from core.exports.selection import Selection
from core.store import Project

_FIRST = ("Start (s)", "End (s)", "Scientific name", "Common name", "Confidence")
_R = (
    "filepath", "start", "end", "scientific_name", "common_name", "confidence", "lat", "lon",
    "week", "overlap", "sensitivity", "min_conf", "species_list", "model",
)  # fmt: skip
_KALEIDOSCOPE = (
    "INDIR", "FOLDER", "IN FILE", "OFFSET", "DURATION", "scientific_name", "common_name",
    "confidence", "lat", "lon", "week", "overlap", "sensitivity",
)  # fmt: skip
_RAVEN = (
    "Selection", "View", "Channel", "Begin Time (s)", "End Time (s)", "Low Freq (Hz)",
    "High Freq (Hz)", "Common Name", "Species Code", "Confidence", "Begin Path", "File Offset (s)",
)  # fmt: skip
Row = tuple[object, ...]


def _by_file(header: Sequence[str], suffix: str, line: Callable[[int, Detection, Recording], str],
             head: Callable[[Sequence[str]], str]) -> Callable[..., Writing]:  # fmt: skip
    """Return what writes a table for each recording, also for those without a detection."""

    def write(
        project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN
    ) -> Writing:
        written, name = Written(), names()
        with project.reading() as db, bundle(path) as member:
            for file, found in by_recording(db, wanted):
                relative = file.path.relative_to(file.root).with_suffix("").as_posix()
                with member(name(f"{relative}{suffix}")) as table:
                    table.write(head(header))
                    for number, one in enumerate(found, 1):
                        table.write(line(number, one, file))
                        yield from written.one()
        return written.rows

    return write


def _in_one(
    header: Sequence[str], row: Callable[[Detection, Recording], Row]
) -> Callable[..., Writing]:
    """Return what writes one table of all recordings."""

    def write(
        project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN
    ) -> Writing:
        with project.reading() as db:
            rows = (row(one, file) for one, file in with_recordings(db, wanted, PLAYABLE))
            return (yield from csv_rows(path, header, rows))

    return write


def _names(found: Detection) -> Row:
    held = found.current_species
    return held.scientific_name, held.common_name, f"{found.score:.4f}"


def _first(_: int, found: Detection, __: Recording) -> str:
    return csv_line((round(found.start_s, 6), round(found.end_s, 6), *_names(found)))


def _raven(number: int, found: Detection, file: Recording) -> str:
    held = found.current_species
    high_hz = file.sample_rate / 2 if found.high_hz is None else found.high_hz
    return tabbed_line((
        number, "Spectrogram 1", 1, round(found.start_s, 6), round(found.end_s, 6),
        float(found.low_hz or 0.0), float(high_hz), held.common_name, held.scientific_name,
        f"{found.score:.4f}", file.path, round(found.start_s, 6),
    ))  # fmt: skip


def _place(found: Detection) -> Row:
    return (-1 if found.latitude is None else found.latitude,
            -1 if found.longitude is None else found.longitude, _week(found))  # fmt: skip


def _week(found: Detection) -> int:
    """Return BirdNET's week, four to a month; -1: unknown."""
    if found.at is None:
        return -1
    local = found.at.local
    return (local.month - 1) * 4 + min(3, (local.day - 1) // 7) + 1


def _r(found: Detection, file: Recording) -> Row:
    span = round(found.start_s, 6), round(found.end_s, 6)
    unknown = (None,) * 4  # overlap, sensitivity, threshold and list are of the analysis
    return (
        file.path.as_posix(), *span, *_names(found), *_place(found), *unknown, found.network_title,
    )  # fmt: skip


def _kaleidoscope(found: Detection, file: Recording) -> Row:
    relative = file.path.relative_to(file.root)
    folder = relative.parent.as_posix()
    span = round(found.start_s, 6), round(found.end_s - found.start_s, 6)
    return (
        file.root.as_posix(), "" if folder == "." else folder, relative.name, *span,
        *_names(found), *_place(found), None, None,
    )  # fmt: skip


FORMATS = (
    ExportFormat(
        "birdnet-1", "BirdNET-Analyzer 1 (CSV)", ".zip",
        _by_file(_FIRST, ".BirdNET.results.csv", _first, csv_line),
        PLAYABLE.number, PLAYABLE.lacking,
        holds="A table for each recording, as BirdNET-Analyzer 1 wrote it: without a file's name.",
    ),
    ExportFormat(
        "birdnet-raven", "BirdNET-Analyzer (Raven)", ".zip",
        _by_file(_RAVEN, ".BirdNET.selection.table.txt", _raven, tabbed_line),
        PLAYABLE.number, PLAYABLE.lacking,
        holds="BirdNET-Analyzer's own selection table for each recording, with Species Code.",
    ),
    ExportFormat(
        "birdnet-r", "BirdNET-Analyzer (R)", ".csv", _in_one(_R, _r),
        PLAYABLE.number, PLAYABLE.lacking,
        holds="BirdNET-Analyzer's table for R.",
    ),
    ExportFormat(
        "birdnet-kaleidoscope", "BirdNET-Analyzer (Kaleidoscope)", ".csv",
        _in_one(_KALEIDOSCOPE, _kaleidoscope), PLAYABLE.number, PLAYABLE.lacking,
        holds="BirdNET-Analyzer's table in the manner of Kaleidoscope.",
    ),
)  # fmt: skip

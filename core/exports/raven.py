"""Selection tables for Raven, one for each recording that was heard."""

from pathlib import Path

from core.domain import Detection, Recording
from core.exports.bundle import bundle, names
from core.exports.files import PLAIN, TableStyle, Writing, Written, tabbed_line
from core.exports.format import ExportFormat
from core.exports.found import PLAYABLE, by_recording
from core.exports.selection import Selection
from core.store import Project

COLUMNS = (
    "Selection",
    "View",
    "Channel",
    "Begin Time (s)",
    "End Time (s)",
    "Low Freq (Hz)",
    "High Freq (Hz)",
    "Common Name",
    "Scientific Name",
    "Confidence",
    "Verdict",
    "Begin Path",
    "File Offset (s)",
)


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write a table of each recording's detections; of a silent one, only the header."""
    written, name = Written(), names()
    with project.reading() as db, bundle(path) as member:
        for file, found in by_recording(db, wanted):
            relative = file.path.relative_to(file.root).as_posix()
            with member(name(f"{relative}.selections.txt")) as table:
                table.write(tabbed_line(COLUMNS))
                for number, one in enumerate(found, 1):
                    table.write(tabbed_line(selection_row(number, one, file, 0.0)))
                    yield from written.one()
    return written.rows


def selection_row(
    number: int, found: Detection, file: Recording, begins_s: float
) -> tuple[object, ...]:
    """Return a row of a table in which the file begins at ``begins_s``.

    Raven's readers want a decimal in each frequency. Without a band of its own a detection has
    all that the file can hold.
    """
    end_s = min(found.end_s, file.duration_s) if file.duration_s else found.end_s
    high_hz = found.high_hz if found.high_hz is not None else file.sample_rate / 2
    return (
        number,
        "Spectrogram 1",
        1,
        round(begins_s + found.start_s, 6),
        round(begins_s + end_s, 6),
        float(found.low_hz or 0.0),
        float(high_hz),
        found.current_species.common_name,
        found.current_species.scientific_name,
        f"{found.score:.4f}",
        found.verdict,
        file.path,
        round(found.start_s, 6),
    )


FORMAT = ExportFormat(
    "raven", "Raven selection tables", ".zip", write, PLAYABLE.number, PLAYABLE.lacking,
    holds="A selection table for each recording, also for those in which nothing was found.",
)  # fmt: skip

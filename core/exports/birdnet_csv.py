"""A table as BirdNET-Analyzer writes it (2.4 and newer)."""

from pathlib import Path

from core.exports.files import PLAIN, TableStyle, Writing, csv_rows
from core.exports.format import ExportFormat
from core.exports.found import PLAYABLE, with_recordings
from core.exports.selection import Selection
from core.store import Project

COLUMNS = ("Start (s)", "End (s)", "Scientific name", "Common name", "Confidence", "File")


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write each detection as the species it is held to be now."""
    with project.reading() as db:
        rows = (
            (
                round(one.start_s, 6),
                round(one.end_s, 6),
                one.current_species.scientific_name,
                one.current_species.common_name,
                f"{one.score:.4f}",
                file.path.as_posix(),
            )
            for one, file in with_recordings(db, wanted, PLAYABLE)
        )
        return (yield from csv_rows(path, COLUMNS, rows))


FORMAT = ExportFormat(
    "birdnet", "BirdNET-Analyzer (CSV)", ".csv", write, PLAYABLE.number, PLAYABLE.lacking,
    holds="Each detection in the columns of BirdNET-Analyzer 2.4.",
)  # fmt: skip

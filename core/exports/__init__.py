"""Tables that other programs read. A new format is a module here and a line in FORMATS."""

from pathlib import Path

from core.errors import UnusableValueError
from core.exports import annotations_csv, detections_csv, species_csv
from core.exports.format import ExportFormat
from core.store import Project

FORMATS: tuple[ExportFormat, ...] = (
    detections_csv.FORMAT,
    species_csv.FORMAT,
    annotations_csv.FORMAT,
)

__all__ = ["FORMATS", "ExportFormat", "export"]


def export(project: Project, run_id: int, format_id: str, path: Path) -> int:
    """Write a run's findings and return the number of rows.

    Raises UnusableValueError for an unknown format, naming those there are, and UserError for a
    file that cannot be written; what was there before is then still there.
    """
    chosen = next((f for f in FORMATS if f.id == format_id), None)
    if chosen is None:
        known = ", ".join(f.id for f in FORMATS)
        raise UnusableValueError(
            f"There is no export format {format_id}. These are known: {known}."
        )
    return chosen.write(project, run_id, path)

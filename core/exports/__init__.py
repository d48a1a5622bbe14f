"""Tables that other programs read. A new format is a module here and a line in FORMATS."""

from pathlib import Path

from core.errors import UnusableValueError
from core.exports import (
    annotations_csv,
    audacity,
    audiovisual_core,
    birdnet_csv,
    camtrap_dp,
    darwin_core,
    detections_csv,
    ebird,
    embeddings_npz,
    geojson,
    geopackage,
    kaleidoscope,
    ndjson,
    occupancy,
    raven,
    raven_combined,
    scores_csv,
    species_csv,
)
from core.exports.blur import Blur
from core.exports.format import ExportFormat
from core.exports.selection import Selection
from core.store import Project

FORMATS: tuple[ExportFormat, ...] = (
    detections_csv.FORMAT,
    species_csv.FORMAT,
    annotations_csv.FORMAT,
    scores_csv.FORMAT,
    embeddings_npz.FORMAT,
    raven.FORMAT,
    raven_combined.FORMAT,
    audacity.FORMAT,
    birdnet_csv.FORMAT,
    kaleidoscope.FORMAT,
    ndjson.FORMAT,
    geojson.FORMAT,
    geopackage.FORMAT,
    occupancy.FORMAT,
    ebird.FORMAT,
    camtrap_dp.FORMAT,
    darwin_core.FORMAT,
    audiovisual_core.FORMAT,
)

__all__ = ["FORMATS", "Blur", "ExportFormat", "Selection", "export", "lacking", "number"]


def export(
    project: Project,
    wanted: Selection,
    format_id: str,
    path: Path,
    *,
    for_excel: bool = False,
) -> int:
    """Write a selection of what a run found, and return the number of rows.

    ``for_excel``: see ``files.write_csv``.
    Raises UnusableValueError for an unknown format, naming those there are, and for a limit that
    it cannot have; UserError for a file that cannot be written. What was there before is then
    still there.
    """
    chosen = _format(format_id)
    refused = sorted(wanted.limits & chosen.refuses)
    if refused:
        raise UnusableValueError(
            f"{chosen.title}: this cannot be limited by {' or '.join(refused)}, as it does not "
            "hold single detections that have them. Export it without, or choose another format."
        )
    return chosen.write(project, wanted, path, for_excel)


def number(project: Project, wanted: Selection, format_id: str) -> int:
    """Return how many rows an export would have."""
    return _format(format_id).number(project, wanted)


def lacking(project: Project, wanted: Selection, format_id: str) -> list[str]:
    """Say what an export leaves out for a reason: what is missing, or was changed since."""
    return _format(format_id).lacking(project, wanted)


def _format(format_id: str) -> ExportFormat:
    chosen = next((f for f in FORMATS if f.id == format_id), None)
    if chosen is None:
        known = ", ".join(f.id for f in FORMATS)
        raise UnusableValueError(
            f"There is no export format {format_id}. These are known: {known}."
        )
    return chosen

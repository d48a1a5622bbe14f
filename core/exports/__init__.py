"""Tables that other programs read. A new format is a module here and a line in FAMILIES."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from core.errors import UnusableValueError
from core.exports import (
    annotations_csv,
    aoef,
    audacity,
    audiovisual_core,
    birdnet_csv,
    birdnet_tables,
    camtrap_dp,
    darwin_core,
    detections_csv,
    ebird,
    embeddings_npz,
    geojson,
    geopackage,
    kaleidoscope,
    nabat,
    ndjson,
    occupancy,
    parquet,
    raven,
    raven_combined,
    scores_csv,
    species_csv,
    wildtrax,
    xlsx,
)
from core.exports.blur import Blur
from core.exports.files import PLAIN, TableStyle, Writing
from core.exports.format import ExportFormat
from core.exports.selection import Selection
from core.jobs import Progress, answer
from core.store import Project

FAMILIES: Mapping[str, tuple[ExportFormat, ...]] = {
    "Tables": (
        detections_csv.FORMAT, species_csv.FORMAT, annotations_csv.FORMAT, xlsx.FORMAT,
        ndjson.FORMAT, parquet.FORMAT, scores_csv.FORMAT, embeddings_npz.FORMAT,
    ),
    "Programs for sound": (
        raven.FORMAT, raven_combined.FORMAT, audacity.FORMAT, birdnet_csv.FORMAT,
        *birdnet_tables.FORMATS, kaleidoscope.FORMAT, aoef.FORMAT,
    ),
    "Maps and statistics": (geojson.FORMAT, geopackage.FORMAT, occupancy.FORMAT, nabat.FORMAT),
    "Databases and archives": (
        ebird.FORMAT, wildtrax.FORMAT, camtrap_dp.FORMAT, darwin_core.FORMAT,
        audiovisual_core.FORMAT,
    ),
}  # fmt: skip
"""What formats are for -> those formats."""
FORMATS: tuple[ExportFormat, ...] = tuple(one for some in FAMILIES.values() for one in some)

__all__ = [
    "FAMILIES", "FORMATS", "PLAIN", "Blur", "ExportFormat", "Selection", "TableStyle", "export",
    "exporting", "format_called", "lacking", "number",
]  # fmt: skip


def exporting(
    project: Project,
    wanted: Selection,
    format_id: str,
    path: Path,
    style: TableStyle = PLAIN,
) -> Writing:
    """Write a selection of what a run found, and return the number of rows. Progress counts them.

    Formats of other programs have one style only, whatever is asked. Stopped before its end, or
    failing, it leaves what was there before, and nothing else.
    Raises UnusableValueError for an unknown format, naming those there are, and for a limit that
    it cannot have; UserError for a file that cannot be written.
    """
    chosen = format_called(format_id)
    refused = sorted(wanted.limits & chosen.refuses)
    if refused:
        raise UnusableValueError(
            f"{chosen.title}: this cannot be limited by {' or '.join(refused)}, as it does not "
            "hold single detections that have them. Export it without, or choose another format."
        )
    yield Progress(0, 0, "Counting")
    total = chosen.number(project, wanted)
    writing = chosen.write(project, wanted, path, style if chosen.styled else PLAIN)
    return (yield from _of_all(writing, total))


def export(
    project: Project, wanted: Selection, format_id: str, path: Path, style: TableStyle = PLAIN
) -> int:
    """Do so at once, for those who need not know how far it is."""
    return answer(exporting(project, wanted, format_id, path, style))


def _of_all(writing: Writing, total: int) -> Writing:
    with closing(writing):
        while True:
            try:
                step = next(writing)
            except StopIteration as end:
                return int(end.value)
            yield replace(step, total=max(total, step.done))


def number(project: Project, wanted: Selection, format_id: str) -> int:
    """Return how many rows an export would have."""
    return format_called(format_id).number(project, wanted)


def lacking(project: Project, wanted: Selection, format_id: str) -> list[str]:
    """Say what an export leaves out for a reason: what is missing, or was changed since."""
    return format_called(format_id).lacking(project, wanted)


def format_called(format_id: str) -> ExportFormat:
    """Return the format with this id. Raises UnusableValueError, naming those there are."""
    chosen = next((f for f in FORMATS if f.id == format_id), None)
    if chosen is None:
        known = ", ".join(f.id for f in FORMATS)
        raise UnusableValueError(
            f"There is no export format {format_id}. These are known: {known}."
        )
    return chosen

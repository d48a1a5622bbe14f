"""One row for each detection: what the network said, what people said, where and when."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from core.claims import Claims
from core.domain import Detection
from core.exports.files import PLAIN, TableStyle, Writing, csv_rows, fixed, local_time, utc_time
from core.exports.format import ExportFormat
from core.exports.found import ALL
from core.exports.selection import Selection
from core.store import Project, detections, recordings, runs
from core.store.groups import in_groups

COLUMNS = (
    "detection_id",
    "scientific_name",
    "common_name",
    "current_scientific_name",
    "current_common_name",
    "score",
    "verdict",
    "reviewer",
    "note",
    "note_by",
    "file",
    "offset_s",
    "end_offset_s",
    "low_hz",
    "high_hz",
    "local_time",
    "utc_time",
    "site",
    "latitude",
    "longitude",
    "in_species_list",
    "network",
    "run",
    "file_hash",
    "file_changed",
    "label",
    "calibrated",
    "hidden_by_rule",
    "claim",
)


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write the detections of a run; ``in_species_list`` tells which its list hides.

    ``hidden_by_rule`` tells which a rule of the species hides. ``claim`` is precision and recall
    of what is shown of the species, with intervals, and of which recordings they are.
    """
    with project.reading() as db, closing(ALL.rows(db, wanted)) as found:
        return (yield from csv_rows(path, COLUMNS, rows(db, found), style))


def write_ids(
    project: Project, ids: Iterable[int], path: Path, style: TableStyle = PLAIN
) -> Writing:
    """Write detections in the order of their ids."""
    with project.reading() as db:
        found = (d for some in in_groups(ids) for d in detections.by_ids(db, some))
        return (yield from csv_rows(path, COLUMNS, rows(db, found), style))


def write_found(
    project: Project, found: Iterable[Detection], path: Path, style: TableStyle = PLAIN
) -> Writing:
    """Write detections as they are given."""
    with project.reading() as db:
        return (yield from csv_rows(path, COLUMNS, rows(db, found), style))


def rows(db: Connection, found: Iterable[Detection]) -> Iterator[tuple[object, ...]]:
    """Yield the cells of each detection, in the order of ``COLUMNS``."""
    every = runs.everything(db)
    fingerprints = {run.id: run.fingerprint for run in every}
    calibrated = {run.id for run in every if run.is_calibrated}
    hashes, replaced = recordings.hashes(db), recordings.replaced(db)
    claims = Claims(db)
    for d in found:
        yield (
            *_row(d, fingerprints[d.run_id]),
            hashes[d.recording_id],
            _changed(d, replaced),
            d.label,
            "yes" if d.run_id in calibrated else "no",
            "yes" if d.ruled and not d.listed else "no",
            claims.of(d),
        )


def _changed(d: Detection, replaced: set[int]) -> str:
    return "yes" if d.recording_id in replaced else "no"


def _row(d: Detection, run: str) -> tuple[object, ...]:
    return (
        d.id,
        d.species.scientific_name,
        d.species.common_name,
        d.current_species.scientific_name,
        d.current_species.common_name,
        fixed(d.score, 6),
        d.verdict or "",
        d.reviewer,
        d.note,
        d.note_by,
        d.path.as_posix(),
        fixed(d.start_s, 3),
        fixed(d.end_s, 3),
        d.low_hz,
        d.high_hz,
        local_time(d.at),
        utc_time(d.at),
        d.site,
        d.latitude,
        d.longitude,
        "yes" if d.expected else "no",
        d.network,
        run,
    )


FORMAT = ExportFormat(
    "detections-csv", "Detections (CSV)", ".csv", write, ALL.number, ALL.lacking,
    holds="Each detection: what the network said, what people said, where and when.",
    styled=True,
)  # fmt: skip

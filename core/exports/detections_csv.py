"""One row for each detection: what the network said, what people said, where and when."""

from pathlib import Path

from core.domain import Detection
from core.exports.files import local_time, utc_time, write_csv
from core.exports.format import ExportFormat
from core.store import Project, detections, recordings, runs
from core.store.detections import Filter

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
)


def write(project: Project, run_id: int, path: Path) -> int:
    """Write all detections of a run, also those its species list hides (see in_species_list)."""
    with project.reading() as db:
        run = runs.get(db, run_id)
        hashes, replaced = recordings.hashes(db), recordings.replaced(db)
        found = detections.everything(db, Filter(run_id=run_id, unlisted=True))
        return write_csv(
            path,
            COLUMNS,
            (
                (*_row(d, run.fingerprint), hashes[d.recording_id], _changed(d, replaced))
                for d in found
            ),
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
        f"{d.score:.6f}",
        d.verdict or "",
        d.reviewer,
        d.note,
        d.note_by,
        d.path.as_posix(),
        f"{d.start_s:.3f}",
        f"{d.end_s:.3f}",
        d.low_hz,
        d.high_hz,
        local_time(d.at),
        utc_time(d.at),
        d.site,
        d.latitude,
        d.longitude,
        "yes" if d.listed else "no",
        d.network,
        run,
    )


FORMAT = ExportFormat("detections-csv", "Detections (CSV)", ".csv", write)

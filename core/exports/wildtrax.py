"""Tags for WildTrax: one for each detection that has a site and a time."""

from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

from core.counted import counted
from core.domain import Detection, Recording, Verdict
from core.exports.files import PLAIN, TableStyle, Writing, csv_rows
from core.exports.format import ExportFormat
from core.exports.found import CLAIMS, with_recordings
from core.exports.selection import Selection
from core.store import Project
from core.store.schema import DetectionRow

D = DetectionRow
COLUMNS = (
    "location", "recordingDate", "method", "taskLength", "transcriber", "species",
    "speciesIndividualNumber", "vocalization", "abundance", "startTime", "tagLength", "minFreq",
    "maxFreq", "internal_tag_id",
)  # fmt: skip
_PLACED = (D.site_id.is_not(None), D.local_day.is_not(None))


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write a tag for each detection. Each is an individual of its own: nobody has counted."""
    numbers: Counter[str] = Counter()
    at = None

    def row(found: Detection, file: Recording) -> tuple[object, ...]:
        nonlocal at
        if at != file.id:
            at = file.id
            numbers.clear()
        numbers[found.current_species.scientific_name] += 1
        return _tag(found, file, numbers[found.current_species.scientific_name])

    with project.reading() as db:
        rows = (
            row(one, file)
            for one, file in with_recordings(db, wanted, CLAIMS)
            if one.site is not None and file.start is not None
        )
        return (yield from csv_rows(path, COLUMNS, rows))


def number(project: Project, wanted: Selection) -> int:
    """Return how many tags there are."""
    with project.reading() as db:
        query = select(func.count()).select_from(D).where(*CLAIMS.where(wanted), *_PLACED)
        return db.scalar(query) or 0


def lacking(project: Project, wanted: Selection) -> list[str]:
    """Say which detections are no tags, and why."""
    left = CLAIMS.number(project, wanted) - number(project, wanted)
    said = CLAIMS.lacking(project, wanted)
    if left:
        said.append(f"{counted(left, 'detection')} left out: site or time unknown.")
    return said


def _tag(found: Detection, file: Recording, individual: int) -> tuple[object, ...]:
    by_person = found.verdict in {Verdict.CORRECT, Verdict.WRONG}
    begins = file.start.local if file.start else None
    return (
        found.site,
        begins and f"{begins:%Y-%m-%d %H:%M:%S}",
        "1SPT",
        round(file.duration_s),
        found.reviewer if by_person else found.network_title,
        found.current_species.common_name,
        individual,
        None,
        1,
        round(found.start_s, 3),
        round(found.end_s - found.start_s, 3),
        found.low_hz,
        found.high_hz,
        found.id,
    )


FORMAT = ExportFormat(
    "wildtrax", "WildTrax tags (CSV)", ".csv", write, number, lacking,
    holds="A tag for each detection that has a site and a time, for WildTrax.",
)  # fmt: skip

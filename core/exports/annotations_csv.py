"""One row for each annotation: a span that a person drew, where and when."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from core.domain import Recording, Start
from core.exports.files import PLAIN, TableStyle, Writing, csv_rows, fixed, local_time, utc_time
from core.exports.format import ExportFormat
from core.exports.found import placed
from core.exports.selection import Limit, Selection
from core.store import Project, annotations, recordings
from core.store.annotations import Annotation

COLUMNS = (
    "annotation_id",
    "scientific_name",
    "common_name",
    "file",
    "offset_s",
    "end_offset_s",
    "low_hz",
    "high_hz",
    "note",
    "reviewer",
    "local_time",
    "utc_time",
    "site",
    "latitude",
    "longitude",
    "file_hash",
    "file_changed",
)


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write the annotations of the project, or of some sites: they belong to no run."""
    with project.reading() as db:
        return (yield from csv_rows(path, COLUMNS, rows(db, wanted), style))


def rows(db: Connection, wanted: Selection) -> Iterator[tuple[object, ...]]:
    """Yield the cells of each annotation, in the order of ``COLUMNS``."""
    files = _files(db)
    with closing(annotations.everything(db)) as drawn:
        for one in drawn:
            file = files[one.recording_id]
            if _takes(wanted, one, file):
                yield _row(_said(one, file, wanted), placed(file, wanted))


def number(project: Project, wanted: Selection) -> int:
    """Return how many annotations a selection has."""
    with project.reading() as db:
        files = _files(db)
        drawn = annotations.everything(db)
        return sum(_takes(wanted, a, files[a.recording_id]) for a in drawn)


def _takes(wanted: Selection, a: Annotation, file: Recording) -> bool:
    at = _at(file.start, a.start_s)
    of_group = wanted.takes_species(a.species) if a.species else wanted.groups is None
    return (
        of_group and wanted.takes(file.site) and wanted.takes_day(at.local.date() if at else None)
    )


def _said(a: Annotation, file: Recording, wanted: Selection) -> Annotation:
    """Return an annotation whose note does not state the place more exactly than the columns."""
    if not wanted.blur:
        return a
    return replace(a, note=wanted.blur.text(a.note, (file.latitude, file.longitude)))


def _files(db: Connection) -> dict[int, Recording]:
    return recordings.by_ids(db, (a.recording_id for a in annotations.everything(db)))


def _row(a: Annotation, file: Recording) -> tuple[object, ...]:
    at = _at(file.start, a.start_s)
    return (
        a.id,
        a.species and a.species.scientific_name,
        a.species and a.species.common_name,
        file.path.relative_to(file.root).as_posix(),
        fixed(a.start_s, 3),
        fixed(a.end_s, 3),
        a.low_hz,
        a.high_hz,
        a.note,
        a.reviewer,
        local_time(at),
        utc_time(at),
        file.site,
        file.latitude,
        file.longitude,
        file.content_hash,
        "yes" if file.replaced else "no",
    )


def _at(start: Start | None, seconds: float) -> Start | None:
    return start and replace(start, local=start.local + timedelta(seconds=seconds))


FORMAT = ExportFormat(
    "annotations-csv", "Annotations (CSV)", ".csv", write, number,
    holds="Each span that a person drew, whatever the analysis: what, where, when and by whom.",
    refuses=frozenset({Limit.SCORE}), styled=True,
)  # fmt: skip

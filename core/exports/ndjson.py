"""One JSON object a line for each detection, with all that the detections table has."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from core.atomic_file import whole_file
from core.exports import detections_csv
from core.exports.files import PLAIN, TableStyle, Writing, Written
from core.exports.format import ExportFormat
from core.exports.found import ALL
from core.exports.selection import Selection
from core.store import Project

_NUMBERS = frozenset({"score", "offset_s", "end_offset_s"})
_YES_OR_NO = frozenset({"in_species_list", "file_changed", "calibrated", "hidden_by_rule"})


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write a line for each detection; what is unknown is null."""
    written = Written()
    with project.reading() as db, whole_file(path, _is_ours) as file:
        for one in records(db, wanted):
            file.write(json.dumps(one, ensure_ascii=True, allow_nan=False) + "\n")
            yield from written.one()
    return written.rows


def records(db: Connection, wanted: Selection) -> Iterator[Mapping[str, object]]:
    """Yield each detection of a selection by the names of the columns of the table."""
    with closing(ALL.rows(db, wanted)) as found:
        for row in detections_csv.rows(db, found):
            yield {name: _value(name, cell) for name, cell in zip(_COLUMNS, row, strict=True)}


_COLUMNS = detections_csv.COLUMNS


def _value(name: str, cell: object) -> object:
    if name in _NUMBERS:
        return float(str(cell))
    if name in _YES_OR_NO:
        return cell == "yes"
    return None if cell == "" else cell


def _is_ours(head: str) -> bool:
    return head.startswith(f'{{"{_COLUMNS[0]}": ')


FORMAT = ExportFormat(
    "ndjson", "Detections (NDJSON)", ".ndjson", write, ALL.number, ALL.lacking,
    holds="Each detection as a line of JSON, with all that detections-csv has.",
)  # fmt: skip

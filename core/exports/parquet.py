"""Each detection as a row of a Parquet file, with all that the detections table has, in types.

pyarrow takes 170 MB, so it is an extra that is installed where it is wanted.
"""

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from importlib.util import find_spec
from itertools import chain, islice
from os import SEEK_END
from pathlib import Path
from typing import Any

from core.atomic_file import refuse_others, replacing
from core.errors import UserError
from core.exports import detections_csv
from core.exports.files import PLAIN, TableStyle, Writing, Written, writable
from core.exports.format import ExportFormat
from core.exports.found import ALL
from core.exports.selection import Selection
from core.extras import what_to_do
from core.store import Project

_KIND = "undersong"
_LENGTH_AND_MARK = 8  # bytes
_AT_ONCE = 5_000
_NUMBERS = frozenset(
    {"score", "offset_s", "end_offset_s", "low_hz", "high_hz", "latitude", "longitude"}
)
_FLAGS = frozenset({"in_species_list", "file_changed", "calibrated", "hidden_by_rule"})
_COLUMNS = detections_csv.COLUMNS


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write the file. Raises UserError where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise UserError(
            f"Parquet needs pyarrow, which is not installed here. {what_to_do('parquet')}"
        )
    path = path.resolve()
    refuse_others(path, lambda _head: _is_ours(path))
    written = Written()
    with project.reading() as db, closing(ALL.rows(db, wanted)) as found:
        rows = detections_csv.rows(db, found)
        groups = iter(lambda: list(islice(rows, _AT_ONCE)), [])
        first = list(islice(groups, 1))  # counts what is claimed, before pyarrow takes its memory
        with closing(_written(path, chain(first, groups))) as numbers:
            for number in numbers:
                for _ in range(number):
                    yield from written.one()
    return written.rows


def _written(path: Path, groups: Iterable[Sequence[tuple[object, ...]]]) -> Generator[int]:
    """Write rows group by group, and yield how many each has."""
    import pyarrow as pa
    from pyarrow import parquet as pq

    types = [_type(pa, name) for name in _COLUMNS]
    fields = [pa.field(name, type_) for name, type_ in zip(_COLUMNS, types, strict=True)]
    schema = pa.schema(fields, metadata={_KIND: "detections"})
    try:
        with replacing(path) as part, pq.ParquetWriter(part, schema, compression="zstd") as file:
            for some in groups:
                columns = zip(_COLUMNS, types, zip(*some, strict=True), strict=True)
                arrays = [
                    pa.array([_value(name, cell) for cell in cells], type_)
                    for name, type_, cells in columns
                ]
                file.write_batch(pa.record_batch(arrays, schema=schema))
                yield len(some)
    except (OSError, pa.ArrowException) as error:
        raise UserError(
            f"{path} cannot be written ({error}). Make room there, or choose another place."
        ) from error


def _type(pa: Any, name: str) -> Any:
    if name in _NUMBERS:
        return pa.float64()
    if name in _FLAGS:
        return pa.bool_()
    if name == "detection_id":
        return pa.int64()
    return pa.timestamp("ms", "UTC") if name == "utc_time" else pa.string()


def _value(name: str, cell: Any) -> Any:
    if cell is None or cell == "":
        return None
    if name in _FLAGS:
        return cell == "yes"
    if name == "utc_time":
        return datetime.fromisoformat(cell)
    if isinstance(cell, Decimal):
        return float(cell)
    return writable(cell) if isinstance(cell, str) else cell


def _is_ours(path: Path) -> bool:
    """Tell by the end of a file, which says what it holds: see Parquet's format, File layout."""
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, _LENGTH_AND_MARK), SEEK_END)
        end = file.read()
        length = int.from_bytes(end[:4], "little") + _LENGTH_AND_MARK
        if not end.endswith(b"PAR1") or length > path.stat().st_size:
            return False
        file.seek(-length, SEEK_END)
        return _KIND.encode() in file.read(length)


FORMAT = ExportFormat(
    "parquet", "Detections (Parquet)", ".parquet", write, ALL.number, ALL.lacking,
    holds="Each detection with all that detections-csv has, in types. Needs pyarrow.",
)  # fmt: skip

"""Each detection as a row of a Parquet file, with all that the detections table has, in types.

pyarrow takes 170 MB, so it is an extra that is installed where it is wanted.
"""

from contextlib import closing
from datetime import datetime
from decimal import Decimal
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from core.atomic_file import refuse_others, replacing
from core.errors import UserError
from core.exports import detections_csv
from core.exports.files import PLAIN, TableStyle, Writing, Written, writable
from core.exports.format import ExportFormat
from core.exports.found import ALL
from core.exports.selection import Selection
from core.store import Project

_KIND = "undersong"
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
            "Parquet needs pyarrow, which is not installed here: pip install 'undersong[parquet]', "
            "then start again."
        )
    import pyarrow as pa
    from pyarrow import parquet as pq

    path = path.resolve()
    refuse_others(path, lambda _head: _is_ours(path))
    schema = pa.schema(
        [pa.field(name, _type(pa, name)) for name in _COLUMNS], metadata={_KIND: "detections"}
    )
    written = Written()
    try:
        with project.reading() as db, replacing(path) as part, closing(ALL.rows(db, wanted)) as d:
            rows = detections_csv.rows(db, d)
            with pq.ParquetWriter(part, schema, compression="zstd") as file:
                while some := list(islice(rows, _AT_ONCE)):
                    columns = list(zip(*some, strict=True))
                    arrays = [
                        pa.array([_value(name, cell) for cell in cells], _type(pa, name))
                        for name, cells in zip(_COLUMNS, columns, strict=True)
                    ]
                    file.write_batch(pa.record_batch(arrays, schema=schema))
                    for _ in some:
                        yield from written.one()
    except (OSError, pa.ArrowException) as error:
        raise UserError(
            f"{path} cannot be written ({error}). Make room there, or choose another place."
        ) from error
    return written.rows


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
    from pyarrow import ArrowException
    from pyarrow import parquet as pq

    try:
        return _KIND.encode() in (pq.read_schema(path).metadata or {})
    except (OSError, ArrowException):
        return False


FORMAT = ExportFormat(
    "parquet", "Detections (Parquet)", ".parquet", write, ALL.number, ALL.lacking,
    holds="Each detection with all that detections-csv has, in types. Needs undersong[parquet].",
)  # fmt: skip

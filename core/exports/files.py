"""Writing tables, and times as tables have them."""

import csv
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from core.domain import Start
from core.whole_file import has_columns, whole_file


def write_csv(path: Path, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> int:
    """Write a CSV (UTF-8, comma, LF) and return the number of rows; None is an empty cell.

    The file appears under its name only when it is complete. Raises UserError where it cannot be
    written.
    """
    columns, count = list(header), 0
    with whole_file(path, has_columns(columns)) as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        for row in rows:
            table.writerow(["" if cell is None else cell for cell in row])
            count += 1
    return count


def local_time(start: Start | None) -> str | None:
    """Return ISO 8601 by the recorder's clock, with its offset where known."""
    if start is None:
        return None
    return (start.aware or start.local).isoformat(timespec="milliseconds")


def utc_time(start: Start | None) -> str | None:
    """Return ISO 8601 in UTC, or None where the offset is unknown."""
    utc: datetime | None = start.utc if start else None
    return None if utc is None else utc.isoformat(timespec="milliseconds")

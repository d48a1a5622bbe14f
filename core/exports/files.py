"""Writing tables, and times as tables have them."""

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from core.atomic_file import has_columns, whole_file
from core.domain import Start
from core.tabular import guarded

_QUOTED = re.compile(r'[",;\t\r\n]|^\s|\s$')


def write_csv(
    path: Path,
    header: Iterable[str],
    rows: Iterable[Iterable[Any]],
    *,
    for_excel: bool = False,
) -> int:
    """Write a CSV (UTF-8, comma, LF) and return the number of rows; None is an empty cell.

    Texts that a spreadsheet would run as formulas stand behind an apostrophe; numbers are as they
    are. ``for_excel`` puts a byte order mark first, without which Excel takes UTF-8 for another
    encoding. The file appears under its name only when it is complete. Raises UserError where it
    cannot be written.
    """
    columns, count = list(header), 0
    with whole_file(path, has_columns(columns)) as file:
        file.write("\ufeff" if for_excel else "")
        file.write(_line(columns))
        for row in rows:
            file.write(_line(row))
            count += 1
    return count


def _line(row: Iterable[Any]) -> str:
    return ",".join(map(_cell, row)) + "\n"


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    if isinstance(value, str):
        text = guarded(_writable(text))
    # csv.writer would leave a lone carriage return unquoted, which is a line end to others.
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _writable(text: str) -> str:
    """Return a text without what no text file can hold: names of files may have anything."""
    return text.replace("\0", "\ufffd").encode(errors="backslashreplace").decode()


def local_time(start: Start | None) -> str | None:
    """Return ISO 8601 by the recorder's clock, with its offset where known."""
    if start is None:
        return None
    return (start.aware or start.local).isoformat(timespec="milliseconds")


def utc_time(start: Start | None) -> str | None:
    """Return ISO 8601 in UTC, or None where the offset is unknown."""
    utc: datetime | None = start.utc if start else None
    return None if utc is None else utc.isoformat(timespec="milliseconds")

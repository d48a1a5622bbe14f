"""Writing tables, and times as tables have them."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from core.atomic_file import has_columns, whole_file
from core.domain import Start
from core.tabular import guarded

_SPACES = re.compile(r"[\t\r\n]+")
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
        file.write(csv_line(columns))
        for row in rows:
            file.write(csv_line(row))
            count += 1
    return count


def write_lines(path: Path, is_ours: Callable[[str], bool], lines: Iterable[str]) -> None:
    """Write lines as they come; see ``whole_file`` for ``is_ours`` and for errors."""
    with whole_file(path, is_ours) as file:
        file.writelines(lines)


def tabbed_line(row: Iterable[Any]) -> str:
    """Return a line of a table with tabs: its readers know no quotes, so no cell has a tab."""
    texts = ("" if cell is None else _writable(str(cell)) for cell in row)
    return "\t".join(_SPACES.sub(" ", text) for text in texts) + "\n"


def csv_line(row: Iterable[Any]) -> str:
    """Return a line of a CSV, as ``write_csv`` writes it."""
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

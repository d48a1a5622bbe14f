"""Writing tables, and times as tables have them."""

import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.atomic_file import has_columns, whole_file
from core.domain import Start
from core.errors import UnusableValueError
from core.jobs import Inquiry, Progress, answer
from core.tabular import guarded

Writing = Inquiry[int]
"""Writes a file and returns the rows in it. Closed before its end it leaves what was there."""
_STEP = 1000  # rows
_SPACES = re.compile(r"[\t\r\n]+")
_QUOTED = re.compile(r'[",;\t\r\n]|^\s|\s$')


_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
"""What spreadsheets of all languages open; tables of others are read with more."""


@dataclass(frozen=True, slots=True)
class TableStyle:
    """How a table is written for a spreadsheet. Raises UnusableValueError for what is no table."""

    byte_order_mark: bool = False
    """First: Excel takes UTF-8 for another encoding without."""
    separator: str = ","
    decimal_comma: bool = False

    def __post_init__(self) -> None:
        if self.separator not in _SEPARATORS:
            raise UnusableValueError(f"Cells are parted by {_one_of(_SEPARATORS.values())}.")
        if self.decimal_comma and self.separator == ",":
            raise UnusableValueError(
                "Numbers with a comma need cells that are parted by a semicolon or a tab."
            )


PLAIN = TableStyle()


class Written:
    """Counts the rows that were written, and says now and then how many they are."""

    def __init__(self) -> None:
        self.rows = 0

    def one(self) -> Iterator[Progress]:
        """Count a row."""
        self.rows += 1
        if self.rows % _STEP == 0:
            yield Progress(self.rows, 0)


def fixed(value: float, digits: int) -> Decimal:
    """Return a number that is written with so many digits, six at most."""
    return Decimal(f"{value:.{digits}f}")


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
    return answer(csv_rows(path, header, rows, TableStyle(byte_order_mark=for_excel)))


def csv_rows(
    path: Path, header: Iterable[str], rows: Iterable[Iterable[Any]], style: TableStyle = PLAIN
) -> Writing:
    """Write as ``write_csv`` does, row by row, in a style of one's own."""
    columns, written = list(header), Written()
    try:
        with whole_file(path, has_columns(columns)) as file:
            file.write("\ufeff" if style.byte_order_mark else "")
            file.write(csv_line(columns, style))
            for row in rows:
                file.write(csv_line(row, style))
                yield from written.one()
    finally:
        close(rows)
    return written.rows


def close(rows: Iterable[Any]) -> None:
    """Let go of what rows are read from, where they were not read to their end."""
    if isinstance(rows, Generator):
        rows.close()


def tabbed_line(row: Iterable[Any]) -> str:
    """Return a line of a table with tabs: its readers know no quotes, so no cell has a tab."""
    texts = ("" if cell is None else writable(str(cell)) for cell in row)
    return "\t".join(_SPACES.sub(" ", text) for text in texts) + "\n"


def csv_line(row: Iterable[Any], style: TableStyle = PLAIN) -> str:
    """Return a line of a CSV, as ``write_csv`` writes it."""
    return style.separator.join(_cell(value, style) for value in row) + "\n"


def _cell(value: Any, style: TableStyle) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _text_cell(str(value))
    text = str(value)
    if isinstance(value, float | Decimal):
        return text.replace(".", ",") if style.decimal_comma else text
    return text if isinstance(value, int) else _quoted(text)


@lru_cache(maxsize=4096)
def _text_cell(text: str) -> str:
    """Return a text as a cell: most of a table stand in many of its rows."""
    return _quoted(guarded(writable(text)))


def _quoted(text: str) -> str:
    # csv.writer would leave a lone carriage return unquoted, which is a line end to others.
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def writable(text: str) -> str:
    """Return a text without what no text file can hold: names of files may have anything."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\ufffd").encode(errors="backslashreplace").decode()


def _one_of(names: Iterable[str]) -> str:
    *others, last = (f"a {name}" for name in names)
    return f"{', '.join(others)} or {last}"


def local_time(start: Start | None) -> str | None:
    """Return ISO 8601 by the recorder's clock, with its offset where known."""
    if start is None:
        return None
    return (start.aware or start.local).isoformat(timespec="milliseconds")


def utc_time(start: Start | None) -> str | None:
    """Return ISO 8601 in UTC, or None where the offset is unknown."""
    utc: datetime | None = start.utc if start else None
    return None if utc is None else utc.isoformat(timespec="milliseconds")

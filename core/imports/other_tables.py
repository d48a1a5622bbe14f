"""Tables that are no text with separators: Parquet, and JSON.

They are read as ``core.tabular.PersonsTable`` is: the names of columns, then rows of texts.
"""

from collections.abc import Collection, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from core.errors import UserError
from core.extras import what_to_do
from core.imports.json_tables import JsonTable, found_by_name, told_of
from core.tabular import PersonsTable, TableRow
from core.text_files import text_file

_PARQUET = b"PAR1"
_AT_ONCE = 5_000
_BEGINNING = 100


class TableOfResults(Protocol):
    """What a table of results is read by."""

    @property
    def columns(self) -> Collection[str]:
        """Return which of the columns that were looked for there are."""

    @property
    def headings(self) -> Sequence[str]:
        """Return the names of all columns."""

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows."""


def table_of(path: Path, columns: Sequence[str]) -> TableOfResults:
    """Open a table by what it is. Raises UserError where it is none, or cannot be read here."""
    if is_parquet(path):
        return ParquetTable(path, columns)
    with text_file(path) as (text, _):
        is_json = text.read(_BEGINNING).lstrip()[:1] in ("{", "[")
    return JsonTable(path, columns) if is_json else PersonsTable(path, columns, lesser=columns)


def is_parquet(path: Path) -> bool:
    """Tell by its first bytes. Raises UserError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(_PARQUET)) == _PARQUET
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror or error}).") from error


class ParquetTable:
    """A Parquet file, group by group of its rows. Raises UserError where it cannot be read."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        if find_spec("pyarrow") is None:
            raise UserError(
                f"{path.name} is Parquet, which needs pyarrow. Write the results as CSV, or add "
                f"it. {what_to_do('parquet')}"
            )
        import pyarrow as pa
        from pyarrow import parquet as pq

        self._names = columns
        try:
            with pq.ParquetFile(path) as file:
                self.headings: Sequence[str] = file.schema_arrow.names
        except (OSError, pa.ArrowException) as error:
            raise UserError(f"{path.name} is damaged: {error}. Write it again.") from error
        self._path = path
        self._found = found_by_name(self.headings, columns)

    @property
    def columns(self) -> Collection[str]:
        """Return which of the columns that were looked for there are."""
        return self._found.keys()

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows, numbered from 1. Raises UserError where the file is damaged."""
        import pyarrow as pa
        from pyarrow import parquet as pq

        line = 0
        try:
            with pq.ParquetFile(self._path) as file:
                for some in file.iter_batches(_AT_ONCE, columns=list(self._found.values())):
                    for one in some.to_pylist():
                        line += 1
                        yield TableRow(line, told_of(one, self._names, self._found))
        except (OSError, pa.ArrowException) as error:
            raise UserError(f"{self._path.name} is damaged: {error}. Write it again.") from error

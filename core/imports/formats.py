"""Which files of results are known. A new format is a module here and a line in FORMATS."""

from pathlib import Path

from core.errors import UnusableValueError, UserError
from core.imports import aoef, audacity, camtrap_dp, wide_tables
from core.imports.format import ImportFormat, ResultsHead
from core.imports.known_tables import TABLES
from core.imports.other_tables import is_parquet, table_of
from core.tabular import column_key
from core.text_files import text_file

FORMATS: tuple[ImportFormat, ...] = (
    aoef.FORMAT,
    camtrap_dp.FORMAT,
    *(one.format for one in TABLES),
    wide_tables.FORMAT,
    audacity.FORMAT,
)
PROGRAMS = tuple(one for one in FORMATS if one.id not in ("table", "wide"))
_SUFFIXES = frozenset({".csv", ".txt", ".tsv", ".json", ".aoef", ".ndjson", ".parquet"})
_BEGINNING = 4_000
_COLUMNS = tuple(dict.fromkeys(name for one in TABLES for name in one.columns))


def recognise(path: Path) -> ImportFormat | None:
    """Return what a file is; None: no results that are known.

    Raises UserError for no text, and for a table whose beginning cannot be read.
    """
    if camtrap_dp.is_package(path):
        return camtrap_dp.FORMAT
    wrong: UserError | None = None
    beginning = ""
    if not is_parquet(path):
        with text_file(path) as (text, _):
            beginning = text.read(_BEGINNING)
    if aoef.recognise(ResultsHead(path, frozenset(), beginning)):
        return aoef.FORMAT  # which is read whole: it is no table
    try:
        columns = _keys(path)
    except UserError as error:
        columns, wrong = frozenset(), error
    head = ResultsHead(path, columns, beginning)
    found = next((one for one in FORMATS if one.recognise(head)), None)
    if found is None and wrong is not None:
        raise wrong
    return found


def called(format_id: str) -> ImportFormat:
    """Return the format with this id. Raises UnusableValueError, naming those there are."""
    found = next((one for one in FORMATS if one.id == format_id), None)
    if found is None:
        known = ", ".join(one.id for one in FORMATS)
        raise UnusableValueError(
            f"There is no import format {format_id}. These are known: {known}."
        )
    return found


def _keys(path: Path) -> frozenset[str]:
    return frozenset(map(column_key, table_of(path, _COLUMNS).headings))


def files_of(paths: list[Path]) -> list[Path]:
    """Return the files that are meant: of a folder all that may be results. Raises UserError."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            below = (one for one in sorted(path.rglob("*")) if one.suffix.lower() in _SUFFIXES)
            found += [one for one in below if one.is_file() and not camtrap_dp.is_part(one)]
        elif path.is_file():
            found.append(camtrap_dp.observations_of(path))
        else:
            raise UserError(f"There is no file or folder {path}. Check the path and try again.")
    if not found:
        raise UserError(
            "There are no files of results there (.csv, .txt, .tsv, .json, .ndjson or .parquet)."
        )
    return list(dict.fromkeys(found))

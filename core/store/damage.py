"""Is it the database? Asked when something failed that should not: damage is told as damage.

Nothing here runs while all is well. Each value is compared with what this program would have
written there, so that a fault of the program's own is not put down to the project.
"""

import json
import sqlite3
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Boolean, Column, Float, Integer, LargeBinary, Table

from core.domain import OffsetSource, StartSource, Verdict
from core.errors import NotAProjectError, UserError
from core.store import review_schema as review_schema  # its tables are told to the metadata
from core.store.database import uri
from core.store.schema import REVISION, Base

_DAY_MINUTES = 24 * 60
_WHOLE = "The database was looked at, and nothing is wrong with it."
_LARGEST = 2.0**53
_LONGEST_S = 1e9
"""A recording, or a correction of a clock, of thirty years is none."""


@contextmanager
def told(path: Path) -> Generator[None]:
    """Raise NotAProjectError instead of whatever fails inside, where the database is damaged."""
    try:
        yield
    except (UserError, OSError, UnicodeEncodeError):
        raise  # no value of the database can be the cause
    except Exception as error:
        if _WHOLE in getattr(error, "__notes__", ()):
            raise  # a unit of work inside has looked already, which takes a while
        what = found(path)
        if what is None:
            error.add_note(_WHOLE)
            raise
        raise NotAProjectError(
            f"{path} is damaged: {what}. Restore it from a backup, or make a new project."
        ) from error


def found(path: Path) -> str | None:
    """Return what in a project's database this program has not written so.

    None where all is as it should be, and where the file cannot be opened at all.
    """
    with suppress(sqlite3.OperationalError), closing(_opened(path)) as db:
        try:
            return next(_faults(db), None)
        except (sqlite3.Error, ValueError) as error:
            return str(error)
    return None


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{uri(path)}?mode=ro", uri=True)
    db.text_factory = _read
    for name, is_so in _VALID.items():
        db.create_function(name, 1, is_so, deterministic=True)
    return db


def _faults(db: sqlite3.Connection) -> Iterator[str]:
    (said,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        yield said.splitlines()[0]
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    revision = db.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision != (REVISION,):
        yield "its tables are not those of the version that it names"
        return
    for table in Base.metadata.sorted_tables:
        if table.name not in tables:
            yield f"the table {table.name} is missing"
    for table in Base.metadata.sorted_tables:
        yield from _faults_of(db, table)
    if (stray := db.execute("PRAGMA foreign_key_check").fetchone()) is not None:
        yield f"the table {stray[0]} refers to rows of {stray[2]} that are not there"


def _faults_of(db: sqlite3.Connection, table: Table) -> Iterator[str]:
    there = {row[1] for row in db.execute(f'PRAGMA table_xinfo("{table.name}")')}
    for column in table.columns:
        where = f"the column {column.name} of {table.name}"
        if column.name not in there:
            yield f"{where} is missing"
            continue
        query = f'SELECT 1 FROM "{table.name}" WHERE NOT ({_as_written(column)}) LIMIT 1'
        if db.execute(query).fetchone():
            yield f"{where} holds what Undersong does not write there"


def _as_written(column: Column[Any]) -> str:
    """Return the SQL condition that a column's value is one that this program writes."""
    name = f'"{column.name}"'
    condition = f"{_checked_by(column)}({name})"
    return f"{name} IS NULL OR {condition}" if column.nullable else condition


def _checked_by(column: Column[Any]) -> str:
    if column.name in _BY_NAME:
        return _BY_NAME[column.name]
    if column.name.endswith(("_utc", "_local")):
        return "is_moment"
    if f"{column.table.name}.{column.name}" in ("runs.settings", "runs.versions"):
        return f"is_run_{column.name}"
    for kind, check in _BY_TYPE:
        if isinstance(column.type, kind):
            return check
    return "is_text"


_BY_TYPE = (
    (Boolean, "is_flag"), (Integer, "is_whole"), (Float, "is_number"), (JSON, "is_object"),
    (LargeBinary, "is_bytes"),
)  # fmt: skip
_BY_NAME = {
    "start_source": "is_start_source", "offset_source": "is_offset_source",
    "offset_minutes": "is_offset", "zone": "is_zone", "latitude": "is_latitude",
    "longitude": "is_longitude", "duration_s": "is_length", "start_s": "is_length",
    "end_s": "is_length", "analysed_s": "is_length", "clock_correction_s": "is_correction",
    "logits": "is_packed", "histograms": "is_packed", "verdict": "is_verdict",
    "local_minute": "is_minute", "local_day": "is_day", "windows": "is_count", "row": "is_count",
    "shard": "is_count", "first_window": "is_count", "listed": "is_listed",
}  # fmt: skip


def _read(raw: bytes) -> str:
    return raw.decode(errors="replace")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and abs(value) < 2**62


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and isfinite(value) and abs(value) < _LARGEST


def _is_within(low: float, high: float) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int | float) and low <= value <= high


def _is_whole_within(low: int, high: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and low <= value <= high


def _is_moment(value: object) -> bool:
    with suppress(ValueError, TypeError):
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]
        return 1 < moment.year < 9999  # corrected clocks need room on both sides
    return False


def _is_day(value: object) -> bool:
    return isinstance(value, int) and _is_moment(f"{value:08d}")


def _is_zone(value: object) -> bool:
    with suppress(ValueError, OSError, TypeError):
        return bool(ZoneInfo(value))  # type: ignore[arg-type]
    return False


def _object(value: object) -> dict[str, Any] | None:
    with suppress(ValueError, TypeError):
        found = json.loads(value)  # type: ignore[arg-type]
        return found if isinstance(found, dict) else None
    return None


def _is_packed(value: object) -> bool:
    with suppress(zlib.error, TypeError):
        return len(zlib.decompress(value)) >= 4  # type: ignore[arg-type]
    return False


def _is_run_settings(value: object) -> bool:
    return _is_number((_object(value) or {}).get("min_score"))


def _is_run_versions(value: object) -> bool:
    return isinstance((_object(value) or {}).get("network"), str)


_VALID: dict[str, Callable[[Any], bool]] = {
    "is_text": _is_text,
    "is_whole": _is_whole,
    "is_number": _is_number,
    "is_flag": lambda value: value in (0, 1),
    "is_listed": _is_whole_within(0, 3),  # 2 more where it is in the project no longer
    "is_bytes": lambda value: isinstance(value, bytes),
    "is_object": lambda value: _object(value) is not None,
    "is_moment": _is_moment,
    "is_day": _is_day,
    "is_minute": _is_whole_within(0, _DAY_MINUTES - 1),
    "is_count": _is_whole_within(0, 2**53),
    "is_offset": _is_whole_within(1 - _DAY_MINUTES, _DAY_MINUTES - 1),
    "is_zone": _is_zone,
    "is_latitude": _is_within(-90, 90),
    "is_longitude": _is_within(-180, 180),
    "is_length": _is_within(0, _LONGEST_S),
    "is_correction": _is_within(-_LONGEST_S * 10, _LONGEST_S * 10),
    "is_packed": _is_packed,
    "is_start_source": lambda value: value in set(StartSource),
    "is_offset_source": lambda value: value in set(OffsetSource),
    "is_verdict": lambda value: value in set(Verdict),
    "is_run_settings": _is_run_settings,
    "is_run_versions": _is_run_versions,
}

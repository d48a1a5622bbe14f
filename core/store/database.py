"""The database file of a project: whose it is, how it is opened, and what SQLite says of it."""

import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, func
from sqlalchemy.exc import DBAPIError, OperationalError

from core.app_folders import DATABASE
from core.errors import NotAProjectError, ReadOnlyProjectError, UserError
from core.names import natural_key
from core.taxon_groups import taxon_group

_OURS = frozenset({"alembic_version", "media_roots", "recordings"})
"""Tables that every version of the program has made."""
_WAL = "-wal"
_NATURAL, _GROUP = "natural_key", "taxon_group"
_COPY_TRIES = 3
_PATIENCE_MS = 30_000
_LEAST_FREE_BYTES = 1 << 20
_LONGEST_PATH = 500
"""SQLite opens no file whose path, with the suffixes of its helpers, is longer than 512 bytes."""


def engine(path: Path) -> Engine:
    """Return connections to a database that may be written, each in a thread of its own."""
    # Not a URL as text: a folder's name may hold a question mark.
    url = URL.create("sqlite", database=str(path))
    # Errors name no values: they reach the log, which holds no data.
    made = create_engine(url, connect_args={"isolation_level": None}, hide_parameters=True)

    @event.listens_for(made, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")  # readers go on while an analysis writes
        connection.execute("PRAGMA synchronous = NORMAL")  # with WAL: a kill loses nothing
        connection.execute("PRAGMA cache_size = -16384")  # each thread has a connection
        connection.create_function(_NATURAL, 1, _natural_key, deterministic=True)
        connection.create_function(_GROUP, 2, taxon_group, deterministic=True)

    return made


def begins_at_once(db: Connection) -> bool:
    """Begin to write, unless that would mean to wait for another who does."""
    db.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        db.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if "locked" not in str(error.orig):
            raise
        return False
    finally:
        db.exec_driver_sql(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
    return True


def natural(column: Any) -> Any:
    """Return what to order by a column of names: Site 2 comes before Site 10."""
    return getattr(func, _NATURAL)(column)


def group_of(scientific_name: Any, kind: Any) -> Any:
    """Return the taxon group of columns of species, as core.taxon_groups calls it."""
    return getattr(func, _GROUP)(scientific_name, kind)


def refuse_foreign(path: Path) -> None:
    """Raise NotAProjectError for another program's database, and leave it as it is."""
    if not path.is_file() or path.stat().st_size == 0:
        return
    # Without a log beside it nobody has it open: then not even a lock is needed to look.
    mode = "mode=ro" if _beside(path, _WAL).exists() else "mode=ro&immutable=1"
    with closing(sqlite3.connect(f"{uri(path)}?{mode}", uri=True)) as db:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    if tables and not tables >= _OURS:
        raise NotAProjectError(
            f"{path} is the database of another program, and was left as it is. "
            "Choose another folder for the project."
        )


def copied(path: Path, folder: Path) -> Path:
    """Copy a database with all that is committed in it into a folder; return the copy.

    The original is only read, even where it waits to be brought up to date by its log. Raises
    UserError where it changes all the time, or where there is no room.
    """
    copy = folder / path.name
    try:
        for _ in range(_COPY_TRIES):
            before = _state(path)
            shutil.copyfile(path, copy)
            if _beside(path, _WAL).exists():
                shutil.copyfile(_beside(path, _WAL), _beside(copy, _WAL))
            if _state(path) == before:
                return copy
    except OSError as error:
        raise UserError(
            f"{path} cannot be read or copied to {folder} ({error.strerror or error}). "
            "Check that its disk is connected, and make room for a copy of it."
        ) from error
    raise UserError(f"{path} is being written. Wait until that is through, then try again.")


@contextmanager
def explained(folder: Path) -> Generator[None]:
    """Turn what SQLite says about disks and damage into sentences."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        # While a connection is being made SQLite's own errors come, later SQLAlchemy's.
        said = str(error.orig if isinstance(error, DBAPIError) else error)
        if "not a database" in said or "malformed" in said:
            raise NotAProjectError(
                f"{folder / DATABASE} is damaged or no project. "
                "Restore it from a backup, or make a new project."
            ) from error
        known = _known(said, folder)
        if known is None:
            raise
        raise known from error


def _known(said: str, folder: Path) -> UserError | None:
    if "full" in said or ("disk I/O" in said and _is_full(folder)):
        return UserError(
            f"The disk of {folder} is full. Make room and start again: "
            "everything up to now is saved."
        )
    if "unable to open" in said and len(str(folder).encode()) > _LONGEST_PATH:
        return UserError(
            f"The path of {folder} is too long for a project. Choose a folder less deep, or "
            "with shorter names."
        )
    if "readonly" in said or "unable to open" in said:
        return ReadOnlyProjectError(
            f"Undersong may not write to {folder}. Choose a project folder that is not read-only."
        )
    if "locked" in said:
        return UserError(
            f"Another program keeps the project {folder} busy. Close it and try again."
        )
    if "disk I/O" in said:
        return UserError(
            f"The disk of {folder} stopped answering. Check that it is connected, then try again."
        )
    return None


def _is_full(folder: Path) -> bool:
    """Tell whether an error is one of room: SQLite's log does not say so."""
    try:
        return shutil.disk_usage(folder).free < _LEAST_FREE_BYTES
    except OSError:
        return False


def _natural_key(text: str | None) -> str | None:
    return None if text is None else natural_key(text)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _state(path: Path) -> list[tuple[int, int] | None]:
    return [
        (one.stat().st_size, one.stat().st_mtime_ns) if one.exists() else None
        for one in (path, _beside(path, _WAL))
    ]


def uri(path: Path) -> str:
    """Return a database's path as SQLite's own addresses have it."""
    name = quote(path.absolute().as_posix())
    return f"file://{name if name.startswith('/') else '/' + name}"  # a drive has no slash before

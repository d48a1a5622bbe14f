"""What a project is like from outside: when it was worked on, its size, and what is left to do.

Read without opening it: it is not brought up to date, nothing is written, and a project of another
version, or a damaged one, tells less.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.app_folders import DATABASE

_PATIENCE_S = 0.5
_RECORDINGS = "FROM recordings WHERE usable AND duplicate_of IS NULL AND NOT removed"
_HEARD = "AND id NOT IN (SELECT recording_id FROM run_recordings WHERE run_id = ?)"
_RUN = "SELECT id FROM runs ORDER BY finished_utc IS NULL, id DESC LIMIT 1"
_UNREVIEWED = "SELECT count(*) FROM detections WHERE run_id = ? AND listed AND verdict IS NULL"


@dataclass(frozen=True, slots=True)
class ProjectSketch:
    """What is told of a project before it is opened; None: not known."""

    folder: Path
    changed: datetime | None = None
    size_bytes: int | None = None
    recordings: int | None = None
    unheard: int | None = None
    """Recordings that the newest analysis has not heard."""
    unreviewed: int | None = None
    """Detections of it that nobody has judged."""


def sketch(folder: Path) -> ProjectSketch:
    """Return what is known of the project in a folder."""
    database = folder / DATABASE
    try:
        changed = datetime.fromtimestamp(_last_written(database), UTC)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    except OSError:
        return ProjectSketch(folder)
    try:
        return ProjectSketch(folder, changed, size, *_counts(database))
    except sqlite3.Error:
        return ProjectSketch(folder, changed, size)


def _counts(database: Path) -> tuple[int, int, int]:
    # Where nobody has it open all is in one file; opened as usual SQLite would lay two beside it.
    is_alone = not database.with_name(f"{database.name}-wal").exists()
    address = f"{database.absolute().as_uri()}?mode=ro{'&immutable=1' * is_alone}"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE_S)) as db:

        def number(query: str, *values: int) -> int:
            return int(db.execute(query, values).fetchone()[0])

        recordings = number(f"SELECT count(*) {_RECORDINGS}")
        run = db.execute(_RUN).fetchone()
        if run is None:
            return recordings, recordings, 0
        unheard = number(f"SELECT count(*) {_RECORDINGS} {_HEARD}", run[0])
        return recordings, unheard, number(_UNREVIEWED, run[0])


def _last_written(database: Path) -> float:
    """Return when something was stored last: what is newest may still lie in SQLite's log."""
    log = database.with_name(f"{database.name}-wal")
    in_log = log.stat() if log.is_file() else None
    return max(database.stat().st_mtime, in_log.st_mtime if in_log and in_log.st_size else 0.0)

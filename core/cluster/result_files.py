"""Results of a shard as one file: an SQLite database of what was said of each task.

It is written as it comes, task by task, and goes on after a kill. Only a whole one has the
result's name. One process writes it; a second one is told so.
"""

import io
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from core.cluster.shard_files import RESULT_SUFFIX
from core.errors import UserError
from core.inference.messages import Done, Failed, HeadPart, Part

FORMAT = 1
_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE results (key TEXT PRIMARY KEY, failure TEXT, said BLOB NOT NULL);
"""
_ARRAYS = (
    "window", "label", "output", "bin_label", "bin", "bin_count", "onset", "offset",
)  # fmt: skip


class ResultWriter:
    """The results of a shard while they are made. Close it in any case."""

    def __init__(self, folder: Path, name: str, about: Mapping[str, Any]) -> None:
        """Begin, or go on with what is there of the same setup. Raises UserError."""
        self.path = folder / f"{name}{RESULT_SUFFIX}"
        self._part = self.path.with_name(f"{self.path.name}.part")
        folder.mkdir(parents=True, exist_ok=True)
        self._db = self._opened(about)

    def _opened(self, about: Mapping[str, Any]) -> sqlite3.Connection:
        for _ in range(2):
            db = self._connected()
            try:
                stored = dict(db.execute("SELECT name, value FROM about"))
                if stored.get("setup") == about["setup"]:
                    return db
            except sqlite3.OperationalError:  # no tables: new, or killed before there were any
                pass
            except sqlite3.DatabaseError:  # cut off by a full disk: nothing of it is believed
                pass
            db.close()
            self._part.unlink()
            db = self._connected()
            with db:
                db.executescript(_TABLES)
                db.executemany(
                    "INSERT INTO about VALUES (?, ?)", [(k, str(v)) for k, v in about.items()]
                )
            db.close()
        raise UserError(f"{self._part} cannot be written. Is the disk full?")

    def _connected(self) -> sqlite3.Connection:
        try:
            db = sqlite3.connect(self._part, timeout=1)
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("BEGIN EXCLUSIVE")
            db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise UserError(
                f"{self._part} cannot be used ({error}): another process may be hearing this "
                "shard. Let it end, or choose another folder with --out."
            ) from error
        return db

    def done(self) -> dict[str, str]:
        """Return key -> code of its failure, empty for none, of what is there."""
        return {
            key: code or "" for key, code in self._db.execute("SELECT key, failure FROM results")
        }

    def store(self, key: str, parts: Sequence[Part], end: Done | Failed) -> None:
        """Keep what was said of a task, in place of an earlier failure. Raises UserError."""
        failure = end.code if isinstance(end, Failed) else None
        try:
            with self._db:
                self._db.execute(
                    "INSERT OR REPLACE INTO results VALUES (?, ?, ?)",
                    (key, failure, packed(parts, end)),
                )
        except sqlite3.OperationalError as error:
            raise UserError(
                f"The results cannot be written to {self.path.parent} ({error}). Make room, and "
                "start the shard again: it goes on."
            ) from error

    def note(self, name: str, value: str) -> None:
        """Keep something about the whole."""
        with self._db:
            self._db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def finish(self) -> None:
        """Give the file its name: everything is in it."""
        self._db.close()
        self._part.replace(self.path)

    def close(self) -> None:
        """Let go of the file; what is in it stays for the next start."""
        with suppress(sqlite3.ProgrammingError):
            self._db.close()


class ResultFile:
    """A finished result file."""

    def __init__(self, path: Path) -> None:
        """Read what it tells of. Raises UserError where it is none, or damaged."""
        self.path = path
        try:
            with closing(self._connected()) as db:
                self.about: dict[str, str] = dict(db.execute("SELECT name, value FROM about"))
                self.failures = {
                    key: code or "" for key, code in db.execute("SELECT key, failure FROM results")
                }
        except sqlite3.DatabaseError as error:
            raise UserError(f"{path.name} is no result of a shard, or damaged.") from error

    def read(self, key: str) -> bytes:
        """Return what was said of a task. Raises UserError where the file is damaged there."""
        try:
            with closing(self._connected()) as db:
                row = db.execute("SELECT said FROM results WHERE key = ?", (key,)).fetchone()
        except sqlite3.DatabaseError as error:
            raise UserError(f"{self.path.name} is damaged. Run its shard again.") from error
        said: bytes = row[0]
        return said

    def _connected(self) -> sqlite3.Connection:
        # Finished files never change: no locks are asked of a disk that may know none.
        return sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def packed(parts: Sequence[Part], end: Done | Failed) -> bytes:
    """Return what was said of a task as bytes: arrays as numpy writes them, the rest as JSON."""
    arrays: dict[str, Any] = {}
    told: dict[str, Any] = {"end": asdict(end), "failed": isinstance(end, Failed), "parts": []}
    for number, part in enumerate(parts):
        told["parts"].append(
            {
                "first": part.first,
                "windows": part.windows,
                "bins_from": [head.first_bin for head in part.heads],
            }
        )
        if part.embeddings is not None:
            arrays[f"{number}"] = part.embeddings
        for at, head in enumerate(part.heads):
            for name in _ARRAYS:
                if (values := getattr(head, name)) is not None:
                    arrays[f"{number}.{at}.{name}"] = values
    arrays["told"] = np.frombuffer(json.dumps(told).encode(), dtype=np.uint8)
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def unpacked(said: bytes, task_id: int) -> Iterator[Part | Done | Failed]:
    """Yield what was said of a task, as that of another number. Raises UserError if damaged."""
    try:
        with np.load(io.BytesIO(said), allow_pickle=False) as arrays:
            told = json.loads(arrays["told"].tobytes())
            for number, one in enumerate(told["parts"]):
                heads = tuple(
                    HeadPart(
                        first_bin=first_bin,
                        **{
                            name: arrays[f"{number}.{at}.{name}"]
                            for name in _ARRAYS
                            if f"{number}.{at}.{name}" in arrays
                        },
                    )
                    for at, first_bin in enumerate(one["bins_from"])
                )
                embeddings = arrays.get(f"{number}")
                yield Part(task_id, one["first"], one["windows"], heads, embeddings)
    except (ValueError, KeyError, TypeError, OSError, EOFError) as error:
        raise UserError("A result is damaged. Run its shard again.") from error
    end: dict[str, Any] = told["end"] | {"task_id": task_id}
    if told["failed"]:
        yield Failed(**end)
        return
    lists = {name: tuple(value) for name, value in end.items() if isinstance(value, list)}
    yield Done(**end | lists)

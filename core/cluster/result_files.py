"""Results of a shard as one file: an SQLite database of what was said of each task.

It is written as it comes, task by task, and goes on after a kill. Only a whole one has the
result's name. One process writes it; a second one is told so.
"""

import json
import math
import shutil
import sqlite3
import struct
import zlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from core.cluster.shard_files import RESULT_SUFFIX
from core.errors import UserError
from core.inference.messages import Done, Failed, HeadPart, Part
from core.store import disks

FORMAT = 2
_TABLES = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE results (key TEXT PRIMARY KEY, failure TEXT, said BLOB NOT NULL)",
)
_LENGTH = struct.Struct("<I")
_ARRAYS = (
    "window", "label", "output", "bin_label", "bin", "bin_count", "onset", "offset",
)  # fmt: skip


class ResultWriter:
    """The results of a shard while they are made. Close it in any case.

    Whatever writes raises UserError where the disk is full or away; what is stored stays.
    """

    def __init__(self, folder: Path, name: str, about: Mapping[str, Any]) -> None:
        """Begin, or go on with what is there of the same setup. Raises UserError."""
        self.path = folder / f"{name}{RESULT_SUFFIX}"
        self._part = self.path.with_name(f"{self.path.name}.part")
        with self._explained():
            folder.mkdir(parents=True, exist_ok=True)
            self._locks = disks.locks_hold(folder)
            if self.path.exists() and not self._part.exists():
                shutil.copyfile(self.path, self._part)  # what is in it need not be heard again
            self._db = self._opened(about)

    def _opened(self, about: Mapping[str, Any]) -> sqlite3.Connection:
        db = self._connected()
        if self._is_of(db, about):
            return db
        db.close()
        self._part.unlink()
        db = self._connected()
        with db:
            for table in _TABLES:
                db.execute(table)
            db.executemany(
                "INSERT INTO about VALUES (?, ?)", [(k, str(v)) for k, v in about.items()]
            )
        return db

    @staticmethod
    def _is_of(db: sqlite3.Connection, about: Mapping[str, Any]) -> bool:
        """Tell whether what is there can be gone on with."""
        try:
            stored = dict(db.execute("SELECT name, value FROM about"))
        except sqlite3.DatabaseError:
            # No tables: new, or killed before there were any. Cut off by a full disk: nothing of
            # it is believed.
            return False
        return is_like(stored, about)

    def _connected(self) -> sqlite3.Connection:
        # A network disk without locks: nobody can tell then that two hear one shard. Both would
        # say the same, and the name is given to one whole file.
        way = "" if self._locks else "?nolock=1"
        db = sqlite3.connect(f"{self._part.absolute().as_uri()}{way}", timeout=1, uri=True)
        try:
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("BEGIN EXCLUSIVE")
            db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            db.close()
            raise UserError(
                f"{self._part} cannot be used ({error}): another process may be hearing this "
                "shard. Let it end, or choose another folder with --out."
            ) from error
        except sqlite3.DatabaseError:  # no database any more: it is made anew
            db.close()
            self._part.unlink()
            return self._connected()
        return db

    def done(self) -> dict[str, str]:
        """Return key -> code of its failure, empty for none, of what is there."""
        return {
            key: code or "" for key, code in self._db.execute("SELECT key, failure FROM results")
        }

    def store(self, key: str, parts: Sequence[Part], end: Done | Failed) -> None:
        """Keep what was said of a task, in place of an earlier failure."""
        failure = end.code if isinstance(end, Failed) else None
        self._write("INSERT OR REPLACE INTO results VALUES (?, ?, ?)",
                    (key, failure, packed(parts, end)))  # fmt: skip

    def note(self, name: str, value: str) -> None:
        """Keep something about the whole."""
        self._write("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def _write(self, query: str, values: tuple[Any, ...]) -> None:
        with self._explained(), self._db:
            self._db.execute(query, values)

    def finish(self) -> None:
        """Give the file its name: everything is in it."""
        with self._explained():
            self._db.close()
            self._part.replace(self.path)

    def close(self) -> None:
        """Let go of the file; what is in it stays for the next start."""
        with suppress(sqlite3.ProgrammingError):
            self._db.close()

    @contextmanager
    def _explained(self) -> Generator[None]:
        try:
            yield
        except (sqlite3.OperationalError, OSError) as error:
            raise UserError(
                f"The results cannot be written to {self.path.parent} ({error}). Make "
                "room or bring the disk back, and start the shard again: it goes on."
            ) from error


def is_like(stored: Mapping[str, str], about: Mapping[str, Any]) -> bool:
    """Tell whether results are of one setup, and written by a program that writes alike."""
    return all(stored.get(name) == str(about[name]) for name in ("setup", "format"))


class ResultFile:
    """A finished result file."""

    def __init__(self, path: Path) -> None:
        """Read what it tells of. Raises UserError where it is none, or damaged."""
        self.path = path
        self._db: sqlite3.Connection | None = None
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
        if self._db is None:
            self._db = self._connected()
        try:
            row = self._db.execute("SELECT said FROM results WHERE key = ?", (key,)).fetchone()
        except sqlite3.DatabaseError as error:
            raise UserError(f"{self.path.name} is damaged. Run its shard again.") from error
        said: bytes = row[0]
        return said

    def close(self) -> None:
        """Let go of the file until it is read again."""
        db, self._db = self._db, None
        if db is not None:
            db.close()

    def _connected(self) -> sqlite3.Connection:
        # Finished files never change: no locks are asked of a disk that may know none.
        return sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def packed(parts: Sequence[Part], end: Done | Failed) -> bytes:
    """Return what was said of a task as bytes: a checksum, a JSON text, and the arrays as they are.

    Reading that takes a fiftieth of the time of numpy's own archives, and one writer reads all.
    """
    arrays: list[Any] = []

    def kept(values: Any) -> int:
        arrays.append(np.ascontiguousarray(values))
        return len(arrays) - 1

    told: dict[str, Any] = {"end": asdict(end), "failed": isinstance(end, Failed)}
    told["parts"] = [
        {
            "first": part.first,
            "windows": part.windows,
            "embeddings": None if part.embeddings is None else kept(part.embeddings),
            "heads": [
                {
                    name: kept(values)
                    for name in _ARRAYS
                    if (values := getattr(head, name)) is not None
                }
                for head in part.heads
            ],
            "bins_from": [head.first_bin for head in part.heads],
        }
        for part in parts
    ]
    told["arrays"] = [[array.dtype.str, array.shape] for array in arrays]
    text = json.dumps(told).encode()
    body = b"".join([_LENGTH.pack(len(text)), text, *(array.tobytes() for array in arrays)])
    return _LENGTH.pack(zlib.crc32(body)) + body


def unpacked(said: bytes, task_id: int) -> Iterator[Part | Done | Failed]:
    """Yield what was said of a task, as that of another number. Raises UserError if damaged."""
    try:
        told, arrays = _told(said)
        for one in told["parts"]:
            heads = tuple(
                HeadPart(first_bin=first_bin, **{name: arrays[at] for name, at in head.items()})
                for head, first_bin in zip(one["heads"], one["bins_from"], strict=True)
            )
            embeddings = None if one["embeddings"] is None else arrays[one["embeddings"]]
            yield Part(task_id, one["first"], one["windows"], heads, embeddings)
        end: dict[str, Any] = told["end"] | {"task_id": task_id}
    except (ValueError, KeyError, TypeError, IndexError, struct.error) as error:
        raise UserError("A result is damaged. Run its shard again.") from error
    if told["failed"]:
        yield Failed(**end)
        return
    lists = {name: tuple(value) for name, value in end.items() if isinstance(value, list)}
    yield Done(**end | lists)


def _told(said: bytes) -> tuple[dict[str, Any], list[Any]]:
    (checksum,), (length,) = _LENGTH.unpack_from(said), _LENGTH.unpack_from(said, _LENGTH.size)
    if zlib.crc32(memoryview(said)[_LENGTH.size :]) != checksum:
        raise ValueError("the checksum is another")
    at = 2 * _LENGTH.size + length
    told: dict[str, Any] = json.loads(said[2 * _LENGTH.size : at])
    arrays = []
    for kind, shape in told["arrays"]:
        array = np.frombuffer(said, np.dtype(kind), math.prod(shape), at).reshape(shape)
        arrays.append(array)
        at += array.nbytes
    return told, arrays

"""All rows of results at once, in a temporary file: as little memory for a million as for ten."""

import sqlite3
import weakref
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from core.domain import Verdict
from core.imports.result import ResultRow

_AT_ONCE = 5000
_TABLE = """CREATE TABLE heap (id INTEGER PRIMARY KEY, file INTEGER, name INTEGER, start_s REAL,
    end_s REAL, score REAL, low_hz REAL, high_hz REAL,
    verdict TEXT, manual TEXT, reviewer TEXT, note TEXT)"""
_ADD = f"INSERT INTO heap VALUES (NULL{', ?' * 11})"
_OF_FILE = """SELECT name, start_s, end_s, score, low_hz, high_hz, verdict, manual, reviewer, note
    FROM heap WHERE file = ? ORDER BY id"""
_USUAL_LENGTH = """SELECT round(end_s - start_s, 2) AS length FROM heap
    GROUP BY length ORDER BY count(*) DESC, min(id) LIMIT 1"""


@dataclass(frozen=True, slots=True)
class SaidRow:
    """What a person said of a row: of most nothing."""

    verdict: Verdict | None
    manual: str
    reviewer: str
    note: str


@dataclass(frozen=True, slots=True)
class HeapRow:
    """A row as it was put in."""

    name: int
    """Its place in ``ResultsHeap.names``."""
    start_s: float
    end_s: float
    score: float | None
    low_hz: float | None
    high_hz: float | None
    said: SaidRow | None


class ResultsHeap:
    """Rows by file, each once."""

    def __init__(self) -> None:
        self.files: dict[str, int] = {}
        """As they are written -> place."""
        self.names: dict[tuple[str, str, str], int] = {}
        """(scientific, common, label) -> place."""
        self.last_s: list[float] = []
        """Of each file: where its last row ends."""
        self.repeated = 0
        """Rows that were there before, once all were asked for."""
        self.nothing = 0
        """Rows that say that nothing was found."""
        self.left_out: Counter[str] = Counter()
        """Why what cannot come in cannot, and how often."""
        self._number = 0
        self._waiting: list[tuple[Any, ...]] = []
        # Without a name SQLite keeps it in a file that goes with the connection. The window reads
        # in one thread and takes in from another, never at the same time.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._db.close)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("BEGIN")
        self._db.execute(_TABLE)

    def __len__(self) -> int:
        return self._number

    def file(self, written: str) -> int:
        """Return the place of a file, also one of which there is no row."""
        place = self.files.setdefault(written, len(self.files))
        if place == len(self.last_s):
            self.last_s.append(0.0)
        return place

    def add(self, row: ResultRow, file: str) -> None:
        """Take in a row."""
        place = self.file(file)
        self.last_s[place] = max(self.last_s[place], row.end_s)
        named = row.scientific, row.common, row.label
        name = self.names.setdefault(named, len(self.names))
        numbers = (row.start_s, row.end_s, row.score, row.low_hz, row.high_hz)
        said: tuple[str | None, ...] = (None,) * 4
        if row.verdict or row.manual or row.note or row.reviewer:
            said = (row.verdict, row.manual, row.reviewer, row.note)
        self._waiting.append((place, name, *numbers, *said))
        self._number += 1
        if len(self._waiting) >= _AT_ONCE:
            self._store()

    def by_file(self) -> Iterator[tuple[int, Sequence[HeapRow]]]:
        """Yield each file's place with its rows in order of time, each once."""
        self.repeated = 0
        for place in range(len(self.files)):
            every = self._rows(place)
            once = _once(every)
            self.repeated += len(every) - len(once)
            yield place, once

    def of_file(self, place: int) -> Sequence[HeapRow]:
        """Return a file's rows in order of time, each once."""
        return _once(self._rows(place))

    def manual_names(self) -> set[str]:
        """Return what people said that something is."""
        found = self._asked("SELECT DISTINCT manual FROM heap WHERE manual <> ''")
        return {manual for (manual,) in found}

    def least_score(self) -> float | None:
        """Return the lowest score; None where no row has any."""
        return next(self._asked("SELECT min(score) FROM heap"))[0]  # type: ignore[no-any-return]

    def usual_length_s(self) -> float | None:
        """Return how long most rows are, to a hundredth; None where there is no row."""
        return next((length for (length,) in self._asked(_USUAL_LENGTH)), None)

    def least_apart_s(self) -> float | None:
        """Return how far apart starts are at least, to a hundredth; None where all are one."""
        query = "SELECT DISTINCT round(start_s, 2) FROM heap ORDER BY 1"
        starts = (start for (start,) in self._asked(query))
        return min((after - before for before, after in pairwise(starts)), default=None)

    def _rows(self, place: int) -> list[HeapRow]:
        return [_row(*values) for values in self._asked(_OF_FILE, (place,))]

    def _asked(self, query: str, values: tuple[int, ...] = ()) -> Iterator[tuple[Any, ...]]:
        self._store()
        self._db.execute("CREATE INDEX IF NOT EXISTS heap_by_file ON heap (file)")
        return self._db.execute(query, values)

    def _store(self) -> None:
        if self._waiting:
            self._db.executemany(_ADD, self._waiting)
            self._waiting.clear()


def _row(  # noqa: PLR0913 - the columns of the table
    name: int,
    start_s: float,
    end_s: float,
    score: float | None,
    low_hz: float | None,
    high_hz: float | None,
    verdict: str | None,
    manual: str | None,
    reviewer: str,
    note: str,
) -> HeapRow:
    said = None
    if manual is not None:
        said = SaidRow(Verdict(verdict) if verdict else None, manual, reviewer, note)
    return HeapRow(name, start_s, end_s, score, low_hz, high_hz, said)


def _once(rows: Sequence[HeapRow]) -> list[HeapRow]:
    found: dict[tuple[int, int, int, bool], HeapRow] = {}
    for row in rows:
        about = (row.name, _ms(row.start_s), _ms(row.end_s), row.score is None)
        before = found.get(about)
        if before is None or _says_more(row, before):
            found[about] = row
    return sorted(found.values(), key=lambda row: (row.start_s, row.end_s, row.name))


def _says_more(row: HeapRow, before: HeapRow) -> bool:
    """Tell whether a row has the higher score, or the band: Raven's other view has none."""
    if (row.score or 0.0) != (before.score or 0.0):
        return (row.score or 0.0) > (before.score or 0.0)
    return before.low_hz is None and row.low_hz is not None


def _ms(seconds: float) -> int:
    return round(seconds * 1000)

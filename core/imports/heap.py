"""All rows of results at once, in little memory: a million take some 60 MB."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan, nan

import numpy as np

from core.domain import Verdict
from core.imports.result import ResultRow


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
        """Rows that were there before."""
        self.said: dict[int, SaidRow] = {}
        self._file, self._name = array("l"), array("l")
        self._values = array("d")

    def __len__(self) -> int:
        return len(self._file)

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
        if row.verdict or row.manual or row.note or row.reviewer:
            self.said[len(self)] = SaidRow(row.verdict, row.manual, row.reviewer, row.note)
        self._file.append(place)
        self._name.append(self.names.setdefault(named, len(self.names)))
        numbers = (row.start_s, row.end_s, row.score, row.low_hz, row.high_hz)
        self._values.extend(nan if one is None else one for one in numbers)

    def by_file(self) -> Iterator[tuple[int, Sequence[HeapRow]]]:
        """Yield each file's place with its rows in order of time, each once."""
        files = np.frombuffer(self._file, np.dtype("l")) if len(self) else np.zeros(0, np.int64)
        order = np.argsort(files, kind="stable")
        bounds = np.searchsorted(files[order], np.arange(len(self.files) + 1))
        self.repeated = 0
        for place in range(len(self.files)):
            yield place, self._once(order[bounds[place] : bounds[place + 1]].tolist())

    def spans_s(self) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """Return [rows, (start, end)]."""
        if not len(self):
            return np.zeros((0, 2))
        return np.frombuffer(self._values, np.float64).reshape(-1, 5)[:, :2]

    def scores(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Return [rows], not a number where there is none."""
        if not len(self):
            return np.zeros(0)
        return np.frombuffer(self._values, np.float64).reshape(-1, 5)[:, 2]

    def _once(self, rows: list[int]) -> list[HeapRow]:
        found: dict[tuple[int, int, int, bool], HeapRow] = {}
        for number in rows:
            row = self._row(number)
            about = (row.name, _ms(row.start_s), _ms(row.end_s), row.score is None)
            before = found.get(about)
            self.repeated += before is not None
            if before is None or _says_more(row, before):
                found[about] = row
        return sorted(found.values(), key=lambda row: (row.start_s, row.end_s, row.name))

    def _row(self, number: int) -> HeapRow:
        values = self._values[5 * number : 5 * number + 5]
        start_s, end_s, *others = values
        score, low, high = (None if isnan(one) else one for one in others)
        return HeapRow(self._name[number], start_s, end_s, score, low, high, self.said.get(number))


def _says_more(row: HeapRow, before: HeapRow) -> bool:
    """Tell whether a row has the higher score, or the band: Raven's other view has none."""
    if (row.score or 0.0) != (before.score or 0.0):
        return (row.score or 0.0) > (before.score or 0.0)
    return before.low_hz is None and row.low_hz is not None


def _ms(seconds: float) -> int:
    return round(seconds * 1000)

"""Tables of results, told apart and understood by the names of their columns."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.domain import Verdict
from core.imports.format import ImportFormat, ResultsHead
from core.imports.other_tables import table_of
from core.imports.result import ResultRow, RowError
from core.tabular import Problem, Told, refusal

_NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?")
_CLOCK = re.compile(r"([0-9]+):([0-9]{2}):([0-9]{2}(?:[.,][0-9]*)?)")
_NAMED_AT_MOST = 50
_LONGEST_S = 1e7
_ROUNDED = 1 + 1e-6
"""What a program may write for a score of 1 in single precision."""
Cells = Mapping[str, str]
"""Role -> text of the first of its columns that says something."""


@dataclass(frozen=True, slots=True)
class ResultsTable:
    """The columns of a program's table."""

    id: str
    title: str
    needs: Sequence[str]
    """Columns by which it is told from all others."""
    roles: Mapping[str, Sequence[str]]
    """What a column is for -> its names, the best first."""
    one_of: Sequence[str] = ()
    """Columns of which there must be one besides."""
    lacks: Sequence[str] = ()
    """Columns of which there must be none: with them it is another program's."""
    scored: bool = True
    """Whether a row without a score is a detection all the same."""
    also: Callable[[Cells], Mapping[str, object]] = lambda _cells: {}
    """What only this program's rows say."""
    whole: Callable[[Sequence[str], Callable[[], Iterator[Told]]], Cells] = lambda *_: {}
    """What only the whole table tells, for each of its rows: of its columns, and its rows."""
    skips: Callable[[Cells], bool] = lambda _cells: False
    """Which rows say nothing."""
    holds: str = ""

    @property
    def format(self) -> ImportFormat:
        """Return it as a format."""
        return ImportFormat(self.id, self.title, self.recognise, self.read, self.holds)

    @property
    def columns(self) -> list[str]:
        """Return all columns that it looks for."""
        named = [name for names in self.roles.values() for name in names]
        return list(dict.fromkeys([*self.needs, *self.one_of, *self.lacks, *named]))

    def recognise(self, head: ResultsHead) -> bool:
        """Tell whether a file begins as this program writes it."""
        if not head.has(*self.needs) or head.has_one(self.lacks):
            return False
        return not self.one_of or head.has_one(self.one_of)

    def read(self, path: Path) -> Iterator[ResultRow]:
        """Yield the rows. Raises UserError, naming the lines that cannot be understood."""
        table = table_of(path, self.columns)
        wrong: list[Problem] = []
        of_all = self.whole(list(table.columns), lambda: (row.told for row in table.rows()))
        for row in table.rows():
            try:
                if row.problem:
                    raise RowError(row.problem)
                cells = {**self._cells(row.told), **of_all}
                if not self.skips(cells):
                    yield self._row(row.line, cells)
            except RowError as error:
                wrong.append((row.line, str(error)))
                if len(wrong) >= _NAMED_AT_MOST:
                    break
        if wrong:
            raise refusal(path, wrong)

    def _cells(self, told: Told) -> Cells:
        return {
            role: told[names[0]] if len(names) == 1 else _first(told, names)
            for role, names in self.roles.items()
        }

    def _row(self, line: int, cells: Cells) -> ResultRow:
        also = dict(self.also(cells))
        length_s = also.pop("length_s", 3.0)
        start_s = seconds(cells.get("start", ""), "start")
        if cells.get("end"):
            end_s = seconds(cells["end"], "end")
        elif cells.get("duration"):
            end_s = start_s + seconds(cells["duration"], "duration")
        else:
            end_s = start_s + float(str(length_s))
        score = probability(cells.get("score", ""))
        said: dict[str, object] = {
            "file": cells.get("file", ""),
            "start_s": start_s,
            "end_s": end_s,
            "scientific": cells.get("scientific", ""),
            "common": cells.get("common", ""),
            "score": 1.0 if score is None and self.scored else score,
            "low_hz": hertz(cells.get("low", "")),
            "high_hz": hertz(cells.get("high", "")),
            "label": cells.get("label", ""),
            "reviewer": cells.get("reviewer", ""),
            "note": cells.get("note", ""),
        }
        return checked(ResultRow(line, **said | also))  # type: ignore[arg-type]


def _first(told: Told, names: Sequence[str]) -> str:
    return next((told[name] for name in names if told[name]), "")


def checked(row: ResultRow) -> ResultRow:
    """Return a row that can be. Raises RowError."""
    if not 0 <= row.start_s < _LONGEST_S or not row.start_s < row.end_s < _LONGEST_S:
        raise RowError(f"from {row.start_s:g} s to {row.end_s:g} s is no span of time")
    if row.low_hz is not None and row.high_hz is not None and row.low_hz > row.high_hz:
        raise RowError(f"from {row.low_hz:g} Hz to {row.high_hz:g} Hz is no band")
    return row


def seconds(text: str, what: str) -> float:
    """Return seconds, also of ``hh:mm:ss.s``. Raises RowError."""
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, rest = clock.groups()
        return int(hours) * 3600 + int(minutes) * 60 + float(rest.replace(",", "."))
    return number(text, what)


def number(text: str, what: str) -> float:
    """Return a number, with a point or a comma. Raises RowError."""
    if not _NUMBER.fullmatch(text):
        raise RowError(f"the {what} {text!r} is no number" if text else f"it has no {what}")
    value = float(text.replace(",", "."))
    if not math.isfinite(value):
        raise RowError(f"the {what} {text!r} is no number")
    return value


def probability(text: str) -> float | None:
    """Return a score from 0 to 1; None where there is none. Raises RowError."""
    if not text:
        return None
    value = number(text, "score")
    if 1 < value <= _ROUNDED:
        return 1.0
    if not 0 <= value <= 1:
        raise RowError(f"the score {text} does not lie between 0 and 1")
    return value


def hertz(text: str) -> float | None:
    """Return a frequency, None where there is none. Raises RowError."""
    return None if not text else number(text, "frequency")


def two_names(text: str) -> dict[str, Any]:
    """Return the names of ``Scientific_Common``, or of a label that is one name."""
    scientific, mark, common = text.partition("_")
    return {"scientific": scientific, "common": common} if mark else {"common": text}


def verdict_of(auto: str, manual: Sequence[str]) -> dict[str, object]:
    """Return what a person's names beside a program's come to: right where one of them is its."""
    if not manual:
        return {}
    if auto.casefold() in {name.casefold() for name in manual}:
        return {"verdict": Verdict.CORRECT}
    if manual[0].casefold() in NO_SPECIES:
        return {"verdict": Verdict.WRONG}
    return {"verdict": Verdict.WRONG, "manual": manual[0]}


NO_SPECIES = frozenset({"noise", "noid", "no id", "none", "nothing", "unknown", "false positive"})
"""What people and programs write where there is nothing, or nothing that they know."""

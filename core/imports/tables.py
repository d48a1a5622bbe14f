"""Tables of results, told apart and understood by the names of their columns."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from core.domain import Verdict
from core.imports.format import ImportFormat, ResultsHead
from core.imports.other_tables import table_of
from core.imports.result import HeardRow, ResultRow, RowError
from core.tabular import PersonsTable, Problem, TableRow, Told, refusal

_NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?")
_CLOCK = re.compile(r"(?:([0-9]+):)?([0-9]{1,2}):([0-9]{2}(?:[.,][0-9]*)?)")
_HOURS_AND_MINUTES = re.compile(r"[0-9]+:[0-9]{2}")
_DATE = re.compile(r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}[ T][0-9]")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+\.[0-9]*|[+-]?[0-9]{1,3}(\.[0-9]{3})+,[0-9]*")
_NAMED_AT_MOST = 50
_LONGEST_S = 1e7
_LEAST_S = 0.001
"""A person may mark a moment."""
_ROUNDED = 1 + 1e-6
"""What a program may write for a score of 1 in single precision."""
_ALL = 100
_MISSING = frozenset({"NA", "#N/A"})
"""What R and Excel write where there is nothing."""
_AS_WRITTEN = frozenset({"file", "folder", "label", "note", "reviewer"})
Said = TypeVar("Said")
"""What is made of a row."""
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
    all_of: Sequence[Sequence[str]] = ()
    """Roles, of each several of which there must be a column."""
    lacks: Sequence[str] = ()
    """Columns of which there must be none: with them it is another program's."""
    scored: bool = True
    """Whether a row without a score is a detection all the same."""
    also: Callable[[Cells], Mapping[str, object]] = lambda _cells: {}
    """What only this program's rows say."""
    whole: Callable[[Sequence[str], Callable[[], Iterator[Told]]], Cells] = lambda *_: {}
    """What only the whole table tells, for each of its rows: of its columns, and its rows."""
    file_of: Callable[[Cells], str] = lambda cells: cells.get("file", "")
    """The recording that a row names; empty: the table is named after it."""
    skips: Callable[[Cells], bool] = lambda _cells: False
    """Which rows say that nothing was found."""
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

    @property
    def _has_scores(self) -> bool:
        """Tell whether each row must have a score: there is a column of them in every table."""
        return bool({*self.roles.get("score", ())} & {*self.needs, *self.one_of})

    def recognise(self, head: ResultsHead) -> bool:
        """Tell whether a file begins as this program writes it."""
        if not head.has(*self.needs) or head.has_one(self.lacks):
            return False
        if not all(head.has_one(self._named(roles)) for roles in self.all_of):
            return False
        return not self.one_of or head.has_one(self.one_of)

    def read(self, path: Path) -> Iterator[ResultRow | HeardRow]:
        """Yield the rows. Raises UserError, naming the lines that cannot be understood."""
        table = table_of(path, self.columns)
        there = [name for name in self.columns if name in table.columns]
        if isinstance(table, PersonsTable):  # a row is made of those alone
            table = table_of(path, there)
        roles = {role: [n for n in names if n in there] for role, names in self.roles.items()}
        of_all = self.whole(list(table.columns), lambda: (row.told for row in table.rows()))

        def said(row: TableRow) -> Iterator[ResultRow | HeardRow]:
            cells = {**self._cells(row.told, roles), **of_all}
            if not self.skips(cells) and not _is_no_call(cells):
                yield self._row(row.line, cells)
            else:
                yield HeardRow(row.line, self.file_of(cells))

        yield from understood(path, table.rows(), said)

    def _named(self, roles: Sequence[str]) -> list[str]:
        return [name for role in roles for name in self.roles[role]]

    @staticmethod
    def _cells(told: Told, roles: Mapping[str, Sequence[str]]) -> Cells:
        found = {
            role: told[names[0]] if len(names) == 1 else _first(told, names)
            for role, names in roles.items()
        }
        for role, text in found.items():
            if text in _MISSING and role not in _AS_WRITTEN:
                found[role] = ""
        return found

    def _row(self, line: int, cells: Cells) -> ResultRow:
        also = dict(self.also(cells))
        length_s = also.pop("length_s", 3.0)
        start_s = seconds(cells.get("start", ""), "start")
        if cells.get("end"):
            end_s = seconds(cells["end"], "end")
            end_s += _LEAST_S if end_s == start_s and not self.scored else 0
        elif cells.get("duration"):
            end_s = start_s + seconds(cells["duration"], "duration")
        else:
            end_s = start_s + float(str(length_s))
        score = None if "score" in also else probability(cells.get("score", ""))
        if score is None and "score" not in also and self._has_scores:
            raise RowError("it has no score")
        said: dict[str, object] = {
            "file": self.file_of(cells),
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


def understood(
    path: Path, rows: Iterable[TableRow], said: Callable[[TableRow], Iterable[Said]]
) -> Iterator[Said]:
    """Yield what rows say; at their end raise UserError, naming those that are not understood."""
    wrong: list[Problem] = []
    for row in rows:
        try:
            if row.problem:
                raise RowError(row.problem)
            yield from said(row)
        except RowError as error:
            wrong.append((row.line, str(error)))
            if len(wrong) >= _NAMED_AT_MOST:
                break
    if wrong:
        raise refusal(path, wrong)


def seconds(text: str, what: str) -> float:
    """Return seconds, also of ``hh:mm:ss.s`` and Excel's ``mm:ss.0``. Raises RowError."""
    if _HOURS_AND_MINUTES.fullmatch(text):
        raise RowError(f"the {what} {text} may be minutes or hours: write it in seconds")
    if _DATE.match(text):
        raise RowError(
            f"the {what} {text} is a date: write in seconds how long after the recording began"
        )
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, rest = clock.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + float(rest.replace(",", "."))
    return number(text, what)


def number(text: str, what: str) -> float:
    """Return a number, with a point or a comma, and thousands apart. Raises RowError."""
    if _THOUSANDS.fullmatch(text):
        text = text.replace("," if text.rfind(".") > text.rfind(",") else ".", "")
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
    share = text.removesuffix("%")
    value = number(share.strip(), "score") / (1 if share == text else 100)
    if 1 < value <= _ROUNDED:
        return 1.0
    if not 0 <= value <= 1:
        percent = ": write a score in percent as 83 %, or as 0.83" if 1 < value <= _ALL else ""
        raise RowError(f"the score {text} does not lie between 0 and 1{percent}")
    return value


def joined(cells: Cells) -> str:
    """Return the file of which folder and name stand in columns of their own."""
    parts = (cells["folder"].replace("\\", "/").rstrip("/"), cells["name"])
    return "/".join(part for part in parts if part)


def logistic(text: str) -> float:
    """Return the score of a logit. Raises RowError."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, number(text, "logit")))))


def hertz(text: str) -> float | None:
    """Return a frequency, None where there is none. Raises RowError."""
    return None if not text else number(text, "frequency")


def two_names(text: str) -> dict[str, Any]:
    """Return the names of ``Scientific_Common``, or of a label that is one name.

    ``Engine_Engine`` is a pair too, ``hermit_warbler_song`` is not.
    """
    scientific, _, common = text.partition("_")
    is_pair = bool(common) and (" " in scientific.strip() or scientific == common)
    return {"scientific": scientific, "common": common} if is_pair else {"common": text}


def is_no_call(*names: str) -> bool:
    """Tell whether this is what BirdNET calls a window, or a whole recording, without anything."""
    return any(name[:2] in _NO and _PARTS.sub("", name.casefold()) in _NO_CALL for name in names)


def _is_no_call(cells: Cells) -> bool:
    return is_no_call(*(cells.get(role, "") for role in ("scientific", "common", "name")))


_PARTS = re.compile(r"[\s_-]")
_NO = frozenset({"no", "No", "NO"})
_NO_CALL = frozenset({"nocall", "nocallnocall"})


def own_scale(column: Callable[[], Iterator[str]]) -> bool:
    """Tell whether a column holds words or grades of a person's own rather than scores."""
    found = False
    for text in column():
        if text and not _GRADE.fullmatch(text):
            return False
        found |= bool(text) and text not in ("0", "1")
    return found


_GRADE = re.compile(r"(?!(?:nan|[+-]?inf(?:inity)?)$)(?:[0-9]+|[^\W0-9]\D*)", re.IGNORECASE)
"""A whole number or a word: scores have decimals, or are 0 or 1."""


def verdict_of(auto: str, manual: Sequence[str]) -> dict[str, object]:
    """Return what a person's names beside a program's come to: right where one of them is its.

    Written otherwise it may be its all the same: that is known once species are.
    """
    if not manual:
        return {}
    if auto.casefold() in {name.casefold() for name in manual}:
        return {"verdict": Verdict.CORRECT}
    if manual[0].casefold() in NO_SPECIES:
        return {"verdict": Verdict.WRONG}
    return {"verdict": Verdict.WRONG, "manual": "\n".join(manual)}


NO_SPECIES = frozenset({"noise", "noid", "no id", "none", "nothing", "unknown", "false positive"})
"""What people and programs write where there is nothing, or nothing that they know."""

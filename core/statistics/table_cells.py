"""The cells of a table of figures: numbers, counts, yes and no, each understood or named."""

import math
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from core.errors import UserError
from core.tabular import PersonsTable, Told, column_key

Value = TypeVar("Value")
_YES = frozenset({"1", "1.0", "true", "t", "yes", "y", "correct", "right"})
_NO = frozenset({"0", "0.0", "false", "f", "no", "n", "wrong", "incorrect"})
_UNSAID = frozenset({"", "na", "nan"})
_UNSURE = frozenset({"unsure", "uncertain", "?"})
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")


class FiguresRow:
    """A row; what is asked of it is answered or refused naming its line."""

    def __init__(self, line: int, told: Told, path: Path) -> None:
        self._line, self._told, self._path = line, told, path

    def __getitem__(self, name: str) -> str:
        """Return a cell's text."""
        return self._told[name]

    def number(self, name: str) -> float:
        """Return a finite number; a comma may stand for the point."""
        text = self._told[name]
        try:
            found = float(text if "." in text else text.replace(",", "."))
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            raise self._refusal(f"{name} is {text!r}, which is no number")
        return found

    def share(self, name: str) -> float:
        """Return a number from 0 to 1."""
        found = self.number(name)
        if not 0 <= found <= 1:
            raise self._refusal(f"{name} is {self._told[name]}. It must be from 0 to 1")
        return found

    def count(self, name: str) -> int:
        """Return a whole number from 0."""
        found = self._not_below_0(name)
        if found != int(found) or _THOUSANDS.fullmatch(self._told[name]):
            raise self._refusal(f"{name} is {self._told[name]}, which is no whole number")
        return int(found)

    def counts(self, *names: str) -> Sequence[int]:
        """Return whole numbers from 0: all of them 0 where none is written."""
        if not any(self._told[name] for name in names):
            return [0 for _ in names]
        return [self.count(name) for name in names]

    def amount(self, name: str) -> float:
        """Return a number from 0; an empty cell is 0."""
        return self._not_below_0(name) if self._told[name] else 0.0

    def _not_below_0(self, name: str) -> float:
        found = self.number(name)
        if found < 0:
            raise self._refusal(f"{name} is {self._told[name]}. It cannot be below 0")
        return found

    def truth(self, name: str) -> bool | None:
        """Return yes or no; None where nobody could tell."""
        word = self.word(name)
        if word in ("", "unsure"):
            return None
        if word not in ("correct", "wrong"):
            raise self._refusal(f"{name} is {self._told[name]!r}. Write 1 or 0")
        return word == "correct"

    def word(self, name: str) -> str:
        """Return a verdict, however it is written; nothing where there is none."""
        word = self._told[name].casefold()
        for meant, written in (("correct", _YES), ("wrong", _NO), ("unsure", _UNSURE)):
            if word in written:
                return meant
        return "" if word in _UNSAID else word

    def span(self) -> tuple[float, float]:
        """Return start and end."""
        start, end = self.number("start"), self.number("end")
        if end < start:
            raise self._refusal("it ends before it starts")
        return start, end

    def said(self, kind: Callable[..., Value], *values: int) -> Value:
        """Return a value made of this row's numbers. Raises UserError where they cannot be."""
        try:
            return kind(*values)
        except ValueError as error:
            raise self._refusal(str(error)) from error

    def _refusal(self, what: str) -> UserError:
        return _refusal(self._path, self._line, what)


class FiguresTable:
    """A table of figures in a file."""

    def __init__(
        self, path: Path, columns: Sequence[str], optional: Collection[str] = (), free: str = ""
    ) -> None:
        """Read the header. Further columns are of meaning only where ``free`` says of what.

        Raises UserError where a column is missing or the file is no table.
        """
        headings = PersonsTable(path, columns).headings
        keys = {column_key(name) for name in (*columns, *optional)}
        self.free = [name for name in headings if free and column_key(name) not in keys and name]
        """The further columns, in their order."""
        names = (*columns, *optional, *self.free)
        # The end of the last line is not asked for: nothing is kept of what is read here.
        self._table, self._path = PersonsTable(path, names, lesser=names), path
        self.columns = self._table.columns
        """Those that are there."""
        missing = [name for name in columns if name not in self.columns]
        if missing or (free and not self.free):
            wanted = ", ".join(columns) + (f" and one of each {free}" if free else "")
            raise UserError(
                f"{path.name} lacks {', '.join(missing) or f'a column of a {free}'}. "
                f"Its header must have the columns {wanted}."
            )

    def rows(self) -> Iterator[FiguresRow]:
        """Yield the rows. Raises UserError, naming the line, for one that is none, and for none."""
        line = None
        for row in self._table.rows():
            line = row.line
            if row.problem:
                raise _refusal(self._path, line, row.problem)
            yield FiguresRow(line, row.told, self._path)
        if line is None:
            raise UserError(f"{self._path.name} has no row below its header.")


def _refusal(path: Path, line: int, what: str) -> UserError:
    return UserError(f"{path.name}, line {line}: {what}. Correct it and try again.")

"""The one reader of tables that people bring: understood in whole, or its lines are named.

Cells that a spreadsheet would run as formulas are written behind an apostrophe (``guarded``), and
the reader takes it off again (``meant``).
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from typing import TextIO

from core.errors import UserError
from core.text_files import text_file

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
LONGEST_ROW = 10_000_000
"""Letters. A quotation that is never closed is found without filling the memory."""
_NAMED_AT_MOST = 10
_HEADER_WITHIN = 20  # lines
_SURELY, _HARDLY = 3, 1
"""Columns by which a header is known where the first line tells of something else."""
_CUT_SHORT = (
    "the file ends in the middle of this line, so it may be cut short. "
    "If nothing is missing, add a line end"
)
_EXCELS_OWN = re.compile(r"sep=(.)\s*", re.IGNORECASE)
"""A first line in which Excel tells itself the separator."""
_FORMULA = re.compile(r"['\"\s]*[=+\-@\t\r\n＝＋－＠]")
_NEGATIVE = re.compile(r"-\d+(\.\d+)?(e[+-]?\d+)?")
_OPENING = re.compile(r"[ \xa0]*\"")
_MARK = "\ufeff"
"""What some programs begin a file with: it is in the middle of tables that were put together."""
_NEVER_CLOSED = "a quotation mark opens a text here and is never closed"

Problem = tuple[int, str]
"""The line as an editor counts it, and what is wrong with it."""
Told = Mapping[str, str]
"""Column -> text without blanks around it; empty where the table has no such column."""


def guarded(text: str) -> str:
    """Return a cell's text so that no spreadsheet runs it; a negative number stays one."""
    return f"'{text}" if _FORMULA.match(text) and not _NEGATIVE.fullmatch(text) else text


def meant(cell: str) -> str:
    """Return what a cell says: the text that ``guarded`` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def refusal(path: Path, problems: Sequence[Problem]) -> UserError:
    """Return the error that names the lines for which a table was not taken in."""
    lines = "".join(f"\n  line {line}: {what}" for line, what in problems[:_NAMED_AT_MOST])
    more = len(problems) - _NAMED_AT_MOST
    return UserError(
        f"{path.name} was not taken in, nothing was changed:{lines}"
        + (f"\n  and {more} more" if more > 0 else "")
        + "\nCorrect these lines and try again."
    )


@dataclass(frozen=True, slots=True)
class TableCells:
    """One row as it stands in the file."""

    line: int
    """Where it begins."""
    texts: Sequence[str]
    ended: bool = True
    """Whether a line end or a closing quotation mark shows that nothing is missing."""

    @property
    def blank(self) -> bool:
        """Tell whether nothing but separators is written in it."""
        return not any(text.strip().strip(",;\t|") for text in self.texts)


@dataclass(frozen=True, slots=True)
class TableRow:
    """What a row says, or why it cannot be understood."""

    line: int
    told: Told = field(default_factory=dict)
    problem: str = ""


class PersonsTable:
    """A file with a header. Its rows are read when they are asked for, however many there are."""

    def __init__(
        self,
        path: Path,
        columns: Sequence[str],
        *,
        certain: Collection[str] = (),
        lesser: Collection[str] = (),
        is_row: Callable[[Told], bool] = lambda _: False,
    ) -> None:
        """Read the header; names of columns are found whatever their case and blanks.

        Some programs leave out the last line end. Then the last cell must be of the ``certain``
        columns, where a missing letter shows, or of the ``lesser`` ones, where it does little
        harm, or of one that is not looked for. ``is_row`` knows a row that a forgotten quotation
        mark has put into a text. Raises UserError where the file is no table.
        """
        self._path, self._names = path, columns
        self._certain, self._lesser, self._is_row = certain, lesser, is_row
        with text_file(path) as (text, self.guess):
            first = list(islice(numbered(text, path), _HEADER_WITHIN))
        self._separator = separator_of(first, columns, path)
        found = _header(self._cells(), columns)
        if found is None:
            raise UserError(f"{path.name} is empty. Choose another, or write it again.")
        self._before, self._header = found
        header = self._header
        self._width = max(n for n, text in enumerate(header.texts, 1) if text.strip())
        self._places = _places(header, columns, path)

    @property
    def columns(self) -> Collection[str]:
        """Return which of the columns that were looked for the table has."""
        return self._places.keys()

    @property
    def headings(self) -> Sequence[str]:
        """Return the names of all columns as they are written."""
        return [meant(text).strip() for text in self._header.texts[: self._width]]

    def rows(self) -> Iterator[TableRow]:
        """Yield what stands under the header; rows in which nothing is written are left out.

        So is the header where it stands again, as in tables that were put together. Raises
        UserError, naming the line, from where on the file cannot be told into rows.
        """
        if not self._header.ended:
            raise refusal(self._path, [(self._header.line, _CUT_SHORT)])
        header = [text.lstrip(_MARK) for text in self._header.texts]
        for found in islice(self._cells(), self._before + 1, None):
            if found.texts[0].lstrip(_MARK) == header[0] and list(found.texts[1:]) == header[1:]:
                continue
            problem = self._problem(found)
            yield TableRow(found.line, {} if problem else self._told(found.texts), problem)

    def _cells(self) -> Iterator[TableCells]:
        with text_file(self._path) as (text, _):
            lines = without_excels_own(numbered(text, self._path))
            found = split(lines, self._separator, self._path)
            yield from (cells for cells in found if not cells.blank)

    def _told(self, texts: Sequence[str]) -> Told:
        told = dict.fromkeys(self._names, "")
        return told | {name: meant(texts[place]).strip() for name, place in self._places.items()}

    def _problem(self, found: TableCells) -> str:
        number = len(found.texts)
        if number < self._width:
            return (
                f"it has {number} cells, the header {self._width}: some are missing, or the file "
                "is cut short"
            )
        if any(text.strip() for text in found.texts[self._width :]):
            return (
                f"it has {number} cells, the header {self._width}. Put texts that hold a "
                f"{SEPARATORS.get(self._separator, self._separator)} in quotation marks"
            )
        if not found.ended and not self._certainly_ends(found.texts):
            return _CUT_SHORT
        over_lines = (text for text in found.texts if "\n" in text or "\r" in text)
        if any(self._swallowed(text) for text in over_lines):
            return "a text goes on over rows of the table: a quotation mark is missing or too many"
        return ""

    def _certainly_ends(self, texts: Sequence[str]) -> bool:
        last = len(texts) - 1
        name = next((name for name, place in self._places.items() if place == last), None)
        if name in self._certain:
            return bool(texts[last])
        return name is None or name in self._lesser

    def _swallowed(self, text: str) -> bool:
        for line in text.splitlines()[1:]:
            texts = line.split(self._separator)
            if len(texts) >= self._width and self._is_row(self._told(texts)):
                return True
        return False


def split(lines: Iterable[tuple[int, str]], separator: str, path: Path) -> Iterator[TableCells]:
    """Tell numbered lines into rows, by the rules of RFC 4180 and any of the line ends.

    Blanks around a quotation do no harm, and a quotation mark inside a text stands for itself.
    Raises UserError naming the line where a quotation begins that is never closed.
    """
    row = _OpenRow(separator)
    for number, line in lines:
        if not row.opened and '"' not in line:
            text = line.rstrip("\r\n")
            yield TableCells(number, text.split(separator), text != line)
            continue
        try:
            found = row.take(number, line)
        except ValueError as error:
            raise refusal(path, [(row.opened, str(error))]) from error
        if found is not None:
            yield found
    if row.opened:
        raise refusal(path, [(row.opened, _NEVER_CLOSED)])


class _OpenRow:
    """The row that is being read, line by line."""

    def __init__(self, separator: str) -> None:
        self._separator = separator
        self._line, self._texts = 0, list[str]()
        self._parts = list[str]()
        self._letters = 0
        self.opened = 0
        """The line in which the open quotation begins; 0 outside any."""

    def take(self, number: int, line: str) -> TableCells | None:
        """Take in a line. Return the row if it ends here, None where a quotation goes on.

        Raises ValueError where a quotation cannot be.
        """
        text, at = line.rstrip("\r\n"), 0
        ended = text != line
        if not self.opened:
            self._line, self._texts = number, []
        while at <= len(text):
            if not self.opened and (mark := _OPENING.match(text, at)):
                self.opened, at = number, mark.end()
            if self.opened:
                at = self._quoted(number, line, at)
                if not at:
                    return None
                ended = True
            else:
                end = self._end(text, at)
                self._texts.append(text[at:end])
                at, ended = end + 1, text != line
        return TableCells(self._line, self._texts, ended)

    def _quoted(self, number: int, line: str, at: int) -> int:
        """Take in a quotation from ``at``. Return where the next cell begins, 0 if it goes on."""
        close = _closing(line, at)
        self._parts.append(line[at:close])
        self._letters += len(self._parts[-1])
        if self._letters > LONGEST_ROW:
            raise ValueError(_NEVER_CLOSED)
        if close == len(line):
            return 0
        text = line.rstrip("\r\n")
        end = self._end(text, close + 1)
        if text[close + 1 : end].strip():
            raise ValueError(
                f"a text in quotation marks that opens here goes on behind them in line {number} "
                '(a quotation mark inside a text is written twice: "")'
            )
        self._texts.append("".join(self._parts).replace('""', '"'))
        self._parts, self._letters, self.opened = [], 0, 0
        return end + 1

    def _end(self, text: str, at: int) -> int:
        end = text.find(self._separator, at)
        return len(text) if end < 0 else end


def _closing(line: str, at: int) -> int:
    """Return where a quotation is closed; two marks stand for one inside. Else the line's end."""
    while (mark := line.find('"', at)) >= 0:
        if line[mark + 1 : mark + 2] != '"':
            return mark
        at = mark + 2
    return len(line)


def numbered(text: TextIO, path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers. Raises UserError for what is in no table."""
    for number in count(1):
        line = text.readline(LONGEST_ROW)
        if not line:
            return
        if len(line) == LONGEST_ROW:
            raise refusal(path, [(number, f"it is longer than {LONGEST_ROW:,} letters")])
        if "\0" in line:
            raise refusal(path, [(number, "it holds zero bytes: the file is damaged, or no text")])
        yield number, line


def without_excels_own(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Leave the line out in which Excel names the separator."""
    for number, line in lines:
        if number > 1 or not _EXCELS_OWN.fullmatch(line):
            yield number, line


def separator_of(lines: Sequence[tuple[int, str]], columns: Sequence[str], path: Path) -> str:
    """Return what tells most columns that are looked for, then most cells."""
    own = _EXCELS_OWN.fullmatch(lines[0][1]) if lines else None
    if own:
        return own[1]
    wanted = {column_key(name) for name in columns}

    def fitness(separator: str) -> tuple[int, int]:
        with suppress(UserError):  # what is wrong is said when the table is read
            rows = (row for row in split(lines, separator, path) if not row.blank)
            if found := _header(rows, columns):
                return _sought(found[1], wanted), len(found[1].texts)
        return 0, 0

    return max(SEPARATORS, key=fitness)


def _header(rows: Iterator[TableCells], columns: Sequence[str]) -> tuple[int, TableCells] | None:
    """Return (how many rows stand before it, the header): the first row, or one that surely is.

    Some programs, and people, write above it what the table is of.
    """
    wanted = {column_key(name) for name in columns}
    first = next(rows, None)
    if first is None or _sought(first, wanted) > _HARDLY:
        return None if first is None else (0, first)
    later = enumerate(islice(rows, _HEADER_WITHIN - 1), 1)
    return next((one for one in later if _sought(one[1], wanted) >= _SURELY), (0, first))


def _sought(row: TableCells, wanted: Collection[str]) -> int:
    return len({column_key(text) for text in row.texts} & {*wanted})


def _places(header: TableCells, columns: Sequence[str], path: Path) -> dict[str, int]:
    names = {column_key(name): name for name in columns}
    places: dict[str, int] = {}
    for place, text in enumerate(header.texts):
        name = names.get(column_key(text))
        if name in places:
            raise refusal(path, [(header.line, f"the column {name} is there twice")])
        if name is not None:
            places[name] = place
    return places


def column_key(name: str) -> str:
    """Return a column's name without case, blanks and underscores."""
    return "".join(c for c in name.casefold() if c.isalnum())

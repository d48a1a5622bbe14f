"""What an import format must provide. A new one is a module here and a line in the tuple."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.imports.result import HeardRow, LeftOutRow, ResultRow
from core.tabular import column_key


@dataclass(frozen=True, slots=True)
class ResultsHead:
    """How a file begins: what it is recognised by."""

    path: Path
    columns: frozenset[str]
    """Of a table, as ``core.tabular.column_key`` compares them; none: it is no table."""
    beginning: str
    """The first letters of it."""

    def has(self, *names: str) -> bool:
        """Tell whether a table has all of these columns."""
        return {column_key(name) for name in names} <= self.columns

    def has_one(self, names: Collection[str]) -> bool:
        """Tell whether a table has one of these columns."""
        return bool({column_key(name) for name in names} & self.columns)


@dataclass(frozen=True, slots=True)
class ImportFormat:
    """A kind of file that another program writes its results to."""

    id: str
    """As typed: ``birdnet``."""
    title: str
    """The program, as its results are named here."""
    recognise: Callable[[ResultsHead], bool]
    read: Callable[[Path], Iterator[ResultRow | LeftOutRow | HeardRow]]
    """Yields what it says; raises UserError, naming lines, where it cannot be understood."""
    holds: str = ""
    empty_is_nothing: bool = False
    """Whether an empty file among others says that nothing was found in its recording."""

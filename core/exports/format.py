"""What an export format must provide. A new one is a module here and a line in the tuple."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.exports.files import TableStyle, Writing
from core.exports.selection import Limit, Selection
from core.store import Project


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A named way to write what a run found."""

    id: str
    """As typed: ``detections-csv``."""
    title: str
    suffix: str
    write: Callable[[Project, Selection, Path, TableStyle], Writing]
    """(project, what of it, file to write, how tables are written) -> the job."""
    number: Callable[[Project, Selection], int]
    """(project, what of it) -> rows that would be written."""
    lacking: Callable[[Project, Selection], list[str]] = lambda _project, _wanted: []
    """(project, what of it) -> what is not among them for a reason, in sentences."""
    holds: str = ""
    """What is in it, in a sentence."""
    refuses: frozenset[Limit] = frozenset()
    """Limits that what it holds cannot have: they are refused, never passed over."""
    styled: bool = False
    """Whether its table is for spreadsheets too; that of another program has one style only."""

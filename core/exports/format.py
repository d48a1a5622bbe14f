"""What an export format must provide."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.exports.selection import Limit, Selection
from core.store import Project


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A named way to write what a run found."""

    id: str
    """As typed: ``detections-csv``."""
    title: str
    suffix: str
    write: Callable[[Project, Selection, Path, bool], int]
    """(project, what of it, file to write, whether for Excel) -> rows written."""
    number: Callable[[Project, Selection], int]
    """(project, what of it) -> rows that would be written."""
    lacking: Callable[[Project, Selection], list[str]] = lambda _project, _wanted: []
    """(project, what of it) -> what is not among them for a reason, in sentences."""
    holds: str = ""
    """What is in it, in a sentence."""
    refuses: frozenset[Limit] = frozenset()
    """Limits that what it holds cannot have: they are refused, never passed over."""

"""What an export format must provide."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.store import Project


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a project an export is of."""

    run_id: int
    sites: frozenset[str] | None = None
    """Names; None: all, and what has no site."""
    hidden: bool = True
    """Also detections that the run's species list did not expect."""

    def takes(self, site: str | None) -> bool:
        """Tell whether something at a site is in it."""
        return self.sites is None or site in self.sites


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

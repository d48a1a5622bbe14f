"""What an export format must provide."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.store import Project


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A named way to write what a run found."""

    id: str
    """As typed: ``detections-csv``."""
    title: str
    suffix: str
    write: Callable[[Project, int, Path], int]
    """(project, run id, file to write) -> rows written."""

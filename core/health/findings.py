"""What the health check says: one sentence about what was found, one about what to check."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.counted import counted
from core.store.health_rows import File


class Severity(StrEnum):
    """How much a finding matters, the worst first."""

    BAD = "bad"
    """Recordings are lost or wrong."""
    DOUBT = "doubt"
    """Results may be wrong: somebody should look."""
    NOTE = "note"
    """Good to know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the health check noticed about a deployment."""

    code: str
    """Short and stable: gaps, clipping, clock-jump..."""
    severity: Severity
    what: str
    """One sentence."""
    check: str
    """One sentence that says what to look at or do."""
    files: tuple[File, ...]
    """What to look at, never none."""
    which: str = "of this finding"
    """Which files these are, to be said after their number."""
    missing: int = 0
    """Files that are not there but should be."""

    @property
    def count(self) -> int:
        """Return how many files it is about."""
        return self.missing or len(self.files)

    @property
    def first_file(self) -> str:
        """Return the first of the files, relative to its media root."""
        return self.files[0].path

    @property
    def recordings(self) -> tuple[int, ...]:
        """Return the ids of the files."""
        return tuple(file.id for file in self.files)


def number_of(files: Sequence[File], one: str = "file", many: str = "files") -> str:
    """Return in words how many these are."""
    return counted(len(files), one, many)

"""What the health check says: one sentence about what was found, one about what to check."""

from dataclasses import dataclass
from enum import StrEnum


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
    count: int = 0
    """Files it is about."""
    first_file: str | None = None
    """Relative to its media root."""
    recordings: tuple[int, ...] = ()
    """Ids of those files; empty where it is about what is not there."""

"""How long work reports itself.

A job is a generator of Progress. Each step it yields is already saved, so stopping the
iteration cancels the job and running it again resumes it.
"""

from collections.abc import Generator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come, in the job's own unit (files, recordings, hours)."""

    done: float
    total: float
    note: str = ""
    rate: float | None = None
    """Seconds of audio a second of wall time; None where the job is not about audio."""
    left_s: float | None = None
    """Estimated seconds left, smoothed; None while unknown."""
    problems: int = 0
    """Files that could not be used so far."""

    @property
    def fraction(self) -> float:
        """Return a share between 0 and 1."""
        return min(1.0, self.done / self.total) if self.total else 1.0


Job = Generator[Progress, None, None]

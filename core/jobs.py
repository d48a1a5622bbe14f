"""How long work reports itself.

A job is a generator of Progress. Each step it yields is already saved, so stopping the
iteration cancels the job and running it again resumes it.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


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
    left_out: int = 0
    """What was left out so far because a person asked for that."""

    @property
    def fraction(self) -> float:
        """Return a share between 0 and 1."""
        return min(1.0, self.done / self.total) if self.total else 1.0


Job = Generator[Progress, None, None]
Inquiry = Generator[Progress, None, T]
"""A question that takes a while: it tells how far it is, and returns the answer.

It changes nothing, so closing it is all there is to stopping it.
"""


def answer(inquiry: Inquiry[T]) -> T:
    """Return what an inquiry comes to, for those who need not know how far it is."""
    while True:
        try:
            next(inquiry)
        except StopIteration as end:
            found: T = end.value
            return found

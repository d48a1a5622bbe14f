"""What a row of another program's results says, whatever that program calls its columns."""

from dataclasses import dataclass

from core.domain import Verdict


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A span of a file in which something was heard, or which a person drew."""

    line: int
    """Of the file of results; of an element where it has no lines."""
    file: str
    """The recording as it is written; empty: the one that the file of results is named after."""
    start_s: float
    end_s: float
    scientific: str = ""
    common: str = ""
    score: float | None = None
    """From 0 to 1. None: nothing gave one, so it is taken for a person's annotation."""
    low_hz: float | None = None
    high_hz: float | None = None
    label: str = ""
    """As the program's own list has it, where that is another thing than the species."""
    verdict: Verdict | None = None
    manual: str = ""
    """What a person says that it is instead, scientifically or not, a name a line."""
    reviewer: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """Something of a file that was understood, but cannot come in."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class HeardRow:
    """What says that a recording was listened to, and that nothing was found there."""

    line: int
    file: str
    """As in a ``ResultRow``."""


class RowError(ValueError):
    """A row cannot be understood; the sentence says why."""

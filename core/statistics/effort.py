"""Recording effort: the time really heard, overlaps counted once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

HOURS = 24


@dataclass(slots=True)
class Effort:
    """Seconds heard at one place, in all and by hour of the recorder's clock."""

    seconds: float = 0.0
    by_hour: list[float] = field(default_factory=lambda: [0.0] * HOURS)
    """Recordings without a known start are in ``seconds`` only."""

    @property
    def hours(self) -> float:
        """Return the effort in hours."""
        return self.seconds / 3600

    def add(self, other: "Effort") -> None:
        """Take in another place's effort."""
        self.seconds += other.seconds
        self.by_hour = [a + b for a, b in zip(self.by_hour, other.by_hour, strict=True)]


def measure(spans: Iterable[tuple[datetime | None, float]]) -> Effort:
    """Return the effort of spans (start by the recorder's clock or None, seconds) in start order.

    Spans that overlap, as recorders' files sometimes do, are counted once.
    """
    effort = Effort()
    until: datetime | None = None
    for start, seconds in spans:
        if start is None:
            effort.seconds += seconds
            continue
        end = start + timedelta(seconds=seconds)
        begin = start if until is None else max(start, until)
        until = end if until is None else max(end, until)
        for hour, part in _by_hour(begin, end):
            effort.seconds += part
            effort.by_hour[hour] += part
    return effort


def _by_hour(begin: datetime, end: datetime) -> Iterator[tuple[int, float]]:
    while begin < end:
        next_hour = begin.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        stop = min(next_hour, end)
        yield begin.hour, (stop - begin).total_seconds()
        begin = stop

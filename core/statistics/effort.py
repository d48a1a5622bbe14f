"""Recording effort: the time really heard at a place, each moment of it counted once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

HOURS = 24
_NOON = 12
_HOUR_MS = 3_600_000
_DAY_MS = HOURS * _HOUR_MS


class HeardSpan(NamedTuple):
    """What was heard of one recording."""

    recording_id: int
    utc_ms: int | None
    """Its start; None where the clock's distance from UTC is unknown."""
    clock_ms: int | None
    """Its start by the recorder's corrected clock; None where it is unknown or doubted."""
    seconds: float


@dataclass(slots=True)
class Effort:
    """Seconds heard at one place, in all and by hour of the recorder's clock."""

    seconds: float = 0.0
    by_hour: list[float] = field(default_factory=lambda: [0.0] * HOURS)
    by_day: dict[int, list[float]] = field(default_factory=dict)
    """Day of the recorder's clock, in days since 1970 -> seconds by hour; not without any."""
    undated_s: float = 0.0
    """Of ``seconds``, those of recordings whose start is unknown or doubted: in no hour."""

    @property
    def hours(self) -> float:
        """Return the effort in hours."""
        return self.seconds / 3600

    @property
    def nights(self) -> dict[int, float]:
        """Return the seconds of each survey night, noon to noon, by the day it begins on."""
        found: dict[int, float] = {}
        for day, hours in sorted(self.by_day.items()):
            for night, seconds in ((day - 1, sum(hours[:_NOON])), (day, sum(hours[_NOON:]))):
                if seconds:
                    found[night] = found.get(night, 0.0) + seconds
        return found

    def add(self, other: "Effort") -> None:
        """Take in another place's effort."""
        self.seconds += other.seconds
        self.undated_s += other.undated_s
        self.by_hour = [a + b for a, b in zip(self.by_hour, other.by_hour, strict=True)]
        for day, hours in other.by_day.items():
            own = self.by_day.setdefault(day, [0.0] * HOURS)
            for hour, seconds in enumerate(hours):
                own[hour] += seconds

    def spend(self, day: int, hour: int, seconds: float) -> None:
        """Take in some time of an hour of a day."""
        self.seconds += seconds
        self.by_hour[hour] += seconds
        if day not in self.by_day:
            self.by_day[day] = [0.0] * HOURS
        self.by_day[day][hour] += seconds


@dataclass(slots=True)
class Axis:
    """One place's time, either in UTC or by clocks that do not tell their distance from it."""

    shared: dict[int, list[list[int]]] = field(default_factory=dict)
    """Recording -> stretches of it [from, to] in ms that another recording has heard as well."""
    clocks: list[tuple[int, int]] = field(default_factory=list)
    """(from when on, how far the clock that the effort is counted by is ahead), both in ms."""
    _until: int | None = None
    _running: list[tuple[int, int, int]] = field(default_factory=list)
    """(end, start, recording) of those not over when the last one began."""

    def new_ms(self, recording_id: int, start: int, end: int, ahead: int) -> int:
        """Take in the next recording, in order of start; return from when on it adds time."""
        begin = start if self._until is None else max(start, self._until)
        if start >= end:
            return begin
        if self._running:
            self._running = [one for one in self._running if one[0] > start]
        for its_end, its_start, other in self._running:
            both = min(end, its_end)
            self._share(other, its_start, start, both)
            self._share(recording_id, start, start, both)
        self._running.append((end, start, recording_id))
        if begin < end:
            self._until = end
            if not self.clocks or self.clocks[-1][1] != ahead:
                self.clocks.append((begin, ahead))
        return begin

    def ahead_ms(self, clock_ms: float) -> int:
        """Return how far the clock is ahead of this axis when it shows ``clock_ms``."""
        ahead = self.clocks[0][1]
        for begins, further in self.clocks:
            if begins + further <= clock_ms:
                ahead = further
        return ahead

    def _share(self, recording_id: int, its_start: int, start: int, end: int) -> None:
        spans = self.shared.setdefault(recording_id, [])
        first, last = start - its_start, end - its_start
        if spans and first <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], last)
        elif first < last:
            spans.append([first, last])


@dataclass(slots=True)
class Measured:
    """The effort at one place, and which of its time several recordings have heard."""

    effort: Effort = field(default_factory=Effort)
    in_utc: Axis = field(default_factory=Axis)
    by_clock: Axis = field(default_factory=Axis)


def measure(stretches: Iterable[HeardSpan], within_ms: tuple[int, int] | None = None) -> Measured:
    """Return the effort at one place.

    Time is one axis: UTC where it is known, and only elsewhere the recorder's clock, with which
    ``stretches`` are in order of start. What several recordings heard of the same moment counts
    once, in the hour of the clock of the one that began first. Recordings whose start is unknown
    or doubted count in full, but not ``within_ms``: what the recorder's clock shows from when until
    when, in ms since it would have read 1970.
    """
    found = Measured()
    effort = found.effort
    for one in stretches:
        if one.clock_ms is None:
            if within_ms is None:
                effort.seconds += one.seconds
                effort.undated_s += one.seconds
            continue
        axis, start = (
            (found.by_clock, one.clock_ms) if one.utc_ms is None else (found.in_utc, one.utc_ms)
        )
        end = start + round(one.seconds * 1000)
        begin = axis.new_ms(one.recording_id, start, end, one.clock_ms - start)
        first, last = begin - start + one.clock_ms, end - start + one.clock_ms
        if within_ms is not None:
            first, last = max(first, within_ms[0]), min(last, within_ms[1])
        if last - first <= _HOUR_MS - first % _HOUR_MS:  # as most, within one hour
            if first < last:
                effort.spend(first // _DAY_MS, hour_of(first), (last - first) / 1000)
            continue
        for day, hour, part_ms in _by_hour(first, last - first):
            effort.spend(day, hour, part_ms / 1000)
    return found


def _by_hour(clock_ms: int, length_ms: int) -> Iterator[tuple[int, int, int]]:
    while length_ms > 0:
        part = min(length_ms, _HOUR_MS - clock_ms % _HOUR_MS)
        yield clock_ms // _DAY_MS, hour_of(clock_ms), part
        clock_ms, length_ms = clock_ms + part, length_ms - part


def hour_of(clock_ms: int) -> int:
    """Return the hour of the day that a clock shows."""
    return clock_ms // _HOUR_MS % HOURS

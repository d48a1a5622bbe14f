"""Recording effort: the time really heard at a place, each moment of it counted once."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.heard_spans import Floats, HeardSpans

Ints = NDArray[np.int64]

HOURS = 24
_NOON = 12
_HOUR_MS = 3_600_000
_DAY_MS = HOURS * _HOUR_MS


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

    def spend(self, first_ms: Ints, last_ms: Ints) -> None:
        """Take in stretches of the clock [n] from when until when, in ms since it read 1970."""
        last_ms, first_ms = last_ms[first_ms < last_ms], first_ms[first_ms < last_ms]
        begins = first_ms // _HOUR_MS
        parts = -(-last_ms // _HOUR_MS) - begins  # hours that each lies in
        place = np.repeat(np.arange(len(parts)), parts)
        number = np.arange(len(place)) - np.repeat(np.cumsum(parts) - parts, parts)
        hour = begins[place] + number
        lengths = np.minimum(last_ms[place], (hour + 1) * _HOUR_MS)
        lengths -= np.maximum(first_ms[place], hour * _HOUR_MS)
        hours, which = np.unique(hour, return_inverse=True)
        sums = np.bincount(which, lengths, minlength=len(hours)) / 1000
        for since_1970, seconds in zip(hours.tolist(), sums.tolist(), strict=True):
            day, of_day = divmod(since_1970, HOURS)
            self.seconds += seconds
            self.by_hour[of_day] += seconds
            self.by_day.setdefault(day, [0.0] * HOURS)[of_day] += seconds


@dataclass(slots=True)
class Axis:
    """One place's time, either in UTC or by clocks that do not tell their distance from it."""

    shared: dict[int, list[list[int]]] = field(default_factory=dict)
    """Recording -> stretches of it [from, to] in ms that another recording has heard as well."""
    clocks: list[tuple[int, int]] = field(default_factory=list)
    """(from when on, how far the clock that the effort is counted by is ahead), both in ms."""

    def new_ms(self, recordings: Floats, starts: Ints, ends: Ints, ahead: Ints) -> Ints:
        """Take in all recordings, in order of start; return from when on each adds time."""
        if not len(starts):
            return starts
        latest: Ints = np.maximum.accumulate(np.where(ends > starts, ends, starts[0]))
        begins: Ints = np.maximum(starts, np.append(starts[0], latest[:-1]))
        if np.any(begins > starts):
            self._share_all(recordings, starts, ends)
        counts = np.flatnonzero(begins < ends)
        changed = counts[np.append(True, np.diff(ahead[counts]) != 0)[: len(counts)]]
        self.clocks += zip(begins[changed].tolist(), ahead[changed].tolist(), strict=True)
        return begins

    def _share_all(self, recordings: Floats, starts: Ints, ends: Ints) -> None:
        running: list[tuple[int, int, int]] = []  # (end, start, recording)
        rows = zip(recordings.tolist(), starts.tolist(), ends.tolist(), strict=True)
        for recording, start, end in rows:
            if start >= end:
                continue
            running = [one for one in running if one[0] > start]
            for its_end, its_start, other in running:
                both = min(end, its_end)
                self._share(other, its_start, start, both)
                self._share(int(recording), start, start, both)
            running.append((end, start, int(recording)))

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
    days_begun: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    """Days of the clock, since 1970, on which a recording begins, rising."""


def measure(spans: HeardSpans, within_ms: tuple[int, int] | None = None) -> Measured:
    """Return the effort at one place.

    Time is one axis: UTC where it is known, and only elsewhere the recorder's clock, with which
    ``spans`` are in order of start. What several recordings heard of the same moment counts
    once, in the hour of the clock of the one that began first. Recordings whose start is unknown
    or doubted count in full, but not ``within_ms``: what the recorder's clock shows from when until
    when, in ms since it would have read 1970.
    """
    found = Measured()
    is_dated, is_in_utc = ~np.isnan(spans.clock_ms), ~np.isnan(spans.utc_ms)
    for axis, of_axis in ((found.in_utc, is_in_utc), (found.by_clock, ~is_in_utc)):
        its = spans.where(is_dated & of_axis)
        clock_ms = its.clock_ms.astype(np.int64)
        starts = its.utc_ms.astype(np.int64) if axis is found.in_utc else clock_ms
        ends, ahead = starts + np.rint(its.seconds * 1000).astype(np.int64), clock_ms - starts
        begins = axis.new_ms(its.recording_ids, starts, ends, ahead)
        first, last = begins + ahead, ends + ahead
        if within_ms is not None:
            first, last = np.maximum(first, within_ms[0]), np.minimum(last, within_ms[1])
        found.effort.spend(first, last)
    found.days_begun = _days_begun(spans.clock_ms[is_dated], within_ms)
    if within_ms is None:
        undated_s = float(spans.seconds[~is_dated].sum())
        found.effort.seconds += undated_s
        found.effort.undated_s += undated_s
    return found


def _days_begun(starts_ms: Floats, within_ms: tuple[int, int] | None) -> Ints:
    first, end = within_ms or (-np.inf, np.inf)
    return np.unique(starts_ms[(starts_ms >= first) & (starts_ms < end)] // _DAY_MS).astype(int)


def hour_of(clock_ms: int) -> int:
    """Return the hour of the day that a clock shows."""
    return clock_ms // _HOUR_MS % HOURS

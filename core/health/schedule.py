"""The schedule that a recorder kept, inferred from its files, and where it did not."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from core.durations import span

FEWEST = 6
_JITTER_S = 5.0
_DAY = timedelta(days=1)
_WITHOUT_PAUSE = 0.98

_LEAST_SHARE = 2 / 3
"""Of the intervals, and half of the lengths, must be alike: else there is no schedule."""


class RecordedSpan(NamedTuple):
    """When a recording was made."""

    start: datetime
    """By the corrected clock."""
    length_s: float
    utc: datetime | None = None
    """The same moment, where it is known of all recordings: clocks that are put back repeat."""

    @property
    def moment(self) -> datetime:
        """Return the start on the axis on which recordings are in order."""
        return self.utc or self.start


@dataclass(frozen=True, slots=True)
class Schedule:
    """The most common rhythm of a deployment."""

    interval_s: float
    """From one start to the next."""
    length_s: float
    share: float
    """Of the intervals that keep it."""
    hours: frozenset[int]
    """Hours of the day in which it usually records."""

    @property
    def in_words(self) -> str:
        """Return it in words: 1 min every 10 min."""
        if self.length_s >= self.interval_s * _WITHOUT_PAUSE:
            return "recorded without a pause"
        return f"{span(self.length_s)} every {span(self.interval_s)}"


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which recordings were expected and there are none."""

    start: datetime
    end: datetime
    missing: int
    """Recordings that the schedule expects in it."""
    before: int
    """Place of the last recording before it, in the order of start."""


def infer(spans: Sequence[RecordedSpan]) -> Schedule | None:
    """Return the rhythm of recordings in order; None where they are too few, or keep none."""
    if len(spans) < FEWEST:
        return None
    intervals = [(b.moment - a.moment) / timedelta(seconds=1) for a, b in pairwise(spans)]
    common = Counter(_rounded(s) for s in intervals if s > 0).most_common(1)
    if not common or not common[0][0]:
        return None
    usual, number = common[0]
    length, alike = Counter(_rounded(one.length_s) for one in spans).most_common(1)[0]
    share = number / len(intervals)
    if share < _LEAST_SHARE or alike * 2 < len(spans):
        return None
    return Schedule(usual, length, share, _usual_hours([one.start for one in spans]))


def gaps(spans: Sequence[RecordedSpan], schedule: Schedule) -> list[Gap]:
    """Return where at least two expected recordings are missing between two that are there.

    Only hours count in which the recorder usually records, so that a nightly pause is no gap.
    """
    found = []
    step = timedelta(seconds=schedule.interval_s)
    for number, (last, one) in enumerate(pairwise(spans)):
        passed = one.moment - last.moment
        if passed < 2.5 * step:
            continue
        before, after = last.start, one.start
        missing = min(
            _expected(before + step, after - step / 2, schedule), round(passed / step) - 1
        )
        if missing >= 2:
            found.append(Gap(before + step, after, missing, number))
    return found


def hours_by_day(spans: Sequence[RecordedSpan]) -> list[tuple[date, float]]:
    """Return the hours recorded on each day from the first to the last, overlaps counted once."""
    seconds: dict[date, float] = defaultdict(float)
    until: datetime | None = None
    for one in spans:
        end = one.moment + timedelta(seconds=one.length_s)
        begin = one.moment if until is None else max(one.moment, until)
        until = end if until is None else max(until, end)
        by_clock = one.start - one.moment
        begin, end = begin + by_clock, end + by_clock
        while begin < end:
            midnight = datetime.combine(begin.date() + _DAY, datetime.min.time())
            stop = min(end, midnight)
            seconds[begin.date()] += (stop - begin) / timedelta(seconds=1)
            begin = stop
    if not seconds:
        return []
    first, last = min(seconds), max(seconds)
    days = min((last - first).days, 3660)
    return [
        (day, seconds.get(day, 0.0) / 3600) for day in (first + n * _DAY for n in range(days + 1))
    ]


def overlaps(spans: Iterable[RecordedSpan]) -> list[int]:
    """Return which recordings, by place in the order of start, begin before one has ended."""
    found, until = [], None
    for number, one in enumerate(spans):
        if until is not None and (until - one.moment) > timedelta(seconds=_JITTER_S / 10):
            found.append(number)
        end = one.moment + timedelta(seconds=one.length_s)
        until = end if until is None else max(until, end)
    return found


def _rounded(seconds: float) -> float:
    return round(seconds / _JITTER_S) * _JITTER_S if seconds >= 60 else round(seconds, 0)


def _usual_hours(starts: Sequence[datetime]) -> frozenset[int]:
    """Return all hours but those that were left out on most of the days that had them."""
    counts = Counter(hour for _, hour in {(start.date(), start.hour) for start in starts})
    first, last = starts[0], starts[-1]
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    usual = set()
    for hour in range(24):
        begin = midnight + timedelta(hours=hour)
        begin += _DAY if begin < first else timedelta(0)
        had = (last - begin - timedelta(hours=1)) // _DAY + 1
        if had < 2 or counts[hour] * 4 >= had:
            usual.add(hour)
    return frozenset(usual)


def _expected(start: datetime, end: datetime, schedule: Schedule) -> int:
    """Return how many starts the schedule has between two moments, at most a million."""
    step = timedelta(seconds=schedule.interval_s)
    if len(schedule.hours) == 24:
        return int((end - start) / step) + 1
    count, hour = 0.0, start.replace(minute=0, second=0, microsecond=0)
    while hour < end and count < 1e6:
        next_hour = hour + timedelta(hours=1)
        if hour.hour in schedule.hours:
            count += (min(end, next_hour) - max(start, hour)) / step
        hour = next_hour
    return round(count)

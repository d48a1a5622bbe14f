"""From values to places: round ends of axes, days that are written below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil, floor, log10

_DAY_STEPS = (1, 2, 7, 14, 30, 61, 91, 182, 365, 730, 1826)
_STEPS = (1, 2, 2.5, 5, 10)
_UPPER_ENDS = (1, 1.5, 2, 3, 4, 6, 8, 10)
_HOURS_OF_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``low`` to ``high`` between two places."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        share = (value - self.low) / (self.high - self.low or 1.0)
        return self.start + share * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Moments by a recorder's clock, from ``first`` to ``last``, between two places."""

    first: datetime
    last: datetime
    start: float
    end: float

    def __call__(self, at: datetime) -> float:
        """Return the place of a moment."""
        share = (at - self.first) / max(self.last - self.first, timedelta(seconds=1))
        return self.start + share * (self.end - self.start)


def rounded_up(value: float) -> float:
    """Return a round number that is as large."""
    if value <= 0:
        return 1.0
    if 12 < value <= _HOURS_OF_A_DAY:
        return float(_HOURS_OF_A_DAY)
    power = 10.0 ** floor(log10(value))
    return next(power * step for step in _UPPER_ENDS if power * step >= value * 0.999)


def rounded_range(low: float, high: float, least: float) -> tuple[float, float]:
    """Return round numbers around values; small changes are not blown up to fill the plot."""
    wider = max(0.0, least - (high - low)) / 2
    low, high = low - wider, high + wider
    step = 10.0 ** floor(log10(high - low))
    step = step / 2 if (high - low) / step < 3 else step
    return round(floor(low / step) * step, 6), round(ceil(high / step) * step, 6)


def ticks(high: float, most: int = 6) -> list[float]:
    """Return round numbers from 0 to ``high``."""
    if high <= 0:
        return [0.0]
    power = 10.0 ** floor(log10(high / most))
    step = next(power * s for s in _STEPS if high / (power * s) <= most)
    return [round(step * n, 10) for n in range(int(high / step + 1e-9) + 1)]


def days_written(days: Sequence[date], width: float, each: float = 64.0) -> list[date]:
    """Return the days to write below a plot, as many as there is room for."""
    if not days:
        return []
    first, last = days[0], days[-1]
    count = (last - first).days + 1
    most = max(1, int(width / each))
    step = next((step for step in _DAY_STEPS if count / step <= most), _DAY_STEPS[-1])
    return [first + timedelta(days=n) for n in range(0, count, step)]


def day_text(day: date) -> str:
    """Return a day as it is written below a plot."""
    return f"{day.day} {day:%b}"

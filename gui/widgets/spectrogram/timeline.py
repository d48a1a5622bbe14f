"""Times as the axes and readouts write them, without a window."""

import math
from datetime import UTC, datetime, timedelta

STEPS_S = (
    *(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5),
    *(1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0),
    *(3600.0, 7200.0, 10800.0, 21600.0, 43200.0, 86400.0),
)


def step_for(span_s: float, most: int) -> float:
    """Return the smallest round step that gives at most ``most`` ticks over a span."""
    return next((step for step in STEPS_S if span_s / step <= max(1, most)), STEPS_S[-1])


def ticks(first_s: float, last_s: float, step_s: float, phase_s: float = 0.0) -> list[float]:
    """Return the ticks from ``first_s`` to ``last_s``.

    ``phase_s`` is the clock's seconds past midnight at 0, so that ticks fall on round times.
    """
    number = math.ceil((first_s + phase_s) / step_s - 1e-6)
    found = []
    while (at := number * step_s - phase_s) <= last_s + 1e-9:
        found.append(at)
        number += 1
    return found


def past_midnight_s(start: datetime) -> float:
    """Return how far a moment is into its day."""
    return start.hour * 3600 + start.minute * 60 + start.second + start.microsecond / 1e6


def moment(start: datetime, at_s: float) -> datetime:
    """Return the clock's reading some seconds after ``start``.

    With a time zone, clocks that change in between are followed; without one, they do not.
    """
    later = timedelta(seconds=at_s)
    if start.tzinfo is None:
        return start + later
    return (start.astimezone(UTC) + later).astimezone(start.tzinfo)


def clock_text(start: datetime, at_s: float, step_s: float) -> str:
    """Return a time of day, as exact as ticks ``step_s`` apart need it."""
    places = decimals(step_s)
    # Half of the last place is added because a clock's text is cut, not rounded.
    shown = moment(start, at_s + 0.5 * 10.0**-places if step_s < 60 else at_s + 0.5)
    if step_s >= 60:
        return f"{shown:%H:%M}"
    fraction = f".{shown.microsecond:06d}"[: places + 1] if places else ""
    return f"{shown:%H:%M:%S}{fraction}"


def seconds_text(at_s: float, step_s: float) -> str:
    """Return seconds from the start of the recording, as minutes and hours where long."""
    places = decimals(step_s)
    at_s = round(at_s, places)
    hours, rest = divmod(abs(at_s), 3600)
    minutes, seconds = divmod(rest, 60)
    width = places + 3 if places else 2
    if hours:
        return f"{int(hours)}:{int(minutes):02d}:{seconds:0{width}.{places}f}"
    if minutes:
        return f"{int(minutes)}:{seconds:0{width}.{places}f}"
    return f"{seconds:.{places}f}"


def decimals(step_s: float) -> int:
    """Return how many decimals tell ticks ``step_s`` apart."""
    return max(0, -math.floor(math.log10(step_s) + 1e-9)) if step_s < 1 else 0


def span_text(length_s: float) -> str:
    """Return a length of time with its unit."""
    if length_s < 1:
        return f"{length_s * 1000:.0f} ms"
    if length_s < 60:
        return f"{length_s:.2f} s"
    return f"{seconds_text(length_s, 1)} {'min' if round(length_s) < 3600 else 'h'}"


def frequency_text(hz: float) -> str:
    """Return a frequency in kHz, to 10 Hz."""
    return f"{hz / 1000:.2f} kHz"

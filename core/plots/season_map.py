"""One species through season and day: a column each day, a row each hour, with sun lines."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from core.plots.day_profile import HOURS, legend
from core.plots.letters import SMALL
from core.plots.palette import Palette
from core.plots.scale import day_text, days_written
from core.plots.svg import Drawing, HitArea, Plot, PlotTable

_LEFT, _RIGHT, _TOP, _BELOW = 34.0, 10.0, 8.0, 52.0
SunLine = Sequence[float | None]
"""Hour of the recorder's clock for each day; None where the sun does not cross the horizon."""


def season_map(
    name: str,
    first: date,
    shares: Sequence[Sequence[float | None]],
    colours: Palette,
    size: tuple[float, float] = (720.0, 300.0),
    sun: Mapping[str, SunLine] | None = None,
) -> Plot:
    """Return the plot of shares [days][24] of each hour's windows; None: not recorded.

    ``sun`` holds lines by name, such as sunrise.
    """
    width, height = size
    draw = Drawing(width, height, colours)
    right, bottom = width - _RIGHT, height - _BELOW
    column, cell = (right - _LEFT) / max(1, len(shares)), (bottom - _TOP) / HOURS
    most = max((share for day in shares for share in day if share), default=0.0)
    draw.rect(_LEFT, _TOP, right - _LEFT, bottom - _TOP, colours.none)
    for number, values in enumerate(shares):
        _day(draw, values, (_LEFT + number * column, column, cell), most)
    days = [first + timedelta(days=n) for n in range(len(shares))]
    _silent(draw, shares, column, cell)
    for number, (day, values) in enumerate(zip(days, shares, strict=True)):
        for hour, share in enumerate(values):
            tip = f"{name}, {day_text(day)}, {hour:02} to {hour + 1:02} h: {_words(share)}"
            place = (_LEFT + number * column, _TOP + hour * cell, column, cell)
            draw.mark(HitArea(*place, tip, (day, hour)))
    for said, hours in (sun or {}).items():
        _sun(draw, said, hours, column, cell)
    for hour in range(0, HOURS + 1, 6):
        y = _TOP + hour * cell
        draw.text(_LEFT - 6, y + 4, f"{hour:02}", "end", fill=colours.muted, size=SMALL)
    for day in days_written(days, right - _LEFT):
        x = _LEFT + (day - first).days * column
        draw.line([(x, bottom), (x, bottom + 4)], colours.line)
        draw.text(x, bottom + 15, day_text(day), fill=colours.muted, size=SMALL)
    legend(draw, width - 215, height - 26, most)
    rows = [(day, *values) for day, values in zip(days, shares, strict=True)]
    table = PlotTable(("date", *(f"hour_{hour:02}" for hour in range(HOURS))), rows)
    return draw.done(f"{name} by date and hour, share of each hour's windows", table)


def _words(share: float | None) -> str:
    if share is None:
        return "not recorded"
    return f"in {share:.1%} of the windows" if share else "not detected"


def _day(
    draw: Drawing,
    values: Sequence[float | None],
    place: tuple[float, float, float],
    most: float,
) -> None:
    """Draw one column; equal neighbours are one rectangle."""
    x, column, cell = place
    hour = 0
    fills = [draw.colours.shade(share / most) if share else "" for share in values]
    for fill, run in groupby(fills):
        length = len(list(run))
        if fill:
            draw.rect(x, _TOP + hour * cell, column + 0.15, length * cell + 0.15, fill)
        hour += length


def _silent(
    draw: Drawing, shares: Sequence[Sequence[float | None]], column: float, cell: float
) -> None:
    """Hatch what was not recorded: whole days together, else hours."""
    for empty, run in groupby(enumerate(shares), key=lambda pair: all(s is None for s in pair[1])):
        days = [number for number, _ in run]
        if empty:
            draw.hatched(_LEFT + days[0] * column, _TOP, len(days) * column, HOURS * cell)
    same = groupby(enumerate(shares), key=lambda pair: tuple(s is None for s in pair[1]))
    for missing, run in same:
        days = [number for number, _ in run]
        if all(missing):
            continue
        for none, hours in groupby(range(HOURS), key=missing.__getitem__):
            if none:
                rows = list(hours)
                place = (_LEFT + days[0] * column, _TOP + rows[0] * cell)
                draw.hatched(*place, len(days) * column, len(rows) * cell)


def _sun(draw: Drawing, name: str, hours: SunLine, column: float, cell: float) -> None:
    points: list[tuple[float, float]] = []
    pieces = [points]
    for number, hour in enumerate(hours):
        if hour is None or (points and abs(points[-1][1] - (_TOP + hour * cell)) > 12 * cell):
            points = []
            pieces.append(points)
        if hour is not None:
            points.append((_LEFT + (number + 0.5) * column, _TOP + hour * cell))
    for piece in pieces:
        if len(piece) > 1:
            draw.line(piece, draw.colours.sun, 1.4)
    if points:
        x, y = points[-1]
        draw.rect(x - 46, y - 15, 44, 13, draw.colours.none, radius=2)
        draw.text(x - 4, y - 5, name, "end", fill=draw.colours.sun, size=SMALL)

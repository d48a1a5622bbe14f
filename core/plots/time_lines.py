"""Values through time: bars for days, lines for what was measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from core.plots.letters import SMALL
from core.plots.palette import LINES, Palette
from core.plots.scale import Scale, TimeScale, day_text, days_written, rounded_range, rounded_up
from core.plots.svg import Drawing, HitArea, Plot, PlotTable

_LEFT, _RIGHT, _TOP, _BOTTOM = 48.0, 16.0, 24.0, 20.0
_SHORT_PX, _DOT_PX = 5.0, 2.5
_DAY = timedelta(days=1)
Points = Sequence[tuple[datetime, float]]
Span = tuple[datetime, datetime]


def day_bars(
    title: str,
    unit: str,
    days: Sequence[tuple[date, float | None]],
    colours: Palette,
    size: tuple[float, float] = (480.0, 120.0),
    missing: Sequence[Span] = (),
) -> Plot:
    """Return a bar for each of one day at least; 0 has a mark, what was not recorded is hatched."""
    draw = Drawing(*size, colours)
    high = rounded_up(max((value for _, value in days if value), default=1.0))
    period = (datetime.combine(days[0][0], time()), datetime.combine(days[-1][0], time()) + _DAY)
    x, y = _axes(draw, title, unit, period, (0.0, high))
    _missing(draw, missing, x)
    for day, value in days:
        left = x(datetime.combine(day, time()))
        wide = x(datetime.combine(day, time()) + _DAY) - left
        inset = min(8.0, wide * 0.12)
        place = (left + inset, max(1.0, wide - 2 * inset))
        if value is None:
            draw.hatched(place[0], y.end, place[1], y.start - y.end)
        elif value:
            draw.rect(place[0], y(value), place[1], y.start - y(value), colours.shades[2])
        else:
            draw.rect(place[0], y.start - 2, place[1], 2, colours.missing)
        said = "not recorded" if value is None else f"{value:.3g} {unit}"
        draw.mark(HitArea(left, _TOP, wide, draw.height - _TOP, f"{day_text(day)}: {said}"))
    without = sum(not value for _, value in days)
    about = f"{len(days):,} {'day' if len(days) == 1 else 'days'}, {without:,} of them without"
    return draw.done(about, PlotTable(("date", unit), days))


@dataclass(frozen=True, slots=True)
class Measure:
    """What lines show."""

    title: str
    unit: str
    say: Callable[[float], str]
    """A value with its unit, for a person."""
    least_range: float
    """The axis spans as much at least, so that small changes look small."""


def lines(
    measure: Measure,
    named: Sequence[tuple[str, Points]],
    period: Span,
    colours: Palette,
    size: tuple[float, float] = (480.0, 120.0),
    missing: Sequence[Span] = (),
) -> Plot:
    """Return lines of one value at least; they break where nothing was recorded."""
    draw = Drawing(*size, colours)
    values = [value for _, points in named for _, value in points]
    ends = rounded_range(min(values), max(values), measure.least_range)
    x, y = _axes(draw, measure.title, measure.unit, period, ends)
    _missing(draw, missing, x)
    rows: list[tuple[object, ...]] = []
    for number, (name, points) in enumerate(named):
        colour = LINES[number % len(LINES)] if number else colours.accent
        shown = _thinned(points, x)
        for piece in pieces(shown):
            line = [(x(at), y(value)) for at, value in piece]
            if line[-1][0] - line[0][0] > _SHORT_PX:
                draw.line(line, colour, 1.3)
            else:  # minutes on an axis of days: a line would be a speck
                draw.dot(*line[len(line) // 2], _DOT_PX, colour)
        for at, value in shown:
            said = f"{name} {measure.say(value)}".strip()
            tip = f"{day_text(at)} {at:%H:%M}: {said}"
            draw.mark(HitArea(x(at) - 3, _TOP, 6, draw.height - _TOP - _BOTTOM, tip))
        rows += ((name, at.isoformat(), value) for at, value in points)
    about = f"{measure.title} from {measure.say(min(values))} to {measure.say(max(values))}"
    return draw.done(about, PlotTable(("line", "at", measure.unit), rows))


def pieces(points: Points) -> list[list[tuple[datetime, float]]]:
    """Return points in pieces without a gap that is long for them: a day and a half at least."""
    longest = timedelta(days=1.5)
    if len(points) > 2:
        longest = max(longest, 3 * (points[-1][0] - points[0][0]) / len(points))
    found: list[list[tuple[datetime, float]]] = []
    for point in points:
        if found and point[0] - found[-1][-1][0] <= longest:
            found[-1].append(point)
        else:
            found.append([point])
    return found


def _thinned(points: Points, x: TimeScale) -> Points:
    """Return the lowest and highest point of each pixel's column: more cannot be seen."""
    if len(points) <= 2 * (x.end - x.start):
        return points
    kept: list[tuple[datetime, float]] = []
    for _, column in groupby(points, key=lambda point: int(x(point[0]))):
        inside = list(column)
        ends = {min(inside, key=lambda p: p[1]), max(inside, key=lambda p: p[1])}
        kept += sorted(ends)
    return kept


def _axes(
    draw: Drawing, title: str, unit: str, period: Span, ends: tuple[float, float]
) -> tuple[TimeScale, Scale]:
    colours, right = draw.colours, draw.width - _RIGHT
    x = TimeScale(*period, _LEFT, right)
    y = Scale(*ends, draw.height - _BOTTOM, _TOP)
    draw.heading(0, 12, title)
    draw.text(7 * len(title) + 10, 12, unit, fill=colours.muted, size=SMALL)
    for value in ends:
        draw.line([(_LEFT, y(value)), (right, y(value))], colours.line)
        said = f"{value:g}".replace("-", "−")
        draw.text(_LEFT - 8, y(value) + 3.5, said, "end", fill=colours.muted, size=SMALL)
    last = (period[1] - timedelta(seconds=1)).date()
    for day in days_written([period[0].date(), last], right - _LEFT, 72):
        at = x(datetime.combine(day, time()))
        if at <= right - 36 or day == period[0].date():
            draw.text(at, draw.height - 6, day_text(day), fill=colours.muted, size=SMALL)
    return x, y


def _missing(draw: Drawing, spans: Sequence[Span], x: TimeScale) -> None:
    for first, last in spans:
        left, right = (min(max(x(at), _LEFT), x.end) for at in (first, last))
        draw.hatched(left, _TOP, max(1.5, right - left), draw.height - _TOP - _BOTTOM)

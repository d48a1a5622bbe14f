"""Precision with its interval, one line for each species; and what was judged as a bar."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.plots.letters import SMALL, shortened
from core.plots.palette import CORRECT, UNSURE, WRONG, Palette
from core.plots.svg import Drawing, HitArea, Plot, PlotTable
from core.statistics.proportion import Interval, interval_text

_LEFT, _ROW, _TOP = 150.0, 20.0, 16.0
BAR_WIDTH = 84.0


@dataclass(frozen=True, slots=True)
class PrecisionRow:
    """One species' verdicts and what they tell."""

    name: str
    detections: int
    correct: int
    wrong: int
    unsure: int
    precision: Interval | None
    all_heard: bool = False
    key: object = None


def precision_bars(rows: Sequence[PrecisionRow], colours: Palette, width: float = 460.0) -> Plot:
    """Return the plot."""
    draw = Drawing(width, _TOP + len(rows) * _ROW + 4, colours)
    left, right = _LEFT + BAR_WIDTH + 24, width - 60
    for percent in (0, 50, 90):
        x = left + percent / 100 * (right - left)
        draw.text(x, 9, str(percent), "middle", fill=colours.muted, size=SMALL)
        draw.line([(x, _TOP), (x, draw.height - 4)], colours.line, 0.7)
    for number, row in enumerate(rows):
        y = _TOP + number * _ROW
        draw.text(0, y + 13, shortened(row.name, _LEFT - 8))
        judged_bar(draw, row, _LEFT, y + 6)
        interval_line(draw, row.precision, (left, right), y + 10)
        said = interval_text(row.precision, all_heard=row.all_heard)
        draw.text(width - 4, y + 13, said, "end", fill=colours.muted)
        draw.mark(HitArea(0, y, width, _ROW, f"{row.name}: {_tip(row)}", (row.key,)))
    header = ("species", "detections", "correct", "wrong", "unsure", "precision", "low", "high")
    table = PlotTable(header, [_cells(row) for row in rows])
    return draw.done(f"Precision of {len(rows)} species with its 95 % interval", table)


def row_marks(row: PrecisionRow, colours: Palette) -> tuple[Plot, Plot]:
    """Return the bar of verdicts and the interval of one row, each a small plot of its own."""
    bar, line = Drawing(BAR_WIDTH, 14, colours), Drawing(110, 14, colours)
    judged_bar(bar, row, 0, 3.5)
    for percent in (0, 50, 90):
        line.line([(5 + percent, 3), (5 + percent, 11)], colours.line, 0.7)
    interval_line(line, row.precision, (5, 105), 7)
    nothing = PlotTable((), ())
    return bar.done(_tip(row), nothing), line.done(_tip(row), nothing)


def judged_bar(draw: Drawing, row: PrecisionRow, x: float, y: float) -> None:
    """Draw what share of a species' detections was judged, and how."""
    draw.rect(x, y, BAR_WIDTH, 7, draw.colours.line)
    for count, colour in ((row.correct, CORRECT), (row.wrong, WRONG), (row.unsure, UNSURE)):
        wide = BAR_WIDTH * count / max(1, row.detections)
        if wide:
            draw.rect(x, y, max(0.8, wide), 7, colour)
        x += wide


def interval_line(
    draw: Drawing, found: Interval | None, ends: tuple[float, float], y: float
) -> None:
    """Draw an interval from 0 to 1 between two places."""
    left, right = ends
    draw.line([(left, y), (right, y)], draw.colours.line, 1)
    if found is None:
        return
    low, at, high = (left + v * (right - left) for v in (found.low, found.estimate, found.high))
    draw.line([(low, y), (high, y)], draw.colours.shades[1], 3.5)
    draw.dot(at, y, 2.8, draw.colours.none, draw.colours.accent)


def _tip(row: PrecisionRow) -> str:
    judged = f"{row.correct} right, {row.wrong} wrong, {row.unsure} unsure of {row.detections:,}"
    if row.precision is None:
        return judged
    return f"{judged}; {row.precision.estimate:.0%} right"


def _cells(row: PrecisionRow) -> tuple[object, ...]:
    found = row.precision
    of = (found.estimate, found.low, found.high) if found else (None, None, None)
    return (row.name, row.detections, row.correct, row.wrong, row.unsure, *of)

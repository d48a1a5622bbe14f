"""Two analyses side by side: in how many recordings both found a species, or one alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.plots.letters import SMALL, shortened
from core.plots.palette import LINES, Palette
from core.plots.svg import Drawing, HitArea, Plot, PlotTable
from core.statistics.proportion import Interval

_LEFT, _ROW, _TOP, _BAR, _RIGHT = 150.0, 20.0, 34.0, 150.0, 60.0
_NAMED = 240.0
_RANGES = (0.1, 0.2, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class PairedRow:
    """One species in the recordings that both analyses have heard."""

    name: str
    both: int
    only_first: int
    only_second: int
    more: Interval | None
    """By how much larger the first's share of recordings is."""
    p: float | None
    key: object = None


def paired_bars(
    rows: Sequence[PairedRow], titles: tuple[str, str], colours: Palette, width: float = 640.0
) -> Plot:
    """Return the plot; ``titles`` name the first and the second analysis."""
    draw = Drawing(width, _TOP + len(rows) * _ROW + 4, colours)
    parts = ((colours.accent, "both"), (LINES[2], f"only {titles[0]}"),
             (LINES[1], f"only {titles[1]}"))  # fmt: skip
    x = _LEFT
    for colour, said in parts:
        draw.rect(x, 2, 9, 9, colour)
        draw.text(x + 13, 10, shortened(said, _NAMED), fill=colours.muted, size=SMALL)
        x += 24 + min(_NAMED, 6.0 * len(said))
    left, right = _LEFT + _BAR + 24, width - _RIGHT
    apart = _range(rows)
    for part in (-1, -0.5, 0, 0.5, 1):
        at = left + (part + 1) / 2 * (right - left)
        percent = part * apart * 100
        draw.text(at, 28, f"{percent:+g} %" if part else "0", "middle",
                  fill=colours.muted, size=SMALL)  # fmt: skip
        draw.line([(at, _TOP), (at, draw.height - 4)], colours.line, 0.7 if part else 1.4)
    most = max((row.both + row.only_first + row.only_second for row in rows), default=1)
    for number, row in enumerate(rows):
        y = _TOP + number * _ROW
        draw.text(0, y + 13, shortened(row.name, _LEFT - 8))
        _bar(draw, row, most, y, [colour for colour, _ in parts])
        _difference(draw, row.more, (left, right, apart), y + 10)
        said = "–" if row.p is None else f"p {row.p:.2g}"
        draw.text(width - 4, y + 13, said, "end", fill=colours.muted)
        draw.mark(HitArea(0, y, width, _ROW, _tip(row), (row.key,)))
    header = ("species", "both", "only_first", "only_second", "first_finds_more_by", "low", "high",
              "p")  # fmt: skip
    about = f"Recordings in which {titles[0]} and {titles[1]} found each of {len(rows)} species"
    return draw.done(about, PlotTable(header, [_cells(row) for row in rows]))


def _bar(draw: Drawing, row: PairedRow, most: int, y: float, colours: Sequence[str]) -> None:
    x = _LEFT
    for count, colour in zip((row.both, row.only_first, row.only_second), colours, strict=True):
        wide = _BAR * count / max(1, most)
        if wide:
            draw.rect(x, y + 6, wide, 8, colour)
        x += wide


def _difference(
    draw: Drawing, found: Interval | None, axis: tuple[float, float, float], y: float
) -> None:
    """Draw a difference; ``axis``: where it begins and ends, and how far it reaches from 0."""
    if found is None:
        return
    left, right, apart = axis
    low, at, high = (
        left + (v / apart + 1) / 2 * (right - left) for v in (found.low, found.estimate, found.high)
    )
    draw.line([(low, y), (high, y)], draw.colours.shades[1], 3.5)
    draw.dot(at, y, 2.8, draw.colours.none, draw.colours.accent)


def _range(rows: Sequence[PairedRow]) -> float:
    """Return how far the axis of differences reaches from 0."""
    ends = [abs(end) for row in rows if row.more for end in (row.more.low, row.more.high)]
    return next((one for one in _RANGES if one >= max(ends, default=0.0)), 1.0)


def _tip(row: PairedRow) -> str:
    counts = f"{row.name}: both {row.both:,}, first only {row.only_first:,}, second only "
    found = row.more
    if found is None:
        return f"{counts}{row.only_second:,}"
    by = f"{found.estimate:+.0%} ({found.low:+.0%} to {found.high:+.0%})"
    return f"{counts}{row.only_second:,}; first finds it more often by {by}"


def _cells(row: PairedRow) -> tuple[object, ...]:
    found = row.more
    bounds = (found.estimate, found.low, found.high) if found else (None, None, None)
    return (row.name, row.both, row.only_first, row.only_second, *bounds, row.p)

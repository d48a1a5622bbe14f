"""Species by hour of the day: the share of each hour's windows, with sunrise and sunset."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.plots.letters import SMALL, shortened, text_width
from core.plots.palette import Palette
from core.plots.svg import Drawing, HitArea, Plot, PlotTable

HOURS = 24
_NAMES, _RIGHT, _TOP, _ROW, _GAP = 0.3, 44.0, 22.0, 18.0, 1.0
"""Names take a share of the width, and rows are as high as names need."""
_WITHOUT_HOURS_ABOVE = 8
"""Rows up to which the hours below are seen without scrolling."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """What was heard of one species by hour of the recorder's clock."""

    name: str
    detections: int
    by_hour: Sequence[float | None]
    """Share of the hour's windows; None where nothing was recorded."""
    key: object = None


def day_profile(
    rows: Sequence[DayRow],
    colours: Palette,
    width: float = 460.0,
    *,
    sunrise_h: float | None = None,
    sunset_h: float | None = None,
) -> Plot:
    """Return the plot: a row for each species, 24 cells, hatched where nothing was recorded."""
    top = _TOP + (_ROW - 5 if len(rows) > _WITHOUT_HOURS_ABOVE else 0)
    bottom = top + len(rows) * _ROW
    height = bottom + 46
    draw = Drawing(width, height, colours)
    left = min(max(_NAMES * width, 120.0), 190.0)
    counts = (text_width(f"{row.detections:,}") for row in rows)
    cell = (width - left - max(_RIGHT, max(counts, default=0.0) + 12)) / HOURS
    most = max((v for row in rows for v in row.by_hour if v), default=0.0)
    draw.text(width - 4, top - 8, "n", "end", fill=colours.muted, size=SMALL)
    for number, row in enumerate(rows):
        _row(draw, row, top + number * _ROW, (left, cell), most)
    for y in (bottom + 14, top - 6)[: 1 + (top > _TOP)]:
        for hour in range(0, HOURS + 1, 3):
            x = left + hour * cell
            draw.text(x, y, f"{hour:02}", "middle", fill=colours.muted, size=SMALL)
    for name, at in (("sunrise", sunrise_h), ("sunset", sunset_h)):
        if at is not None:
            _sun(draw, name, at, left + at * cell, (top, bottom))
    legend(draw, width - 210, bottom + 24, most)
    table = PlotTable(
        ("species", *(f"hour_{hour:02}" for hour in range(HOURS)), "detections"),
        [(row.name, *row.by_hour, row.detections) for row in rows],
    )
    return draw.done(f"Share of each hour's windows with a species, of {len(rows)} species", table)


def legend(draw: Drawing, x: float, y: float, most: float) -> None:
    """Draw the shades from nothing to the most, and what hatched means."""
    colours = draw.colours
    steps = (colours.none, *colours.shades)
    for number, colour in enumerate(steps):
        draw.rect(x + number * 18, y, 18, 8, colour)
    draw.text(x, y + 18, "0", fill=colours.muted, size=SMALL)
    draw.text(x + 108, y + 18, f"{most:.2g}", "end", fill=colours.muted, size=SMALL)
    draw.hatched(x + 124, y, 16, 8)
    draw.text(x + 145, y + 8, "not recorded", fill=colours.muted, size=SMALL)


def _row(draw: Drawing, row: DayRow, y: float, place: tuple[float, float], most: float) -> None:
    left, cell = place
    draw.text(left - 8, y + 12.5, shortened(row.name, left - 12), "end")
    draw.text(draw.width - 4, y + 12.5, f"{row.detections:,}", "end", fill=draw.colours.muted)
    for hour, share in enumerate(row.by_hour):
        x, inner = left + hour * cell, cell - _GAP
        tip = f"{row.name}, {hour:02} to {hour + 1:02} h: "
        if share is None:
            draw.hatched(x, y + 1, inner, _ROW - 2)
            tip += "not recorded"
        else:
            fill = draw.colours.shade(share / most) if share else draw.colours.none
            draw.rect(x, y + 1, inner, _ROW - 2, fill, radius=1.5)
            tip += f"in {share:.1%} of the windows" if share else "recorded, not detected"
        draw.mark(HitArea(x, y, cell, _ROW, tip, (row.key, hour)))


def _sun(draw: Drawing, name: str, at: float, x: float, ends: tuple[float, float]) -> None:
    minutes = round(at * 60)
    said = f"{name} {minutes // 60 % 24:02}:{minutes % 60:02}"
    draw.line([(x, ends[0] - 4), (x, ends[1] + 2)], draw.colours.sun, 1.2, dash="3 2")
    draw.text(x, _TOP - 8, said, "middle", fill=draw.colours.sun, size=SMALL)

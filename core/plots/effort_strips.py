"""When each site was recorded: a strip of hours, hatched where nothing was."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.counted import counted
from core.plots.letters import SMALL, shortened, text_width
from core.plots.palette import Palette
from core.plots.svg import Drawing, HitArea, Plot, PlotTable

HOURS = 24
_LEFT, _RIGHT, _STRIP, _ROW = (120.0, 0.36), 58.0, 22.0, 34.0
"""Names take what they need: from so much to a share of the width."""


@dataclass(frozen=True, slots=True)
class EffortRow:
    """The sound analysed of one site, by hour of the recorder's clock."""

    site: str
    about: str
    """A second line: dates and files."""
    by_hour_s: Sequence[float]

    @property
    def seconds(self) -> float:
        """Return the whole."""
        return sum(self.by_hour_s)


def time_text(seconds: float) -> str:
    """Return a length of sound as people say it."""
    if seconds < 3600:
        return f"{seconds / 60:.1f} min"
    hours = seconds / 3600
    return f"{hours:,.1f} h" if hours < 100 else f"{hours:,.0f} h"


def effort_strips(rows: Sequence[EffortRow], colours: Palette, width: float = 460.0) -> Plot:
    """Return the plot: darker hours have more sound."""
    height = len(rows) * _ROW + 20
    draw = Drawing(width, height, colours)
    left = _names_width(rows, width)
    cell = (width - left - _RIGHT) / HOURS
    most = max((s for row in rows for s in row.by_hour_s), default=0.0)
    for number, row in enumerate(rows):
        y = number * _ROW
        draw.heading(0, y + 10, shortened(row.site, left - 8, bold=True))
        about = shortened(row.about, left - 8, SMALL)
        draw.text(0, y + 22, about, fill=colours.muted, size=SMALL)
        draw.text(width - 4, y + 15, time_text(row.seconds), "end")
        for hour, seconds in enumerate(row.by_hour_s):
            x = left + hour * cell
            tip = f"{row.site}, {hour:02} to {hour + 1:02} h: {time_text(seconds)}"
            if seconds:
                draw.rect(x, y, cell - 1, _STRIP, colours.shade(seconds / most * 0.99), radius=1.5)
            else:
                draw.hatched(x, y, cell - 1, _STRIP)
                tip = f"{row.site}, {hour:02} to {hour + 1:02} h: not recorded"
            draw.mark(HitArea(x, y, cell, _STRIP, tip, (row.site, hour)))
    for hour in range(0, HOURS + 1, 3):
        x = left + hour * cell
        draw.text(x, height - 4, f"{hour:02}", "middle", fill=colours.muted, size=SMALL)
    table = PlotTable(
        ("site", *(f"hour_{hour:02}_s" for hour in range(HOURS)), "total_s"),
        [(row.site, *row.by_hour_s, row.seconds) for row in rows],
    )
    return draw.done(f"Sound analysed by hour of the day at {counted(len(rows), 'site')}", table)


def _names_width(rows: Sequence[EffortRow], width: float) -> float:
    needed = [text_width(row.site, bold=True) for row in rows]
    needed += [text_width(row.about, SMALL) for row in rows]
    least, most = _LEFT
    return min(max(least, max(needed, default=0.0) + 12), max(least, most * width))

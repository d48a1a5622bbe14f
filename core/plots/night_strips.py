"""When each site was recorded, night by night: darker nights have more sound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from core.counted import counted
from core.plots.effort_strips import time_text
from core.plots.letters import SMALL, shortened
from core.plots.palette import Palette
from core.plots.scale import day_text, days_written
from core.plots.svg import Drawing, HitArea, Plot, PlotTable

_LEFT, _RIGHT, _STRIP, _ROW = 120.0, 58.0, 14.0, 20.0


@dataclass(frozen=True, slots=True)
class NightRow:
    """The sound analysed at one site."""

    site: str
    seconds: Mapping[date, float]
    """By the day on which the night begins; not without any."""


def night_strips(rows: Sequence[NightRow], colours: Palette, width: float = 460.0) -> Plot:
    """Return the plot of one night at least: a strip a site, hatched where nothing was."""
    draw = Drawing(width, len(rows) * _ROW + 20, colours)
    first = min(night for row in rows for night in row.seconds)
    last = max(night for row in rows for night in row.seconds)
    nights = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    cell = (width - _LEFT - _RIGHT) / len(nights)
    gap = 1.0 if cell > 4 else 0.0
    most = max(seconds for row in rows for seconds in row.seconds.values())
    for number, row in enumerate(rows):
        y = number * _ROW
        draw.text(_LEFT - 8, y + 11, shortened(row.site, _LEFT - 12), "end")
        recorded = len(row.seconds)
        said = f"{recorded:,} {'night' if recorded == 1 else 'nights'}"
        draw.text(width - 2, y + 11, said, "end", fill=colours.muted, size=SMALL)
        missing = [place for place, night in enumerate(nights) if night not in row.seconds]
        for _, run in groupby(enumerate(missing), key=lambda pair: pair[1] - pair[0]):
            places = [place for _, place in run]
            draw.hatched(_LEFT + places[0] * cell, y, len(places) * cell - gap, _STRIP)
        for place, night in enumerate(nights):
            x, seconds = _LEFT + place * cell, row.seconds.get(night)
            heard = "not recorded" if seconds is None else time_text(seconds)
            if seconds:
                fill = colours.shade(seconds / most * 0.999)
                draw.rect(x, y, cell - gap, _STRIP, fill)
            tip = f"{row.site}, night of {day_text(night)}: {heard}"
            draw.mark(HitArea(x, y, cell, _STRIP, tip, (row.site, night)))
    for night in days_written(nights, width - _LEFT - _RIGHT):
        x = _LEFT + (night - first).days * cell
        draw.text(x, draw.height - 5, day_text(night), fill=colours.muted, size=SMALL)
    table = PlotTable(
        ("site", *map(str, nights)),
        [(row.site, *(row.seconds.get(night) for night in nights)) for row in rows],
    )
    return draw.done(
        f"Sound analysed in {counted(len(nights), 'night')} at {counted(len(rows), 'site')}", table
    )

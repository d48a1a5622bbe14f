"""How scores are spread, and which part of each bar was judged."""

from collections.abc import Sequence

from core.counted import counted
from core.plots.letters import SMALL
from core.plots.palette import Palette
from core.plots.scale import Scale, ticks
from core.plots.svg import Drawing, HitArea, Plot, PlotTable

_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 8.0, 8.0, 30.0


def score_histogram(
    edges: Sequence[float],
    counts: Sequence[int],
    judged: Sequence[int],
    colours: Palette,
    size: tuple[float, float] = (380.0, 160.0),
) -> Plot:
    """Return the plot of counts [n] between edges [n + 1]."""
    width, height = size
    draw = Drawing(width, height, colours)
    high = max(counts, default=0) or 1
    x = Scale(edges[0], edges[-1], _LEFT, width - _RIGHT)
    y = Scale(0, high, height - _BOTTOM, _TOP)
    for value in ticks(high, 4):
        draw.line([(_LEFT, y(value)), (width - _RIGHT, y(value))], colours.line, 0.7)
        draw.text(_LEFT - 6, y(value) + 3.5, f"{value:,g}", "end", fill=colours.muted, size=SMALL)
    bars = zip(edges, edges[1:], counts, judged, strict=False)
    for low, end, count, heard in bars:
        left, wide = x(low), x(end) - x(low) - 1
        for number, fill in ((count, colours.shades[0]), (heard, colours.accent)):
            draw.rect(left, y(number), wide, y(0) - y(number), fill)
        tip = f"score {low:g} to {end:g}: {counted(count, 'detection')}, {heard:,} judged"
        draw.mark(HitArea(left, _TOP, wide, height - _TOP - _BOTTOM, tip, (low, end)))
    for edge in (edges[0], (edges[0] + edges[-1]) / 2, edges[-1]):
        place = (x(edge), height - _BOTTOM + 13)
        draw.text(*place, f"{edge:.2g}", "middle", fill=colours.muted, size=SMALL)
    draw.text((_LEFT + width) / 2, height - 3, "score", "middle", fill=colours.muted, size=SMALL)
    rows = list(zip(edges, edges[1:], counts, judged, strict=False))
    table = PlotTable(("from", "to", "detections", "judged"), rows)
    return draw.done(f"Scores of {counted(sum(counts), 'detection')}", table)

"""Species by site: how often each was detected where."""

from collections.abc import Mapping, Sequence

from core.counted import counted
from core.plots.letters import SMALL, shortened
from core.plots.palette import Palette
from core.plots.svg import Drawing, HitArea, Plot, PlotTable

_LEFT, _TOP, _ROW, _COLUMN = 140.0, 76.0, 18.0, 26.0
Counts = Mapping[tuple[str, str], int]
"""(species, site) -> detections."""


def site_matrix(
    species: Sequence[str], sites: Sequence[str], counts: Counts, colours: Palette
) -> Plot:
    """Return the plot: a row for each species, a column for each site, darker is more."""
    width = _LEFT + len(sites) * _COLUMN + 16
    draw = Drawing(width, _TOP + len(species) * _ROW + 8, colours)
    most = max(counts.values(), default=0)
    for number, site in enumerate(sites):
        _heading(draw, shortened(site, _TOP * 1.2, SMALL), _LEFT + (number + 0.6) * _COLUMN)
    for row, name in enumerate(species):
        y = _TOP + row * _ROW
        draw.text(_LEFT - 8, y + 12.5, shortened(name, _LEFT - 12), "end")
        for column, site in enumerate(sites):
            count = counts.get((name, site), 0)
            x = _LEFT + column * _COLUMN
            # By the square root: few detections are seen beside many.
            fill = colours.shade((count / most) ** 0.5 * 0.999) if count else colours.none
            draw.rect(x, y + 1, _COLUMN - 2, _ROW - 2, fill, radius=1.5)
            tip = f"{name} at {site}: {count:,}"
            draw.mark(HitArea(x, y, _COLUMN, _ROW, tip, (name, site)))
    rows = [(name, *(counts.get((name, site), 0) for site in sites)) for name in species]
    about = f"Detections of {len(species)} species at {counted(len(sites), 'site')}"
    return draw.done(about, PlotTable(("species", *sites), rows))


def _heading(draw: Drawing, text: str, x: float) -> None:
    draw.slanted(x, _TOP - 6, text)

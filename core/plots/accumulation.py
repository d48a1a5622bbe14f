"""Species found with effort: Mao Tau with its band, and Chao2."""

import math
from itertools import pairwise

from core.plots.letters import SMALL
from core.plots.palette import Palette
from core.plots.scale import Scale, ticks
from core.plots.svg import Drawing, HitArea, Plot, PlotTable
from core.statistics.richness import Richness

_LEFT, _RIGHT, _TOP, _BOTTOM = 34.0, 10.0, 16.0, 32.0
_LETTERS = 13.0
"""As high as a line of text."""


def accumulation(
    found: Richness, unit: str, colours: Palette, size: tuple[float, float] = (380.0, 240.0)
) -> Plot:
    """Return the plot; ``unit`` says what was counted in, such as survey nights."""
    width, height = size
    draw = Drawing(width, height, colours)
    steps = _steps(found.units, width)
    high = max(found.chao2, found.observed, 1) * 1.1
    x = Scale(0, max(1, found.units), _LEFT, width - _RIGHT)
    y = Scale(0, high, height - _BOTTOM, _TOP)
    for value in ticks(high, 5):
        draw.line([(_LEFT, y(value)), (width - _RIGHT, y(value))], colours.line, 0.7)
        draw.text(_LEFT - 6, y(value) + 3.5, f"{value:g}", "end", fill=colours.muted, size=SMALL)
    for value in filter(float.is_integer, ticks(found.units, 6)):
        place = (x(value), height - _BOTTOM + 13)
        draw.text(*place, f"{value:g}", "middle", fill=colours.muted, size=SMALL)
    draw.text((_LEFT + width) / 2, height - 4, unit, "middle", fill=colours.muted, size=SMALL)
    lower, curve, upper = (
        [(x(0), y(0)), *((x(t), y(values[t - 1])) for t in steps)]
        for values in (found.mao_tau_low, found.mao_tau, found.mao_tau_high)
    )
    draw.area([*lower, *reversed(upper)], colours.soft)
    draw.line(curve, colours.accent, 2)
    below = min(y(0) - 5, y(found.observed) + 26)
    draw.text(width - _RIGHT, below, f"{found.observed} found", "end", fill=colours.accent)
    if found.chao2 > found.observed:
        at = y(found.chao2)
        draw.line([(_LEFT, at), (width - _RIGHT, at)], colours.sun, 1.1, dash="4 3")
        said = f"Chao2: at least {found.chao2:.0f}"
        is_crossed = any(at - _LETTERS < y(value) < at for value in ticks(high, 5))
        beside = at + _LETTERS if is_crossed else at - 4
        draw.text(width - _RIGHT, beside, said, "end", fill=colours.sun)
    for before, t in pairwise([0, *steps]):
        tip = f"{found.mao_tau[t - 1]:.1f} species in {t:,} {unit}"
        wide = x(t) - x(before)
        draw.mark(HitArea(x(t) - wide / 2, _TOP, wide, height - _TOP - _BOTTOM, tip, (t,)))
    rows = list(zip(range(1, found.units + 1), found.mao_tau, found.mao_tau_low,
                    found.mao_tau_high, strict=True))  # fmt: skip
    table = PlotTable(("units", "species", "low", "high"), rows)
    return draw.done(f"{found.observed} species found in {found.units} {unit}", table)


def _steps(units: int, width: float) -> list[int]:
    """Return the numbers of units to draw: all, or as many as there are places for."""
    step = max(1, math.ceil(units / width))
    return [*range(step, units, step), units] if units else []

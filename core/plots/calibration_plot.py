"""From score to probability: the curve, each judged clip as a point, and the thresholds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.plots.letters import SMALL
from core.plots.palette import CORRECT, WRONG, Palette
from core.plots.scale import Scale
from core.plots.svg import Drawing, HitArea, Plot, PlotTable
from core.statistics.score_calibration import ScoreCurve, Threshold, logits

_LEFT, _RIGHT, _TOP, _BOTTOM = 36.0, 12.0, 14.0, 34.0
_SCORES = (0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999)


@dataclass(frozen=True, slots=True)
class JudgedClip:
    """A clip's score and verdict."""

    score: float
    right: bool
    key: object = None


def calibration_plot(
    name: str,
    clips: Sequence[JudgedClip],
    curve: ScoreCurve | None,
    colours: Palette,
    size: tuple[float, float] = (380.0, 240.0),
) -> Plot:
    """Return the plot; without a ``curve`` only the clips, the right ones above."""
    width, height = size
    draw = Drawing(width, height, colours)
    x_of_logits = logits(np.array([clip.score for clip in clips], float))
    low, high = (float(np.min(x_of_logits, initial=-2)), float(np.max(x_of_logits, initial=4)))
    x = Scale(low, high, _LEFT, width - _RIGHT)
    y = Scale(0, 1, height - _BOTTOM, _TOP)
    for percent in (0, 50, 90, 100):
        at = y(percent / 100)
        draw.line([(_LEFT, at), (width - _RIGHT, at)], colours.line, 0.7)
        draw.text(_LEFT - 6, at + 3.5, str(percent), "end", fill=colours.muted, size=SMALL)
    for score in _SCORES:
        at_logit = float(logits(np.array([score]))[0])
        if low <= at_logit <= high:
            place = (x(at_logit), height - _BOTTOM + 14)
            draw.text(*place, f"{score:g}", "middle", fill=colours.muted, size=SMALL)
    draw.text((_LEFT + width) / 2, height - 4, "score", "middle", fill=colours.muted, size=SMALL)
    if curve is not None:
        _curve(draw, curve, x, y)
    for clip, at_logit in zip(clips, x_of_logits, strict=True):
        px, py = x(float(at_logit)), y(1.0 if clip.right else 0.0)
        draw.dot(px, py, 2.6, CORRECT if clip.right else WRONG)
        said = "right" if clip.right else "wrong"
        area = HitArea(px - 4, py - 4, 8, 8, f"score {clip.score:.3f}, {said}", (clip.key,))
        draw.mark(area)
    rows = [(clip.score, int(clip.right)) for clip in clips]
    return draw.done(
        f"{name}: probability of being right by score", PlotTable(("score", "correct"), rows)
    )


def _curve(draw: Drawing, curve: ScoreCurve, x: Scale, y: Scale) -> None:
    at = np.linspace(x.low, x.high, 80)
    line = zip(map(x, at), map(y, curve.probabilities(at)), strict=True)
    _threshold(draw, curve.threshold(0.9), x, y)
    draw.line(line, draw.colours.accent, 1.8)


def _threshold(draw: Drawing, found: Threshold, x: Scale, y: Scale) -> None:
    low = max(x.low, found.low_logit if found.low_logit is not None else x.low)
    high = min(x.high, found.high_logit if found.high_logit is not None else x.high)
    if low < high:
        draw.rect(x(low), y.end, x(high) - x(low), y.start - y.end, draw.colours.none)
    if x.low <= found.logit <= x.high:
        at = x(found.logit)
        draw.line([(at, y.start), (at, y.end)], draw.colours.sun, 1.2, dash="3 2")
        draw.text(at, y.end - 4, f"90 % at {found.score:.3f}", "middle", fill=draw.colours.sun,
                  size=SMALL)  # fmt: skip

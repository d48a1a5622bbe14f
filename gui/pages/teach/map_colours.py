"""What a map of sounds is coloured by: numbers of colours, the colours, and what they stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from core.heads.sound_map import MapFacts
from gui.widgets import words

_SAFE = ("#E69F00", "#56B4E9", "#009E73", "#D55E00", "#0072B2", "#CC79A7", "#B8A800")
"""Told apart by the colour-blind too."""
_HOURS = ("#30408F", "#56B4E9", "#E3C800", "#D55E00", "#30408F")
"""Midnight, morning, noon, evening, midnight."""
_HOURS_TOLD = (0, 6, 12, 18)


class MapColour(StrEnum):
    """What the points of a map are coloured by."""

    LABEL = "label"
    SITE = "site"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Colouring:
    """How points are coloured: ``column`` [n] numbers ``colours`` from 1; 0 is of no account."""

    column: NDArray[np.int64]
    colours: Sequence[str]
    legend: Sequence[tuple[str, str]]
    """(colour, what it stands for); without a colour: what is of no account."""


def colouring(facts: MapFacts, by: MapColour) -> Colouring:
    """Return how to colour the points of a map."""
    if by is MapColour.HOUR:
        return _of_hours(facts)
    if by is MapColour.SITE:
        return _of_names(facts.site, facts.sites, "no site")
    return _of_names(facts.label, facts.labels, "not labelled")


def _of_names(numbers: NDArray[np.int64], names: Sequence[str], nameless: str) -> Colouring:
    """Give the most frequent names colours of their own; the others are of no account."""
    counts = np.bincount(numbers, minlength=len(names))
    order = [n for n in np.argsort(-counts, kind="stable").tolist() if names[n] and counts[n]]
    own, others = order[: len(_SAFE)], order[len(_SAFE) :]
    column = np.zeros(len(names), np.int64)
    column[own] = np.arange(1, len(own) + 1)
    legend = [(_SAFE[place], names[n]) for place, n in enumerate(own)]
    rest = [f"{words.count(len(others), 'other')}"] if others else []
    rest += [nameless] if any(counts[n] for n, name in enumerate(names) if not name) else []
    return Colouring(column[numbers], _SAFE, [*legend, *(("", text) for text in rest)])


def _of_hours(facts: MapFacts) -> Colouring:
    colours = [_between(hour) for hour in range(24)]
    legend = [(colours[hour], f"{hour}:00") for hour in _HOURS_TOLD]
    if (facts.hour < 0).any():
        legend.append(("", "time unknown"))
    return Colouring(facts.hour + 1, colours, legend)


def _between(hour: int) -> str:
    part, share = divmod(hour / 24 * (len(_HOURS) - 1), 1)
    first, second = QColor(_HOURS[int(part)]), QColor(_HOURS[int(part) + 1])
    mixed = (
        round(a + (b - a) * share)
        for a, b in zip(first.getRgb()[:3], second.getRgb()[:3], strict=True)  # type: ignore[index]
    )
    return QColor(*mixed).name()

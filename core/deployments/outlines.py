"""Land and borders of the world, which show where on earth a place is.

Natural Earth's at 1:10 million (public domain), thinned to about a kilometre by
``docs/make_outlines.py``: good enough to see that a site is in the wrong country or in the sea,
not to find a beach. No network is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Line = npt.NDArray[np.float32]
"""Of shape (points, 2): longitude and latitude in degrees."""

_FILE = Path(__file__).with_name("outlines.npz")


@dataclass(frozen=True, slots=True)
class Outlines:
    """What a map is made of."""

    land: Sequence[Line]
    """Closed: islands and continents, and the seas and lakes within them.

    What lies on both sides of the date line goes on beyond 180 degrees.
    """
    borders: Sequence[Line]
    """Between countries, as they are in fact."""


def world() -> Outlines:
    """Return the outlines of the world."""
    with np.load(_FILE) as stored:
        return Outlines(*(_lines(stored[n], stored[f"{n}_ends"]) for n in ("land", "borders")))


def _lines(moves: npt.NDArray[np.int32], ends: npt.NDArray[np.int32]) -> list[Line]:
    points = (np.cumsum(moves, axis=0) / 100).astype(np.float32)
    return np.split(points, ends[:-1])

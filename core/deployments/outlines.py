"""Coarse outlines of the world's time zones, which show where on earth a place is.

They come with the library that finds zones, so no network is needed. They run some miles off the
coasts: good enough to see that a site is in the wrong country, not to find a beach.
"""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from core.app_folders import cache_folder

log = logging.getLogger(__name__)

Line = npt.NDArray[np.float32]
"""Of shape (points, 2): longitude and latitude in degrees."""

_STEP_DEG = 0.1
_FINE_DEG = 0.005
_FEWEST_POINTS = 4


def world() -> list[Line]:
    """Return the outlines of all zones, about 10 km fine; a second or two the first time."""
    import tzfpy

    file = cache_folder() / f"outlines-{tzfpy.data_version()}.npz"
    kept = _kept(file)
    if kept is not None:
        return kept
    zones = [name for name in tzfpy.timezonenames() if not name.startswith("Etc/")]
    found = [line for zone in zones for line in _rings(zone, _STEP_DEG)]
    _keep(file, found)
    return found


def of_zone(zone: str) -> list[Line]:
    """Return the outlines of one zone, about 500 m fine; none for a zone without a place."""
    return list(_rings(zone, _FINE_DEG))


def _rings(zone: str, step: float) -> Iterator[Line]:
    from tzfpy import get_tz_polygon_geojson

    try:
        shapes: dict[str, Any] = json.loads(get_tz_polygon_geojson(zone))
    except ValueError:  # no such zone, or one that is only another name
        return
    for feature in shapes["features"]:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"]
        for polygon in [polygons] if geometry["type"] == "Polygon" else polygons:
            for ring in polygon:
                line = _coarser(np.asarray(ring, dtype=np.float64), step)
                if len(line) >= _FEWEST_POINTS:
                    yield line


def _coarser(points: npt.NDArray[np.float64], step: float) -> Line:
    """Return only the first point of those that fall together on a grid, unrounded."""
    places = np.round(points / step)
    moves = np.any(places[1:] != places[:-1], axis=1)
    kept = np.concatenate(([True], moves))
    kept[-1] = True  # a ring ends where it began
    return points[kept].astype(np.float32)


def _kept(file: Path) -> list[Line] | None:
    try:
        # Opened here: numpy leaves a file open that it cannot read.
        with file.open("rb") as opened, np.load(opened) as stored:
            return np.split(stored["points"], stored["ends"][:-1])
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None  # never made, or cut short: made again


def _keep(file: Path, lines: list[Line]) -> None:
    try:
        np.savez(file, points=np.concatenate(lines), ends=np.cumsum([len(one) for one in lines]))
    except OSError:
        log.warning("The outlines could not be kept", exc_info=True)

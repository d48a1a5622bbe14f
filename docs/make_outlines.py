"""Makes core/deployments/outlines.npz, the land and the borders that the map of sites shows.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python docs/make_outlines.py package/land-10m.json package/countries-10m.json

The data are Natural Earth's at 1:10 million, which are in the public domain; world-atlas (ISC)
brings them as TopoJSON. Points are thinned to hundredths of a degree, about a kilometre.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Line = npt.NDArray[np.int32]
"""Of shape (points, 2): longitude and latitude in hundredths of a degree."""

OUT = Path(__file__).parents[1] / "core/deployments/outlines.npz"


def main(land_file: Path, countries_file: Path) -> None:
    """Write the outlines."""
    land = json.loads(land_file.read_text())
    countries = json.loads(countries_file.read_text())
    stored = packed("land", rings(land, land["objects"]["land"]))
    stored |= packed("borders", borders(countries, countries["objects"]["countries"]))
    np.savez_compressed(OUT, **stored)


def rings(topology: dict[str, Any], shape: dict[str, Any]) -> Iterator[Line]:
    """Yield the outlines of all polygons."""
    arcs = decoded(topology)
    for ring in ring_numbers(shape):
        parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in ring]
        joined = closed(thinned(np.concatenate([parts[0], *(part[1:] for part in parts[1:])])))
        if len(joined) >= 4:
            yield joined


def borders(topology: dict[str, Any], shape: dict[str, Any]) -> Iterator[Line]:
    """Yield the arcs that two countries share."""
    arcs = decoded(topology)
    used = Counter(n if n >= 0 else ~n for ring in ring_numbers(shape) for n in ring)
    for number, times in sorted(used.items()):
        if times > 1:
            yield thinned(arcs[number])


def ring_numbers(shape: dict[str, Any]) -> Iterator[list[int]]:
    """Yield the numbers of the arcs of every ring."""
    if shape["type"] == "GeometryCollection":
        for part in shape["geometries"]:
            yield from ring_numbers(part)
    elif shape["type"] == "Polygon":
        yield from shape["arcs"]
    elif shape["type"] == "MultiPolygon":
        for polygon in shape["arcs"]:
            yield from polygon


def decoded(topology: dict[str, Any]) -> list[npt.NDArray[np.float64]]:
    """Return all arcs in degrees (TopoJSON: quantised differences)."""
    scale, start = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    return [np.cumsum(np.array(arc), axis=0) * scale + start for arc in topology["arcs"]]


def thinned(points: npt.NDArray[np.float64]) -> Line:
    """Return hundredths of a degree, each point once in a row; a ring ends where it began."""
    whole = np.round(points * 100).astype(np.int32)
    # Across the date line it goes on beyond 180 degrees.
    whole[1:, 0] -= 36_000 * np.cumsum(np.round(np.diff(whole[:, 0]) / 36_000)).astype(np.int32)
    return whole[np.concatenate(([True], np.any(whole[1:] != whole[:-1], axis=1)))]


def closed(ring: Line) -> Line:
    """Return a ring that ends where it began; one around the pole goes by way of it."""
    if ring[0, 0] == ring[-1, 0]:
        return ring
    pole = np.array([[ring[-1, 0], -9000], [ring[0, 0], -9000]], dtype=np.int32)
    return np.concatenate([ring, pole, ring[:1]])


def packed(name: str, lines: Iterator[Line]) -> dict[str, npt.NDArray[np.int32]]:
    """Return differences from point to point, and where each line ends."""
    kept = list(lines)
    points = np.concatenate(kept)
    moves = np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int32))
    return {name: moves, f"{name}_ends": np.cumsum([len(line) for line in kept], dtype=np.int32)}


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:3]))

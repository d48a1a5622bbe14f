"""Distances on the earth, good enough to tell two sites apart."""

from math import asin, cos, radians, sin, sqrt

_EARTH_M = 6_371_000.0
SAME_PLACE_M = 500.0
"""A recorder that says it is further away than this has moved."""

Position = tuple[float | None, float | None]
"""Latitude and longitude in degrees, or None where they are not known."""


def distance_m(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Return the metres between two positions in degrees, along the great circle (haversine)."""
    (lat1, lon1), (lat2, lon2) = ((radians(a), radians(b)) for a, b in (here, there))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_M * asin(min(1.0, sqrt(chord)))


def same_place(
    here: tuple[float | None, float | None], there: tuple[float | None, float | None]
) -> bool:
    """Tell whether two positions may be one place; an unknown position may be any."""
    if here == there:  # nearly always
        return True
    if here[0] is None or here[1] is None or there[0] is None or there[1] is None:
        return True
    return distance_m((here[0], here[1]), (there[0], there[1])) <= SAME_PLACE_M

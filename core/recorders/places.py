"""Turns the coordinates that recorders write into latitude and longitude, or None."""

import re
from typing import NamedTuple

_NUMBER = r"[+-]?\d{1,3}(?:\.\d{1,15})?"
_LONGEST = 100
_PAIR = re.compile(rf"\s*({_NUMBER})\s*(?:[\s,;]\s*|(?=[+-]))({_NUMBER})\s*")


class Position(NamedTuple):
    """A position on WGS84, in degrees, north and east positive."""

    latitude: float
    longitude: float


def place(latitude: float, longitude: float) -> Position | None:
    """Return the place, or None where it is none: out of range, or the 0, 0 of a missing fix."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    if latitude == 0 and longitude == 0:
        return None
    return Position(latitude, longitude)


def read_pair(text: str) -> Position | None:
    """Return the place written as ``52.1 4.5``, ``52.1, 4.5`` or ``-27.3+152.8``."""
    match = _PAIR.fullmatch(text[:_LONGEST])
    return None if match is None else place(float(match[1]), float(match[2]))


def with_hemispheres(lat: str, north_south: str, lon: str, east_west: str) -> Position | None:
    """Return the place of two numbers and their hemisphere letters, of either case."""
    numbers = [number(lat), number(lon)]
    if numbers[0] is None or numbers[1] is None:
        return None
    latitude = _signed(numbers[0], north_south, "S")
    longitude = _signed(numbers[1], east_west, "W")
    return place(latitude, longitude)


def number(text: str) -> float | None:
    """Return a plain decimal number, or None."""
    text = text.strip()
    return float(text) if re.fullmatch(r"[+-]?\d{1,12}(?:\.\d{0,15})?", text) else None


def _signed(value: float, letter: str, negative: str) -> float:
    return -abs(value) if letter.strip().upper() == negative else value

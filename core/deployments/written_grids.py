"""Reads places that are not written as degrees: UTM, WKT points and plus codes."""

import math
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from core.errors import UserError

_NUMBER = r"([+-]?\d+(?:\.\d+)?)"
_EAST = r"(?:e|x|easting)?[:=]? *(\d{6}(?:\.\d+)?) *(?:me?|e)?"
_NORTH = r"(?:n|y|northing)?[:=]? *(\d{1,8}(?:\.\d+)?) *(?:mn?|n)?"
_ZONE = r"(?:utm *)?(?:zone *)?(\d{1,2}) *([c-hj-np-x]|north|south)"
_GAP = r"[ ,;/]+"
_UTM = re.compile(rf"{_ZONE}{_GAP}{_EAST}{_GAP}{_NORTH}", re.IGNORECASE)
_UTM_LAST = re.compile(rf"(?:utm *)?{_EAST}{_GAP}{_NORTH}{_GAP}{_ZONE}", re.IGNORECASE)
_POINT = re.compile(
    rf"(?:srid=(\d+);)? *point *(?:z|m|zm)? *\( *{_NUMBER} +{_NUMBER}(?: +{_NUMBER}){{0,2}} *\)",
    re.IGNORECASE,
)
_DEGREES = 4326
"""The EPSG number of degrees of WGS 84."""

_DIGITS = "23456789CFGHJMPQRVWX"
_CODE = re.compile(
    rf"(?:https?://plus\.codes/)?([{_DIGITS}]{{4,8}})\+([{_DIGITS}]{{2,7}})\b(.*)", re.IGNORECASE
)
_INSIDE = re.compile(rf"(?<![\w+])[{_DIGITS}]{{8}}\+[{_DIGITS}]{{2,7}}(?!\w)", re.IGNORECASE)
_MAY_BE = re.compile(
    rf"[{_DIGITS}]\+[{_DIGITS}]|(?<!\d)\d{{1,2}}[ _]*(?:[c-hj-np-x]|north|south)(?![a-z])",
    re.IGNORECASE,
)
_BAND_S = re.compile(r"(?<=\d)( ?)s(?![a-z])", re.IGNORECASE)
_WHOLE = 8
"""Digits before the + of a code that is valid all over the world."""
_PAIRS = 10
_ROWS, _COLUMNS = 5, 4
"""Of the cells that each digit after the pairs tells apart."""

_A_M, _FLATTENING = 6_378_137.0, 1 / 298.257223563  # WGS 84
_SCALE, _FALSE_EAST_M, _FALSE_NORTH_M = 0.9996, 500_000.0, 10_000_000.0
_BAND_S_M = range(3_540_000, 4_430_000)
"""Northings of the band S, which lies in the north."""


def of_grid(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude in degrees, or None where it is written otherwise.

    Raises UserError for what is written so and yet says no place.
    """
    text = " ".join(text.split())
    if match := _POINT.fullmatch(text):
        return _of_point(match)
    if match := _CODE.fullmatch(text):
        return _of_code(match[1].upper(), match[2].upper())
    if match := _UTM.fullmatch(text):
        zone, letter, east, north = match.groups()
    elif match := _UTM_LAST.fullmatch(text):
        east, north, zone, letter = match.groups()
    else:
        return None
    return _of_utm(int(zone), letter.upper(), float(east), float(north))


def inside(text: str) -> Iterator[tuple[int, int, tuple[float, float]]]:
    """Yield (first, behind the last letter, place) of UTM and plus codes in names and notes.

    What may be a place of the north and of the south is both.
    """
    if not _MAY_BE.search(text):
        return
    spaced = text.replace("_", " ")
    for pattern in (_UTM, _UTM_LAST, _INSIDE):
        for match in pattern.finditer(spaced):
            for written in {match[0], *(_BAND_S.sub(f" {end}", match[0]) for end in _ENDS)}:
                with suppress(UserError):
                    place = of_grid(written)
                    if place is not None:
                        yield match.start(), match.start() + len(match[0].rstrip()), place


_ENDS = ("north", "south")


def _of_point(match: re.Match[str]) -> tuple[float, float]:
    if match[1] and int(match[1]) != _DEGREES:
        raise UserError(f"This point is not in degrees (SRID {match[1]}): give one of SRID 4326.")
    return float(match[3]), float(match[2])  # WKT says x before y


def _of_code(first: str, rest: str) -> tuple[float, float]:
    """Return the middle of a plus code (Open Location Code, specification of Google, 2014)."""
    if len(first) < _WHOLE:
        raise UserError(
            "This plus code is short and holds only near a town: paste the whole one, such as "
            "8FVC9G8F+6W."
        )
    values = [_DIGITS.index(digit) for digit in first + rest]
    size = 20.0
    south = west = 0.0
    for north_digit, east_digit in zip(values[:_PAIRS:2], values[1:_PAIRS:2], strict=True):
        south, west = south + north_digit * size, west + east_digit * size
        size /= 20
    high = wide = size * 20
    for value in values[_PAIRS:]:
        high, wide = high / _ROWS, wide / _COLUMNS
        row, column = divmod(value, _COLUMNS)
        south, west = south + row * high, west + column * wide
    return south - 90 + high / 2, west - 180 + wide / 2


def _of_utm(zone: int, letter: str, east_m: float, north_m: float) -> tuple[float, float]:
    """Return the place of UTM coordinates on WGS 84.

    By Krüger's series to the third order, exact to a millimetre (Karney 2011, Transverse Mercator
    with an accuracy of a few nanometers, Journal of Geodesy 85, 475-485).
    """
    if not 1 <= zone <= 60:
        raise UserError(f"There is no UTM zone {zone}: they go from 1 to 60.")
    if letter == "S" and int(north_m) in _BAND_S_M:
        raise UserError(
            f"{zone}S can mean the south, or the band from 32° to 40° north: write “{zone} north” "
            f"or “{zone} south”."
        )
    if letter in ("SOUTH", "S") or (len(letter) == 1 and letter < "N"):
        north_m -= _FALSE_NORTH_M
    if abs(north_m) > _FALSE_NORTH_M:
        raise UserError(f"There is no northing of {north_m:.0f} m in UTM.")
    n = _FLATTENING / (2 - _FLATTENING)
    radius = _SCALE * _A_M / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    beta = (n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96, n**2 / 48 + n**3 / 15, 17 * n**3 / 480)
    delta = (2 * n - 2 * n**2 / 3 - 2 * n**3, 7 * n**2 / 3 - 8 * n**3 / 5, 56 * n**3 / 15)
    up, right = north_m / radius, (east_m - _FALSE_EAST_M) / radius
    sphere_up = up - sum(b * math.sin(k * up) * math.cosh(k * right) for k, b in _even(beta))
    sphere_right = right - sum(b * math.cos(k * up) * math.sinh(k * right) for k, b in _even(beta))
    conformal = math.asin(math.sin(sphere_up) / math.cosh(sphere_right))
    latitude = conformal + sum(d * math.sin(k * conformal) for k, d in _even(delta))
    longitude = math.atan2(math.sinh(sphere_right), math.cos(sphere_up))
    return math.degrees(latitude), math.degrees(longitude) + 6 * zone - 183


def _even(coefficients: Iterable[float]) -> Iterable[tuple[int, float]]:
    return ((2 * order, one) for order, one in enumerate(coefficients, 1))

"""Finds places in names and notes whose two numbers only together are known to be a place.

Digits without a point, minutes without a sign and letters of a grid look like dates, times and
words. Whether they are a place is told by whoever knows the places that there are.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

from core.deployments.written_grids import of_grid
from core.errors import UserError

Found = tuple[int, int, tuple[float, float]]
"""First letter, the one behind the last, and the place; signs are those of no hemisphere."""

_BEFORE, _BEHIND = r"(?<![\w.])(?<!\d,)[NSns+-]?[ _]?", r"(?!\d|[.,]\d)[EWOewo]?(?![^\W_])"
_BETWEEN = r"[ ,_]?[NSns]?[ ,;/_|]*[EWOewo+-]{0,2}[ _]?"
_FRACTION = r"(?:[.,]\d+)?"
_DEGREE, _MINUTE, _SECOND = r"(?:[°º˚d:o _-]|deg)", r"(?:['′’m: _-]|min)", r"(?:[\"″”s]|''|sec)?"
_SEPARATED = (
    rf"(\d{{1,3}}) ?{_DEGREE} ?(\d{{1,2}}) ?{_MINUTE} ?(\d{{1,2}}{_FRACTION}) ?{_SECOND}",
    rf"(\d{{1,3}}) ?{_DEGREE} ?(\d{{1,2}}[.,]\d+) ?{_MINUTE}?",
)
_IN_PARTS = tuple(
    re.compile(_BEFORE + latitude + _BETWEEN + longitude + _BEHIND)
    for latitude, longitude in (
        (r"(\d\d)(\d\d[.,]\d+)", r"(\d{2,3})(\d\d[.,]\d+)"),
        (rf"(\d\d)(\d\d)(\d\d{_FRACTION})", rf"(\d{{3}})(\d\d)(\d\d{_FRACTION})"),
        (rf"(\d\d)(\d\d)(\d\d{_FRACTION})[Nn]", rf"(\d\d)(\d\d)(\d\d{_FRACTION})"),
        *((one, one) for one in _SEPARATED),
    )
)
"""Degrees, minutes and perhaps seconds, as NMEA and ISO 6709 pack them, or apart."""
_OTHER_POINT = r"(\d{1,3})[_p·٫-](\d{3,8})"
_WITHOUT_POINT = re.compile(_BEFORE + _OTHER_POINT + _BETWEEN + _OTHER_POINT + _BEHIND)
_WHOLE = re.compile(_BEFORE + r"(\d{5,9})" + _BETWEEN + r"(\d{4,10})" + _BEHIND)
_DATE = re.compile(r"(?:19|20)\d{6}")
_TIME_DIGITS = 6
_SCALES = (1e4, 1e5, 1e6, 1e7)
_SQUARE = re.compile(
    r"(?<![^\W_])(\d{1,2})([C-HJ-NP-X])[ _]?([A-HJ-NP-Z])([A-HJ-NP-V])[ _]?"
    r"(?:(\d{2,5})[ _](\d{2,5})|(\d{4,10}))(?!\w)",
    re.IGNORECASE,
)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_SQUARE_M, _CYCLE_M, _EQUATOR_M = 100_000, 2_000_000, 10_000_000
_METRE_DIGITS = 5
_HASH_DIGITS = "0123456789bcdefghjkmnpqrstuvwxyz"
_HASH = re.compile(rf"(?<![^\W_])[{_HASH_DIGITS}]{{5,12}}(?![^\W_])", re.IGNORECASE)


@lru_cache(maxsize=4096)
def pairs_inside(text: str) -> tuple[Found, ...]:
    """Return what in a text may be a place: it is one if it lies near a place that is known."""
    return (*_in_parts(text), *_without_point(text), *_squares(text), *_hashes(text))


def _in_parts(text: str) -> Iterator[Found]:
    for pattern in _IN_PARTS:
        for match in pattern.finditer(text):
            parts = [float(one.replace(",", ".")) for one in match.groups()]
            half = len(parts) // 2
            latitude, longitude = (
                sum(part / 60**n for n, part in enumerate(one))
                for one in (parts[:half], parts[half:])
            )
            yield match.start(), match.end(), (latitude, longitude)


def _without_point(text: str) -> Iterator[Found]:
    for match in _WITHOUT_POINT.finditer(text):
        a, b, c, d = match.groups()
        yield match.start(), match.end(), (float(f"{a}.{b}"), float(f"{c}.{d}"))
    for match in _WHOLE.finditer(text):
        if _DATE.fullmatch(match[1]) and len(match[2]) == _TIME_DIGITS:
            continue
        for scale in _SCALES:
            yield match.start(), match.end(), (int(match[1]) / scale, int(match[2]) / scale)


def _squares(text: str) -> Iterator[Found]:
    """Yield places of the Military Grid Reference System (NGA.STND.0037, 2014)."""
    for match in _SQUARE.finditer(text):
        zone, band = int(match[1]), match[2].upper()
        digits = match[7] or match[5] + match[6]
        half, odd = divmod(len(digits), 2)
        if odd or (match[5] and len(match[5]) != len(match[6])):
            continue
        east_m, north_m = (
            int(one.ljust(_METRE_DIGITS, "0")) for one in (digits[:half], digits[half:])
        )
        column = _LETTERS.index(match[3].upper()) - 8 * ((zone - 1) % 3)
        row = _LETTERS.index(match[4].upper()) - (0 if zone % 2 else 5)
        if not 0 <= column < 8:
            continue
        east_m += (column + 1) * _SQUARE_M
        north_m += row * _SQUARE_M % _CYCLE_M
        north_m += round((_northing_m(band) - north_m) / _CYCLE_M) * _CYCLE_M
        with suppress(UserError):
            half_of_earth = "north" if band >= "N" else "south"
            place = of_grid(f"{zone} {half_of_earth} {east_m} {max(north_m, 0)}")
            if place is not None:
                yield match.start(), match.end(), place


def _northing_m(band: str) -> float:
    """Return about how far north the middle of a band is, as UTM counts there."""
    middle = -80 + 8 * _BANDS.index(band) + 4
    return middle * 110_900 + (0 if middle > 0 else _EQUATOR_M)


def _hashes(text: str) -> Iterator[Found]:
    """Yield places of geohashes (Niemeyer 2008): bits of longitude and latitude in turn."""
    for match in _HASH.finditer(text):
        value = 0
        for letter in match[0].lower():
            value = value * 32 + _HASH_DIGITS.index(letter)
        bits = 5 * len(match[0])
        sides = [0, 0]
        for n in range(bits):
            sides[n % 2] = sides[n % 2] * 2 + (value >> (bits - 1 - n) & 1)
        east, north = 2 ** ((bits + 1) // 2), 2 ** (bits // 2)
        place = 180 * (sides[1] + 0.5) / north - 90, 360 * (sides[0] + 0.5) / east - 180
        yield match.start(), match.end(), place

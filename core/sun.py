"""When the sun rises and sets anywhere on earth, and how many minutes lie between.

The formulas are the low-accuracy ones of the Astronomical Almanac (as in Meeus, Astronomical
Algorithms, 2nd ed. 1998, chapters 15 and 25): within five minutes up to 65 degrees of latitude.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Place = tuple[float, float]
"""Latitude and longitude in degrees."""
NO_SUNRISE = 9999
"""Stands for a day on which the sun does not cross the horizon."""

_DAY_MS = 86_400_000
_J2000_MS = 946_728_000_000  # 2000-01-01 12:00 UTC
_ALTITUDE = -0.833  # of the centre at sunrise: refraction and the disc's radius, degrees

Floats = NDArray[np.float64]
Minutes = NDArray[np.int64]


def minutes_since(utc_ms: Floats, latitude: Floats, longitude: Floats) -> tuple[Minutes, Minutes]:
    """Return minutes since sunrise and since sunset of the solar day that each moment is in.

    All arrays are [moments]; negative is before. NO_SUNRISE where the sun stays up or down.
    """
    solar_day = np.floor((utc_ms - _J2000_MS) / _DAY_MS + longitude / 360 + 0.5)
    noon = solar_day - longitude / 360  # in days since J2000, by the mean sun
    anomaly = np.radians((357.5291 + 0.98560028 * noon) % 360)
    centre = 1.9148 * np.sin(anomaly) + 0.02 * np.sin(2 * anomaly) + 0.0003 * np.sin(3 * anomaly)
    ecliptic = np.radians((np.degrees(anomaly) + centre + 282.9372) % 360)
    noon = noon + 0.0053 * np.sin(anomaly) - 0.0069 * np.sin(2 * ecliptic)  # by the true sun
    declination = np.arcsin(np.sin(ecliptic) * np.sin(np.radians(23.4397)))
    place = np.radians(latitude)
    cosine = (np.sin(np.radians(_ALTITUDE)) - np.sin(place) * np.sin(declination)) / (
        np.cos(place) * np.cos(declination)
    )
    half = np.degrees(np.arccos(np.clip(cosine, -1, 1))) / 360
    noon_ms = _J2000_MS + noon * _DAY_MS
    crosses = np.abs(cosine) < 1
    rise, fall = (
        np.where(crosses, np.floor((utc_ms - noon_ms + sign * half * _DAY_MS) / 60_000), NO_SUNRISE)
        for sign in (1, -1)
    )
    return rise.astype(np.int64), fall.astype(np.int64)


def sun_hours(
    days: Sequence[int], ahead_ms: Sequence[int], place: Place
) -> tuple[list[float | None], list[float | None]]:
    """Return the hours of sunrise and sunset on days (since 1970) of a clock, 0 to 24.

    ``ahead_ms`` is how far the clock is ahead of UTC on each. None where the sun stays up or down.
    """
    utc_ms = (np.array(days, float) + 0.5) * _DAY_MS - np.array(ahead_ms, float)
    latitude, longitude = (np.full(len(utc_ms), degrees) for degrees in place)
    since = minutes_since(utc_ms, latitude, longitude)
    # Whatever the clock shows at solar noon: from one day to the next it is minutes at most.
    rise, fall = (
        [None if m == NO_SUNRISE else (720 - m) % 1440 / 60 for m in minutes.tolist()]
        for minutes in since
    )
    return rise, fall

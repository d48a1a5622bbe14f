"""When the sun rises and sets anywhere on earth, and how many minutes lie between.

The formulas are the low-accuracy ones of the Astronomical Almanac (as in Meeus, Astronomical
Algorithms, 2nd ed. 1998, chapters 15 and 25), at the moment of the event itself: within a minute of
ephem up to 65 degrees of latitude, and within five where the sun hardly crosses the horizon.
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
_STEPS = 5
_ALTITUDE = -0.833  # of the centre at sunrise: refraction and the disc's radius, degrees

Floats = NDArray[np.float64]
Minutes = NDArray[np.int64]


def minutes_since(utc_ms: Floats, latitude: Floats, longitude: Floats) -> tuple[Minutes, Minutes]:
    """Return minutes since sunrise and since sunset of the solar day that each moment is in.

    All arrays are [moments]; negative is before. NO_SUNRISE where the sun stays up or down.
    """
    solar_day = np.floor((utc_ms - _J2000_MS) / _DAY_MS + longitude / 360 + 0.5)
    noon = solar_day - longitude / 360  # in days since J2000, by the mean sun
    rise, fall = (
        np.where(
            np.isfinite(event),
            np.floor((utc_ms - _J2000_MS - event * _DAY_MS) / 60_000),
            NO_SUNRISE,
        )
        for event in (_event(noon, latitude, -1), _event(noon, latitude, 1))
    )
    return rise.astype(np.int64), fall.astype(np.int64)


def _event(noon: Floats, latitude: Floats, side: int) -> Floats:
    """Return when the sun crosses the horizon before (-1) or after noon, in days; NaN: not at all.

    With the declination of the event itself: near the polar circles that of noon is minutes off.
    """
    place, event = np.radians(latitude), noon
    with np.errstate(divide="ignore", invalid="ignore"):  # at the poles
        for _ in range(_STEPS):
            declination, late = _sun_at(event)
            cosine = (np.sin(np.radians(_ALTITUDE)) - np.sin(place) * np.sin(declination)) / (
                np.cos(place) * np.cos(declination)
            )
            half = np.degrees(np.arccos(np.clip(cosine, -1, 1))) / 360
            event = noon + late + side * half
    return np.where(np.abs(cosine) < 1, event, np.nan)


def _sun_at(day: Floats) -> tuple[Floats, Floats]:
    """Return the declination in radians, and how late the true sun is, at days since J2000."""
    anomaly = np.radians((357.5291 + 0.98560028 * day) % 360)
    centre = 1.9148 * np.sin(anomaly) + 0.02 * np.sin(2 * anomaly) + 0.0003 * np.sin(3 * anomaly)
    perihelion = 282.9373 + 4.7077e-5 * day
    ecliptic = np.radians((np.degrees(anomaly) + centre + perihelion) % 360)
    late = 0.0053 * np.sin(anomaly) - 0.0069 * np.sin(2 * ecliptic)
    return np.arcsin(np.sin(ecliptic) * np.sin(np.radians(23.4393))), late


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

"""When the sun rose and set where a detection was made: minutes between, beside each detection.

The formulas are the low-accuracy ones of the Astronomical Almanac (as in Meeus, Astronomical
Algorithms, 2nd ed. 1998, chapters 15 and 25): within five minutes up to 65 degrees of latitude.
"""

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

NO_SUNRISE = 9999
"""Stands for a day on which the sun does not cross the horizon."""

_DAY_MS = 86_400_000
_J2000_MS = 946_728_000_000  # 2000-01-01 12:00 UTC
_ALTITUDE = -0.833  # of the centre at sunrise: refraction and the disc's radius, degrees
_CHUNK = 100_000

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


def fill(db: Connection) -> int:
    """Compute it for all placed detections that lack it. Return how many those were."""
    count, last = 0, 0
    while rows := db.exec_driver_sql(_LACKING, (last, _CHUNK)).all():
        last = rows[-1][0]
        columns = np.array([row[1:] for row in rows], dtype=np.float64).T
        rise, fall = minutes_since(columns[0], columns[1], columns[2])
        values = zip(rise.tolist(), fall.tolist(), (row[0] for row in rows), strict=True)
        db.exec_driver_sql(
            "UPDATE detections SET sunrise_minute = ?, sunset_minute = ? WHERE id = ?",
            list(values),
        )
        count += len(rows)
    return count


_LACKING = """SELECT d.id, d.at_utc_ms, coalesce(r.latitude, s.latitude) AS latitude,
    coalesce(r.longitude, s.longitude) AS longitude
    FROM detections d JOIN recordings r ON r.id = d.recording_id
    LEFT JOIN sites s ON s.id = d.site_id
    WHERE d.id > ? AND d.sunrise_minute IS NULL AND d.at_utc_ms IS NOT NULL
    AND coalesce(r.latitude, s.latitude) IS NOT NULL
    AND coalesce(r.longitude, s.longitude) IS NOT NULL
    ORDER BY d.id LIMIT ?"""

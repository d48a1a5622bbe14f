"""Minutes since sunrise and sunset agree with astral, an independent reckoning."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from astral import Observer
from astral.sun import sunrise, sunset

from core.sun import NO_SUNRISE, minutes_since, sun_hours

PLACES = ((52.1, 4.3), (0.0, -78.5), (-37.5, 145.0), (64.1, -21.9), (-3.1, 179.0))


def since(at: datetime, latitude: float, longitude: float) -> tuple[int, int]:
    moment = np.array([at.timestamp() * 1000])
    rise, fall = minutes_since(moment, np.array([latitude]), np.array([longitude]))
    return int(rise[0]), int(fall[0])


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize("month", range(1, 13, 2))
def test_sunrise_and_sunset_are_within_five_minutes(place, month):
    there = Observer(*place)
    noon = datetime(2025, month, 20, 12, tzinfo=UTC).timestamp() - place[1] * 240
    at = datetime.fromtimestamp(noon, UTC)
    rise, fall = since(at, *place)
    days = [date.fromordinal(at.date().toordinal() + n) for n in (-1, 0, 1)]
    assert min(abs((at - sunrise(there, d)).total_seconds() / 60 - rise) for d in days) < 5
    assert min(abs((at - sunset(there, d)).total_seconds() / 60 - fall) for d in days) < 5


@pytest.mark.parametrize(
    ("day", "rise", "fall"),
    [
        ("2025-01-17", (9, 57.7), (11, 3.3)),  # the first after the polar night
        ("2025-05-15", (-2, 58.0), (21, 54.6)),  # the last before the sun stays up
        ("2025-11-20", (8, 47.7), (11, 22.7)),
    ],
)
def test_where_the_sun_hardly_crosses_it_is_minutes_off_at_most(day, rise, fall):
    # Of ephem 4.2 (upper limb, horizon -0:34), at 70 N, 25 E.
    at = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    found = since(at, 70.0, 25.0)
    for minutes, (hour, minute) in zip(found, (rise, fall), strict=True):
        assert minutes == pytest.approx(720 - hour * 60 - minute, abs=3)


@pytest.mark.parametrize("day", ["2025-01-15", "2025-05-17", "2025-11-27"])
def test_next_to_the_days_with_sunrise_there_is_none(day):
    at = datetime.fromisoformat(f"{day}T10:20:00+00:00")
    assert since(at, 70.0, 25.0) == (NO_SUNRISE, NO_SUNRISE)


@pytest.mark.parametrize("pole", [90.0, -90.0])
def test_at_the_poles_there_is_none(pole):
    assert since(datetime(2025, 3, 21, 12, tzinfo=UTC), pole, 0.0) == (NO_SUNRISE, NO_SUNRISE)


def test_in_the_polar_night_there_is_none():
    assert since(datetime(2025, 12, 21, 12, tzinfo=UTC), 78.2, 15.6) == (NO_SUNRISE, NO_SUNRISE)


@pytest.mark.parametrize(
    ("place", "ahead_h", "rise", "fall"),
    [
        ((46.5, 6.1), 2, 5.8, 21.1),
        ((46.5, 6.1), 0, 3.8, 19.1),
        ((-37.8, 145.0), 10, 7.3, 17.2),
        ((-18.1, 178.4), 0, 18.5, 5.6),  # Fiji by a clock in UTC: the sun rises in the evening
    ],
)
def test_the_suns_hours_are_by_the_recorders_clock(place, ahead_h, rise, fall):
    day = date(2019, 5, 22).toordinal() - date(1970, 1, 1).toordinal()
    (found,), (down,) = sun_hours([day], [ahead_h * 3_600_000], place)
    assert (found, down) == pytest.approx((rise, fall), abs=0.3)


def test_where_the_sun_stays_up_there_is_no_line():
    day = date(2019, 6, 21).toordinal() - date(1970, 1, 1).toordinal()
    assert sun_hours([day], [0], (70.0, 20.0)) == ([None], [None])

"""When a recording really began."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.deployments.clock import (
    Clock,
    ClockMode,
    ClockReading,
    KnownTime,
    as_stored,
    checked,
    correction_s,
    folds,
    known_times,
    placed,
)
from core.domain import OffsetSource
from core.errors import UserError

AMSTERDAM = "Europe/Amsterdam"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> int:
    return round(at(text + "+00:00").timestamp() * 1000)


def test_a_clock_without_a_zone_leaves_the_moment_unknown():
    assert placed(Clock(), ClockReading(at("2024-05-01T05:00:00"))).start_utc_ms is None


def test_the_zone_of_the_deployment_gives_the_offset():
    there = placed(Clock(AMSTERDAM), ClockReading(at("2024-05-01T05:00:00")))
    assert (there.offset_minutes, there.offset_source) == (120, OffsetSource.DEPLOYMENT)
    assert there.start_utc_ms == utc("2024-05-01T03:00:00")


def test_a_zone_that_nobody_confirmed_is_a_guess():
    there = placed(Clock(AMSTERDAM, guessed=True), ClockReading(at("2024-05-01T05:00:00")))
    assert there.offset_source is OffsetSource.GUESS


def test_an_offset_that_the_file_tells_is_believed_before_the_zone():
    told = ClockReading(at("2024-05-01T05:00:00"), 0, OffsetSource.GUANO)
    there = placed(Clock(AMSTERDAM), told)
    assert (there.offset_minutes, there.offset_source) == (0, OffsetSource.GUANO)


def test_a_fixed_clock_keeps_the_offset_of_its_first_recording_over_a_change():
    clock, first = Clock(AMSTERDAM), at("2024-10-20T12:00:00")
    there = placed(clock, ClockReading(at("2024-11-05T12:00:00")), first)
    assert there.offset_minutes == 120
    assert there.start_utc_ms == utc("2024-11-05T10:00:00")


def test_a_clock_that_follows_its_zone_changes_with_it():
    clock, first = Clock(AMSTERDAM, ClockMode.FOLLOWS_ZONE), at("2024-10-20T12:00:00")
    assert placed(clock, ClockReading(at("2024-11-05T12:00:00")), first).offset_minutes == 60


@pytest.mark.parametrize(("fold", "offset"), [(0, 120), (1, 60)])
def test_the_hour_that_comes_twice_is_told_by_its_fold(fold, offset):
    clock = Clock(AMSTERDAM, ClockMode.FOLLOWS_ZONE)
    reading = ClockReading(at("2024-10-27T02:30:00"), fold=fold)
    assert placed(clock, reading).offset_minutes == offset


def test_a_reading_that_goes_back_in_the_hour_that_comes_twice_is_behind_the_change():
    readings = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]
    numbered = [(n, at(f"2024-10-27T{text}:00")) for n, text in enumerate(readings)]
    assert folds(AMSTERDAM, numbered) == {3, 4}


def test_one_known_time_is_an_offset():
    known = (KnownTime(at("2024-05-01T05:00:00"), at("2024-05-01T05:03:00")),)
    assert correction_s(known, at("2024-06-01T00:00:00")) == 180.0


def test_two_known_times_are_an_offset_and_a_drift():
    known = (
        KnownTime(at("2024-05-01T00:00:00"), at("2024-05-01T00:00:10")),
        KnownTime(at("2024-05-11T00:00:00"), at("2024-05-11T00:00:30")),
    )
    assert correction_s(known, at("2024-05-06T00:00:00")) == 20.0
    assert correction_s(known, at("2024-05-21T00:00:00")) == 50.0


def test_a_clock_that_began_at_1970_takes_the_rules_of_the_true_time():
    known = (KnownTime(at("1970-01-01T00:00:00"), at("2024-07-01T12:00:00")),)
    there = placed(Clock(AMSTERDAM, known=known), ClockReading(at("1970-01-01T01:00:00")))
    assert there.offset_minutes == 120
    assert there.start_utc_ms == utc("2024-07-01T11:00:00")


def test_known_times_in_the_wrong_order_are_refused():
    known = (
        KnownTime(at("2024-05-11T00:00:00"), at("2024-05-11T00:00:30")),
        KnownTime(at("2024-05-01T00:00:00"), at("2024-05-01T00:00:10")),
    )
    with pytest.raises(UserError, match="check at the start comes first"):
        checked(Clock(known=known))


@pytest.mark.parametrize(
    "true", ["0001-01-01T00:00:00", "1876-12-31T00:00:00", "9999-01-01T00:00:00"]
)
def test_a_true_time_that_cannot_be_is_refused(true):
    with pytest.raises(UserError, match="Check the date"):
        checked(Clock(known=(KnownTime(at("2024-05-01T00:00:00"), at(true)),)))


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", ""])
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(UserError, match="There is no time zone"):
        checked(Clock(zone=zone))


_MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2050, 1, 1))  # noqa: DTZ001 - clocks


@given(_MOMENTS, st.timedeltas(timedelta(days=-9), timedelta(days=9)))
def test_known_times_are_kept_as_they_are(recorder, error):
    known = (KnownTime(recorder, recorder + error),)
    assert known_times(as_stored(Clock(known=known))) == known


_SINCE_2011 = st.datetimes(datetime(2011, 1, 1), datetime(2026, 1, 1))  # noqa: DTZ001 - clocks


@given(_SINCE_2011, st.sampled_from([AMSTERDAM, "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]))
def test_utc_and_offset_always_agree(local, zone):
    there = placed(Clock(zone, ClockMode.FOLLOWS_ZONE), ClockReading(local))
    assert there.offset_minutes is not None
    assert there.start_utc_ms is not None
    back = there.start_utc_ms + there.offset_minutes * 60_000
    assert abs(back - round(local.timestamp() * 1000 - at("1970-01-01").timestamp() * 1000)) < 7.3e6

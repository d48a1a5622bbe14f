"""Effort: what was really heard, each moment of a place once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.statistics.effort import Effort
from tests.core.spans import HeardSpan, measured

HOUR, DAY = 3_600_000, 86_400_000


def at(hour: float, seconds: float, *, offset_h: float = 0, recording: int = 0) -> HeardSpan:
    """A stretch from an hour in UTC on, by a clock that is so many hours ahead of it."""
    start = round(hour * HOUR)
    return HeardSpan(recording, start, start + round(offset_h * HOUR), seconds)


def by_clock(hour: float, seconds: float) -> HeardSpan:
    return HeardSpan(0, None, round(hour * HOUR), seconds)


UNKNOWN = HeardSpan(0, None, None, 1800)


@pytest.mark.parametrize(
    ("stretches", "hours"),
    [
        ([], 0),
        ([at(5, 3600)], 1),
        ([at(5, 3600), at(5, 3600)], 1),
        ([at(5, 3600), at(5.5, 3600)], 1.5),
        ([at(5, 7200), at(5.5, 600), at(6.5, 3600)], 2.5),
        ([at(5, 0), at(5, 600)], 1 / 6),
        ([UNKNOWN, UNKNOWN, at(5, 3600)], 2),
        ([by_clock(5, 3600), by_clock(5.5, 3600)], 1.5),
        ([at(5, 3600), by_clock(5, 3600)], 2),  # nobody knows how the two clocks stand
    ],
)
def test_each_moment_counts_once(stretches, hours):
    assert measured(stretches).effort.hours == pytest.approx(hours)


def test_the_hour_that_comes_twice_in_autumn_is_two_hours():
    effort = measured([at(0, 3600, offset_h=2), at(1, 3600, offset_h=1)]).effort
    assert (effort.hours, effort.by_hour[2]) == (2, 7200)


def test_two_clocks_at_one_place_are_one_time():
    effort = measured([at(4, 3600), at(4, 3600, offset_h=2)]).effort
    assert (effort.hours, effort.by_hour[4], effort.by_hour[6]) == (1, 3600, 0)
    assert measured([at(2, 3600, offset_h=2), at(4, 3600)]).effort.hours == 2


def test_hours_are_the_clocks_also_over_midnight():
    effort = measured([at(23.5, 3600), at(24.75, 900)]).effort
    assert effort.by_hour[23] == 1800
    assert effort.by_hour[0] == 1800 + 900
    assert sum(effort.by_hour) == effort.seconds


def test_what_has_no_time_is_effort_of_no_hour():
    effort = measured([UNKNOWN, at(5, 600)]).effort
    assert (effort.seconds, effort.undated_s, sum(effort.by_hour)) == (2400, 1800, 600)


def test_places_add_up():
    everywhere = Effort()
    for _ in range(2):
        everywhere.add(measured([at(5, 3600)]).effort)
    assert (everywhere.hours, everywhere.by_hour[5]) == (2, 7200)


SECONDS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 25), st.sampled_from([0, 1, 2])), max_size=8
)


@given(SECONDS)
def test_time_and_what_is_shared_of_it_are_as_counted_second_by_second(made):
    stretches = [
        HeardSpan(n, start * 1000, start * 1000 + ahead * HOUR, length)
        for n, (start, length, ahead) in enumerate(sorted(made))
    ]
    found = measured(stretches)
    covered = {
        second: [
            n
            for n, (start, length, _) in enumerate(sorted(made))
            if start <= second < start + length
        ]
        for second in range(90)
    }
    assert found.effort.seconds == sum(bool(its) for its in covered.values())
    assert sum(found.effort.by_hour) == found.effort.seconds
    shared = {
        (n, second)
        for n, (start, *_) in enumerate(sorted(made))
        for first, last in found.in_utc.shared.get(n, [])
        for second in range(start + first // 1000, start + last // 1000)
    }
    assert shared == {(n, s) for s, its in covered.items() if len(its) > 1 for n in its}


@given(st.lists(st.tuples(st.floats(0, 96), st.floats(1, 90_000)), max_size=6))
def test_days_hours_and_nights_hold_the_same_time(spans):
    effort = measured([at(h, s) for h, s in sorted(spans)]).effort
    by_day = [sum(hours) for hours in effort.by_day.values()]
    assert sum(by_day) == pytest.approx(effort.seconds) == sum(effort.by_hour)
    assert sum(effort.nights.values()) == pytest.approx(effort.seconds)
    assert all(seconds <= 86_400.001 for seconds in (*by_day, *effort.nights.values()))


def test_a_survey_night_lasts_from_noon_to_noon():
    one_night = measured([at(20, 3600), at(24 + 5, 3600)]).effort
    assert one_night.nights == {0: 7200}
    assert len(measured([at(11, 7200)]).effort.nights) == 2


def test_days_are_parted_at_the_clocks_midnight():
    whole = [at(22, 4 * 3600, offset_h=1)]
    parts = [measured(whole, (day * DAY, (day + 1) * DAY)).effort.seconds for day in (0, 1, 2)]
    assert parts == [3600, 3 * 3600, 0]
    assert measured([UNKNOWN], (0, DAY)).effort.seconds == 0

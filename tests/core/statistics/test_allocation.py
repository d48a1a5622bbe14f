"""The next clip is drawn where it lowers the variance most, without trusting a few clips."""

from hypothesis import given
from hypothesis import strategies as st

from core.statistics.allocation import OpenStratum, next_strata


@st.composite
def open_strata(draw: st.DrawFn) -> OpenStratum:
    detections = draw(st.integers(0, 60))
    drawn = draw(st.integers(0, detections))
    judged = draw(st.integers(0, drawn))
    return OpenStratum(detections, drawn, judged, draw(st.integers(0, judged)))


@given(st.lists(open_strata(), max_size=6), st.integers(0, 100))
def test_as_many_as_are_wanted_are_drawn_and_never_more_than_there_are(strata, wanted):
    chosen = next_strata(strata, wanted)
    left = [one.detections - one.drawn for one in strata]
    assert len(chosen) == min(wanted, sum(left))
    assert all(chosen.count(place) <= number for place, number in enumerate(left))


def test_a_large_stratum_is_given_more_than_a_small_one():
    chosen = next_strata([OpenStratum(900, 5, 5, 3), OpenStratum(100, 5, 5, 3)], 20)
    assert chosen.count(0) > 15


def test_an_uncertain_stratum_is_given_more_than_a_sure_one_of_its_size():
    chosen = next_strata([OpenStratum(500, 40, 40, 20), OpenStratum(500, 40, 40, 40)], 20)
    assert chosen.count(0) > 15


def test_five_right_clips_do_not_end_the_listening_to_a_stratum():
    chosen = next_strata([OpenStratum(500, 5, 5, 3), OpenStratum(500, 5, 5, 5)], 20)
    assert chosen.count(1) >= 8


def test_equal_strata_take_turns():
    assert next_strata([OpenStratum(50, 5, 5, 3)] * 3, 6) == [0, 1, 2, 0, 1, 2]

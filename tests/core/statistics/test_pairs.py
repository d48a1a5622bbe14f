"""Two ways to find something on the same recordings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.statistics.pairs import PairedCounts, difference

COUNTS = st.builds(PairedCounts, *(st.integers(0, 60) for _ in range(4)))


def test_the_figures_are_those_of_the_books():
    found = PairedCounts(both=794, only_first=150, only_second=86, neither=570)
    assert found.p == pytest.approx(3.716e-05, rel=1e-3)  # R: binom.test(150, 236)
    more = difference(found)
    assert more.estimate == pytest.approx(0.04)
    assert (more.low, more.high) == pytest.approx((0.0211, 0.0587), abs=2e-4)


@given(COUNTS)
def test_changing_sides_changes_the_sign(found):
    other = PairedCounts(found.both, found.only_second, found.only_first, found.neither)
    assert other.p == found.p
    one, two = difference(found), difference(other)
    assert (one is None) == (found.number == 0)
    if one and two:
        assert (one.low, one.high) == pytest.approx((-two.high, -two.low))
        assert -1 <= one.low <= one.high <= 1

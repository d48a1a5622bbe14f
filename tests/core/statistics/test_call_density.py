"""Call density."""

import pytest

from core.statistics.call_density import ScoreBin, call_density

BINS = [ScoreBin(0.5, 1, 19), ScoreBin(0.3, 5, 15), ScoreBin(0.2, 18, 2)]


def test_each_bin_weighs_its_share_of_the_windows():
    found = call_density(BINS)
    assert found.interval.estimate == pytest.approx(0.5 * 0.05 + 0.3 * 0.25 + 0.2 * 0.9)
    assert found.interval.low < found.interval.estimate < found.interval.high
    assert found.posterior.estimate == pytest.approx(0.283, abs=0.005)
    assert call_density(BINS) == found


def test_a_bin_without_verdicts_counts_with_its_lower_neighbour():
    found = call_density([ScoreBin(0.5, 1, 9), ScoreBin(0.3, 0, 0), ScoreBin(0.2, 9, 1)])
    assert found.interval.estimate == pytest.approx(0.8 * 0.1 + 0.2 * 0.9)


def test_no_verdict_or_shares_of_no_whole_are_refused():
    with pytest.raises(ValueError, match="no window was judged"):
        call_density([ScoreBin(1, 0, 0)])
    with pytest.raises(ValueError, match="add up to 1"):
        call_density([ScoreBin(0.5, 1, 1)])

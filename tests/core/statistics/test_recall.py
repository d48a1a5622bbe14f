"""Recall from minutes listened to completely."""

import numpy as np
import pytest

from core.statistics.recall import ListenedStratum, recall, refusal


def test_minutes_that_the_network_missed_are_weighed_by_all_silent_minutes():
    strata = [
        ListenedStratum(6000, 60, 1),
        ListenedStratum(200, 40, 20),
        ListenedStratum(100, 40, 40),
    ]
    assert refusal(strata) == ""
    everything, low, high = recall(strata)
    assert (everything.low, everything.estimate, everything.high) == (1, 1, 1)
    assert low.estimate == pytest.approx((100 + 100) / (100 + 100 + 100))
    assert high.estimate == pytest.approx(100 / 300)
    assert low.low < low.estimate < low.high


def test_where_no_silent_minute_had_the_species_nothing_bounds_recall_from_above():
    strata = [ListenedStratum(6000, 60, 0), ListenedStratum(200, 40, 20)]
    assert recall(strata)[1].high == 1.0
    assert recall(strata)[1].low < 0.9


@pytest.mark.parametrize(
    ("strata", "reason"),
    [
        ([(100, 0, 0), (10, 10, 10)], "network was silent"),
        ([(100, 10, 0), (10, 0, 0)], "one of the strata"),
        ([(100, 10, 0), (10, 10, 0)], "in none of the minutes"),
        ([(0, 0, 0)], "no minutes"),
    ],
)
def test_what_cannot_be_estimated_is_not(strata, reason):
    assert reason in refusal([ListenedStratum(*numbers) for numbers in strata])


def test_the_same_minutes_give_the_same_interval():
    strata = [ListenedStratum(500, 50, 2), ListenedStratum(200, 40, 20)]
    assert recall(strata) == recall(strata)


def test_the_interval_holds_the_truth():
    drawn = np.random.default_rng(1)
    minutes, listened, shares = np.array([3000, 300, 100]), np.array([60, 40, 40]), (0.02, 0.4, 0.9)
    held = 0
    for _ in range(300):
        there = drawn.binomial(minutes, shares)
        heard = drawn.hypergeometric(there, minutes - there, listened)
        rows = zip(minutes, listened, heard, strict=True)
        found = recall([ListenedStratum(*map(int, row)) for row in rows])[1]
        held += found.low <= there[1:].sum() / there.sum() <= found.high
    assert held >= 0.91 * 300

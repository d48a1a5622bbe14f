"""Wilson's interval against published values."""

import pytest

from core.statistics.proportion import wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<857
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_newcombes_method_3(successes, trials, low, high):
    found = wilson(successes, trials)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert found.estimate == successes / trials


def test_nothing_reviewed_has_no_share():
    assert wilson(0, 0) is None


def test_bounds_stay_between_0_and_1():
    assert wilson(5, 5).high == 1.0
    assert wilson(0, 5).low == 0.0

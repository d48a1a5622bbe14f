"""Species to be expected."""

from itertools import combinations

import numpy as np
import pytest

from core.statistics.richness import mao_tau, richness


def table(*counts: int, units: int) -> np.ndarray:
    """Return units in which each species is met so many times."""
    return np.array([[unit < n for n in counts] for unit in range(units)])


def test_chao2_has_its_classic_form():
    found = richness(table(1, 1, 1, 2, 2, 5, units=10))
    assert (found.observed, found.q1, found.q2) == (6, 3, 2)
    assert found.chao2 == pytest.approx(6 + 0.9 * 9 / 4)
    r = 1.5
    variance = 2 * (0.9 * r**2 / 2 + 0.81 * r**3 + 0.81 * r**4 / 4)
    assert found.chao2_error == pytest.approx(variance**0.5)
    assert found.observed < found.interval.low < found.chao2 < found.interval.high
    assert found.coverage == pytest.approx(1 - 3 / 12 * 27 / 31)


def test_without_species_met_twice_the_form_is_the_corrected_one():
    found = richness(table(1, 1, 1, 4, units=10))
    assert found.chao2 == pytest.approx(4 + 0.9 * 3)


def test_nothing_met_once_is_all_there_is():
    found = richness(table(3, 4, units=12))
    assert (found.chao2, found.chao2_error, found.coverage) == (2, 0, 1)
    assert (found.interval.low, found.interval.high) == (2, 2)
    assert found.doubt == ""


def test_little_is_called_little():
    assert richness(table(3, 4, units=9)).doubt
    assert richness(table(1, 1, units=20)).doubt
    assert richness(table(0, 0, units=20)).coverage is None
    assert richness(np.zeros((0, 0), bool)).mao_tau == []


def test_mao_tau_is_the_mean_over_all_orders_of_the_units():
    met = np.random.default_rng(0).random((6, 5)) < 0.3
    for t, expected in enumerate(mao_tau(met.sum(axis=0), 6), 1):
        seen = [met[list(units)].any(axis=0).sum() for units in combinations(range(6), t)]
        assert expected == pytest.approx(np.mean(seen))

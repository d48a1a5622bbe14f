"""Rank correlation with an interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from core.statistics.correlation import spearman

numbers = st.lists(st.integers(0, 5), min_size=5, max_size=40)


@given(numbers, st.randoms())
def test_it_is_spearmans_with_ties(values, chance):
    other = values[:]
    chance.shuffle(other)
    found = spearman(np.float32(values), np.float32(other), 30)
    if len(set(values)) == 1:
        assert found is None
    else:
        assert found.estimate == pytest.approx(spearmanr(values, other).statistic, abs=1e-6)
        assert -1 <= found.low <= found.estimate <= found.high <= 1


def test_fewer_independent_values_make_a_wider_interval():
    x = np.arange(50, dtype=np.float32)
    y = x + 20 * np.sin(x)
    few, many = spearman(x, y, 8), spearman(x, y, 50)
    assert few.estimate == many.estimate
    assert few.high - few.low > 2 * (many.high - many.low)
    assert spearman(x, y, 3) is None


def test_the_interval_covers_nineteen_times_in_twenty():
    chance, true = np.random.default_rng(1), 6 / np.pi * np.arcsin(0.6 / 2)
    cov = [[1, 0.6], [0.6, 1]]
    covered = 0
    for _ in range(400):
        x, y = chance.multivariate_normal([0, 0], cov, 60).T
        found = spearman(np.float32(x), np.float32(y), 60)
        covered += found.low <= true <= found.high
    assert 0.92 < covered / 400 < 0.98

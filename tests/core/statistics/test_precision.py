"""Precision of detections from clips drawn by strata."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.statistics.precision import SampledStratum, precision
from core.statistics.proportion import wilson


@st.composite
def strata(draw: st.DrawFn) -> list[SampledStratum]:
    made = []
    for _ in range(draw(st.integers(1, 6))):
        detections = draw(st.integers(0, 300))
        listened = draw(st.integers(0, detections))
        made.append(SampledStratum(detections, listened, draw(st.integers(0, listened))))
    return made


@given(strata())
def test_the_estimate_lies_in_its_interval_and_nothing_judged_is_no_number(parts):
    found = precision(parts)
    assert (found is None) == (not any(part.listened for part in parts))
    if found:
        interval = found.interval
        assert 0 <= interval.low <= interval.estimate + 1e-12
        assert interval.estimate <= interval.high + 1e-12 <= 1 + 1e-9


@given(strata())
def test_only_what_was_heard_to_the_last_has_no_interval(parts):
    found = precision(parts)
    if found:
        assert found.all_heard == all(part.listened == part.detections for part in parts)


def test_each_detection_counts_the_same_however_many_clips_its_stratum_was_given():
    found = precision([SampledStratum(900, 10, 2), SampledStratum(100, 10, 10)])
    assert found
    assert found.interval.estimate == pytest.approx(0.9 * 0.2 + 0.1)


def test_a_stratum_without_a_judged_clip_counts_with_its_lower_neighbour():
    parts = [
        SampledStratum(50, 0, 0),
        SampledStratum(100, 5, 1),
        SampledStratum(40, 0, 0),
        SampledStratum(10, 5, 5),
    ]
    assert precision(parts) == precision([SampledStratum(190, 5, 1), SampledStratum(10, 5, 5)])


def test_one_large_stratum_is_nearly_wilsons_interval():
    found = precision([SampledStratum(10**9, 100, 80)])
    plain = wilson(80, 100)
    assert found
    assert plain
    assert found.interval.low == pytest.approx(plain.low, abs=0.002)
    assert found.interval.high == pytest.approx(plain.high, abs=0.002)


def test_impossible_numbers_are_refused():
    for numbers in ((5, 6, 1), (5, 3, 4), (5, -1, -1)):
        with pytest.raises(ValueError, match="cannot be"):
            SampledStratum(*numbers)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    drawn = np.random.default_rng(4)
    truths = np.array([0.1, 0.4, 0.8, 0.97])
    sizes, listened = np.array([2000, 1500, 1000, 500]), np.array([20, 15, 15, 10])
    held = 0
    for _ in range(500):
        right = drawn.binomial(sizes, truths)
        correct = drawn.hypergeometric(right, sizes - right, listened)
        rows = zip(sizes, listened, correct, strict=True)
        found = precision([SampledStratum(*map(int, row)) for row in rows])
        assert found
        held += found.interval.low <= right.sum() / sizes.sum() <= found.interval.high
    assert held >= 0.93 * 500

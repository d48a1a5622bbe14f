"""The figures are those of the textbooks, on the ranking as on the probabilities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from core.heads.calibration import fitted
from core.statistics.ranking import average_precision, calibration, roc_auc

PAIRS = st.lists(st.tuples(st.integers(-5, 5), st.booleans()), min_size=2, max_size=40)


@given(PAIRS)
def test_figures_agree_with_another_library(pairs):
    scores = np.array([s for s, _ in pairs], float)
    present = np.array([p for _, p in pairs])
    if not present.any():
        assert average_precision(scores, present) is None
        assert roc_auc(scores, present) is None
        return
    expected = average_precision_score(present, scores)
    assert average_precision(scores, present) == pytest.approx(expected)
    if not present.all():
        assert roc_auc(scores, present) == pytest.approx(roc_auc_score(present, scores))


def test_probabilities_that_come_true_are_calibrated():
    said = np.repeat([0.25, 0.75], 400)
    was = np.concatenate([np.arange(400) % 4 == 0, np.arange(400) % 4 != 0])
    found = calibration(said, was)
    assert found.error == pytest.approx(0, abs=1e-9)
    assert found.brier == pytest.approx(0.1875)


def test_a_curve_is_found_again_from_what_it_gave():
    random = np.random.default_rng(0)
    scores = random.normal(0, 3, 20_000)
    was = random.random(20_000) < 1 / (1 + np.exp(-(0.7 * scores - 1.2)))
    curve = fitted(scores, was)
    assert (curve.slope, curve.offset) == pytest.approx((0.7, -1.2), abs=0.05)


def test_without_both_kinds_scores_stay_as_they_are():
    curve = fitted(np.array([1.0, 2.0]), np.array([True, True]))
    assert (curve.slope, curve.offset) == (1.0, 0.0)

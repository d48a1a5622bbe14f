"""From scores to probabilities and thresholds."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from core.statistics.logistic import log_likelihood, penalised_log_likelihood
from core.statistics.score_calibration import (
    RefusedCurve,
    ScoreCurve,
    compare_sites,
    logits,
    score_curve,
    too_few,
)


def clips(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    drawn = np.random.default_rng(seed)
    x = logits(drawn.uniform(0.1, 1, n).round(4))
    return x, drawn.random(n) < expit(-1 + 1.3 * x)


def curve(x, right) -> ScoreCurve:
    found = score_curve(np.asarray(x, float), np.asarray(right, bool))
    assert isinstance(found, ScoreCurve)
    return found


def highest(value, design, right) -> tuple[np.ndarray, float]:
    """Maximise without any of our own steps."""
    options = {"xatol": 1e-10, "fatol": 1e-13, "maxiter": 20_000, "maxfev": 20_000}
    found = minimize(lambda b: -value(b), np.zeros(2), method="Nelder-Mead", options=options)
    return found.x, -found.fun


def test_the_curve_is_that_of_the_highest_likelihood():
    x, right = clips(150)
    design = np.column_stack([np.ones_like(x), x])
    expected, reached = highest(lambda b: log_likelihood(design @ b, right), design, right)
    found = curve(x, right)
    assert not found.is_firth
    assert (found.b0, found.b1) == pytest.approx(tuple(expected), rel=1e-5)
    assert found.log_likelihood == pytest.approx(reached, abs=1e-9)


def test_separated_clips_have_firths_curve():
    x = np.array([-2, -1, -0.5, 0.2, 0.2, 1, 2, 3.0])
    for right in (x > 0, x > 0.3, np.array([0, 0, 0, 0, 1, 1, 1, 1]) == 1):
        design = np.column_stack([np.ones_like(x), x])
        expected, reached = highest(
            lambda b, right=right, design=design: penalised_log_likelihood(design, b, right),
            design,
            right,
        )
        found = curve(x, right)
        assert found.is_firth
        assert (found.b0, found.b1) == pytest.approx(tuple(expected), abs=1e-5)
        assert found.log_likelihood == pytest.approx(reached, abs=1e-9)


@pytest.mark.parametrize("separated", [False, True])
def test_a_thresholds_interval_ends_where_the_likelihood_has_fallen_by_chi_squares_half(separated):
    x, right = clips(80, 3)
    if separated:
        right = x > 0.7
    found = curve(x, right)
    threshold = found.threshold(0.9)
    target = np.log(9)
    assert expit(found.b0 + found.b1 * threshold.logit) == pytest.approx(0.9)
    for end in (threshold.low_logit, threshold.high_logit):
        assert end is not None
        design = np.column_stack([np.ones_like(x), x])
        slopes = np.linspace(0.01, 60, 200_000)

        def value(b1, end=end, design=design):
            b = np.array([target - b1 * end, b1])
            if separated:
                return penalised_log_likelihood(design, b, right)
            return log_likelihood(design @ b, right)

        best = max(map(value, slopes[:: 200 if separated else 100]))
        assert 2 * (found.log_likelihood - best) == pytest.approx(3.8415, abs=0.01)


def test_of_several_maxima_of_the_penalised_likelihood_the_highest_counts():
    x = logits(np.array([0.2, 0.3, 0.5, 0.5, 0.5, 0.5, 0.8, 1.0]))
    right = np.array([0, 0, 0, 1, 1, 0, 1, 1], bool)
    found = curve(x, right)
    assert found.is_firth
    end = found.threshold(0.9).low_logit
    assert end is not None
    design = np.column_stack([np.ones_like(x), x])
    best = max(
        penalised_log_likelihood(design, np.array([np.log(9) - slope * end, slope]), right)
        for slope in np.linspace(-2, 10, 12_001)
    )
    assert 2 * (found.log_likelihood - best) == pytest.approx(3.8415, abs=1e-3)


def test_an_interval_without_an_end_says_so():
    drawn = np.random.default_rng(8)
    x = drawn.normal(size=40)
    right = drawn.random(40) < expit(0.1 * x)
    found = score_curve(x, right)
    if isinstance(found, ScoreCurve):
        assert found.threshold(0.99).high_logit is None


def test_a_few_separated_clips_leave_the_threshold_open_above_without_a_warning():
    x = logits(np.array([0.1, 0.2, 0.5, 0.5, 0.7, 0.9]))
    threshold = curve(x, [0, 0, 0, 1, 1, 1]).threshold(0.9)
    assert threshold.high_logit is None
    assert threshold.low_logit == pytest.approx(-0.0674, abs=1e-4)


@pytest.mark.parametrize(
    ("x", "right", "reason"),
    [
        ([], [], "No clip was judged"),
        ([1, 2, 3], [1, 1, 1], "All clips were right"),
        ([1, 2, 3], [0, 0, 0], "All clips were wrong"),
        ([2, 2, 2], [0, 1, 1], "the same score"),
        ([1, 2, 3, 4], [1, 1, 0, 0], "not right more often"),
    ],
)
def test_what_has_no_curve_is_refused_with_the_reason(x, right, reason):
    found = score_curve(np.array(x, float), np.array(right, bool))
    assert isinstance(found, RefusedCurve)
    assert reason in found.reason


def test_the_threshold_of_what_is_kept_lies_below_that_of_each_detection():
    x, right = clips(200, 5)
    found = curve(x, right)
    kept = found.threshold_of_kept(0.9)
    assert kept is not None
    assert kept.logit < found.threshold(0.9).logit
    above = x[x >= kept.logit]
    assert found.probabilities(above).mean() >= 0.9
    one_more = x[x >= x[x < kept.logit].max()]
    assert found.probabilities(one_more).mean() < 0.9


def test_few_clips_are_said_to_be_few():
    assert not too_few(np.array([True] * 42 + [False] * 8))
    assert "50 clips, 7 of the rarer" in too_few(np.array([True] * 43 + [False] * 7))
    assert "49 clips" in too_few(np.array([True] * 30 + [False] * 19))


def test_a_site_that_is_apart_is_found_and_one_sided_sites_are_left_out():
    drawn = np.random.default_rng(2)
    x = drawn.normal(0.5, 1.5, 300)
    sites = ["north" if i % 2 else "south" for i in range(300)]
    shift = np.array([2.0 if site == "north" else -1.0 for site in sites])
    right = drawn.random(300) < expit(shift + x)
    found = compare_sites(np.append(x, [1, 2]), np.append(right, [True, True]), [*sites, "p", "p"])
    assert found is not None
    assert found.left_out == ["p"]
    assert (found.intercepts.df, found.curves.df) == (1, 2)
    assert found.intercepts.p < 1e-6
    alike = compare_sites(x, drawn.random(300) < expit(x), sites)
    assert alike is not None
    assert alike.intercepts.p > 0.01


def test_sites_that_separate_have_a_finite_test():
    x = np.array([-1, 0, 1, 2, -1, 0, 1, 2.0])
    right = np.array([0, 0, 1, 1, 0, 1, 0, 1], bool)
    found = compare_sites(x, right, ["a"] * 4 + ["b"] * 4)
    assert found is not None
    assert 0 <= found.curves.lr < 20


def test_scores_of_0_and_1_are_taken_as_near_them():
    assert np.isfinite(logits(np.array([0.0, 1.0]))).all()

"""Thresholds of a species in words, which are never mixed up, and sites that are apart."""

import numpy as np
import pytest
from scipy.special import expit

from core.plots.calibration_plot import JudgedClip
from core.score_pictures import in_words, thresholds_of
from core.statistics.score_calibration import logits


def clips(n: int, shift: float = 0.0, seed: int = 1) -> list[JudgedClip]:
    drawn = np.random.default_rng(seed)
    scores = drawn.uniform(0.1, 0.99, n)
    right = drawn.random(n) < expit(shift + 1.2 * logits(scores))
    return [JudgedClip(float(s), bool(r)) for s, r in zip(scores, right, strict=True)]


def test_both_thresholds_are_said_and_which_is_which():
    _, of = thresholds_of(clips(300), [""] * 300)
    text = in_words(of)
    assert of.each.logit > of.kept.logit
    assert f"Each detection is right with at least 90% from a score of {of.each.score:.3f}" in text
    assert f"90% of what is kept are right from {of.kept.score:.3f} on" in text
    assert of.site_warning == ""


@pytest.mark.parametrize(
    ("judged", "reason"),
    [([], "no clip was judged"), (clips(20), "20 clips"), ([JudgedClip(0.5, True)] * 60, "all")],
)
def test_where_there_is_too_little_there_is_no_threshold_but_a_reason(judged, reason):
    curve, of = thresholds_of(judged, [""] * len(judged))
    assert (curve, of.each, of.kept) == (None, None, None)
    assert in_words(of).startswith(f"No threshold: {reason}")


def test_a_site_where_scores_mean_something_else_is_named():
    judged = [*clips(200, 0.5), *clips(60, -3, seed=2)]
    sites = ["Dune"] * 200 + ["Wood"] * 60
    _, of = thresholds_of(judged, sites)
    assert "At Wood the scores mean something else" in of.site_warning
    assert "right less often" in of.site_warning
    _, few = thresholds_of(judged[:215], sites[:215])  # 15 clips at the wood: too few to say so
    assert few.site_warning == ""

"""What is told of a head beside its sentence."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.heads.evaluation import cuts_of
from core.statistics.ranking import calibration

SCORED = st.lists(st.tuples(st.integers(-5, 5), st.booleans()), min_size=1, max_size=40).filter(
    lambda rows: any(present for _, present in rows)
)


@given(SCORED)
def test_cuts_trade_precision_for_recall_and_the_last_takes_all(rows):
    said = np.array([score for score, _ in rows], float)
    was = np.array([present for _, present in rows])
    cuts = cuts_of(said, was)
    assert cuts[-1].recall == 1
    for cut in cuts:
        taken = said >= cut.score
        assert round(float(was[taken].mean()), 4) == cut.precision
        assert round(float(taken[was].mean()), 4) == cut.recall
    precisions = [cut.precision for cut in cuts]
    recalls = [cut.recall for cut in cuts]
    assert precisions == sorted(precisions, reverse=True)
    assert recalls == sorted(set(recalls))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50))
def test_bins_of_probabilities_hold_all_windows_and_make_up_the_error(rows):
    said, was = (np.array(one) for one in zip(*rows, strict=True))
    found = calibration(said, was)
    assert sum(one.number for one in found.bins) == len(rows)
    error = sum(abs(one.said - one.was) * one.number for one in found.bins) / len(rows)
    assert abs(found.error - error) < 1e-9

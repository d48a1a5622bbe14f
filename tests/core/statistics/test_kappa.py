"""Agreement of reviewers."""

import pytest

from core.statistics.kappa import cohens_kappa, fleiss_kappa, kappa_text
from core.statistics.proportion import Interval


def test_cohens_kappa_with_its_large_sample_error():
    # Worked by hand from the formulas of Fleiss, Cohen & Everitt.
    found = cohens_kappa({("r", "r"): 20, ("r", "w"): 5, ("w", "r"): 10, ("w", "w"): 15})
    assert found.agreement == pytest.approx(0.7)
    assert found.interval
    assert found.interval.estimate == pytest.approx(0.4)
    assert found.interval.low == pytest.approx(0.4 - 1.959964 * 0.126996, abs=1e-4)


def test_one_word_only_has_agreement_but_no_kappa():
    found = cohens_kappa({("r", "r"): 20})
    assert (found.agreement, found.interval) == (1, None)
    assert "always said r" in found.refused
    assert cohens_kappa({}).refused


@pytest.mark.parametrize("turned", [False, True])
def test_a_reviewer_with_one_word_only_leaves_no_interval(turned):
    said = {("r", "r"): 18, ("r", "w"): 2}
    found = cohens_kappa({pair[::-1]: n for pair, n in said.items()} if turned else said)
    assert (found.agreement, found.estimate, found.interval) == (0.9, 0.0, None)
    assert "One always said r" in found.refused


def test_full_agreement_ends_at_one():
    found = cohens_kappa({("r", "r"): 5, ("w", "w"): 5})
    assert found.interval
    assert (found.interval.estimate, found.interval.high) == (1, 1)


@pytest.mark.parametrize("clips", [1, 5, 500])
def test_no_interval_is_said_where_all_agree_however_many_clips(clips):
    every = cohens_kappa({("r", "r"): clips, ("w", "w"): clips})
    assert kappa_text(every) == "1.00 (all agree)"
    assert every.interval == Interval(1, 1, 1)  # as the formula has it
    none = cohens_kappa({("r", "w"): clips, ("w", "r"): clips})
    assert kappa_text(none) == "-1.00 (none agree)"
    nearly = cohens_kappa({("r", "r"): clips, ("w", "w"): clips, ("w", "r"): 1})
    assert " to " in kappa_text(nearly)


def test_who_agrees_by_chance_only_has_none():
    found = cohens_kappa({("r", "r"): 25, ("r", "w"): 25, ("w", "r"): 25, ("w", "w"): 25})
    assert found.interval
    assert found.interval.estimate == pytest.approx(0)
    assert found.interval.low < 0 < found.interval.high


def test_three_reviewers_have_fleiss_kappa():
    rows = [["r"] * 3] * 6 + [["w"] * 3] * 4
    found = fleiss_kappa(rows)
    assert found.interval
    assert found.interval.estimate == pytest.approx(1)
    mixed = fleiss_kappa([["r", "r", "w"], ["w", "w", "r"], ["r", "r", "r"], ["w", "w", "w"]])
    assert mixed.agreement == pytest.approx(2 / 3)
    assert mixed.interval
    assert mixed.interval.estimate == pytest.approx(1 / 3)

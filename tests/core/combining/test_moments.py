"""When analyses hear a species at the same time, whatever their windows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.combining import CombinationRule
from core.combining.moments import SourceSpan, combined, moments, shares_enough

BOTH, EITHER, WEIGHTED = CombinationRule


def spans(*heard):
    return [SourceSpan(*one) for one in heard]


def scores(rule, *sources, **more):
    found = combined(moments(sources, more.get("overlap_s")), rule, **more)
    return [(one.start_s, one.end_s, round(one.score, 6)) for one in found]


def test_both_is_where_all_hear_it_with_the_lowest_score():
    one, other = spans((0, 3, 0.9), (3, 6, 0.8), (9, 12, 0.7)), spans((0, 3, 0.5), (9, 12, 0.95))
    assert scores(BOTH, one, other) == [(0, 3, 0.5), (9, 12, 0.7)]


def test_either_is_where_one_hears_it_with_the_highest_score_and_once():
    one, other = spans((0, 3, 0.9), (3, 6, 0.3)), spans((0, 3, 0.95), (30, 33, 0.4))
    assert scores(EITHER, one, other) == [(0, 3, 0.95), (3, 6, 0.3), (30, 33, 0.4)]


def test_windows_of_other_lengths_and_steps_meet_by_their_time():
    long, short = spans((0, 5, 0.6)), spans((1, 2, 0.8), (4, 5, 0.9), (4.6, 5.6, 0.2), (5, 6, 0.7))
    assert scores(BOTH, long, short) == [(0, 5, 0.6)]
    assert scores(EITHER, long, short) == [(0, 5, 0.9), (4.6, 5.6, 0.2), (5, 6, 0.7)]


def test_half_of_the_shorter_is_enough_or_what_is_asked_for():
    one, other = SourceSpan(0, 3, 1), SourceSpan(2, 5, 1)
    assert not shares_enough(one, other, None)
    assert shares_enough(one, other, 1)
    assert not shares_enough(one, other, 1.5)
    assert shares_enough(SourceSpan(0, 5, 1), SourceSpan(1, 1.2, 1), 1.5)  # all of the shorter
    assert not shares_enough(SourceSpan(0, 3, 1), SourceSpan(3, 6, 1), 0)


def test_the_mean_is_by_weight_and_asks_what_is_kept_where_there_is_no_detection():
    one, other = spans((0, 3, 0.9), (3, 6, 0.6)), spans((0, 3, 0.3))
    weights = (0.75, 0.25)
    assert scores(WEIGHTED, one, other, weights=weights) == [(0, 3, 0.75), (3, 6, 0.45)]
    kept = lambda source: spans((3, 6, 0.2)) if source else []  # noqa: E731
    found = scores(WEIGHTED, one, other, weights=weights, kept=kept)
    assert found == [(0, 3, 0.75), (3, 6, 0.5)]


def test_who_cannot_know_the_species_does_not_lower_its_mean():
    assert scores(WEIGHTED, spans((0, 3, 0.9)), [], weights=(0.5, 0)) == [(0, 3, 0.9)]


def test_calls_that_begin_together_are_one_detection():
    one = spans((0, 3, 0.4), (0, 3, 0.7))
    assert scores(BOTH, one, spans((0, 3, 0.9))) == [(0, 3, 0.7)]


def test_what_one_list_hides_is_hidden_by_both_and_shown_by_either():
    one, other = [SourceSpan(0, 3, 0.9, listed=False)], [SourceSpan(0, 3, 0.9)]
    found = moments([one, other])
    assert [combined(found, rule)[0].listed for rule in (BOTH, EITHER)] == [False, True]


heard = st.lists(
    st.builds(
        lambda start, length, score: SourceSpan(start / 4, start / 4 + length / 4, score),
        st.integers(0, 80), st.integers(1, 20), st.floats(0.01, 1),
    ),
    max_size=12,
)  # fmt: skip


@given(st.lists(heard, min_size=2, max_size=4), st.none() | st.floats(0, 3))
def test_every_span_is_in_a_moment_and_both_is_part_of_either(sources, overlap_s):
    found = moments(sources, overlap_s)
    told = {span.start_s for one in found for its in one.members for span in its}
    assert told == {span.start_s for source in sources for span in source}
    both, either = (combined(found, rule) for rule in (BOTH, EITHER))
    bounds = {(one.start_s, one.end_s): one.score for one in either}
    assert len({one.start_s for one in either}) == len(
        either
    )  # one a start: nothing is stored twice
    for one in both:
        assert one.score <= bounds[one.start_s, one.end_s]


@given(heard, st.none() | st.floats(0, 3))
def test_an_analysis_combined_with_its_like_is_itself(source, overlap_s):
    alone = combined(moments([source, []], overlap_s), EITHER)
    for rule in (BOTH, EITHER):
        same = combined(moments([source, source], overlap_s), rule)
        assert [(s.start_s, s.end_s) for s in same] == [(s.start_s, s.end_s) for s in alone]
    mean = combined(moments([source, source], overlap_s), WEIGHTED, overlap_s, (0.5, 0.5))
    assert len(mean) == len(alone)
    assert all(m.score >= a.score - 1e-9 for m, a in zip(mean, alone, strict=True))


def test_spans_that_only_touch_are_two_moments():
    assert len(moments([spans((0, 3, 1)), spans((3, 6, 1))], 0)) == 2
    assert pytest.approx(1.0) == moments([spans((0, 3, 1)), []])[0].best(0)

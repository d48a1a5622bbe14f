"""A recording is never both trained on and tried on."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.heads.folds import folds, groups_of


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from([-1, 0, 1])), min_size=1, max_size=50))
def test_a_group_is_in_one_fold(pairs):
    groups = np.array([g for g, _ in pairs], np.int64)
    present = np.array([[p] for _, p in pairs], np.int8)
    found = folds(groups, present)
    assert len({(g, f) for g, f in zip(groups, found, strict=True)}) == len(set(groups.tolist()))


def test_recordings_with_a_class_are_dealt_over_the_folds():
    groups = np.arange(10, dtype=np.int64)
    present = np.array([[1]] * 5 + [[0]] * 5, np.int8)
    assert sorted(folds(groups, present)[:5].tolist()) == [0, 1, 2, 3, 4]


def test_sites_are_held_out_where_each_class_is_known_from_three():
    present = np.array([[1]] * 4, np.int8)
    assert groups_of([1, 2, 3, 4], [7, 7, 8, 9], present)[1]
    assert not groups_of([1, 2, 3, 4], [7, 7, 8, 8], present)[1]
    assert not groups_of([1, 2, 3, 4], [7, None, 8, 9], present)[1]

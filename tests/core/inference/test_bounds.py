"""What is kept of heads with many labels is bounded, and is the best of it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.inference import bounds
from core.inference.bounds import MOST_BINS, MOST_KEPT, first_bin, highest, score_bytes_per_hour


@given(st.lists(st.integers(0, 3 * MOST_KEPT), min_size=1, max_size=5), st.integers(0, 2**32 - 1))
def test_the_highest_scores_of_each_window_are_kept_in_their_order(counts, seed):
    window = np.repeat(np.arange(len(counts)), counts)
    output = np.random.default_rng(seed).integers(0, 50, len(window)).astype(np.float32)
    kept = highest(window, output)
    for n, count in enumerate(counts):
        mine = window == n
        assert kept[mine].sum() == min(count, MOST_KEPT)
        left_out = output[mine & ~kept]
        assert not len(left_out) or left_out.max() <= output[mine & kept].min()


@given(st.lists(st.integers(1, 33), max_size=40), st.integers(1, 3), st.integers(1, 33))
def test_a_histogram_loses_no_more_of_its_lowest_bins_than_it_must(bins, windows, at_least):
    found = np.repeat(np.array(bins, np.uint8), 100)
    first = first_bin(found, windows, at_least)
    assert first >= at_least
    assert (found >= first).sum() <= windows * MOST_BINS or first == at_least
    if first > at_least:
        assert (found >= first - 1).sum() > windows * MOST_BINS


def test_bytes_an_hour_grow_with_labels_only_up_to_a_bound():
    few, birdnet, perch, huge = (
        score_bytes_per_hour([labels], 5.0).most for labels in (1, 6_522, 14_795, 65_535)
    )
    assert few < birdnet == perch == huge
    assert score_bytes_per_hour([], 3.0) == bounds.ScoreBytes(0, 0)


def test_bytes_an_hour_grow_with_heads_and_with_windows():
    one = score_bytes_per_hour([500], 3.0)
    assert score_bytes_per_hour([500, 500], 3.0).typical == 2 * one.typical
    assert score_bytes_per_hour([500], 1.5).most == 2 * one.most
    assert one.typical < one.most

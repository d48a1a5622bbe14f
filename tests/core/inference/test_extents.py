"""Where inside a window something is heard."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.inference.extents import extents_ms


def logits(*scores: float) -> np.ndarray:
    of = np.array(scores, np.float32)
    return np.log(of / (1 - of))[None]


@pytest.mark.parametrize(
    ("scores", "extent"),
    [
        ((0.1, 0.9, 0.8, 0.2), (1250, 3750)),
        ((0.9, 0.1, 0.1, 0.8), (0, 1250)),  # another call of the same window is not joined
        ((0.1, 0.1, 0.1, 0.9), (3750, 5000)),
        ((0.4, 0.4, 0.4, 0.4), (0, 5000)),
        ((0.02, 0.009, 0.02, 0.03), (2500, 5000)),
    ],
)
def test_it_is_the_stretch_around_the_best_with_half_its_score(scores, extent):
    (onset,), (offset,) = extents_ms(logits(*scores), 5.0)
    assert (onset, offset) == extent


@given(arrays(np.float32, (7, 11), elements=st.floats(-20, 20, width=32)), st.floats(0.2, 30))
def test_each_extent_lies_in_the_window_and_holds_the_best_frame(values, window_s):
    onsets, offsets = extents_ms(values, window_s)
    frame_ms = window_s * 1000 / 11
    best = values.argmax(axis=1)
    assert (onsets <= best * frame_ms).all()
    assert (offsets >= np.floor((best + 1) * frame_ms)).all()
    assert (offsets <= np.ceil(window_s * 1000)).all()


def test_of_nothing_there_is_nothing():
    onsets, offsets = extents_ms(np.zeros((0, 4), np.float32), 1.0)
    assert (len(onsets), len(offsets)) == (0, 0)

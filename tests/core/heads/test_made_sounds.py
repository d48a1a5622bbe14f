"""The sounds that are certainly none of what is sought."""

import numpy as np
import pytest

from core.heads.made_sounds import made_sounds


@pytest.mark.parametrize(("rate", "length"), [(48_000, 144_000), (16_000, 8_000), (256_000, 9_000)])
def test_there_are_176_of_any_rate_and_all_are_samples(rate, length):
    windows = list(made_sounds(rate, length))
    assert len(windows) == 176
    assert {(w.shape, w.dtype.str) for w in windows} == {((length,), "<f4")}
    assert all(np.isfinite(w).all() and np.abs(w).max() <= 1 for w in windows)


def test_they_are_the_same_each_time_and_no_two_are_alike():
    first, second = (list(made_sounds(16_000, 8_000)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert len({w.tobytes() for w in first}) == 176


def test_the_first_is_silence():
    assert not next(made_sounds(48_000, 144_000)).any()

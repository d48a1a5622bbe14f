"""Another way to train is kept only where it gains enough on recordings that it did not hear."""

import pytest

from core.heads.other_ways import OtherWay, TriedWay


@pytest.mark.parametrize("way", OtherWay)
@pytest.mark.parametrize(
    ("usual", "other", "is_kept"), [(0.9, 0.91, True), (0.9, 0.905, False), (None, 0.9, False)]
)
def test_it_is_kept_from_a_hundredth_more_on(way, usual, other, is_kept):
    tried = TriedWay(way, usual, other)
    assert tried.is_kept is is_kept
    assert ("is kept." in tried.sentence) is is_kept
    assert way.phrase in tried.sentence

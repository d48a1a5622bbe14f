"""What is worth the height of a picture."""

import pytest

from core.audio.bands import highest_shown, is_ultrasound


@pytest.mark.parametrize(
    ("nyquist", "heard", "high", "shown"),
    [
        (24_000, 24_000, None, 12_000),  # a bird
        (24_000, 24_000, 18_000, 19_800),  # a cricket in its box
        (11_025, 24_000, None, 11_025),  # no more was recorded
        (24_000, 8_000, None, 8_000),  # the network hears no more
        (192_000, 24_000, None, 12_000),  # a bird on a bat recorder
        (192_000, 128_000, 55_000, 192_000),  # a bat
        (24_000, 0, None, 12_000),  # nobody knows what heard it
        (5_000, 24_000, None, 5_000),  # a whale
    ],
)
def test_birds_are_shown_to_12_khz_and_bats_whole(nyquist, heard, high, shown):
    assert highest_shown(nyquist, heard, high) == pytest.approx(shown)
    assert is_ultrasound(nyquist, heard, high) == (shown == 192_000)

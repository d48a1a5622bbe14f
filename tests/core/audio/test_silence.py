"""A dead channel is told from a quiet one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audio.silence import Silence
from core.audio.source import open_source
from tests.core.sounds import noise, record

STEP = 1 / 32768


def silence(*channels: np.ndarray, channel: int = 0, coarse: bool = True) -> Silence:
    found = Silence(channel, len(channels), coarse=coarse)
    samples = np.stack(channels, axis=1).astype(np.float32)
    for start in range(0, len(samples), 1000):
        found.heed(samples[start : start + 1000])
    return found


def flicker(steps: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, steps + 1, 5000) * STEP


@pytest.mark.parametrize("value", [0.0, 0.3, -1.0, STEP])
@pytest.mark.parametrize("coarse", [True, False])
def test_a_number_that_never_changes_is_no_sound(value, coarse):
    assert silence(np.full(5000, value), coarse=coarse).is_silent


def test_a_converter_without_a_microphone_flickers_and_is_no_sound():
    assert silence(flicker(2)).is_silent
    assert not silence(flicker(3)).is_silent


def test_a_quiet_recording_of_many_bits_is_sound_unless_another_channel_says_otherwise():
    assert not silence(flicker(2), coarse=False).is_silent
    assert not silence(flicker(2), flicker(100), coarse=False).is_silent
    assert silence(flicker(2), noise(0.2)[:5000] * 10, coarse=False).is_silent


def test_the_channels_that_hold_sound_are_named():
    found = silence(np.zeros(5000), noise(0.2)[:5000], np.zeros(5000), noise(0.3)[:5000])
    assert (found.is_silent, found.sounding) == (True, (2, 4))
    assert not silence(np.zeros(5000), noise(0.2)[:5000], channel=1).is_silent


@given(at=st.integers(0, 4999), peak=st.floats(3 * STEP, 1))
def test_one_sample_of_sound_anywhere_is_sound(at, peak):
    samples = np.zeros(5000)
    samples[at] = peak
    assert not silence(samples).is_silent


def test_nothing_read_is_not_called_silent():
    assert not Silence(0, 1, coarse=True).is_silent


@pytest.mark.parametrize(
    ("name", "subtype", "coarse"),
    [("a.wav", "PCM_16", True), ("a.flac", "PCM_16", True), ("a.wav", "PCM_24", False),
     ("a.flac", "PCM_24", False), ("a.wav", "FLOAT", False), ("a.wav", "PCM_U8", False)],
)  # fmt: skip
def test_how_fine_samples_are_is_known(tmp_path, name, subtype, coarse):
    with open_source(record(tmp_path / name, noise(1), subtype=subtype)) as source:
        assert source.coarse is coarse

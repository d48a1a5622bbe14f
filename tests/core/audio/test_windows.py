"""Windows: the same ones wherever reading begins, and as many as BirdNET-Analyzer has."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from core.audio.source import open_source
from core.audio.windows import Windowing, read_windows
from tests.core.sounds import RATE, cut, noise, record


def windows(path: Path, *, overlap_s: float = 0.0, first: int = 0, count: int = 10**6, channel=0):
    with open_source(path) as source:
        windowing = Windowing.of(RATE, 3.0, overlap_s, 1.0)
        found = list(read_windows(source, windowing, channel, first, count))
    return np.array(found, np.float32).reshape(-1, 3 * RATE)


@pytest.mark.parametrize("rate", [8_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 250_000])
@pytest.mark.parametrize("overlap_s", [0.0, 1.5])
def test_the_same_windows_come_out_wherever_reading_begins(tmp_path, rate, overlap_s):
    path = record(tmp_path / "a.wav", noise(13, rate=rate), rate=rate)
    whole = windows(path, overlap_s=overlap_s)
    for first in range(len(whole)):
        part = windows(path, overlap_s=overlap_s, first=first, count=2)
        np.testing.assert_allclose(part, whole[first : first + 2], atol=2e-6)


@pytest.mark.parametrize("rate", [22_050, 44_100, 250_000])
def test_windows_are_those_of_the_whole_file_resampled_at_once(tmp_path, rate):
    path = record(tmp_path / "a.wav", noise(13, rate=rate), rate=rate)
    sound = soxr.resample(soundfile.read(path, dtype="float32")[0], rate, RATE, quality="HQ")
    np.testing.assert_allclose(windows(path), cut(sound), atol=2e-6)


@pytest.mark.parametrize("overlap_s", [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 2.9])
@pytest.mark.parametrize("seconds", [0.2, 0.99, 1.0, 2.9, 3.0, 3.99, 4.0, 9.5, 60.0])
def test_windows_are_counted_as_birdnet_analyzer_does(overlap_s, seconds):
    sound = np.zeros(round(seconds * RATE), np.float32)
    assert Windowing.of(RATE, 3.0, overlap_s, 1.0).count(seconds) == len(cut(sound, overlap_s))


@pytest.mark.parametrize("rate", [22_050, 24_000, 44_100, 96_000])
def test_as_many_windows_come_as_were_counted_however_long_the_file_is(tmp_path, rate):
    for extra in (-2, -1, 0, 1, 2, 7):
        path = record(tmp_path / "a.wav", noise(4 + extra / rate, rate=rate), rate=rate)
        counted = Windowing.of(RATE, 3.0, 0.0, 1.0).count((4 * rate + extra) / rate)
        assert len(windows(path)) == counted, extra


def test_a_tail_is_filled_up_with_silence(tmp_path):
    sound = noise(4.5)
    last = windows(record(tmp_path / "a.wav", sound, subtype="FLOAT"))[-1]
    np.testing.assert_array_equal(last[: 3 * RATE // 2], sound[3 * RATE :])
    assert not last[3 * RATE // 2 :].any()


def test_a_channel_that_is_not_there_is_taken_as_the_last(tmp_path):
    left, right = noise(3, seed=1), noise(3, seed=2)
    path = record(tmp_path / "a.wav", np.stack([left, right], axis=1), subtype="FLOAT")
    np.testing.assert_array_equal(windows(path, channel=0)[0], left)
    np.testing.assert_array_equal(windows(path, channel=7)[0], right)


@pytest.mark.parametrize("overlap_s", [-0.1, 3.0])
def test_an_overlap_that_cannot_be_is_refused(overlap_s):
    with pytest.raises(ValueError, match="overlap"):
        Windowing.of(RATE, 3.0, overlap_s, 1.0)

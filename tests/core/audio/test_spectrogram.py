"""Levels and frequencies are where a physicist expects them."""

import numpy as np
import pytest

from core.audio.spectrogram import (
    Denoise,
    FrequencyAxis,
    FrequencyScale,
    SpectrogramSettings,
    above_background,
    decibels,
    frame_power,
    from_byte,
    local_contrast,
    on_axis,
    pcen,
    to_bytes,
)

RATE = 32000


def sine(hz, amplitude=1.0, seconds=0.5):
    at = np.arange(round(seconds * RATE)) / RATE
    return (amplitude * np.sin(2 * np.pi * hz * at)).astype(np.float32)


def power_of(samples, window=1024, count=8):
    return frame_power(samples, np.arange(count) * window // 2, window)


def test_a_sine_at_full_scale_is_0_db_in_its_own_bin():
    level = decibels(power_of(sine(4000)))
    assert level.shape == (8, 513)
    assert set(level.argmax(axis=1)) == {4000 * 1024 // RATE}
    assert level.max() == pytest.approx(0, abs=0.01)


def test_half_the_amplitude_is_6_db_less():
    loud, soft = (decibels(power_of(sine(4000, size))).max() for size in (1.0, 0.5))
    assert loud - soft == pytest.approx(6.02, abs=0.01)


def test_silence_has_a_level_too():
    assert np.isfinite(decibels(power_of(np.zeros(8192, np.float32)))).all()


@pytest.mark.parametrize("hz", [200.0, 1000.0, 4000.0, 12000.0])
def test_the_mel_axis_shows_a_sine_where_it_says(hz):
    settings = SpectrogramSettings(axis=FrequencyAxis.MEL)
    scale = FrequencyScale(FrequencyAxis.MEL, RATE / 2)
    rows = on_axis(power_of(sine(hz)), RATE, settings)
    assert rows.shape == (8, settings.rows)
    shown = (rows.mean(axis=0).argmax() + 0.5) / settings.rows * scale.top
    assert scale.hz(shown) == pytest.approx(hz, rel=0.1)


@pytest.mark.parametrize("axis", list(FrequencyAxis))
def test_a_place_on_the_axis_leads_back_to_its_frequency(axis):
    scale = FrequencyScale(axis, 96000)
    assert scale.hz(scale.position(45000)) == pytest.approx(45000)
    assert scale.position(0) == 0
    assert scale.hz(scale.top) == pytest.approx(96000)


def test_bytes_keep_levels_to_half_a_step():
    level = np.array([-120.0, -60.2, -0.1, 7.5], dtype=np.float32)
    back = [from_byte(value) for value in to_bytes(level)]
    assert back == pytest.approx(list(level), abs=0.25)


def test_what_is_too_loud_or_soft_for_a_byte_stays_at_its_end():
    assert list(to_bytes(np.array([-500.0, 90.0], dtype=np.float32))) == [0, 255]


def test_a_steady_background_vanishes_and_a_call_stays():
    level = np.full((10, 4), -50.0, dtype=np.float32)
    level[5, 2] = -20
    shown = above_background(level, np.full(4, -50.0, dtype=np.float32))
    assert shown[5, 2] - shown[0, 0] == 30
    assert (np.delete(shown.ravel(), 5 * 4 + 2) == -120).all()


def test_local_contrast_makes_a_weak_call_as_plain_as_a_loud_one():
    level = np.random.default_rng(1).normal(-80, 2, (400, 64)).astype(np.float32)
    level[100:110, 20:24] += 50
    level[300:310, 40:44] += 12
    shown = local_contrast(level, column_s=0.01, row_hz=200)
    loud, weak = shown[100:110, 20:24].mean(), shown[300:310, 40:44].mean()
    assert abs(loud - weak) < 38 * 0.6  # than it was
    assert weak > shown.mean() + 10


def test_pcen_quietens_what_stays_and_keeps_what_begins():
    power = np.full((200, 1), 1e-6, dtype=np.float32)
    power[150:] = 1e-3
    shown = pcen(power, column_s=0.01)[:, 0]
    assert shown[150] > shown[199] > shown[100]


def test_settings_know_the_height_of_their_image():
    assert SpectrogramSettings(window=512, denoise=Denoise.PCEN).rows == 257
    assert SpectrogramSettings(window=512, overlap=0.75).hop == 128

"""What is heard is what was asked for."""

import numpy as np
import pytest
import soundfile

from core.audio.playback_chain import Treatment, limited, listen
from core.errors import UnreadableRecordingError

OUT = 48000


@pytest.fixture
def write(tmp_path):
    def to_file(*hz, seconds=2.0, rate=48000, amplitude=0.2):
        at = np.arange(round(seconds * rate)) / rate
        samples = sum(amplitude * np.sin(2 * np.pi * each * at) for each in hz)
        soundfile.write(tmp_path / "sound.wav", samples, rate, subtype="FLOAT")
        return tmp_path / "sound.wav"

    return to_file


def heard(path, span=(0.0, 2.0), **treatment):
    return np.concatenate(list(listen(path, span, Treatment(**treatment), OUT)))


def loudest_hz(samples):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return spectrum.argmax() * OUT / len(samples)


def level(samples, hz):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    at = round(hz * len(samples) / OUT)
    return 20 * np.log10(spectrum[at - 3 : at + 4].max() + 1e-9)


def test_a_stretch_is_as_long_as_it_was(write):
    assert len(heard(write(1000), (0.5, 1.25))) == pytest.approx(0.75 * OUT, abs=2)


@pytest.mark.parametrize(("speed", "hz", "seconds"), [(0.1, 400, 20), (0.5, 2000, 4), (2, 8000, 1)])
def test_speed_changes_length_and_pitch(write, speed, hz, seconds):
    samples = heard(write(4000), speed=speed)
    assert len(samples) == pytest.approx(seconds * OUT, rel=0.01)
    assert loudest_hz(samples) == pytest.approx(hz, rel=0.01)


def test_a_bat_is_heard_tenfold_slower(write):
    samples = heard(write(45000, rate=384000, seconds=0.5), (0, 0.5), speed=0.1)
    assert loudest_hz(samples) == pytest.approx(4500, rel=0.01)


def test_a_bat_is_heard_by_heterodyne(write):
    samples = heard(write(45000, rate=384000), heterodyne_hz=43000)
    assert loudest_hz(samples) == pytest.approx(2000, rel=0.01)
    assert len(samples) == pytest.approx(2 * OUT, abs=2)


def test_the_band_keeps_the_selection_and_its_time(write):
    samples = heard(write(1000, 5000), band_hz=(4000, 6000))
    assert len(samples) == pytest.approx(2 * OUT, abs=2)
    assert level(samples, 5000) - level(samples, 1000) > 40


def test_gain_never_passes_full_scale(write):
    samples = heard(write(1000, amplitude=0.5), gain_db=30)
    assert 0.9 < np.abs(samples).max() <= 1


def test_the_limiter_leaves_soft_sounds_alone():
    soft = np.linspace(-0.8, 0.8, 101, dtype=np.float32)
    assert (limited(soft) == soft).all()


def test_both_ends_are_free_of_clicks(write):
    samples = heard(write(1000, amplitude=0.9), (0.30025, 0.70025))
    assert abs(samples[0]) < 0.01
    assert abs(samples[-1]) < 0.01


def test_a_stretch_past_the_end_is_what_there_is(write):
    assert len(heard(write(1000), (1.5, 9.0))) == pytest.approx(0.5 * OUT, abs=2)
    assert list(listen(write(1000), (5.0, 9.0), Treatment(), OUT)) == []


def test_all_channels_are_heard(tmp_path):
    samples = np.zeros((48000, 8))
    samples[:, 6] = 0.5 * np.sin(2 * np.pi * 1000 / 48000 * np.arange(48000))
    soundfile.write(tmp_path / "eight.wav", samples, 48000)
    assert loudest_hz(heard(tmp_path / "eight.wav", (0, 1))) == pytest.approx(1000, rel=0.01)


@pytest.mark.parametrize(("channel", "hz"), [(0, 1000), (1, 3000)])
def test_a_chosen_channel_is_heard_alone(tmp_path, channel, hz):
    at = np.arange(48000) / 48000
    samples = 0.2 * np.sin(2 * np.pi * at[:, None] * [1000, 3000])
    soundfile.write(tmp_path / "two.wav", samples, 48000, subtype="FLOAT")
    alone = heard(tmp_path / "two.wav", (0, 1), channel=channel)
    assert loudest_hz(alone) == pytest.approx(hz, rel=0.01)
    assert level(alone, hz) - level(alone, 4000 - hz) > 60


def test_a_channel_that_is_not_there_is_the_mix(write):
    assert (heard(write(1000), channel=3) == heard(write(1000))).all()


def test_a_recording_that_vanished_says_so(tmp_path):
    with pytest.raises(UnreadableRecordingError):
        heard(tmp_path / "gone.wav")


def test_an_impossible_speed_is_refused():
    with pytest.raises(ValueError, match="speed 5"):
        Treatment(speed=5)

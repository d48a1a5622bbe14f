"""Per-channel energy normalisation is that of librosa."""

import librosa
import numpy as np
import pytest

from core.audio.front_ends import front_end

RATE = 16000


@pytest.mark.parametrize("bands", [{}, {"n_mels": 40}])
@pytest.mark.parametrize("values", [{}, {"gain": 0.8, "bias": 10.0, "root": 0.25}])
def test_figures_are_those_of_librosa(bands, values):
    sound = 0.1 * np.random.default_rng(2).standard_normal((2, RATE)).astype(np.float32)
    parameters = {"n_fft": 512, "hop": 160, "power": 1, "time_constant": 0.1} | bands | values
    ours = front_end("pcen", parameters, RATE, RATE)(sound)
    magnitudes = np.abs(librosa.stft(sound, n_fft=512, hop_length=160, pad_mode="reflect"))
    if bands:
        weights = librosa.filters.mel(sr=RATE, n_fft=512, n_mels=40, htk=True, norm=None)
        magnitudes = weights @ magnitudes
    root = {"power": values["root"]} if values else {}
    theirs = librosa.pcen(
        magnitudes * 2**31, sr=RATE, hop_length=160, time_constant=0.1,
        **{name: value for name, value in values.items() if name != "root"}, **root,
    )  # fmt: skip
    np.testing.assert_allclose(ours, theirs.swapaxes(1, 2), atol=5e-5)


def test_a_steady_sound_sinks_into_its_own_past():
    steady = np.sin(2 * np.pi * 2000 * np.arange(4 * RATE) / RATE).astype(np.float32)[None]
    parameters = {"n_fft": 512, "hop": 160, "first_row": 64, "rows": 1}
    heard = front_end("pcen", parameters, RATE, 4 * RATE)(steady)[0, :, 0]
    assert heard[:10].max() > 10 * heard[-50:].max()


def test_only_what_is_above_the_mean_is_left_where_that_is_asked_for():
    sound = 0.1 * np.random.default_rng(3).standard_normal((1, RATE)).astype(np.float32)
    plain = {"n_fft": 512, "hop": 160}
    whole = front_end("pcen", plain, RATE, RATE)(sound)
    above = front_end("pcen", plain | {"above_mean": True}, RATE, RATE)(sound)
    wanted = np.maximum(whole - whole.mean(axis=1, keepdims=True), 0)
    np.testing.assert_allclose(above, wanted, atol=1e-6)


def test_half_the_size_is_the_mean_of_two():
    sound = 0.1 * np.random.default_rng(4).standard_normal((1, RATE)).astype(np.float32)
    plain = {"n_fft": 512, "hop": 160, "rows": 100, "centred": False}
    whole = front_end("pcen", plain, RATE, RATE)(sound)
    halved = front_end("pcen", plain | {"width": 48}, RATE, RATE)(sound)
    assert whole.shape == (1, 97, 100)
    even = front_end("pcen", plain | {"width": 97, "height": 50}, RATE, RATE)(sound)
    np.testing.assert_allclose(even, (whole[..., ::2] + whole[..., 1::2]) / 2, atol=1e-6)
    assert halved.shape == (1, 48, 100)

"""Levels of mel bands are those that librosa gives."""

import librosa
import numpy as np
import pytest

from core.audio.front_ends import front_end

RATE = 16000


def noise(samples, windows=3):
    generator = np.random.default_rng(1)
    return (0.1 * generator.standard_normal((windows, samples))).astype(np.float32)


@pytest.mark.parametrize("pad", ["reflect", "constant", "edge"])
@pytest.mark.parametrize(("mel", "htk"), [("htk", True), ("slaney", False)])
@pytest.mark.parametrize("norm", ["none", "slaney"])
def test_levels_are_those_of_librosa(pad, mel, htk, norm):
    windows = noise(RATE)
    ours = front_end(
        "log-mel",
        {
            "n_fft": 512, "win": 400, "hop": 160, "n_mels": 40, "fmin": 50.0, "fmax": 7000.0,
            "pad": pad, "mel": mel, "norm": norm, "log": "db", "floor": 1e-10,
        },
        RATE,
        RATE,
    )  # fmt: skip
    theirs = librosa.feature.melspectrogram(
        y=windows, sr=RATE, n_fft=512, win_length=400, hop_length=160, n_mels=40, fmin=50,
        fmax=7000, pad_mode=pad, htk=htk, norm=None if norm == "none" else norm,
    )  # fmt: skip
    levels = 10 * np.log10(np.maximum(theirs, 1e-10)).swapaxes(1, 2)
    np.testing.assert_allclose(ours(windows), levels, atol=2e-4)

"""What holds for every kind of front end, whatever its parameters."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.audio.front_ends import KINDS, front_end
from core.errors import UnusableValueError

RATE = 16000
PLAIN = {
    "log-mel": {"n_fft": 512, "hop": 160, "n_mels": 40, "log": "db", "floor": 1e-10},
    "stft": {"n_fft": 256, "hop": 64},
    "kaldi-fbank": {"n_mels": 40},
    "pcen": {"n_fft": 256, "hop": 64, "first_row": 3, "rows": 100},
    "octaves": {"n_fft": 512, "hop": 160, "bands": 30, "fmin": 100.0, "fmax": 6000.0},
}


def noise(windows, samples, seed=0):
    sound = 0.1 * np.random.default_rng(seed).standard_normal((windows, samples))
    return sound.astype(np.float32)


def built(kind, samples=8000, **changed):
    return front_end(kind, PLAIN[kind] | changed, RATE, samples)


def test_there_is_an_example_of_every_kind():
    assert PLAIN.keys() == KINDS.keys()


def built_where_long_enough(kind, parameters, samples):
    try:
        return front_end(kind, parameters, RATE, samples)
    except UnusableValueError as error:
        if "is longer than the window" in str(error):
            return None
        raise


FRAMINGS = st.fixed_dictionaries(
    {
        "n_fft": st.integers(2, 600),
        "hop": st.integers(1, 400),
        "centred": st.booleans(),
        "window": st.sampled_from(["hann", "hamming-symmetric", "povey", "rectangle"]),
        "pad": st.sampled_from(["reflect", "constant", "edge"]),
        "frame": st.sampled_from(["n_fft", "win"]),
        "power": st.integers(1, 2),
        "subtract_mean": st.booleans(),
    }
)
ENDS = st.fixed_dictionaries(
    {
        "frames": st.integers(0, 90),
        "pad_value": st.floats(-9, 9),
        "pad_lowest": st.booleans(),
        "normalise": st.sampled_from(["none", "min-max", "max", "time-mean"]),
        "layout": st.sampled_from(["frames-bands", "bands-frames"]),
        "channel": st.sampled_from(["none", "first", "last"]),
    }
)


@given(
    kind=st.sampled_from(["log-mel", "stft", "pcen"]), framing=FRAMINGS, end=ENDS,
    short=st.floats(0.01, 1), samples=st.integers(1, 3000), windows=st.integers(0, 3),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_the_shape_is_as_said_and_each_window_stands_alone(
    kind, framing, end, short, samples, windows
):
    own = {"log-mel": {"n_mels": 7, "log": "ln", "offset": 0.01}, "pcen": {"width": 33}}
    win = max(2, round(short * framing["n_fft"]))
    parameters = framing | end | own.get(kind, {}) | {"win": win}
    function = built_where_long_enough(kind, parameters, samples)
    if function is None:
        return
    sounds = noise(windows, samples)
    given_together = function(sounds)
    assert given_together.shape == (windows, *function.shape)
    assert np.isfinite(given_together).all()
    for number in range(windows):
        alone = function(sounds[number : number + 1])[0]
        np.testing.assert_allclose(alone, given_together[number], rtol=1e-4, atol=1e-5)


@given(
    win=st.integers(2, 500), hop=st.integers(1, 500), snip=st.booleans(), dc=st.booleans(),
    samples=st.integers(1, 3000), end=ENDS,
)  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_kaldis_shape_is_as_said_too(win, hop, snip, dc, samples, end):
    parameters = {"n_mels": 5, "win": win, "hop": hop, "snip_edges": snip, "remove_dc": dc} | end
    function = built_where_long_enough("kaldi-fbank", parameters, samples)
    if function is None:
        return
    levels = function(noise(2, samples))
    assert levels.shape == (2, *function.shape)
    assert np.isfinite(levels).all()


@pytest.mark.parametrize("kind", KINDS)
def test_many_windows_at_once_give_what_each_gives_alone(kind):
    function, sounds = built(kind), noise(70, 8000)  # more than are taken at a time
    together = function(sounds)
    for number in (0, 31, 32, 33, 69):
        alone = function(sounds[number : number + 1])[0]
        np.testing.assert_allclose(alone, together[number], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_the_windows_that_are_given_stay_as_they_are(kind):
    sounds = noise(2, 8000)
    before = sounds.copy()
    built(kind)(sounds)
    np.testing.assert_array_equal(sounds, before)


@pytest.mark.parametrize("kind", KINDS)
def test_a_window_of_another_length_is_refused(kind):
    with pytest.raises(ValueError, match="8000 samples"):
        built(kind)(noise(1, 7999))


def test_twice_the_amplitude_is_6_db_more_in_every_band():
    function, sounds = built("log-mel"), noise(2, 8000)
    rise = function(2 * sounds) - function(sounds)
    np.testing.assert_allclose(rise, 20 * np.log10(2), atol=1e-4)


def test_twice_the_amplitude_is_ln_4_more_with_kaldi():
    function, sounds = built("kaldi-fbank", window="hann-symmetric"), noise(2, 8000)
    rise = function(2 * sounds) - function(sounds)
    np.testing.assert_allclose(rise, np.log(4), atol=1e-4)


@pytest.mark.parametrize(("power", "factor"), [(1, 2), (2, 4)])
def test_magnitudes_grow_with_the_amplitude_and_powers_with_its_square(power, factor):
    function, sounds = built("stft", power=power), noise(2, 8000)
    np.testing.assert_allclose(function(2 * sounds), factor * function(sounds), rtol=1e-5)


@pytest.mark.parametrize("normalise", ["min-max", "max"])
def test_a_window_brought_to_its_own_range_has_no_level(normalise):
    function, sounds = built("stft", normalise=normalise), noise(2, 8000)
    levels = function(sounds)
    np.testing.assert_allclose(function(5 * sounds), levels, atol=1e-5)
    np.testing.assert_allclose(levels.max(axis=(1, 2)), 1, atol=1e-6)


@pytest.mark.parametrize("kind", ["kaldi-fbank"])
def test_a_constant_voltage_changes_nothing_where_it_is_removed(kind):
    function, sounds = built(kind), noise(2, 8000)
    np.testing.assert_allclose(function(sounds + np.float32(0.2)), function(sounds), atol=2e-2)


@pytest.mark.parametrize("kind", ["log-mel", "stft", "pcen"])
def test_a_constant_voltage_changes_nothing_without_the_mean(kind):
    function, sounds = built(kind, subtract_mean=True), noise(2, 8000)
    moved = function(sounds + np.float32(0.2))
    np.testing.assert_allclose(moved, function(sounds), rtol=1e-2, atol=1e-2)


def test_a_top_of_60_db_leaves_nothing_further_below_the_windows_highest():
    sounds = noise(2, 8000)
    sounds[1] *= 0.001
    sounds[:, :4000] = 0
    levels = built("log-mel", top_db=60.0)(sounds)
    assert levels[0].min() == pytest.approx(levels[0].max() - 60, abs=1e-3)
    assert levels[1].max() - levels[1].min() <= 60


def test_added_frames_have_the_value_that_is_said_before_the_mean_is_taken():
    given_frames = built("log-mel", frames=100, pad_value=4.0, mean=2.0, std=4.0)(noise(1, 8000))
    assert given_frames.shape == (1, 100, 40)
    np.testing.assert_array_equal(given_frames[0, 51:], 0.5)


def test_added_frames_can_have_the_lowest_value_of_their_window():
    levels = built("log-mel", frames=100, pad_lowest=True)(noise(2, 8000))
    for window in levels:
        np.testing.assert_array_equal(window[51:], window[:51].min())


def test_axes_are_where_the_layout_says():
    plain = built("log-mel")(noise(2, 8000))
    turned = built("log-mel", layout="bands-frames", channel="last")(noise(2, 8000))
    np.testing.assert_array_equal(turned[..., 0], plain.swapaxes(1, 2))


def test_frequencies_can_stand_with_the_highest_first():
    sound = np.sin(2 * np.pi * 3000 * np.arange(8000) / RATE).astype(np.float32)[None]
    rows = {"first_row": 3, "rows": 100}
    assert built("stft", **rows)(sound).sum(axis=1).argmax() == 3000 * 256 // RATE - 3
    highest_first = built("stft", highest_first=True, **rows)(sound)
    assert highest_first.sum(axis=1).argmax() == 102 - 3000 * 256 // RATE


@pytest.mark.parametrize(
    ("kind", "changed", "named"),
    [
        ("log-mel", {"n_fft": 0}, "n_fft"),
        ("log-mel", {"n_fft": 512.0}, "n_fft"),
        ("log-mel", {"n_fft": "512"}, "n_fft"),
        ("log-mel", {"n_fft": True}, "n_fft"),
        ("log-mel", {"hop": 0}, "hop"),
        ("log-mel", {"hop": -160}, "hop"),
        ("log-mel", {"win": 513}, "win"),
        ("log-mel", {"win": 1}, "win"),
        ("log-mel", {"window": "kaiser"}, "window"),
        ("log-mel", {"pad": "wrap"}, "pad"),
        ("log-mel", {"frame": "hop"}, "frame"),
        ("log-mel", {"centred": 1}, "centred"),
        ("log-mel", {"power": 3}, "power"),
        ("log-mel", {"n_mels": 0}, "n_mels"),
        ("log-mel", {"fmin": -1.0}, "fmin"),
        ("log-mel", {"fmax": 9000.0}, "fmax"),
        ("log-mel", {"fmin": 5000.0, "fmax": 4000.0}, "fmax"),
        ("log-mel", {"fmin": 8000}, "fmax"),
        ("log-mel", {"mel": "bark"}, "mel"),
        ("log-mel", {"norm": "area"}, "norm"),
        ("log-mel", {"triangles": "round"}, "triangles"),
        ("log-mel", {"mel_rate": -1}, "mel_rate"),
        ("log-mel", {"log": "log2"}, "log"),
        ("log-mel", {"floor": 0.0}, "floor"),
        ("log-mel", {"floor": float("nan")}, "floor"),
        ("log-mel", {"floor": -1e-10}, "floor"),
        ("log-mel", {"offset": -1.0}, "offset"),
        ("log-mel", {"scale": 0.0}, "scale"),
        ("log-mel", {"scale": float("inf")}, "scale"),
        ("log-mel", {"top_db": -80.0}, "top_db"),
        ("log-mel", {"std": 0.0}, "std"),
        ("log-mel", {"frames": -1}, "frames"),
        ("log-mel", {"normalise": "z-score"}, "normalise"),
        ("log-mel", {"layout": "mels-frames"}, "layout"),
        ("log-mel", {"channel": "second"}, "channel"),
        ("log-mel", {"preemphasis": 1.5}, "preemphasis"),
        ("log-mel", {"pad_to": 7000}, "pad_to"),
        ("log-mel", {"mels": 64}, "mels"),
        ("stft", {"n_mels": 64}, "n_mels"),
        ("stft", {"first_row": 129}, "first_row"),
        ("stft", {"first_row": 29, "rows": 101}, "rows"),
        ("kaldi-fbank", {"dither": 1.0}, "dither"),
        ("kaldi-fbank", {"floor": 0.0}, "floor"),
        ("kaldi-fbank", {"win": 9000}, "frame"),
        ("kaldi-fbank", {"fmax": -8000.0}, "fmax"),
        ("pcen", {"gain": -1.0}, "gain"),
        ("pcen", {"root": 0.0}, "root"),
        ("pcen", {"time_constant": 0.0}, "time_constant"),
        ("pcen", {"height": -1}, "height"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(kind, changed, named):
    with pytest.raises(UnusableValueError, match=rf"The front end {kind} .*\b{named}\b"):
        built(kind, **changed)


def test_what_is_missing_is_named():
    with pytest.raises(UnusableValueError, match="hop is missing"):
        front_end("stft", {"n_fft": 256}, RATE, 8000)


def test_a_kind_that_is_not_known_is_refused_with_those_that_are():
    with pytest.raises(UnusableValueError, match=r"leaf is not known.*log-mel.*pcen"):
        front_end("leaf", {}, RATE, 8000)


def test_a_window_shorter_than_a_frame_is_refused():
    with pytest.raises(UnusableValueError, match="longer than the window of 100"):
        built("log-mel", 100, centred=False)


def test_nothing_heavy_is_loaded():
    script = (
        "import sys; from core.audio.front_ends import front_end;"
        "front_end('log-mel', {'n_fft': 512, 'hop': 160, 'n_mels': 40}, 16000, 16000);"
        "front_end('kaldi-fbank', {'n_mels': 40}, 16000, 16000);"
        "print({'librosa', 'numba', 'scipy.signal'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert run.stdout.strip() == "set()", run.stderr

"""Each network is given what the program that it was trained with would give it."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

import core.networks
from core.audio.front_ends import front_end
from tests.core.audio.front_ends.make_reference import kept
from tests.core.audio.front_ends.sounds import made_sound

HERE = Path(__file__).parent
MANIFESTS = Path(core.networks.__file__).with_name("manifests")
NETWORKS = tomllib.loads((HERE / "networks.toml").read_text(encoding="utf-8"))
# Figures are float32, and their last digits count most where a logarithm is taken of almost
# nothing: shares of the range from the lowest to the highest.
MEAN_TOLERANCE, MOST_TOLERANCE = 1e-5, 2e-3


def made(name, windows=1):
    """Return the front end of a network, and windows for it."""
    network = NETWORKS[name]
    wanted, samples = network["front_end"], network["window_samples"]
    function = front_end(wanted["kind"], wanted["parameters"], network["sample_rate"], samples)
    sound = made_sound(network["sample_rate"], samples) * np.float32(network.get("scale", 1))
    return function, np.stack([sound / (number + 1) for number in range(windows)])


def frames_of(name, given):
    image = given.reshape([length for length in given.shape if length > 1])
    turned = NETWORKS[name]["front_end"]["parameters"].get("layout") == "bands-frames"
    return image.T if turned else image


@pytest.mark.parametrize("name", NETWORKS)
def test_figures_are_those_of_the_networks_own_program(name):
    reference = np.load(HERE / "reference" / f"{NETWORKS[name].get('like', name)}.npz")
    function, windows = made(name)
    frames = frames_of(name, function(windows)[0])
    assert frames.shape == tuple(reference["shape"])
    wanted = reference["values"]
    apart = np.abs(frames[kept(len(frames))] - wanted) / np.ptp(wanted)
    assert apart.mean() < MEAN_TOLERANCE
    assert apart.max() < MOST_TOLERANCE


@pytest.mark.parametrize("manifest", sorted(MANIFESTS.glob("*.toml")), ids=lambda path: path.stem)
def test_manifests_say_what_was_compared(manifest):
    said = tomllib.loads(manifest.read_text(encoding="utf-8"))
    graph = said.get("graph", {})
    if "front_end" not in graph or graph["front_end"]["kind"] == "graph":
        return
    compared = NETWORKS["yamnet" if said["id"] == "yamnet-spectra" else said["id"]]
    assert graph["front_end"] == compared["front_end"]
    assert said["sample_rate"] == compared["sample_rate"]
    assert round(said["window_s"] * said["sample_rate"]) == compared["window_samples"]
    assert graph.get("scale", 1.0) == compared.get("scale", 1.0)


def test_birdnet_stm32_is_given_the_same_however_loud_the_rest_of_the_file_is():
    function, windows = made("birdnet-stm32")  # whose program divides files by their highest sample
    loud = function(windows)
    for level in (1e-4, 0.03, 30):
        assert np.allclose(function(windows * np.float32(level)), loud, atol=1e-5)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_shape_is_known_before_anything_is_heard(name):
    function, windows = made(name, 2)
    assert function.shape == tuple(NETWORKS[name]["shape"])
    given = function(windows)
    assert given.shape == (2, *function.shape)
    assert given.dtype == np.float32


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("sound", ["silence", "full scale", "one sample", "too loud"])
def test_whatever_is_heard_gives_numbers(name, sound):
    function, windows = made(name)
    if sound == "too loud":
        windows = windows * 100
    else:
        windows[:] = {"silence": 0, "full scale": 1, "one sample": 0}[sound]
    if sound == "one sample":
        windows[:, windows.shape[1] // 2] = 1
    assert np.isfinite(function(windows)).all()

"""What can be chosen, by its declaration, with BirdNET and with a network that offers less."""

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis import Settings
from core.analysis.settings import DECLARED
from core.errors import UnusableValueError
from core.species.lists import SpeciesList
from tests.core.analysis.manifests import BIRDNET, BOTH, TOY, TWO_HEADS

NUMBERS = [name for name, one in DECLARED.items() if math.isfinite(one.low)]


def choose(name, value):
    """Return settings that can be but for one value."""
    place = {"latitude": 0.0, "longitude": 0.0} if name in ("latitude", "longitude") else {}
    return Settings(**place | {name: value})


def test_every_setting_is_declared_and_every_number_has_two_bounds():
    assert list(DECLARED) == [one.name for one in fields(Settings)]
    assert len(NUMBERS) == 8
    assert all(math.isfinite(DECLARED[name].bounds(BIRDNET)[1]) for name in NUMBERS)
    assert all(one.title and one.help for one in DECLARED.values())


@pytest.mark.parametrize("manifest", [*BOTH, TWO_HEADS], ids=lambda one: one.id)
def test_what_is_chosen_where_nothing_is_can_be(manifest):
    Settings(network=manifest.id).check(manifest)


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize(
    "value",
    [math.nan, math.inf, -math.inf, np.float32("nan"), np.float64("inf"), 10**400, -(10**400)],
    ids=str,
)
def test_what_is_no_number_or_beyond_all_is_refused(name, value):
    with pytest.raises(UnusableValueError, match="must lie between"):
        choose(name, value).check(BIRDNET)


@given(st.data())
def test_a_number_can_be_exactly_where_its_bounds_say(data):
    name = data.draw(st.sampled_from(NUMBERS))
    setting = DECLARED[name]
    low, high = setting.bounds(BIRDNET)
    near = st.floats(low - (high - low), high + (high - low))
    value = data.draw(near if setting.decimals else st.integers(int(low) - 99, int(high) + 99))
    inside = low < value < high if setting.open else low <= value <= high
    if inside:
        choose(name, value).check(BIRDNET)
    else:
        with pytest.raises(UnusableValueError):
            choose(name, value).check(BIRDNET)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (Settings(latitude=91, longitude=0), "The latitude must lie between -90 and 90°."),
        (Settings(latitude=5), "Give both the latitude and the longitude, or neither."),
        (Settings(week=49), r"between 1 and 48 \(four a month\), or be auto or all."),
        (Settings(week="May"), "The week must lie"),
        (Settings(min_score=1), "The minimum score must lie between 0 and 1."),
        (Settings(overlap_s=2.95), "The overlap must lie between 0 and 2.9 s."),
        (Settings(channel=0), "The channel must lie between 1 and 64."),
        (Settings(channel=1.5), "The channel must be a whole number."),
        (Settings(workers=0), "The number of processes must lie between 1 and 256."),
    ],
)
def test_the_sentence_says_what_can_be(settings, sentence):
    with pytest.raises(UnusableValueError, match=sentence):
        settings.check(BIRDNET)


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        (Settings(sensitivity=1.1), "sensitivity"),
        (Settings(latitude=5, longitude=5), "latitude"),
        (Settings(week="all"), "week"),
    ],
)
def test_what_a_network_does_not_offer_is_refused(settings, what):
    with pytest.raises(UnusableValueError, match=f"Toy 1 does not offer a {what}: leave it out"):
        settings.check(TOY)


@given(st.floats(1e-3, 1000), st.floats(0.001, 1))
def test_every_network_can_be_heard_with_its_own_hop_and_without_overlap(window_s, share):
    manifest = replace(TOY, window_s=window_s, hop_s=window_s * share)
    for overlap_s in (None, 0.0, DECLARED["overlap_s"].bounds(manifest)[1]):
        settings = Settings(network="toy-1", overlap_s=overlap_s)
        settings.check(manifest)
        assert 0 <= settings.overlap(manifest) < window_s


def test_windows_lie_as_the_network_has_them_unless_asked_otherwise():
    assert Settings().windowing(BIRDNET).step == 3 * 48_000
    assert Settings().windowing(TOY).step == 4_000
    assert Settings(overlap_s=0).windowing(TOY).step == 8_000


def test_embeddings_are_kept_where_there_are_any():
    assert Settings().keeps_embeddings(BIRDNET)
    assert not Settings().keeps_embeddings(TOY)
    Settings(embeddings=False).check(TOY)
    assert Settings().for_run(TOY)["embeddings"] is False


def test_only_a_head_that_has_sensitivity_is_given_one():
    softer = Settings(sensitivity=1.5)
    softer.check(TWO_HEADS)
    assert [softer.sensitivity_of(head) for head in TWO_HEADS.heads] == [1.0, 1.5]
    assert softer.lowered_floor(TWO_HEADS) == -7


def test_the_record_is_what_it_always_was():
    wrens = SpeciesList("wrens", ("Troglodytes troglodytes",), notes=("said",))
    usual = {
        "network": "birdnet-2.4", "files": dict(sorted(BIRDNET.sha256.items())),
        "overlap_s": 0.0, "channel": 1, "floor": -4.6, "latitude": None, "longitude": None,
        "week": "auto", "species_list": None, "groups": "", "min_score": 0.25, "sensitivity": 1.0,
        "embeddings": True,
    }  # fmt: skip
    assert list(Settings().for_run(BIRDNET).items()) == list(usual.items())
    assert list(Settings().for_pass(BIRDNET)) == list(usual)[:5]
    listed = Settings(species_list=wrens, min_score=0.004, overlap_s=1)
    assert listed.for_run(BIRDNET) == usual | {
        "species_list": {"name": "wrens", "species": ["Troglodytes troglodytes"]},
        "min_score": 0.004, "floor": -6, "overlap_s": 1.0,
    }  # fmt: skip
    assert Settings().for_run(TOY)["overlap_s"] == 0.25

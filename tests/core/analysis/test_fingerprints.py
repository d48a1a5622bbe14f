"""Equal settings have one name, whatever later versions add."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis import Settings
from core.analysis.fingerprints import (
    defaults,
    fingerprint,
    pass_fingerprint,
    run_fingerprint,
    without_defaults,
)
from core.analysis.settings import DECLARED
from core.species.lists import SpeciesList
from tests.core.analysis.manifests import BIRDNET, BOTH, TOY

USUAL_BEFORE = {
    "overlap_s": 0.0, "channel": 1, "floor": -4.6, "latitude": None, "longitude": None,
    "week": "auto", "species_list": None, "min_score": 0.25, "sensitivity": 1.0,
    "embeddings": True,
}  # fmt: skip
OTHER = {
    "latitude": 52.5, "longitude": 4.0, "week": 17, "min_score": 0.4, "overlap_s": 1.5,
    "species_list": SpeciesList("wrens", ("Troglodytes troglodytes",)), "sensitivity": 1.25,
    "channel": 2, "embeddings": False, "workers": 3, "gentle": True, "gpu": True,
    "groups": "bat",
}  # fmt: skip
SINCE_THEN = {"groups"}
"""Settings that were not recorded before fingerprints left defaults out."""


def degrees(most):
    """Return any but the zero with a sign, which was recorded with it before."""
    return st.none() | st.floats(-most, most).map(lambda value: value + 0.0)


settings = st.builds(
    Settings,
    latitude=degrees(90),
    longitude=degrees(180),
    week=st.sampled_from(["auto", "all", 1, 48]),
    species_list=st.sampled_from([None, OTHER["species_list"]]),
    min_score=st.floats(1e-6, 0.999999),
    overlap_s=st.none() | st.floats(0.0, 2.9),
    sensitivity=st.floats(0.5, 1.5),
    channel=st.integers(1, 64),
    embeddings=st.booleans(),
)


def test_every_result_has_its_other_value_here():
    assert OTHER.keys() == DECLARED.keys() - {"network"}


def as_then(chosen):
    """Return what is recorded today of what was recorded before, too."""
    record = chosen.for_run(BIRDNET)
    return {name: value for name, value in record.items() if name not in SINCE_THEN}


def stored_before(chosen):
    """Return what a run recorded before fingerprints left defaults out."""
    least = math.log(chosen.min_score / (1 - chosen.min_score)) - 10 * (chosen.sensitivity - 1)
    listed = chosen.species_list
    return {
        "network": chosen.network,
        "files": dict(sorted(BIRDNET.sha256.items())),
        "overlap_s": float(chosen.overlap_s or 0),
        "channel": chosen.channel,
        "floor": -4.6 if least >= -4.6 else math.floor(least),
        "latitude": chosen.latitude,
        "longitude": chosen.longitude,
        "week": chosen.week,
        "species_list": listed and {"name": listed.name, "species": list(listed.species)},
        "min_score": chosen.min_score,
        "sensitivity": float(chosen.sensitivity),
        "embeddings": chosen.embeddings,
    }


@given(settings)
def test_what_was_stored_before_has_the_name_of_the_same_settings_today(chosen):
    stored = json.loads(json.dumps(stored_before(chosen)))
    assert stored == json.loads(json.dumps(as_then(chosen)))
    now = fingerprint(without_defaults(stored, USUAL_BEFORE))
    assert now == run_fingerprint(chosen, BIRDNET)
    heard = {name: stored[name] for name in ("network", "files", "overlap_s", "channel", "floor")}
    assert fingerprint(without_defaults(heard, USUAL_BEFORE)) == pass_fingerprint(chosen, BIRDNET)


def test_a_name_of_before_is_that_of_the_whole_record():
    chosen = Settings(overlap_s=1.5, min_score=0.004, latitude=52, longitude=4.5, week=17)
    assert fingerprint(as_then(Settings())) == "cc2c4c5b4a003aeb"
    assert fingerprint(as_then(chosen)) == "edece3618733a994"


@given(settings, st.booleans())
def test_a_setting_that_is_new_names_nothing_anew(chosen, usual):
    record, known = chosen.for_run(BIRDNET), defaults(BIRDNET)
    later = without_defaults(record | {"new": usual}, known | {"new": usual})
    assert fingerprint(later) == run_fingerprint(chosen, BIRDNET)
    other = without_defaults(record | {"new": not usual}, known | {"new": usual})
    assert fingerprint(other) != run_fingerprint(chosen, BIRDNET)


@given(settings)
def test_whatever_changes_a_result_changes_the_name_and_nothing_else_does(chosen):
    chosen = replace(chosen, workers=None, gentle=False, gpu=False)
    for name, value in OTHER.items():
        changed = replace(chosen, **{name: value})
        if getattr(chosen, name) == value:
            continue
        renamed = run_fingerprint(changed, BIRDNET) != run_fingerprint(chosen, BIRDNET)
        assert renamed is DECLARED[name].changes_result, name
        if DECLARED[name].of_pass:
            assert pass_fingerprint(changed, BIRDNET) != pass_fingerprint(chosen, BIRDNET), name


@pytest.mark.parametrize("name", sorted(OTHER.keys() - {"min_score", "sensitivity"}))
def test_a_pass_is_named_by_what_its_scores_depend_on_alone(name):
    changed = Settings(**{name: OTHER[name]})
    renamed = pass_fingerprint(changed, BIRDNET) != pass_fingerprint(Settings(), BIRDNET)
    assert renamed is DECLARED[name].of_pass


def test_a_threshold_or_sensitivity_needs_a_pass_of_its_own_only_below_the_floor():
    usual = pass_fingerprint(Settings(), BIRDNET)
    assert pass_fingerprint(Settings(min_score=0.02, sensitivity=1.05), BIRDNET) == usual
    low = pass_fingerprint(Settings(min_score=0.004), BIRDNET)
    assert low != usual
    assert pass_fingerprint(Settings(min_score=0.003), BIRDNET) == low


@pytest.mark.parametrize("kind", [int, float, np.int64, np.float32, np.float64])
@pytest.mark.parametrize(
    "name", ["overlap_s", "sensitivity", "channel", "week", "latitude", "workers"]
)
def test_equal_numbers_of_any_kind_are_one_setting(kind, name):
    place = {"longitude": 5.0} if name == "latitude" else {}
    given, plain = (Settings(**place | {name: value}) for value in (kind(1), 1))
    assert run_fingerprint(given, BIRDNET) == run_fingerprint(plain, BIRDNET)


@pytest.mark.parametrize("manifest", BOTH, ids=lambda one: one.id)
def test_only_the_network_names_what_is_as_usual(manifest):
    chosen = Settings(network=manifest.id)
    spelt_out = replace(chosen, overlap_s=manifest.overlap_s)
    nothing = fingerprint({"network": manifest.id, "files": dict(manifest.sha256)})
    for one in (chosen, spelt_out, replace(spelt_out, workers=3)):
        assert run_fingerprint(one, manifest) == pass_fingerprint(one, manifest) == nothing


def test_no_overlap_is_a_choice_where_the_network_has_one():
    chosen = Settings(network="toy-1", overlap_s=0)
    assert pass_fingerprint(chosen, TOY) != pass_fingerprint(Settings(network="toy-1"), TOY)


def test_no_zero_has_a_sign():
    here, there = (Settings(latitude=zero, longitude=zero) for zero in (0.0, -0.0))
    assert run_fingerprint(here, BIRDNET) == run_fingerprint(there, BIRDNET)

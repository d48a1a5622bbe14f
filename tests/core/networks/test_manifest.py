"""What is known of a network before it is loaded, and how a head turns outputs into scores."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UnusableValueError
from core.networks.birdnet.files import MANIFEST
from core.networks.manifest import Activation, HeadManifest, Manifest, from_plain

PERCH = HeadManifest("perch-2.0", "Perch", "2.0", slope=0.97, intercept=-10.0)
SCORES = HeadManifest("toy", "Toy", "1", activation=Activation.NONE)
(BIRDNET,) = MANIFEST.heads

scores = st.floats(0.001, 0.999)


def test_a_manifest_comes_back_as_it_was():
    assert from_plain(json.loads(json.dumps(MANIFEST.to_plain()))) == MANIFEST


def test_what_a_newer_version_adds_is_left_out():
    assert from_plain(MANIFEST.to_plain() | {"tomorrow": 1}) == MANIFEST


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sample_rate", "48000"), ("sample_rate", 0), ("window_s", None), ("window_s", math.nan),
        ("heads", "none"), ("heads", [{"id": "x"}]), ("sha256", {"a": 1}), ("embedding_size", -1),
        ("last_window_s", 9.0), ("hop_s", 9.0), ("lanes", True), ("runtime", 3),
    ],
)  # fmt: skip
def test_a_damaged_manifest_is_refused_by_the_name_of_what_is_wrong(field, value):
    with pytest.raises(UnusableValueError, match="damaged"):
        from_plain(MANIFEST.to_plain() | {field: value})


@pytest.mark.parametrize("stored", [None, 3, "{}", [], {}])
def test_what_is_no_manifest_is_refused(stored):
    with pytest.raises(UnusableValueError, match="damaged"):
        from_plain(stored)


def test_a_window_is_a_third_full_at_least_where_the_network_has_no_rule_of_its_own():
    plain = Manifest("toy", "Toy", "1", "x", 16_000, 0.96, 0, "", "", non_commercial=False)
    assert plain.least_sound_s == pytest.approx(0.32)
    assert MANIFEST.least_sound_s == 1.0


@given(scores)
def test_birdnets_scores_are_the_sigmoid_of_what_it_gives(score):
    logit = math.log(score / (1 - score))
    assert BIRDNET.score(logit) == pytest.approx(score)
    assert BIRDNET.least_output(score) == pytest.approx(logit)
    assert BIRDNET.score(logit, 1.25) == pytest.approx(1 / (1 + math.exp(-logit - 2.5)))


def test_a_quarter_of_perch_is_its_own_logit_and_no_other():
    assert PERCH.least_output(0.25) == pytest.approx(9.18, abs=0.01)
    assert PERCH.score(9.18) == pytest.approx(0.25, abs=0.001)


@given(scores)
def test_scores_stay_what_they_are(score):
    assert SCORES.score(score) == score
    assert SCORES.least_output(score) == pytest.approx(score)


@pytest.mark.parametrize("head", [BIRDNET, PERCH, SCORES])
@given(st.lists(scores, min_size=1, max_size=20))
def test_logits_are_those_of_the_scores(head, wanted):
    outputs = np.array([head.least_output(score) for score in wanted], np.float32)
    found = 1 / (1 + np.exp(-head.logits(outputs)))
    assert np.allclose(found, wanted, atol=1e-4)


@pytest.mark.parametrize("head", [BIRDNET, PERCH, SCORES])
def test_what_is_kept_begins_at_the_score_of_the_floor(head):
    assert 0.0095 < head.score(head.kept_from()) <= 0.01
    assert [head.score(edge) for edge in head.edges] == sorted(head.score(e) for e in head.edges)


def test_birdnet_keeps_what_it_kept_before():
    assert BIRDNET.kept_from() == -4.6
    assert BIRDNET.edges == np.arange(-8.0, 8.5, 0.5).tolist()
    assert BIRDNET.lowered_floor(0.25) is None
    assert BIRDNET.lowered_floor(0.25, 1.5) == -7
    assert BIRDNET.kept_from(-7) == -7.0


@pytest.mark.parametrize(
    "values", [{"slope": 0.0}, {"slope": math.inf}, {"intercept": math.nan}, {"floor": 1.0}]
)
def test_a_head_that_cannot_be_is_refused(values):
    with pytest.raises(UnusableValueError, match="cannot be so"):
        HeadManifest("x", "X", "1", **values)

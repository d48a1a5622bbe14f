"""BirdNET's range model, asked by species."""

import numpy as np
import pytest

from core.networks.network import species_of
from core.species.ranges import SeasonalPlace, range_model

RANGES = range_model("birdnet-2.4")
LEIDEN = SeasonalPlace(52.146, 4.475, 17)


@pytest.mark.parametrize(
    ("latitude", "longitude", "week", "species"),
    [(35.4244, -120.7463, 18, 195), (35.4244, -120.7463, None, 269), (52.146, 4.475, 17, 153)],
)
def test_as_many_species_are_expected_as_its_authors_expect(
    birdnet, latitude, longitude, week, species
):
    names = [one.scientific_name for one in species_of(birdnet)]
    (expected,) = RANGES.expected([SeasonalPlace(latitude, longitude, week)], names)
    assert np.count_nonzero(expected >= 0.03) == species


def test_nothing_is_said_of_what_is_no_bird_or_not_known():
    names = ["Rana temporaria", "Turdus merula", "Engine", "Canis latrans", "Yeti yeti"]
    (expected,) = RANGES.expected([LEIDEN], names)
    assert np.isnan(expected).tolist() == [True, False, True, True, True]


def test_any_networks_species_are_answered_in_the_order_asked():
    one, other = ["Turdus merula", "Troglodytes troglodytes"], ["Menura novaehollandiae"]
    (forth,) = RANGES.expected([LEIDEN], [*one, *other])
    (back,) = RANGES.expected([LEIDEN], [*other, *reversed(one)])
    assert forth[[2, 1, 0]].tolist() == back.tolist()
    assert forth[0] > 0.5 > forth[2]


def test_several_places_are_asked_at_once():
    far = SeasonalPlace(-37.9, 145.3, 40)
    answers = RANGES.expected([LEIDEN, far], ["Menura novaehollandiae"])
    assert answers.shape == (2, 1)
    assert answers[0, 0] < 0.03 < answers[1, 0]


def test_older_and_newer_names_have_the_same_range():
    (asked,) = RANGES.expected([LEIDEN], ["Corvus monedula", "Coloeus monedula", "Coloeus yeti"])
    assert asked[0] == asked[1] > 0.03
    assert np.isnan(asked[2])

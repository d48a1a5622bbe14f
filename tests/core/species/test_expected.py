"""What to expect where and when."""

from datetime import date

import pytest

from core.networks.network import species_of
from core.species.expected import ExpectedSpecies, week_of
from core.species.lists import SpeciesList
from core.species.ranges import SeasonalPlace, range_model


def expected(network, chosen=None):
    ranges = range_model(network.manifest.range_model)
    return ExpectedSpecies(species_of(network), ranges, chosen)


def birds(network, expectation) -> int:
    return sum(
        1
        for label, listed in zip(species_of(network), expectation.listed, strict=True)
        if listed and label.group == "bird"
    )


@pytest.mark.parametrize(
    ("place", "week", "count"),
    [
        ((35.4244, -120.7463), 18, 195),
        ((35.4244, -120.7463), None, 269),
        ((52.146, 4.475), 17, 153),
    ],
)
def test_the_range_network_expects_the_known_number_of_birds(birdnet, place, week, count):
    expectation = expected(birdnet).at(SeasonalPlace(*place, week))
    assert birds(birdnet, expectation) == pytest.approx(count, abs=1)


def test_what_is_no_bird_is_always_expected(birdnet):
    listed = expected(birdnet).at(SeasonalPlace(52.1, 4.3, 17)).listed
    others = [n for n, label in enumerate(species_of(birdnet)) if label.group != "bird"]
    assert len(others) == 101
    assert listed[others].all()


def test_without_a_position_everything_is_expected(birdnet):
    expectation = expected(birdnet).at(None)
    assert expectation.place == "all"
    assert expectation.listed.all()


def test_a_list_of_ones_own_holds_everywhere(birdnet):
    mine = expected(birdnet, SpeciesList("mine", ("Turdus merula",)))
    for place in ((52.1, 4.3), (None, None), (-30.0, 150.0)):
        assert mine.at(SeasonalPlace(*place, 17)).listed.sum() == 1


def test_without_a_range_model_everything_is_expected_everywhere(birdnet):
    found = ExpectedSpecies(species_of(birdnet), None, None).at(SeasonalPlace(52.1, 4.3, 17))
    assert found.place == "all"
    assert found.listed.all()


@pytest.mark.parametrize(
    ("day", "week"),
    [((1, 1), 1), ((1, 7), 1), ((1, 8), 2), ((1, 29), 4), ((5, 3), 17), ((12, 31), 48)],
)
def test_weeks_are_four_a_month(day, week):
    assert week_of(date(2025, *day)) == week

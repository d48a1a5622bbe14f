"""A few letters are enough to name a species."""

import pytest

from core.domain import Species
from core.networks.network import Network, species_of
from core.review.species_search import SpeciesSearch

ROBIN = Species("Erithacus rubecula", "European Robin")
MAGPIE_ROBIN = Species("Copsychus saularis", "Oriental Magpie-Robin")
GULL = Species("Larus michahellis", "Yellow-legged Gull")
ENGINE = Species("Engine", "Engine", "sound")
ALL = (ROBIN, MAGPIE_ROBIN, GULL, ENGINE, Species("Turdus merula", "Eurasian Blackbird"))
OTHERS = {"Erithacus rubecula": ("Rougegorge familier", "Rödhake", "eurrob1")}


@pytest.fixture(scope="module")
def search() -> SpeciesSearch:
    return SpeciesSearch(ALL, OTHERS)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("eurob", ROBIN),
        ("erirub", ROBIN),
        ("er rub", ROBIN),
        ("EURROB1", ROBIN),
        ("rodhake", ROBIN),
        ("rougegorge", ROBIN),
        ("magpie rob", MAGPIE_ROBIN),
        ("yellow legged", GULL),
        ("ylg", GULL),
        ("yellow-legged gull", GULL),
        ("lackbir", ALL[4]),
        ("engine", ENGINE),
    ],
)
def test_the_likeliest_comes_first(search, typed, first):
    assert search.find(typed)[0] == first


def test_what_is_heard_here_comes_before_others_as_likely(search):
    assert search.find("robin") == [ROBIN, MAGPIE_ROBIN]
    heard = frozenset({MAGPIE_ROBIN.scientific_name})
    assert search.find("robin", here=heard)[0] == MAGPIE_ROBIN


def test_a_wren_is_the_one_of_the_place_and_a_whole_name_is_always_itself():
    wren, thrush = (
        Species("Troglodytes troglodytes", "Eurasian Wren"), Species("Zeledonia", "Wrenthrush")
    )  # fmt: skip
    winter, found = Species("T. hiemalis", "Winter Wren"), SpeciesSearch
    search = found([thrush, winter, wren])
    assert search.find("wren")[0] == thrush
    here, expected = frozenset({winter.scientific_name}), frozenset({wren.scientific_name})
    assert search.find("wren", expected=expected) == [wren, thrush, winter]
    assert search.find("wren", here=here, expected=expected) == [winter, wren, thrush]
    assert search.find("wrenthrush", here=here, expected=expected)[0] == thrush


@pytest.mark.parametrize("typed", ["", "  ", "xyzzy", ".*", "(", "\n", "a" * 5000])
def test_what_is_no_name_finds_nothing(search, typed):
    assert search.find(typed) == []


def test_every_label_is_found_by_its_own_names(birdnet: Network):
    search = SpeciesSearch(species_of(birdnet))
    for label in species_of(birdnet)[::97]:
        assert search.find(label.scientific_name)[0].scientific_name == label.scientific_name
        names = [s.common_name for s in search.find(label.common_name)]
        assert names[0] == label.common_name

"""BirdNET and BirdNET-STM32 on three real recordings: one list, one combination."""

import pytest

from core.analysis import Settings, analyse
from core.combining import CombinationRule, CombinationWish, combine, prepared
from core.inference.executors import InProcess
from core.networks import catalogue
from core.networks.network import species_of
from core.species.lists import list_for
from core.species.one_species import united
from core.store import detections, runs
from core.store.detections import Filter
from tests.core.networks.test_real_weights import MODELS, NotThereError, brought

BOTH, EITHER, WEIGHTED = CombinationRule
pytestmark = pytest.mark.skipif(not MODELS, reason="UNDERSONG_MODELS names no folder with weights")


@pytest.fixture
def stm32(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))
    try:
        brought("birdnet-stm32")
    except NotThereError as error:
        pytest.skip(str(error))
    return catalogue.network("birdnet-stm32")


def heard(project, run, species="Turdus merula"):
    with project.reading() as db:
        found = list(detections.everything(db, Filter(run_id=run.id, unlisted=True)))
    spans = [one for one in found if one.species.scientific_name == species]
    return {(one.recording_id, one.start_s): one.score for one in spans}


def test_every_bird_of_the_small_network_is_one_of_the_large(birdnet, stm32):
    _, small = united([species_of(birdnet), species_of(stm32)])
    assert set(small.values()) <= set(species_of(birdnet))


def test_blackbirds_that_both_either_and_on_average_are_heard(analysed, stm32):
    list(analyse(analysed, stm32, Settings("birdnet-stm32"), executor=InProcess()))
    with analysed.reading() as db:
        small, large = runs.everything(db)

    def of(rule):
        wish = CombinationWish((small.id, large.id), rule, min_score=0.1)
        combination = prepared(analysed, wish)
        list(combine(analysed, combination))
        with analysed.reading() as db:
            return heard(analysed, runs.find(db, combination.fingerprint))

    one, other = heard(analysed, large), heard(analysed, small)  # windows of 3 s alike
    assert of(BOTH) == {key: min(one[key], other[key]) for key in one.keys() & other.keys()}
    assert of(EITHER) == {
        key: max(one.get(key, 0), other.get(key, 0)) for key in one.keys() | other.keys()
    }
    for key, score in of(WEIGHTED).items():
        assert (one.get(key, 0) + other.get(key, 0)) / 2 <= score + 1e-6


def test_one_list_serves_both(birdnet, stm32, tmp_path):
    (tmp_path / "list.txt").write_text("Turdus merula\nMenura novaehollandiae\n", "utf-8")
    large, small = (list_for(tmp_path / "list.txt", one) for one in (birdnet, stm32))
    assert (len(large.species), large.unknown) == (2, ())
    assert (small.species, small.unknown) == (("Turdus merula",), ("Menura novaehollandiae",))

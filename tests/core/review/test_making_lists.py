"""Species lists of a person's own, made of a place, of what was found, and by hand."""

from pathlib import Path

import pytest

from core.errors import UnusableValueError
from core.networks.network import species_of
from core.review.making_lists import edited, of_found, of_list, of_place
from core.species.lists import list_for
from core.species.own_lists import lists_folder, own_lists, remove_list, save_list
from core.store import runs

MERULA = "Turdus merula"


@pytest.fixture
def run_id(analysed):
    with analysed.reading() as db:
        return runs.latest(db).id


def names(choice) -> set[str]:
    return {one.scientific_name for one in choice}


def test_a_year_at_a_place_holds_each_of_its_weeks(birdnet):
    year = names(of_place(birdnet, 52.1, 4.4, None).species)
    spring = names(of_place(birdnet, 52.1, 4.4, 18).species)
    assert spring < year
    assert MERULA in spring


def test_what_was_found_so_often_is_a_list(analysed, run_id):
    every = names(of_found(analysed, run_id, verified=False).species)
    often = names(of_found(analysed, run_id, 5, verified=False).species)
    assert MERULA in often < every
    assert of_found(analysed, run_id, verified=True).species == ()


def test_a_list_is_kept_in_the_project_named_there_and_read_as_any_other(analysed, birdnet):
    folder = lists_folder(analysed.folder)
    chosen = of_list(Path("owls-nightjars"), birdnet, folder, strict=False)
    species = edited(chosen.species, species_of(birdnet), ["EUBB"], ["Tawny Owl"])
    save_list(folder, "Night birds", species, chosen.source)
    (kept,) = own_lists(folder)
    assert (kept.name, kept.species) == ("Night birds", len(chosen.species))
    found = list_for(Path("night birds"), birdnet, folder)
    assert MERULA in found.species
    assert "Strix aluco" not in found.species
    remove_list(folder, "night birds")
    assert own_lists(folder) == []


@pytest.mark.parametrize("name", ["", "a/b", "..", "x" * 300, "CON?"])
def test_what_can_be_no_file_is_refused(tmp_path, birdnet, name):
    with pytest.raises(UnusableValueError, match="No list can be called"):
        save_list(tmp_path, name, species_of(birdnet)[:1], "")


def test_an_empty_list_is_not_kept(tmp_path):
    with pytest.raises(UnusableValueError, match="No species is in the list"):
        save_list(tmp_path, "mine", (), "")


def test_a_name_that_nobody_has_is_refused(birdnet):
    with pytest.raises(UnusableValueError, match="is called nobody"):
        edited((), species_of(birdnet), ["nobody"], ())

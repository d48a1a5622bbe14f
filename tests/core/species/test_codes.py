"""Species are found by the codes that people know them by."""

from csv import DictReader
from importlib.resources import files

import pytest

from core.errors import UserError
from core.networks.known_species import known_by_name
from core.review.species_search import SpeciesSearch
from core.same_species import same_species
from core.species.codes import codes, codes_in
from core.species.own_names import add_table, remove
from core.species.searched import names_beside


@pytest.fixture(scope="module")
def search():
    known = sorted({*known_by_name().values()}, key=lambda one: one.scientific_name)
    return SpeciesSearch(known, names_beside(known))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("eurbla", "Turdus merula"),
        ("11870", "Turdus merula"),
        ("B", "Turdus merula"),
        ("AMRO", "Turdus migratorius"),
        ("jd", "Corvus monedula"),
        ("Coloeus monedula", "Corvus monedula"),
        ("Astur gentilis", "Accipiter gentilis"),
        ("tawny ow", "Strix aluco"),
    ],
)
def test_a_code_or_another_name_finds_its_species_first(search, typed, meant):
    assert search.find(typed)[0].scientific_name == meant


def test_initials_find_species(search):
    found = {one.common_name for one in search.find("brbl", 50)}
    assert "Brewer's Blackbird" in found


def test_no_code_of_one_kind_is_of_two_species():
    text = files("species_lists").joinpath("codes.csv").read_text(encoding="utf-8")
    rows = list(DictReader(line for line in text.splitlines() if not line.startswith("#")))
    for kinds in (("ebird", "ebird_older"), ("euring",), ("bto",)):
        given = [row[kind] for row in rows for kind in kinds if row[kind]]
        assert len(given) == len(set(given)), kinds


def test_a_code_that_ebird_gave_up_is_still_of_its_species():
    assert "comred" in codes()["Acanthis flammea"]


def test_a_code_is_of_a_species_by_any_of_its_names():
    assert codes()["Coloeus monedula"] == codes()["Corvus monedula"]


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))
    yield tmp_path
    same_species.cache_clear()
    codes.cache_clear()


def test_a_persons_own_codes_come_first(own):
    table = own / "mine.csv"
    table.write_text("Scientific_Name;ours\nTurdus merula;MEREL-1\n", encoding="utf-16")
    assert add_table(table, "codes") == 1
    assert codes()["Turdus merula"][0] == "MEREL-1"
    assert "eurbla" in codes()["Turdus merula"]
    remove("codes")
    assert "MEREL-1" not in codes()["Turdus merula"]


def test_a_table_without_codes_says_what_is_missing(own):
    table = own / "mine.csv"
    table.write_text("scientific_name\nTurdus merula\n")
    with pytest.raises(UserError, match="one for each kind of code"):
        codes_in(table)


def test_a_persons_own_names_of_one_species_join_what_is_known(own):
    table = own / "mine.txt"
    table.write_text("# ours\nCorvus monedula, Kauwtje\n")
    assert add_table(table, "same-species") == 1
    (jackdaw,) = (names for names in same_species() if "Kauwtje" in names)
    assert {"Corvus monedula", "Coloeus monedula"} <= set(jackdaw)


def test_a_file_without_pairs_of_names_is_refused(own):
    table = own / "mine.txt"
    table.write_text("Corvus monedula\n")
    with pytest.raises(UserError, match="two names or more"):
        add_table(table, "same-species")
